#include "audio/wavfile.h"
#include "library/demolibrary.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <thread>

using namespace retrograde;
using namespace retrograde::testing;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// The audio files of the twelve packages, as Debian 12 ships them, below /usr/share; {a,b} stands for both.
constexpr const char *kArchive = R"(
heroes-sound-tracks games/heroes/mod/{endscroll,heroes01,heroes02,heroes03,heroes04,heroes05,heroes06,heroes07}.xm
heroes-sound-tracks games/heroes/mod/{heroes08,heroes09,heroes10,intro,menu}.xm
tecnoballz-data games/tecnoballz/musics/{area1-game,area1-game2,area2-game,area3-game,area4-game,area5-game}.mod
tecnoballz-data games/tecnoballz/musics/{fridge-in-space_from_reg-zbb,gardien-go,high-score,in-game-music-1_reg}.mod
tecnoballz-data games/tecnoballz/musics/{mon-lapin_reg-zbb,over-theme,tecno-winn,tecnoballz,termigator_reg-zbb}.mod
tecnoballz-data games/tecnoballz/sounds/{ralarm,rmoney}.wav
pachi-data pachi/music/{credits,menu,stage1,stage3,stage4}.s3m
pachi-data pachi/music/{stage2}.stm
pachi-data pachi/sounds/{die,jump}.wav
asc-music games/asc/music/{frontiers,machine_wars,time_to_strike}.mp3
vonsh games/vonsh/{idle_tune,play_tune}.mp3
vonsh games/vonsh/{die_sound,exp_sound}.wav
pangzero perl5/auto/share/dist/Games-PangZero/{UPiPang}.mp3
amoebax-data games/amoebax/music/{AngusBackground,Congratulations,K.QuitaBackground,KerberosBackground}.ogg
amoebax-data games/amoebax/music/{Mr.BonesBackground,PenBackground,SpikeBackground,menu,training}.ogg
amoebax-data games/amoebax/sfx/{die,youwin}.wav
seahorse-adventures games/seahorse-adventures/data/music/{1,2,3,5,8,death,finish,lvlwin,title}.ogg
seahorse-adventures games/seahorse-adventures/data/sfx/{door,pop}.wav
csmash-demosong games/csmash/{danslatristesse2-48}.ogg
funnyboat games/funnyboat/data/{JDruid-Trip_on_the_Funny_Boat,blub,kraah,pam,poks}.ogg
angrydd games/angrydd/music/{intro,single,versus-1}.ogg
angrydd games/angrydd/sounds/{death,gameover}.wav
parsec47-data games/parsec47/sounds/{ptn0,ptn1,ptn2,ptn3}.ogg
parsec47-data games/parsec47/sounds/{shot,laser}.wav
)";

constexpr const char *kFakeApt
    = "#!/bin/sh\n"
      "for package; do :; done\n"
      "echo \"$package\" >> \"$FAKE_ARCHIVE/asked\"\n"
      "if [ -e \"$FAKE_ARCHIVE/hangs\" ]; then\n"
      "    touch \"$FAKE_ARCHIVE/started\"\n"
      "    exec sleep 60\n"
      "fi\n"
      "if [ -e \"$FAKE_ARCHIVE/away\" ]; then\n"
      "    echo \"W: something harmless\" >&2\n"
      "    echo \"E: Failed to fetch http://deb.debian.org/$package.deb  Could not resolve 'deb.debian.org'\" >&2\n"
      "    exit 100\n"
      "fi\n"
      "if [ ! -d \"$FAKE_ARCHIVE/packages/$package\" ]; then\n"
      "    echo \"E: Unable to locate package $package\" >&2\n"
      "    exit 100\n"
      "fi\n"
      "echo \"$FAKE_ARCHIVE/packages/$package\" > \"${package}_1.0_all.deb\"\n";

constexpr const char *kFakeDpkgDeb = "#!/bin/sh\n"
                                     "if [ -e \"$FAKE_ARCHIVE/damaged\" ]; then\n"
                                     "    echo \"dpkg-deb: error: archive has premature member\" >&2\n"
                                     "    exit 2\n"
                                     "fi\n"
                                     "cp -r \"$(cat \"$2\")/.\" \"$3\"\n";

void writeText(const fs::path &path, const std::string &text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

std::string contentOf(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(file), {} };
}

void writeProgram(const fs::path &path, const std::string &text)
{
    writeText(path, text);
    fs::permissions(path, fs::perms::owner_all);
}

/// A Debian archive without a network: apt-get and dpkg-deb that serve small packages, a cache and a workspace.
class FakeDebian {
public:
    FakeDebian()
        : m_path(qgetenv("PATH"))
    {
        writeProgram(root() / "bin" / "apt-get", kFakeApt);
        writeProgram(root() / "bin" / "dpkg-deb", kFakeDpkgDeb);
        fs::create_directories(root() / "packages");
        qputenv("FAKE_ARCHIVE", QByteArray::fromStdString(root().string()));
        qputenv("PATH", QByteArray::fromStdString((root() / "bin").string()) + ":" + m_path);
        qputenv("XDG_CACHE_HOME", QByteArray::fromStdString((root() / "cache").string()));
    }
    ~FakeDebian() { qputenv("PATH", m_path); }

    fs::path root() const { return m_folder.path(); }
    fs::path music() const { return root() / "cache" / "retrograde" / "demo" / "music"; }

    /// Fills the archive with a second of sound under each of the real names.
    void stock()
    {
        std::istringstream lines(kArchive);
        std::string package, files;
        double hertz = 220;
        while (lines >> package >> files) {
            const fs::path usr = root() / "packages" / package / "usr";
            writeText(usr / "share" / "doc" / package / "copyright", "Copyright: the makers of " + package);
            const std::size_t open = files.find('{');
            const std::size_t close = files.find('}');
            std::istringstream stems(files.substr(open + 1, close - open - 1));
            for (std::string stem; std::getline(stems, stem, ',');) {
                const fs::path file = usr / "share" / (files.substr(0, open) + stem + files.substr(close + 1));
                fs::create_directories(file.parent_path());
                writeWav(file, sine(hertz += 5, 1.0, 8000), 8000);
            }
        }
    }
    void set(const char *state) { writeText(root() / state, ""); }
    void unset(const char *state) { fs::remove(root() / state); }
    /// The packages asked for since the last call, in order.
    std::vector<std::string> asked()
    {
        std::ifstream file(root() / "asked");
        std::vector<std::string> names { std::istream_iterator<std::string>(file), {} };
        fs::remove(root() / "asked");
        return names;
    }

    DemoReport prepare() { return prepareDemoLibrary(workspace, {}, control); }
    std::vector<Track> usableTracks() const
    {
        TrackQuery query;
        query.dataset = "Demo";
        query.status = TrackStatus::Ok;
        return workspace.tracks(query);
    }

private:
    TemporaryFolder m_folder;
    QByteArray m_path;

public:
    Workspace workspace { m_folder.path() / "workspace" };
    RunControl control;
};

const Track &named(const std::vector<Track> &tracks, const std::string &file)
{
    const auto found
        = std::find_if(tracks.begin(), tracks.end(), [&](const Track &track) { return track.path.filename() == file; });
    if (found == tracks.end())
        throw std::logic_error("no track " + file);
    return *found;
}

std::set<std::string> artistsOf(const std::vector<Track> &tracks)
{
    std::set<std::string> artists;
    for (const Track &track : tracks)
        artists.insert(track.artist);
    return artists;
}

/// How much faster the level of a 16-bit mono WAV rises than it falls: 1 for sound without an arrow of time.
double attackOverDecay(const fs::path &wav)
{
    const std::string bytes = contentOf(wav);
    constexpr std::size_t header = 44;
    constexpr std::size_t window = 882; // 40 ms at 22,050 Hz: more than a period of the lowest note
    std::vector<double> levels;
    for (std::size_t begin = header; begin + 2 * window <= bytes.size(); begin += 2 * window) {
        double power = 0;
        for (std::size_t i = 0; i < window; ++i) {
            const auto low = static_cast<unsigned char>(bytes[begin + 2 * i]);
            const auto high = static_cast<signed char>(bytes[begin + 2 * i + 1]);
            const double sample = (high * 256 + low) / 32768.0;
            power += sample * sample;
        }
        levels.push_back(std::sqrt(power / window));
    }
    double rises = 0, falls = 0;
    for (std::size_t i = 1; i < levels.size(); ++i) {
        const double step = levels[i] - levels[i - 1];
        (step > 0 ? rises : falls) += step * step;
    }
    return rises / falls;
}

std::vector<fs::path> wavFilesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files.push_back(entry.path().lexically_relative(folder));
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

class TestDemoLibrary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void importsTheMusicAndNothingElse()
    {
        FakeDebian debian;
        debian.stock();
        const DemoReport report = debian.prepare();
        QVERIFY(!report.standIn);
        QCOMPARE(report.import.imported, 64);
        QVERIFY(report.import.quarantined.empty());
        QVERIFY2(report.import.notes.empty(), report.import.notes.empty() ? "" : report.import.notes.front().c_str());
        QCOMPARE(debian.asked().size(), std::size_t { 12 });

        const std::vector<Track> tracks = debian.usableTracks();
        QCOMPARE(tracks.size(), std::size_t { 64 });
        QCOMPARE(artistsOf(tracks).size(), std::size_t { 14 });
        const Track &intro = named(tracks, "intro.ogg");
        QCOMPARE(intro.artist, std::string("Brendan Becker"));
        QCOMPARE(intro.licence, std::string("GPL-2"));
        QCOMPARE(intro.album, std::string("Debian package angrydd"));
        QCOMPARE(named(tracks, "versus-1.ogg").artist, std::string("Ben Zeigler"));
        QCOMPARE(named(tracks, "play_tune.mp3").licence, std::string("CC-BY-3.0"));
        QCOMPARE(named(tracks, "stage2.stm").artist, std::string("Peter Hajba"));
        for (const Track &track : tracks) {
            QVERIFY(!track.licence.empty());
            QVERIFY(fs::exists(track.path.parent_path() / "copyright"));
        }

        const std::optional<Dataset> dataset = debian.workspace.dataset("Demo");
        QVERIFY(dataset);
        QCOMPARE(dataset->kind, std::string("demo"));
        QVERIFY(dataset->note.starts_with("Debian packages: heroes-sound-tracks, "));
        QVERIFY2(!fs::exists(debian.music().parent_path() / "incoming"), "the downloads were left behind");
    }

    void doesNothingTwice()
    {
        FakeDebian debian;
        debian.stock();
        debian.prepare();
        debian.asked();
        debian.set("away");
        const DemoReport again = debian.prepare();
        QVERIFY(!again.standIn);
        QCOMPARE(debian.asked().size(), std::size_t { 0 });
        QCOMPARE(again.import.imported, 0);
        QCOMPARE(again.import.skipped, 64);
    }

    void fetchesLaterWhatWasMissing()
    {
        FakeDebian debian;
        debian.stock();
        fs::rename(debian.root() / "packages" / "vonsh", debian.root() / "vonsh");
        const DemoReport partial = debian.prepare();
        QVERIFY(!partial.standIn);
        QCOMPARE(partial.import.imported, 62);
        QCOMPARE(partial.import.notes.size(), std::size_t { 1 });
        QVERIFY(partial.import.notes.front().find("vonsh") != std::string::npos);
        QVERIFY(debian.workspace.dataset("Demo")->note.find("could not be fetched: vonsh") != std::string::npos);
        QCOMPARE(debian.asked().size(), std::size_t { 12 });

        fs::rename(debian.root() / "vonsh", debian.root() / "packages" / "vonsh");
        const DemoReport whole = debian.prepare();
        QCOMPARE(debian.asked(), std::vector<std::string> { "vonsh" });
        QCOMPARE(whole.import.imported, 2);
        QVERIFY(whole.import.notes.empty());
        QCOMPARE(debian.usableTracks().size(), std::size_t { 64 });
    }

    void synthesisesAStandInWhenTheArchiveIsAway()
    {
        FakeDebian debian;
        debian.stock();
        debian.set("away");
        const DemoReport report = debian.prepare();
        QVERIFY(report.standIn);
        QVERIFY(report.standInReason.find("Could not resolve 'deb.debian.org'") != std::string::npos);
        QVERIFY2(debian.asked().size() < 12, "it went on asking an archive that does not answer");
        const std::vector<Track> tracks = debian.usableTracks();
        QCOMPARE(tracks.size(), std::size_t { 24 });
        QCOMPARE(artistsOf(tracks).size(), std::size_t { 6 });
        for (const Track &track : tracks) {
            QCOMPARE(track.seconds, 30.0);
            QCOMPARE(track.sampleRate, 22050);
            QVERIFY(!track.licence.empty());
        }
        QVERIFY(debian.workspace.dataset("Demo")->note.starts_with("Synthesised stand-in: "));

        debian.unset("away");
        QVERIFY(!debian.prepare().standIn);
        QCOMPARE(debian.usableTracks().size(), std::size_t { 64 });
        QVERIFY(debian.workspace.dataset("Demo")->note.starts_with("Debian packages: "));
    }

    void saysThatThePackageListsAreMissing()
    {
        FakeDebian debian;
        const DemoReport report = debian.prepare();
        QVERIFY(report.standIn);
        QVERIFY(report.standInReason.find("apt-get update") != std::string::npos);
        QCOMPARE(debian.asked().size(), std::size_t { 12 });
    }

    void saysThatAptIsMissing()
    {
        FakeDebian debian;
        qputenv("PATH", "/nowhere");
        const DemoReport report = debian.prepare();
        QVERIFY(report.standIn);
        QVERIFY(report.standInReason.find("apt-get") != std::string::npos);
    }

    void downloadsAgainAfterDamageOrInterruption()
    {
        FakeDebian debian;
        debian.stock();
        debian.set("damaged");
        const DemoReport damaged = debian.prepare();
        QVERIFY(damaged.standIn);
        QVERIFY(damaged.standInReason.find("premature member") != std::string::npos);
        debian.unset("damaged");
        writeText(debian.music().parent_path() / "incoming" / "vonsh_1.0_all.deb", "half a pack");
        QVERIFY(!debian.prepare().standIn);
        QCOMPARE(debian.usableTracks().size(), std::size_t { 64 });
    }

    void canBeCancelled()
    {
        FakeDebian debian;
        debian.stock();
        debian.set("hangs");
        std::thread user([&] {
            while (!fs::exists(debian.root() / "started"))
                std::this_thread::sleep_for(5ms);
            debian.control.stop();
        });
        const Error error = errorOf([&] { debian.prepare(); });
        user.join();
        QCOMPARE(error.code(), ErrorCode::Cancelled);
        QVERIFY(fs::is_empty(debian.music()));
    }

    void oneAtATime()
    {
        FakeDebian debian;
        debian.stock();
        debian.set("hangs");
        std::thread first([&] { (void)errorOf([&] { debian.prepare(); }); });
        while (!fs::exists(debian.root() / "started"))
            std::this_thread::sleep_for(5ms);
        Workspace other(debian.root() / "other");
        const Error error = errorOf([&] { prepareDemoLibrary(other, {}, RunControl()); });
        debian.control.stop();
        first.join();
        QCOMPARE(error.code(), ErrorCode::Conflict);
    }

    void theStandInIsRepeatable()
    {
        const TemporaryFolder folder;
        const RunControl control;
        synthesiseStandIn(folder.path() / "one", 8, 3, 5, {}, control);
        synthesiseStandIn(folder.path() / "two", 8, 3, 5, {}, control);
        synthesiseStandIn(folder.path() / "other", 8, 3, 6, {}, control);
        const std::vector<fs::path> files = wavFilesIn(folder.path() / "one");
        QCOMPARE(files.size(), std::size_t { 8 });
        std::set<std::string> contents;
        for (const fs::path &file : files) {
            const std::string content = contentOf(folder.path() / "one" / file);
            QVERIFY(content == contentOf(folder.path() / "two" / file));
            contents.insert(content);
        }
        QCOMPARE(contents.size(), files.size());
        for (const fs::path &file : wavFilesIn(folder.path() / "other"))
            QVERIFY(!contents.contains(contentOf(folder.path() / "other" / file)));
    }

    void theStandInHasAnArrowOfTimeAndItsDronesHaveNone()
    {
        const TemporaryFolder folder;
        synthesiseStandIn(folder.path(), 24, 6, 1, {}, RunControl());
        int drones = 0;
        for (const fs::path &file : wavFilesIn(folder.path())) {
            const double asymmetry = attackOverDecay(folder.path() / file);
            const std::string words = file.string() + ": " + std::to_string(asymmetry);
            if (file.filename().string().starts_with("Drone")) {
                ++drones;
                QVERIFY2(asymmetry > 0.7 && asymmetry < 1.4, words.c_str());
            } else {
                QVERIFY2(asymmetry > 2, words.c_str());
            }
        }
        QCOMPARE(drones, 3);
    }
};

QTEST_APPLESS_MAIN(TestDemoLibrary)
#include "tst_demolibrary.moc"
