#include "base/error.h"
#include "base/text.h"
#include "library/workspacestate.h"

#include <algorithm>
#include <utility>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::array kTrackStatuses { TrackStatus::Ok, TrackStatus::Quarantined, TrackStatus::Missing };

std::string text(TrackStatus status)
{
    return std::string(toString(status));
}

/// What a search looks through: one folded text per track.
std::string searchText(const Track &track)
{
    return folded(track.title + '\n' + track.artist + '\n' + track.album + '\n' + track.genre + '\n'
        + displayPath(track.path.filename()) + '\n' + track.licence);
}

std::vector<std::string> searchWords(const std::string &search)
{
    const std::string lowered = folded(displayText(search));
    std::vector<std::string> words;
    for (std::size_t begin = 0; (begin = lowered.find_first_not_of(' ', begin)) != std::string::npos;) {
        const std::size_t end = std::min(lowered.find(' ', begin), lowered.size());
        words.push_back(lowered.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

struct Condition {
    std::string sql; ///< empty or " WHERE ..."
    std::vector<Value> values;

    void add(const std::string &term, Value value)
    {
        sql += (sql.empty() ? " WHERE " : " AND ") + term;
        values.push_back(std::move(value));
    }
};

Condition conditionOf(const TrackQuery &query)
{
    Condition condition;
    if (!query.dataset.empty())
        condition.add("t.dataset_id = (SELECT id FROM datasets WHERE name = ?)", query.dataset);
    if (query.status)
        condition.add("t.status = ?", text(*query.status));
    if (query.warned)
        condition.sql += std::string(condition.sql.empty() ? " WHERE" : " AND")
            + " t.status = 'ok' AND (t.warning <> '' OR t.duplicate_of IS NOT NULL)";
    // Not LIKE: nothing in a word is a wildcard.
    for (const std::string &word : searchWords(query.search))
        condition.add("holds(t.search, ?)", word);
    return condition;
}

/// An order in which every track has its place. By artist, ascending, it is an index's.
std::string orderOf(const TrackQuery &query)
{
    const auto column = [&]() -> std::string {
        switch (query.sortBy) {
        case TrackColumn::Title:
            return "t.title COLLATE NOCASE";
        case TrackColumn::Artist:
            return "t.artist COLLATE NOCASE";
        case TrackColumn::Album:
            return "t.album COLLATE NOCASE";
        case TrackColumn::Duration:
            return "t.seconds";
        case TrackColumn::Dataset:
            return "(SELECT name FROM datasets WHERE id = t.dataset_id) COLLATE NOCASE";
        case TrackColumn::Licence:
            return "t.licence COLLATE NOCASE";
        case TrackColumn::Status:
            return "t.status";
        case TrackColumn::Path:
            return "t.path";
        }
        return "t.id";
    }();
    const std::string artist = query.sortBy == TrackColumn::Artist ? "" : ", t.artist COLLATE NOCASE";
    return " ORDER BY " + column + (query.descending ? " DESC" : "") + artist
        + ", t.album COLLATE NOCASE, t.title COLLATE NOCASE, t.path, t.dataset_id";
}

constexpr const char *kSelectTracks
    = "SELECT t.id, t.dataset_id, d.name, t.path, t.title, t.artist, t.album, t.genre, t.licence, t.split, t.codec,"
      " t.sample_rate, t.channels, t.sample_count, t.seconds, t.content_hash, t.status, t.reason, t.file_size,"
      " t.file_time, t.warning, t.duplicate_of, t.released, t.subset, t.sample_key, t.fma_id, t.offset_seconds,"
      " t.source_url, t.events_of, t.mono_hash FROM tracks t JOIN datasets d ON d.id = t.dataset_id";

Track readTrack(Database::Rows &rows)
{
    Track track;
    track.id = rows.integer();
    track.datasetId = rows.integer();
    track.datasetName = rows.text();
    track.path = rows.path();
    track.title = rows.text();
    track.artist = rows.text();
    track.album = rows.text();
    track.genre = rows.text();
    track.licence = rows.text();
    track.split = rows.text();
    track.codec = rows.text();
    track.sampleRate = rows.number();
    track.channels = rows.number();
    track.sampleCount = rows.integer();
    track.seconds = rows.real();
    track.contentHash = rows.text();
    track.status = statusCalled(rows.text(), kTrackStatuses);
    track.reason = rows.text();
    track.fileSize = rows.integer();
    track.fileTime = rows.integer();
    track.warning = rows.text();
    track.duplicateOf = rows.integerOrNull().value_or(0);
    track.released = rows.integer() != 0;
    track.subset = rows.text();
    track.sampleKey = rows.text();
    track.fmaId = rows.integer();
    track.offsetSeconds = rows.real();
    track.sourceUrl = rows.text();
    track.eventsOf = rows.text();
    track.monoHash = rows.text();
    return track;
}

/// The columns of a track but for its id.
constexpr std::array kTrackColumns { "dataset_id", "path", "title", "artist", "album", "genre", "licence", "split",
    "codec", "sample_rate", "channels", "sample_count", "seconds", "content_hash", "status", "reason", "file_size",
    "file_time", "search", "warning", "duplicate_of", "released", "subset", "sample_key", "fma_id", "offset_seconds",
    "source_url", "events_of", "mono_hash" };

std::string columnNames()
{
    std::string names;
    for (const char *name : kTrackColumns)
        names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

std::string columnMarks()
{
    std::string marks = "?";
    for (std::size_t i = 1; i < kTrackColumns.size(); ++i)
        marks += ", ?";
    return marks;
}

/// In the order of kTrackColumns.
std::vector<Value> trackValues(const Track &track)
{
    return { track.datasetId, PathValue { track.path }, displayText(track.title), displayText(track.artist),
        displayText(track.album), displayText(track.genre), displayText(track.licence), displayText(track.split),
        track.codec, std::int64_t { track.sampleRate }, std::int64_t { track.channels }, track.sampleCount,
        track.seconds, track.contentHash, text(track.status), displayText(track.reason), track.fileSize, track.fileTime,
        searchText(track), displayText(track.warning), track.duplicateOf > 0 ? Value(track.duplicateOf) : Value(),
        std::int64_t { track.released }, displayText(track.subset), displayText(track.sampleKey), track.fmaId,
        track.offsetSeconds, displayText(track.sourceUrl), displayText(track.eventsOf), track.monoHash };
}

Dataset readDataset(Database::Rows &rows)
{
    Dataset dataset;
    dataset.id = rows.integer();
    dataset.name = rows.text();
    dataset.kind = rows.text();
    dataset.root = rows.path();
    dataset.note = rows.text();
    dataset.rendered = rows.integer() != 0;
    dataset.trackCount = rows.integer();
    return dataset;
}

constexpr const char *kSelectDatasets = "SELECT id, name, kind, root, note, rendered, (SELECT count(*) FROM tracks t"
                                        " WHERE t.dataset_id = datasets.id AND t.status = 'ok') FROM datasets";

} // namespace

std::vector<Dataset> Workspace::datasets() const
{
    std::vector<Dataset> found;
    Database::Rows rows = m_state->database.query(std::string(kSelectDatasets) + " ORDER BY name COLLATE NOCASE, name");
    while (rows.next())
        found.push_back(readDataset(rows));
    return found;
}

std::optional<Dataset> Workspace::dataset(const std::string &name) const
{
    Database::Rows rows = m_state->database.query(std::string(kSelectDatasets) + " WHERE name = ?", { name });
    return rows.next() ? std::optional(readDataset(rows)) : std::nullopt;
}

Id Workspace::addDataset(const Dataset &dataset)
{
    const std::string name = displayText(dataset.name);
    Id id = 0;
    transaction([&] {
        if (const std::optional<Dataset> existing = this->dataset(name)) {
            if (existing->root != dataset.root) {
                throw Error(ErrorCode::Conflict, dataset.root,
                    "a dataset \"" + name + "\" exists already, of " + displayPath(existing->root));
            }
            id = existing->id;
            return;
        }
        id = m_state->database.insert("INSERT INTO datasets (name, kind, root, note, rendered) VALUES (?, ?, ?, ?, ?)",
            { name, dataset.kind, PathValue { dataset.root }, dataset.note, std::int64_t { dataset.rendered } });
    });
    return id;
}

void Workspace::setDatasetNote(Id id, const std::string &note)
{
    m_state->expectOne(
        m_state->database.change("UPDATE datasets SET note = ? WHERE id = ?", { note, id }), "dataset", id);
}

void Workspace::moveDataset(Id id, const fs::path &root)
{
    transaction([&] {
        Database::Rows old = m_state->database.query("SELECT root FROM datasets WHERE id = ?", { id });
        m_state->expectOne(old.next(), "dataset", id);
        const std::string before = old.path().native() + '/';
        std::vector<std::pair<Id, std::string>> inside; // and what follows the root in their paths
        Database::Rows rows = m_state->database.query("SELECT id, path FROM tracks WHERE dataset_id = ?", { id });
        while (rows.next()) {
            const Id track = rows.integer();
            const std::string path = rows.path().native();
            if (path.starts_with(before))
                inside.emplace_back(track, path.substr(before.size()));
        }
        for (const auto &[track, rest] : inside)
            m_state->database.change("UPDATE tracks SET path = ? WHERE id = ?", { PathValue { root / rest }, track });
        m_state->database.change("UPDATE datasets SET root = ? WHERE id = ?", { PathValue { root }, id });
    });
}

void Workspace::setDatasetRendered(Id id, bool rendered)
{
    m_state->expectOne(
        m_state->database.change("UPDATE datasets SET rendered = ? WHERE id = ?", { std::int64_t { rendered }, id }),
        "dataset", id);
}

void Workspace::deleteDataset(Id id)
{
    transaction([&] {
        expectNothingTrains();
        m_state->expectOne(m_state->database.change("DELETE FROM datasets WHERE id = ?", { id }), "dataset", id);
        findDuplicates();
    });
}

std::vector<Track> Workspace::tracks(const TrackQuery &query) const
{
    std::vector<Track> found;
    forEachTrack(query, [&](const Track &track) { found.push_back(track); });
    return found;
}

void Workspace::forEachTrack(const TrackQuery &query, const std::function<void(const Track &)> &work) const
{
    Condition condition = conditionOf(query);
    condition.values.push_back(query.limit);
    Database::Rows rows
        = m_state->database.query(kSelectTracks + condition.sql + orderOf(query) + " LIMIT ?", condition.values);
    while (rows.next())
        work(readTrack(rows));
}

std::vector<Id> Workspace::trackIds(const TrackQuery &query) const
{
    Condition condition = conditionOf(query);
    condition.values.push_back(query.limit);
    // Without the hint, a filter by dataset would go by another index, and look up and sort all of the dataset.
    const char *from = query.sortBy == TrackColumn::Artist ? "SELECT t.id FROM tracks t INDEXED BY tracks_by_artist"
                                                           : "SELECT t.id FROM tracks t";
    std::vector<Id> found;
    Database::Rows rows = m_state->database.query(from + condition.sql + orderOf(query) + " LIMIT ?", condition.values);
    while (rows.next())
        found.push_back(rows.integer());
    return found;
}

std::int64_t Workspace::countTracks(const TrackQuery &query) const
{
    const Condition condition = conditionOf(query);
    return m_state->database.integer("SELECT count(*) FROM tracks t" + condition.sql, condition.values);
}

std::optional<Track> Workspace::track(Id id) const
{
    Database::Rows rows = m_state->database.query(std::string(kSelectTracks) + " WHERE t.id = ?", { id });
    return rows.next() ? std::optional(readTrack(rows)) : std::nullopt;
}

std::optional<Track> Workspace::trackByPath(const fs::path &path) const
{
    Database::Rows rows = m_state->database.query(
        std::string(kSelectTracks) + " WHERE t.path = ? ORDER BY t.status <> 'ok', t.id LIMIT 1",
        { PathValue { path } });
    return rows.next() ? std::optional(readTrack(rows)) : std::nullopt;
}

std::optional<Track> Workspace::trackByPath(Id datasetId, const fs::path &path) const
{
    Database::Rows rows = m_state->database.query(
        std::string(kSelectTracks) + " WHERE t.dataset_id = ? AND t.path = ?", { datasetId, PathValue { path } });
    return rows.next() ? std::optional(readTrack(rows)) : std::nullopt;
}

std::vector<Track> Workspace::tracksByContent(const std::string &contentHash) const
{
    std::vector<Track> found;
    Database::Rows rows = m_state->database.query(
        std::string(kSelectTracks) + " WHERE t.content_hash = ? AND t.content_hash <> '' ORDER BY t.id",
        { contentHash });
    while (rows.next())
        found.push_back(readTrack(rows));
    return found;
}

std::vector<Track> Workspace::tracksToIdentify() const
{
    std::vector<Track> found;
    Database::Rows rows = m_state->database.query(std::string(kSelectTracks)
        + " WHERE t.status = 'ok' AND t.mono_hash <> '' AND substr(t.content_hash, 1, length(t.mono_hash)) ="
          " t.mono_hash AND (t.content_hash <> t.mono_hash OR EXISTS (SELECT 1 FROM tracks o WHERE o.mono_hash ="
          " t.mono_hash AND o.mono_hash <> '' AND o.status = 'ok' AND o.id <> t.id)) ORDER BY t.id");
    while (rows.next())
        found.push_back(readTrack(rows));
    return found;
}

Id Workspace::addTrack(const Track &track)
{
    return m_state->database.insert(
        "INSERT INTO tracks (" + columnNames() + ") VALUES (" + columnMarks() + ")", trackValues(track));
}

void Workspace::updateTrack(const Track &track)
{
    std::vector<Value> values = trackValues(track);
    values.emplace_back(track.id);
    const int changed = m_state->database.change(
        "UPDATE tracks SET (" + columnNames() + ") = (" + columnMarks() + ") WHERE id = ?", values);
    m_state->expectOne(changed, "track", track.id);
}

void Workspace::deleteTrack(Id id)
{
    transaction([&] {
        expectNothingTrains();
        m_state->expectOne(m_state->database.change("DELETE FROM tracks WHERE id = ?", { id }), "track", id);
        findDuplicates();
    });
}

void Workspace::findDuplicates()
{
    transaction([&] {
        m_state->database.change(
            "UPDATE tracks SET duplicate_of = NULL WHERE duplicate_of IS NOT NULL AND (status <> 'ok' OR duplicate_of"
            " IS NOT (SELECT min(o.id) FROM tracks o WHERE o.content_hash = tracks.content_hash"
            " AND o.content_hash <> '' AND o.status = 'ok'))",
            {});
        m_state->database.change(
            "UPDATE tracks SET duplicate_of = f.first FROM (SELECT content_hash AS content, min(id) AS first FROM"
            " tracks WHERE content_hash <> '' AND status = 'ok' GROUP BY content_hash HAVING count(*) > 1) AS f"
            " WHERE tracks.content_hash = f.content AND tracks.content_hash <> '' AND tracks.status = 'ok'"
            " AND tracks.id <> f.first AND tracks.duplicate_of IS NOT f.first",
            {});
    });
}

std::vector<Clip> Workspace::clips(Id trackId) const
{
    std::vector<Clip> found;
    Database::Rows rows = m_state->database.query(
        "SELECT id, track_id, start_seconds, seconds FROM clips WHERE track_id = ? ORDER BY start_seconds, id",
        { trackId });
    while (rows.next()) {
        Clip &clip = found.emplace_back();
        clip.id = rows.integer();
        clip.trackId = rows.integer();
        clip.startSeconds = rows.real();
        clip.seconds = rows.real();
    }
    return found;
}

std::int64_t Workspace::countClips() const
{
    // All but those of the few other tracks: much faster than to look up the track of each clip.
    return m_state->database.integer("SELECT (SELECT count(*) FROM clips) - (SELECT count(*) FROM clips WHERE track_id"
                                     " IN (SELECT id FROM tracks WHERE status <> 'ok'))");
}

void Workspace::setClips(Id trackId, const std::vector<Clip> &clips)
{
    transaction([&] {
        m_state->database.change("DELETE FROM clips WHERE track_id = ?", { trackId });
        for (const Clip &clip : clips) {
            m_state->database.insert("INSERT INTO clips (track_id, start_seconds, seconds) VALUES (?, ?, ?)",
                { trackId, clip.startSeconds, clip.seconds });
        }
    });
}

void Workspace::setLabels(Id trackId, const std::vector<Label> &labels)
{
    transaction([&] {
        m_state->database.change("DELETE FROM labels WHERE track_id = ?", { trackId });
        for (const Label &label : labels) {
            m_state->database.change("INSERT INTO labels (track_id, name, value, responses) VALUES (?, ?, ?, ?)",
                { trackId, label.name, label.value, std::int64_t { label.responses } });
        }
    });
}

std::vector<std::string> Workspace::labelledDatasets() const
{
    std::vector<std::string> names;
    Database::Rows rows = m_state->database.query(
        "SELECT name FROM datasets WHERE id IN (SELECT t.dataset_id FROM labels l JOIN tracks t ON t.id = l.track_id"
        " WHERE t.status = 'ok') ORDER BY name COLLATE NOCASE, name");
    while (rows.next())
        names.push_back(rows.text());
    return names;
}

std::vector<Label> Workspace::labels(Id trackId) const
{
    std::vector<Label> found;
    Database::Rows rows = m_state->database.query(
        "SELECT track_id, name, value, responses FROM labels WHERE track_id = ? ORDER BY name", { trackId });
    while (rows.next()) {
        Label &label = found.emplace_back();
        label.trackId = rows.integer();
        label.name = rows.text();
        label.value = rows.real();
        label.responses = rows.number();
    }
    return found;
}

void Workspace::setEvents(Id trackId, const std::vector<Event> &events)
{
    transaction([&] {
        m_state->database.change("DELETE FROM events WHERE track_id = ?", { trackId });
        for (const Event &event : events)
            m_state->database.change("INSERT INTO events (track_id, seconds, hertz) VALUES (?, ?, ?)",
                { trackId, event.seconds, event.hertz });
    });
}

std::vector<Event> Workspace::events(Id trackId) const
{
    std::vector<Event> found;
    Database::Rows rows = m_state->database.query(
        "SELECT seconds, hertz FROM events WHERE track_id = ? ORDER BY seconds, id", { trackId });
    while (rows.next()) {
        Event &event = found.emplace_back();
        event.seconds = rows.real();
        event.hertz = rows.real();
    }
    return found;
}

std::vector<ClipLabel> Workspace::clipLabels(Id trackId) const
{
    std::vector<ClipLabel> found;
    Database::Rows rows = m_state->database.query(
        "SELECT c.id, c.start_seconds, c.seconds, t.events_of, EXISTS (SELECT 1 FROM events e WHERE"
        " e.track_id = c.track_id AND e.seconds >= c.start_seconds AND e.seconds < c.start_seconds + c.seconds)"
        " FROM clips c JOIN tracks t ON t.id = c.track_id WHERE c.track_id = ? AND t.events_of <> ''"
        " ORDER BY c.start_seconds, c.id",
        { trackId });
    while (rows.next()) {
        ClipLabel &label = found.emplace_back();
        label.clip.id = rows.integer();
        label.clip.trackId = trackId;
        label.clip.startSeconds = rows.real();
        label.clip.seconds = rows.real();
        label.name = rows.text();
        label.value = rows.real();
    }
    return found;
}

void Workspace::setAudit(Id trackId, const Audit &audit)
{
    m_state->database.change(
        "INSERT OR REPLACE INTO audits (track_id, stated_seconds, published_seconds, peak, rms, silent_share,"
        " clipped_share, lead_in_seconds, damaged_packets, non_finite_samples, channel_rms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        { trackId, audit.statedSeconds, audit.publishedSeconds, audit.peak, audit.rms, audit.silentShare,
            audit.clippedShare, audit.leadInSeconds, audit.damagedPackets, audit.nonFiniteSamples, audit.channelRms });
}

std::optional<Audit> Workspace::audit(Id trackId) const
{
    Database::Rows rows = m_state->database.query(
        "SELECT stated_seconds, published_seconds, peak, rms, silent_share, clipped_share, lead_in_seconds,"
        " damaged_packets, non_finite_samples, channel_rms FROM audits WHERE track_id = ?",
        { trackId });
    if (!rows.next())
        return std::nullopt;
    Audit audit;
    audit.statedSeconds = rows.realOrNull().value_or(-1);
    audit.publishedSeconds = rows.realOrNull().value_or(-1);
    audit.peak = rows.real();
    audit.rms = rows.real();
    audit.silentShare = rows.real();
    audit.clippedShare = rows.real();
    audit.leadInSeconds = rows.real();
    audit.damagedPackets = rows.integer();
    audit.nonFiniteSamples = rows.integer();
    audit.channelRms = rows.real();
    return audit;
}

} // namespace retrograde
