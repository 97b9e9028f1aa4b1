#include "audio/midifile.h"

#include "audio/mediafile.h"
#include "base/error.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <tuple>

namespace retrograde {

namespace {

constexpr std::size_t kLargestFile = std::size_t { 16 } << 20;
constexpr double kLongestSeconds = 24 * 3600;
constexpr std::int64_t kMostTicks = std::int64_t { 1 } << 40; ///< so that sums and products of ticks stay exact
constexpr unsigned kUsualTempo = 500'000; ///< microseconds for each quarter

/// Bytes read one after the other, and not past their end.
class Cursor {
public:
    explicit Cursor(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    bool isAtEnd() const { return m_bytes.empty(); }
    bool has(std::size_t count) const { return m_bytes.size() >= count; }
    unsigned peek() const { return static_cast<unsigned char>(m_bytes.front()); }
    std::string_view take(std::size_t count)
    {
        const std::string_view taken = m_bytes.substr(0, count);
        m_bytes.remove_prefix(taken.size());
        return taken;
    }
    /// Big-endian.
    unsigned number(std::size_t size)
    {
        unsigned value = 0;
        for (const char byte : take(size))
            value = value << 8 | static_cast<unsigned char>(byte);
        return value;
    }
    /// Seven bits in each of at most four bytes. False when there is none.
    bool variable(std::uint32_t &value)
    {
        value = 0;
        for (int i = 0; i < 4 && !isAtEnd(); ++i) {
            const unsigned byte = number(1);
            value = value << 7 | (byte & 0x7F);
            if (byte < 0x80)
                return true;
        }
        return false;
    }

private:
    std::string_view m_bytes;
};

/// What counts of an event: a note, or a tempo.
struct Event {
    std::int64_t tick = 0;
    unsigned status = 0; ///< kTempo, or that of a channel message
    unsigned first = 0;
    unsigned second = 0;
    unsigned tempo = 0; ///< microseconds for each quarter
};

constexpr unsigned kMeta = 0xFF;
constexpr unsigned kTempoMeta = 0x51;
constexpr unsigned kEndMeta = 0x2F;

/// How many ticks there are in what.
struct Division {
    double ticks = 0; ///< in a quarter, or in a second
    bool ofSeconds = false;
};

class Parser {
public:
    Parser(std::string_view bytes, const std::filesystem::path &path)
        : m_file(bytes)
        , m_path(path)
    {
    }

    std::vector<MidiNote> notes()
    {
        readHeader();
        while (m_file.has(8)) {
            const bool isTrack = m_file.take(4) == "MTrk";
            const std::string_view chunk = m_file.take(m_file.number(4));
            if (isTrack)
                readTrack(Cursor(chunk), m_file.isAtEnd());
        }
        std::stable_sort(
            m_events.begin(), m_events.end(), [](const Event &a, const Event &b) { return a.tick < b.tick; });
        return pairUp();
    }

private:
    [[noreturn]] void refuse(const char *cause) const { throw Error(ErrorCode::Corrupt, m_path, cause); }

    void readHeader()
    {
        if (!m_file.has(14) || m_file.take(4) != "MThd")
            refuse("is not a MIDI file");
        Cursor header(m_file.take(m_file.number(4)));
        if (!header.has(6))
            refuse("is not a MIDI file, or is damaged");
        header.take(4); // the format, and how many tracks it claims
        const unsigned division = header.number(2);
        const auto frames = 256 - (division >> 8); // each second, when the number is negative
        if (division < 0x8000)
            m_division = { static_cast<double>(division), false };
        else // 29 stands for 30 of which some are dropped
            m_division = { (frames == 29 ? 30000.0 / 1001 : frames) * (division & 0xFF), true };
        if (m_division.ticks <= 0)
            refuse("is damaged: it does not say how long its ticks are");
    }

    /// @param last whether nothing follows: it may be cut short then
    void readTrack(Cursor track, bool last)
    {
        std::int64_t tick = 0;
        unsigned running = 0; // the status that is left out when it is the same again
        while (!track.isAtEnd()) {
            std::uint32_t delta = 0;
            if (!track.variable(delta) || track.isAtEnd())
                return endOfTrack(last);
            tick += delta;
            m_lastTick = std::max(m_lastTick, tick);
            if (m_lastTick > kMostTicks)
                refuse("lasts longer than a day");
            const unsigned status = track.peek() >= 0x80 ? track.number(1) : running;
            if (status < 0x80)
                refuse("is damaged: it holds data that belong to no event");
            if (status >= 0xF0) {
                running = 0;
                if (!readOther(track, status, tick))
                    return endOfTrack(last);
                continue;
            }
            running = status;
            const unsigned command = status & 0xF0;
            const std::size_t size = command == 0xC0 || command == 0xD0 ? 1 : 2;
            if (!track.has(size))
                return endOfTrack(last);
            const unsigned first = track.number(1) & 0x7F;
            const unsigned second = size == 2 ? track.number(1) & 0x7F : 0;
            if (command == 0x80 || command == 0x90)
                m_events.push_back({ tick, status, first, second, 0 });
        }
    }

    void endOfTrack(bool last) const
    {
        if (!last)
            refuse("is damaged: a track ends within an event");
    }

    /// System exclusive and meta events; false at the track's end, also before its time.
    bool readOther(Cursor &track, unsigned status, std::int64_t tick)
    {
        if (status != kMeta && status != 0xF0 && status != 0xF7)
            refuse("is damaged: it holds an event that no file may");
        const unsigned kind = status == kMeta && !track.isAtEnd() ? track.number(1) : 0;
        std::uint32_t size = 0;
        if (!track.variable(size) || !track.has(size))
            return false;
        Cursor content(track.take(size));
        if (status == kMeta && kind == kTempoMeta && size == 3) {
            const unsigned tempo = content.number(3);
            if (tempo > 0)
                m_events.push_back({ tick, kMeta, 0, 0, tempo });
        }
        if (status == kMeta && kind == kEndMeta)
            track.take(std::string_view::npos);
        return true;
    }

    /// Goes through the sorted events with the tempo.
    std::vector<MidiNote> pairUp() const
    {
        std::vector<MidiNote> notes;
        std::array<std::deque<std::size_t>, 16 * 128> sounding; // notes that were not ended, by channel and key
        std::int64_t tempoTick = 0;
        double tempoSeconds = 0; // when that was
        unsigned tempo = kUsualTempo;
        const auto secondsAt = [&](std::int64_t tick) {
            if (m_division.ofSeconds)
                return static_cast<double>(tick) / m_division.ticks;
            return tempoSeconds + static_cast<double>(tick - tempoTick) * tempo / (1e6 * m_division.ticks);
        };
        for (const Event &event : m_events) {
            const double seconds = secondsAt(event.tick);
            if (event.status == kMeta) {
                tempoSeconds = seconds;
                tempoTick = event.tick;
                tempo = event.tempo;
                continue;
            }
            const unsigned channel = event.status & 0x0F;
            std::deque<std::size_t> &open = sounding[channel * 128 + event.first];
            if ((event.status & 0xF0) == 0x90 && event.second > 0) {
                open.push_back(notes.size());
                notes.push_back({ seconds, -1, static_cast<int>(channel), static_cast<int>(event.first),
                    static_cast<int>(event.second) });
            } else if (!open.empty()) {
                notes[open.front()].end = seconds;
                open.pop_front();
            }
        }
        const double last = secondsAt(m_lastTick);
        if (last > kLongestSeconds)
            refuse("lasts longer than a day");
        for (MidiNote &note : notes) {
            if (note.end < 0)
                note.end = last;
        }
        std::stable_sort(notes.begin(), notes.end(), [](const MidiNote &a, const MidiNote &b) {
            return std::tie(a.begin, a.channel, a.key) < std::tie(b.begin, b.channel, b.key);
        });
        return notes;
    }

    Cursor m_file;
    const std::filesystem::path &m_path;
    Division m_division;
    std::vector<Event> m_events;
    std::int64_t m_lastTick = 0;
};

} // namespace

std::vector<MidiNote> parseMidi(std::string_view bytes, const std::filesystem::path &path)
{
    return Parser(bytes, path).notes();
}

std::vector<MidiNote> readMidi(const std::filesystem::path &path)
{
    try {
        MediaFile file(path);
        if (file.size() > static_cast<std::int64_t>(kLargestFile))
            throw Error(ErrorCode::Corrupt, path, "is larger than 16 MiB, which no MIDI file is");
        return parseMidi(file.peek(0, kLargestFile), path);
    } catch (const Error &error) {
        if (error.code() == ErrorCode::NotAudio)
            throw Error(ErrorCode::Corrupt, path, "is not a MIDI file");
        throw;
    }
}

} // namespace retrograde
