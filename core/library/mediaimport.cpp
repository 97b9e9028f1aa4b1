#include "library/mediaimport.h"

#include "base/error.h"
#include "base/text.h"
#include "library/audiocheck.h"
#include "library/parallelbatch.h"
#include "spectrum/storecare.h"

#include <algorithm>
#include <set>
#include <unordered_map>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr double kShortestLastClip = 1.0; ///< seconds; what remains of a track after its last whole clip
constexpr double kMovedShare = 0.9; ///< of a dataset's files that must be found again below a new root
constexpr std::size_t kMostNotes = 50;
/// RMS of the mean of all channels below which an old identity says little: -60 dB.
constexpr double kTooSoftForOldIdentity = 1e-3;

/// Clips of one length are published: what is shorter is damaged.
LengthRule lengthRuleOf(const std::string &kind)
{
    return kind == "fma" || kind == "openmic" ? LengthRule::Strict : LengthRule::Lenient;
}

std::vector<Clip> clipsOf(const Track &track)
{
    std::vector<Clip> clips;
    if (track.status == TrackStatus::Quarantined)
        return clips;
    for (std::int64_t i = 0;; ++i) {
        Clip clip;
        clip.startSeconds = static_cast<double>(i) * kClipSeconds;
        clip.seconds = std::min(kClipSeconds, track.seconds - clip.startSeconds);
        if (clip.seconds <= 0 || (clip.seconds < kShortestLastClip && i > 0))
            return clips;
        clips.push_back(clip);
    }
}

/// Text of which some could not be read: tags that were not UTF-8 were stored so before version 3.
bool isGarbled(const std::string &text)
{
    return text.find("\uFFFD") != std::string::npos;
}

/// Whether a file that has not changed is worth decoding again, for what earlier versions made of it.
bool isWorthAnotherLook(const Track &track, const Audit &audit)
{
    return hasOldIdentity(track)
        && (audit.rms < kTooSoftForOldIdentity || isGarbled(track.title) || isGarbled(track.artist)
            || isGarbled(track.album) || isGarbled(track.genre) || isGarbled(track.licence));
}

/// What the new look at a file does not know keeps the value that it had.
void keepWhatWasKnown(Track &track, const Track &before)
{
    // A file that is decoded anew only for its identity may have its texts from elsewhere.
    const bool unchanged = hasOldIdentity(before) && before.path == track.path && before.fileSize == track.fileSize
        && before.fileTime == track.fileTime;
    for (std::string Track::*text : { &Track::title, &Track::artist, &Track::album, &Track::genre, &Track::licence,
             &Track::split, &Track::subset, &Track::sampleKey, &Track::sourceUrl, &Track::eventsOf }) {
        if ((track.*text).empty() || (unchanged && !(before.*text).empty() && !isGarbled(before.*text)))
            track.*text = before.*text;
    }
    track.id = before.id;
    track.fmaId = before.fmaId;
    track.offsetSeconds = before.offsetSeconds;
    track.duplicateOf = before.duplicateOf;
    track.released = before.released && isSameSound(before, track);
}

bool sameLabels(const std::vector<Label> &stored, std::vector<Label> wanted)
{
    std::sort(wanted.begin(), wanted.end(), [](const Label &a, const Label &b) { return a.name < b.name; });
    return std::equal(stored.begin(), stored.end(), wanted.begin(), wanted.end(), [](const Label &a, const Label &b) {
        return a.name == b.name && a.value == b.value && a.responses == b.responses;
    });
}

class Importer {
public:
    Importer(Workspace &workspace, const MediaImport &import, const ProgressCallback &progress,
        const RunControl &control, ImportReport &report)
        : m_workspace(workspace)
        , m_import(import)
        , m_progress(progress)
        , m_control(control)
        , m_report(report)
    {
    }

    void run()
    {
        if (m_import.files.empty() && !isKnown(m_import.root)) {
            m_report.withoutSound.push_back(m_import.root);
            addNotes();
            return;
        }
        const bool isNew = !isKnown(m_import.root);
        try {
            importInto(joinDataset());
        } catch (...) {
            if (isNew)
                forgetIfEmpty();
            throw;
        }
    }

private:
    /// Of the import's files, for a hundred thousand paths take room.
    using Pending = std::vector<const FolderScan::File *>;

    bool isKnown(const fs::path &root) const
    {
        const std::vector<Dataset> datasets = m_workspace.datasets();
        return std::any_of(
            datasets.begin(), datasets.end(), [&](const Dataset &dataset) { return dataset.root == root; });
    }

    void addNotes()
    {
        if (!m_import.annotations)
            return;
        const std::vector<std::string> notes = m_import.annotations->notes();
        m_report.notes.insert(m_report.notes.end(), notes.begin(), notes.end());
    }

    /// What was cancelled or failed before its first file leaves no dataset without tracks.
    void forgetIfEmpty()
    {
        TrackQuery query;
        query.dataset = m_dataset.name;
        try {
            if (m_dataset.id != 0 && m_workspace.trackIds(query).empty())
                m_workspace.deleteDataset(m_dataset.id);
        } catch (const Error &) {
            // It is still listed, which is worth less than the error that is on its way.
        }
    }

    void importInto(const Dataset &dataset)
    {
        m_dataset = dataset;
        m_lengthRule = lengthRuleOf(m_dataset.kind);
        if (m_report.datasetId == 0)
            m_report.datasetId = m_dataset.id;
        const Pending pending = skipUnchanged();
        collectGone();
        decodeAll(pending);
        markMissing();
        tellApart();
        m_workspace.findDuplicates();
        TrackQuery warned;
        warned.dataset = m_dataset.name;
        warned.warned = true;
        m_report.warned += m_workspace.countTracks(warned);
        addNotes();
    }

    Dataset joinDataset()
    {
        Dataset wanted;
        wanted.name = m_import.datasetName;
        wanted.kind = m_import.kind;
        wanted.root = m_import.root;
        m_workspace.transaction([&] {
            findMovedDataset();
            if (wanted.name.empty())
                wanted.name = nameFor(m_import.root);
            wanted.id = m_workspace.addDataset(wanted);
            if (!m_import.note.empty())
                m_workspace.setDatasetNote(wanted.id, m_import.note);
            if (m_import.rendered)
                m_workspace.setDatasetRendered(wanted.id, true);
        });
        for (const Dataset &dataset : m_workspace.datasets()) {
            if (dataset.id == wanted.id)
                return dataset;
        }
        return wanted;
    }

    /// The name of the dataset that has this root already; else the folder's, with a number when it is taken.
    std::string nameFor(const fs::path &root) const
    {
        std::set<std::string> taken;
        for (const Dataset &dataset : m_workspace.datasets()) {
            if (dataset.root == root)
                return dataset.name;
            taken.insert(dataset.name);
        }
        const std::string folder = root.has_filename() ? displayPath(root.filename()) : "Music";
        std::string name = folder;
        for (int number = 2; taken.count(name) > 0; ++number)
            name = folder + " (" + std::to_string(number) + ")";
        return name;
    }

    void findMovedDataset()
    {
        std::vector<Dataset> gone;
        for (const Dataset &dataset : m_workspace.datasets()) {
            std::error_code error;
            if (dataset.root == m_import.root)
                return;
            const bool mayBe = dataset.kind == m_import.kind
                && (m_import.datasetName.empty() || m_import.datasetName == dataset.name);
            if (mayBe && !fs::exists(dataset.root, error) && !error)
                gone.push_back(dataset);
        }
        for (const Dataset &dataset : gone) {
            std::int64_t all = 0;
            std::int64_t found = 0;
            TrackQuery query;
            query.dataset = dataset.name;
            m_workspace.forEachTrack(query, [&](const Track &track) {
                const FolderScan::File *file = fileAt(m_import.root / track.path.lexically_relative(dataset.root));
                ++all;
                found += file && file->stamp.size == track.fileSize ? 1 : 0;
            });
            if (found > 0 && static_cast<double>(found) >= kMovedShare * static_cast<double>(all)) {
                m_workspace.moveDataset(dataset.id, m_import.root);
                return;
            }
        }
    }

    const FolderScan::File *fileAt(const fs::path &path) const
    {
        const auto file = std::lower_bound(m_import.files.begin(), m_import.files.end(), path.native(),
            [](const FolderScan::File &a, const std::string &name) { return a.path.native() < name; });
        return file != m_import.files.end() && file->path.native() == path.native() ? &*file : nullptr;
    }

    Annotation annotate(Track &track) const
    {
        return m_import.annotations ? m_import.annotations->apply(track) : Annotation();
    }

    /// Deals with files that need not be decoded and returns those that do.
    Pending skipUnchanged()
    {
        Pending pending;
        m_total = static_cast<std::int64_t>(m_import.files.size());
        for (const FolderScan::File &file : m_import.files) {
            m_control.check();
            const std::optional<Track> known = m_workspace.trackByPath(m_dataset.id, file.path);
            if (!known || known->contentHash.empty() || known->status == TrackStatus::Quarantined || file.stamp.size < 0
                || file.stamp != FileStamp { known->fileSize, known->fileTime } || !bringUpToDate(*known)) {
                pending.push_back(&file);
                continue;
            }
            ++m_report.skipped;
            if (++m_done % 500 == 0)
                show(file.path);
        }
        return pending;
    }

    /// False when too little was measured to do so.
    bool bringUpToDate(const Track &known)
    {
        std::optional<Audit> audit = m_workspace.audit(known.id);
        if (!audit || isWorthAnotherLook(known, *audit))
            return false;
        Track track = known;
        const Annotation annotation = annotate(track);
        const bool newLength
            = annotation.publishedSeconds >= 0 && annotation.publishedSeconds != audit->publishedSeconds;
        if (newLength)
            audit->publishedSeconds = annotation.publishedSeconds;
        judge(track, *audit, {}, m_lengthRule);
        if (newLength)
            m_workspace.setAudit(track.id, *audit);
        if (track != known)
            m_workspace.updateTrack(track);
        if (annotation.labels && !sameLabels(m_workspace.labels(track.id), *annotation.labels))
            m_workspace.setLabels(track.id, *annotation.labels);
        if (annotation.events && m_workspace.events(track.id) != *annotation.events)
            m_workspace.setEvents(track.id, *annotation.events);
        if (track.status == TrackStatus::Quarantined)
            m_report.quarantined.push_back({ track.path, track.reason });
        return true;
    }

    /// Finds what was there and is no longer: a new file may turn out to be one of these.
    void collectGone()
    {
        TrackQuery query;
        query.dataset = m_dataset.name;
        m_workspace.forEachTrack(query, [&](const Track &track) {
            if (!fileAt(track.path) && (track.status == TrackStatus::Missing || m_import.gone(track)))
                m_gone.emplace(track.id, track);
        });
        for (const auto &[id, track] : m_gone) {
            if (!track.contentHash.empty())
                m_goneContents.emplace(hasOldIdentity(track) ? track.monoHash : track.contentHash, id);
        }
    }

    void decodeAll(const Pending &pending)
    {
        runParallelBatch<CheckedFile>(
            pending.size(), m_import.threads, m_control,
            [&](std::size_t index, const std::function<void()> &check) { return checkFile(*pending[index], check); },
            [&](std::vector<CheckedFile> results, std::size_t newest) {
                std::erase_if(results, [&](const CheckedFile &checked) { return hasVanished(checked); });
                if (!results.empty()) {
                    m_workspace.transaction([&] {
                        for (CheckedFile &checked : results)
                            store(checked);
                    });
                }
                for (const CheckedFile &checked : results)
                    count(checked.track);
                if (!pending.empty())
                    show(pending[newest]->path);
            });
    }

    /// Whether the file was taken away while it was being imported: nothing is stored of it then.
    /// @throws Error Io when everything was
    bool hasVanished(const CheckedFile &checked)
    {
        const fs::path &path = checked.track.path;
        if (checked.failure.empty() || checked.track.fileSize < 0 || FileStamp::of(path).size >= 0)
            return false;
        std::error_code error;
        if (!fs::is_directory(m_import.root, error)
            || fs::directory_iterator(m_import.root, error) == fs::directory_iterator())
            throw Error(ErrorCode::Io, m_import.root,
                "went away while it was being imported; what was done is kept, and importing again goes on there");
        m_report.notes.push_back("the file " + displayPath(path) + " went away while it was being imported");
        ++m_done;
        return true;
    }

    void store(CheckedFile &checked)
    {
        Track &track = checked.track;
        track.datasetId = m_dataset.id;
        if (const std::optional<Track> before = m_workspace.trackByPath(m_dataset.id, track.path))
            keepWhatWasKnown(track, *before);
        else if (const Track *moved = movedTrack(track))
            keepWhatWasKnown(track, *moved);
        m_gone.erase(track.id);
        if (track.title.empty())
            track.title = displayPath(track.path.stem());
        const Annotation annotation = annotate(track);
        checked.audit.publishedSeconds = annotation.publishedSeconds;
        judge(track, checked.audit, checked.failure, m_lengthRule);
        if (track.id == 0)
            track.id = m_workspace.addTrack(track);
        else
            storeAnew(track, checked.audit);
        m_workspace.setAudit(track.id, checked.audit);
        m_workspace.setClips(track.id, clipsOf(track));
        if (annotation.labels)
            m_workspace.setLabels(track.id, *annotation.labels);
        if (annotation.events)
            m_workspace.setEvents(track.id, *annotation.events);
    }

    /// Updates the row of @p track, and takes along the features that it had under an old identity.
    void storeAnew(const Track &track, const Audit &audit)
    {
        const std::optional<Track> before = m_workspace.track(track.id);
        m_workspace.updateTrack(track);
        if (!before || before->contentHash == track.contentHash || !isSameSound(*before, track))
            return;
        const std::vector<Track> others = m_workspace.tracksByContent(before->contentHash);
        const bool isAnothers = !others.empty() && audit.rms < kTooSoftForOldIdentity;
        if (!isAnothers)
            copySpectrograms(m_workspace.features(), before->contentHash, track.contentHash);
        if (others.empty())
            removeSpectrograms(m_workspace.features(), before->contentHash);
    }

    /// The track that is gone from where it was and has the content of @p track; each is found once.
    const Track *movedTrack(const Track &track)
    {
        if (track.contentHash.empty())
            return nullptr;
        for (const std::string &hash : { track.contentHash, track.monoHash }) {
            const auto [first, last] = m_goneContents.equal_range(hash);
            for (auto content = first; content != last; ++content) {
                const auto found = m_gone.find(content->second);
                if (found != m_gone.end() && mayHaveMoved(found->second, track)) {
                    ++m_report.moved;
                    return &found->second;
                }
            }
        }
        return nullptr;
    }

    /// Whether two hashes that are equal stand for one sound. Of soft ones with an old identity their files must be of
    /// one size as well.
    bool mayHaveMoved(const Track &gone, const Track &track) const
    {
        if (!hasOldIdentity(gone) || gone.fileSize == track.fileSize)
            return true;
        const std::optional<Audit> audit = m_workspace.audit(gone.id);
        return !audit || audit->rms >= kTooSoftForOldIdentity;
    }

    /// Decodes unchanged files, of whatever dataset, whose old identity is another row's as well.
    void tellApart()
    {
        std::vector<Track> doubtful = m_workspace.tracksToIdentify();
        std::erase_if(doubtful, [](const Track &track) {
            return FileStamp::of(track.path) != FileStamp { track.fileSize, track.fileTime };
        });
        const auto total = static_cast<std::int64_t>(doubtful.size());
        std::int64_t done = 0;
        runParallelBatch<CheckedFile>(
            doubtful.size(), m_import.threads, m_control,
            [&](std::size_t index, const std::function<void()> &check) {
                const Track &track = doubtful[index];
                CheckedFile checked = checkFile({ track.path, { track.fileSize, track.fileTime } }, check);
                checked.track.id = track.id;
                return checked;
            },
            [&](std::vector<CheckedFile> results, std::size_t newest) {
                if (!results.empty())
                    m_workspace.transaction([&] {
                        for (const CheckedFile &checked : results)
                            identify(checked);
                    });
                done += std::ssize(results);
                if (m_progress && total > 0)
                    m_progress({ "Telling sounds apart", done, total, displayPath(doubtful[newest].path.filename()) });
            });
    }

    void identify(const CheckedFile &checked)
    {
        std::optional<Track> track = m_workspace.track(checked.track.id);
        if (!track || checked.track.contentHash.empty())
            return;
        track->contentHash = checked.track.contentHash;
        storeAnew(*track, checked.audit);
    }

    void count(const Track &track)
    {
        ++m_done;
        if (track.status == TrackStatus::Ok)
            ++m_report.imported;
        else
            m_report.quarantined.push_back({ track.path, track.reason });
    }

    void markMissing()
    {
        m_workspace.transaction([&] {
            for (auto &[id, track] : m_gone) {
                if (track.status == TrackStatus::Missing)
                    continue;
                track.status = TrackStatus::Missing;
                track.reason = "no longer in its folder";
                m_workspace.updateTrack(track);
                ++m_report.missing;
            }
        });
    }

    void show(const fs::path &path) const
    {
        if (m_progress)
            m_progress({ "Importing", m_done, m_total, displayPath(path.filename()) });
    }

    Workspace &m_workspace;
    const MediaImport &m_import;
    const ProgressCallback &m_progress;
    const RunControl &m_control;
    ImportReport &m_report;
    Dataset m_dataset;
    LengthRule m_lengthRule = LengthRule::Lenient;
    std::unordered_map<Id, Track> m_gone; ///< not at their paths any longer, and not found elsewhere yet
    std::unordered_multimap<std::string, Id> m_goneContents;
    std::int64_t m_done = 0;
    std::int64_t m_total = 0;
};

} // namespace

void cutNotes(std::vector<std::string> &notes, std::size_t all)
{
    all = std::max(all, notes.size());
    if (all <= kMostNotes)
        return;
    notes.resize(std::min(notes.size(), kMostNotes));
    const std::size_t more = all - notes.size();
    notes.push_back("... and " + std::to_string(more) + " more");
}

void importMedia(Workspace &workspace, const MediaImport &import, const ProgressCallback &progress,
    const RunControl &control, ImportReport &report)
{
    Importer(workspace, import, progress, control, report).run();
}

void releaseTrack(Workspace &workspace, Id trackId)
{
    workspace.transaction([&] {
        std::optional<Track> track = workspace.track(trackId);
        if (!track)
            throw Error(ErrorCode::NotFound, "there is no track " + std::to_string(trackId));
        if (track->status != TrackStatus::Quarantined)
            throw Error(ErrorCode::Conflict, track->path, "is not in quarantine");
        if (track->sampleCount == 0)
            throw Error(ErrorCode::Conflict, track->path, "cannot be released, for there is no sound in it");
        track->released = true;
        track->status = TrackStatus::Ok;
        track->warning = "released by hand: " + track->reason;
        track->reason.clear();
        workspace.updateTrack(*track);
        workspace.setClips(trackId, clipsOf(*track));
        workspace.findDuplicates();
    });
}

} // namespace retrograde
