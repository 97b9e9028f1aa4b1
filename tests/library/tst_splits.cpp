#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "library/splits.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <map>
#include <set>

using namespace retrograde;
using retrograde::testing::errorOf;
using retrograde::testing::makeTrack;

namespace {

double secondsOf(const std::vector<Track> &tracks)
{
    double sum = 0;
    for (const Track &track : tracks)
        sum += track.seconds;
    return sum;
}

std::set<std::string> contentOf(const std::vector<Track> &tracks)
{
    std::set<std::string> content;
    for (const Track &track : tracks)
        content.insert(track.contentHash);
    return content;
}

std::set<std::string> artistsOf(const std::vector<Track> &tracks)
{
    std::set<std::string> artists;
    for (const Track &track : tracks) {
        if (!track.artist.empty())
            artists.insert(toLower(track.artist));
    }
    return artists;
}

template<typename T> bool meet(const std::set<T> &a, const std::set<T> &b)
{
    return std::any_of(a.begin(), a.end(), [&](const T &value) { return b.count(value) > 0; });
}

std::vector<std::string> namesOf(const std::vector<Track> &tracks)
{
    std::vector<std::string> names;
    for (const Track &track : tracks)
        names.push_back(track.title + " by " + track.artist);
    return names;
}

/// @p artists artists with one to @p most tracks each, some of them known under no name, some contents twice.
std::vector<Track> randomLibrary(RandomStream &random, int artists, int most)
{
    std::vector<Track> tracks;
    for (int artist = 0; artist < artists; ++artist) {
        const auto count = 1 + random.below(static_cast<std::uint64_t>(most));
        const bool known = random.below(5) > 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            Track track = makeTrack(1, "track " + std::to_string(tracks.size()));
            track.id = static_cast<Id>(tracks.size()) + 1;
            track.artist = known ? (i % 2 == 0 ? "Artist " : "ARTIST ") + std::to_string(artist) : std::string();
            track.seconds = random.uniform(20, 300);
            if (!tracks.empty() && random.below(20) == 0) {
                const Track &twin = tracks[random.below(tracks.size())];
                track.contentHash = twin.contentHash;
                track.seconds = twin.seconds;
            }
            tracks.push_back(track);
        }
    }
    return tracks;
}

} // namespace

class TestSplits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomLibrariesAreDividedFairly()
    {
        RandomStream random(20);
        int byArtist = 0;
        for (int round = 0; round < 300; ++round) {
            const auto artists = static_cast<int>(2 + random.below(60));
            const std::vector<Track> tracks = randomLibrary(random, artists, 8);
            if (contentOf(tracks).size() < 2)
                continue;
            const double share = random.uniform(0.1, 0.5);
            const Split split = splitTracks(tracks, share, static_cast<std::uint64_t>(round));

            QCOMPARE(split.training.size() + split.validation.size(), tracks.size());
            QVERIFY(!split.training.empty());
            QVERIFY(!split.validation.empty());
            QVERIFY(!meet(contentOf(split.training), contentOf(split.validation)));
            QCOMPARE(split.trainingArtists, static_cast<int>(artistsOf(split.training).size()));
            QCOMPARE(split.validationArtists, static_cast<int>(artistsOf(split.validation).size()));
            if (split.byArtist) {
                ++byArtist;
                QVERIFY(!meet(artistsOf(split.training), artistsOf(split.validation)));
                QVERIFY(split.trainingArtists > 0);
                QVERIFY(split.validationArtists > 0);
            }
        }
        QVERIFY2(byArtist > 200, "most of these libraries can be divided by artist");
    }

    void theShareIsMetWhenTheGroupsAreSmallEnough()
    {
        RandomStream random(21);
        for (int round = 0; round < 100; ++round) {
            std::vector<Track> tracks;
            for (int i = 0; i < 200; ++i) {
                Track track = makeTrack(1, std::to_string(i), "artist " + std::to_string(i / 2));
                track.seconds = random.uniform(100, 200);
                tracks.push_back(track);
            }
            const double share = random.uniform(0.05, 0.6);
            const Split split = splitTracks(tracks, share, static_cast<std::uint64_t>(round));
            // One group is at most 2 % of the sound, so the share is met from above by no more than that.
            const double held = secondsOf(split.validation) / secondsOf(tracks);
            QVERIFY2(held > share - 0.02 && held < share + 0.02,
                qPrintable(QStringLiteral("wanted %1, held out %2").arg(share).arg(held)));
        }
    }

    void oneHugeArtistTrains()
    {
        std::vector<Track> tracks;
        for (int i = 0; i < 90; ++i)
            tracks.push_back(makeTrack(1, "huge " + std::to_string(i), "Huge"));
        for (int i = 0; i < 10; ++i)
            tracks.push_back(makeTrack(1, "small " + std::to_string(i), "Small " + std::to_string(i)));
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const Split split = splitTracks(tracks, 0.2, seed);
            QVERIFY(split.byArtist);
            QCOMPARE(split.trainingArtists, 1);
            QCOMPARE(split.validationArtists, 10);
        }
    }

    void groupsTooLargeForTheShareAreHeldOutWhenNothingElseIsLeft()
    {
        // Three artists of a third each: one of them is the closest to a fifth.
        std::vector<Track> tracks;
        for (int i = 0; i < 9; ++i)
            tracks.push_back(makeTrack(1, std::to_string(i), "artist " + std::to_string(i % 3)));
        tracks.push_back(makeTrack(1, "short", "artist 3"));
        tracks.back().seconds = 1;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const Split split = splitTracks(tracks, 0.2, seed);
            QVERIFY(split.byArtist);
            QVERIFY(secondsOf(split.validation) >= 30);
            QVERIFY(secondsOf(split.validation) <= 31);
        }
    }

    void fewerThanTwoArtistsAreDividedByTrack()
    {
        std::vector<Track> tracks;
        for (int i = 0; i < 10; ++i)
            tracks.push_back(makeTrack(1, std::to_string(i), i < 6 ? "The only one" : ""));
        Split split = splitTracks(tracks, 0.2, 1);
        QVERIFY(!split.byArtist);
        QCOMPARE(split.validation.size(), std::size_t { 2 });

        // Two artists who share a recording cannot be told apart either.
        for (int i = 0; i < 10; ++i)
            tracks[static_cast<std::size_t>(i)].artist = i < 5 ? "One" : "Two";
        tracks[0].contentHash = tracks[9].contentHash;
        split = splitTracks(tracks, 0.2, 1);
        QVERIFY(!split.byArtist);
        QVERIFY(!meet(contentOf(split.training), contentOf(split.validation)));
    }

    void neitherIdsNorOrderMatter()
    {
        RandomStream random(22);
        for (int round = 0; round < 30; ++round) {
            std::vector<Track> tracks = randomLibrary(random, 30, 5);
            const Split split = splitTracks(tracks, 0.25, 9);
            random.shuffle(tracks);
            for (std::size_t i = 0; i < tracks.size(); ++i)
                tracks[i].id = static_cast<Id>(1000 + i);
            const Split again = splitTracks(tracks, 0.25, 9);
            QCOMPARE(namesOf(again.training), namesOf(split.training));
            QCOMPARE(namesOf(again.validation), namesOf(split.validation));
        }
    }

    void anotherSeedDividesOtherwise()
    {
        RandomStream random(23);
        const std::vector<Track> tracks = randomLibrary(random, 40, 4);
        std::set<std::vector<std::string>> different;
        for (std::uint64_t seed = 0; seed < 20; ++seed)
            different.insert(namesOf(splitTracks(tracks, 0.2, seed).validation));
        QCOMPARE(different.size(), std::size_t { 20 });
    }

    void oneMoreTrackMovesFewOthers()
    {
        std::vector<Track> tracks;
        for (int i = 0; i < 200; ++i)
            tracks.push_back(makeTrack(1, std::to_string(i), "artist " + std::to_string(i)));
        const std::set<std::string> before = contentOf(splitTracks(tracks, 0.2, 5).validation);
        tracks.push_back(makeTrack(1, "new", "somebody new"));
        const std::set<std::string> after = contentOf(splitTracks(tracks, 0.2, 5).validation);
        std::vector<std::string> moved;
        std::set_symmetric_difference(
            before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(moved));
        QVERIFY(moved.size() <= 3);
    }

    void twoTracksAreOneForEachSide()
    {
        for (const double share : { 0.01, 0.5, 0.99 }) {
            const Split split = splitTracks({ makeTrack(1, "a", "A"), makeTrack(1, "b", "B") }, share, 3);
            QCOMPARE(split.training.size(), std::size_t { 1 });
            QCOMPARE(split.validation.size(), std::size_t { 1 });
            QVERIFY(split.byArtist);
        }
    }

    void tooLittleIsAnError()
    {
        QCOMPARE(errorOf([] { splitTracks({}, 0.2, 1); }).code(), ErrorCode::Training);
        std::vector<Track> twins { makeTrack(1, "a", "A"), makeTrack(1, "b", "B") };
        twins[1].contentHash = twins[0].contentHash;
        QCOMPARE(errorOf([&] { splitTracks(twins, 0.2, 1); }).code(), ErrorCode::Training);
        twins[1].contentHash = "other";
        for (const double share : { 0.0, 1.0, -0.5, std::nan("") })
            QCOMPARE(errorOf([&] { splitTracks(twins, share, 1); }).code(), ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(TestSplits)
#include "tst_splits.moc"
