#include "base/runcontrol.h"
#include "library/workspace.h"
#include "support/fakedialogs.h"
#include "support/musiclibrary.h"
#include "support/trainedrecogniser.h"
#include "support/workspacefixture.h"
#include "training/createrun.h"
#include "training/trainer.h"
#include "ui/base/text.h"
#include "ui/library/importwizard.h"
#include "ui/library/librarypage.h"
#include "ui/player/playercontroller.h"
#include "ui/shell/language.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/statusline.h"
#include "ui/spectrogram/clipview.h"
#include "ui/spectrogram/timelineview.h"
#include "ui/stage/stage.h"
#include "ui/training/curvesview.h"
#include "ui/training/runmodel.h"
#include "ui/training/trainingpage.h"

#include <QAccessible>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialog>
#include <QDropEvent>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMimeData>
#include <QMouseEvent>
#include <QPointer>
#include <QPushButton>
#include <QScopeGuard>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>
#include <QUrl>
#include <fstream>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

constexpr int kPatience = 60'000; ///< ms, for what a busy machine computes

} // namespace

/// The whole window, driven as a person would, with no sound device and no display.
class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("retrograde-test");
        QCoreApplication::setApplicationName("retrograde-test");
        QStandardPaths::setTestModeEnabled(true);
        installTranslations(*QCoreApplication::instance(), QLocale::c());
    }
    void init()
    {
        QSettings().clear();
        m_folder.emplace();
        m_messages = {};
        m_files = {};
    }
    void cleanup()
    {
        m_window.reset();
        m_folder.reset();
    }

    void filesDroppedAnywhereAreImportedAndShown()
    {
        writeNotes(3);
        std::ofstream(m_folder->path() / "music" / "broken.wav") << "no sound at all";
        openWindow();
        QVERIFY(find<QPushButton>("demoButton")->isVisible());
        drop(m_folder->path() / "music");
        auto *view = find<QTreeView>("libraryView");
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 4, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        QVERIFY(find<QLabel>("libraryCounts")->text().contains("1 quarantined"));
        QVERIFY(m_window->findChild<StatusLine *>()->notice().contains("3 tracks imported"));

        // Features were computed along the way, so that training and looking need not wait for them.
        const Workspace workspace(m_folder->path() / "workspace");
        for (const Track &track : workspace.tracks()) {
            if (track.status == TrackStatus::Ok)
                QVERIFY(workspace.features().contains(track.contentHash, CqtParameters {}));
        }

        drop(m_folder->path() / "music");
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        QCOMPARE(view->model()->rowCount(), 4);
    }

    void aDatasetComesThroughTheWizardAndGoesAgain()
    {
        writeNotes(3);
        openWindow();
        find<QAction>("actionImportDataset")->trigger();
        auto *wizard = find<ImportWizard>("importWizard");
        wizard->setPath(m_folder->path() / "music");
        QTest::mouseClick(wizard->button(QWizard::NextButton), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(wizard->button(QWizard::FinishButton)->isEnabled(), kPatience);
        QTest::mouseClick(wizard->button(QWizard::FinishButton), Qt::LeftButton);
        auto *view = find<QTreeView>("libraryView");
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 3, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);

        const Workspace workspace(m_folder->path() / "workspace");
        m_files.file = toFileName(m_folder->path() / "audit.csv");
        find<QAction>("actionExportAudit")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        QVERIFY(std::filesystem::file_size(m_folder->path() / "audit.csv") > 100);

        auto *page = m_window->findChild<LibraryPage *>();
        m_messages.answer = false;
        Q_EMIT page->removeTrackRequested(workspace.tracks().at(0));
        QVERIFY(m_window->isIdle());
        m_messages.answer = true;
        Q_EMIT page->removeTrackRequested(workspace.tracks().at(0));
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 2, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        Q_EMIT page->importAgainRequested(workspace.datasets().at(0));
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 3, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        Q_EMIT page->removeDatasetRequested(workspace.datasets().at(0));
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("demoButton")->isVisible(), kPatience);
        QCOMPARE(m_messages.asked.size(), 3);
        QVERIFY(m_messages.warned.isEmpty());
    }

    void oneFileThatIsNamedIsShown()
    {
        writeNotes(2);
        openWindow();
        auto *title = find<QLabel>("stageTitle");
        drop(m_folder->path() / "music" / "notes1.wav");
        QTRY_VERIFY_WITH_TIMEOUT(title->text().startsWith("notes1"), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        drop(m_folder->path() / "music"); // a folder is for later
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        QVERIFY(title->text().startsWith("notes1"));
        drop(m_folder->path() / "music" / "notes0.wav"); // known by now
        QTRY_VERIFY_WITH_TIMEOUT(title->text().startsWith("notes0"), kPatience);
    }

    void droppedTextIsNotTaken()
    {
        openWindow();
        QMimeData text;
        text.setText("hello");
        QDragEnterEvent enter({ 100, 100 }, Qt::CopyAction, &text, Qt::LeftButton, {});
        enter.ignore();
        QCoreApplication::sendEvent(&*m_window, &enter);
        QVERIFY(!enter.isAccepted());
    }

    void whatIsDroppedOnIsCoveredAndSaysWhatWillHappen()
    {
        openWindow();
        QMimeData data;
        data.setUrls({ QUrl::fromLocalFile(toFileName(m_folder->path() / "music")) });
        QDragEnterEvent enter({ 600, 300 }, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&*m_window, &enter);
        const auto *hint = find<QLabel>("dropHint");
        QVERIFY(hint->isVisible());
        QCOMPARE(hint->geometry(), m_window->centralWidget()->geometry());
        QVERIFY(hint->text().contains("Drop to import") && hint->text().contains("stay where they are"));
        // Its words are read on one colour: what lies beneath is seen through it hardly at all.
        const QImage image = m_window->grab(hint->geometry()).toImage();
        const QColor ground = m_window->palette().color(QPalette::Base);
        for (int y = 30; y < image.height() - 30; y += 5) {
            for (int x = 30; x < image.width() / 4; x += 5)
                QVERIFY(std::abs(image.pixelColor(x, y).lightness() - ground.lightness()) < 40);
        }
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(&*m_window, &leave);
        QVERIFY(!hint->isVisible());
    }

    void keysChooseThePageAndTheRow()
    {
        const MusicLibrary library(3, 12, 3);
        openWindow(library.workspace());
        auto *pages = find<QStackedWidget>("pages");
        QTest::keyClick(&*m_window, Qt::Key_2);
        QCOMPARE(pages->currentIndex(), int(MainWindow::TrainingPlace));
        QVERIFY(find<QToolButton>("railTrain")->isChecked());
        QTest::keyClick(&*m_window, Qt::Key_3);
        QCOMPARE(pages->currentIndex(), int(MainWindow::ErrorsPlace));
        QTest::keyClick(&*m_window, Qt::Key_1);
        QCOMPARE(pages->currentIndex(), int(MainWindow::LibraryPlace));

        QTest::keyClick(&*m_window, Qt::Key_J);
        auto *view = find<QTreeView>("libraryView");
        QCOMPARE(view->currentIndex().row(), 0);
        QTest::keyClick(&*m_window, Qt::Key_J);
        QCOMPARE(view->currentIndex().row(), 1);
        QTest::keyClick(&*m_window, Qt::Key_K);
        QCOMPARE(view->currentIndex().row(), 0);

        // Letters that are keys elsewhere are letters in a field.
        QTest::keyClick(&*m_window, Qt::Key_F);
        auto *search = find<QLineEdit>("librarySearch");
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, "jk1");
        QCOMPARE(search->text(), "jk1");
        QCOMPARE(pages->currentIndex(), int(MainWindow::LibraryPlace));
    }

    void theStageShowsWhatIsChosenAndKeepsItOnEveryPage()
    {
        const MusicLibrary library(2, 12, 2);
        openWindow(library.workspace());
        auto *stage = m_window->findChild<Stage *>();
        QTest::keyClick(&*m_window, Qt::Key_J);
        QTRY_VERIFY_WITH_TIMEOUT(stageText(stage).contains("notes"), kPatience);
        m_window->goTo(MainWindow::ErrorsPlace);
        QVERIFY(stage->isVisible());
        QVERIFY(stageText(stage).contains("notes"));
    }

    void theWindowStaysFluidWhileItTrainsAndTheRunIsResumedAfterClosing()
    {
        const MusicLibrary library(6, 12, 3);
        openWindow(library.workspace());
        m_window->goTo(MainWindow::TrainingPlace);
        find<QSpinBox>("formEpochs")->setValue(1000);
        find<QComboBox>("formClip")->setCurrentIndex(0);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);

        // A heart that should beat every 10 ms tells how long the window was deaf.
        qint64 longest = 0;
        QElapsedTimer sinceBeat;
        QTimer heart;
        heart.setTimerType(Qt::PreciseTimer);
        connect(&heart, &QTimer::timeout, this, [&] { longest = std::max(longest, sinceBeat.restart()); });
        auto *curves = m_window->findChild<CurvesView *>();
        QTRY_VERIFY_WITH_TIMEOUT(!curves->epochs().empty(), kPatience);
        sinceBeat.start();
        heart.start(10);
        for (int i = 0; i < 12; ++i) {
            m_window->goTo(i % 2 ? MainWindow::TrainingPlace : MainWindow::LibraryPlace);
            QTest::keyClick(&*m_window, Qt::Key_J);
            QTest::qWait(150);
        }
        heart.stop();
        QVERIFY2(longest < 250, qPrintable(QString("deaf for %1 ms").arg(longest)));

        auto *status = find<QToolButton>("statusTraining");
        QVERIFY2(status->accessibleName().contains("Time reversal / ConvNet / 3\u00a0s"),
            qPrintable(status->accessibleName()));
        QTRY_VERIFY_WITH_TIMEOUT(status->accessibleName().contains("of 1000"), kPatience);
        m_window->goTo(MainWindow::LibraryPlace);
        QTest::mouseClick(status, Qt::LeftButton);
        QCOMPARE(find<QStackedWidget>("pages")->currentIndex(), int(MainWindow::TrainingPlace));

        // Closing asks the run to stop, says so, and closes when it has.
        m_window->close();
        QVERIFY(m_window->isVisible());
        QVERIFY(m_window->findChild<QWidget *>("stoppingNotice"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), kPatience);
        m_window.reset();
        int done = 0;
        {
            const Workspace workspace(library.workspace());
            QCOMPARE(workspace.runs().size(), std::size_t { 1 });
            QVERIFY(workspace.runs().front().status == RunStatus::Stopped);
            done = workspace.runs().front().epochsDone;
            QVERIFY(done > 0);
        }

        openWindow(library.workspace());
        m_window->goTo(MainWindow::TrainingPlace);
        curves = m_window->findChild<CurvesView *>();
        QCOMPARE(curves->epochs().size(), static_cast<std::size_t>(done));
        QTest::mouseClick(find<QPushButton>("resumeButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(curves->epochs().size() > static_cast<std::size_t>(done), kPatience);
        m_window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), kPatience);
    }

    void mistakesOfARunGoToTheStage()
    {
        const MusicLibrary library(6, 12, 3);
        openWindow(library.workspace());
        m_window->goTo(MainWindow::TrainingPlace);
        find<QSpinBox>("formEpochs")->setValue(1);
        find<QComboBox>("formClip")->setCurrentIndex(0);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("openErrorsButton")->isEnabled(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        const auto outcome = [&] { return find<QToolButton>("statusTraining")->accessibleName().simplified(); };
        QTRY_VERIFY2_WITH_TIMEOUT(
            outcome().contains(" % of the validation clips right"), qPrintable(outcome()), kPatience);
        QTest::mouseClick(find<QPushButton>("openErrorsButton"), Qt::LeftButton);
        QCOMPARE(find<QStackedWidget>("pages")->currentIndex(), int(MainWindow::ErrorsPlace));
        QTest::mouseClick(find<QToolButton>("kind_all"), Qt::LeftButton);
        auto *view = find<QTreeView>("errorsView");
        QVERIFY(view->model()->rowCount() > 0);
        QTest::keyClick(&*m_window, Qt::Key_J);
        QTRY_VERIFY_WITH_TIMEOUT(stageText(m_window->findChild<Stage *>()).contains("notes"), kPatience);
        // The model that judged it tells where it looked.
        QTRY_VERIFY_WITH_TIMEOUT(find<QAction>("actionSaliency")->isEnabled(), kPatience);
        QTest::keyClick(&*m_window, Qt::Key_W);
        auto *picture = find<QWidget>("spectrogramPlot");
        const QPoint middle = picture->rect().center();
        const auto readOut = [&] {
            QMouseEvent move(QEvent::MouseMove, middle, picture->mapToGlobal(middle), Qt::NoButton, {}, {});
            QCoreApplication::sendEvent(picture, &move);
            return find<QLabel>("stageReadOut")->text();
        };
        QTRY_VERIFY_WITH_TIMEOUT(readOut().contains("speaks "), kPatience);
    }

    void aReportIsWrittenAndOpened()
    {
        const MusicLibrary library(6, 12, 3);
        openWindow(library.workspace());
        m_window->goTo(MainWindow::TrainingPlace);
        find<QSpinBox>("formEpochs")->setValue(1);
        find<QComboBox>("formClip")->setCurrentIndex(0);
        QTest::mouseClick(find<QPushButton>("startButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("reportButton")->isEnabled(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);

        m_opened.clear();
        QDesktopServices::setUrlHandler("file", this, "openUrl");
        QTest::mouseClick(find<QPushButton>("reportButton"), Qt::LeftButton);
        // It is written once, however often it is asked for.
        QVERIFY(!find<QPushButton>("reportButton")->isEnabled());
        Q_EMIT m_window->findChild<TrainingPage *>()->reportRequested(1);
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("reportButton")->isEnabled(), kPatience);
        QVERIFY(m_window->isIdle());
        QTRY_COMPARE_WITH_TIMEOUT(m_opened.size(), 1, kPatience);
        const std::filesystem::path page = toPath(m_opened.front().toLocalFile());
        QCOMPARE(page, library.workspace() / "reports" / "run-1" / "report.html");
        // With or without a browser, the page can be found.
        QTRY_VERIFY(find<QWidget>("offerBar")->isVisible());
        QVERIFY(find<QLabel>("offerSentence")->text().contains(toFileName(page)));
        QTest::mouseClick(find<QPushButton>("reportFolder"), Qt::LeftButton);
        QCOMPARE(m_opened.size(), 2);
        QCOMPARE(toPath(m_opened.back().toLocalFile()), page.parent_path());
        QVERIFY(!find<QWidget>("offerBar")->isVisible());
        QDesktopServices::unsetUrlHandler("file");
        QVERIFY(std::filesystem::file_size(page) > 1000);
        QVERIFY(m_messages.warned.isEmpty());
    }

    void aReportThatNothingOpensCanBeFound()
    {
        const MusicLibrary library(6, 12, 3);
        {
            Workspace workspace(library.workspace());
            RunControl control;
            const Id run = createRun(workspace, quickSpec(1));
            QVERIFY(trainRun(library.workspace(), run, {}, control) == RunStatus::Completed);
        }
        openWindow(library.workspace());
        m_window->goTo(MainWindow::TrainingPlace);
        QDesktopServices::setUrlHandler("file", this, "noSuchMethod"); // as where there is no browser
        const auto restored = qScopeGuard([] { QDesktopServices::unsetUrlHandler("file"); });
        QTest::mouseClick(find<QPushButton>("reportButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("offerBar")->isVisible(), kPatience);
        const std::filesystem::path page = library.workspace() / "reports" / "run-1" / "report.html";
        QVERIFY(std::filesystem::exists(page));
        const QString offer = find<QLabel>("offerSentence")->text();
        QVERIFY2(offer.contains("no browser") && offer.contains(toFileName(page)), qPrintable(offer));
        // That nothing shows the folder either is said, too.
        QTest::mouseClick(find<QPushButton>("reportFolder"), Qt::LeftButton);
        QVERIFY(m_window->findChild<StatusLine *>()->notice().contains("No program"));
    }

    void aRunThatWasCutOffIsAnnouncedAndCanBeResumed()
    {
        const MusicLibrary library(6, 12, 3);
        {
            // As a process leaves it that was killed while it trained.
            Workspace workspace(library.workspace());
            RunSpec spec = quickSpec(1);
            spec.clip = ClipLength::parse("3");
            Run run = *workspace.run(createRun(workspace, spec));
            run.status = RunStatus::Running;
            workspace.updateRun(run);
        }
        openWindow(library.workspace());
        QVERIFY(m_window->findChild<StatusLine *>()->notice().startsWith("1 run was interrupted"));
        m_window->goTo(MainWindow::TrainingPlace);
        QVERIFY(find<QPushButton>("resumeButton")->isEnabled());
        QTest::mouseClick(find<QPushButton>("resumeButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("openErrorsButton")->isEnabled(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
    }

    void theLayoutIsRememberedAndReset()
    {
        const MusicLibrary library(1, 12, 0);
        openWindow(library.workspace());
        const QSize first = m_window->size();
        m_window->resize(1400, 900);
        const auto split = [this] { return find<QSplitter>("mainSplitter"); };
        // An empty stage is a bar; what is chosen brings the height that it had.
        QTRY_VERIFY(split()->sizes().at(1) < 100);
        QTest::keyClick(&*m_window, Qt::Key_J);
        const int usual = split()->sizes().at(1);
        QVERIFY(usual > 200);
        auto *handle = split()->handle(1);
        const QPoint middle = handle->rect().center();
        QTest::mousePress(handle, Qt::LeftButton, {}, middle);
        QTest::mouseMove(handle, middle - QPoint(0, 80));
        QTest::mouseRelease(handle, Qt::LeftButton, {}, middle);
        const int chosen = split()->sizes().at(1);
        QVERIFY(chosen > usual + 40);
        m_window->close();
        m_window.reset();
        openWindow(library.workspace());
        QCOMPARE(m_window->size(), QSize(1400, 900));
        QTRY_COMPARE(split()->sizes().at(1), chosen); // with what was on it
        find<QAction>("actionResetLayout")->trigger();
        QCOMPARE(m_window->size(), first);
        QVERIFY(std::abs(split()->sizes().at(1) - usual) < 60);
    }

    void aWorkspaceThatCannotBeOpenedIsReported()
    {
        openWindow();
        std::filesystem::create_directories(m_folder->path() / "foreign");
        std::ofstream(m_folder->path() / "foreign" / "retrograde.sqlite") << "this is no database at all, but text";
        m_files.folder = toFileName(m_folder->path() / "foreign");
        find<QAction>("actionOpenWorkspace")->trigger();
        QCOMPARE(m_messages.warned.size(), 1);
        QVERIFY(m_messages.warned[0].contains("retrograde.sqlite"));
        // The one that was open still is.
        writeNotes(1);
        drop(m_folder->path() / "music");
        QTRY_COMPARE_WITH_TIMEOUT(find<QTreeView>("libraryView")->model()->rowCount(), 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
    }

    void withoutAWorkspaceTheWindowSaysWhatToDo()
    {
        openWindow("/proc/no-workspace-can-be-here");
        QCOMPARE(m_messages.warned.size(), 1);
        QTest::mouseClick(find<QPushButton>("demoButton"), Qt::LeftButton);
        QVERIFY(m_window->isIdle());
        QVERIFY(m_window->findChild<StatusLine *>()->notice().contains("No workspace is open"));
        QVERIFY(!find<QPushButton>("startButton")->isEnabled());
    }

    void anotherWorkspaceReplacesTheFirst()
    {
        const MusicLibrary library(2, 12, 2);
        openWindow();
        m_files.folder = toFileName(library.workspace());
        find<QAction>("actionOpenWorkspace")->trigger();
        QCOMPARE(find<QTreeView>("libraryView")->model()->rowCount(), 2);
        QVERIFY(m_messages.warned.isEmpty());
    }

    void aRecognisersMetricsAreShown()
    {
        const LabelledLibrary library;
        {
            Workspace workspace(library.workspace());
            workspace.setDatasetRendered(workspace.dataset("Labelled")->id, true);
        }
        trainedRecogniser(library);
        openWindow(library.workspace());
        m_window->goTo(MainWindow::TrainingPlace);
        QTest::mouseClick(find<QPushButton>("metricsButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(find<QDialog>("metricsDialog"), kPatience);
        const QPointer<QDialog> dialog = find<QDialog>("metricsDialog");
        QVERIFY(dialog->findChild<QLabel *>("metricsWarning")->text().contains("“Labelled” are played by a program"));
        const QAbstractItemModel *table = dialog->findChild<QTreeView *>("metricsTable")->model();
        QCOMPARE(table->rowCount(), 2);
        QCOMPARE(table->index(1, 0).data().toString(), "notes");

        const auto *runs = find<QTreeView>("runView")->model();
        const auto details = [&] { return runs->index(0, RunModel::AccuracyColumn).data(Qt::ToolTipRole).toString(); };
        QVERIFY2(details().contains("Validation: ") && !details().contains("Test: "), qPrintable(details()));
        QTest::mouseClick(dialog->findChild<QPushButton *>("metricsTest"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(dialog->findChild<QComboBox *>("metricsClips")->count(), 2, kPatience);
        QVERIFY(dialog->findChild<QLabel *>("metricsCounts")->text().startsWith("6 clips"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isIdle(), kPatience);
        QVERIFY2(details().contains("Test: "), qPrintable(details()));
        QVERIFY(m_messages.warned.isEmpty());

        // What is asked of another workspace is not about this run.
        m_window->openWorkspace(m_folder->path() / "workspace");
        QTRY_VERIFY(!dialog);
    }

    void theHelpSheetListsEveryKey()
    {
        openWindow();
        find<QAction>("actionShortcuts")->trigger();
        auto *sheet = find<QDialog>("shortcutSheet");
        QVERIFY(sheet);
        QStringList words;
        for (const QLabel *label : sheet->findChildren<QLabel *>())
            words << label->text();
        for (const QAction *action : m_window->findChild<Stage *>()->actions())
            QVERIFY2(words.contains(QString(action->text()).remove(u'…')), qPrintable(action->text()));
        for (const char *key : { "Space", "R", "J", "K", "F", "1", "2", "3", "Alt+6", "Ctrl+Z", "?" })
            QVERIFY2(words.join(u' ').contains(QString::fromUtf8(key)), key);
        sheet->close();
    }

    void everyPictureHasRoomInTheSmallestWindow()
    {
        writeNotes(1);
        openWindow();
        m_window->importPaths({ m_folder->path() / "music" / "notes0.wav" });
        auto *view = find<ClipView>("clipView");
        QTRY_VERIFY(view->isVisible());
        ClipViewSettings all;
        all.linear = true;
        all.waveform = true;
        view->setSettings(all);
        QTest::keyClick(&*m_window, Qt::Key_C); // and a fourth
        QTRY_COMPARE(view->pictures().size(), std::size_t { 4 });
        m_window->resize(1280, 800);
        QTRY_VERIFY2(m_window->size() == QSize(1280, 800) && m_window->minimumSizeHint().height() <= 800,
            qPrintable(QString::number(m_window->minimumSizeHint().height())));
        for (const TimelineView *picture : view->pictures()) {
            QTRY_VERIFY2(picture->height() >= picture->minimumHeight() && picture->pictureRect().height() >= 30,
                qPrintable(picture->objectName()));
            const QRect rect(picture->mapTo(&*m_window, QPoint()), picture->size());
            QVERIFY(m_window->rect().contains(rect));
        }
    }

    void everyControlHasANameForMachinesAndPeople()
    {
        const MusicLibrary library(2, 12, 2);
        openWindow(library.workspace());
        for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
            const bool control = qobject_cast<const QAbstractButton *>(widget)
                || qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget)
                || qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QTreeView *>(widget);
            // Parts that Qt makes for its own controls.
            if (!control || widget->objectName().startsWith("qt_") || insideOtherControl(widget))
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            const QString spoken
                = widget->accessibleName().isEmpty() && button ? button->text() : widget->accessibleName();
            const QString where = QString::fromLatin1(widget->metaObject()->className()) + " in "
                + (widget->parentWidget() ? widget->parentWidget()->objectName() : QString());
            QVERIFY2(!widget->objectName().isEmpty(), qPrintable("no objectName: " + where));
            QVERIFY2(!spoken.isEmpty(), qPrintable("no accessible name: " + widget->objectName()));
        }
    }

    void comboBoxesAreAnnouncedWithTheirNames()
    {
        const MusicLibrary library(2, 12, 2);
        openWindow(library.workspace());
        for (const QComboBox *box : m_window->findChildren<QComboBox *>()) {
            QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(const_cast<QComboBox *>(box));
            QVERIFY(spoken);
            const auto labels = spoken->relations(QAccessible::Label);
            QVERIFY2(!labels.isEmpty(), qPrintable(box->objectName()));
            QVERIFY2(!labels.front().first->text(QAccessible::Name).isEmpty(), qPrintable(box->objectName()));
        }
    }

    // Called by QDesktopServices in place of the desktop.
    void openUrl(const QUrl &url) { m_opened << url; }

private:
    void openWindow(const std::filesystem::path &workspace = {})
    {
        SoundDevices none;
        none.list = [] { return std::vector<OutputDevice>(); };
        MainWindow::World world;
        world.stage = new Stage(none, nullptr);
        world.files = &m_files;
        world.messages = &m_messages;
        world.devices = { "auto", "cpu" };
        m_window.emplace(world);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(&*m_window));
        m_window->openWorkspace(workspace.empty() ? m_folder->path() / "workspace" : workspace);
    }
    void writeNotes(int tracks)
    {
        std::filesystem::create_directories(m_folder->path() / "music");
        for (int i = 0; i < tracks; ++i) {
            writeWav(m_folder->path() / "music" / ("notes" + std::to_string(i) + ".wav"),
                struckNotes(12, 22050, static_cast<std::uint64_t>(i + 1)), 22050);
        }
    }
    void drop(const std::filesystem::path &path)
    {
        QMimeData data;
        data.setUrls({ QUrl::fromLocalFile(toFileName(path)) });
        // On a child: the window gets what nobody below it takes.
        const QPoint place(600, 300);
        QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&*m_window, &enter);
        QVERIFY(enter.isAccepted());
        QVERIFY(find<QLabel>("dropHint")->isVisible());
        QDropEvent dropped(place, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(&*m_window, &dropped);
        QVERIFY(!find<QLabel>("dropHint")->isVisible());
        QVERIFY(!m_window->isIdle());
    }
    template<typename Object> Object *find(const char *name) const
    {
        return m_window->findChild<Object *>(QLatin1String(name));
    }
    static QString stageText(const Stage *stage)
    {
        QStringList words;
        for (const QLabel *label : stage->findChildren<QLabel *>())
            words << label->text();
        return words.join(' ');
    }
    static bool insideOtherControl(const QWidget *widget)
    {
        for (const QWidget *parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
            if (qobject_cast<const QAbstractSpinBox *>(parent) || qobject_cast<const QLineEdit *>(parent)
                || qobject_cast<const QComboBox *>(parent) || qobject_cast<const QAbstractItemView *>(parent))
                return true;
        }
        return false;
    }

    std::optional<ScratchFolder> m_folder;
    FakeFileDialogs m_files;
    FakeMessageBoxes m_messages;
    std::optional<MainWindow> m_window;
    QList<QUrl> m_opened;
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
