#include "library/leaks.h"
#include "library/splits.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <set>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

/// @p count tracks of ten seconds by a fifth as many artists.
std::vector<Track> library(int count)
{
    std::vector<Track> tracks;
    for (int i = 0; i < count; ++i) {
        Track &track
            = tracks.emplace_back(makeTrack(1, "track " + std::to_string(i), "Artist " + std::to_string(i / 5)));
        track.id = i + 1;
        track.fmaId = 1000 + i;
        track.split = i % 10 < 7 ? "training" : i % 10 == 7 ? "validation" : "test";
    }
    return tracks;
}

std::vector<Overlap> overlaps(Split split)
{
    std::vector<Part> parts { { "training", std::move(split.training) },
        { "validation", std::move(split.validation) } };
    if (!split.test.empty())
        parts.push_back({ "test", std::move(split.test) });
    return findOverlaps(parts, {});
}

bool leaks(const std::vector<Overlap> &found)
{
    return std::any_of(found.begin(), found.end(), [](const Overlap &overlap) { return overlap.isLeak(); });
}

std::set<Id> ids(const std::vector<Track> &tracks)
{
    std::set<Id> found;
    for (const Track &track : tracks)
        found.insert(track.id);
    return found;
}

} // namespace

class TestLeaks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSplitByArtistLeaksNothing()
    {
        std::vector<Track> tracks = library(200);
        tracks[3].contentHash = tracks[150].contentHash; // a duplicate by another artist
        tracks[4].artist = "ARTIST 20"; // in other letters
        tracks[190].fmaId = tracks[60].fmaId; // two excerpts of one track
        for (const double testShare : { 0.0, 0.15 }) {
            SplitRule rule;
            rule.testShare = testShare;
            rule.seed = 7;
            const Split split = splitTracks(tracks, rule);
            QVERIFY(split.byArtist);
            QCOMPARE(split.training.size() + split.validation.size() + split.test.size(), tracks.size());
            QVERIFY(std::abs(static_cast<double>(split.test.size()) - 200 * testShare) <= 12);
            QVERIFY(std::abs(static_cast<double>(split.validation.size()) - 40) <= 14);
            QVERIFY(!leaks(overlaps(split)));
        }
    }

    void theSameSeedGivesTheSameSplit()
    {
        const std::vector<Track> tracks = library(100);
        SplitRule rule;
        rule.testShare = 0.2;
        const Split one = splitTracks(tracks, rule);
        QCOMPARE(ids(splitTracks(tracks, rule).test), ids(one.test));
        QCOMPARE(ids(splitTracks(tracks, rule).validation), ids(one.validation));
        rule.seed = 1;
        QVERIFY(ids(splitTracks(tracks, rule).test) != ids(one.test));
    }

    void aSplitByTrackSharesArtistsButNoContent()
    {
        std::vector<Track> tracks = library(200);
        tracks[0].contentHash = tracks[100].contentHash;
        SplitRule rule;
        rule.by = SplitBy::Track;
        const std::vector<Overlap> found = overlaps(splitTracks(tracks, rule));
        QCOMPARE(found.size(), std::size_t { 1 });
        QCOMPARE(found[0].contents, std::int64_t { 0 });
        QCOMPARE(found[0].tracks, std::int64_t { 0 });
        QVERIFY(found[0].artists > 10);
        QVERIFY(!found[0].examples.empty());
    }

    void aPublishedSplitIsKeptButForDuplicates()
    {
        std::vector<Track> tracks = library(200);
        tracks[0].contentHash = tracks[8].contentHash; // training and test
        tracks[1].contentHash = tracks[7].contentHash; // training and validation
        tracks[17].contentHash = tracks[18].contentHash; // validation and test
        tracks[2].split.clear();
        SplitRule rule;
        rule.by = SplitBy::Published;
        const Split split = splitTracks(tracks, rule);
        QCOMPARE(split.test.size(), std::size_t { 40 });
        QCOMPARE(split.validation.size(), std::size_t { 19 });
        QCOMPARE(split.training.size(), std::size_t { 137 });
        QCOMPARE(ids(split.left), (std::set<Id> { 1, 2, 3, 18 }));
        for (const Overlap &overlap : overlaps(split))
            QCOMPARE(overlap.contents, std::int64_t { 0 });
        for (Track &track : tracks)
            track.split.clear();
        QVERIFY(errorOf([&] { splitTracks(tracks, rule); }).code() == ErrorCode::Training);
    }

    void withoutAPublishedValidationPartOneIsMade()
    {
        std::vector<Track> tracks = library(200);
        for (Track &track : tracks)
            track.split = track.id <= 150 ? "train" : "test";
        SplitRule rule;
        rule.by = SplitBy::Published;
        const Split split = splitTracks(tracks, rule);
        QCOMPARE(split.test.size(), std::size_t { 50 });
        QCOMPARE(split.training.size() + split.validation.size(), std::size_t { 150 });
        QVERIFY(split.validation.size() >= 20 && split.validation.size() <= 40);
        QVERIFY(!leaks(overlaps(split)));
    }

    void plantedLeaksAreFound()
    {
        const std::vector<Track> tracks = library(20);
        const Part one { "one", { tracks.begin(), tracks.begin() + 10 } };
        Part two { "two", { tracks.begin() + 10, tracks.end() } };
        QVERIFY(!leaks(findOverlaps({ one, two }, {})));
        const auto planted = [&](auto change) {
            Part other = two;
            change(other.tracks[4]);
            const Overlap overlap = findOverlaps({ one, other }, {}).at(0);
            return std::vector<std::int64_t> { overlap.tracks, overlap.artists, overlap.contents };
        };
        using Counts = std::vector<std::int64_t>;
        QCOMPARE(planted([](Track &track) { track.artist = "  ARTIST 0"; }), (Counts { 0, 1, 0 }));
        QCOMPARE(planted([&](Track &track) { track.contentHash = tracks[3].contentHash; }), (Counts { 0, 0, 1 }));
        QCOMPARE(planted([&](Track &track) { track.fmaId = tracks[5].fmaId; }), (Counts { 1, 0, 0 }));
        QCOMPARE(planted([&](Track &track) { track = tracks[5]; }), (Counts { 1, 1, 1 }));
        // The same row by its number, where no archive's number is known.
        Part same { "same", { tracks[0] } };
        same.tracks[0].fmaId = 0;
        QCOMPARE(findOverlaps({ same, same }, {}).at(0).tracks, std::int64_t { 1 });
        // Unknown artists have nothing in common.
        Part unknown = one;
        Part alsoUnknown = two;
        for (Track &track : unknown.tracks)
            track.artist.clear();
        for (Track &track : alsoUnknown.tracks)
            track.artist = " ";
        QVERIFY(!leaks(findOverlaps({ unknown, alsoUnknown }, {})));
    }

    void tracksOfTheDownstreamTaskAreLeftOut()
    {
        const std::vector<Track> tracks = library(50);
        Track excerpt = makeTrack(2, "excerpt");
        excerpt.id = 500;
        excerpt.fmaId = tracks[12].fmaId;
        Track copy = makeTrack(2, "copy");
        copy.id = 501;
        copy.contentHash = tracks[30].contentHash;
        const std::vector<Track> downstream { excerpt, copy };
        std::set<Id> left = ids(tracks);
        left.erase(13);
        left.erase(31);
        QCOMPARE(ids(withoutDownstream(tracks, downstream, false)), left);
        // The excerpt says nothing of its artist, but the track that it is from does: artist 2, tracks 11 to 15.
        for (const Id id : { 11, 12, 14, 15 })
            left.erase(id);
        QCOMPARE(ids(withoutDownstream(tracks, downstream, true)), left);
        const std::vector<Overlap> found = findOverlaps(
            { { "pretext", withoutDownstream(tracks, downstream, true) } }, { { "OpenMIC", downstream } });
        QCOMPARE(found.size(), std::size_t { 1 });
        QVERIFY(!found[0].isLeak());
        QVERIFY(leaks(findOverlaps({ { "pretext", tracks } }, { { "OpenMIC", downstream } })));
    }
};

QTEST_APPLESS_MAIN(TestLeaks)
#include "tst_leaks.moc"
