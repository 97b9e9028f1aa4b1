#include "ui/library/trackmodel.h"

#include "base/error.h"
#include "base/text.h"
#include "ui/base/colours.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <algorithm>

namespace retrograde {

/// A track, and its clips once they were asked for.
struct TrackModel::Row {
    Track track;
    std::optional<std::vector<Clip>> clips;
};

namespace {

/// A clip's index carries its track's row in internalId; a track's carries this.
constexpr quintptr kIsTrack = ~quintptr { 0 };

TrackColumn databaseColumn(int column)
{
    switch (column) {
    case TrackModel::TitleColumn:
        return TrackColumn::Title;
    case TrackModel::AlbumColumn:
        return TrackColumn::Album;
    case TrackModel::LengthColumn:
        return TrackColumn::Duration;
    case TrackModel::DatasetColumn:
        return TrackColumn::Dataset;
    case TrackModel::StatusColumn:
        return TrackColumn::Status;
    default:
        return TrackColumn::Artist;
    }
}

} // namespace

QString statusWords(TrackStatus status)
{
    switch (status) {
    case TrackStatus::Ok:
        return QCoreApplication::translate("TrackStatus", "usable");
    case TrackStatus::Quarantined:
        return QCoreApplication::translate("TrackStatus", "quarantined");
    case TrackStatus::Missing:
        return QCoreApplication::translate("TrackStatus", "missing");
    }
    return {};
}

TrackModel::TrackModel(QObject *parent)
    : QAbstractItemModel(parent)
{
}

TrackModel::~TrackModel() = default;

void TrackModel::setWorkspace(const Workspace *workspace)
{
    m_workspace = workspace;
    reload();
}

void TrackModel::setFilter(const TrackQuery &query)
{
    m_query.search = query.search;
    m_query.dataset = query.dataset;
    m_query.status = query.status;
    reload();
}

void TrackModel::sort(int column, Qt::SortOrder order)
{
    m_query.sortBy = databaseColumn(column);
    m_query.descending = order == Qt::DescendingOrder;
    reload();
}

void TrackModel::reload()
{
    std::vector<Row> rows;
    if (m_workspace) {
        try {
            std::vector<Track> tracks = m_workspace->tracks(m_query);
            rows.reserve(tracks.size());
            for (Track &track : tracks)
                rows.push_back({ std::move(track), {} });
        } catch (const Error &error) {
            Q_EMIT problem(describe(error));
            return;
        }
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

const Track *TrackModel::track(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    const std::size_t row = index.internalId() == kIsTrack ? static_cast<std::size_t>(index.row()) : index.internalId();
    return &m_rows[row].track;
}

std::optional<Clip> TrackModel::clip(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kIsTrack)
        return {};
    return (*m_rows[index.internalId()].clips)[static_cast<std::size_t>(index.row())];
}

QModelIndex TrackModel::indexOfTrack(Id id) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [id](const Row &row) { return row.track.id == id; });
    return found == m_rows.end() ? QModelIndex() : index(static_cast<int>(found - m_rows.begin()), 0);
}

QModelIndex TrackModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : kIsTrack);
}

QModelIndex TrackModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == kIsTrack)
        return {};
    return createIndex(static_cast<int>(child.internalId()), 0, kIsTrack);
}

int TrackModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_rows.size());
    if (parent.internalId() != kIsTrack || parent.column() != 0)
        return 0;
    const Row &row = m_rows[static_cast<std::size_t>(parent.row())];
    return row.clips ? static_cast<int>(row.clips->size()) : 0;
}

int TrackModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool TrackModel::hasChildren(const QModelIndex &parent) const
{
    return canFetchMore(parent) || rowCount(parent) > 0;
}

bool TrackModel::canFetchMore(const QModelIndex &parent) const
{
    if (!parent.isValid() || parent.internalId() != kIsTrack || parent.column() != 0)
        return false;
    const Row &row = m_rows[static_cast<std::size_t>(parent.row())];
    return !row.clips && row.track.status == TrackStatus::Ok;
}

void TrackModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    Row &row = m_rows[static_cast<std::size_t>(parent.row())];
    try {
        std::vector<Clip> clips = m_workspace->clips(row.track.id);
        if (clips.empty()) {
            row.clips.emplace();
            return;
        }
        beginInsertRows(parent, 0, static_cast<int>(clips.size()) - 1);
        row.clips = std::move(clips);
        endInsertRows();
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
}

QVariant TrackModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole && index.column() == LengthColumn)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (const std::optional<Clip> found = clip(index))
        return clipData(*found, index.row(), index.column(), role);
    return trackData(*track(index), index.column(), role);
}

QVariant TrackModel::trackData(const Track &track, int column, int role) const
{
    const bool usable = track.status == TrackStatus::Ok;
    if (role == Qt::ForegroundRole && !usable)
        return QGuiApplication::palette().color(QPalette::Disabled, QPalette::Text);
    if (role == Qt::ToolTipRole)
        return usable ? pathText(track.path) : pathText(track.path) + u'\n' + toQString(track.reason);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case TitleColumn:
        return track.title.empty() ? pathText(track.path.filename()) : toQString(track.title);
    case ArtistColumn:
        return toQString(track.artist);
    case AlbumColumn:
        return toQString(track.album);
    case LengthColumn:
        return usable ? toQString(formatDuration(track.seconds)) : QString();
    case DatasetColumn:
        return toQString(track.datasetName);
    case StatusColumn:
        if (usable || track.reason.empty())
            return statusWords(track.status);
        return tr("%1: %2", "status: reason").arg(statusWords(track.status), toQString(track.reason));
    }
    return {};
}

QVariant TrackModel::clipData(const Clip &clip, int row, int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    if (column == TitleColumn) {
        return tr("Clip %1, %2 to %3", "number, start, end")
            .arg(row + 1)
            .arg(toQString(formatDuration(clip.startSeconds)))
            .arg(toQString(formatDuration(clip.startSeconds + clip.seconds)));
    }
    if (column == LengthColumn)
        return toQString(formatDuration(clip.seconds));
    return {};
}

QVariant TrackModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == LengthColumn)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TitleColumn:
        return tr("Title");
    case ArtistColumn:
        return tr("Artist");
    case AlbumColumn:
        return tr("Album");
    case LengthColumn:
        return tr("Length (min:s)");
    case DatasetColumn:
        return tr("Dataset");
    case StatusColumn:
        return tr("Status");
    }
    return {};
}

} // namespace retrograde
