#include "audio/audioreader.h"
#include "audio/midifile.h"
#include "audio/midisynth.h"
#include "audio/vorbisfile.h"
#include "library/datasetimport.h"
#include "library/renderedclips.h"
#include "support/mediafiles.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

/// As the Debian packages csound-soundfont and timgm6mb-soundfont install them.
const fs::path kLargeFont = "/usr/share/sounds/sf2/sf_GMbank.sf2";
const fs::path kSmallFont = "/usr/share/sounds/sf2/TimGM6mb.sf2";

std::string bigEndian(std::uint32_t value, int bytes)
{
    std::string text;
    for (int i = bytes - 1; i >= 0; --i)
        text += static_cast<char>((value >> (8 * i)) & 0xFF);
    return text;
}

/// A Standard MIDI File of one track: 480 ticks per quarter, each a half second unless the tempo says otherwise. Each
/// event is at most 127 ticks after the one before it.
std::string midi(const std::vector<std::string> &events)
{
    std::string track;
    for (const std::string &event : events)
        track += event;
    track += std::string("\0\xFF\x2F\0", 4);
    return "MThd" + bigEndian(6, 4) + bigEndian(0, 2) + bigEndian(1, 2) + bigEndian(480, 2) + "MTrk"
        + bigEndian(static_cast<std::uint32_t>(track.size()), 4) + track;
}

std::string message(int delta, int status, int key, int velocity)
{
    std::string text(1, static_cast<char>(delta));
    text += static_cast<char>(status);
    text += static_cast<char>(key);
    return text + static_cast<char>(velocity);
}

/// Thirty seconds with a melody on channel 0 and drums on channel 9: one note of each every eighth of a second.
std::string tune(int lowestKey)
{
    std::vector<std::string> events;
    for (int i = 0; i < 240; ++i) {
        const int key = lowestKey + i * 5 % 13;
        const int drum = i % 2 ? 42 : 36;
        events.push_back(message(0, 0x90, key, 90));
        events.push_back(message(0, 0x99, drum, 100));
        events.push_back(message(100, 0x80, key, 0));
        events.push_back(message(20, 0x89, drum, 0));
    }
    return midi(events);
}

RenderSpec spec(const fs::path &folder, int clips)
{
    RenderSpec made;
    for (int i = 0; i < 4; ++i) {
        Tune one;
        one.file = folder / ("tune " + std::to_string(i) + ".mid");
        one.maker = "Maker " + std::to_string(i);
        one.licence = "CC0-1.0";
        one.url = "https://example.org/tune";
        writeBytes(one.file, tune(48 + i));
        made.tunes.push_back(one);
    }
    made.trainingFont = kLargeFont;
    made.testFont = kSmallFont;
    made.clips = clips;
    return made;
}

/// Energy of @p sound at @p hertz, as a share of all of it.
double shareAt(double hertz, const std::vector<float> &sound, int rate)
{
    double real = 0;
    double imaginary = 0;
    double energy = 0;
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const double angle = 2 * std::acos(-1.0) * hertz * static_cast<double>(i) / rate;
        real += sound[i] * std::cos(angle);
        imaginary += sound[i] * std::sin(angle);
        energy += static_cast<double>(sound[i]) * sound[i];
    }
    return 2 * (real * real + imaginary * imaginary) / (energy * static_cast<double>(sound.size()));
}

} // namespace

class TestRenderedClips : public QObject {
    Q_OBJECT

private:
    bool fontsAreThere() const { return fs::exists(kLargeFont) && fs::exists(kSmallFont); }

private Q_SLOTS:
    void vorbisFilesAreAsLongAsTheirSound()
    {
        const ScratchFolder folder;
        std::vector<float> sound;
        for (const float sample : sine(440, 5.4321, 44100)) {
            sound.push_back(sample);
            sound.push_back(-sample / 2);
        }
        writeVorbis(folder.path() / "a.ogg", sound, 2, 44100);
        AudioReader reader(folder.path() / "a.ogg");
        QCOMPARE(reader.info().channels, 2);
        QCOMPARE(reader.info().codec, std::string("vorbis"));
        const AudioBuffer heard = decodeAudio(folder.path() / "a.ogg");
        QCOMPARE(heard.samples.size(), sound.size() / 2);
        std::vector<float> mono;
        for (std::size_t i = 0; i < sound.size(); i += 2)
            mono.push_back((sound[i] + sound[i + 1]) / 2);
        QVERIFY(signalToNoise(mono, heard.samples) > 20);
        QVERIFY(errorOf([&] { writeVorbis("/nowhere/a.ogg", sound, 2, 44100); }).code() == ErrorCode::Io);
    }

    void notesAreReadWithTheirTimes()
    {
        const ScratchFolder folder;
        const fs::path file = folder.path() / "a.mid";
        // A quarter at 120 to the minute; then the tempo halves for another; the last note is never ended.
        writeBytes(file,
            midi({ message(0, 0x90, 60, 80), message(120, 0x90, 64, 70), message(120, 0x80, 60, 0),
                message(120, 0x80, 64, 0), message(120, 0x99, 38, 127), std::string("\0\xFF\x51\x03\x0F\x42\x40", 7),
                message(120, 0x90, 67, 50), message(120, 0x89, 38, 0) }));
        const std::vector<MidiNote> notes = readMidi(file);
        QCOMPARE(notes.size(), std::size_t { 4 });
        QCOMPARE(notes[0].key, 60);
        QCOMPARE(notes[0].velocity, 80);
        QCOMPARE(notes[0].begin, 0.0);
        QCOMPARE(notes[0].end, 0.25);
        QCOMPARE(notes[1].begin, 0.125);
        QCOMPARE(notes[2].channel, kDrumChannel);
        QCOMPARE(notes[2].begin, 0.5);
        QCOMPARE(notes[2].end, 1.0);
        QCOMPARE(notes[3].begin, 0.75);
        QCOMPARE(notes[3].end, 1.0);

        for (const char *bad : { "", "MThd", "not MIDI at all, but long enough to be read as a header of one" }) {
            writeBytes(file, bad);
            QVERIFY(errorOf([&] { readMidi(file); }).code() == ErrorCode::Corrupt);
        }
        QVERIFY(errorOf([&] { readMidi(folder.path() / "none.mid"); }).code() == ErrorCode::NotFound);
    }

    void aNoteSoundsAtItsPitchAndTime()
    {
        if (!fontsAreThere())
            QSKIP("the soundfonts are not installed");
        MidiSynth synth(kLargeFont, 44100);
        const Preset flute { 0, 73 };
        QVERIFY(synth.has(flute));
        QVERIFY(!synth.has({ 77, 73 }));
        const std::vector<MidiNote> a { { 0.5, 1.0, 3, 81, 100 } };
        const std::vector<float> stereo = synth.play(a, flute, 66150);
        QCOMPARE(stereo.size(), std::size_t { 132300 });
        std::vector<float> left;
        for (std::size_t i = 0; i < stereo.size(); i += 2)
            left.push_back(stereo[i]);
        const auto level = [&](std::size_t begin, std::size_t end) {
            return *std::max_element(
                left.begin() + static_cast<std::ptrdiff_t>(begin), left.begin() + static_cast<std::ptrdiff_t>(end));
        };
        QCOMPARE(level(0, 22000), 0.0f);
        QVERIFY(level(24000, 44000) > 0.01f);
        // Vibrato spreads the energy a little.
        const std::vector<float> held(left.begin() + 24000, left.begin() + 30000);
        QVERIFY(shareAt(880, held, 44100) > 0.3);
        QVERIFY(shareAt(700, held, 44100) < 0.05);
        // The same again, whatever came between.
        synth.play(std::vector<MidiNote> { { 0, 2, 0, 40, 127 } }, { 0, 0 }, 44100);
        QVERIFY(synth.play(a, flute, 66150) == stereo);
        QVERIFY(errorOf([&] { synth.play(a, { 77, 73 }, 10); }).code() == ErrorCode::Unsupported);
        QVERIFY(errorOf([] { MidiSynth("/nowhere.sf2", 44100); }).code() == ErrorCode::NotFound);
    }

    void clipsAreOpenMicsInLayoutAndLength()
    {
        if (!fontsAreThere())
            QSKIP("the soundfonts are not installed");
        const ScratchFolder folder;
        const fs::path root = folder.path() / "rendered";
        constexpr int kClips = 80;
        const RenderSpec wanted = spec(folder.path(), kClips);
        QVERIFY(renderClips(wanted, root, 0, {}, RunControl()).empty());

        Workspace workspace(folder.path() / "workspace");
        DatasetOptions options;
        options.kind = recogniseDataset(root);
        QVERIFY(options.kind == DatasetKind::OpenMic);
        options.path = root;
        const ImportReport report = importDataset(workspace, options, {}, RunControl());
        QCOMPARE(report.imported, std::int64_t { kClips });
        QVERIFY2(report.notes.empty(), report.notes.empty() ? "" : report.notes[0].c_str());
        QVERIFY(workspace.datasets().at(0).rendered);
        QVERIFY(workspace.datasets().at(0).note.find("not recorded") != std::string::npos);

        std::map<std::string, int> present;
        std::map<std::string, int> absent;
        std::map<std::string, std::set<std::string>> makers;
        int test = 0;
        for (const Track &track : workspace.tracks()) {
            QCOMPARE(track.sampleCount, std::int64_t { 441000 });
            QCOMPARE(track.channels, 2);
            QCOMPARE(track.fmaId, Id { 0 });
            QVERIFY(track.title.find("rendered") != std::string::npos);
            QVERIFY(workspace.audit(track.id)->rms > 0.01);
            QVERIFY(workspace.audit(track.id)->peak < 1);
            test += track.split == "test" ? 1 : 0;
            makers[track.split].insert(track.artist);
            const std::vector<Label> labels = workspace.labels(track.id);
            QVERIFY(labels.size() == 2 || labels.size() == 3);
            for (const Label &label : labels) {
                QVERIFY(label.value == 0 || label.value == 1);
                ++(label.value == 1 ? present : absent)[label.name];
            }
        }
        QCOMPARE(test, kClips / 4);
        QCOMPARE(present.size(), std::size_t { 20 });
        for (const auto &[name, count] : present)
            QVERIFY(count >= kClips / 20);
        QVERIFY(absent.size() > 10);
        // No tune is on both sides.
        for (const std::string &maker : makers["test"])
            QVERIFY(makers["train"].count(maker) == 0);
        QCOMPARE(makers["test"].size(), std::size_t { 1 });
    }

    void theSameSeedGivesTheSameClips()
    {
        if (!fontsAreThere())
            QSKIP("the soundfonts are not installed");
        const ScratchFolder folder;
        RenderSpec wanted = spec(folder.path(), 8);
        const auto sounds = [&](const std::string &name, int threads) {
            renderClips(wanted, folder.path() / name, threads, {}, RunControl());
            std::map<std::string, std::vector<float>> found;
            for (const auto &entry : fs::recursive_directory_iterator(folder.path() / name / "audio")) {
                if (entry.is_regular_file())
                    found[entry.path().filename().native()] = decodeAudio(entry.path()).samples;
            }
            return found;
        };
        const auto once = sounds("once", 1);
        QCOMPARE(once.size(), std::size_t { 8 });
        QVERIFY(sounds("again", 2) == once);
        QCOMPARE(readBytes(folder.path() / "once" / "openmic-2018-aggregated-labels.csv"),
            readBytes(folder.path() / "again" / "openmic-2018-aggregated-labels.csv"));
        wanted.seed = 1;
        QVERIFY(sounds("other", 2) != once);
    }

    void whatWasRenderedIsNotRenderedAgain()
    {
        if (!fontsAreThere())
            QSKIP("the soundfonts are not installed");
        const ScratchFolder folder;
        const fs::path root = folder.path() / "rendered";
        const RenderSpec wanted = spec(folder.path(), 6);
        RunControl control;
        QVERIFY_EXCEPTION_THROWN(renderClips(
                                     wanted, root, 1,
                                     [&](const Progress &progress) {
                                         if (progress.done > 0)
                                             control.stop();
                                     },
                                     control),
            Error);
        std::map<fs::path, fs::file_time_type> before;
        for (const auto &entry : fs::recursive_directory_iterator(root / "audio")) {
            if (entry.is_regular_file())
                before[entry.path()] = entry.last_write_time();
        }
        QVERIFY(!before.empty() && before.size() < 6);
        renderClips(wanted, root, 1, {}, RunControl());
        for (const auto &[path, time] : before)
            QVERIFY(fs::last_write_time(path) == time);
    }

    void tunesThatDoNotDoAreRefused()
    {
        if (!fontsAreThere())
            QSKIP("the soundfonts are not installed");
        const ScratchFolder folder;
        RenderSpec wanted = spec(folder.path(), 4);
        writeBytes(wanted.tunes[0].file, "broken");
        const std::vector<std::string> notes = renderClips(wanted, folder.path() / "rendered", 0, {}, RunControl());
        QCOMPARE(notes.size(), std::size_t { 1 });
        QVERIFY(notes[0].find("tune 0.mid") != std::string::npos);
        wanted.tunes.clear();
        QVERIFY(errorOf([&] { renderClips(wanted, folder.path() / "other", 0, {}, RunControl()); }).code()
            == ErrorCode::InvalidArgument);
        wanted = spec(folder.path(), 4);
        wanted.trainingFont = kSmallFont; // no mandolin in either
        QVERIFY(errorOf([&] { renderClips(wanted, folder.path() / "other", 0, {}, RunControl()); }).code()
            == ErrorCode::Unsupported);
    }
};

QTEST_APPLESS_MAIN(TestRenderedClips)
#include "tst_renderedclips.moc"
