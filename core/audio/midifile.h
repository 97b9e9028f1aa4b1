#pragma once

#include <filesystem>
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

/// The notes of a Standard MIDI File, by their begin. Notes that are never ended last until the end of the file.
/// @throws Error NotFound; Corrupt when it is no such file
std::vector<MidiNote> readMidi(const std::filesystem::path &path);

} // namespace retrograde
