#include "support/musiclibrary.h"
#include "support/trainedrecogniser.h"
#include "training/createrun.h"
#include "training/trainer.h"
#include "ui/errors/errorspage.h"
#include "ui/spectrogram/clipview.h"
#include "ui/spectrogram/spectrogramview.h"
#include "ui/windowfixture.h"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

/// A run of @p library that was trained for an epoch, without a window.
Id trainedRun(const MusicLibrary &library, int seed)
{
    Workspace workspace(library.workspace());
    RunSpec spec = quickSpec(1);
    spec.seed = static_cast<std::uint64_t>(seed);
    const Id run = createRun(workspace, spec);
    RunControl control;
    if (trainRun(library.workspace(), run, {}, control) != RunStatus::Completed)
        throw std::runtime_error(workspace.run(run)->reason);
    return run;
}

} // namespace

/// There is one selection: what is chosen in the list is what the stage shows, and what is selected there is what is
/// heard.
class TestSelection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::useOwnSettings("retrograde-test-selection"); }
    void init()
    {
        QSettings().clear();
        m_window.emplace();
    }
    void cleanup() { m_window.reset(); }

    void aLoopWithASelectionPlaysTheSelection()
    {
        const MusicLibrary library(1, 12, 0);
        m_window->open(library.workspace());
        showFirstTrack();
        drag({ 0.5, 0.5 }, { 0.6, 0.5 }, {});
        const TimeSelection selection = *view()->selection();
        QVERIFY(selection.begin > 5 && selection.end < 8);
        QTest::keyClick(&m_window->window(), Qt::Key_L);
        QTest::keyClick(&m_window->window(), Qt::Key_Space);
        // A second and a half of it: it comes round, and nothing outside is ever heard.
        double before = 0;
        int rounds = 0;
        QElapsedTimer time;
        time.start();
        while (rounds < 2 && time.elapsed() < 15'000) {
            QTest::qWait(20);
            const double now = position();
            if (now == 0 && before == 0)
                continue; // it has not begun
            QVERIFY2(now >= selection.begin - 0.11 && now <= selection.end + 0.11, qPrintable(QString::number(now)));
            rounds += now < before - 0.3 ? 1 : 0;
            before = now;
        }
        QCOMPARE(rounds, 2);
        m_window->stage()->stopPlayback();
    }

    void theLoopIsEnteredWhileSomethingElsePlays()
    {
        const MusicLibrary library(1, 12, 0);
        m_window->open(library.workspace());
        showFirstTrack();
        QTest::keyClick(&m_window->window(), Qt::Key_Space);
        drag({ 0.7, 0.5 }, { 0.8, 0.5 }, {});
        const TimeSelection selection = *view()->selection();
        QTest::keyClick(&m_window->window(), Qt::Key_L);
        QTRY_VERIFY(position() >= selection.begin - 0.11);
        m_window->stage()->stopPlayback();
    }

    void aQuarantinedRowIsWhatTheStageTellsOf()
    {
        const MusicLibrary library(2, 12, 0);
        {
            Workspace workspace(library.workspace());
            Track bad = workspace.tracks()[0];
            bad.id = 0;
            bad.path = library.music() / "bad.wav";
            bad.title = "Bad";
            bad.status = TrackStatus::Quarantined;
            bad.reason = "it holds no sound";
            bad.contentHash.clear();
            workspace.addTrack(bad);
        }
        m_window->open(library.workspace());
        auto *list = m_window->find<QTreeView>("libraryView");
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
            QVERIFY2(m_window->find<QLabel>("stageTitle")->text().startsWith(index.data().toString()),
                qPrintable(m_window->find<QLabel>("stageTitle")->text()));
            if (index.data().toString() == "Bad")
                QVERIFY(m_window->find<QWidget>("stageError")->isVisible());
        }
    }

    void anotherRunsErrorsAreOnTheStageAtOnce()
    {
        const MusicLibrary library(6, 12, 3);
        const Id first = trainedRun(library, 1);
        const Id second = trainedRun(library, 2);
        m_window->open(library.workspace());
        m_window->window().goTo(MainWindow::ErrorsPlace);
        m_window->click("kind_all");
        auto *list = m_window->find<QTreeView>("errorsView");
        auto *run = m_window->find<QComboBox>("errorsRun");
        for (const Id id : { first, second, first }) {
            run->setCurrentIndex(run->findData(QVariant::fromValue<qlonglong>(id)));
            QCOMPARE(list->currentIndex().row(), 0);
            QVERIFY(agree());
            QTest::keyClick(&m_window->window(), Qt::Key_J);
            QTest::keyClick(&m_window->window(), Qt::Key_J);
            QCOMPARE(list->currentIndex().row(), 2);
            QVERIFY(agree());
        }
        // A kind and a search that leave the row out choose another, which is what the stage shows then.
        auto *search = m_window->find<QLineEdit>("errorsSearch");
        const QString title = list->currentIndex().data().toString();
        QString other;
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            if (list->model()->index(row, 0).data().toString() != title)
                other = list->model()->index(row, 0).data().toString();
        }
        QVERIFY(!other.isEmpty());
        search->setText(other);
        QVERIFY(list->currentIndex().isValid());
        QCOMPARE(list->currentIndex().siblingAtColumn(0).data().toString(), other);
        QVERIFY(agree());
    }

    void whatIsJudgedIsOnTheStage()
    {
        const MusicLibrary library(6, 12, 3);
        trainedRun(library, 1);
        m_window->open(library.workspace());
        m_window->window().goTo(MainWindow::ErrorsPlace);
        m_window->click("kind_all");
        QTest::keyClick(&m_window->window(), Qt::Key_J);
        auto *list = m_window->find<QTreeView>("errorsView");
        QCOMPARE(list->currentIndex().row(), 1);
        QVERIFY(agree());
        const auto title = [&] { return m_window->find<QLabel>("stageTitle")->text(); };
        const QString judged = title();
        const auto verdicts = [&] { return Workspace(library.workspace()).verdicts().size(); };

        // What was shown in between makes no difference, in either direction.
        m_window->window().goTo(MainWindow::LibraryPlace);
        showFirstTrack();
        const QString track = title();
        QVERIFY(track != judged);
        m_window->window().goTo(MainWindow::ErrorsPlace);
        QCOMPARE(title(), judged);
        QVERIFY(agree());
        m_window->window().goTo(MainWindow::TrainingPlace);
        QCOMPARE(title(), judged);
        m_window->window().goTo(MainWindow::LibraryPlace);
        QCOMPARE(title(), track);
        m_window->window().goTo(MainWindow::ErrorsPlace);
        QCOMPARE(title(), judged);
        QTest::keyClick(&m_window->window(), Qt::Key_Y);
        QCOMPARE(verdicts(), std::size_t { 1 });
        QCOMPARE(list->currentIndex().row(), 2);
        QVERIFY(agree());

        // Undone from elsewhere it leaves alone what is seen there, and is there on coming back.
        m_window->window().goTo(MainWindow::LibraryPlace);
        QTest::keyClick(&m_window->window(), Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(verdicts(), std::size_t { 0 });
        QCOMPARE(title(), track);
        m_window->window().goTo(MainWindow::ErrorsPlace);
        QCOMPARE(list->currentIndex().row(), 1);
        QCOMPARE(title(), judged);

        // Something else of the same clip: the row comes back before it is judged.
        QTRY_VERIFY_WITH_TIMEOUT(view()->isVisible() && view()->duration() > 0.5, kPatience);
        drag({ 0.3, 0.5 }, { 0.6, 0.5 }, {});
        QTest::keyClick(&m_window->window(), Qt::Key_Z, Qt::ShiftModifier);
        QVERIFY(title() != judged);
        QTest::keyClick(&m_window->window(), Qt::Key_Y);
        QCOMPARE(verdicts(), std::size_t { 0 });
        QCOMPARE(title(), judged);
        QVERIFY(agree());
        QVERIFY(!m_window->find<QToolButton>("verdict_model_right")->isChecked());
        QTest::keyClick(&m_window->window(), Qt::Key_Y);
        QCOMPARE(verdicts(), std::size_t { 1 });
    }

    void keysActAtOnceOnThePageThatOneGoesTo()
    {
        const MusicLibrary library(6, 12, 3);
        trainedRun(library, 1);
        const auto press = [](Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); };
        const auto page = [&] { return m_window->find<QStackedWidget>("pages")->currentIndex(); };
        const auto plays
            = [&] { return m_window->find<QToolButton>("playButton")->accessibleName() == QStringLiteral("Pause"); };
        m_window->open(library.workspace());
        // Nothing is chosen in a library that is seen for the first time.
        QVERIFY(m_window->find<QTreeView>("libraryView")->hasFocus());
        QVERIFY(m_window->stage()->isEmpty());
        press(Qt::Key_J);
        QVERIFY(!m_window->stage()->isEmpty());
        press(Qt::Key_3);
        m_window->click("kind_all");
        press(Qt::Key_2);
        QVERIFY(m_window->find<QTreeView>("runView")->hasFocus());
        m_window->close();

        // A fresh start on the page of runs.
        m_window->open(library.workspace());
        QCOMPARE(page(), int(MainWindow::TrainingPlace));
        auto *list = m_window->find<QTreeView>("errorsView");
        press(Qt::Key_3);
        QVERIFY(list->hasFocus());
        QCOMPARE(list->currentIndex().row(), 0);
        QVERIFY(agree());
        press(Qt::Key_Space);
        QCOMPARE(page(), int(MainWindow::ErrorsPlace));
        QVERIFY(!QApplication::activePopupWidget());
        QTRY_VERIFY(plays());
        press(Qt::Key_J);
        QCOMPARE(list->currentIndex().row(), 1);
        QVERIFY(agree());
        press(Qt::Key_D);
        const std::vector<Verdict> verdicts = Workspace(library.workspace()).verdicts();
        QCOMPARE(verdicts.size(), std::size_t { 1 });
        QCOMPARE(verdicts[0].verdict, std::string("drone"));
        press(Qt::Key_K);
        QCOMPARE(list->currentIndex().row(), 1);

        // By the rail, after the keyboard was somewhere else.
        for (const auto &[rail, view] :
            { std::pair { "railLibrary", "libraryView" }, { "railErrors", "errorsView" } }) {
            m_window->find<QComboBox>("errorsRun")->setFocus();
            m_window->click(rail);
            QVERIFY2(m_window->find<QTreeView>(view)->hasFocus(), view);
            press(Qt::Key_Space);
            QTRY_VERIFY(plays());
        }
    }

    void whatIsChosenWithTheMouseLeavesTheKeysToTheList()
    {
        const MusicLibrary library(6, 12, 3);
        trainedRun(library, 1);
        trainedRun(library, 1);
        m_window->open(library.workspace());
        // A list that gets its first rows takes the keys.
        m_window->window().goTo(MainWindow::ErrorsPlace);
        QVERIFY(!m_window->find<QTreeView>("errorsView")->isVisible());
        m_window->click("kind_all");
        QCOMPARE(m_window->window().focusWidget()->objectName(), QString("errorsView"));
        for (const auto &[place, name, view] : { std::tuple { MainWindow::ErrorsPlace, "errorsRun", "errorsView" },
                 { MainWindow::LibraryPlace, "libraryStatus", "libraryView" } }) {
            m_window->window().goTo(place);
            auto *box = m_window->find<QComboBox>(name);
            QTest::mouseClick(box, Qt::LeftButton);
            QTRY_VERIFY(box->view()->isVisible());
            const QModelIndex second = box->model()->index(1, 0);
            QTest::mouseMove(box->view()->viewport(), box->view()->visualRect(second).center());
            QTest::qWait(QApplication::doubleClickInterval()); // else the release would end the click that opened it
            QTest::mouseClick(box->view()->viewport(), Qt::LeftButton, {}, box->view()->visualRect(second).center());
            QTRY_COMPARE(box->currentIndex(), 1);
            QTRY_VERIFY(!box->view()->isVisible());
            QCOMPARE(m_window->window().focusWidget()->objectName(), QString(view));
        }
    }

    void aPageWithoutRowsTakesTheKeyboardAllTheSame()
    {
        const MusicLibrary library(2, 12, 0);
        m_window->open(library.workspace());
        const auto press = [](Qt::Key key) { QTest::keyClick(QApplication::focusWidget(), key); };
        press(Qt::Key_J);
        for (const auto &[key, place] : { std::pair { Qt::Key_2, MainWindow::TrainingPlace },
                 { Qt::Key_3, MainWindow::ErrorsPlace }, { Qt::Key_2, MainWindow::TrainingPlace } }) {
            press(key);
            press(Qt::Key_Space);
            QCOMPARE(m_window->find<QStackedWidget>("pages")->currentIndex(), int(place));
        }
        // Three times play or pause.
        QTRY_COMPARE(m_window->find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Pause"));
    }

    void wSaysWhyItCannotShowWhereARecogniserLooked()
    {
        const LabelledLibrary library;
        trainedRecogniser(library);
        m_window->open(library.workspace());
        m_window->window().goTo(MainWindow::ErrorsPlace);
        m_window->click("kind_all");
        QTRY_VERIFY_WITH_TIMEOUT(view()->isVisible(), kPatience);
        QTRY_VERIFY(m_window->find<QAction>("actionSaliency")->isEnabled());
        QTest::keyClick(&m_window->window(), Qt::Key_W);
        QVERIFY2(m_window->notice().contains("recogniser"), qPrintable(m_window->notice()));
        QVERIFY(!m_window->find<QAction>("actionSaliency")->isChecked());

        // And of a track that nobody judged.
        m_window->window().goTo(MainWindow::LibraryPlace);
        showFirstTrack(0.5);
        QTest::keyClick(&m_window->window(), Qt::Key_W);
        QVERIFY2(m_window->notice().contains("under Errors"), qPrintable(m_window->notice()));
    }

    void aBoxIsZoomedToInBothDirections()
    {
        const MusicLibrary library(1, 12, 0);
        m_window->open(library.workspace());
        showFirstTrack();
        drag({ 0.4, 0.3 }, { 0.6, 0.6 }, Qt::ControlModifier);
        const TimeSelection box = *view()->selection();
        QVERIFY(box.highHertz > box.lowHertz);
        QTest::keyClick(&m_window->window(), Qt::Key_Z);
        QVERIFY(std::abs(view()->visibleBegin() - box.begin) < 0.05);
        QVERIFY(std::abs(view()->visibleEnd() - box.end) < 0.05);
        // The box fills the picture now: a point near its upper edge is near the box's highest frequency.
        const auto heard = [&](double down) {
            const QPoint place = placeAt({ 0.5, down });
            QMouseEvent move(QEvent::MouseMove, place, plot()->mapToGlobal(place), Qt::NoButton, {}, {});
            QCoreApplication::sendEvent(plot(), &move);
            const QString words = m_window->find<QLabel>("stageReadOut")->text();
            const QRegularExpressionMatch match = QRegularExpression(QStringLiteral("([0-9.,]+) Hz")).match(words);
            return match.captured(1).remove(',').toDouble();
        };
        QVERIFY2(std::abs(heard(0.03) / box.highHertz - 1) < 0.1, qPrintable(QString::number(heard(0.03))));
        QVERIFY2(std::abs(heard(0.97) / box.lowHertz - 1) < 0.1, qPrintable(QString::number(heard(0.97))));
        // All of it again.
        QTest::keyClick(&m_window->window(), Qt::Key_0, Qt::ShiftModifier);
        QVERIFY(heard(0.03) > 1.5 * box.highHertz);
        QVERIFY(heard(0.97) < box.lowHertz / 1.5);
    }

    void keysLeadFromTheSearchFieldIntoTheList_data()
    {
        QTest::addColumn<bool>("errors");
        QTest::newRow("library") << false;
        QTest::newRow("errors") << true;
    }
    void keysLeadFromTheSearchFieldIntoTheList()
    {
        QFETCH(bool, errors);
        const MusicLibrary library(6, 12, 3);
        if (errors)
            trainedRun(library, 1);
        m_window->open(library.workspace());
        if (errors) {
            m_window->window().goTo(MainWindow::ErrorsPlace);
            m_window->click("kind_all");
        }
        auto *search = m_window->find<QLineEdit>(errors ? "errorsSearch" : "librarySearch");
        auto *list = m_window->find<QTreeView>(errors ? "errorsView" : "libraryView");
        const int all = list->model()->rowCount();
        QTest::keyClick(&m_window->window(), Qt::Key_F);
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, list->model()->index(0, 0).data().toString());
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(list->hasFocus());
        QVERIFY(list->model()->rowCount() < all);
        QCOMPARE(list->currentIndex().row(), 0);

        QTest::keyClick(&m_window->window(), Qt::Key_F);
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(search->text().isEmpty());
        QVERIFY(list->hasFocus());
        QTRY_COMPARE(list->model()->rowCount(), all);

        // What was gone to stays chosen, also where the search had chosen it.
        list->setCurrentIndex(list->model()->index(0, 0));
        const QString last = list->model()->index(all - 1, 0).data().toString();
        QTest::keyClick(&m_window->window(), Qt::Key_F);
        QTest::keyClicks(search, last);
        QTRY_VERIFY(list->model()->rowCount() < all);
        QTest::keyClick(search, Qt::Key_Return);
        QTest::keyClick(&m_window->window(), Qt::Key_F);
        QTest::keyClick(search, Qt::Key_Escape);
        QTRY_COMPARE(list->model()->rowCount(), all);
        QTRY_COMPARE(list->currentIndex().siblingAtColumn(0).data().toString(), last);

        // Escape ends the search from within the list as well.
        QTest::keyClick(&m_window->window(), Qt::Key_F);
        QTest::keyClicks(search, last);
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(list->hasFocus());
        QTest::keyClick(list, Qt::Key_Escape);
        QVERIFY(search->text().isEmpty());
        QTRY_COMPARE(list->model()->rowCount(), all);
        QTRY_COMPARE(list->currentIndex().siblingAtColumn(0).data().toString(), last);

        // A search that was for nothing leads back to where it began.
        list->setCurrentIndex(list->model()->index(2, 0));
        const QString chosen = list->currentIndex().data().toString();
        for (const char *words : { "nothing is called this", "notes" }) {
            QTest::keyClick(&m_window->window(), Qt::Key_F);
            QTest::keyClicks(search, words);
            QTRY_VERIFY(list->model()->rowCount() != all || QByteArray(words) == "notes");
            QTest::keyClick(search, Qt::Key_Escape);
            QTRY_COMPARE(list->model()->rowCount(), all);
            QTRY_COMPARE(list->currentIndex().data().toString(), chosen);
            QVERIFY(list->hasFocus());
        }

        QTest::keyClick(&m_window->window(), Qt::Key_F);
        QTest::keyClick(search, Qt::Key_Down);
        QVERIFY(list->hasFocus());
        QVERIFY(list->currentIndex().isValid());
    }

    void countsSayHowManyRowsAreThere()
    {
        const MusicLibrary library(4, 12, 2);
        {
            Workspace workspace(library.workspace());
            std::vector<Track> tracks = workspace.tracks();
            tracks[0].status = TrackStatus::Quarantined;
            tracks[0].reason = "it holds no sound";
            workspace.updateTrack(tracks[0]);
        }
        m_window->open(library.workspace());
        auto *list = m_window->find<QTreeView>("libraryView");
        auto *status = m_window->find<QComboBox>("libraryStatus");
        const auto counts = [&] { return m_window->find<QLabel>("libraryCounts")->text(); };
        QCOMPARE(list->model()->rowCount(), 4);
        QVERIFY2(counts().startsWith("4 tracks"), qPrintable(counts()));
        for (int filter = 1; filter < status->count(); ++filter) {
            status->setCurrentIndex(filter);
            QVERIFY2(
                counts().startsWith(QString("%1 of 4 tracks").arg(list->model()->rowCount())), qPrintable(counts()));
        }
        // The link shows as many as it counts, whatever else is searched for.
        status->setCurrentIndex(0);
        m_window->find<QLineEdit>("librarySearch")->setText("nothing is called this");
        QTRY_VERIFY(counts().startsWith("0 of 4 tracks"));
        QVERIFY(counts().contains("1 quarantined"));
        Q_EMIT m_window->find<QLabel>("libraryCounts")->linkActivated("quarantined");
        QCOMPARE(list->model()->rowCount(), 1);
        QVERIFY(counts().startsWith("1 of 4 tracks"));
    }

    void theErrorsCountTheRowsThatAreListed()
    {
        const MusicLibrary library(6, 12, 3);
        trainedRun(library, 1);
        m_window->open(library.workspace());
        m_window->window().goTo(MainWindow::ErrorsPlace);
        m_window->click("kind_all");
        auto *list = m_window->find<QTreeView>("errorsView");
        auto *kind = m_window->find<QToolButton>("kind_all");
        const int all = list->model()->rowCount();
        QCOMPARE(kind->text(), QString("All (%1)").arg(all));
        m_window->find<QLineEdit>("errorsSearch")->setText(list->model()->index(0, 0).data().toString());
        QVERIFY(list->model()->rowCount() < all);
        QCOMPARE(kind->text(), QString("All (%1 of %2)").arg(list->model()->rowCount()).arg(all));
    }

private:
    ClipView *view() { return m_window->window().findChild<ClipView *>(); }
    QWidget *plot() { return m_window->find<QWidget>("spectrogramPlot"); }
    void showFirstTrack(double atLeastSeconds = 10)
    {
        auto *list = m_window->find<QTreeView>("libraryView");
        list->setCurrentIndex({});
        list->setCurrentIndex(list->model()->index(0, 0));
        QTRY_VERIFY_WITH_TIMEOUT(view()->isVisible(), kPatience);
        QTRY_VERIFY(view()->duration() > atLeastSeconds && m_window->find<QAction>("actionFit")->isEnabled());
    }
    /// @p share of the picture's width and height, from the upper left
    QPoint placeAt(QPointF share)
    {
        const QRect picture = m_window->window().findChild<SpectrogramView *>("spectrogramView")->pictureRect();
        return { picture.left() + static_cast<int>(share.x() * picture.width()),
            picture.top() + static_cast<int>(share.y() * picture.height()) };
    }
    void drag(QPointF from, QPointF to, Qt::KeyboardModifiers modifiers)
    {
        QTest::mousePress(plot(), Qt::LeftButton, modifiers, placeAt(from));
        for (const double part : { 0.3, 0.6, 1.0 }) {
            const QPoint place = placeAt(from + part * (to - from));
            QMouseEvent move(
                QEvent::MouseMove, place, plot()->mapToGlobal(place), Qt::NoButton, Qt::LeftButton, modifiers);
            QCoreApplication::sendEvent(plot(), &move);
        }
        QTest::mouseRelease(plot(), Qt::LeftButton, modifiers, placeAt(to));
        QVERIFY(view()->selection());
    }
    /// Seconds, as the player's line says.
    double position()
    {
        const QString text = m_window->find<QLabel>("positionLabel")->text();
        const QStringList parts = text.section(" / ", 0, 0).split(':');
        return parts.size() == 2 ? 60 * parts[0].toDouble() + parts[1].toDouble() : -1;
    }
    /// Whether the stage tells of the chosen row of the errors.
    bool agree()
    {
        auto *list = m_window->find<QTreeView>("errorsView");
        const QModelIndex row = list->currentIndex();
        const QString title = m_window->find<QLabel>("stageTitle")->text();
        const bool track = title.startsWith(row.siblingAtColumn(0).data().toString());
        const bool place = title.contains(row.siblingAtColumn(2).data().toString());
        // "reversed (0.93)" stands on the stage with what the number is: "reversed (P reversed 0.93)".
        QString answer = row.siblingAtColumn(4).data().toString();
        const bool says = m_window->find<QLabel>("stageJudgement")
                              ->text()
                              .contains(answer.replace(u'(', QStringLiteral("(P reversed ")));
        return track && place && says;
    }

    std::optional<WindowFixture> m_window;
};

QTEST_MAIN(TestSelection)
#include "tst_selection.moc"
