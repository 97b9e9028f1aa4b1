#pragma once

#include "library/workspace.h"

#include <QAbstractItemModel>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace retrograde {

/// The tracks that a query finds, each with its clips as children. The database searches and sorts; of the tracks it
/// finds, those that are looked at are read, some at a time, and clips when a track is opened: a library of a hundred
/// thousand tracks costs no more than their numbers. GUI thread.
class TrackModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column {
        TitleColumn,
        ArtistColumn,
        AlbumColumn,
        LengthColumn,
        LicenceColumn,
        DatasetColumn,
        StatusColumn,
        ColumnCount
    };

    explicit TrackModel(QObject *parent = nullptr);
    ~TrackModel() override;

    /// Null shows nothing. The workspace must outlive the model or be taken away again.
    void setWorkspace(const Workspace *workspace);
    /// What to find; the order stays as sort() was last told.
    void setFilter(const TrackQuery &query);
    /// Asks the database again.
    void reload();

    /// The track at @p index, or the one whose clip is there; null for an invalid index. Good until the next reload.
    const Track *track(const QModelIndex &index) const;
    /// Nothing when @p index is a track.
    std::optional<Clip> clip(const QModelIndex &index) const;
    QModelIndex indexOfTrack(Id id) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    /// The database could not be read: one sentence.
    void problem(const QString &sentence);

private:
    const Track &trackAt(std::size_t row) const;
    QVariant trackData(const Track &track, int column, int role) const;
    QVariant clipData(const Clip &clip, int row, int column, int role) const;

    const Workspace *m_workspace = nullptr;
    TrackQuery m_query;
    std::vector<Id> m_ids; ///< by row
    std::unordered_set<Id> m_withoutClips; ///< those that cannot be used
    mutable std::unordered_map<std::size_t, std::vector<Track>> m_pages; ///< of rows that were looked at, by number
    std::unordered_map<std::size_t, std::vector<Clip>> m_clips; ///< of rows that were opened
};

/// "usable", "quarantined", "missing".
QString statusWords(TrackStatus status);

} // namespace retrograde
