#include "audio/midifile.h"

#include "base/error.h"

#include <algorithm>
#include <map>
#include <memory>
#include <smf.h>
#include <tuple>

namespace retrograde {

namespace {

struct DeleteSmf {
    void operator()(smf_t *smf) const { smf_delete(smf); }
};

/// libsmf would tell stderr of every oddity.
void silenceLibsmf()
{
    static const guint handler = g_log_set_handler(
        "libsmf", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK),
        [](const gchar *, GLogLevelFlags, const gchar *, gpointer) {}, nullptr);
    static_cast<void>(handler);
}

} // namespace

std::vector<MidiNote> readMidi(const std::filesystem::path &path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw Error(ErrorCode::NotFound, path, "there is no such file");
    silenceLibsmf();
    const std::unique_ptr<smf_t, DeleteSmf> smf(smf_load(path.c_str()));
    if (!smf)
        throw Error(ErrorCode::Corrupt, path, "is not a MIDI file, or is damaged");

    std::vector<MidiNote> notes;
    std::map<std::pair<int, int>, std::vector<std::size_t>> sounding; // notes by channel and key
    double last = 0;
    while (const smf_event_t *event = smf_get_next_event(smf.get())) {
        last = std::max(last, event->time_seconds);
        if (event->midi_buffer_length != 3)
            continue;
        const int command = event->midi_buffer[0] & 0xF0;
        const int channel = event->midi_buffer[0] & 0x0F;
        const int key = event->midi_buffer[1] & 0x7F;
        const int velocity = event->midi_buffer[2] & 0x7F;
        std::vector<std::size_t> &open = sounding[{ channel, key }];
        if (command == 0x90 && velocity > 0) {
            open.push_back(notes.size());
            notes.push_back({ event->time_seconds, -1, channel, key, velocity });
        } else if ((command == 0x80 || command == 0x90) && !open.empty()) {
            notes[open.front()].end = event->time_seconds;
            open.erase(open.begin());
        }
    }
    for (MidiNote &note : notes) {
        if (note.end < 0)
            note.end = last;
    }
    std::stable_sort(notes.begin(), notes.end(), [](const MidiNote &a, const MidiNote &b) {
        return std::tie(a.begin, a.channel, a.key) < std::tie(b.begin, b.channel, b.key);
    });
    return notes;
}

} // namespace retrograde
