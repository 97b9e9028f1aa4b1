#include "audio/audioreader.h"
#include "library/artists.h"
#include "library/folderimporter.h"
#include "library/leaks.h"
#include "library/splits.h"
#include "support/mediafiles.h"
#include "support/riff.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <set>

using namespace retrograde;
using namespace retrograde::testing;

using Names = std::vector<std::string>;

namespace {

constexpr int kRate = 8000;

Track by(const std::string &artist, int number = 0)
{
    Track track = makeTrack(1, "track " + std::to_string(number), artist);
    track.id = number + 1;
    return track;
}

/// A RIFF INFO list that says who made it, in whatever coding.
std::string infoArtist(const std::string &artist)
{
    return riffChunk("LIST", "INFO" + riffChunk("IART", artist + '\0'));
}

} // namespace

class TestArtists : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void severalInOneTagAreSeveral_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("names");
        const auto row = [](const char *text, const QStringList &names) { QTest::newRow(text) << text << names; };
        row("", {});
        row("  ; ;", {});
        row("Björk", { "Björk" });
        row("\u00A0 Björk \u3000", { "Björk" });
        row("Orbital;Leftfield", { "Orbital", "Leftfield" });
        row("Simon &amp; Garfunkel; Nico", { "Simon &amp; Garfunkel", "Nico" });
        row("Miles Davis / John Coltrane", { "Miles Davis", "John Coltrane" });
        row("Miles Davis/John Coltrane/Bill Evans", { "Miles Davis", "John Coltrane", "Bill Evans" });
        row("AC/DC", { "AC/DC" });
        row("Prince w/ Sheila E.", { "Prince w/ Sheila E." });
        row("<b>Nobody</b>", { "<b>Nobody</b>" });
        row("AC/DC / Axl Rose", { "AC/DC", "Axl Rose" });
        row("K/DA", { "K/DA" });
        row("A/T/O/S", { "A/T/O/S" });
        row("Gorillaz feat. De La Soul", { "Gorillaz", "De La Soul" });
        row("Gorillaz (feat. De La Soul)", { "Gorillaz", "De La Soul" });
        row("Gorillaz [Ft. De La Soul]", { "Gorillaz", "De La Soul" });
        row("Gorillaz FEATURING De La Soul", { "Gorillaz", "De La Soul" });
        row("Gorillaz ft De La Soul feat.Mos Def", { "Gorillaz", "De La Soul", "Mos Def" });
        row("Feat. Nobody", { "Feat. Nobody" });
        row("Little Feat", { "Little Feat" });
        row("The Aftershaft", { "The Aftershaft" });
        row("Florence + the Machine", { "Florence + the Machine" });
        row("Earth, Wind & Fire", { "Earth, Wind & Fire" });
        row("Sunn O)))", { "Sunn O)))" });
    }

    void severalInOneTagAreSeveral()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, names);
        QStringList found;
        for (const std::string &name : artistNames(text.toStdString()))
            found << QString::fromStdString(name);
        QCOMPARE(found, names);
    }

    void spellingDoesNotTellThemApart()
    {
        const Names keys = artistKeys(by("Björk"));
        QCOMPARE(keys.size(), std::size_t { 1 });
        for (const char *spelled : { "Bjo\u0308rk", "BJÖRK", "björk ", "\u00A0Björk", "Björk;BJÖRK" })
            QCOMPARE(artistKeys(by(spelled)), keys);
        QVERIFY(artistKeys(by("Björn")) != keys);
        QCOMPARE(artistKeys(by("Orbital feat. Björk")), (Names { keys.front(), "orbital" }));
        QVERIFY(artistKeys(by(" ; ")).empty());
    }

    void oneOfSeveralTiesTracksTogether()
    {
        std::vector<Track> tracks;
        for (int i = 0; i < 40; ++i)
            tracks.push_back(by("Artist " + std::to_string(i / 2), i));
        tracks[3].artist = "Artist 1; Artist 7";
        tracks[20].artist = "Artist 10 feat. Artist 13";
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const Split split = splitTracks(tracks, 0.3, seed);
            QVERIFY(split.byArtist);
            std::set<std::string> training;
            for (const Track &track : split.training) {
                const Names keys = artistKeys(track);
                training.insert(keys.begin(), keys.end());
            }
            for (const Track &track : split.validation) {
                for (const std::string &key : artistKeys(track))
                    QVERIFY2(training.count(key) == 0, key.c_str());
            }
            QCOMPARE(split.trainingArtists + split.validationArtists, 20);
        }
        const std::vector<Overlap> found = findOverlaps(
            { { "one", { by("Miles Davis/John Coltrane", 1) } }, { "two", { by("john coltrane", 2) } } }, {});
        QCOMPARE(found.front().artists, std::int64_t { 1 });
        const std::vector<Track> others { by("Somebody; Björk", 1), by("Nobody", 2) };
        const std::vector<Track> kept = withoutDownstream(others, { by("BJÖRK", 3) }, true);
        QCOMPARE(kept.size(), std::size_t { 1 });
        QCOMPARE(kept.front().artist, std::string("Nobody"));
    }

    void anOldTagAtTheEndIsRead()
    {
        if (!ffmpegAvailable())
            QSKIP("ffmpeg is not installed");
        // ID3v1: "TAG", then title and artist of thirty bytes each, in whatever coding its writer had.
        const ScratchFolder folder;
        encode(noise(1, 44100, 0.3, 6), 44100, folder / "plain.mp3",
            { "-write_xing", "0", "-id3v2_version", "0", "-c:a", "libmp3lame" });
        const auto filled = [](std::string text) {
            text.resize(30, '\0');
            return text;
        };
        const std::string tag = "TAG" + filled("S\xF6ng") + filled("Bj\xF6rk") + std::string(65, '\0');
        QCOMPARE(tag.size(), std::size_t { 128 });
        writeBytes(folder / "old.mp3", readBytes(folder / "plain.mp3") + tag);
        const AudioReader reader(folder / "old.mp3");
        QCOMPARE(reader.info().title, std::string("S\u00F6ng"));
        QCOMPARE(reader.info().artist, std::string("Bj\u00F6rk"));
    }

    void tagsThatAreNotUtf8AreOneArtist()
    {
        // Eight files by one artist, spelled as Unicode and as Windows has it, and eight by another.
        const ScratchFolder folder;
        const auto music = folder.path() / "music";
        std::filesystem::create_directories(music);
        for (int i = 0; i < 16; ++i) {
            const std::string artist = i >= 8 ? "Somebody" : i % 2 ? "Bj\xF6rk" : "Bj\u00F6rk";
            writeBytes(music / ("t" + std::to_string(i) + ".wav"),
                floatWav(noise(1, kRate, 0.3, static_cast<std::uint64_t>(600 + i)), kRate, 1, infoArtist(artist)));
        }
        Workspace workspace(folder.path() / "workspace");
        const RunControl control;
        importFolder(workspace, music, {}, {}, control);
        const std::vector<Track> tracks = workspace.tracks();
        QCOMPARE(tracks.size(), std::size_t { 16 });
        QCOMPARE(std::count_if(
                     tracks.begin(), tracks.end(), [](const Track &track) { return track.artist == "Bj\u00F6rk"; }),
            std::ptrdiff_t { 8 });
        const Split split = splitTracks(tracks, 0.5, 1);
        QVERIFY(split.byArtist);
        QCOMPARE(split.training.size(), std::size_t { 8 });
        // Where they are divided all the same, that is a leak.
        Part odd { "odd", {} };
        Part even { "even", {} };
        for (const Track &track : tracks)
            (track.title.back() % 2 ? odd : even).tracks.push_back(track);
        QCOMPARE(findOverlaps({ odd, even }, {}).front().artists, std::int64_t { 2 });
    }
};

QTEST_GUILESS_MAIN(TestArtists)
#include "tst_artists.moc"
