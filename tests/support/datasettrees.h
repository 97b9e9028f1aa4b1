#pragma once

#include "base/random.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// Published datasets in miniature, in the layouts that they are published in.
namespace retrograde::testing {

/// One row of FMA's tracks.csv, as far as tests care.
struct FmaRow {
    std::int64_t id = 0;
    std::string title;
    std::string artist;
    std::string album = "An album";
    std::string licence = "Attribution-NonCommercial-ShareAlike 3.0 International";
    std::string genreTop;
    std::string genresAll = "[]";
    std::string split = "training";
    std::string subset = "small";
    std::string duration = "168";
};

/// tracks.csv with its 52 columns, its three rows of headings, and line breaks inside of quoted comments.
/// @param without columns to leave out, as "group/field"
std::string fmaTracksCsv(const std::vector<FmaRow> &rows, const std::vector<std::string> &without = {});
/// A few rows of genres.csv: 2 International, 10 Pop, 21 Hip-Hop, 38 Experimental, 76 Experimental Pop, 103
/// Singer-Songwriter.
std::string fmaGenresCsv();
/// <audio>/000/000002.mp3 for track 2.
std::filesystem::path fmaClip(const std::filesystem::path &audio, std::int64_t id);

/// OpenMIC's class map with its twenty classes.
std::string openMicClassMap();

/// The folder that the environment variable RETROGRADE_GENUINE_DATA names, with excerpts of the published datasets in
/// its folders fma/ and openmic/; nothing when it is not set.
std::optional<std::filesystem::path> genuineData();

/// @p text after a few random changes: bytes flipped, cut, doubled, moved; separators, quotes and line ends favoured.
std::string mutated(std::string text, RandomStream &random);

} // namespace retrograde::testing
