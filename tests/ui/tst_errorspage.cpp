#include "experiment/runspec.h"
#include "library/workspace.h"
#include "support/answers.h"
#include "support/fakedialogs.h"
#include "support/mediafiles.h"
#include "support/trainedrecogniser.h"
#include "support/workspacefixture.h"
#include "ui/base/text.h"
#include "ui/errors/answerselection.h"
#include "ui/errors/errormodel.h"
#include "ui/errors/errorspage.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>
#include <algorithm>
#include <cmath>

using namespace retrograde;
using namespace retrograde::testing;

class TestErrorsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_workspace.emplace(m_folder->path() / "workspace");
        m_messages = {};
        m_page.emplace(m_files, m_messages);
        connect(&*m_page, &Page::itemSelected, this, [this](const StageItem &item) { m_selected.push_back(item); });
        m_page->setWorkspace(&*m_workspace);
        m_page->resize(1200, 420);
        m_page->show();
    }
    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_folder.reset();
        m_selected.clear();
    }

    void withoutARunThePageSaysWhatToDo()
    {
        auto *train = find<QPushButton>("errorsTrainButton");
        QVERIFY(train->isVisible());
        QSignalSpy asked(&*m_page, &ErrorsPage::trainingRequested);
        QTest::mouseClick(train, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QVERIFY(!m_page->canExport());

        // Once one trains, that is what is waited for.
        Run run;
        run.task = toString(Task::Reversal);
        run.spec = RunSpec().toJson();
        run.status = RunStatus::Running;
        run.id = m_workspace->addRun(run);
        m_workspace->updateRun(run);
        m_page->refreshRuns();
        const auto says = [&](const char *words) {
            const QList<QLabel *> labels = m_page->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(),
                [&](const QLabel *label) { return label->isVisible() && label->text().contains(words); });
        };
        QVERIFY(says("No epoch is finished yet"));
        QVERIFY(says("Run 1"));
        QVERIFY(!says("No trained run yet"));
    }

    void mistakesComeTheWorstFirst()
    {
        fill();
        const QAbstractItemModelTester tester(view()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        // Sure: 0.95 for a published clip and 0.10 for a reversed one; 0.70 is wrong but not sure.
        QCOMPARE(find<QToolButton>("kind_sure")->text(), "Wrong and sure (2)");
        QCOMPARE(find<QToolButton>("kind_unsure")->text(), "Unsure (2)");
        QCOMPARE(find<QToolButton>("kind_all")->text(), "All (6)");
        QCOMPARE(column(ErrorModel::TrackColumn), QStringList({ "Aurora", "Moth" }));
        QCOMPARE(column(ErrorModel::HeardColumn), QStringList({ "As published", "Reversed" }));
        QVERIFY(cell(0, ErrorModel::SaysColumn).contains("reversed"));
        QVERIFY(cell(0, ErrorModel::SaysColumn).contains("0.95"));
        QCOMPARE(cell(0, ErrorModel::PositionColumn), "0:04");

        QTest::mouseClick(find<QToolButton>("kind_unsure"), Qt::LeftButton);
        QCOMPARE(view()->model()->rowCount(), 2);
        // The closest to even comes first.
        QVERIFY(cell(0, ErrorModel::SaysColumn).contains("0.48"));
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        QCOMPARE(view()->model()->rowCount(), 6);
        QVERIFY(cell(0, ErrorModel::LossColumn).toDouble() > cell(5, ErrorModel::LossColumn).toDouble());
    }

    void aClickOnAHeaderSortsByNumbers()
    {
        fill();
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        clickHeader(ErrorModel::PositionColumn);
        const QString one = cell(0, ErrorModel::PositionColumn);
        clickHeader(ErrorModel::PositionColumn);
        const QString other = cell(0, ErrorModel::PositionColumn);
        QCOMPARE(QSet<QString>({ one, other }), QSet<QString>({ "0:04", "1:56" }));
    }

    void searching()
    {
        fill();
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        m_page->focusSearch();
        QTest::keyClicks(find<QLineEdit>("errorsSearch"), "zimmer");
        QStringList found = column(ErrorModel::TrackColumn);
        QCOMPARE(found.removeDuplicates(), 2);
        QCOMPARE(found, QStringList("Aurora"));
        QTest::keyClicks(find<QLineEdit>("errorsSearch"), "nobody");
        QVERIFY(!view()->isVisible());
        QVERIFY(!m_page->canExport());
    }

    void whatOneViewChoosesAllShow()
    {
        fill();
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        auto *selection = m_page->findChild<AnswerSelection *>();
        QVERIFY(selection);
        QCOMPARE(selection->rows().size(), std::size_t { 6 });
        const std::uint32_t last = selection->rows().back();
        selection->setCurrent(last);
        QCOMPARE(view()->currentIndex().row(), 5);
        QCOMPARE(m_selected.back().judged->answer.probability, selection->answers()[last].probability);
        view()->setCurrentIndex(index(0));
        QCOMPARE(selection->current(), std::optional(selection->rows().front()));

        // What nothing shows is not current; what a search hides, and is chosen all the same, ends the search.
        auto *search = find<QLineEdit>("errorsSearch");
        QTest::keyClicks(search, "nobody");
        QVERIFY(!selection->current());
        search->clear();
        QTest::keyClicks(search, "zimmer");
        const auto moth = std::find_if(selection->rows().begin(), selection->rows().end(),
            [&](std::uint32_t number) { return selection->answers()[number].track->title == "Moth"; });
        QVERIFY(moth != selection->rows().end());
        selection->setCurrent(*moth);
        QCOMPARE(search->text(), QString());
        QCOMPARE(view()->currentIndex().siblingAtColumn(ErrorModel::TrackColumn).data().toString(), "Moth");
        QCOMPARE(selection->current(), std::optional(*moth));

        // Another kind leaves what it has, and no more.
        QTest::mouseClick(find<QToolButton>("kind_sure"), Qt::LeftButton);
        QVERIFY(selection->current());
        QVERIFY(selection->answers()[*selection->current()].isWrong());
        QCOMPARE(selection->rows().size(), std::size_t { 2 });
    }

    void choosingPutsTheClipOnTheStageAsTheModelHeardIt()
    {
        fill();
        QCOMPARE(m_selected.back().track.title, "Aurora"); // the first row, at once
        const std::size_t before = m_selected.size();
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->visualRect(index(1)).center());
        QCOMPARE(m_selected.size(), before + 1);
        const StageItem &item = m_selected.back();
        QCOMPARE(item.track.title, "Moth");
        QCOMPARE(item.transform, "reversed");
        QVERIFY(item.judged.has_value());
        QCOMPARE(static_cast<float>(item.judged->answer.probability), 0.10F);
        QCOMPARE(item.startSeconds, FrameGrid().secondsAt(item.judged->answer.beginFrame));

        QSignalSpy play(&*m_page, &Page::playRequested);
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(play.size(), 1);
        m_page->moveSelection(-1);
        QCOMPARE(m_selected.back().track.title, "Aurora");
        find<QCheckBox>("errorsAutoplay")->setChecked(true);
        m_page->moveSelection(+1);
        QCOMPARE(play.size(), 2);
    }

    void verdictsAreKeptByKeyAndUndone()
    {
        fill();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&*m_page));
        view()->setFocus();
        view()->setCurrentIndex(index(0));
        QSignalSpy news(&*m_page, &Page::news);
        QTest::keyClick(view(), Qt::Key_N);
        QCOMPARE(news.size(), 1); // the list moves on, which is said
        QVERIFY(news.front().front().toString().contains("Model is wrong"));
        QVERIFY(news.front().front().toString().contains("next one"));
        QCOMPARE(cell(0, ErrorModel::VerdictColumn), "Model is wrong");
        QCOMPARE(view()->currentIndex().row(), 1); // the next is at hand
        std::vector<Verdict> stored = m_workspace->verdicts();
        QCOMPARE(stored.size(), std::size_t { 1 });
        QCOMPARE(stored[0].verdict, "model_wrong");
        QCOMPARE(stored[0].trackId, m_selected.front().track.id);
        QCOMPARE(*stored[0].runId, m_run);
        QVERIFY(std::abs(stored[0].startSeconds - m_selected.front().startSeconds) < 1e-9);

        // Changing one's mind replaces, the same again takes back, and all of it can be undone.
        m_page->moveSelection(-1);
        QVERIFY(find<QToolButton>("verdict_model_wrong")->isChecked());
        QTest::mouseClick(find<QToolButton>("verdict_drone"), Qt::LeftButton);
        stored = m_workspace->verdicts();
        QCOMPARE(stored.size(), std::size_t { 1 });
        QCOMPARE(stored[0].verdict, "drone");
        m_page->undoStack()->undo();
        QCOMPARE(m_workspace->verdicts().at(0).verdict, "model_wrong");
        QCOMPARE(view()->currentIndex().row(), 0);
        QVERIFY(news.back().front().toString().contains("Model is wrong")); // no more what was undone
        m_page->undoStack()->undo();
        QVERIFY(m_workspace->verdicts().empty());
        QVERIFY(news.back().front().toString().contains("taken back"));
        QCOMPARE(cell(0, ErrorModel::VerdictColumn), QString());
        m_page->undoStack()->redo();
        QCOMPARE(m_workspace->verdicts().at(0).verdict, "model_wrong");
        QVERIFY(news.back().front().toString().contains("Model is wrong"));
        m_page->giveVerdict("model_wrong");
        QVERIFY(m_workspace->verdicts().empty());
    }

    /// A verdict on the model is one on what it said: where a better epoch says something else, it is no more.
    void aVerdictOfAnEarlierAnswerIsNamedAsSuch()
    {
        fill();
        m_page->giveVerdict("model_wrong"); // "reversed" of what was published
        QCOMPARE(m_workspace->verdicts().at(0).answer, "reversed");
        Run run = *m_workspace->run(m_run);
        run.bestEpoch = 4;
        m_workspace->updateRun(run);
        testing::storePredictions(
            *m_workspace, m_run, { prediction(m_aurora, 180, 0, 0.01), prediction(m_moth, 180, 1, 0.10) });
        m_page->refreshRuns();
        QSignalSpy news(&*m_page, &Page::news);
        QTest::mouseClick(find<QPushButton>("errorsNewer"), Qt::LeftButton);
        // It is no mistake now, so where its verdict went is said.
        QCOMPARE(news.size(), 1);
        QVERIFY2(news[0][0].toString().contains("under All"), qPrintable(news[0][0].toString()));
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        const int row = cell(0, ErrorModel::TrackColumn) == "Aurora" ? 0 : 1;
        view()->setCurrentIndex(index(row));
        QCOMPARE(cell(row, ErrorModel::VerdictColumn), "Model is wrong (of “reversed”)");
        QVERIFY(!find<QToolButton>("verdict_model_wrong")->isChecked());
        const std::filesystem::path table = m_folder->path() / "errors.csv";
        writeErrorsCsv(table, errorRows(*m_workspace, m_run, ErrorKind::All), m_workspace->verdicts());
        QVERIFY(QString::fromStdString(readBytes(table)).contains(",forward,1,Aurora,Zimmer,model_wrong,reversed\r\n"));
        // Given anew, it is of what is said now; what the music is stays so whatever a model says.
        m_page->giveVerdict("model_wrong");
        QCOMPARE(m_workspace->verdicts().size(), std::size_t { 1 });
        QCOMPARE(m_workspace->verdicts().at(0).answer, "forward");
        QCOMPARE(cell(row, ErrorModel::VerdictColumn), "Model is wrong");
    }

    /// Of what was listed, and is no more, not of what never was.
    void whatMovedWhileNobodyLookedIsToldOf()
    {
        fill();
        m_page->giveVerdict("model_wrong"); // "reversed" of what was published
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        view()->setCurrentIndex(index(5));
        m_page->giveVerdict("model_right"); // "reversed" of what was
        QTest::mouseClick(find<QToolButton>("kind_sure"), Qt::LeftButton);
        m_page->hide();
        Run run = *m_workspace->run(m_run);
        run.bestEpoch = 4;
        m_workspace->updateRun(run);
        testing::storePredictions(*m_workspace, m_run,
            { prediction(m_aurora, 180, 0, 0.01), prediction(m_aurora, 180, 1, 0.99),
                prediction(m_moth, 180, 1, 0.10) });
        QSignalSpy news(&*m_page, &Page::news);
        m_page->refreshRuns();
        QCOMPARE(news.size(), 0);
        m_page->show();
        m_page->enter();
        QCOMPARE(news.size(), 1);
        QVERIFY2(news[0][0].toString().startsWith("1 clip"), qPrintable(news[0][0].toString()));
        m_page->enter();
        QCOMPARE(news.size(), 1);
    }

    void anotherKindIsOfTheSameEpoch()
    {
        fill();
        Run run = *m_workspace->run(m_run);
        run.bestEpoch = 5;
        m_workspace->updateRun(run);
        testing::storePredictions(*m_workspace, m_run, { prediction(m_moth, 180, 1, 0.01) });
        m_page->refreshRuns();
        QVERIFY(find<QPushButton>("errorsNewer")->isVisible());
        QTest::mouseClick(find<QToolButton>("kind_wrong"), Qt::LeftButton);
        QCOMPARE(view()->model()->rowCount(), 3);
        QVERIFY(find<QPushButton>("errorsNewer")->isVisible());
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        QCOMPARE(view()->model()->rowCount(), 6);
        QTest::mouseClick(find<QPushButton>("errorsNewer"), Qt::LeftButton);
        QCOMPARE(view()->model()->rowCount(), 1);
    }

    void allMistakesAreListedHoweverSureTheModelWas()
    {
        fill();
        QCOMPARE(find<QToolButton>("kind_wrong")->text(), "Wrong (3)");
        QTest::mouseClick(find<QToolButton>("kind_wrong"), Qt::LeftButton);
        QCOMPARE(column(ErrorModel::TrackColumn), QStringList({ "Aurora", "Moth", "Moth" }));
        QVERIFY(cell(2, ErrorModel::SaysColumn).contains("0.70"));
    }

    void whatWasNotJudgedComesAfterWhatWas()
    {
        fill();
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        m_page->giveVerdict("drone");
        for (int click = 0; click < 2; ++click) {
            clickHeader(ErrorModel::VerdictColumn);
            QVERIFY(!cell(0, ErrorModel::VerdictColumn).isEmpty());
            QVERIFY(cell(1, ErrorModel::VerdictColumn).isEmpty());
        }
    }

    /// Also where the list got the focus first, which makes Qt take a row for the current one without choosing it.
    void theCurrentRowIsChosenWhenThePageIsEntered()
    {
        fill();
        m_page->hide();
        Run run = *m_workspace->run(m_run);
        run.bestEpoch = 5;
        m_workspace->updateRun(run);
        testing::storePredictions(*m_workspace, m_run, { prediction(m_moth, 5000, 1, 0.01) });
        m_page->refreshRuns();
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&*m_page));
        view()->setFocus();
        m_page->enter();
        QVERIFY(view()->currentIndex().isValid());
        QVERIFY(view()->selectionModel()->isSelected(view()->currentIndex()));
    }

    void aSearchThatFindsNothingOffersItsEnd()
    {
        fill();
        m_page->focusSearch();
        QTest::keyClicks(find<QLineEdit>("errorsSearch"), "nobody");
        QVERIFY(!view()->isVisible());
        QTest::mouseClick(find<QPushButton>("errorsShowAll"), Qt::LeftButton);
        QVERIFY(view()->isVisible() && find<QLineEdit>("errorsSearch")->text().isEmpty());
    }

    void aVerdictConcernsTheClipAsItWasHeard()
    {
        fill();
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        // Two rows are of the same crop of Aurora: as published and reversed.
        std::vector<int> rows;
        for (int row = 0; row < view()->model()->rowCount(); ++row) {
            if (cell(row, ErrorModel::TrackColumn) == "Aurora" && cell(row, ErrorModel::PositionColumn) == "0:04")
                rows.push_back(row);
        }
        QCOMPARE(rows.size(), std::size_t { 2 });
        view()->setCurrentIndex(index(rows[0]));
        m_page->giveVerdict("model_right");
        QCOMPARE(cell(rows[0], ErrorModel::VerdictColumn), "Model is right");
        QCOMPARE(cell(rows[1], ErrorModel::VerdictColumn), QString());
    }

    void theTableIsExportedAsItIsShown()
    {
        fill();
        m_files.file = toFileName(m_folder->path() / "errors.csv");
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        clickHeader(ErrorModel::TrackColumn);
        QTest::mouseClick(find<QPushButton>("errorsExport"), Qt::LeftButton);
        QVERIFY(m_files.suggestedFile.contains(QString::number(m_run)));
        const QStringList lines
            = QString::fromStdString(readBytes(m_folder->path() / "errors.csv")).split("\r\n", Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 7);
        QCOMPARE(lines[0],
            "path,start_seconds,transform,target,probability,loss,answer,right,title,artist,verdict,verdict_of");
        for (int row = 0; row < 6; ++row)
            QVERIFY(lines[row + 1].startsWith("/music/" + cell(row, ErrorModel::TrackColumn) + ".wav,"));

        m_files.file = toFileName(m_folder->path() / "no such folder" / "errors.csv");
        m_page->exportCsv();
        QCOMPARE(m_messages.warned.size(), 1);
        QVERIFY(m_messages.warned[0].contains("no such folder"));
    }

    void newerPredictionsAreOfferedNotForced()
    {
        fill();
        m_page->moveSelection(+1);
        auto *box = find<QComboBox>("errorsRun");
        Run run = *m_workspace->run(m_run);
        const QString listed = box->currentText();
        QVERIFY2(listed.endsWith(QString("in epoch %1").arg(run.bestEpoch)), qPrintable(listed));
        run.bestEpoch = 5;
        run.validationAccuracy = 0.75;
        m_workspace->updateRun(run);
        testing::storePredictions(*m_workspace, m_run, { prediction(m_moth, 180, 1, 0.01) });
        m_page->refreshRuns();
        QCOMPARE(view()->model()->rowCount(), 2);
        auto *newer = find<QPushButton>("errorsNewer");
        QVERIFY(newer->isVisible());
        // What the box says is of what the list shows.
        QCOMPARE(newer->text(), "Show epoch 5");
        QCOMPARE(box->currentText(), listed);
        QTest::mouseClick(newer, Qt::LeftButton);
        QVERIFY2(box->currentText().simplified().endsWith("75.0 % in epoch 5"), qPrintable(box->currentText()));
        QCOMPARE(view()->model()->rowCount(), 1);
        QVERIFY(!newer->isVisible());
    }

    void anOrderThatWasChosenOutlivesANewerEpochAndARestart()
    {
        fill();
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        const auto isSorted = [this] {
            QStringList names = column(ErrorModel::TrackColumn);
            const QStringList shown = names;
            names.sort();
            return shown == names;
        };
        QVERIFY(!isSorted());
        clickHeader(ErrorModel::TrackColumn);
        if (!isSorted())
            clickHeader(ErrorModel::TrackColumn);
        QVERIFY(isSorted());
        const QVariantMap state = m_page->state();
        Run run = *m_workspace->run(m_run);
        run.bestEpoch = 5;
        m_workspace->updateRun(run);
        m_page->refreshRuns();
        QTest::mouseClick(find<QPushButton>("errorsNewer"), Qt::LeftButton);
        QVERIFY(isSorted());
        QTest::mouseClick(find<QToolButton>("kind_wrong"), Qt::LeftButton);
        QVERIFY(isSorted());
        // The third click on the header brings back the order that suits the kind.
        QTest::mouseClick(find<QToolButton>("kind_unsure"), Qt::LeftButton);
        for (int click = 0; click < 3 && view()->header()->sortIndicatorSection() != -1; ++click)
            clickHeader(ErrorModel::TrackColumn);
        QCOMPARE(view()->header()->sortIndicatorSection(), -1);
        QVERIFY(cell(0, ErrorModel::SaysColumn).contains("0.48"));

        m_page.emplace(m_files, m_messages);
        m_page->setWorkspace(&*m_workspace);
        m_page->setState(state);
        QCOMPARE(find<QToolButton>("kind_all")->isChecked(), true);
        QVERIFY(isSorted());
        QCOMPARE(view()->header()->sortIndicatorSection(), static_cast<int>(ErrorModel::TrackColumn));
        // A column goes by its name, wherever it stands by then; earlier versions counted them.
        QCOMPARE(state["sortedBy"].toString(), "TrackColumn");
        QVariantMap earlier = state;
        earlier["sortedBy"] = 5;
        m_page->setState(earlier);
        QCOMPARE(view()->header()->sortIndicatorSection(), static_cast<int>(ErrorModel::LossColumn));
        earlier["sortedBy"] = "AColumnThatIsGone";
        m_page->setState(earlier);
        QCOMPARE(view()->header()->sortIndicatorSection(), -1);
    }

    void aRecognisersMistakesAreCellsOfClipAndLabel()
    {
        const LabelledLibrary library;
        Workspace workspace(library.workspace());
        const Id run = trainedRecogniser(library);
        m_page->setWorkspace(&workspace);
        const QAbstractItemModelTester tester(view()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);

        // Every labelled cell of every validation clip is listed, as its label says.
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        QCOMPARE(view()->model()->headerData(ErrorModel::HeardColumn, Qt::Horizontal).toString(), "Labelled");
        const std::vector<ErrorRow> rows = errorRows(workspace, run, ErrorKind::All);
        QCOMPARE(view()->model()->rowCount(), static_cast<int>(rows.size()));
        QVERIFY(rows.size() > 4);
        for (int row = 0; row < view()->model()->rowCount(); ++row) {
            const QString label = cell(row, ErrorModel::HeardColumn).section(u':', 0, 0);
            bool present = false;
            for (const Label &known : workspace.labels(rows[static_cast<std::size_t>(row)].track->id))
                present = present || (known.name == label.toStdString() && known.value > 0.5);
            QCOMPARE(cell(row, ErrorModel::HeardColumn), label + (present ? ": present" : ": absent"));
            QVERIFY(cell(row, ErrorModel::SaysColumn).contains(QRegularExpression("present|absent|cannot tell")));
        }

        // It is played as it is, and the verdict is about the label.
        view()->setCurrentIndex(index(0));
        QCOMPARE(m_selected.back().transform, "published");
        QCOMPARE(m_selected.back().track.id, rows[0].track->id);
        QVERIFY(m_selected.back().seconds > 1.9 && m_selected.back().seconds < 2.1);
        QVERIFY(m_selected.back().judged);
        QCOMPARE(m_selected.back().judged->answer.label, rows[0].label);
        QCOMPARE(m_selected.back().judged->answer.wanted, rows[0].wanted);
        QVERIFY(find<QToolButton>("verdict_model_wrong")->isVisible());
        QVERIFY(!find<QToolButton>("verdict_drone")->isVisible());
        m_page->giveVerdict("drone"); // by its key
        QVERIFY(workspace.verdicts().empty());
        m_page->giveVerdict("model_wrong");
        QCOMPARE(workspace.verdicts().at(0).note, rows[0].label);
        QCOMPARE(column(ErrorModel::VerdictColumn).count("Model is wrong"), 1);

        find<QLineEdit>("errorsSearch")->setText("noise: absent");
        for (const QString &heard : column(ErrorModel::HeardColumn))
            QCOMPARE(heard, "noise: absent");
        QVERIFY(view()->model()->rowCount() < static_cast<int>(rows.size()));
        m_files.file = toFileName(m_folder->path() / "cells.csv");
        find<QLineEdit>("errorsSearch")->clear();
        m_page->exportCsv();
        const QStringList lines
            = QString::fromStdString(readBytes(m_folder->path() / "cells.csv")).split("\r\n", Qt::SkipEmptyParts);
        QCOMPARE(
            lines[0], "path,start_seconds,label,target,probability,loss,answer,right,title,artist,verdict,verdict_of");
        QCOMPARE(lines.size(), static_cast<qsizetype>(rows.size()) + 1);
        m_page->setWorkspace(&*m_workspace);
    }

private:
    void fill()
    {
        Dataset dataset;
        dataset.name = "Demo";
        dataset.kind = "folder";
        dataset.root = "/music";
        const Id datasetId = m_workspace->addDataset(dataset);
        m_aurora = m_workspace->addTrack(makeTrack(datasetId, "Aurora", "Zimmer"));
        m_moth = m_workspace->addTrack(makeTrack(datasetId, "Moth", "Abel"));
        Run run;
        run.spec = RunSpec().toJson();
        run.task = "reversal";
        run.network = "convnet";
        run.clip = "5";
        run.status = RunStatus::Completed;
        run.epochsPlanned = run.epochsDone = 4;
        run.bestEpoch = 3;
        run.validationAccuracy = 0.5;
        m_run = m_workspace->addRun(run);
        m_workspace->updateRun([&] {
            Run stored = *m_workspace->run(m_run);
            stored.bestEpoch = 3;
            stored.validationAccuracy = 0.5;
            return stored;
        }());
        testing::storePredictions(*m_workspace, m_run,
            { prediction(m_aurora, 180, 0, 0.95), prediction(m_aurora, 180, 1, 0.99), prediction(m_moth, 180, 1, 0.10),
                prediction(m_moth, 5000, 0, 0.70), prediction(m_aurora, 5000, 0, 0.48),
                prediction(m_moth, 5000, 1, 0.62) });
        m_page->refreshRuns();
    }
    Prediction prediction(Id track, std::int64_t frame, int target, double probability) const
    {
        Prediction made;
        made.trackId = track;
        made.beginFrame = frame;
        made.frameCount = 210;
        made.transform = target ? "reversed" : "published";
        made.target = target;
        made.probability = probability;
        made.loss = -std::log(target ? probability : 1 - probability);
        return made;
    }
    template<typename Widget> Widget *find(const char *name) const
    {
        return m_page->findChild<Widget *>(QLatin1String(name));
    }
    QTreeView *view() const { return find<QTreeView>("errorsView"); }
    QModelIndex index(int row) const { return view()->model()->index(row, 0); }
    QString cell(int row, int column) const { return view()->model()->index(row, column).data().toString(); }
    QStringList column(int column) const
    {
        QStringList found;
        for (int row = 0; row < view()->model()->rowCount(); ++row)
            found << cell(row, column);
        return found;
    }
    void clickHeader(int column)
    {
        QHeaderView *header = view()->header();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
            { header->sectionViewportPosition(column) + 12, header->height() / 2 });
    }

    std::optional<ScratchFolder> m_folder;
    std::optional<Workspace> m_workspace;
    FakeFileDialogs m_files;
    FakeMessageBoxes m_messages;
    std::optional<ErrorsPage> m_page;
    std::vector<StageItem> m_selected;
    Id m_aurora = 0;
    Id m_moth = 0;
    Id m_run = 0;
};

QTEST_MAIN(TestErrorsPage)
#include "tst_errorspage.moc"
