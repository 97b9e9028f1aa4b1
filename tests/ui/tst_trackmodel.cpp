#include "library/workspace.h"
#include "support/workspacefixture.h"
#include "ui/library/trackmodel.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

using namespace retrograde;
using retrograde::testing::makeTrack;
using retrograde::testing::ScratchFolder;

class TestTrackModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_workspace.emplace(m_folder->path());
        Dataset dataset;
        dataset.name = "Demo";
        dataset.kind = "folder";
        dataset.root = "/music";
        m_dataset = m_workspace->addDataset(dataset);
        add("Crystal Cave", "Kievernagel", 31, 4);
        add("Aurora", "Zimmer", 305, 31);
        add("Moth", "Abel", 12, 2);
        Track broken = makeTrack(m_dataset, "broken");
        broken.title.clear();
        broken.status = TrackStatus::Quarantined;
        broken.reason = "it holds no sound";
        m_workspace->addTrack(broken);
        m_model.emplace();
        m_tester.emplace(&*m_model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        // It would fetch in the middle of a reset, which no view does.
        m_tester->setUseFetchMore(false);
        m_model->setWorkspace(&*m_workspace);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_workspace.reset();
        m_folder.reset();
    }

    void tracksComeInTheOrderThatTheHeaderAsksFor()
    {
        const auto titles = [this] {
            QStringList found;
            for (int row = 0; row < m_model->rowCount(); ++row)
                found << text(row, TrackModel::TitleColumn);
            return found;
        };
        m_model->sort(TrackModel::TitleColumn, Qt::AscendingOrder);
        QCOMPARE(titles().filter(QRegularExpression("^[ACM]")), QStringList({ "Aurora", "Crystal Cave", "Moth" }));
        m_model->sort(TrackModel::LengthColumn, Qt::DescendingOrder);
        QCOMPARE(titles().mid(0, 3), QStringList({ "Aurora", "Crystal Cave", "Moth" }));
        m_model->sort(TrackModel::LengthColumn, Qt::AscendingOrder);
        QCOMPARE(titles().last(), "Aurora");
    }

    void aFilterIsAnsweredByTheDatabase()
    {
        TrackQuery query;
        query.search = "crystal kiever";
        m_model->setFilter(query);
        QCOMPARE(m_model->rowCount(), 1);
        QCOMPARE(text(0, TrackModel::ArtistColumn), "Kievernagel");
        query = {};
        query.status = TrackStatus::Quarantined;
        m_model->setFilter(query);
        QCOMPARE(m_model->rowCount(), 1);
        QCOMPARE(text(0, TrackModel::TitleColumn), "broken.wav");
        QVERIFY(text(0, TrackModel::StatusColumn).contains("it holds no sound"));
        QVERIFY(m_model->index(0, 0).data(Qt::ToolTipRole).toString().contains("/music/broken.wav"));
    }

    void clipsAreReadWhenATrackIsOpened()
    {
        m_model->sort(TrackModel::TitleColumn, Qt::AscendingOrder);
        const QModelIndex track = m_model->indexOfTrack(m_ids.at(0));
        QVERIFY(m_model->hasChildren(track));
        QCOMPARE(m_model->rowCount(track), 0);
        QVERIFY(m_model->canFetchMore(track));
        m_model->fetchMore(track);
        QCOMPARE(m_model->rowCount(track), 4);
        QVERIFY(!m_model->canFetchMore(track));

        const QModelIndex second = m_model->index(1, TrackModel::TitleColumn, track);
        QCOMPARE(second.parent(), track);
        QVERIFY(second.data().toString().contains("0:10"));
        QCOMPARE(m_model->clip(second)->startSeconds, 10.0);
        QCOMPARE(m_model->track(second)->title, "Crystal Cave");
        QCOMPARE(m_model->index(3, TrackModel::LengthColumn, track).data().toString(), "0:01");
        QVERIFY(!m_model->clip(track));
    }

    void manyTracksAreReadWhereTheyAreLookedAt()
    {
        for (int i = 0; i < 500; ++i)
            m_workspace->addTrack(makeTrack(m_dataset, "many " + std::to_string(1000 + i)));
        m_model->sort(TrackModel::TitleColumn, Qt::AscendingOrder);
        QCOMPARE(m_model->rowCount(), 504);
        const QModelIndex last = m_model->index(500, 0);
        const Track *track = m_model->track(last);
        QCOMPARE(last.data().toString(), QString::fromStdString(track->title));
        // A pointer stays good while other rows are read.
        const std::string title = track->title;
        for (int row = 0; row < 504; ++row)
            QVERIFY(!m_model->index(row, 0).data().toString().isEmpty());
        QCOMPARE(track->title, title);
        // What was removed meanwhile is no reason to fall over.
        m_model->reload();
        m_workspace->deleteTrack(m_ids.at(2));
        QVERIFY(
            !m_model->indexOfTrack(m_ids.at(2)).siblingAtColumn(TrackModel::StatusColumn).data().toString().isEmpty());
    }

    void whatCannotBeUsedHasNoClips()
    {
        TrackQuery query;
        query.status = TrackStatus::Quarantined;
        m_model->setFilter(query);
        QVERIFY(!m_model->hasChildren(m_model->index(0, 0)));
        QVERIFY(!m_model->canFetchMore(m_model->index(0, 0)));
    }

    void lengthsAreReadableAndStandAtTheRight()
    {
        const QModelIndex track = m_model->indexOfTrack(m_ids.at(1)).siblingAtColumn(TrackModel::LengthColumn);
        QCOMPARE(track.data().toString(), "5:05");
        QVERIFY(track.data(Qt::TextAlignmentRole).value<Qt::Alignment>() & Qt::AlignRight);
        QVERIFY(
            m_model->headerData(TrackModel::LengthColumn, Qt::Horizontal, Qt::TextAlignmentRole).value<Qt::Alignment>()
            & Qt::AlignRight);
    }

    void withoutAWorkspaceThereIsNothing()
    {
        m_model->setWorkspace(nullptr);
        QCOMPARE(m_model->rowCount(), 0);
        QVERIFY(!m_model->indexOfTrack(m_ids.at(0)).isValid());
        QCOMPARE(m_model->track({}), nullptr);
    }

private:
    void add(const std::string &title, const std::string &artist, double seconds, int clips)
    {
        Track track = makeTrack(m_dataset, title, artist);
        track.seconds = seconds;
        const Id id = m_workspace->addTrack(track);
        std::vector<Clip> parts;
        for (int i = 0; i < clips; ++i)
            parts.push_back({ 0, id, i * kClipSeconds, std::min(kClipSeconds, seconds - i * kClipSeconds) });
        m_workspace->setClips(id, parts);
        m_ids.push_back(id);
    }
    QString text(int row, int column) const { return m_model->index(row, column).data().toString(); }

    std::optional<ScratchFolder> m_folder;
    std::optional<Workspace> m_workspace;
    std::optional<TrackModel> m_model;
    std::optional<QAbstractItemModelTester> m_tester;
    Id m_dataset = 0;
    std::vector<Id> m_ids;
};

QTEST_MAIN(TestTrackModel)
#include "tst_trackmodel.moc"
