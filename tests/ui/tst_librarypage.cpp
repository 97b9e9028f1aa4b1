#include "library/workspace.h"
#include "support/workspacefixture.h"
#include "ui/library/librarypage.h"
#include "ui/library/trackmodel.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTest>
#include <QTimer>
#include <QTreeView>

using namespace retrograde;
using retrograde::testing::makeTrack;
using retrograde::testing::ScratchFolder;

class TestLibraryPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_workspace.emplace(m_folder->path());
        m_page.emplace();
        connect(&*m_page, &Page::itemSelected, this, [this](const StageItem &item) { m_selected.push_back(item); });
        m_page->setWorkspace(&*m_workspace);
        m_page->resize(1200, 400);
        m_page->show();
    }
    void cleanup()
    {
        m_page.reset();
        m_workspace.reset();
        m_folder.reset();
        m_selected.clear();
    }

    void anEmptyWorkspaceSaysHowToBegin()
    {
        QVERIFY(find<QWidget>("welcomePanel")->isVisible());
        QSignalSpy demo(&*m_page, &LibraryPage::demoRequested);
        QSignalSpy open(&*m_page, &LibraryPage::openMusicRequested);
        QTest::mouseClick(find<QPushButton>("demoButton"), Qt::LeftButton);
        QTest::mouseClick(find<QPushButton>("openMusicButton"), Qt::LeftButton);
        QCOMPARE(demo.size(), 1);
        QCOMPARE(open.size(), 1);
    }

    void whileMusicComesTheEmptyPageSaysHowFar()
    {
        m_page->showProgress({ "Importing", 3, 12, "a.wav" });
        QVERIFY(find<QLabel>("welcomeStage")->isVisible());
        QCOMPARE(find<QLabel>("welcomeStage")->text(), "Importing");
        QSignalSpy cancelled(&*m_page, &LibraryPage::cancelRequested);
        QTest::mouseClick(find<QPushButton>("welcomeCancel"), Qt::LeftButton);
        QCOMPARE(cancelled.size(), 1);
        m_page->showIdle("Nothing usable was found.");
        QVERIFY(find<QPushButton>("demoButton")->isVisible());
        QCOMPARE(find<QLabel>("welcomeOutcome")->text(), "Nothing usable was found.");
    }

    void typingFinds()
    {
        fill();
        QCOMPARE(view()->model()->rowCount(), 4);
        m_page->focusSearch();
        QTest::keyClicks(find<QLineEdit>("librarySearch"), "moth");
        QTRY_COMPARE(view()->model()->rowCount(), 1);
        QVERIFY(find<QLabel>("libraryCounts")->text().startsWith("1 of 4"));
        QTest::keyClicks(find<QLineEdit>("librarySearch"), "xyz");
        QTRY_VERIFY(!view()->isVisible());
        QTest::mouseClick(find<QPushButton>("libraryShowAll"), Qt::LeftButton);
        QVERIFY(view()->isVisible());
        QCOMPARE(view()->model()->rowCount(), 4);
    }

    void theFiltersNarrow()
    {
        fill();
        QVERIFY(find<QLabel>("libraryCounts")->text().startsWith("4 track"));
        QVERIFY(find<QLabel>("libraryCounts")->text().contains("1 quarantined"));
        auto *status = find<QComboBox>("libraryStatus");
        QVERIFY(
            QMetaObject::invokeMethod(find<QLabel>("libraryCounts"), "linkActivated", Q_ARG(QString, "quarantined")));
        QCOMPARE(status->currentText(), "quarantined");
        QCOMPARE(view()->model()->rowCount(), 1);
        status->setCurrentIndex(0);
        auto *dataset = find<QComboBox>("libraryDataset");
        dataset->setCurrentIndex(dataset->findText("Second"));
        QCOMPARE(view()->model()->rowCount(), 1);
        QCOMPARE(titleAt(0), "Moth");
    }

    void aClickOnAHeaderSorts()
    {
        fill();
        QHeaderView *header = view()->header();
        QTRY_VERIFY(header->sectionSize(TrackModel::TitleColumn) > 200); // once it is laid out
        // Where the heading is at that moment: columns may still be finding their room.
        const auto click = [&] {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                { header->sectionViewportPosition(TrackModel::LengthColumn) + 10, header->height() / 2 });
        };
        click();
        QTRY_COMPARE(header->sortIndicatorSection(), static_cast<int>(TrackModel::LengthColumn));
        const Qt::SortOrder order = header->sortIndicatorOrder();
        const QString first = titleAt(0);
        click();
        QTRY_VERIFY(header->sortIndicatorOrder() != order);
        QTRY_VERIFY(first != titleAt(0));
        QVERIFY(first == "Aurora" || titleAt(0) == "Aurora" || titleAt(1) == "Aurora");
    }

    void choosingPutsTrackOrClipOnTheStage()
    {
        fill();
        const QModelIndex track = indexOf("Crystal Cave");
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->visualRect(track).center());
        QCOMPARE(m_selected.size(), std::size_t { 1 });
        QCOMPARE(m_selected.back().track.title, "Crystal Cave");
        QCOMPARE(m_selected.back().seconds, 0.0);

        view()->expand(track);
        QTRY_COMPARE(view()->model()->rowCount(track), 4);
        m_page->moveSelection(+1);
        m_page->moveSelection(+1);
        QCOMPARE(m_selected.back().startSeconds, 10.0);
        QCOMPARE(m_selected.back().seconds, 10.0);
        m_page->moveSelection(-1);
        QCOMPARE(m_selected.back().startSeconds, 0.0);

        QSignalSpy play(&*m_page, &Page::playRequested);
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(play.size(), 1);
    }

    void whatCannotBeUsedIsPutOnTheStageWhichSaysWhy()
    {
        fill();
        find<QComboBox>("libraryStatus")->setCurrentIndex(3);
        m_page->moveSelection(+1);
        QVERIFY(view()->currentIndex().isValid());
        QCOMPARE(m_selected.size(), std::size_t { 1 });
        QVERIFY(m_selected.back().track.status == TrackStatus::Quarantined);
    }

    void refreshingKeepsWhatTheUserSees()
    {
        fill();
        const QModelIndex track = indexOf("Crystal Cave");
        view()->expand(track);
        view()->setCurrentIndex(view()->model()->index(2, 0, track));
        const std::size_t before = m_selected.size();
        add("Abyss", "Abel", 20, 2, m_first);
        m_page->refresh();
        QCOMPARE(view()->model()->rowCount(), 5);
        QVERIFY(view()->isExpanded(indexOf("Crystal Cave")));
        QCOMPARE(view()->currentIndex().parent(), indexOf("Crystal Cave"));
        QCOMPARE(view()->currentIndex().row(), 2);
        QCOMPARE(m_selected.size(), before);
    }

    void warningsAreShownAndFound()
    {
        fill();
        Track odd = makeTrack(m_first, "Odd", "Zimmer");
        odd.warning = "it is silent";
        odd.licence = "Attribution-NonCommercial 3.0";
        odd.sourceUrl = "https://example.org/odd";
        m_workspace->addTrack(odd);
        m_page->refresh();
        auto *status = find<QComboBox>("libraryStatus");
        status->setCurrentIndex(status->findText("usable, with a warning"));
        QCOMPARE(view()->model()->rowCount(), 1);
        const QModelIndex row = view()->model()->index(0, 0);
        QCOMPARE(row.siblingAtColumn(TrackModel::StatusColumn).data().toString(), "usable, but it is silent");
        const QModelIndex licence = row.siblingAtColumn(TrackModel::LicenceColumn);
        QCOMPARE(licence.data().toString(), "CC BY-NC 3.0");
        QVERIFY(licence.data(Qt::ToolTipRole).toString().contains("“Odd” by Zimmer"));
        QVERIFY(licence.data(Qt::ToolTipRole).toString().contains("Attribution-NonCommercial 3.0"));
        QVERIFY(licence.data(Qt::ToolTipRole).toString().contains("https://example.org/odd"));
        // It can be heard like any other.
        m_page->moveSelection(+1);
        QCOMPARE(m_selected.back().track.title, "Odd");
    }

    void renderedDatasetsSaySo()
    {
        fill();
        QVERIFY(!find<QLabel>("libraryRendered")->isVisible());
        m_workspace->setDatasetRendered(m_first, true);
        m_workspace->setDatasetNote(m_first, "Rendered, not recorded.");
        m_page->refresh();
        QVERIFY(find<QLabel>("libraryRendered")->isVisible());
        QVERIFY(find<QLabel>("libraryRendered")->text().contains("not recorded"));
        auto *dataset = find<QComboBox>("libraryDataset");
        dataset->setCurrentIndex(dataset->findText("Second"));
        QVERIFY(!find<QLabel>("libraryRendered")->isVisible());
    }

    void theMenuOfATrackReleasesAndRemoves()
    {
        fill();
        Track odd = makeTrack(m_first, "Odd", "Zimmer");
        odd.status = TrackStatus::Quarantined;
        odd.reason = "too short";
        const Id oddId = m_workspace->addTrack(odd);
        m_page->refresh();
        QSignalSpy released(&*m_page, &LibraryPage::releaseRequested);
        QSignalSpy removed(&*m_page, &LibraryPage::removeTrackRequested);
        QSignalSpy removedAll(&*m_page, &LibraryPage::removeDatasetRequested);
        QSignalSpy again(&*m_page, &LibraryPage::importAgainRequested);
        trigger("Odd", "libraryRelease");
        QCOMPARE(released.size(), 1);
        QCOMPARE(released[0][0].toLongLong(), oddId);
        trigger("Crystal Cave", "libraryRelease"); // not in quarantine: disabled
        QCOMPARE(released.size(), 1);
        trigger("Moth", "libraryRemoveTrack");
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed[0][0].value<Track>().title, "Moth");
        trigger("Moth", "libraryRemoveDataset");
        QCOMPARE(removedAll[0][0].value<Dataset>().name, "Second");
        trigger("Odd", "libraryImportAgain");
        QCOMPARE(again[0][0].value<Dataset>().name, "First");
    }

    void rowsAreDense()
    {
        fill();
        QCOMPARE(view()->visualRect(view()->model()->index(0, 0)).height(), 24);
    }

private:
    /// Opens the menu of the track called @p title and triggers an action of it.
    void trigger(const QString &title, const char *action)
    {
        QTimer::singleShot(0, this, [this, action] {
            auto *menu = find<QMenu>("libraryMenu");
            auto *entry = menu->findChild<QAction *>(QLatin1String(action));
            if (entry->isEnabled())
                entry->trigger();
            menu->close();
        });
        Q_EMIT view()->customContextMenuRequested(view()->visualRect(indexOf(title)).center());
    }
    void fill()
    {
        m_first = addDataset("First");
        const Id second = addDataset("Second");
        add("Crystal Cave", "Kievernagel", 31, 4, m_first);
        add("Aurora", "Zimmer", 305, 31, m_first);
        add("Moth", "Abel", 12, 2, second);
        Track broken = makeTrack(m_first, "broken");
        broken.status = TrackStatus::Quarantined;
        broken.reason = "it holds no sound";
        m_workspace->addTrack(broken);
        m_page->refresh();
    }
    Id addDataset(const std::string &name)
    {
        Dataset dataset;
        dataset.name = name;
        dataset.kind = "folder";
        dataset.root = "/music/" + name;
        return m_workspace->addDataset(dataset);
    }
    void add(const std::string &title, const std::string &artist, double seconds, int clips, Id dataset)
    {
        Track track = makeTrack(dataset, title, artist);
        track.seconds = seconds;
        const Id id = m_workspace->addTrack(track);
        std::vector<Clip> parts;
        for (int i = 0; i < clips; ++i)
            parts.push_back({ 0, id, i * kClipSeconds, std::min(kClipSeconds, seconds - i * kClipSeconds) });
        m_workspace->setClips(id, parts);
    }
    template<typename Widget> Widget *find(const char *name) const
    {
        return m_page->findChild<Widget *>(QLatin1String(name));
    }
    QTreeView *view() const { return find<QTreeView>("libraryView"); }
    QString titleAt(int row) const { return view()->model()->index(row, TrackModel::TitleColumn).data().toString(); }
    QModelIndex indexOf(const QString &title) const
    {
        for (int row = 0; row < view()->model()->rowCount(); ++row) {
            if (titleAt(row) == title)
                return view()->model()->index(row, 0);
        }
        return {};
    }

    std::optional<ScratchFolder> m_folder;
    std::optional<Workspace> m_workspace;
    std::optional<LibraryPage> m_page;
    std::vector<StageItem> m_selected;
    Id m_first = 0;
};

QTEST_MAIN(TestLibraryPage)
#include "tst_librarypage.moc"
