#include "experiment/settingdescription.h"
#include "library/workspace.h"
#include "support/fakedialogs.h"
#include "support/labelledlibrary.h"
#include "support/musiclibrary.h"
#include "ui/base/words.h"
#include "ui/spectrogram/qcp.h"
#include "ui/training/curvesview.h"
#include "ui/training/runcontrols.h"
#include "ui/training/runform.h"
#include "ui/training/runmodel.h"
#include "ui/training/trainingcontroller.h"
#include "ui/training/trainingpage.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QWheelEvent>
#include <cmath>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

constexpr int kPatience = 60'000; ///< ms, for what a busy machine computes

} // namespace

/// Trains for real, on notes that are learned in seconds.
class TestTrainingPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_library.emplace(6, 12, 3); }
    void init()
    {
        m_workspace.emplace(m_library->workspace());
        m_controller.emplace();
        m_page.emplace(*m_controller, m_messages);
        m_controller->setWorkspace(&*m_workspace);
        m_page->setWorkspace(&*m_workspace);
        m_page->resize(1200, 420);
        m_page->show();
    }
    void cleanup()
    {
        m_page.reset();
        m_controller.reset();
        for (const Run &run : m_workspace->runs())
            m_workspace->deleteRun(run.id);
        m_workspace.reset();
    }

    void aRunIsStartedWatchedAndListed()
    {
        QVERIFY(find<QLabel>("runsEmpty")->isVisible());
        setForm(2);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QVERIFY(find<QPushButton>("pauseButton")->isVisible());
        QCOMPARE(find<QPushButton>("startButton")->text(), "Add to the queue");
        QTRY_VERIFY_WITH_TIMEOUT(!curves()->epochs().empty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->now().phase == TrainingNow::Phase::Idle, kPatience);
        QCOMPARE(find<QPushButton>("startButton")->text(), "Start training");
        QCOMPARE(curves()->epochs().size(), std::size_t { 2 });
        QCOMPARE(cell(0, RunModel::StatusColumn), "completed");
        QCOMPARE(cell(0, RunModel::EpochsColumn), "2 of 2");
        QVERIFY(cell(0, RunModel::AccuracyColumn).endsWith("\u00a0%"));
        QVERIFY(!find<QPushButton>("pauseButton")->isVisible());
        QVERIFY(!find<QPushButton>("resumeButton")->isEnabled());

        // What is drawn is what the database holds.
        const std::vector<Epoch> stored = m_workspace->epochs(m_workspace->runs().front().id);
        QCOMPARE(curves()->epochs().back().validationLoss, stored.back().validationLoss);

        QSignalSpy errors(&*m_page, &TrainingPage::errorsRequested);
        QTest::mouseClick(find<QPushButton>("openErrorsButton"), Qt::LeftButton);
        QCOMPARE(errors.size(), 1);
    }

    void aRunIsPausedStoppedAndResumed()
    {
        setForm(200);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!curves()->epochs().empty(), kPatience);

        QPushButton *pause = find<QPushButton>("pauseButton");
        QTest::mouseClick(pause, Qt::LeftButton);
        QVERIFY(m_controller->now().phase == TrainingNow::Phase::Paused);
        QTest::qWait(500); // the batch under way may still end
        const std::size_t epochs = curves()->epochs().size();
        QTest::qWait(1000);
        QCOMPARE(curves()->epochs().size(), epochs);
        QVERIFY(find<QLabel>("nowText")->text().contains("paused"));
        QTest::mouseClick(pause, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(curves()->epochs().size() > epochs, kPatience);

        QTest::mouseClick(find<QPushButton>("stopButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isIdle(), kPatience);
        QTRY_COMPARE(cell(0, RunModel::StatusColumn), "stopped");
        const int done = m_workspace->runs().front().epochsDone;
        QVERIFY(done > 0 && done < 200);

        QVERIFY(find<QPushButton>("resumeButton")->isEnabled());
        QTest::mouseClick(find<QPushButton>("resumeButton"), Qt::LeftButton);
        QVERIFY(!find<QPushButton>("resumeButton")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(m_workspace->runs().front().epochsDone > done, kPatience);
        QCOMPARE(curves()->epochs().front().epoch, 1);
        m_controller->stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isIdle(), kPatience);
    }

    void theCurveBeginsWithinTheFirstEpoch()
    {
        setForm(3);
        choose("formNetwork", "ResNet18"); // which is slow enough for progress to be told of more than once
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        auto *plot = m_page->findChild<QWidget *>("curvesPlot");
        // The first epoch takes longer than its first steps.
        bool seen = false;
        const auto look = [&] { seen = seen || (plot->isVisible() && curves()->epochs().empty()); };
        const auto looking = connect(&*m_controller, &TrainingController::nowChanged, this, look);
        QTRY_VERIFY_WITH_TIMEOUT(!curves()->epochs().empty(), kPatience);
        disconnect(looking);
        QVERIFY(seen);
        m_controller->stopAll();
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isIdle(), kPatience);
    }

    void theLineWithinAnEpochEndsAtItsNumber()
    {
        CurvesView curves;
        curves.setSteps({ { 1, 0.5, 0.6, 0.6 }, { 1, 1, 0.7, 0.5 }, { 2, 0.25, 0.8, 0.4 } });
        QCPGraphDataContainer &line = *curves.findChild<QCustomPlot *>("curvesPlot")->graph(0)->data();
        QList<double> places;
        QList<double> gaps;
        for (const QCPGraphData &point : line)
            (std::isnan(point.value) ? gaps : places) << point.key;
        QCOMPARE(places, (QList<double> { 0.5, 1, 1.25 }));
        QCOMPARE(gaps, (QList<double> { 1 })); // the means begin anew
    }

    void noLegendLiesOnTheCurves()
    {
        m_controller->start(quickSpec(1));
        auto *plot = m_page->findChild<QCustomPlot *>("curvesPlot");
        QTRY_VERIFY_WITH_TIMEOUT(plot->isVisible() && m_controller->isIdle(), kPatience);
        plot->replot();
        const auto *legend = plot->findChild<QCPLegend *>();
        QVERIFY(legend && !legend->rect().isEmpty());
        QCOMPARE(plot->axisRectCount(), 2);
        for (int panel = 0; panel < 2; ++panel)
            QVERIFY(!plot->axisRect(panel)->rect().intersects(legend->rect()));
    }

    void doubtsDoNotCutTheCurvesOff()
    {
        Run run;
        run.task = toString(Task::Reversal);
        run.spec = RunSpec().toJson();
        const QString doubt = QStringLiteral("it says so at length and says it again ").repeated(5);
        run.details = QStringLiteral("{\"warnings\":[\"%1\",\"%1\"]}").arg(doubt).toStdString();
        const Id id = m_workspace->addRun(run);
        m_workspace->addEpoch(id, { 1, 0.7, 0.5, 0.7, 0.6, 1e-4, 3.0, 20.0 });
        m_workspace->addEpoch(id, { 2, 0.6, 0.6, 0.7, 0.6, 1e-4, 3.0, 20.0 });
        m_page->resize(900, 420);
        m_page->setWorkspace(&*m_workspace);
        m_page->showRun(id);
        const auto *doubts = find<QLabel>("doubts");
        QTRY_VERIFY(doubts->isVisible() && doubts->height() >= doubts->heightForWidth(doubts->width()));
        QVERIFY(doubts->height() > 2 * doubts->fontMetrics().height());
        // The page asks for as much room as it takes then; the window gives it that.
        const auto *splitter = find<QWidget>("trainingSplitter");
        QTRY_VERIFY(m_page->minimumSizeHint().height() >= splitter->minimumSizeHint().height());
        m_page->resize(900, std::max(420, m_page->minimumSizeHint().height()));
        const auto *plot = m_page->findChild<QWidget *>("curvesPlot");
        QTRY_VERIFY(plot->isVisible() && plot->height() >= plot->minimumHeight());
        QTRY_COMPARE(plot->visibleRegion().boundingRect(), plot->rect());
        QVERIFY(plot->mapTo(&*m_page, QPoint()).y() >= doubts->mapTo(&*m_page, QPoint(0, doubts->height())).y());
    }

    void aShareSaysWhatItIsAShareOf()
    {
        TrainingNow now;
        now.phase = TrainingNow::Phase::Training;
        now.progress.emplace();
        now.progress->clipsDone = 40;
        now.progress->accuracy = 0.822;
        QVERIFY2(nowText(now).simplified().contains("82.2 % of its training clips right"), qPrintable(nowText(now)));
        // The line at the window's foot has no room for more than how far it is.
        now.progress->epoch = 2;
        now.progress->epochs = 3;
        now.progress->secondsLeft = 240;
        QCOMPARE(nowText(now, NowDetail::Brief).simplified(), "epoch 2 of 3 · about 4 min left");
        // Where the page has none either, what is cut off last is how long it takes.
        QVERIFY(nowText(now).simplified().startsWith("epoch 2 of 3 · about 4 min left · loss"));
    }

    void theWheelScrollsTheFormAndChangesNothing()
    {
        for (QWidget *field : { static_cast<QWidget *>(find<QSpinBox>("formEpochs")),
                 static_cast<QWidget *>(find<QComboBox>("formTask")) }) {
            field->setFocus();
            const auto value = [&] {
                const auto *number = qobject_cast<QSpinBox *>(field);
                return number ? number->value() : static_cast<QComboBox *>(field)->currentIndex();
            };
            const int before = value();
            const QPoint middle = field->rect().center();
            QWheelEvent wheel(middle, field->mapToGlobal(middle), {}, { 0, -120 }, Qt::NoButton, Qt::NoModifier,
                Qt::NoScrollPhase, false);
            QApplication::sendEvent(field, &wheel);
            QCOMPARE(value(), before);
            QVERIFY(!wheel.isAccepted());
        }
    }

    void fieldsSayWhatTheListOfSettingsSays()
    {
        const QStringList listed = sentencesToTranslate();
        for (const auto &[name, key] :
            { std::pair { "formTask", "task" }, { "formNetwork", "network" }, { "formClip", "clip" },
                { "formEpochs", "epochs" }, { "formTrunk", "downstream.trunk" }, { "formTarget", "pretext.target" },
                { "formGap", "defences.gap_frames" }, { "formBatch", "batch" }, { "formLearningRate", "learning_rate" },
                { "formSeed", "seed" }, { "formDevice", "device" }, { "formPrecision", "precision" } }) {
            const SettingDescription &setting = runSetting(key);
            const auto *field = find<QWidget>(name);
            QCOMPARE(field->toolTip(), QString::fromStdString(setting.words));
            QVERIFY2(listed.contains(field->toolTip()), name);
            const auto *number = qobject_cast<const QSpinBox *>(field);
            if (!number)
                continue;
            QCOMPARE(static_cast<double>(number->minimum()), setting.low);
            QCOMPARE(static_cast<double>(number->maximum()), setting.high);
            QCOMPARE(number->suffix().simplified(), QString::fromStdString(setting.unit));
            QVERIFY(setting.unit.empty() || listed.contains(number->suffix().simplified()));
        }
        QCOMPARE(find<QSpinBox>("formGap")->suffix(), QStringLiteral("\u00a0frames"));
    }

    void moreSettingsLeaveTheStartInSight()
    {
        m_page->resize(1000, 300);
        find<QToolButton>("formMore")->setChecked(true);
        QCoreApplication::processEvents();
        const QPushButton *start = find<QPushButton>("startButton");
        const QRect place(start->mapTo(&*m_page, QPoint()), start->size());
        QVERIFY(start->isVisible());
        QVERIFY(m_page->rect().contains(place));
    }

    void runsWaitForEachOther()
    {
        setForm(1);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QCOMPARE(runView()->model()->rowCount(), 3);
        const std::vector<Run> runs = m_workspace->runs();
        m_controller->stop(runs[1].id); // which waits
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isIdle(), kPatience);
        QTRY_COMPARE(cell(0, RunModel::StatusColumn), "completed");
        QCOMPARE(cell(1, RunModel::StatusColumn), "not started");
        QCOMPARE(cell(2, RunModel::StatusColumn), "completed");
        runView()->setCurrentIndex(runView()->model()->index(1, 0));
        QVERIFY(find<QPushButton>("resumeButton")->isEnabled());
    }

    void theFormOffersWhatFitsTheTask()
    {
        auto *form = m_page->findChild<RunForm *>();
        find<QToolButton>("formMore")->setChecked(true);
        QVERIFY(!find<QSpinBox>("formGap")->isVisible());
        QCOMPARE(form->spec().toJson(), RunSpec::preset("sound", Task::Reversal, Network::ConvNet).toJson());

        choose("formTask", "Jigsaw");
        QVERIFY(find<QSpinBox>("formGap")->isVisible());
        QCOMPARE(find<QComboBox>("formClip")->currentText(), "3 × 3\u00a0s");
        choose("formNetwork", "ResNet18");
        QCOMPARE(form->spec().toJson(), RunSpec::preset("sound", Task::Jigsaw, Network::ResNet18).toJson());
        find<QSpinBox>("formGap")->setValue(40);
        choose("formTarget", "Which of six orders");
        QCOMPARE(form->spec().defences.gapFrames, 40);
        QVERIFY(form->spec().pretext.target == JigsawTarget::Order);
        choose("formRecipe", "Poster (2019)");
        QCOMPARE(form->spec().defences.gapFrames, 5);
        QCOMPARE(form->spec().learningRate, 1e-5);
        QCOMPARE(find<QSpinBox>("formEpochs")->value(), 200);
        form->spec().validate();

        choose("formTask", "Time reversal");
        QVERIFY(!find<QSpinBox>("formGap")->isVisible());
        QCOMPARE(form->spec().clip.toString(), std::string("5"));
        form->spec().validate();
    }

    void aDatasetCanBeValidatedOn()
    {
        auto *form = m_page->findChild<RunForm *>();
        form->setDatasets({ "Notes", "Others" }, {});
        QCOMPARE(find<QComboBox>("formValidation")->currentText(), "A fifth of the music");
        QVERIFY(form->spec().validationDatasets.empty());
        choose("formValidation", "Others");
        QCOMPARE(form->spec().validationDatasets, std::vector<std::string> { "Others" });
        QVERIFY(form->spec().datasets.empty());
        form->setDatasets({ "Another", "Notes", "Others" }, {}); // the choice stays
        QCOMPARE(form->spec().validationDatasets, std::vector<std::string> { "Others" });

        choose("formDataset", "Others");
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QVERIFY(find<QLabel>("formProblem")->text().contains("'Others' cannot be both trained and validated on"));
        QVERIFY(m_workspace->runs().empty());
    }

    void theFormOffersWhatARecogniserNeeds()
    {
        auto *form = m_page->findChild<RunForm *>();
        QVERIFY(!find<QComboBox>("formSource")->isVisible());
        choose("formTask", "Instruments");
        // None of this music is labelled, which is said at once.
        QVERIFY(!find<QPushButton>("startButton")->isEnabled());
        QVERIFY(find<QLabel>("formProblem")->text().contains("No music has labels"));
        choose("formTask", "Time reversal");
        QVERIFY(find<QPushButton>("startButton")->isEnabled());
        QVERIFY(!find<QLabel>("formProblem")->isVisible());

        form->setDatasets({ "Notes", "Labelled" }, { "Labelled" });
        std::vector<Run> runs { sourceRun(3, Network::ConvNet), sourceRun(4, Network::ResNet18),
            sourceRun(5, Network::ConvNet) };
        runs[2].bestEpoch = 0; // nothing to start from yet
        form->setSources(runs);
        choose("formTask", "Instruments");
        QVERIFY(find<QPushButton>("startButton")->isEnabled());
        QCOMPARE(form->spec().toJson(), RunSpec::preset("sound", Task::Instruments, Network::ConvNet).toJson());
        QVERIFY(!find<QComboBox>("formValidation")->isVisible());
        auto *music = find<QComboBox>("formDataset");
        QCOMPARE(music->count(), 2);
        QCOMPARE(music->itemText(0), "All that is labelled");
        QCOMPARE(music->itemText(1), "Labelled");

        auto *source = find<QComboBox>("formSource");
        QCOMPARE(source->count(), 2);
        choose("formSource", "Run 3 · Jigsaw / ConvNet / 3 × 3\u00a0s");
        choose("formTrunk", "Frozen");
        choose("formLabels", "50");
        const RunSpec spec = form->spec();
        spec.validate();
        RunSpec expected = RunSpec::preset("sound", Task::Instruments, Network::ConvNet);
        expected.freezeTrunk();
        expected.startFrom(3, RunSpec::fromJson(runs[0].spec));
        expected.downstream.labelsPerClass = 50;
        QCOMPARE(spec.toJson(), expected.toJson());
        QCOMPARE(find<QSpinBox>("formEpochs")->value(), 45);

        form->setSources(runs); // nothing new: the choice stays
        QCOMPARE(source->currentIndex(), 1);
        choose("formNetwork", "ResNet18"); // which run 3 has not
        QCOMPARE(source->currentText(), "Random weights");
        QCOMPARE(source->itemText(1), "Run 4 · Jigsaw / ResNet18 / 3 × 3\u00a0s");
        QCOMPARE(form->spec().downstream.fromRun, 0);
        choose("formTrunk", "Fine-tuned");
        QVERIFY(form->spec().downstream.trunk == TrunkMode::FineTuned);
        choose("formTask", "Time reversal");
        QCOMPARE(form->spec().toJson(), RunSpec::preset("sound", Task::Reversal, Network::ResNet18).toJson());
    }

    void aRecogniserIsStartedWatchedAndListed()
    {
        const LabelledLibrary labelled(4);
        Workspace workspace(labelled.workspace());
        m_controller->setWorkspace(&workspace);
        m_page->setWorkspace(&workspace);
        choose("formTask", "Instruments");
        choose("formClip", "3\u00a0s");
        choose("formLabels", "10");
        find<QSpinBox>("formEpochs")->setValue(2);
        QVERIFY(!find<QPushButton>("metricsButton")->isVisible());
        find<QToolButton>("formMore")->setChecked(true);
        find<QSpinBox>("formBatch")->setValue(4);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QVERIFY2(find<QLabel>("formProblem")->text().isEmpty(), qPrintable(find<QLabel>("formProblem")->text()));
        QVERIFY(!find<QPushButton>("metricsButton")->isEnabled()); // no epoch is done
        QTRY_VERIFY_WITH_TIMEOUT(!curves()->epochs().empty(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->now().phase == TrainingNow::Phase::Idle, kPatience);
        QCOMPARE(curves()->epochs().size(), std::size_t { 2 });
        QCOMPARE(cell(0, RunModel::TaskColumn), "Instruments · random · 10");
        QCOMPARE(cell(0, RunModel::StatusColumn), "completed");
        QVERIFY(cell(0, RunModel::AccuracyColumn).endsWith("\u00a0%"));
        const QString tip = runView()->model()->index(0, RunModel::AccuracyColumn).data(Qt::ToolTipRole).toString();
        QVERIFY2(
            tip.contains("of the labelled cells") && tip.contains("more frequent answer reaches"), qPrintable(tip));
        QVERIFY(find<QLabel>("curvesTitle")->text().endsWith("10 label(s) a class"));

        QVERIFY(find<QPushButton>("metricsButton")->isEnabled());
        QVERIFY(find<QPushButton>("openErrorsButton")->isEnabled());
        QVERIFY(find<QPushButton>("reportButton")->isEnabled());
        QVERIFY(!find<QPushButton>("shortcutsButton")->isVisible());
        QSignalSpy metrics(&*m_page, &TrainingPage::metricsRequested);
        QTest::mouseClick(find<QPushButton>("metricsButton"), Qt::LeftButton);
        QCOMPARE(metrics.size(), 1);
        QCOMPARE(metrics[0][0].toLongLong(), workspace.runs().front().id);
        m_page->setWorkspace(&*m_workspace);
        m_controller->setWorkspace(&*m_workspace);
    }

    void doubtsAreShown()
    {
        setForm(1);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isIdle() && !curves()->epochs().empty(), kPatience);
        QTRY_VERIFY(find<QLabel>("doubts")->isVisible());
        QVERIFY2(
            find<QLabel>("doubts")->text().contains("clips to learn from"), qPrintable(find<QLabel>("doubts")->text()));
    }

    void whatCannotBeTrainedIsSaidInPlace()
    {
        // Ten-second clips do not fit into twelve seconds twice, but hundreds of them per batch never do.
        find<QToolButton>("formMore")->setChecked(true);
        auto *dataset = find<QComboBox>("formDataset");
        dataset->addItem("Gone", "Gone");
        dataset->setCurrentIndex(dataset->count() - 1);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QVERIFY(find<QLabel>("formProblem")->isVisible());
        QVERIFY(find<QLabel>("formProblem")->text().contains("Gone"));
        QVERIFY(m_workspace->runs().empty());
    }

    void anEmptyLibraryTurnsTheButtonOff()
    {
        const ScratchFolder empty;
        Workspace workspace(empty.path());
        m_page->setWorkspace(&workspace);
        QVERIFY(!find<QPushButton>("startButton")->isEnabled());
        QVERIFY(find<QLabel>("formProblem")->isVisible());
        m_page->setWorkspace(&*m_workspace);
        QVERIFY(find<QPushButton>("startButton")->isEnabled());
    }

    void deletingAsksFirst()
    {
        setForm(1);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(m_controller->isIdle(), kPatience);
        QTRY_VERIFY(find<QPushButton>("deleteRunButton")->isEnabled());
        m_messages.answer = false;
        QTest::mouseClick(find<QPushButton>("deleteRunButton"), Qt::LeftButton);
        QCOMPARE(m_workspace->runs().size(), std::size_t { 1 });
        m_messages.answer = true;
        QTest::mouseClick(find<QPushButton>("deleteRunButton"), Qt::LeftButton);
        QVERIFY(m_workspace->runs().empty());
        QCOMPARE(m_messages.asked.size(), 2);
        QVERIFY(find<QLabel>("runsEmpty")->isVisible());
    }

private:
    /// A jigsaw that something was learned from.
    static Run sourceRun(Id id, Network network)
    {
        const RunSpec spec = RunSpec::preset("poster", Task::Jigsaw, network);
        Run run;
        run.id = id;
        run.spec = spec.toJson();
        run.task = toString(spec.task);
        run.network = toString(spec.network);
        run.clip = spec.clip.toString();
        run.bestEpoch = 2;
        return run;
    }
    void setForm(int epochs)
    {
        find<QComboBox>("formClip")->setCurrentIndex(0);
        find<QSpinBox>("formEpochs")->setValue(epochs);
        find<QToolButton>("formMore")->setChecked(true);
        find<QSpinBox>("formBatch")->setValue(4);
        auto *seed = find<QLineEdit>("formSeed");
        seed->clear();
        QTest::keyClicks(seed, "11");
    }
    void choose(const char *name, const char *words)
    {
        auto *box = find<QComboBox>(name);
        QVERIFY(box->findText(words) >= 0);
        box->setCurrentText(words);
    }
    template<typename Widget> Widget *find(const char *name) const
    {
        return m_page->findChild<Widget *>(QLatin1String(name));
    }
    CurvesView *curves() const { return m_page->findChild<CurvesView *>(); }
    QTreeView *runView() const { return find<QTreeView>("runView"); }
    QString cell(int row, int column) const { return runView()->model()->index(row, column).data().toString(); }

    std::optional<MusicLibrary> m_library;
    std::optional<Workspace> m_workspace;
    FakeMessageBoxes m_messages;
    std::optional<TrainingController> m_controller;
    std::optional<TrainingPage> m_page;
};

QTEST_MAIN(TestTrainingPage)
#include "tst_trainingpage.moc"
