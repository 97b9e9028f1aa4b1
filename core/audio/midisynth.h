#pragma once

#include "audio/midifile.h"

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace retrograde {

/// A sound of a soundfont.
struct Preset {
    int bank = 0; ///< 128 = drums
    int program = 0; ///< 0 ... 127

    bool operator==(const Preset &) const = default;
};

/// Plays notes with the sounds of one soundfont (FluidSynth). The same notes give the same samples, whatever was played
/// before. Not thread-safe; one object per thread.
class MidiSynth {
public:
    /// @param sampleRate Hz, of the stereo sound that play() gives
    /// @throws Error NotFound; Unsupported when it is no soundfont
    MidiSynth(const std::filesystem::path &soundfont, int sampleRate);
    ~MidiSynth();
    MidiSynth(MidiSynth &&) noexcept;
    MidiSynth &operator=(MidiSynth &&) noexcept;

    bool has(const Preset &preset) const;
    /// @p frames frames of interleaved stereo: all of @p notes with @p preset, whatever their channels. Notes that
    /// began before second 0 begin there, those that end before it are left out.
    /// @throws Error Unsupported when there is no such preset
    std::vector<float> play(std::span<const MidiNote> notes, const Preset &preset, std::size_t frames);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace retrograde
