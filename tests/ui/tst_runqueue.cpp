#include "library/withoutruns.h"
#include "support/musiclibrary.h"
#include "training/trainer.h"
#include "ui/training/runmodel.h"
#include "ui/training/trainingcontroller.h"
#include "ui/training/trainingpage.h"
#include "ui/windowfixture.h"

#include <QComboBox>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeView>

using namespace retrograde;
using namespace retrograde::testing;

/// What can be done about the run that is chosen, while others train and wait.
class TestRunQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::useOwnSettings("retrograde-test-runqueue"); }
    void init()
    {
        QSettings().clear();
        m_library.emplace(6, 12, 3);
        m_window.emplace();
        m_window->open(m_library->workspace());
        m_window->window().goTo(MainWindow::TrainingPlace);
        m_window->find<QComboBox>("formClip")->setCurrentIndex(0);
        m_window->find<QSpinBox>("formEpochs")->setValue(1000);
    }
    void cleanup()
    {
        m_window.reset();
        m_library.reset();
    }

    void controlsActOnTheChosenRun()
    {
        for (int i = 0; i < 3; ++i)
            m_window->click("startButton");
        // The newest comes first: 3 and 2 wait, 1 trains.
        choose(1);
        QTRY_COMPARE_WITH_TIMEOUT(status(1), QString("running"), kPatience);
        QVERIFY(m_window->find<QLabel>("curvesTitle")->text().startsWith("Run 1 "));
        QVERIFY(m_window->find<QPushButton>("stopButton")->isVisible());

        choose(3);
        QVERIFY(m_window->find<QLabel>("curvesTitle")->text().startsWith("Run 3 "));
        QCOMPARE(status(3), QString("waiting"));
        // Nothing that is seen now would stop or pause run 1.
        QVERIFY(!m_window->find<QPushButton>("pauseButton")->isVisible());
        QVERIFY(!m_window->find<QPushButton>("stopButton")->isVisible());
        QTRY_VERIFY(m_window->find<QLabel>("nowText")->text().contains("1 other run"));
        QVERIFY(!m_window->find<QPushButton>("laterButton")->isEnabled());
        m_window->click("earlierButton");
        QVERIFY(m_window->find<QLabel>("nowText")->text().contains("the next one"));
        choose(2);
        QVERIFY(m_window->find<QLabel>("nowText")->text().contains("1 other run"));

        m_window->click("takeOutButton");
        QCOMPARE(status(2), QString("not started"));
        QVERIFY(m_window->find<QPushButton>("resumeButton")->isEnabled());
        QCOMPARE(status(1), QString("running"));

        // A waiting run can be deleted.
        choose(3);
        QVERIFY(m_window->find<QPushButton>("deleteRunButton")->isEnabled());
        m_window->click("deleteRunButton");
        QCOMPARE(m_window->messages.asked.size(), 1);
        QCOMPARE(runs()->model()->rowCount(), 2);
        QVERIFY(m_window->messages.warned.isEmpty());
        QCOMPARE(status(1), QString("running"));
    }

    void aPausedRunSaysSo()
    {
        m_window->click("startButton");
        // Its first clips are learned from: before that it may still be in the queue.
        QTRY_VERIFY_WITH_TIMEOUT(m_window->find<QLabel>("nowText")->text().contains("epoch "), kPatience);
        QCOMPARE(status(1), QString("running"));
        m_window->click("pauseButton");
        QCOMPARE(status(1), QString("paused"));
        m_window->click("pauseButton");
        QCOMPARE(status(1), QString("running"));
        m_window->click("stopButton");
        QTRY_COMPARE_WITH_TIMEOUT(status(1), QString("stopped"), kPatience);
    }

    void aRunMayBeStoppedAtAnyMoment()
    {
        // In the queue, taken up, or at work: whichever it was, it ends and another can be started.
        for (int id = 1; id <= 12; ++id) {
            m_window->click("startButton");
            QCOMPARE(status(id), QString("running"));
            QTest::qWait(id * 4);
            m_window->click("pauseButton");
            m_window->click("pauseButton");
            m_window->click("stopButton");
            const auto ended = [&] { return status(id) == "stopped" || status(id) == "not started"; };
            QTRY_VERIFY_WITH_TIMEOUT(ended(), kPatience);
            QVERIFY(!m_window->find<QPushButton>("stopButton")->isVisible());
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_window->window().isIdle(), kPatience);
    }

    void aSecondWindowKnowsWhatTheFirstDoes()
    {
        m_window->click("startButton");
        m_window->click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(status(1), QString("running"), kPatience);

        // Its own Workspace and its own queue, as another process has.
        WindowFixture second;
        second.open(m_library->workspace());
        second.window().goTo(MainWindow::TrainingPlace);
        auto *view = second.find<QTreeView>("runView");
        const auto statusThere = [&](int id) { return statusIn(view, id); };
        QTRY_COMPARE_WITH_TIMEOUT(statusThere(1), QString("running in another window"), kPatience);
        QCOMPARE(statusThere(2), QString("waiting in another window"));
        QVERIFY(second.find<QToolButton>("statusTraining")->accessibleName().contains("training in another window"));
        for (int id : { 1, 2 }) {
            second.window().findChild<TrainingPage *>()->showRun(id);
            QVERIFY(!second.find<QPushButton>("deleteRunButton")->isEnabled());
            QVERIFY(!second.find<QPushButton>("resumeButton")->isEnabled());
        }
        // Nor by any other way.
        Workspace workspace(m_library->workspace());
        QVERIFY(errorOf([&] { workspace.deleteRun(2); }).code() == ErrorCode::Conflict);
        QVERIFY(workspace.run(2).has_value());

        // What the first window gives up, the second may have.
        choose(2);
        m_window->click("takeOutButton");
        QTRY_COMPARE_WITH_TIMEOUT(statusThere(2), QString("not started"), kPatience);
        second.window().findChild<TrainingPage *>()->showRun(2);
        QVERIFY(second.find<QPushButton>("deleteRunButton")->isEnabled());
        second.click("deleteRunButton");
        QTRY_COMPARE_WITH_TIMEOUT(runs()->model()->rowCount(), 1, kPatience); // which the first sees
        choose(1);
        m_window->click("stopButton");
        QTRY_COMPARE_WITH_TIMEOUT(statusThere(1), QString("stopped"), kPatience);
        QVERIFY(second.find<QToolButton>("statusTraining")->accessibleName().contains("Nothing is training"));
    }

    void quittingInMidTrainingAsksAndOffersToResume()
    {
        m_window->click("startButton");
        m_window->click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(status(1), QString("running"), kPatience);
        m_window->messages.answer = false;
        m_window->window().close();
        QCOMPARE(m_window->messages.asked.size(), 1);
        QVERIFY(m_window->messages.asked[0].contains("Run 1"));
        QVERIFY(m_window->window().isVisible());
        QCOMPARE(status(1), QString("running"));
        m_window->messages.answer = true;
        m_window->close();
        QCOMPARE(m_window->messages.asked.size(), 2);

        m_window->open(m_library->workspace());
        QVERIFY(m_window->find<QWidget>("offerBar")->isVisible());
        const QString offer = m_window->find<QLabel>("offerSentence")->text();
        QVERIFY2(offer.contains("Run 1") && offer.contains("Run 2"), qPrintable(offer));
        m_window->click("offerResume");
        QVERIFY(!m_window->find<QWidget>("offerBar")->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(status(1), QString("running"), kPatience);
        QCOMPARE(status(2), QString("waiting"));

        // What is taken up without the offer, or deleted, is not offered any more.
        m_window->close();
        m_window->open(m_library->workspace());
        QVERIFY(m_window->find<QLabel>("offerSentence")->text().contains("Run 2"));
        choose(2);
        m_window->click("deleteRunButton");
        QTRY_VERIFY(!m_window->find<QLabel>("offerSentence")->text().contains("Run 2"));
        QVERIFY(m_window->find<QWidget>("offerBar")->isVisible());
        choose(1);
        m_window->click("resumeButton");
        QTRY_VERIFY(!m_window->find<QWidget>("offerBar")->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(status(1), QString("running"), kPatience);

        // It is offered until it is answered.
        m_window->close();
        m_window->open(m_library->workspace());
        m_window->close();
        m_window->open(m_library->workspace());
        QVERIFY(m_window->find<QWidget>("offerBar")->isVisible());
        m_window->click("offerClose");
        m_window->close();
        m_window->open(m_library->workspace());
        QVERIFY(!m_window->find<QWidget>("offerBar")->isVisible());
    }

    void runsThatCannotBeReadAreToldOf()
    {
        m_window->click("startButton");
        QTRY_COMPARE_WITH_TIMEOUT(status(1), QString("running"), kPatience);
        m_window->close();
        m_window->open(m_library->workspace());
        QVERIFY(m_window->find<QWidget>("offerBar")->isVisible());
        const WithoutRuns damage(m_library->workspace());
        Q_EMIT m_window->window().findChild<TrainingController *>()->runsChanged(); // and nothing passes through Qt
        QVERIFY2(m_window->notice().contains("no such table"), qPrintable(m_window->notice()));
    }

private:
    QTreeView *runs() { return m_window->find<QTreeView>("runView"); }
    void choose(int id) { m_window->window().findChild<TrainingPage *>()->showRun(id); }
    static QString statusIn(const QTreeView *view, int id)
    {
        for (int row = 0; row < view->model()->rowCount(); ++row) {
            if (view->model()->index(row, RunModel::IdColumn).data().toInt() == id)
                return view->model()->index(row, RunModel::StatusColumn).data().toString();
        }
        return {};
    }
    QString status(int id) { return statusIn(runs(), id); }

    std::optional<MusicLibrary> m_library;
    std::optional<WindowFixture> m_window;
};

QTEST_MAIN(TestRunQueue)
#include "tst_runqueue.moc"
