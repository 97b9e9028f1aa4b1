#include "answers/answerfile.h"
#include "library/featureextraction.h"
#include "library/folderimporter.h"
#include "library/migrations.h"
#include "library/oldworkspace.h"
#include "spectrum/storecare.h"
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

std::map<std::string, Track> byName(const Workspace &workspace)
{
    std::map<std::string, Track> tracks;
    for (const Track &track : workspace.tracks())
        tracks[track.path.stem().string()] = track;
    return tracks;
}

std::vector<std::uint8_t> cellsOf(const StoredSpectrogram &spectrogram)
{
    return { spectrogram.frame(0), spectrogram.frame(0) + spectrogram.frames() * spectrogram.bins() };
}

/// Whether rows hold what they held; later versions may have added columns behind.
bool hold(const std::vector<std::string> &rows, const std::vector<std::string> &before)
{
    return std::equal(rows.begin(), rows.end(), before.begin(), before.end(),
        [](const std::string &row, const std::string &was) { return row.starts_with(was); });
}

const std::vector<std::string> kTables { "runs", "epochs", "predictions", "verdicts", "clips", "audits", "datasets" };
const std::vector<std::string> kLoud { "copy", "latin1", "song1", "song2", "song3", "song4", "song5", "song6" };
const std::vector<std::string> kSoft { "cancels440", "cancels880", "soft440", "soft880" };

} // namespace

/// A workspace of schema version 2, made by the program of that time (fixtures/workspace-2/make.sh), is opened.
class TestOldWorkspace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openingLosesNothingThatIsRight()
    {
        const OldWorkspace old;
        std::map<std::string, std::vector<std::string>> before;
        for (const std::string &table : kTables)
            before[table] = old.rows(table);
        QCOMPARE(before["predictions"].size(), std::size_t { 6 });
        QCOMPARE(before["verdicts"].size(), std::size_t { 1 });

        const Workspace workspace(old.path);
        QCOMPARE(workspace.schemaVersion(), static_cast<int>(migrations().size()));
        for (const std::string &table : kTables) {
            if (table != "predictions")
                QVERIFY2(hold(old.rows(table), before[table]), table.c_str());
        }
        QCOMPARE(workspace.runs().size(), std::size_t { 1 });
        QVERIFY(workspace.runs().front().status == RunStatus::Completed);
        // What the model said is in a file now. The rows hold id, run, track, begin, length, transform, target,
        // probability.
        const AnswerTable answers = readAnswers(validationAnswers(workspace.checkpointFolder(1)));
        QCOMPARE(answers.clips(), std::size_t { 6 });
        QCOMPARE(answers.run, workspace.runs().front().identity);
        for (std::size_t row = 0; row < 6; ++row) {
            const QStringList was = QString::fromStdString(before["predictions"][row]).split('|');
            QCOMPARE(answers.track[row], was[2].toLongLong());
            QCOMPARE(answers.beginFrame[row], was[3].toLongLong());
            QCOMPARE(answers.transforms[static_cast<std::size_t>(answers.transform[row])], was[5].toStdString());
            QCOMPARE(answers.wanted[row], was[6].toLongLong());
            QVERIFY(std::abs(answers.probability[2 * row + 1] - was[7].toDouble()) < 1e-7);
            QVERIFY(std::abs(answers.probability[2 * row] + answers.probability[2 * row + 1] - 1) < 1e-6F);
        }
        QCOMPARE(workspace.verdicts().front().note, std::string("heard twice"));

        const std::map<std::string, Track> tracks = byName(workspace);
        QCOMPARE(tracks.size(), std::size_t { 13 });
        for (const std::string &name : kLoud)
            QVERIFY2(workspace.features().open(tracks.at(name).contentHash, {}), name.c_str());
        QCOMPARE(tracks.at("song1").duplicateOf, tracks.at("copy").id);
    }

    void soundsThatWereTakenForOneAreTwo()
    {
        const OldWorkspace old;
        const Workspace workspace(old.path);
        const std::map<std::string, Track> tracks = byName(workspace);
        std::set<std::string> contents;
        for (const std::string &name : kSoft) {
            const Track &track = tracks.at(name);
            QVERIFY(contents.insert(track.contentHash).second);
            QCOMPARE(track.duplicateOf, Id { 0 });
            // Whose picture was stored, nobody knows.
            QVERIFY(!workspace.features().contains(track.contentHash, {}));
        }
    }

    void storedSilenceIsStale()
    {
        const OldWorkspace old;
        Workspace workspace(old.path);
        const Track silent = byName(workspace).at("silence");
        const FeatureStore store = workspace.features();
        const fs::path file = store.fileFor(silent.contentHash, {});
        QVERIFY(fs::exists(file));
        QVERIFY(!store.contains(silent.contentHash, {}));
        QVERIFY(!store.open(silent.contentHash, {}));
        for (const StoredFile &stored : storedFiles(store)) {
            // What cancels out was silence to it too.
            const bool stale = stored.path == file || stored.contentHash.starts_with("b1ac");
            QVERIFY(stored.kind == (stale ? StoredFile::Kind::Outdated : StoredFile::Kind::Spectrogram));
        }
        extractFeatures(workspace, {}, {}, 1, {}, RunControl());
        const auto spectrogram = store.open(silent.contentHash, {});
        QVERIFY(spectrogram);
        const std::vector<std::uint8_t> cells = cellsOf(*spectrogram);
        QCOMPARE(cells, std::vector<std::uint8_t>(cells.size(), 0));
    }

    void importingAgainNamesSoundsAnewAndTakesFeaturesAlong()
    {
        const OldWorkspace old;
        const std::vector<std::string> runs = old.rows("runs");
        const std::vector<std::string> verdicts = old.rows("verdicts");
        Workspace workspace(old.path);
        const fs::path answers = validationAnswers(workspace.checkpointFolder(1));
        const std::string said = testing::readBytes(answers);
        const std::map<std::string, Track> before = byName(workspace);
        std::map<std::string, std::vector<std::uint8_t>> cells;
        for (const std::string &name : kLoud)
            cells[name] = cellsOf(*workspace.features().open(before.at(name).contentHash, {}));

        const RunControl control;
        const ImportReport report = importFolder(workspace, old.music, {}, {}, control);
        const std::map<std::string, Track> tracks = byName(workspace);
        // Those that are too soft for the old identity, the silent one among them, and the one with a garbled tag.
        QCOMPARE(report.imported, std::int64_t { 6 });
        QCOMPARE(report.skipped, std::int64_t { 7 });
        QCOMPARE(report.moved, std::int64_t { 0 });
        QCOMPARE(tracks.size(), std::size_t { 13 });
        QCOMPARE(tracks.at("latin1").artist, std::string("Bj\u00F6rk"));
        for (const auto &[name, track] : tracks) {
            QCOMPARE(track.id, before.at(name).id);
            QCOMPARE(track.monoHash, before.at(name).monoHash);
            const bool alone = name.starts_with("song") && name != "song1";
            QCOMPARE(hasOldIdentity(track), alone);
        }
        QCOMPARE(tracks.at("song1").contentHash, tracks.at("copy").contentHash);
        QCOMPARE(tracks.at("song1").duplicateOf, tracks.at("copy").id);
        std::set<std::string> contents;
        for (const auto &[name, track] : tracks)
            contents.insert(track.contentHash);
        QCOMPARE(contents.size(), std::size_t { 12 });

        for (const std::string &name : kLoud) {
            const auto kept = workspace.features().open(tracks.at(name).contentHash, {});
            QVERIFY2(kept && cellsOf(*kept) == cells[name], name.c_str());
        }
        const FeatureReport features = extractFeatures(workspace, {}, {}, 1, {}, control);
        QCOMPARE(features.computed, std::int64_t { 5 });
        QVERIFY(hold(old.rows("runs"), runs));
        QCOMPARE(testing::readBytes(answers), said);
        QVERIFY(hold(old.rows("verdicts"), verdicts));

        // And that was it.
        QCOMPARE(importFolder(workspace, old.music, {}, {}, control).skipped, std::int64_t { 13 });
    }

    void aNewFileMeetsItsOldSelf()
    {
        const OldWorkspace old;
        Workspace workspace(old.path);
        const std::map<std::string, Track> before = byName(workspace);
        // Moved, retagged and copied elsewhere, when the rows know the old identity only.
        fs::rename(old.music / "song2.flac", old.music / "renamed.flac");
        fs::rename(old.music / "soft440.flac", old.music / "soft.flac");
        const fs::path other = old.folder.path() / "other";
        fs::create_directories(other);
        fs::copy(old.music / "song3.flac", other / "again.flac");
        const RunControl control;
        const ImportReport report = importFolder(workspace, old.music, {}, {}, control);
        QCOMPARE(report.moved, std::int64_t { 2 });
        QCOMPARE(byName(workspace).at("renamed").id, before.at("song2").id);
        QCOMPARE(byName(workspace).at("soft").id, before.at("soft440").id);
        QVERIFY(workspace.features().contains(byName(workspace).at("renamed").contentHash, {}));

        importFolder(workspace, other, {}, {}, control);
        const std::map<std::string, Track> tracks = byName(workspace);
        QCOMPARE(tracks.at("again").contentHash, tracks.at("song3").contentHash);
        QCOMPARE(tracks.at("again").duplicateOf, tracks.at("song3").id);
        QVERIFY(workspace.features().contains(tracks.at("song3").contentHash, {}));
    }
};

QTEST_GUILESS_MAIN(TestOldWorkspace)
#include "tst_oldworkspace.moc"
