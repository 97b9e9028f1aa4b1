#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace retrograde {

/// A selection as Raven Pro (Cornell Lab of Ornithology) keeps it.
struct RavenSelection {
    double beginSeconds = 0;
    double endSeconds = 0;
    double lowHertz = 0; ///< both 0: not limited in frequency
    double highHertz = 0;
    std::string label; ///< of the column "Annotation", UTF-8

    bool operator==(const RavenSelection &) const = default;
};

/// Writes a selection table: text with a header, columns separated by tabs (Selection, View, Channel, Begin Time (s),
/// End Time (s), Low Freq (Hz), High Freq (Hz), Begin File, Annotation), whole or not at all. @p soundFile is the name
/// of the file that the selections are of; @p highestHertz stands where a selection is not limited in frequency. Times
/// keep six decimals.
/// @throws Error Io
void writeRavenTable(const std::filesystem::path &path, std::span<const RavenSelection> selections,
    const std::filesystem::path &soundFile, double highestHertz);

/// What a selection table holds for one sound file.
struct RavenTable {
    std::vector<RavenSelection> selections;
    std::int64_t unreadable = 0; ///< rows that make no sense
    std::vector<std::string> notes; ///< the first 200 of them, one sentence each with the line
    std::int64_t ofOtherFiles = 0; ///< rows that are left out, for they say that they are of another sound file
    std::string anotherFile; ///< the first of those files

    bool operator==(const RavenTable &) const = default;
};

/// Reads what a selection table of Raven's, or of another program that writes its columns, in any order, holds for
/// @p soundFile (empty: for whatever file). A row that makes no sense is left out and noted, the others count; blank
/// rows are passed over.
///
/// - Cells end at tabs and rows at line ends. A quote is a character like any other, unless the names of the columns
///   are in quotes: then cells are as well (as R writes tables).
/// - Numbers may have a decimal comma.
/// - "Begin File" (or else what "Begin Path" ends in) says which file a row is of, in whatever case; without it a row
///   is of any file. In a table of several files "Begin Time (s)" counts from the first file's start; where there is a
///   "File Offset (s)", that is where the selection begins in its own file.
/// - Of a selection that Raven lists once for each of its views the first is taken, with the frequencies of the first
///   that has them.
/// - The label is "Annotation", else "Species", "Label" or "Common Name". Frequencies may be absent.
///
/// @throws Error NotFound, Unreadable; Corrupt when it is empty or has no columns of times
RavenTable readRavenTable(const std::filesystem::path &path, const std::filesystem::path &soundFile = {});

} // namespace retrograde
