#include "ui/library/trackmodel.h"

#include "base/error.h"
#include "base/text.h"
#include "ui/base/colours.h"
#include "ui/base/corewords.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <algorithm>
#include <utility>

namespace retrograde {

namespace {

/// A clip's index carries its track's row in internalId; a track's carries this.
constexpr quintptr kIsTrack = ~quintptr { 0 };
constexpr std::size_t kPageRows = 64;

TrackColumn databaseColumn(int column)
{
    switch (column) {
    case TrackModel::TitleColumn:
        return TrackColumn::Title;
    case TrackModel::AlbumColumn:
        return TrackColumn::Album;
    case TrackModel::LengthColumn:
        return TrackColumn::Duration;
    case TrackModel::LicenceColumn:
        return TrackColumn::Licence;
    case TrackModel::DatasetColumn:
        return TrackColumn::Dataset;
    case TrackModel::StatusColumn:
        return TrackColumn::Status;
    default:
        return TrackColumn::Artist;
    }
}

/// A Creative Commons licence by its short name, for a narrow column: "Attribution-NonCommercial-ShareAlike 3.0
/// International" reads "CC BY-NC-SA 3.0 International". Others stay as they are.
QString shortLicence(const Track &track)
{
    QString text = toQString(track.licence);
    if (!text.startsWith(QStringLiteral("Attribution")))
        return text;
    const std::pair<const char *, const char *> names[] = { { "Attribution", "CC BY" }, { "-Noncommercial", "-NC" },
        { "-Share Alike", "-SA" }, { "-ShareAlike", "-SA" }, { "-NoDerivatives", "-ND" }, { "-NoDerivs", "-ND" },
        { "-No Derivative Works", "-ND" } };
    for (const auto &[name, abbreviation] : names)
        text.replace(QLatin1String(name), QLatin1String(abbreviation), Qt::CaseInsensitive);
    return text;
}

QString warningText(const Track &track)
{
    QString text = coreText(track.warning);
    if (track.duplicateOf > 0) {
        const QString duplicate = QCoreApplication::translate("TrackStatus", "another track holds the same sound");
        text = text.isEmpty() ? duplicate : duplicate + QStringLiteral("; ") + text;
    }
    return text;
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
    m_query.warned = query.warned;
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
    std::vector<Id> ids;
    std::unordered_set<Id> withoutClips;
    if (m_workspace) {
        try {
            ids = m_workspace->trackIds(m_query);
            for (const TrackStatus status : { TrackStatus::Quarantined, TrackStatus::Missing }) {
                TrackQuery query;
                query.status = status;
                const std::vector<Id> unusable = m_workspace->trackIds(query);
                withoutClips.insert(unusable.begin(), unusable.end());
            }
        } catch (const Error &error) {
            Q_EMIT problem(describe(error));
            return;
        }
    }
    beginResetModel();
    m_ids = std::move(ids);
    m_withoutClips = std::move(withoutClips);
    m_pages.clear();
    m_clips.clear();
    endResetModel();
}

/// A track that was removed meanwhile reads as an unnamed missing one.
const Track &TrackModel::trackAt(std::size_t row) const
{
    const auto [page, isNew] = m_pages.try_emplace(row / kPageRows);
    if (isNew) {
        const std::size_t first = row / kPageRows * kPageRows;
        for (std::size_t i = first; i < std::min(first + kPageRows, m_ids.size()); ++i) {
            Track absent;
            absent.id = m_ids[i];
            absent.status = TrackStatus::Missing;
            try {
                page->second.push_back(m_workspace ? m_workspace->track(m_ids[i]).value_or(absent) : absent);
            } catch (const Error &error) {
                absent.reason = error.what();
                page->second.push_back(absent);
            }
        }
    }
    return page->second[row % kPageRows];
}

const Track *TrackModel::track(const QModelIndex &index) const
{
    if (!index.isValid())
        return nullptr;
    return &trackAt(
        index.internalId() == kIsTrack ? static_cast<std::size_t>(index.row()) : std::size_t { index.internalId() });
}

std::optional<Clip> TrackModel::clip(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kIsTrack)
        return {};
    return m_clips.at(index.internalId())[static_cast<std::size_t>(index.row())];
}

QModelIndex TrackModel::indexOfTrack(Id id) const
{
    const auto found = std::find(m_ids.begin(), m_ids.end(), id);
    return found == m_ids.end() ? QModelIndex() : index(static_cast<int>(found - m_ids.begin()), 0);
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
        return static_cast<int>(m_ids.size());
    if (parent.internalId() != kIsTrack || parent.column() != 0)
        return 0;
    const auto clips = m_clips.find(static_cast<std::size_t>(parent.row()));
    return clips == m_clips.end() ? 0 : static_cast<int>(clips->second.size());
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
    // Views ask this of every row: it must not read tracks.
    const auto row = static_cast<std::size_t>(parent.row());
    return m_clips.count(row) == 0 && m_withoutClips.count(m_ids[row]) == 0;
}

void TrackModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    const auto row = static_cast<std::size_t>(parent.row());
    try {
        std::vector<Clip> clips = m_workspace->clips(m_ids[row]);
        if (clips.empty()) {
            m_clips[row] = {};
            return;
        }
        beginInsertRows(parent, 0, static_cast<int>(clips.size()) - 1);
        m_clips[row] = std::move(clips);
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
        return colours::faint(QGuiApplication::palette());
    if (role == Qt::ToolTipRole) {
        if (column == LicenceColumn)
            return toQString(attribution(track));
        const QString why = usable ? warningText(track) : coreText(track.reason);
        return why.isEmpty() ? pathText(track.path) : pathText(track.path) + u'\n' + why;
    }
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
    case LicenceColumn:
        return shortLicence(track);
    case DatasetColumn:
        return toQString(track.datasetName);
    case StatusColumn:
        if (usable && auditOutcome(track) == AuditOutcome::Warning)
            return tr("%1, but %2", "status, warning").arg(statusWords(track.status), warningText(track));
        if (usable || track.reason.empty())
            return statusWords(track.status);
        return tr("%1: %2", "status: reason").arg(statusWords(track.status), coreText(track.reason));
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
    case LicenceColumn:
        return tr("Licence");
    case DatasetColumn:
        return tr("Dataset");
    case StatusColumn:
        return tr("Status");
    }
    return {};
}

} // namespace retrograde
