#pragma once

#include "library/datasetimport.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace retrograde {

class Table;

/// The id in the name of an FMA clip: 2 for "000/000002.mp3"; 0 for any other name.
Id fmaIdOf(const std::filesystem::path &path);

/// FMA's tracks.csv and genres.csv, as far as the library keeps them: each text once, and 40 bytes per track.
class FmaCatalogue final : public Annotations {
public:
    /// Subsets as they contain each other.
    enum class Subset : std::uint8_t { Small, Medium, Large, Unknown };
    static Subset subsetCalled(std::string_view name); ///< Unknown for any other name

    /// @param folder of tracks.csv; without genres.csv beside it, genres keep the names that tracks.csv has
    /// @throws Error NotFound, Unreadable; InvalidArgument when it is not FMA's tracks.csv; Cancelled
    FmaCatalogue(const std::filesystem::path &folder, const RunControl &control);

    std::size_t size() const { return m_rows.size(); }
    bool has(Id id) const { return m_rows.count(id) > 0; }
    /// Unknown for tracks that are not in it, and for those with no subset.
    Subset subsetOf(Id id) const;
    /// From now on tracks outside @p subset are not missed. Unknown: all are wanted.
    void want(Subset subset) { m_wanted = subset; }
    bool isWanted(Id id) const;
    std::int64_t wantedCount() const;

    Annotation apply(Track &track) override;
    std::vector<std::string> notes() const override;

private:
    using TextId = std::uint32_t; ///< into m_texts; 0 is the empty one
    struct Row {
        TextId title = 0;
        TextId artist = 0;
        TextId album = 0;
        TextId licence = 0;
        TextId genre = 0;
        TextId split = 0;
        std::int32_t line = 0;
        float seconds = -1; ///< of the whole track, -1 = unknown
        Subset subset = Subset::Unknown;
        bool used = false;
    };
    struct Columns;

    void readGenres(const std::filesystem::path &file, const RunControl &control);
    void readTracks(Table &table);
    void readTrack(Table &table, const Columns &columns);
    std::string genresOf(Table &table, const Columns &columns);
    TextId textId(const std::string &text);

    std::filesystem::path m_file;
    std::vector<std::string> m_texts { std::string() };
    std::unordered_map<std::string, TextId> m_textIds;
    std::unordered_map<std::int64_t, std::string> m_genres;
    std::unordered_map<Id, Row> m_rows;
    std::vector<std::string> m_notes;
    Subset m_wanted = Subset::Unknown;
};

/// Where FMA's parts lie, given any of their folders.
struct FmaPlace {
    std::filesystem::path audio; ///< the folder of 000/, 001/ ...; empty = not found
    std::filesystem::path metadata; ///< the folder of tracks.csv; empty = not found
    FmaCatalogue::Subset subset = FmaCatalogue::Subset::Unknown; ///< as the audio folder's name says
};
FmaPlace findFma(const std::filesystem::path &path, const std::string &subset);

PreparedImport prepareFma(const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
