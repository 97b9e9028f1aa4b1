#include "audio/wavfile.h"
#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "library/folderimporter.h"
#include "library/labelsfile.h"
#include "support/datasettrees.h"
#include "support/mediafiles.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fstream>
#include <limits>
#include <map>
#include <set>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 8000;

std::string littleEndian(std::uint32_t value, int bytes)
{
    std::string text;
    for (int i = 0; i < bytes; ++i)
        text += static_cast<char>((value >> (8 * i)) & 0xFF);
    return text;
}

std::string chunk(const std::string &id, const std::string &content)
{
    return id + littleEndian(static_cast<std::uint32_t>(content.size()), 4) + content
        + std::string(content.size() % 2, '\0');
}

enum class Encoding { Pcm = 1, Float = 3 };

struct WavSettings {
    Encoding encoding = Encoding::Pcm;
    int channels = 1;
    int rate = kRate;
    int bits = 16;
    std::map<std::string, std::string> tags; ///< by their four letters: INAM, IART, ...
};

/// A WAV file up to and including the header of its data, which is to be @p bytes long.
std::string wavHeader(const WavSettings &settings, std::uint32_t bytes)
{
    const auto frame = static_cast<std::uint32_t>(settings.channels * settings.bits / 8);
    const auto rate = static_cast<std::uint32_t>(settings.rate);
    std::string body = "WAVE";
    body += chunk("fmt ",
        littleEndian(static_cast<std::uint32_t>(settings.encoding), 2)
            + littleEndian(static_cast<std::uint32_t>(settings.channels), 2) + littleEndian(rate, 4)
            + littleEndian(rate * frame, 4) + littleEndian(frame, 2)
            + littleEndian(static_cast<std::uint32_t>(settings.bits), 2));
    if (!settings.tags.empty()) {
        std::string info = "INFO";
        for (const auto &[id, text] : settings.tags)
            info += chunk(id, text + '\0');
        body += chunk("LIST", info);
    }
    body += "data" + littleEndian(bytes, 4);
    return "RIFF" + littleEndian(static_cast<std::uint32_t>(body.size()) + bytes, 4) + body;
}

/// @p frames frames of a sawtooth, the same in every channel.
std::string wav(const WavSettings &settings, int frames)
{
    std::string data;
    for (int i = 0; i < frames; ++i) {
        for (int channel = 0; channel < settings.channels; ++channel)
            data += littleEndian(
                static_cast<std::uint32_t>(i * 37 % 100 + 78) << (settings.bits - 8), settings.bits / 8);
    }
    return wavHeader(settings, static_cast<std::uint32_t>(data.size())) + data;
}

std::string floatWav(const std::vector<float> &samples)
{
    std::string data(samples.size() * sizeof(float), '\0');
    std::memcpy(data.data(), samples.data(), data.size());
    return wavHeader({ Encoding::Float, 1, kRate, 32, {} }, static_cast<std::uint32_t>(data.size())) + data;
}

/// Writes a WAV file of 8 bits and 8 kHz that takes no room on the disk: one loud constant tone of 0 Hz.
void writeLongWav(const fs::path &path, std::uint32_t seconds)
{
    const std::uint32_t bytes = seconds * 8000;
    writeBytes(path, wavHeader({ Encoding::Pcm, 1, 8000, 8, {} }, bytes));
    fs::resize_file(path, fs::file_size(path) + bytes);
}

/// A workspace, and beside it a folder of music.
struct Library {
    ScratchFolder folder;
    fs::path music = folder.path() / "Music";
    Workspace workspace { folder.path() / "workspace" };
    RunControl control;

    Library() { fs::create_directory(music); }
    void add(const std::string &name, const std::vector<float> &sound) const
    {
        fs::create_directories((music / name).parent_path());
        writeWav(music / name, sound, kRate);
    }
    ImportReport import(const ImportOptions &options = {}, const ProgressCallback &progress = {})
    {
        return importFolder(workspace, music, options, progress, control);
    }
    ImportReport importWithLabels(const std::string &csv)
    {
        writeBytes(folder.path() / "labels.csv", csv);
        ImportOptions options;
        options.labels = folder.path() / "labels.csv";
        return import(options);
    }
    std::optional<Track> track(const std::string &name) const { return workspace.trackByPath(music / name); }
    std::map<std::string, double> labels(const std::string &name) const
    {
        std::map<std::string, double> found;
        for (const Label &label : workspace.labels(track(name)->id))
            found[label.name] = label.value;
        return found;
    }
    std::set<std::string> names() const
    {
        std::set<std::string> found;
        for (const Track &track : workspace.tracks())
            found.insert(track.path.lexically_relative(music).native());
        return found;
    }
};

std::set<std::string> namesOf(const std::vector<QuarantinedFile> &files)
{
    std::set<std::string> names;
    for (const QuarantinedFile &file : files)
        names.insert(file.path.filename().native());
    return names;
}

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// ThreadSanitizer cannot follow threads that are begun after a fork.
#ifdef __SANITIZE_THREAD__
constexpr bool kCanFork = false;
#else
constexpr bool kCanFork = true;
#endif

/// What @p work returns in another process that, when this one is root's, is nobody's; 99 when it throws.
int asNobody(const std::function<int()> &work)
{
    const pid_t process = ::fork();
    if (process == 0) {
        int status = 98;
        try {
            if (::geteuid() != 0 || ::seteuid(65534) == 0)
                status = work();
        } catch (const std::exception &error) {
            std::fprintf(stderr, "child: %s\n", error.what());
            status = 99;
        }
        ::_exit(status);
    }
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

using Names = std::set<std::string>;
using Texts = std::vector<std::string>;

} // namespace

class TestFolderImporter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void soundIsKnownByManyEndingsAndOthersAreNamed()
    {
        Library library;
        for (const char *name : { "take.bwf", "long.RF64", "phone.3gp", "radio.mpga", "raw.adts", "old.wave" })
            library.add(name, sine(440, 1, kRate));
        library.add("take.xyz", sine(440, 1, kRate));
        library.add("b/take.XYZ", sine(440, 1, kRate));
        library.add("noending", sine(440, 1, kRate));
        writeBytes(library.music / "cover.JPG", "a picture");
        const ImportReport report = library.import();
        QCOMPARE(report.imported, std::int64_t { 6 });
        QCOMPARE(report.notes,
            (std::vector<std::string> { "passed over for their endings: .xyz (2), without an ending (1)" }));
    }

    void importsATree()
    {
        Library library;
        library.add("b/short.wav", sine(440, 0.5, kRate));
        library.add("a/deep/long.WAV", noise(25.5, kRate));
        library.add("exactly.wav", noise(20, kRate));
        library.add("a bit more.wav", noise(20.9, kRate));
        writeBytes(library.music / "tagged.wav",
            wav({ Encoding::Pcm, 2, 44100, 16,
                    { { "INAM", "The title" }, { "IART", "Somebody" }, { "IPRD", "An album" }, { "IGNR", "Noise" } } },
                44100));
        writeBytes(library.music / "notes.txt", "no music");
        writeBytes(library.music / "cover.jpg", "no music");
        library.add(".hidden.wav", sine(440, 1, kRate));
        library.add(".hidden/song.wav", sine(440, 1, kRate));

        std::int64_t last = -1;
        const ImportReport report = library.import({}, [&](const Progress &progress) {
            if (progress.stage != "Importing")
                return;
            QCOMPARE(progress.total, std::int64_t { 5 });
            QVERIFY(progress.done >= last);
            QVERIFY(!progress.item.empty());
            last = progress.done;
        });
        QCOMPARE(last, std::int64_t { 5 });
        QCOMPARE(report.imported, std::int64_t { 5 });
        QCOMPARE(report.skipped, std::int64_t { 0 });
        QVERIFY(report.quarantined.empty());
        QVERIFY(report.notes.empty());
        QCOMPARE(library.names(),
            (Names { "a bit more.wav", "a/deep/long.WAV", "b/short.wav", "exactly.wav", "tagged.wav" }));

        const Dataset dataset = library.workspace.dataset("Music").value();
        QCOMPARE(dataset.id, report.datasetId);
        QCOMPARE(dataset.root, library.music);
        QCOMPARE(dataset.kind, std::string("folder"));
        QCOMPARE(dataset.trackCount, std::int64_t { 5 });

        const Track longOne = library.track("a/deep/long.WAV").value();
        QCOMPARE(longOne.title, std::string("long"));
        QCOMPARE(longOne.sampleRate, kRate);
        QCOMPARE(longOne.channels, 1);
        QCOMPARE(longOne.codec, std::string("pcm_s16le"));
        QCOMPARE(longOne.sampleCount, std::int64_t { 204000 });
        QCOMPARE(longOne.seconds, 25.5);
        QCOMPARE(longOne.contentHash.size(), std::size_t { 32 });
        QCOMPARE(longOne.fileSize, static_cast<std::int64_t>(fs::file_size(longOne.path)));
        const auto clipsOf = [&](const std::string &name) {
            std::vector<std::pair<double, double>> clips;
            for (const Clip &clip : library.workspace.clips(library.track(name)->id))
                clips.emplace_back(clip.startSeconds, clip.seconds);
            return clips;
        };
        using Clips = std::vector<std::pair<double, double>>;
        QCOMPARE(clipsOf("a/deep/long.WAV"), (Clips { { 0, 10 }, { 10, 10 }, { 20, 5.5 } }));
        QCOMPARE(clipsOf("b/short.wav"), (Clips { { 0, 0.5 } }));
        QCOMPARE(clipsOf("exactly.wav"), (Clips { { 0, 10 }, { 10, 10 } }));
        QCOMPARE(clipsOf("a bit more.wav"), (Clips { { 0, 10 }, { 10, 10 } }));

        const Track tagged = library.track("tagged.wav").value();
        QCOMPARE(tagged.title, std::string("The title"));
        QCOMPARE(tagged.artist, std::string("Somebody"));
        QCOMPARE(tagged.album, std::string("An album"));
        QCOMPARE(tagged.genre, std::string("Noise"));
        QCOMPARE(tagged.channels, 2);
        QCOMPARE(tagged.seconds, 1.0);
    }

    void importingTwiceAddsNothing()
    {
        Library library;
        for (int i = 0; i < 5; ++i)
            library.add(std::to_string(i) + ".wav", noise(1, kRate, 0.5, static_cast<std::uint64_t>(i)));
        writeBytes(library.music / "broken.wav", "nothing");
        library.import();
        const std::vector<Track> before = library.workspace.tracks();
        const ImportReport report = library.import();
        QCOMPARE(report.imported, std::int64_t { 0 });
        QCOMPARE(report.skipped, std::int64_t { 5 });
        QCOMPARE(namesOf(report.quarantined), (Names { "broken.wav" }));
        const std::vector<Track> after = library.workspace.tracks();
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < after.size(); ++i)
            QCOMPARE(after[i].id, before[i].id);
        QCOMPARE(library.workspace.datasets().size(), std::size_t { 1 });
        QCOMPARE(library.workspace.countClips(), std::int64_t { 5 });
    }

    void equalSoundHasAnEqualHash()
    {
        Library library;
        const std::vector<float> sound = noise(1, kRate);
        library.add("plain.wav", sound);
        library.add("again.wav", sound);
        writeWav(library.music / "slower.wav", sound, 4000);
        writeBytes(library.music / "float.wav", floatWav(roundedTo16Bits(sound)));
        std::vector<float> other = sound;
        other[100] += 0.001f;
        library.add("other.wav", other);
        library.import();
        const auto hash = [&](const char *name) { return library.track(name)->contentHash; };
        QCOMPARE(hash("again.wav"), hash("plain.wav"));
        QCOMPARE(hash("float.wav"), hash("plain.wav"));
        QVERIFY(hash("slower.wav") != hash("plain.wav"));
        QVERIFY(hash("other.wav") != hash("plain.wav"));
    }

    void unusualSoundIsImported_data()
    {
        QTest::addColumn<std::string>("content");
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("channels");
        QTest::addColumn<qint64>("samples");
        const auto row = [](const char *name, const std::string &content, int rate, int channels, qint64 samples) {
            QTest::newRow(name) << content << rate << channels << samples;
        };
        row("8 kHz, 8 bits", wav({ Encoding::Pcm, 1, 8000, 8, {} }, 8000), 8000, 1, 8000);
        row("192 kHz", wav({ Encoding::Pcm, 2, 192000, 24, {} }, 19200), 192000, 2, 19200);
        row("8 channels", wav({ Encoding::Pcm, 8, 48000, 16, {} }, 4800), 48000, 8, 4800);
        row("6 channels, 96 kHz", wav({ Encoding::Pcm, 6, 96000, 16, {} }, 9600), 96000, 6, 9600);
        row("20 ms", wav({ Encoding::Pcm, 1, 44100, 16, {} }, 882), 44100, 1, 882);
        row("one sample", wav({}, 1), kRate, 1, 1);
        row("cut in half", wav({}, 8000).substr(0, 44 + 8000), kRate, 1, 4000);
        row("claims to be endless", wavHeader({}, 0xFFFFFFFF) + wav({}, 3000).substr(44), kRate, 1, 3000);
        row("some samples are not numbers", floatWav([] {
            std::vector<float> sound = sine(440, 1, kRate);
            for (int i = 0; i < 100; ++i)
                sound[static_cast<std::size_t>(i * 7)] = std::numeric_limits<float>::quiet_NaN();
            sound[5000] = std::numeric_limits<float>::infinity();
            return sound;
        }()),
            kRate, 1, 8000);
        row("silence", floatWav(silence(1, kRate)), kRate, 1, 8000);
    }

    void unusualSoundIsImported()
    {
        QFETCH(std::string, content);
        QFETCH(int, rate);
        QFETCH(int, channels);
        QFETCH(qint64, samples);
        for (const char *name : { "right.wav", "wrong.mp3" }) {
            Library library;
            writeBytes(library.music / name, content);
            const ImportReport report = library.import();
            QCOMPARE(report.imported, std::int64_t { 1 });
            const Track track = library.track(name).value();
            QVERIFY(track.status == TrackStatus::Ok);
            QVERIFY(track.reason.empty());
            QCOMPARE(track.sampleRate, rate);
            QCOMPARE(track.channels, channels);
            QCOMPARE(track.sampleCount, std::int64_t { samples });
            QCOMPARE(track.seconds, static_cast<double>(samples) / rate);
            QCOMPARE(library.workspace.clips(track.id).size(), std::size_t { 1 });
        }
    }

    void brokenFilesAreQuarantinedWithTheirReasons()
    {
        Library library;
        const std::string sound = wav({}, 8000);
        std::vector<float> nan(8000, std::numeric_limits<float>::quiet_NaN());
        nan[17] = 0.5f;
        const std::map<std::string, std::string> broken {
            { "empty.mp3", "" },
            { "html.mp3", "<!DOCTYPE html><html><body><p>404 Not Found</p></body></html>" },
            { "jpeg.ogg",
                "\xFF\xD8\xFF\xE0" + std::string("\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 16) + std::string(500, 'x') },
            { "pointer.ogg",
                "version https://git-lfs.github.com/spec/v1\noid sha256:"
                "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 1234567\n" },
            { "text.wav", "this is a text" },
            { "header only.wav", sound.substr(0, 20) },
            { "no data.wav", sound.substr(0, 44) },
            { "no numbers.wav", floatWav(nan) },
            { "zeros.mp3", std::string(10000, '\0') },
        };
        Names names;
        for (const auto &[name, content] : broken) {
            writeBytes(library.music / name, content);
            names.insert(name);
        }
        fs::create_symlink("nowhere.wav", library.music / "dangling.wav");
        fs::create_symlink("itself.wav", library.music / "itself.wav");
        fs::create_symlink("nowhere.txt", library.music / "dangling.txt");
        QCOMPARE(::mkfifo((library.music / "pipe.wav").c_str(), 0666), 0);
        names.insert({ "dangling.wav", "itself.wav", "pipe.wav" });
        library.add("first good one.wav", sine(440, 1, kRate));
        library.add("z last good one.wav", sine(440, 1, kRate));

        const ImportReport report = library.import();
        QCOMPARE(report.imported, std::int64_t { 2 });
        QCOMPARE(namesOf(report.quarantined), names);
        for (const QuarantinedFile &file : report.quarantined) {
            qInfo("%s", (displayPath(file.path.filename()) + ": " + file.reason).c_str());
            QVERIFY(file.reason.size() > 5);
            QCOMPARE(file.reason.find(file.path.native()), std::string::npos); // the file is named beside it
            const Track track = library.workspace.trackByPath(file.path).value();
            QVERIFY(track.status == TrackStatus::Quarantined);
            QCOMPARE(track.reason, file.reason);
            QCOMPARE(track.contentHash.empty(), track.sampleCount == 0);
            QVERIFY(!track.title.empty());
            QVERIFY(library.workspace.clips(track.id).empty());
        }
        // Tried again: a mended file becomes usable, and one that broke is quarantined.
        library.add("text.wav", sine(220, 1, kRate));
        writeBytes(library.music / "first good one.wav", "broken now");
        const Id id = library.track("text.wav")->id;
        const ImportReport again = library.import();
        QCOMPARE(again.imported, std::int64_t { 1 });
        QCOMPARE(again.skipped, std::int64_t { 1 });
        QCOMPARE(again.quarantined.size(), names.size());
        QCOMPARE(library.track("text.wav")->id, id);
        QVERIFY(library.track("text.wav")->status == TrackStatus::Ok);
        QCOMPARE(library.workspace.clips(id).size(), std::size_t { 1 });
        QVERIFY(library.track("first good one.wav")->status == TrackStatus::Quarantined);
        QVERIFY(library.workspace.clips(library.track("first good one.wav")->id).empty());
    }

    void compressedFilesAreAsLongAsTheyDecode()
    {
        if (!ffmpegAvailable())
            QSKIP("needs the ffmpeg program");
        Library library;
        const std::vector<float> sound = struckNotes(12, 44100);
        const auto make = [&](const char *name, const std::vector<std::string> &arguments = {}) {
            encode(sound, 44100, library.music / name, arguments);
            return readBytes(library.music / name);
        };
        const std::string mp3
            = make("whole.mp3", { "-metadata", "title=Whole", "-metadata", "artist=Somebody", "-metadata", "album=A" });
        const std::string ogg = make("whole.ogg", { "-c:a", "libvorbis", "-metadata", "artist=Somebody else" });
        make("whole.flac");
        make("whole.m4a");
        make("whole.opus", { "-c:a", "libopus", "-ar", "48000" });
        writeBytes(library.music / "ogg.mp3", ogg);
        writeBytes(library.music / "half.mp3", mp3.substr(0, mp3.size() / 2));
        writeBytes(library.music / "half.ogg", ogg.substr(0, ogg.size() / 2));
        writeBytes(library.music / "start.ogg", ogg.substr(0, 100));
        writeBytes(library.music / "tags only.mp3", mp3.substr(0, 150));
        std::string holed = mp3;
        for (std::size_t i = mp3.size() / 2; i < mp3.size() / 2 + 2000; ++i)
            holed[i] = static_cast<char>(i * i * 31 >> 3);
        writeBytes(library.music / "hole.mp3", holed);

        const ImportReport report = library.import();
        QCOMPARE(namesOf(report.quarantined), (Names { "start.ogg", "tags only.mp3" }));
        const auto seconds = [&](const char *name) { return library.track(name)->seconds; };
        for (const char *name : { "whole.mp3", "whole.ogg", "whole.flac", "whole.m4a", "whole.opus", "ogg.mp3" })
            QVERIFY2(std::abs(seconds(name) - 12) < 0.1, name);
        for (const char *name : { "half.mp3", "half.ogg" })
            QVERIFY2(seconds(name) > 4 && seconds(name) < 8, name);
        QVERIFY(seconds("hole.mp3") > 11 && seconds("hole.mp3") < 12.1);
        QCOMPARE(library.track("whole.mp3")->title, std::string("Whole"));
        QCOMPARE(library.track("whole.mp3")->artist, std::string("Somebody"));
        QCOMPARE(library.track("whole.mp3")->codec, std::string("mp3"));
        QCOMPARE(library.track("whole.ogg")->artist, std::string("Somebody else"));
        QCOMPARE(library.track("ogg.mp3")->codec, std::string("vorbis"));
        QCOMPARE(library.track("ogg.mp3")->contentHash, library.track("whole.ogg")->contentHash);
    }

    void namesMayHoldAnyBytes()
    {
        Library library;
        const Names names { "with spaces.wav", "it's \"quoted\".wav", "\xF0\x9F\x8E\xB5 emoji.wav", "caf\xE9.wav",
            "new\nline.wav", "-rf.wav", "%s%n.wav", "file:\xFF/back\\slash.wav", "a?b#c.wav" };
        for (const std::string &name : names)
            library.add(name, sine(440, 0.1, kRate));
        QCOMPARE(library.import().imported, static_cast<std::int64_t>(names.size()));
        QCOMPARE(library.names(), names);
        QCOMPARE(library.track("caf\xE9.wav")->title, std::string("caf\xEF\xBF\xBD"));
        QCOMPARE(library.track("new\nline.wav")->title, std::string("new line"));
        QCOMPARE(library.import().skipped, static_cast<std::int64_t>(names.size()));
    }

    void linksAreFollowedOnce()
    {
        Library library;
        library.add("z/real/one.wav", sine(440, 0.1, kRate));
        library.add("z/real/two.wav", sine(440, 0.1, kRate));
        const fs::path outside = library.folder.path() / "outside";
        fs::create_directories(outside / "below");
        writeWav(outside / "below" / "three.wav", sine(440, 0.1, kRate), kRate);
        fs::create_directory_symlink(library.music, library.music / "z" / "real" / "loop");
        fs::create_directory_symlink(library.music / "z", library.music / "a link");
        fs::create_directory_symlink(outside, library.music / "out");
        fs::create_directory_symlink(outside, library.music / "out again");
        fs::create_directory_symlink(library.music, outside / "and back");
        fs::create_symlink("z/real/one.wav", library.music / "alias.wav");
        QCOMPARE(library.import().imported, std::int64_t { 4 });
        Names names = library.names();
        QCOMPARE(names.erase("alias.wav"), std::size_t { 1 });
        QCOMPARE(names.erase("z/real/one.wav"), std::size_t { 1 });
        QCOMPARE(names.erase("z/real/two.wav"), std::size_t { 1 });
        QVERIFY(names == Names { "out/below/three.wav" } || names == Names { "out again/below/three.wav" });
    }

    void whatMayNotBeReadIsQuarantinedOrNoted()
    {
        if (!kCanFork)
            QSKIP("needs another process");
        Library library;
        fs::permissions(library.folder.path(), fs::perms(0777));
        fs::permissions(library.music, fs::perms(0777));
        library.add("good.wav", sine(440, 0.1, kRate));
        library.add("secret.wav", sine(440, 0.1, kRate));
        library.add("locked/known.wav", sine(440, 0.1, kRate));
        library.import();
        fs::permissions(library.music / "secret.wav", fs::perms::none);
        fs::permissions(library.music / "locked", fs::perms::none);
        const int outcome = asNobody([&] {
            Workspace workspace(library.folder.path() / "another workspace");
            const RunControl control;
            const ImportReport report = importFolder(workspace, library.music, {}, {}, control);
            if (report.imported != 1 || namesOf(report.quarantined) != Names { "secret.wav" })
                return 1;
            if (report.notes.size() != 1 || !anyHolds(report.notes, "locked"))
                return 2;
            const auto whole = [&] { importFolder(workspace, library.music / "locked", {}, {}, control); };
            if (errorOf(whole).code() != ErrorCode::Unreadable)
                return 3;
            // A track below a folder that cannot be read now is not missing.
            Track known;
            known.datasetId = report.datasetId;
            known.path = library.music / "locked" / "known.wav";
            known.contentHash = "known";
            workspace.addTrack(known);
            known.path = library.music / "lost.wav";
            workspace.addTrack(known);
            importFolder(workspace, library.music, {}, {}, control);
            if (workspace.trackByPath(library.music / "locked" / "known.wav")->status != TrackStatus::Ok)
                return 4;
            return workspace.trackByPath(library.music / "lost.wav")->status == TrackStatus::Missing ? 0 : 5;
        });
        fs::permissions(library.music / "locked", fs::perms(0755));
        QCOMPARE(outcome, 0);
    }

    void tenHoursAreImportedInBoundedMemory()
    {
        Library library;
        const fs::path file = library.music / "ten hours.wav";
        writeLongWav(file, 36000);
        rusage before {};
        ::getrusage(RUSAGE_SELF, &before);
        std::int64_t announced = 0;
        QCOMPARE(library.import({}, [&](const Progress &) { ++announced; }).imported, std::int64_t { 1 });
        rusage after {};
        ::getrusage(RUSAGE_SELF, &after);
        QCOMPARE(library.track("ten hours.wav")->seconds, 36000.0);
        QCOMPARE(library.workspace.countClips(), std::int64_t { 3600 });
        // As floats it would be 1.15 GB. Sanitizers keep what was freed for a while.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        const long kilobytes = 500'000;
#else
        const long kilobytes = 50'000;
#endif
        QVERIFY2(after.ru_maxrss - before.ru_maxrss < kilobytes,
            qPrintable(QString::number(after.ru_maxrss - before.ru_maxrss)));
        QVERIFY(announced > 1);

        // And can be stopped in the middle, at once.
        fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::hours(1));
        std::chrono::steady_clock::time_point stopped;
        std::thread user([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(150));
            stopped = std::chrono::steady_clock::now();
            library.control.stop();
        });
        const ErrorCode code = errorOf([&] { library.import(); }).code();
        const double taken = secondsSince(stopped);
        user.join();
        QCOMPARE(code, ErrorCode::Cancelled);
        QVERIFY2(taken < 0.5, qPrintable(QString::number(taken)));
        QCOMPARE(library.track("ten hours.wav")->seconds, 36000.0);
    }

    void cancelledImportsGoOnWhereTheyStopped()
    {
        Library library;
        const int count = 40;
        for (int i = 1; i < count; ++i)
            library.add(std::to_string(i) + ".wav", noise(1, kRate, 0.5, static_cast<std::uint64_t>(i)));
        writeLongWav(library.music / "last.wav", 7200);
        ImportOptions options;
        options.threads = 2;
        const Error error = errorOf([&] {
            library.import(options, [&](const Progress &progress) {
                if (progress.stage == "Importing" && progress.done >= 10)
                    library.control.stop();
            });
        });
        QCOMPARE(error.code(), ErrorCode::Cancelled);
        const std::int64_t kept = library.workspace.countTracks({});
        QVERIFY(kept >= 10 && kept < count);
        RunControl control;
        const ImportReport report = importFolder(library.workspace, library.music, options, {}, control);
        QCOMPARE(report.skipped, kept);
        QCOMPARE(report.imported, count - kept);
        QCOMPARE(library.workspace.countClips(), std::int64_t { count - 1 + 720 });
    }

    void killedImportsGoOnWhereTheyStopped()
    {
        if (!kCanFork)
            QSKIP("needs another process");
        const ScratchFolder folder;
        const fs::path music = folder.path() / "Music";
        const RunControl control;
        const int count = 40;
        fs::create_directory(music);
        for (int i = 1; i < count; ++i)
            writeWav(music / (std::to_string(i) + ".wav"), noise(1, kRate, 0.5, static_cast<std::uint64_t>(i)), kRate);
        writeLongWav(music / "last.wav", 7200);
        // SQLite allows no open database across a fork.
        const pid_t process = ::fork();
        if (process == 0) {
            Workspace workspace(folder.path() / "workspace");
            const auto kill = [](const Progress &progress) {
                if (progress.stage == "Importing" && progress.done >= 20)
                    ::kill(::getpid(), SIGKILL);
            };
            importFolder(workspace, music, {}, kill, control);
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(process, &status, 0);
        QVERIFY(WIFSIGNALED(status));
        Workspace workspace(folder.path() / "workspace");
        const std::int64_t kept = workspace.countTracks({});
        QVERIFY2(kept >= 20 && kept < count, qPrintable(QString::number(kept)));
        const ImportReport report = importFolder(workspace, music, {}, {}, control);
        QCOMPARE(report.skipped, kept);
        QCOMPARE(report.imported, count - kept);
        QCOMPARE(workspace.countClips(), std::int64_t { count - 1 + 720 });
    }

    void pausedImportsWait()
    {
        Library library;
        for (int i = 0; i < 20; ++i)
            library.add(std::to_string(i) + ".wav", noise(1, kRate, 0.5, static_cast<std::uint64_t>(i)));
        library.control.pause();
        std::atomic<std::int64_t> done { 0 };
        std::thread user([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
            const bool waited = done == 0;
            library.control.resume();
            done = waited ? 0 : -1000;
        });
        QCOMPARE(
            library.import({}, [&](const Progress &progress) { done += progress.done; }).imported, std::int64_t { 20 });
        user.join();
        QVERIFY(done >= 0);
    }

    void theNumberOfThreadsChangesNothing()
    {
        std::map<std::string, std::string> hashes;
        for (const int threads : { 1, 3 }) {
            Library library;
            for (int i = 0; i < 20; ++i)
                library.add(std::to_string(i) + ".wav", noise(1, kRate, 0.5, static_cast<std::uint64_t>(i)));
            ImportOptions options;
            options.threads = threads;
            library.import(options);
            for (const std::string &name : library.names()) {
                const auto [known, isNew] = hashes.try_emplace(name, library.track(name)->contentHash);
                QVERIFY(isNew == (threads == 1));
                QCOMPARE(library.track(name)->contentHash, known->second);
            }
        }
        QCOMPARE(hashes.size(), std::size_t { 20 });
    }

    void filesThatGoAreMissingUntilTheyAreBack()
    {
        Library library;
        library.add("stays.wav", sine(440, 1, kRate));
        library.add("moves.wav", sine(220, 1, kRate));
        library.add("changes.wav", sine(110, 1, kRate));
        library.add("goes.wav", sine(55, 1, kRate));
        library.import();
        const Track goes = library.track("goes.wav").value();
        const Track moves = library.track("moves.wav").value();
        const Track changes = library.track("changes.wav").value();
        fs::create_directory(library.music / "sub");
        fs::rename(library.music / "moves.wav", library.music / "sub" / "moved.wav");
        library.add("changes.wav", sine(115, 15, kRate));
        fs::rename(library.music / "goes.wav", library.folder.path() / "goes.wav");
        ImportReport report = library.import();
        QCOMPARE(report.skipped, std::int64_t { 1 });
        QCOMPARE(report.imported, std::int64_t { 2 });
        QCOMPARE(report.moved, std::int64_t { 1 });
        QCOMPARE(report.missing, std::int64_t { 1 });
        QVERIFY(!library.track("moves.wav"));
        QCOMPARE(library.track("sub/moved.wav")->id, moves.id);
        QCOMPARE(library.track("sub/moved.wav")->contentHash, moves.contentHash);
        QVERIFY(library.track("goes.wav")->status == TrackStatus::Missing);
        QVERIFY(!library.track("goes.wav")->reason.empty());
        QCOMPARE(library.track("changes.wav")->id, changes.id);
        QVERIFY(library.track("changes.wav")->contentHash != changes.contentHash);
        QCOMPARE(library.track("changes.wav")->seconds, 15.0);
        QCOMPARE(library.workspace.clips(changes.id).size(), std::size_t { 2 });

        // What was missing may come back at its old place, or at another.
        fs::rename(library.folder.path() / "goes.wav", library.music / "goes.wav");
        report = library.import();
        QCOMPARE(report.skipped, std::int64_t { 4 });
        QVERIFY(library.track("goes.wav")->status == TrackStatus::Ok);
        QVERIFY(library.track("goes.wav")->reason.empty());
        fs::rename(library.music / "goes.wav", library.folder.path() / "goes.wav");
        library.import();
        fs::rename(library.folder.path() / "goes.wav", library.music / "back.wav");
        report = library.import();
        QCOMPARE(report.moved, std::int64_t { 1 });
        QCOMPARE(library.track("back.wav")->id, goes.id);
        QVERIFY(library.track("back.wav")->status == TrackStatus::Ok);
        QCOMPARE(library.names().size(), std::size_t { 4 });
    }

    void aFolderThatMovedIsFoundAgain()
    {
        Library library;
        library.add("a.wav", sine(440, 1, kRate));
        library.add("sub/b.wav", sine(220, 1, kRate));
        library.import();
        const Track a = library.track("a.wav").value();
        const fs::path elsewhere = library.folder.path() / "Elsewhere";
        fs::rename(library.music, elsewhere);
        const ImportReport report = importFolder(library.workspace, elsewhere, {}, {}, library.control);
        QCOMPARE(report.skipped, std::int64_t { 2 }); // nothing was decoded again
        QCOMPARE(library.workspace.datasets().size(), std::size_t { 1 });
        QCOMPARE(library.workspace.datasets()[0].root, elsewhere);
        QCOMPARE(library.workspace.trackByPath(elsewhere / "a.wav")->id, a.id);
        QVERIFY(library.workspace.trackByPath(elsewhere / "sub" / "b.wav")->status == TrackStatus::Ok);
    }

    void aFolderOfOtherMusicIsAnotherDataset()
    {
        Library library;
        library.add("a.wav", sine(440, 1, kRate));
        library.add("b.wav", sine(220, 1, kRate));
        library.import();
        const fs::path elsewhere = library.folder.path() / "Elsewhere";
        fs::rename(library.music, library.folder.path() / "unplugged");
        fs::create_directory(elsewhere);
        writeWav(elsewhere / "a.wav", sine(330, 2, kRate), kRate);
        importFolder(library.workspace, elsewhere, {}, {}, library.control);
        QCOMPARE(library.workspace.datasets().size(), std::size_t { 2 });
        QCOMPARE(library.workspace.dataset("Music")->trackCount, std::int64_t { 2 });
    }

    void aFolderThatGoesAwayInTheMiddleStopsTheImportAndChangesNothing()
    {
        Library library;
        library.add("known.wav", sine(100, 1, kRate));
        library.import();
        const Track known = library.track("known.wav").value();
        for (int i = 0; i < 40; ++i)
            library.add("new " + std::to_string(i) + ".wav", noise(20, kRate, 0.5, static_cast<std::uint64_t>(i) + 1));
        bool removed = false;
        ImportOptions options;
        options.threads = 1;
        try {
            library.import(options, [&](const Progress &progress) {
                if (progress.stage == "Importing" && progress.done > 3 && !removed) {
                    fs::rename(library.music, library.folder.path() / "unplugged");
                    removed = true;
                }
            });
            QFAIL("it should have stopped");
        } catch (const Error &error) {
            QVERIFY(error.code() == ErrorCode::Io);
            QCOMPARE(error.path(), library.music);
        }
        QVERIFY(removed);
        QCOMPARE(library.track("known.wav").value(), known);
        TrackQuery query;
        query.status = TrackStatus::Ok;
        QCOMPARE(library.workspace.countTracks(query), library.workspace.countTracks({})); // none in quarantine
        // When it is back, the import goes on.
        fs::rename(library.folder.path() / "unplugged", library.music);
        QVERIFY(library.import().skipped > 3);
        QCOMPARE(library.workspace.countTracks(query), std::int64_t { 41 });
    }

    void equalContentsAreMarkedAsDuplicates()
    {
        Library library;
        library.add("a.wav", sine(440, 1, kRate));
        library.add("b.wav", sine(440, 1, kRate));
        library.add("c.wav", sine(220, 1, kRate));
        const ImportReport report = library.import();
        QCOMPARE(report.warned, std::int64_t { 1 });
        const Track a = library.track("a.wav").value();
        const Track b = library.track("b.wav").value();
        QCOMPARE(std::max(a.id, b.id) == b.id ? b.duplicateOf : a.duplicateOf, std::min(a.id, b.id));
        QCOMPARE(std::min(a.id, b.id) == a.id ? a.duplicateOf : b.duplicateOf, Id { 0 });
        QVERIFY(auditOutcome(a.duplicateOf ? a : b) == AuditOutcome::Warning);
        TrackQuery query;
        query.warned = true;
        QCOMPARE(library.workspace.countTracks(query), std::int64_t { 1 });
        // When the first one goes, the other is no duplicate any longer.
        library.workspace.deleteTrack(std::min(a.id, b.id));
        QCOMPARE(library.workspace.countTracks(query), std::int64_t { 0 });
        QVERIFY(fs::exists(library.music / "a.wav") && fs::exists(library.music / "b.wav"));
    }

    void whatIsRemovedLeavesItsFiles()
    {
        Library library;
        library.add("a.wav", sine(440, 1, kRate));
        library.add("b.wav", sine(220, 12, kRate));
        library.importWithLabels("path,flute\na.wav,1\n");
        const Id a = library.track("a.wav")->id;
        Verdict verdict;
        verdict.trackId = a;
        verdict.seconds = 1;
        verdict.verdict = "drone";
        library.workspace.addVerdict(verdict);
        library.workspace.deleteTrack(a);
        QVERIFY(!library.track("a.wav"));
        QVERIFY(library.workspace.verdicts().empty());
        QVERIFY(library.workspace.labels(a).empty());
        QVERIFY(!library.workspace.audit(a));
        QVERIFY_EXCEPTION_THROWN(library.workspace.deleteTrack(a), Error);
        const Id dataset = library.workspace.dataset("Music")->id;
        library.workspace.deleteDataset(dataset);
        QCOMPARE(library.workspace.countTracks({}), std::int64_t { 0 });
        QCOMPARE(library.workspace.countClips(), std::int64_t { 0 });
        QVERIFY_EXCEPTION_THROWN(library.workspace.deleteDataset(dataset), Error);
        QVERIFY(fs::exists(library.music / "a.wav") && fs::exists(library.music / "b.wav"));
        QCOMPARE(library.import().imported, std::int64_t { 2 });
    }

    void oneFileMayHaveAnyName()
    {
        Library library;
        library.add("a.wav", sine(440, 1, kRate));
        library.add("b.wav", sine(440, 1, kRate));
        fs::rename(library.music / "a.wav", library.music / "recording.of-today");
        QCOMPARE(library.import().imported, std::int64_t { 1 });
        const ImportReport report
            = importFolder(library.workspace, library.music / "recording.of-today", {}, {}, library.control);
        QCOMPARE(report.imported, std::int64_t { 1 });
        QCOMPARE(report.datasetId, library.workspace.dataset("Music")->id);
        QVERIFY(library.track("b.wav")->status == TrackStatus::Ok); // not looked at, not missing

        const auto import = [&](const fs::path &path) {
            return errorOf([&] { importFolder(library.workspace, path, {}, {}, library.control); });
        };
        QCOMPARE(import(library.music / "nothing").code(), ErrorCode::NotFound);
        QCOMPARE(import(library.music / "b.wav" / "below").code(), ErrorCode::NotFound);
    }

    void datasetsAreNamedAsTheirFolders()
    {
        Library library;
        library.add("one/Songs/a.wav", sine(440, 0.1, kRate));
        library.add("two/Songs/b.wav", sine(440, 0.1, kRate));
        library.add("two/Songs/c.wav", sine(440, 0.1, kRate));
        library.add("two/d.wav", sine(440, 0.1, kRate));
        const auto import = [&](const std::vector<fs::path> &paths) {
            return importPaths(library.workspace, paths, {}, {}, library.control);
        };
        const auto datasets = [&] {
            std::map<std::string, std::int64_t> found;
            for (const Dataset &dataset : library.workspace.datasets())
                found[dataset.name] = dataset.trackCount;
            return found;
        };
        using Counts = std::map<std::string, std::int64_t>;
        const fs::path one = library.music / "one" / "Songs";
        const fs::path two = library.music / "two" / "Songs";
        const ImportReport report = import(
            { one, two / "b.wav", two / "b.wav", library.music / "two" / "d.wav", library.music / "gone.wav" });
        QCOMPARE(report.imported, std::int64_t { 3 });
        QCOMPARE(namesOf(report.quarantined), (Names { "gone.wav" }));
        QCOMPARE(datasets(), (Counts { { "Music", 0 }, { "Songs", 1 }, { "Songs (2)", 1 }, { "two", 1 } }));
        QCOMPARE(import({ fs::path(two.native() + "/") }).imported, std::int64_t { 1 });
        QCOMPARE(datasets(), (Counts { { "Music", 0 }, { "Songs", 1 }, { "Songs (2)", 2 }, { "two", 1 } }));

        ImportOptions options;
        options.datasetName = "Songs";
        const Error error = errorOf([&] { importFolder(library.workspace, two, options, {}, library.control); });
        QCOMPARE(error.code(), ErrorCode::Conflict);
        options.datasetName = "Chosen";
        importFolder(library.workspace, library.music / "one", options, {}, library.control);
        QCOMPARE(datasets()["Chosen"], std::int64_t { 1 });
    }

    void labelsSayWhatIsKnownOfFiles()
    {
        Library library;
        for (const char *name : { "a.wav", "b.wav", "sub/c.wav", "d.wav" })
            library.add(name, sine(440, 0.1, kRate));
        const ImportReport report = library.importWithLabels(
            "\xEF\xBB\xBFPath,Artist,title,album,genre,License,split,cello,violin\r\n"
            "a.wav,\"Somebody, and\r\nothers\",\"A \"\"title\"\"\",An album,Jazz,CC0,training,1,0\r\n"
            "./sub/../sub/c.wav,Nobody,,,,,test,,1.0\r\n"
            + (library.music / "d.wav").native() + ",Лев,,,,,,0,\r\n");
        QCOMPARE(report.imported, std::int64_t { 4 });
        QCOMPARE(report.notes, Texts {});
        const Track a = library.track("a.wav").value();
        QCOMPARE(a.artist, std::string("Somebody, and  others"));
        QCOMPARE(a.title, std::string("A \"title\""));
        QCOMPARE(a.album, std::string("An album"));
        QCOMPARE(a.genre, std::string("Jazz"));
        QCOMPARE(a.licence, std::string("CC0"));
        QCOMPARE(a.split, std::string("training"));
        QCOMPARE(library.track("b.wav")->artist, std::string());
        QCOMPARE(library.track("sub/c.wav")->artist, std::string("Nobody"));
        QCOMPARE(library.track("sub/c.wav")->title, std::string("c"));
        QCOMPARE(library.track("d.wav")->artist, std::string("Лев"));
        using Labels = std::map<std::string, double>;
        QCOMPARE(library.labels("a.wav"), (Labels { { "cello", 1 }, { "violin", 0 } }));
        QCOMPARE(library.labels("b.wav"), Labels {});
        QCOMPARE(library.labels("sub/c.wav"), (Labels { { "violin", 1 } }));
        QCOMPARE(library.labels("d.wav"), (Labels { { "cello", 0 } }));

        // Later, for tracks that are there already; what it does not mention stays.
        const ImportReport later = library.importWithLabels("path;artist;flute\nb.wav;Late;1\na.wav;;0\n");
        QCOMPARE(later.skipped, std::int64_t { 4 });
        QCOMPARE(library.track("b.wav")->artist, std::string("Late"));
        QCOMPARE(library.labels("b.wav"), (Labels { { "flute", 1 } }));
        QCOMPARE(library.track("a.wav")->artist, std::string("Somebody, and  others"));
        QCOMPARE(library.labels("a.wav"), (Labels { { "flute", 0 } }));
        QCOMPARE(library.labels("d.wav"), (Labels { { "cello", 0 } }));

        // A changed file keeps what only the labels file knew.
        library.add("b.wav", sine(220, 0.2, kRate));
        QCOMPARE(library.import().imported, std::int64_t { 1 });
        QCOMPARE(library.track("b.wav")->artist, std::string("Late"));
        QCOMPARE(library.labels("b.wav"), (Labels { { "flute", 1 } }));
    }

    void badRowsOfLabelsAreNotedAndTheRestCounts()
    {
        Library library;
        for (const char *name : { "a.wav", "b.wav", "c.wav", "caf\xE9.wav", "d.wav" })
            library.add(name, sine(440, 0.1, kRate));
        const ImportReport report = library.importWithLabels("path,artist,x,x,,y\n"
                                                             "a.wav,Caf\xE9,1,0,0,maybe\n"
                                                             "b.wav,Short\n"
                                                             "b.wav,Again,1,,,1\n"
                                                             "c.wav,Long,1,,,1,more,and more\n"
                                                             ",Nobody,1,,,1\n"
                                                             "caf\xE9.wav,Bytes,,,,2\n"
                                                             "elsewhere.wav,Lost,1,,,1\n"
                                                             "d.wav,\"Open,1,,,1\n");
        QCOMPARE(report.imported, std::int64_t { 5 });
        for (const std::string &note : report.notes)
            qInfo("%s", note.c_str());
        QCOMPARE(report.notes.size(), std::size_t { 9 });
        for (const char *part : { "line 1: there is more than one column \"x\"", "line 2: it is not valid UTF-8",
                 "line 3: there are 2 cells, not 6", "line 4: the path was named on line 3",
                 "line 5: there are 8 cells", "line 6: there is no path", "line 2: column \"y\"",
                 "line 8: no such file was imported", "line 9: a quote is never closed" }) {
            QVERIFY2(anyHolds(report.notes, std::string("labels.csv, ") + part), part);
        }
        QCOMPARE(library.track("a.wav")->artist, std::string("Caf\u00E9"));
        QCOMPARE(library.track("b.wav")->artist, std::string("Short"));
        QCOMPARE(library.track("c.wav")->artist, std::string("Long"));
        QCOMPARE(library.track("caf\xE9.wav")->artist, std::string("Bytes"));
        using Labels = std::map<std::string, double>;
        QCOMPARE(library.labels("a.wav"), (Labels { { "x", 1 } }));
        QCOMPARE(library.labels("c.wav"), (Labels { { "x", 1 }, { "y", 1 } }));
        QCOMPARE(library.labels("caf\xE9.wav"), Labels {});
    }

    void labelsArriveHoweverTheyAreWritten_data()
    {
        QTest::addColumn<QString>("text");
        const auto row = [](const char *what, const char *text) { QTest::newRow(what) << text; };
        row("composed name", "path,drums\nsub/\u00E9.wav,1\nsub/b.wav,0\n");
        row("decomposed name", "path,drums\nsub/e\u0301.wav,1\nsub/b.wav,0\n");
        row("backslashes", "path,drums\nsub\\e\u0301.wav,1\nsub\\b.wav,0\n");
        row("TRUE and FALSE", "path,drums\nsub/\u00E9.wav,TRUE\nsub/b.wav,False\n");
        row("sep=;", "sep=;\r\npath;drums\r\nsub/\u00E9.wav;1\r\nsub/b.wav;0\r\n");
        row("sep=,", "\uFEFFSEP=,\npath,drums\nsub/\u00E9.wav,1\nsub/b.wav,0\n");
        row("sep=|", "sep=|\npath|drums\nsub/\u00E9.wav|1\nsub/b.wav|0\n");
        row("no-break space in the header", "path\u00A0,\u00A0drums\nsub/\u00E9.wav,1\nsub/b.wav,0\n");
        row("no-break space in cells", "path,drums\nsub/\u00E9.wav,\u00A01\nsub/b.wav\u00A0,0\u00A0\n");
        row("decimal commas", "path;drums\nsub/\u00E9.wav;1,0\nsub/b.wav;0,00\n");
        row("tabs and decimal commas", "path\tdrums\nsub/\u00E9.wav\t1,0\nsub/b.wav\t0,0\n");
    }

    void labelsArriveHoweverTheyAreWritten()
    {
        QFETCH(QString, text);
        // On the disk as macOS and as others write it.
        for (const char *name : { "sub/e\u0301.wav", "sub/\u00E9.wav" }) {
            Library library;
            library.add(name, sine(440, 0.1, kRate));
            library.add("sub/b.wav", sine(550, 0.1, kRate));
            const ImportReport report = library.importWithLabels(text.toStdString());
            QCOMPARE(report.notes, Texts {});
            using Labels = std::map<std::string, double>;
            QCOMPARE(library.labels(name), (Labels { { "drums", 1 } }));
            QCOMPARE(library.labels("sub/b.wav"), (Labels { { "drums", 0 } }));
        }
    }

    void labelsOfFilesThatDifferInTheirCodingOnly()
    {
        Library library;
        for (const char *name : { "e\u0301.wav", "\u00E9.wav", "a\\b.wav", "a/b.wav", "caf\u00E9.wav" })
            library.add(name, sine(440, 0.1, kRate));
        const ImportReport report = library.importWithLabels("path,x\n\u00E9.wav,1\na\\b.wav,0\ncaf\xE9.wav,1\n");
        for (const std::string &note : report.notes)
            qInfo("%s", note.c_str());
        QVERIFY(report.notes.empty());
        using Labels = std::map<std::string, double>;
        QCOMPARE(library.labels("\u00E9.wav"), (Labels { { "x", 1 } }));
        QCOMPARE(library.labels("e\u0301.wav"), Labels {});
        QCOMPARE(library.labels("a\\b.wav"), (Labels { { "x", 0 } }));
        QCOMPARE(library.labels("a/b.wav"), Labels {});
        QCOMPARE(library.labels("caf\u00E9.wav"), (Labels { { "x", 1 } }));
    }

    void whatCannotBeReadIsNamedByLine()
    {
        Library library;
        library.add("a.wav", sine(440, 0.1, kRate));
        const ImportReport report = library.importWithLabels("path,x,y\na.wav,WAHR,0.5\nC:\\Music\\a.wav,1,1\n");
        for (const std::string &note : report.notes)
            qInfo("%s", note.c_str());
        for (const char *part : { "line 2: column \"x\" holds neither", "line 2: column \"y\" holds neither",
                 "line 3: no such file was imported" })
            QVERIFY2(anyHolds(report.notes, std::string("labels.csv, ") + part), part);
        QCOMPARE(report.notes.size(), std::size_t { 3 });
    }

    void readingLabelsIsGivenUpWhenAsked()
    {
        const ScratchFolder folder;
        writeBytes(folder.path() / "labels.csv", "path,flute\na.wav,1\n");
        RunControl control;
        control.stop();
        QCOMPARE(
            errorOf([&] { LabelsFile(folder.path() / "labels.csv", "/music", control); }).code(), ErrorCode::Cancelled);
    }

    void mutatedLabelsNeverDoHarm()
    {
        const ScratchFolder folder;
        const fs::path file = folder.path() / "labels.csv";
        const std::string whole = "path,title,artist,split,flute,voice\na.wav,\"One, two\",Somebody,train,1,0\n"
                                  "b.wav,Three,,test,,1\nsub/c.wav,\"Four\nlines\",M\xC3\xBCller,,0,\n";
        int read = 0;
        for (std::uint64_t seed = 0; seed < 400; ++seed) {
            RandomStream random(seed, { streamId("labels") });
            writeBytes(file, mutated(whole, random));
            try {
                LabelsFile labelsFile(file, "/music", RunControl());
                ++read;
                for (const char *name : { "/music/a.wav", "/music/b.wav", "/music/sub/c.wav" }) {
                    Track track;
                    track.path = name;
                    const Annotation annotation = labelsFile.apply(track);
                    QVERIFY(displayText(track.title) == track.title && displayText(track.artist) == track.artist);
                    const std::vector<Label> labels = annotation.labels.value_or(std::vector<Label>());
                    for (const Label &label : labels)
                        QVERIFY(label.value == 0 || label.value == 1);
                }
                for (const std::string &note : labelsFile.notes())
                    QVERIFY(displayText(note) == note && note.size() > 10);
            } catch (const Error &error) {
                QVERIFY2(error.code() == ErrorCode::InvalidArgument, error.what());
            }
        }
        QVERIFY(read > 100);
    }

    void aLabelsFileThatIsNoneStopsTheImportBeforeItBegins()
    {
        Library library;
        library.add("a.wav", sine(440, 0.1, kRate));
        const std::map<std::string, std::string> useless { { "no path", "file,artist\na.wav,Somebody\n" },
            { "empty", "" }, { "blank", "\n\n" }, { "binary", std::string("\0\1\2\xFF\n\"", 6) },
            { "UTF-16", std::string("\xFF\xFEp\0a\0t\0h\0\n\0", 12) } };
        for (const auto &[name, content] : useless) {
            const Error error = errorOf([&, csv = content] { library.importWithLabels(csv); });
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
            QCOMPARE(error.path(), library.folder.path() / "labels.csv");
        }
        ImportOptions options;
        options.labels = library.folder.path() / "absent.csv";
        QCOMPARE(errorOf([&] { library.import(options); }).code(), ErrorCode::NotFound);
        options.labels = library.folder.path();
        QCOMPARE(errorOf([&] { library.import(options); }).code(), ErrorCode::Unreadable);
        QVERIFY(library.workspace.datasets().empty());
        QVERIFY(library.workspace.tracks().empty());
    }

    void whereThereIsNoSoundNothingIsStored()
    {
        const ScratchFolder folder;
        std::filesystem::create_directories(folder.path() / "silent" / "inner");
        std::ofstream(folder.path() / "silent" / "inner" / "readme.txt") << "words";
        Workspace workspace(folder.path() / "workspace");
        const ImportReport report = importPaths(workspace, { folder.path() / "silent" }, {}, {}, RunControl());
        QCOMPARE(report.withoutSound, std::vector<std::filesystem::path> { folder.path() / "silent" });
        QCOMPARE(report.imported, std::int64_t { 0 });
        QVERIFY(workspace.datasets().empty());
    }

    void manyRemarksAreCutShort()
    {
        Library library;
        std::string csv = "path\n";
        for (int i = 0; i < 1000; ++i)
            csv += "missing " + std::to_string(i) + ".wav\n";
        QVERIFY(library.importWithLabels(csv).notes.size() < 100);
        QVERIFY(anyHolds(library.importWithLabels(csv).notes, "950 more"));
    }
};

QTEST_APPLESS_MAIN(TestFolderImporter)
#include "tst_folderimporter.moc"
