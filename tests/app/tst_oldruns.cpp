#include "answers/answerfile.h"
#include "base/error.h"
#include "library/csvreader.h"
#include "library/migrations.h"
#include "report/errortable.h"
#include "support/answers.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"

#include <QTest>
#include <SQLiteCpp/Database.h>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>

using namespace retrograde;
using retrograde::testing::ScratchFolder;
namespace fs = std::filesystem;

namespace {

constexpr int kRuns = 4; ///< time reversal, jigsaw, jigsaw: which order, instruments

} // namespace

/// A workspace of schema version 6, made by the program of that time (fixtures/workspace-6/make.sh): what it said of
/// its runs' answers, the program of today says.
class TestOldRuns : public QObject {
    Q_OBJECT

private:
    fs::path m_fixture = fs::path(RETROGRADE_FIXTURES) / "workspace-6";
    std::optional<ScratchFolder> m_folder;

    fs::path answersOf(int run) const { return m_folder->path() / "checkpoints" / std::to_string(run); }

    /// The rows of the program of today against those of the program of that time, whatever their order.
    void compareErrors(const Workspace &workspace, int run)
    {
        std::ifstream file(m_fixture / ("errors-" + std::to_string(run) + ".csv"));
        CsvReader reader(file);
        std::vector<std::string> fields;
        QVERIFY(reader.next(fields));
        std::vector<std::vector<std::string>> lines;
        while (reader.next(fields))
            lines.push_back(fields);
        const std::vector<ErrorRow> rows = errorRows(workspace, run, ErrorKind::All);
        QCOMPARE(rows.size(), lines.size());
        for (const ErrorRow &row : rows) {
            const auto isTheSame = [&](const std::vector<std::string> &line) {
                return line.at(0) == row.track->path.native()
                    && std::abs(std::stod(line.at(1)) - row.startSeconds) < 1e-5 && line.at(2) == row.subject()
                    && std::stoi(line.at(3)) == int(row.isTransformed())
                    && std::abs(std::stod(line.at(4)) - row.probability) < 2e-6
                    && std::abs(std::stod(line.at(5)) - row.loss) < 4e-6 && line.at(6) == row.answer
                    && (line.at(7) == "0") == row.isWrong();
            };
            const QString what = QStringLiteral("run %1: %2, %3, %4")
                                     .arg(run)
                                     .arg(QString::fromStdString(row.subject()))
                                     .arg(row.probability)
                                     .arg(row.loss);
            QVERIFY2(std::any_of(lines.begin(), lines.end(), isTheSame), qPrintable(what));
        }
    }

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        fs::copy(m_fixture / "checkpoints", m_folder->path() / "checkpoints", fs::copy_options::recursive);
        SQLite::Database(
            (m_folder->path() / "retrograde.sqlite").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
            .exec(testing::readBytes(m_fixture / "workspace.sql"));
    }

    void runsErrorsAndVerdictsAreAsTheyWere()
    {
        const Workspace workspace(m_folder->path());
        QCOMPARE(workspace.schemaVersion(), static_cast<int>(migrations().size()));
        QCOMPARE(workspace.runs().size(), std::size_t { kRuns });
        for (int run = 1; run <= kRuns; ++run)
            compareErrors(workspace, run);
        QCOMPARE(workspace.run(1)->testAccuracy.value(),
            resultOf(workspace, *workspace.run(1), RunSide::Test)->standing.accuracy.value);
        // Each is about a clip that is listed.
        QCOMPARE(workspace.verdicts().size(), std::size_t { 3 });
        for (const Verdict &verdict : workspace.verdicts()) {
            const std::vector<ErrorRow> rows = errorRows(workspace, verdict.runId.value(), ErrorKind::All);
            QVERIFY(std::any_of(rows.begin(), rows.end(), [&](const ErrorRow &row) {
                return row.track->id == verdict.trackId && row.subject() == verdict.note
                    && std::abs(row.startSeconds - verdict.startSeconds) < 1e-6;
            }));
        }
    }

    /// What the table alone held is written into a file before the table goes.
    void aTableWithoutFilesIsKept()
    {
        for (int run = 1; run < kRuns; ++run)
            fs::remove_all(answersOf(run));
        {
            const Workspace workspace(m_folder->path());
            for (int run = 1; run < kRuns; ++run) {
                QVERIFY(fs::exists(validationAnswers(answersOf(run))) && fs::exists(testAnswers(answersOf(run))));
                compareErrors(workspace, run);
            }
        }
        const Workspace again(m_folder->path());
        compareErrors(again, 1);
    }

    /// Rows that name no order, which nobody could read before either, do not cost the others.
    void aDamagedTableYieldsWhatIsSound()
    {
        fs::remove_all(answersOf(3));
        SQLite::Database((m_folder->path() / "retrograde.sqlite").string(), SQLite::OPEN_READWRITE)
            .exec(
                "UPDATE predictions SET answer = '9,9,9' WHERE id = (SELECT min(id) FROM predictions WHERE run_id = 3 "
                "AND side = 'validation'); UPDATE predictions SET answer = '' WHERE id = (SELECT max(id) FROM "
                "predictions WHERE run_id = 3 AND side = 'validation')");
        const Workspace workspace(m_folder->path());
        QCOMPARE(errorRows(workspace, 3, ErrorKind::All).size(), std::size_t { 2 }); // of four
    }

    /// A disk that is full leaves the workspace of before.
    void whatCannotBeMovedStaysWhereItIs()
    {
        fs::remove_all(answersOf(1));
        std::ofstream(answersOf(1)) << "in the way";
        QVERIFY_EXCEPTION_THROWN(Workspace(m_folder->path()), Error);
        SQLite::Database database((m_folder->path() / "retrograde.sqlite").string());
        QCOMPARE(database.execAndGet("PRAGMA user_version").getInt(), 6);
        QCOMPARE(database.execAndGet("SELECT count(*) FROM predictions WHERE run_id = 1").getInt(), 24);
    }
};

QTEST_APPLESS_MAIN(TestOldRuns)

#include "tst_oldruns.moc"
