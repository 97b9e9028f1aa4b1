#include "experiment/runplan.h"

#include "base/error.h"
#include "experiment/posterdifferences.h"
#include "experiment/storedrun.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>
#include <map>
#include <set>

using namespace retrograde;
using retrograde::testing::anyHolds;
using retrograde::testing::errorOf;
using retrograde::testing::makeTrack;
using retrograde::testing::TemporaryFolder;

namespace {

Id addDataset(Workspace &workspace, const std::string &name)
{
    Dataset dataset;
    dataset.name = name;
    dataset.kind = "folder";
    dataset.root = "/music/" + name;
    return workspace.addDataset(dataset);
}

Id addTrack(Workspace &workspace, Id dataset, const std::string &title, const std::string &artist, double seconds)
{
    Track track = makeTrack(dataset, title, artist);
    track.sampleCount = static_cast<std::int64_t>(seconds * track.sampleRate);
    track.seconds = seconds;
    return workspace.addTrack(track);
}

std::set<Id> idsIn(const std::vector<Id> &ids)
{
    return { ids.begin(), ids.end() };
}

std::set<Id> everyTrack(const RunPlan &plan)
{
    std::set<Id> all(plan.training.begin(), plan.training.end());
    all.insert(plan.validation.begin(), plan.validation.end());
    return all;
}

} // namespace

class TestRunPlan : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anExperimentIsKnownInEveryWorkspace()
    {
        const TemporaryFolder folder;
        Workspace here(folder.path() / "here");
        Workspace there(folder.path() / "there");
        const auto add = [](Workspace &workspace, const RunSpec &spec, const std::string &details = "{}") {
            Run run;
            run.spec = spec.toJson();
            run.details = details;
            return workspace.run(workspace.addRun(run)).value();
        };
        const RunSpec pretext = RunSpec::preset("sound", Task::Jigsaw, Network::ConvNet);
        RunSpec elsewhere = pretext;
        elsewhere.threads = 16;
        const auto from = [](const Run &run) {
            RunSpec spec = RunSpec::preset("sound", Task::Instruments, Network::ConvNet);
            spec.downstream.fromRun = run.id;
            return spec;
        };
        add(there, RunSpec()); // so that the numbers differ
        const Run ours = add(here, from(add(here, pretext)));
        const Run theirs = add(there, from(add(there, elsewhere)));
        QVERIFY(specOf(ours).downstream.fromRun != specOf(theirs).downstream.fromRun);
        QVERIFY(experimentIdentity(here, ours).has_value());
        QCOMPARE(experimentIdentity(here, ours), experimentIdentity(there, theirs));
        QCOMPARE(experimentIdentity(here, ours).value(), specOf(ours).identity(pretext.identity()));
        const Run other = add(here, from(add(here, pretext.with("seed", "8"))));
        QVERIFY(experimentIdentity(here, other) != experimentIdentity(here, ours));

        // Weights from elsewhere are as many things as there are imports of them.
        const std::string imported = R"({"imported_from": "weights.safetensors"})";
        const Run weights = add(here, pretext, imported);
        const Run again = add(here, pretext, imported);
        QCOMPARE(experimentIdentity(here, weights).value(), weights.identity);
        QVERIFY(experimentIdentity(here, add(here, from(weights))) != experimentIdentity(here, ours));
        QVERIFY(experimentIdentity(here, add(here, from(weights))) != experimentIdentity(here, add(here, from(again))));

        // What cannot be followed is not guessed.
        QVERIFY(!experimentIdentity(here, add(here, from(weights), R"({"recovered_from": "x"})")));
        Run itself = ours;
        itself.spec = from(ours).toJson();
        QVERIFY(!experimentIdentity(here, itself));
        QVERIFY(!experimentIdentity(here, add(here, from(weights).with("downstream.from_run", "999"))));
    }

    void whatModelsWillBeJudgedOnIsLeftOut()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id archive = addDataset(workspace, "Archive");
        std::vector<Id> tracks;
        for (int i = 0; i < 4; ++i) {
            Track track = makeTrack(archive, "a" + std::to_string(i), "Artist " + std::to_string(i));
            track.fmaId = 100 + i;
            track.seconds = 60;
            tracks.push_back(workspace.addTrack(track));
        }
        Dataset dataset;
        dataset.name = "OpenMIC";
        dataset.kind = "openmic";
        dataset.root = "/music/openmic";
        Track excerpt = makeTrack(workspace.addDataset(dataset), "excerpt", "");
        excerpt.fmaId = 102;
        const Id clip = workspace.addTrack(excerpt);

        RunSpec spec;
        const RunPlan plan = RunPlan::make(workspace, spec);
        QCOMPARE(everyTrack(plan), (std::set<Id> { tracks[0], tracks[1], tracks[3] }));
        QCOMPARE(plan.leftOut, 2);
        QCOMPARE(RunPlan::fromDetails(plan.toDetails()).leftOut, 2);
        // The excerpt's artist is known from the track it is of.
        Track other = makeTrack(archive, "b", "Artist 2");
        other.seconds = 60;
        const Id sameArtist = workspace.addTrack(other);
        QVERIFY(everyTrack(RunPlan::make(workspace, spec)).contains(sameArtist));
        spec.defences.excludeDownstreamArtists = true;
        QCOMPARE(everyTrack(RunPlan::make(workspace, spec)), (std::set<Id> { tracks[0], tracks[1], tracks[3] }));
        spec.defences.excludeDownstreamArtists = false;
        // Chosen by name, it is trained on.
        spec.datasets = { "Archive", "OpenMIC" };
        QCOMPARE(everyTrack(RunPlan::make(workspace, spec)),
            (std::set<Id> { tracks[0], tracks[1], tracks[2], tracks[3], sameArtist, clip }));
        workspace.deleteDataset(archive);
        QVERIFY(errorOf([&] { RunPlan::make(workspace, RunSpec()); }).code() == ErrorCode::Training);
    }

    void usableTracksOfTheChosenDatasetsAreDivided()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id jazz = addDataset(workspace, "Jazz");
        const Id rock = addDataset(workspace, "Rock");
        std::set<Id> expected;
        for (int i = 0; i < 6; ++i)
            expected.insert(addTrack(workspace, jazz, "j" + std::to_string(i), "Artist " + std::to_string(i / 2), 60));
        addTrack(workspace, jazz, "short", "Artist 0", 4.9); // 5 s are 210 frames after a lead-in of 5
        addTrack(workspace, rock, "r", "Rocker", 60);
        Track quarantined = makeTrack(jazz, "broken", "Artist 1");
        quarantined.status = TrackStatus::Quarantined;
        quarantined.reason = "no sound";
        workspace.addTrack(quarantined);

        RunSpec spec;
        spec.datasets = { "Jazz" };
        const RunPlan plan = RunPlan::make(workspace, spec);
        QVERIFY(everyTrack(plan) == expected);
        QCOMPARE(plan.training.size() + plan.validation.size(), expected.size());
        QCOMPARE(plan.tooShort, 1);
        QVERIFY(plan.byArtist);
        QCOMPARE(plan.trainingArtists + plan.validationArtists, 3);
        std::set<std::string> artists;
        for (const Id id : plan.training)
            artists.insert(workspace.track(id)->artist);
        for (const Id id : plan.validation)
            QVERIFY(!artists.contains(workspace.track(id)->artist));

        spec.datasets = { "Jazz", "Rock" };
        QCOMPARE(everyTrack(RunPlan::make(workspace, spec)).size(), expected.size() + 1);
        spec.datasets.clear();
        QCOMPARE(everyTrack(RunPlan::make(workspace, spec)).size(), expected.size() + 1);
    }

    void allOfADatasetIsHeldOut()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id jazz = addDataset(workspace, "Jazz");
        const Id rock = addDataset(workspace, "Rock");
        const Id folk = addDataset(workspace, "Folk");
        const std::vector<Id> held { addTrack(workspace, rock, "r0", "Anna", 60),
            addTrack(workspace, rock, "r1", "", 60), addTrack(workspace, rock, "r2", "Ben", 60) };
        addTrack(workspace, rock, "short", "Cleo", 3);
        const Id other = addTrack(workspace, jazz, "j0", "Cleo", 60);
        addTrack(workspace, jazz, "j1", " anna ", 60);
        const Id unknown = addTrack(workspace, jazz, "j2", "", 60);
        Track copy = makeTrack(folk, "copy", "Dora");
        copy.seconds = 60;
        copy.contentHash = workspace.track(held[1])->contentHash;
        workspace.addTrack(copy);
        Track excerpt = makeTrack(folk, "excerpt", "Emil");
        excerpt.seconds = 60;
        excerpt.fmaId = 7;
        const Id sameSource = workspace.addTrack(excerpt);
        const Id elsewhere = addTrack(workspace, folk, "f", "Fay", 60);

        RunSpec spec;
        spec.validationDatasets = { "Rock" };
        RunPlan plan = RunPlan::make(workspace, spec);
        QCOMPARE(idsIn(plan.validation), std::set<Id>(held.begin(), held.end()));
        QCOMPARE(idsIn(plan.training), (std::set<Id> { other, unknown, sameSource, elsewhere }));
        QCOMPARE(plan.shared, 2); // by Anna, and the copy
        QCOMPARE(plan.tooShort, 1);
        QVERIFY(plan.byArtist);
        QCOMPARE(plan.trainingArtists, 3);
        QCOMPARE(plan.validationArtists, 2);

        // A clip of the same track of the Free Music Archive.
        Track ofSource = *workspace.track(held[2]);
        ofSource.fmaId = 7;
        workspace.updateTrack(ofSource);
        plan = RunPlan::make(workspace, spec);
        QCOMPARE(idsIn(plan.training), (std::set<Id> { other, unknown, elsewhere }));
        QCOMPARE(plan.shared, 3);
        QCOMPARE(RunPlan::fromDetails(plan.toDetails()).shared, 3);

        // Artists are kept apart whatever the rule for shares, and neither share nor seed decides anything.
        spec.defences.splitBy = HeldOutBy::Track;
        spec.seed = 99;
        spec.validationShare = 0.9;
        const RunPlan same = RunPlan::make(workspace, spec);
        QCOMPARE(same.training, plan.training);
        QCOMPARE(same.validation, plan.validation);

        spec.datasets = { "Jazz" };
        QCOMPARE(idsIn(RunPlan::make(workspace, spec).training), (std::set<Id> { other, unknown }));
        spec.datasets.clear();
        spec.validationDatasets = { "Rock", "Folk" };
        plan = RunPlan::make(workspace, spec);
        QCOMPARE(idsIn(plan.training), (std::set<Id> { other, unknown }));
        QCOMPARE(plan.validation.size(), held.size() + 2); // with one of the two that sound the same
        QCOMPARE(plan.copies, 1);
    }

    void oneOfSeveralCopiesIsUsed()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id jazz = addDataset(workspace, "Jazz");
        for (int i = 0; i < 6; ++i)
            addTrack(workspace, jazz, "j" + std::to_string(i), "Artist " + std::to_string(i), 60);
        const Track first = workspace.tracks({}).front();
        for (int i = 0; i < 5; ++i) {
            Track copy = makeTrack(jazz, "copy" + std::to_string(i), first.artist);
            copy.seconds = first.seconds;
            copy.contentHash = first.contentHash;
            workspace.addTrack(copy);
        }
        const RunPlan plan = RunPlan::make(workspace, RunSpec());
        QCOMPARE(plan.copies, 5);
        QCOMPARE(RunPlan::fromDetails(plan.toDetails()).copies, 5);
        std::set<std::string> contents;
        for (const Id id : everyTrack(plan))
            contents.insert(workspace.track(id)->contentHash);
        QCOMPARE(everyTrack(plan).size(), std::size_t { 6 });
        QCOMPARE(contents.size(), std::size_t { 6 });
    }

    void whatIsHeldOutHasASeedOfItsOwn()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id jazz = addDataset(workspace, "Jazz");
        for (int i = 0; i < 20; ++i)
            addTrack(workspace, jazz, "j" + std::to_string(i), "Artist " + std::to_string(i), 60);
        RunSpec spec;
        const RunPlan plan = RunPlan::make(workspace, spec);
        spec.seed = 8; // other weights and crops
        QCOMPARE(RunPlan::make(workspace, spec).validation, plan.validation);
        spec.splitSeed = 8;
        QVERIFY(RunPlan::make(workspace, spec).validation != plan.validation);
    }

    void aThirdSideDecidesNothing()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id jazz = addDataset(workspace, "Jazz");
        std::map<Id, std::string> artists;
        for (int i = 0; i < 40; ++i) {
            const std::string artist = "Artist " + std::to_string(i / 2);
            artists[addTrack(workspace, jazz, "j" + std::to_string(i), artist, 60)] = artist;
        }
        RunSpec spec;
        QVERIFY(RunPlan::make(workspace, spec).test.empty());
        spec.testShare = 0.1;
        const RunPlan plan = RunPlan::make(workspace, spec);
        QCOMPARE(plan.test.size(), std::size_t { 4 });
        // A fifth, to the artist.
        QVERIFY(plan.validation.size() == 8 || plan.validation.size() == 10);
        QCOMPARE(plan.training.size(), 36 - plan.validation.size());
        QCOMPARE(plan.testArtists, 2);
        std::set<Id> ids;
        std::map<std::string, std::set<int>> sidesOf;
        int number = 0;
        for (const auto *side : { &plan.training, &plan.validation, &plan.test }) {
            for (const Id id : *side) {
                QVERIFY(ids.insert(id).second);
                sidesOf[artists[id]].insert(number);
            }
            ++number;
        }
        for (const auto &[artist, sides] : sidesOf)
            QVERIFY2(sides.size() == 1, artist.c_str());
        const RunPlan back = RunPlan::fromDetails(plan.toDetails());
        QCOMPARE(back.test, plan.test);
        QCOMPARE(back.testArtists, 2);

        // Of whole datasets that are held out, a part in proportion.
        const Id rock = addDataset(workspace, "Rock");
        std::set<Id> held;
        for (int i = 0; i < 12; ++i)
            held.insert(addTrack(workspace, rock, "r" + std::to_string(i), "Rocker " + std::to_string(i), 60));
        spec.validationDatasets = { "Rock" };
        const RunPlan against = RunPlan::make(workspace, spec);
        QCOMPARE(against.test.size(), std::size_t { 4 });
        QCOMPARE(against.validation.size(), std::size_t { 8 });
        std::set<Id> both = idsIn(against.validation);
        both.merge(idsIn(against.test));
        QCOMPARE(both, held);
    }

    void tooLittleMusicForAThirdSideGivesTwo()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id jazz = addDataset(workspace, "Jazz");
        addTrack(workspace, jazz, "one", "Anna", 60);
        addTrack(workspace, jazz, "two", "Ben", 60);
        RunSpec spec;
        spec.testShare = 0.1;
        const RunPlan plan = RunPlan::make(workspace, spec);
        QVERIFY(plan.test.empty());
        QCOMPARE(plan.training.size() + plan.validation.size(), std::size_t { 2 });
    }

    void whatSoundsLikeAPublishedTestClipIsNotTrainedOn()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id dataset = addDataset(workspace, "Labelled");
        std::vector<Id> ids;
        for (int i = 0; i < 12; ++i) {
            Track track = makeTrack(dataset, "t" + std::to_string(i), "Artist " + std::to_string(i));
            track.split = i < 2 ? "test" : "training";
            if (i == 11)
                track.contentHash = "hash of t0";
            ids.push_back(workspace.addTrack(track));
            workspace.setLabels(ids.back(), { { ids.back(), "flute", i % 2 ? 1.0 : 0.0 } });
        }
        RunSpec spec = RunSpec::preset("sound", Task::Instruments, Network::ConvNet);
        spec.clip = ClipLength::parse("5");
        const RunPlan plan = RunPlan::make(workspace, spec);
        QCOMPARE(idsIn(plan.test), (std::set<Id> { ids[0], ids[1] }));
        QCOMPARE(everyTrack(plan), std::set<Id>(ids.begin() + 2, ids.end() - 1));
    }

    void whatKeepsAPosterRunFromBeingTheSameIsSaid()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id jazz = addDataset(workspace, "Jazz");
        Dataset fma;
        fma.name = "FMA";
        fma.kind = "fma";
        fma.root = "/music/fma";
        const Id archive = workspace.addDataset(fma);
        for (int i = 0; i < 8; ++i) {
            Track track = makeTrack(i < 5 ? archive : jazz, "t" + std::to_string(i), "");
            track.codec = i < 6 ? "mp3" : "flac";
            workspace.addTrack(track);
        }
        RunSpec spec = RunSpec::preset("poster", Task::Reversal, Network::ConvNet);
        const auto said = [&] { return posterDifferences(workspace, spec, RunPlan::make(workspace, spec)); };
        QVERIFY(followsPoster(spec));
        QVERIFY(anyHolds(said(), "3 of the 8 tracks are not the Free Music Archive's"));
        QVERIFY(anyHolds(said(), "2 of the 8 tracks are no MP3"));
        QVERIFY(anyHolds(said(), "judged as published and transformed"));
        QVERIFY(!anyHolds(said(), "The setting"));
        spec.learningRate = 0.5;
        spec.seed = 8;
        QVERIFY(anyHolds(said(), "The setting learning_rate is 0.5, in 2019 it was 0.0001."));
        QVERIFY(!anyHolds(said(), "seed"));
        spec.datasets = { "FMA" };
        QVERIFY(!anyHolds(said(), "of the 5 tracks"));
        QVERIFY(!followsPoster(RunSpec::preset("sound", Task::Reversal, Network::ConvNet)));
        spec.defences.cropsPerTrack = 0;
        QVERIFY(!followsPoster(spec));
    }

    void whatIsValidatedOnMustLeaveSomethingToLearnFrom()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id rock = addDataset(workspace, "Rock");
        addTrack(workspace, rock, "r", "Anna", 60);
        RunSpec spec;
        const auto failure = [&](const char *part, ErrorCode code = ErrorCode::Training) {
            const Error error = errorOf([&] { RunPlan::make(workspace, spec); });
            return error.code() == code && error.cause().find(part) != std::string::npos;
        };
        spec.validationDatasets = { "Rock" };
        QVERIFY(failure("all of the music is in the datasets to validate on"));
        spec.validationDatasets = { "Rok" };
        QVERIFY(failure("there is no dataset 'Rok'; there is: Rock", ErrorCode::NotFound));
        const Id jazz = addDataset(workspace, "Jazz");
        spec.validationDatasets = { "Jazz" };
        QVERIFY(failure("no track that can be used"));
        addTrack(workspace, jazz, "short", "Ben", 3);
        QVERIFY(failure("every track to validate on is too short"));
        addTrack(workspace, jazz, "j", "Anna", 60);
        QVERIFY(failure("nothing is left to train on"));
    }

    void theShortestUsableTrackHoldsOneClipAfterTheLeadIn()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        const Id dataset = addDataset(workspace, "D");
        addTrack(workspace, dataset, "enough", "", 214 * 512 / 22050.0 + 1e-6); // 215 frames
        addTrack(workspace, dataset, "also", "", 20);
        addTrack(workspace, dataset, "less", "", 214 * 512 / 22050.0 - 1e-3);
        const RunPlan plan = RunPlan::make(workspace, RunSpec());
        QCOMPARE(everyTrack(plan).size(), std::size_t { 2 });
        QCOMPARE(plan.tooShort, 1);
        QVERIFY(!plan.byArtist);
    }

    void itSurvivesTheRecord()
    {
        RunPlan plan;
        plan.training = { 3, 1 };
        plan.validation = { 2 };
        plan.byArtist = true;
        plan.trainingArtists = 2;
        plan.validationArtists = 1;
        plan.tooShort = 4;
        const RunPlan back = RunPlan::fromDetails(plan.toDetails());
        QCOMPARE(back.training, plan.training);
        QCOMPARE(back.validation, plan.validation);
        QCOMPARE(back.byArtist, true);
        QCOMPARE(back.trainingArtists, 2);
        QCOMPARE(back.validationArtists, 1);
        QCOMPARE(back.tooShort, 4);
        for (const char *bad : { "", "{}", "[]", R"({"split": {"by": "artist"}})" })
            QCOMPARE(errorOf([&] { RunPlan::fromDetails(bad); }).code(), ErrorCode::Corrupt);
    }

    void whatIsLackingIsSaid()
    {
        const TemporaryFolder folder;
        Workspace workspace(folder.path() / "workspace");
        RunSpec spec;
        QCOMPARE(errorOf([&] { RunPlan::make(workspace, spec); }).code(), ErrorCode::Training);
        spec.datasets = { "Jazz" };
        QCOMPARE(errorOf([&] { RunPlan::make(workspace, spec); }).what(),
            "there is no dataset 'Jazz'; none was imported yet");
    }
};

QTEST_APPLESS_MAIN(TestRunPlan)
#include "tst_runplan.moc"
