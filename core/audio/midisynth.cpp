#include "audio/midisynth.h"

#include "base/error.h"

#include <algorithm>
#include <fluidsynth.h>
#include <mutex>
#include <string>
#include <tuple>

namespace retrograde {

namespace {

constexpr double kGain = 0.5;

void silenceFluidSynth()
{
    static std::once_flag once;
    std::call_once(once, [] {
        for (int level = FLUID_PANIC; level < LAST_LOG_LEVEL; ++level)
            fluid_set_log_function(level, nullptr, nullptr);
    });
}

struct DeleteSettings {
    void operator()(fluid_settings_t *settings) const { delete_fluid_settings(settings); }
};
struct DeleteSynth {
    void operator()(fluid_synth_t *synth) const { delete_fluid_synth(synth); }
};

/// A note's beginning or end.
struct Turn {
    std::size_t frame = 0;
    bool begins = false;
    int key = 0;
    int velocity = 0;
};

} // namespace

struct MidiSynth::State {
    std::unique_ptr<fluid_settings_t, DeleteSettings> settings;
    std::unique_ptr<fluid_synth_t, DeleteSynth> owner; ///< of the soundfont
    fluid_sfont_t *font = nullptr;
    int sampleRate = 0;
};

MidiSynth::MidiSynth(const std::filesystem::path &soundfont, int sampleRate)
    : m_state(std::make_unique<State>())
{
    std::error_code error;
    if (!std::filesystem::exists(soundfont, error))
        throw Error(ErrorCode::NotFound, soundfont, "there is no such file");
    silenceFluidSynth();
    State &state = *m_state;
    state.sampleRate = sampleRate;
    state.settings.reset(new_fluid_settings());
    fluid_settings_setnum(state.settings.get(), "synth.sample-rate", sampleRate);
    fluid_settings_setnum(state.settings.get(), "synth.gain", kGain);
    // Their tails would reach from one phrase into the next.
    fluid_settings_setint(state.settings.get(), "synth.reverb.active", 0);
    fluid_settings_setint(state.settings.get(), "synth.chorus.active", 0);
    state.owner.reset(new_fluid_synth(state.settings.get()));
    if (state.owner && fluid_synth_sfload(state.owner.get(), soundfont.c_str(), 0) != FLUID_FAILED)
        state.font = fluid_synth_get_sfont(state.owner.get(), 0);
    if (!state.font)
        throw Error(ErrorCode::Unsupported, soundfont, "is not a soundfont");
}

MidiSynth::~MidiSynth() = default;
MidiSynth::MidiSynth(MidiSynth &&) noexcept = default;
MidiSynth &MidiSynth::operator=(MidiSynth &&) noexcept = default;

bool MidiSynth::has(const Preset &preset) const
{
    return fluid_sfont_get_preset(m_state->font, preset.bank, preset.program) != nullptr;
}

std::vector<float> MidiSynth::play(std::span<const MidiNote> notes, const Preset &preset, std::size_t frames)
{
    if (!has(preset))
        throw Error(ErrorCode::Unsupported,
            "the soundfont has no program " + std::to_string(preset.program) + " in bank "
                + std::to_string(preset.bank));
    // A synthesiser remembers what it played: part of a block, phases, voices that were used. A new one for each phrase
    // plays the same notes the same way whatever came before, and only borrows the soundfont.
    const std::unique_ptr<fluid_synth_t, DeleteSynth> owned(new_fluid_synth(m_state->settings.get()));
    fluid_synth_t *const synth = owned.get();
    const int font = synth ? fluid_synth_add_sfont(synth, m_state->font) : FLUID_FAILED;
    if (font == FLUID_FAILED)
        throw Error(ErrorCode::Unsupported, "FluidSynth could not be started");
    const int channel = preset.bank == 128 ? kDrumChannel : 0;
    fluid_synth_program_select(synth, channel, font, preset.bank, preset.program);

    std::vector<Turn> turns;
    const auto frameAt
        = [&](double seconds) { return static_cast<std::size_t>(std::max(0.0, seconds) * m_state->sampleRate); };
    for (const MidiNote &note : notes) {
        if (note.end <= 0 || frameAt(note.begin) >= frames)
            continue;
        turns.push_back({ frameAt(note.begin), true, note.key, note.velocity });
        turns.push_back({ std::max(frameAt(note.end), frameAt(note.begin) + 1), false, note.key, 0 });
    }
    std::stable_sort(turns.begin(), turns.end(), [](const Turn &a, const Turn &b) {
        // An end before a beginning, so that a note that is struck again sounds.
        return std::tie(a.frame, a.begins) < std::tie(b.frame, b.begins);
    });
    std::vector<float> sound(2 * frames);
    std::size_t done = 0;
    const auto renderTo = [&](std::size_t frame) {
        if (frame <= done)
            return;
        float *out = sound.data() + 2 * done;
        fluid_synth_write_float(synth, static_cast<int>(frame - done), out, 0, 2, out, 1, 2);
        done = frame;
    };
    for (const Turn &turn : turns) {
        renderTo(std::min(turn.frame, frames));
        if (turn.begins)
            fluid_synth_noteon(synth, channel, turn.key, turn.velocity);
        else
            fluid_synth_noteoff(synth, channel, turn.key);
    }
    renderTo(frames);
    fluid_synth_all_sounds_off(synth, -1);
    fluid_synth_remove_sfont(synth, m_state->font);
    return sound;
}

} // namespace retrograde
