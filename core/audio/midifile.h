#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace retrograde {

/// One note of a score, in seconds from its start, whatever the tempo.
struct MidiNote {
    double begin = 0;
    double end = 0;
    int channel = 0; ///< 0 ... 15; General MIDI plays drums on 9
    int key = 0; ///< 0 ... 127, 60 = middle C; on channel 9 the drum
    int velocity = 0; ///< 1 ... 127
};

inline constexpr int kDrumChannel = 9;

/// The notes of a Standard MIDI File (RP-001, formats 0, 1 and 2, all tracks at once), by their begin. Notes that are
/// never ended last until the end of the file. A file whose last chunk is cut short is taken as far as it goes.
/// @throws Error NotFound, Unreadable; Corrupt when it is no such file, is damaged, larger than 16 MiB, or longer than
/// a day
std::vector<MidiNote> readMidi(const std::filesystem::path &path);

/// The same of the file's bytes; @p path is for what is thrown.
std::vector<MidiNote> parseMidi(std::string_view bytes, const std::filesystem::path &path);

} // namespace retrograde
