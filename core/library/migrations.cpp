#include "library/migrations.h"

#include "library/predictionfiles.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <string>

namespace retrograde {

namespace {

// File names are BLOBs, for they may hold any bytes; all other text is valid UTF-8. Run ids are never used twice,
// because folders of checkpoints are named by them. The indices that hold the search text let a search pass over tracks
// that do not match without reading their rows. Numbers that a diverged run may yield as NaN, which SQLite keeps
// as NULL, are allowed to be NULL.
constexpr const char *kVersion1 = R"sql(
CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL
) STRICT;

CREATE TABLE tracks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset_id INTEGER NOT NULL REFERENCES datasets (id) ON DELETE CASCADE,
    path BLOB NOT NULL,
    title TEXT NOT NULL,
    artist TEXT NOT NULL,
    album TEXT NOT NULL,
    genre TEXT NOT NULL,
    licence TEXT NOT NULL,
    split TEXT NOT NULL,
    codec TEXT NOT NULL,
    sample_rate INTEGER NOT NULL,
    channels INTEGER NOT NULL,
    sample_count INTEGER NOT NULL,
    seconds REAL NOT NULL,
    content_hash TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('ok', 'quarantined', 'missing')),
    reason TEXT NOT NULL,
    file_size INTEGER NOT NULL,
    file_time INTEGER NOT NULL,
    search TEXT NOT NULL,
    UNIQUE (dataset_id, path)
) STRICT;
CREATE INDEX tracks_by_path ON tracks (path);
CREATE INDEX tracks_for_search ON tracks (dataset_id, status, search);
CREATE INDEX tracks_by_artist
    ON tracks (artist COLLATE NOCASE, album COLLATE NOCASE, title COLLATE NOCASE, path, search);

CREATE TABLE clips (
    id INTEGER PRIMARY KEY,
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    start_seconds REAL NOT NULL,
    seconds REAL NOT NULL
) STRICT;
CREATE INDEX clips_by_track ON clips (track_id, start_seconds);

CREATE TABLE labels (
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (track_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    spec TEXT NOT NULL,
    task TEXT NOT NULL,
    network TEXT NOT NULL,
    clip TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('queued', 'running', 'completed', 'stopped', 'interrupted', 'failed')),
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    epochs_planned INTEGER NOT NULL,
    epochs_done INTEGER NOT NULL,
    best_epoch INTEGER NOT NULL,
    validation_accuracy REAL,
    validation_loss REAL,
    training_seconds REAL NOT NULL,
    details TEXT NOT NULL
) STRICT;

CREATE TABLE epochs (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    loss REAL,
    accuracy REAL,
    validation_loss REAL,
    validation_accuracy REAL,
    learning_rate REAL,
    seconds REAL,
    clips_per_second REAL,
    PRIMARY KEY (run_id, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE predictions (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    begin_frame INTEGER NOT NULL,
    frame_count INTEGER NOT NULL,
    transform TEXT NOT NULL,
    target INTEGER NOT NULL,
    probability REAL,
    loss REAL
) STRICT;
CREATE INDEX predictions_by_run ON predictions (run_id);
CREATE INDEX predictions_by_track ON predictions (track_id);

CREATE TABLE verdicts (
    id INTEGER PRIMARY KEY,
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    start_seconds REAL NOT NULL,
    seconds REAL NOT NULL,
    verdict TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at TEXT NOT NULL,
    run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX verdicts_by_track ON verdicts (track_id);
CREATE INDEX verdicts_by_run ON verdicts (run_id);
)sql";

// What published datasets say of their files, and what an audit measured. folded() is Database's; the search text now
// matches letters of all scripts in any case and reaches licences. The two indices that hold it carry all that the
// library filters by, so that no row has to be read for what is not shown.
constexpr const char *kVersion2 = R"sql(
ALTER TABLE datasets ADD COLUMN rendered INTEGER NOT NULL DEFAULT 0;

ALTER TABLE tracks ADD COLUMN warning TEXT NOT NULL DEFAULT '';
ALTER TABLE tracks ADD COLUMN duplicate_of INTEGER REFERENCES tracks (id) ON DELETE SET NULL;
ALTER TABLE tracks ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN subset TEXT NOT NULL DEFAULT '';
ALTER TABLE tracks ADD COLUMN sample_key TEXT NOT NULL DEFAULT '';
ALTER TABLE tracks ADD COLUMN fma_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN offset_seconds REAL NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN source_url TEXT NOT NULL DEFAULT '';
ALTER TABLE tracks ADD COLUMN events_of TEXT NOT NULL DEFAULT '';
UPDATE tracks SET search = folded(search || char(10) || licence);
DROP INDEX tracks_for_search;
DROP INDEX tracks_by_artist;
CREATE INDEX tracks_for_search ON tracks (dataset_id, status, warning, duplicate_of, search);
CREATE INDEX tracks_by_artist ON tracks (artist COLLATE NOCASE, album COLLATE NOCASE, title COLLATE NOCASE, path,
    dataset_id, status, warning, duplicate_of, search);
CREATE INDEX tracks_by_content ON tracks (content_hash, status) WHERE content_hash <> '';
CREATE INDEX tracks_by_fma_id ON tracks (fma_id) WHERE fma_id > 0;
CREATE INDEX tracks_by_original ON tracks (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE audits (
    track_id INTEGER PRIMARY KEY REFERENCES tracks (id) ON DELETE CASCADE,
    stated_seconds REAL,
    published_seconds REAL,
    peak REAL NOT NULL,
    rms REAL NOT NULL,
    silent_share REAL NOT NULL,
    clipped_share REAL NOT NULL,
    lead_in_seconds REAL NOT NULL,
    damaged_packets INTEGER NOT NULL,
    non_finite_samples INTEGER NOT NULL
) STRICT;

ALTER TABLE labels ADD COLUMN responses INTEGER NOT NULL DEFAULT 0;

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
    seconds REAL NOT NULL,
    hertz REAL
) STRICT;
CREATE INDEX events_by_track ON events (track_id, seconds);
)sql";

// Sounds are named by every sample of every channel; before, by their mean rounded to 16 bits, which says nothing of
// what is softer than that or cancels out. What a row says of its sound is still right, and names its features, until
// another row says the same: where the sound is that soft (-60 dB), the rows are told apart by their ids until their
// files are decoded again.
constexpr const char *kVersion3 = R"sql(
ALTER TABLE tracks ADD COLUMN mono_hash TEXT NOT NULL DEFAULT '';
UPDATE tracks SET mono_hash = content_hash;
CREATE INDEX tracks_by_mono_hash ON tracks (mono_hash, status) WHERE mono_hash <> '';
UPDATE tracks SET content_hash = content_hash || '-' || id, duplicate_of = NULL
    WHERE mono_hash <> '' AND (SELECT a.rms FROM audits a WHERE a.track_id = tracks.id) < 0.001
    AND EXISTS (SELECT 1 FROM tracks o WHERE o.mono_hash = tracks.mono_hash AND o.id <> tracks.id);
)sql";

/// So that checkpoints know whose they are.
constexpr const char *kVersion4 = R"sql(
CREATE TABLE identity (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    workspace TEXT NOT NULL
) STRICT;
INSERT INTO identity VALUES (1, lower(hex(randomblob(16))));
ALTER TABLE runs ADD COLUMN identity TEXT NOT NULL DEFAULT '';
)sql";

/// Pretext runs have a test side; of more than two answers the one that was given is kept.
constexpr const char *kVersion5 = R"sql(
ALTER TABLE runs ADD COLUMN test_accuracy REAL;
ALTER TABLE runs ADD COLUMN test_loss REAL;
ALTER TABLE predictions ADD COLUMN side TEXT NOT NULL DEFAULT 'validation';
ALTER TABLE predictions ADD COLUMN answer TEXT NOT NULL DEFAULT '';
DROP INDEX predictions_by_run;
CREATE INDEX predictions_by_run ON predictions (run_id, side);
)sql";

// How loud the channels are, for some cancel each other when they are mixed to one.
constexpr const char *kVersion6 = R"sql(
ALTER TABLE audits ADD COLUMN channel_rms REAL NOT NULL DEFAULT -1;
)sql";

/// What models said is in the answer files alone.
constexpr const char *kVersion7 = R"sql(
DROP TABLE predictions;
)sql";

/// A later epoch may answer otherwise than the one that was judged by ear.
constexpr const char *kVersion8 = R"sql(
ALTER TABLE verdicts ADD COLUMN answer TEXT NOT NULL DEFAULT '';
)sql";

constexpr Migration kMigrations[] = { { kVersion1 }, { kVersion2 }, { kVersion3 }, { kVersion4 }, { kVersion5 },
    { kVersion6 }, { kVersion7, movePredictionsToFiles }, { kVersion8 } };

} // namespace

std::span<const Migration> migrations()
{
    return kMigrations;
}

void migrate(SQLite::Database &database, const std::filesystem::path &folder, std::span<const Migration> steps)
{
    const auto version = [&] { return database.execAndGet("PRAGMA user_version").getInt(); };
    while (version() < static_cast<int>(steps.size())) {
        SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
        // Read again: another process may have been quicker.
        const int current = version();
        if (current >= static_cast<int>(steps.size()))
            return;
        const Migration &step = steps[static_cast<std::size_t>(current)];
        if (step.before)
            step.before(database, folder);
        database.exec(step.script);
        database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
        database.exec("PRAGMA user_version = " + std::to_string(current + 1));
        transaction.commit();
    }
}

} // namespace retrograde
