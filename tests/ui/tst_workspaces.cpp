#include "audio/wavfile.h"
#include "library/unfinishedwork.h"
#include "library/workspacefolder.h"
#include "support/musiclibrary.h"
#include "ui/library/librarypage.h"
#include "ui/training/runform.h"
#include "ui/windowfixture.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTreeView>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

/// Which folders become workspaces, what an import leaves, and what is found again after the window was closed.
class TestWorkspaces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { WindowFixture::useOwnSettings("retrograde-test-workspaces"); }
    void init()
    {
        QSettings().clear();
        m_folder.emplace();
        m_window.emplace();
    }
    void cleanup()
    {
        m_window.reset();
        m_folder.reset();
    }

    void foldersAreToldApart()
    {
        const fs::path base = m_folder->path();
        fs::create_directories(base / "music" / "deep" / "er");
        std::ofstream(base / "music" / "deep" / "er" / "song.flac") << "x";
        fs::create_directories(base / "empty");
        std::ofstream(base / "empty" / ".hidden") << "x";
        fs::create_directories(base / "letters");
        std::ofstream(base / "letters" / "a.txt") << "x";
        {
            const Workspace workspace(base / "workspace");
        }
        QVERIFY(folderKind(base / "music") == FolderKind::Music);
        QVERIFY(folderKind(base / "empty") == FolderKind::Vacant);
        QVERIFY(folderKind(base / "absent") == FolderKind::Vacant);
        QVERIFY(folderKind(base / "letters") == FolderKind::Occupied);
        QVERIFY(folderKind(base / "workspace") == FolderKind::Workspace);
    }

    void nothingIsWrittenIntoMusic()
    {
        writeNotes(m_folder->path() / "music", 2, 2);
        const std::vector<std::string> before = filesBelow(m_folder->path() / "music");
        m_window->open(m_folder->path() / "workspace");
        m_window->files.folder = toFileName(m_folder->path() / "music");
        m_window->messages.answer = false;
        m_window->find<QAction>("actionOpenWorkspace")->trigger();
        QCOMPARE(m_window->messages.asked.size(), 1);
        QVERIFY(m_window->messages.asked[0].contains("nothing is ever written into music"));
        QCOMPARE(filesBelow(m_folder->path() / "music"), before);
        QVERIFY(m_window->window().windowTitle().startsWith("workspace"));

        // What may have been meant is offered.
        m_window->messages.answer = true;
        m_window->find<QAction>("actionOpenWorkspace")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->find<QTreeView>("libraryView")->model()->rowCount(), 2, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->window().isIdle(), kPatience);
        QCOMPARE(filesBelow(m_folder->path() / "music"), before);

        // Nor in between anything else, nor when it is named at the start.
        fs::create_directories(m_folder->path() / "letters");
        std::ofstream(m_folder->path() / "letters" / "a.txt") << "x";
        m_window->window().openWorkspace(m_folder->path() / "letters");
        QCOMPARE(m_window->messages.warned.size(), 1);
        QCOMPARE(filesBelow(m_folder->path() / "letters").size(), std::size_t { 1 });
    }

    void recentWorkspacesAreListed()
    {
        m_window->open(m_folder->path() / "first");
        m_window->window().openWorkspace(m_folder->path() / "second");
        auto *menu = m_window->find<QMenu>("menuRecent");
        QVERIFY(menu);
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 2);
        QVERIFY(menu->actions().at(0)->text().endsWith("second"));
        menu->actions().at(1)->trigger();
        QVERIFY(m_window->window().windowTitle().startsWith("first"));
        fs::remove_all(m_folder->path() / "second");
        Q_EMIT menu->aboutToShow();
        QCOMPARE(menu->actions().size(), 1);
    }

    void aFolderWithoutSoundIsSaidToBeSoAndLeavesNothing_data()
    {
        QTest::addColumn<bool>("text");
        QTest::newRow("empty") << false;
        QTest::newRow("text only") << true;
    }
    void aFolderWithoutSoundIsSaidToBeSoAndLeavesNothing()
    {
        QFETCH(bool, text);
        fs::create_directories(m_folder->path() / "silent" / "inner");
        if (text)
            std::ofstream(m_folder->path() / "silent" / "inner" / "readme.txt") << "words";
        m_window->open(m_folder->path() / "workspace");
        m_window->files.folder = toFileName(m_folder->path() / "silent");
        m_window->find<QAction>("actionImportFolder")->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(m_window->messages.warned.size(), 1, kPatience);
        QVERIFY(m_window->messages.warned[0].contains("There is no sound file"));
        QVERIFY(m_window->messages.warned[0].contains("silent"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->window().isIdle(), kPatience);
        QCOMPARE(Workspace(m_folder->path() / "workspace").datasets().size(), std::size_t { 0 });
        QCOMPARE(m_window->find<QComboBox>("libraryDataset")->count(), 1);
    }

    void anImportLeavesTheTreeAsItIs()
    {
        const MusicLibrary library(3, 25, 0);
        m_window->open(library.workspace());
        auto *view = m_window->find<QTreeView>("libraryView");
        view->setCurrentIndex(view->model()->index(1, 0));
        QTest::keyClick(view, Qt::Key_Right);
        QTRY_VERIFY(view->isExpanded(view->model()->index(1, 0)));
        const QString open = view->model()->index(1, 0).data().toString();
        view->setCurrentIndex(view->model()->index(1, 0, view->model()->index(1, 0)));
        const QString chosen = view->currentIndex().data().toString();

        writeNotes(m_folder->path() / "more", 2, 12);
        m_window->window().importPaths({ m_folder->path() / "more" });
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 5, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->window().isIdle(), kPatience);
        const auto openRows = [&] {
            QStringList rows;
            for (int row = 0; row < view->model()->rowCount(); ++row) {
                if (view->isExpanded(view->model()->index(row, 0)))
                    rows << view->model()->index(row, 0).data().toString();
            }
            return rows;
        };
        QCOMPARE(openRows(), QStringList { open });
        QCOMPARE(view->currentIndex().data().toString(), chosen);

        // Nor do another order and another filter that keeps it.
        view->sortByColumn(0, Qt::DescendingOrder);
        QCOMPARE(openRows(), QStringList { open });
        QCOMPARE(view->currentIndex().data().toString(), chosen);
        m_window->find<QComboBox>("libraryDataset")
            ->setCurrentIndex(m_window->find<QComboBox>("libraryDataset")->findText("Notes"));
        QCOMPARE(openRows(), QStringList { open });
        QCOMPARE(view->currentIndex().data().toString(), chosen);
    }

    void whatWasLookedAtIsThereAfterARestart()
    {
        const MusicLibrary library(3, 12, 0);
        m_window->open(library.workspace());
        auto *view = m_window->find<QTreeView>("libraryView");
        view->setCurrentIndex(view->model()->index(2, 0));
        const QString title = view->currentIndex().data().toString();
        QTRY_VERIFY(m_window->find<QLabel>("stageTitle")->text().startsWith(title));
        m_window->stage()->setTransform("reversed");
        m_window->window().goTo(MainWindow::TrainingPlace);
        m_window->find<QComboBox>("formTask")->setCurrentIndex(1);
        m_window->find<QComboBox>("formClip")->setCurrentIndex(2);
        m_window->find<QSpinBox>("formEpochs")->setValue(77);
        m_window->find<QLineEdit>("formSeed")->setText("1234567890123");
        const RunSpec form = m_window->window().findChild<RunForm *>()->spec();
        m_window->close();

        m_window->open(library.workspace());
        QCOMPARE(m_window->find<QStackedWidget>("pages")->currentIndex(), int(MainWindow::TrainingPlace));
        QVERIFY(m_window->window().findChild<RunForm *>()->spec() == form);
        QCOMPARE(m_window->find<QSpinBox>("formEpochs")->value(), 77);
        QVERIFY(m_window->find<QLabel>("stageTitle")->text().startsWith(title));
        QCOMPARE(m_window->stage()->transform(), QString("reversed"));
        QCOMPARE(m_window->find<QTreeView>("libraryView")->currentIndex().data().toString(), title);
    }

    void anotherTaskKeepsWhatTheUserHasSet()
    {
        const MusicLibrary library(2, 12, 0);
        m_window->open(library.workspace());
        auto *epochs = m_window->find<QSpinBox>("formEpochs");
        auto *task = m_window->find<QComboBox>("formTask");
        auto *clip = m_window->find<QComboBox>("formClip");
        clip->setCurrentIndex(3);
        const QString chosen = clip->currentText();
        epochs->setValue(77);
        task->setCurrentIndex(1);
        QCOMPARE(epochs->value(), 77);
        m_window->find<QComboBox>("formNetwork")->setCurrentIndex(2);
        QCOMPARE(epochs->value(), 77);
        task->setCurrentIndex(0);
        QCOMPARE(epochs->value(), 77);
        QCOMPARE(clip->currentText(), chosen);
    }

    void workThatWasCutOffGoesOnAtTheNextStart()
    {
        const fs::path workspace = m_folder->path() / "workspace";
        writeNotes(m_folder->path() / "music", 12, 60);
        m_window->open(workspace);
        m_window->window().importPaths({ m_folder->path() / "music" });
        // Quitting in the middle of it asks nothing, for nothing is lost.
        m_window->close();
        QVERIFY(m_window->messages.asked.isEmpty());
        const auto missing = [&] {
            const Workspace look(workspace);
            std::size_t without = 12 - look.tracks().size();
            for (const Track &track : look.tracks())
                without += look.features().contains(track.contentHash, CqtParameters {}) ? 0 : 1;
            return without;
        };
        QVERIFY(missing() > 0);

        m_window->open(workspace);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->window().isIdle(), kPatience);
        QCOMPARE(missing(), std::size_t { 0 });
        m_window->close();
        QVERIFY(takeUnfinishedWork(workspace).empty());
    }

    void workThatIsAtWorkElsewhereIsLeftAlone()
    {
        const fs::path workspace = m_folder->path() / "workspace";
        {
            const Workspace made(workspace);
        }
        std::optional<WorkNote> note;
        note.emplace(workspace, UnfinishedWork { false, { "/music/\xff" } });
        QVERIFY(takeUnfinishedWork(workspace).empty());
        note.reset(); // its process ended
        const std::vector<UnfinishedWork> left = takeUnfinishedWork(workspace);
        QCOMPARE(left.size(), std::size_t { 1 });
        QCOMPARE(left[0].imports, std::vector<fs::path> { "/music/\xff" });
        QVERIFY(takeUnfinishedWork(workspace).empty());
        note.emplace(workspace, UnfinishedWork {});
        note->done();
        note.reset();
        QVERIFY(takeUnfinishedWork(workspace).empty());
    }

private:
    std::optional<ScratchFolder> m_folder;
    std::optional<WindowFixture> m_window;
};

QTEST_MAIN(TestWorkspaces)
#include "tst_workspaces.moc"
