#pragma once

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

/// Reads a selection table of Raven's or of another program that writes its columns, in any order. Of a selection that
/// Raven lists once for each of its views the first is taken. The label is "Annotation", else "Species", "Label" or
/// "Common Name". Frequencies may be absent.
/// @throws Error NotFound, Unreadable; Corrupt, naming the line, when there is no time column, a number is none or a
/// selection ends before it begins
std::vector<RavenSelection> readRavenTable(const std::filesystem::path &path);

} // namespace retrograde
