#include "audio/midifile.h"
#include "base/error.h"
#include "base/random.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"

#include <QTest>
#include <cmath>
#include <optional>
#include <sys/stat.h>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

std::string bigEndian(std::uint32_t number, int bytes)
{
    std::string written;
    for (int i = bytes; i-- > 0;)
        written += static_cast<char>(number >> 8 * i);
    return written;
}

/// One chunk of a Standard MIDI File (RP-001).
std::string chunk(const char *name, const std::string &content)
{
    return name + bigEndian(static_cast<std::uint32_t>(content.size()), 4) + content;
}

/// A file of these tracks.
std::string midi(const std::vector<std::string> &tracks, std::uint32_t division = 480)
{
    std::string bytes = chunk(
        "MThd", bigEndian(1, 2) + bigEndian(static_cast<std::uint32_t>(tracks.size()), 2) + bigEndian(division, 2));
    for (const std::string &track : tracks)
        bytes += chunk("MTrk", track);
    return bytes;
}

std::string operator""_b(const char *bytes, std::size_t size)
{
    return { bytes, size };
}

const std::string kEnd = "\0\xFF\x2F\0"_b;

/// Why @p bytes are no MIDI file; empty when they are.
std::string refusal(const std::string &bytes)
{
    try {
        parseMidi(bytes, "a.mid");
    } catch (const Error &error) {
        return error.code() == ErrorCode::Corrupt && error.path() == "a.mid" ? error.cause() : "another error";
    }
    return {};
}

} // namespace

class TestMidiFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStatusThatIsLeftOutIsTheLastOne()
    {
        const std::string track
            = "\0\x91\x3C\x40"_b + "\x60\x40\x50"_b + "\x60\x3C\0"_b + "\0\x40\0"_b + kEnd; // running status
        const std::vector<MidiNote> notes = parseMidi(midi({ track }, 96), "a.mid");
        QCOMPARE(notes.size(), std::size_t { 2 });
        QCOMPARE(notes[0].channel, 1);
        QCOMPARE(notes[0].end, 1.0); // 192 ticks of a 96th of half a second
        QCOMPARE(notes[1].key, 64);
        QCOMPARE(notes[1].velocity, 80);
        QCOMPARE(notes[1].begin, 0.5);
    }

    void theTempoIsThatOfAllTracks()
    {
        // 120 to the minute, from the second quarter on 60, noted in a track of its own.
        const std::string tempo = "\x60\xFF\x51\3\x0F\x42\x40"_b + kEnd;
        const std::string notes = "\0\x90\x3C\x40"_b + "\x81\x40\x80\x3C\0"_b + kEnd; // 192 ticks
        const std::vector<MidiNote> read = parseMidi(midi({ tempo, notes }, 96), "a.mid");
        QCOMPARE(read.size(), std::size_t { 1 });
        QCOMPARE(read[0].end, 0.5 + 1.0);
    }

    void ticksMayBePartsOfSeconds()
    {
        // 25 frames a second of 40 ticks: a millisecond each, whatever the tempo.
        const std::string track
            = "\0\xFF\x51\3\x0F\x42\x40"_b + "\x83\x74\x90\x3C\x40"_b + "\x64\x80\x3C\0"_b + kEnd; // 500, 100
        const std::vector<MidiNote> notes = parseMidi(midi({ track }, 0xE728), "a.mid");
        QCOMPARE(notes.size(), std::size_t { 1 });
        QCOMPARE(notes[0].begin, 0.5);
        QCOMPARE(notes[0].end, 0.6);
    }

    void whatIsNoNoteIsPassedOver()
    {
        const std::string track = "\0\xF0\3\1\2\xF7"_b + "\0\xC0\5"_b + "\0\xB0\7\x64"_b + "\0\xE0\0\x40"_b
            + "\0\xD0\1"_b + "\0\xFF\1\5hello"_b + "\0\x90\x3C\x40"_b + "\x60\x90\x3C\0"_b + kEnd
            + "rubbish behind the end";
        const std::string bytes = chunk("MThd", "\0\0\0\1\0\x60 and more"_b) + chunk("XFIH", "a chunk of another kind")
            + chunk("MTrk", track);
        QCOMPARE(parseMidi(bytes, "a.mid").size(), std::size_t { 1 });
    }

    void aFileThatIsCutShortIsReadAsFarAsItGoes()
    {
        const std::string bytes
            = midi({ "\0\x90\x3C\x40"_b + "\x60\x80\x3C\0"_b + "\0\x90\x40\x40"_b + "\x60\x80\x40\0"_b + kEnd }, 96);
        for (std::size_t size = 14; size < bytes.size(); ++size) {
            const std::vector<MidiNote> notes = parseMidi(bytes.substr(0, size), "a.mid");
            QVERIFY(notes.size() <= 2);
            QCOMPARE(notes.size(), std::size_t { size < 26u ? 0u : size < 34u ? 1u : 2u });
        }
    }

    void whatIsDamagedIsRefusedInWords()
    {
        QVERIFY(!refusal("").empty());
        QVERIFY(!refusal("MThd").empty());
        QVERIFY(!refusal(midi({ "\0\x3C\x40"_b + kEnd })).empty()); // data without a status
        QVERIFY(!refusal(midi({ "\0\xF4"_b + kEnd })).empty());
        QVERIFY(!refusal(midi({}, 0)).empty());
        QVERIFY(!refusal(midi({ "\0\x90"_b, kEnd })).empty()); // ends within an event, and another track follows
        QVERIFY(!refusal(midi({ "\x60"_b, kEnd })).empty()); // a time, and nothing that happens then
        QVERIFY(!refusal(midi({ "\xFF\xFF\xFF\xFF\x90\x3C\x40"_b, kEnd })).empty()); // five bytes of time
        QVERIFY(!refusal(midi({ "\0\xFF\1\xFF\xFF\xFF\x7Fx"_b, kEnd })).empty()); // a text of 256 MiB
        // Years: each window of ten seconds would be looked at.
        std::string slow = "\0\xFF\x51\3\xFF\xFF\xFF\0\x90\x3C\x40"_b;
        slow += "\xFF\xFF\xFF\x7F\x80\x3C\0"_b + kEnd;
        QVERIFY(refusal(midi({ slow }, 1)).find("day") != std::string::npos);
        QVERIFY(refusal(midi({ "\0\x90\x3C\x40"_b + "\x60\x80\x3C\0"_b + kEnd })).empty());
    }

    void whatIsNoFileIsNotWaitedFor()
    {
        const ScratchFolder folder;
        QCOMPARE(::mkfifo((folder / "pipe.mid").c_str(), 0600), 0);
        writeBytes(folder / "large.mid", "MThd");
        std::filesystem::resize_file(folder / "large.mid", std::uintmax_t { 4 } << 30);
        for (const std::filesystem::path &path :
            { folder / "pipe.mid", folder / "large.mid", folder.path(), std::filesystem::path("/dev/zero") }) {
            try {
                readMidi(path);
                QFAIL(path.c_str());
            } catch (const Error &error) {
                QVERIFY2(error.code() == ErrorCode::Corrupt, path.c_str());
            }
        }
    }

    /// Whatever the bytes are, they give notes in order, or are refused.
    void mutatedFilesNeverCrash()
    {
        const std::string seed = midi({ "\0\xFF\x51\3\x0F\x42\x40"_b + kEnd,
            "\0\x90\x3C\x40"_b + "\x60\x40\x50"_b + "\x60\x3C\0"_b + "\0\xF0\3\1\2\xF7"_b + "\0\xC0\5"_b
                + "\0\xFF\1\5hello"_b + "\x60\x80\x40\0"_b + kEnd });
        int read = 0;
        for (std::uint64_t i = 0; i < 20000; ++i) {
            RandomStream random(4, { i });
            std::string bytes = seed;
            for (std::uint64_t flips = 1 + random.below(6); flips > 0; --flips) {
                const std::size_t at = random.below(bytes.size());
                const std::uint64_t kind = random.below(4);
                if (kind == 0)
                    bytes.erase(at, 1 + random.below(4));
                else if (kind == 1)
                    bytes.insert(at, std::string(1 + random.below(4), static_cast<char>(random.below(256))));
                else
                    bytes[at] = static_cast<char>(random.below(256));
                if (bytes.empty())
                    break;
            }
            try {
                double last = 0;
                for (const MidiNote &note : parseMidi(bytes, "a.mid")) {
                    QVERIFY(note.begin >= last && note.end >= note.begin && note.end <= 24 * 3600);
                    QVERIFY(note.channel < 16 && note.key < 128 && note.velocity > 0 && note.velocity < 128);
                    last = note.begin;
                }
                ++read;
            } catch (const Error &error) {
                QVERIFY(error.code() == ErrorCode::Corrupt);
            }
        }
        QVERIFY(read > 1000 && read < 19000);
    }
};

QTEST_GUILESS_MAIN(TestMidiFile)
#include "tst_midifile.moc"
