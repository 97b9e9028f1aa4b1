#include "library/folderimporter.h"

#include "audio/audioreader.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "library/folderscan.h"
#include "library/labelsfile.h"
#include "library/parallelbatch.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBlock = 32768; ///< samples decoded between two looks at whether to go on
constexpr double kSamplesPerPacket = 1024; ///< about what a codec puts into one
constexpr double kShortestLastClip = 1.0; ///< seconds; what remains of a track after its last whole clip

/// A decoded file as far as it does not depend on what is known of it already.
struct Decoded {
    std::size_t index = 0; ///< of the file in the batch
    Track track;
};

/// Mono samples rounded to 16 bits, as bytes that are the same on every machine.
void hashBlock(std::span<const float> samples, std::vector<std::byte> &bytes, Hasher &hasher)
{
    bytes.clear();
    for (const float sample : samples) {
        const auto rounded = static_cast<int>(std::lrint(std::clamp(sample * 32768.0f, -32768.0f, 32767.0f)));
        bytes.push_back(static_cast<std::byte>(rounded & 0xFF));
        bytes.push_back(static_cast<std::byte>((rounded >> 8) & 0xFF));
    }
    hasher.update(bytes);
}

void hashNumber(std::int64_t number, Hasher &hasher)
{
    std::byte bytes[8];
    for (int i = 0; i < 8; ++i)
        bytes[i] = static_cast<std::byte>((number >> (8 * i)) & 0xFF);
    hasher.update(bytes);
}

void quarantine(Track &track, const std::string &reason)
{
    track.sampleCount = 0;
    track.seconds = 0;
    track.contentHash.clear();
    track.status = TrackStatus::Quarantined;
    track.reason = displayText(reason);
}

/// Decodes a file whole, once. Fails for one reason only: @p check throws Cancelled.
Track decode(const FolderScan::File &file, const std::function<void()> &check)
{
    Track track;
    track.path = file.path;
    track.fileSize = file.stamp.size;
    track.fileTime = file.stamp.time;
    try {
        AudioReader reader(file.path);
        const AudioInfo &info = reader.info();
        track.title = info.title;
        track.artist = info.artist;
        track.album = info.album;
        track.genre = info.genre;
        track.licence = info.licence;
        track.codec = info.codec;
        track.channels = info.channels;
        track.sampleRate = reader.sampleRate();

        Hasher hasher;
        hashNumber(track.sampleRate, hasher);
        std::vector<float> samples(kBlock);
        std::vector<std::byte> bytes;
        while (const std::size_t count = reader.read(samples)) {
            check();
            hashBlock(std::span(samples).first(count), bytes, hasher);
            track.sampleCount += static_cast<std::int64_t>(count);
        }
        track.seconds = static_cast<double>(track.sampleCount) / track.sampleRate;
        track.contentHash = hasher.hex();

        // What is no number counts once per channel.
        const double strange = static_cast<double>(reader.nonFiniteSamples()) / std::max(track.channels, 1);
        const auto damaged = static_cast<double>(reader.damagedPackets());
        const auto sound = static_cast<double>(track.sampleCount);
        if (track.sampleCount == 0)
            quarantine(track, "no sound could be decoded from it");
        else if (strange > 0.5 * sound)
            quarantine(track, "most of its samples are not numbers");
        else if (damaged * kSamplesPerPacket > sound)
            quarantine(track,
                "most of it is damaged: " + std::to_string(reader.damagedPackets()) + " packets could not be decoded");
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Cancelled)
            throw;
        quarantine(track, error.cause());
    } catch (const std::exception &error) {
        quarantine(track, std::string("could not be decoded: ") + error.what());
    }
    return track;
}

std::vector<Clip> clipsOf(const Track &track)
{
    std::vector<Clip> clips;
    for (std::int64_t i = 0;; ++i) {
        Clip clip;
        clip.startSeconds = static_cast<double>(i) * kClipSeconds;
        clip.seconds = std::min(kClipSeconds, track.seconds - clip.startSeconds);
        if (clip.seconds <= 0 || (clip.seconds < kShortestLastClip && i > 0))
            return clips;
        clips.push_back(clip);
    }
}

/// An absolute path without a trailing separator.
fs::path absolutePath(const fs::path &path)
{
    const fs::path absolute = fs::absolute(path).lexically_normal();
    return absolute.has_filename() || !absolute.has_relative_path() ? absolute : absolute.parent_path();
}

bool isBelow(const fs::path &path, const fs::path &folder)
{
    return path.native().starts_with(folder == folder.root_path() ? folder.native() : folder.native() + '/');
}

bool sameMetadata(const Track &a, const Track &b)
{
    return a.title == b.title && a.artist == b.artist && a.album == b.album && a.genre == b.genre
        && a.licence == b.licence && a.split == b.split;
}

bool sameLabels(const std::vector<Label> &stored, std::vector<Label> wanted)
{
    std::sort(wanted.begin(), wanted.end(), [](const Label &a, const Label &b) { return a.name < b.name; });
    return std::equal(stored.begin(), stored.end(), wanted.begin(), wanted.end(),
        [](const Label &a, const Label &b) { return a.name == b.name && a.value == b.value; });
}

/// One dataset's share of an import.
class Import {
public:
    Import(Workspace &workspace, const ImportOptions &options, const ProgressCallback &progress,
        const RunControl &control, ImportReport &report)
        : m_workspace(workspace)
        , m_options(options)
        , m_progress(progress)
        , m_control(control)
        , m_report(report)
    {
    }

    /// @param gone whether a track of the dataset that is not among @p files must be missing
    void run(const fs::path &root, const std::vector<FolderScan::File> &files,
        const std::function<bool(const Track &)> &gone)
    {
        std::optional<LabelsFile> labels;
        if (!m_options.labels.empty())
            labels.emplace(m_options.labels, root);
        m_labels = labels ? &*labels : nullptr;
        m_datasetId = datasetOf(root);
        if (m_report.datasetId == 0)
            m_report.datasetId = m_datasetId;
        loadKnown();
        const std::vector<FolderScan::File> pending = skipUnchanged(files);
        decodeAll(pending);
        markMissing(files, gone);
        if (labels) {
            const std::vector<std::string> notes = labels->notes();
            m_report.notes.insert(m_report.notes.end(), notes.begin(), notes.end());
        }
    }

private:
    Id datasetOf(const fs::path &root) const
    {
        Dataset wanted;
        wanted.name = m_options.datasetName;
        wanted.kind = m_options.kind;
        wanted.root = root;
        if (!wanted.name.empty())
            return m_workspace.addDataset(wanted);
        Id id = 0;
        m_workspace.transaction([&] {
            std::set<std::string> taken;
            for (const Dataset &dataset : m_workspace.datasets()) {
                if (dataset.root == root)
                    id = dataset.id;
                taken.insert(dataset.name);
            }
            const std::string name = root.has_filename() ? displayPath(root.filename()) : "Music";
            wanted.name = name;
            for (int number = 2; taken.count(wanted.name) > 0; ++number)
                wanted.name = name + " (" + std::to_string(number) + ")";
            if (id == 0)
                id = m_workspace.addDataset(wanted);
        });
        return id;
    }

    void loadKnown()
    {
        TrackQuery query;
        query.sortBy = TrackColumn::Path;
        for (const Dataset &dataset : m_workspace.datasets()) {
            if (dataset.id == m_datasetId)
                query.dataset = dataset.name;
        }
        for (Track &track : m_workspace.tracks(query)) {
            std::string path = track.path.native();
            m_known.emplace(std::move(path), std::move(track));
        }
    }

    /// Deals with files that need not be decoded and returns those that do.
    std::vector<FolderScan::File> skipUnchanged(const std::vector<FolderScan::File> &files)
    {
        std::vector<FolderScan::File> pending;
        for (const FolderScan::File &file : files) {
            m_control.check();
            const auto known = m_known.find(file.path.native());
            if (known == m_known.end() || known->second.contentHash.empty()
                || known->second.status == TrackStatus::Quarantined || file.stamp.size < 0
                || file.stamp != FileStamp { known->second.fileSize, known->second.fileTime }) {
                pending.push_back(file);
                continue;
            }
            Track track = known->second;
            track.status = TrackStatus::Ok;
            track.reason.clear();
            std::vector<Label> labels;
            const bool labelled = m_labels && m_labels->apply(track, labels);
            if (track.status != known->second.status || !sameMetadata(track, known->second))
                m_workspace.updateTrack(track);
            if (labelled && !sameLabels(m_workspace.labels(track.id), labels))
                m_workspace.setLabels(track.id, labels);
            ++m_report.skipped;
        }
        m_done = static_cast<std::int64_t>(files.size() - pending.size());
        m_total = static_cast<std::int64_t>(files.size());
        return pending;
    }

    void decodeAll(const std::vector<FolderScan::File> &pending)
    {
        runParallelBatch<Decoded>(
            pending.size(), m_options.threads, m_control,
            [&](std::size_t index, const std::function<void()> &check) {
                return Decoded { index, decode(pending[index], check) };
            },
            [&](std::vector<Decoded> results, std::size_t newest) {
                if (!results.empty()) {
                    m_workspace.transaction([&] {
                        for (Decoded &decoded : results)
                            store(decoded.track);
                    });
                }
                for (const Decoded &decoded : results)
                    count(decoded.track);
                if (m_progress)
                    m_progress({ "Importing", m_done, m_total, displayPath(pending[newest].path.filename()) });
            });
    }

    void store(Track &track)
    {
        const auto known = m_known.find(track.path.native());
        track.datasetId = m_datasetId;
        if (known != m_known.end()) {
            // What the file itself does not say, a labels file may have said before.
            const Track &before = known->second;
            track.id = before.id;
            for (std::string Track::*text :
                { &Track::title, &Track::artist, &Track::album, &Track::genre, &Track::licence, &Track::split }) {
                if ((track.*text).empty())
                    track.*text = before.*text;
            }
        }
        if (track.title.empty())
            track.title = displayPath(track.path.stem());
        std::vector<Label> labels;
        const bool labelled = m_labels && m_labels->apply(track, labels);
        if (track.id == 0)
            track.id = m_workspace.addTrack(track);
        else
            m_workspace.updateTrack(track);
        m_workspace.setClips(track.id, clipsOf(track));
        if (labelled)
            m_workspace.setLabels(track.id, labels);
    }

    void count(const Track &track)
    {
        ++m_done;
        if (track.status == TrackStatus::Ok)
            ++m_report.imported;
        else
            m_report.quarantined.push_back({ track.path, track.reason });
    }

    void markMissing(const std::vector<FolderScan::File> &files, const std::function<bool(const Track &)> &gone)
    {
        std::set<std::string_view> seen;
        for (const FolderScan::File &file : files)
            seen.insert(file.path.native());
        m_workspace.transaction([&] {
            for (auto &[path, track] : m_known) {
                if (track.status == TrackStatus::Missing || seen.count(path) > 0 || !gone(track))
                    continue;
                track.status = TrackStatus::Missing;
                track.reason = "no longer in its folder";
                m_workspace.updateTrack(track);
            }
        });
    }

    Workspace &m_workspace;
    const ImportOptions &m_options;
    const ProgressCallback &m_progress;
    const RunControl &m_control;
    ImportReport &m_report;
    LabelsFile *m_labels = nullptr;
    Id m_datasetId = 0;
    std::unordered_map<std::string, Track> m_known; ///< as stored before, by the path's bytes
    std::int64_t m_done = 0;
    std::int64_t m_total = 0;
};

/// @throws Error NotFound, Unreadable
bool isFolder(const fs::path &path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found)
        throw Error(ErrorCode::NotFound, path, "there is no such file or folder");
    if (error)
        throw Error(ErrorCode::Unreadable, path, error.message());
    return status.type() == fs::file_type::directory;
}

void importOneFolder(Workspace &workspace, const fs::path &root, const ImportOptions &options,
    const ProgressCallback &progress, const RunControl &control, ImportReport &report)
{
    const FolderScan scan = scanFolder(root, progress, control);
    for (const auto &[folder, cause] : scan.unreadable)
        report.notes.push_back("the folder " + displayPath(folder) + " could not be read: " + cause);
    Import(workspace, options, progress, control, report).run(root, scan.files, [&](const Track &track) {
        return isBelow(track.path, root)
            && std::none_of(scan.unreadable.begin(), scan.unreadable.end(),
                [&](const auto &unreadable) { return isBelow(track.path, unreadable.first); });
    });
}

void importFiles(Workspace &workspace, const fs::path &root, const std::vector<fs::path> &files,
    const ImportOptions &options, const ProgressCallback &progress, const RunControl &control, ImportReport &report)
{
    std::vector<FolderScan::File> found;
    for (const fs::path &file : files)
        found.push_back({ file, FileStamp::of(file) });
    Import(workspace, options, progress, control, report).run(root, found, [](const Track &) { return false; });
}

} // namespace

ImportReport importFolder(Workspace &workspace, const fs::path &folder, const ImportOptions &options,
    const ProgressCallback &progress, const RunControl &control)
{
    ImportReport report;
    const fs::path path = absolutePath(folder);
    if (isFolder(path))
        importOneFolder(workspace, path, options, progress, control, report);
    else
        importFiles(workspace, path.parent_path(), { path }, options, progress, control, report);
    return report;
}

ImportReport importPaths(Workspace &workspace, const std::vector<fs::path> &paths, const ImportOptions &options,
    const ProgressCallback &progress, const RunControl &control)
{
    ImportReport report;
    std::vector<fs::path> folders;
    std::map<fs::path, std::vector<fs::path>> filesOf; // by the folder they lie in
    for (const fs::path &given : paths) {
        const fs::path path = absolutePath(given);
        std::error_code error;
        if (fs::is_directory(path, error))
            folders.push_back(path);
        else
            filesOf[path.parent_path()].push_back(path);
    }
    for (const fs::path &folder : folders) {
        try {
            importOneFolder(workspace, folder, options, progress, control, report);
        } catch (const Error &error) {
            if (error.code() != ErrorCode::Unreadable || error.path() != folder)
                throw;
            report.quarantined.push_back({ folder, error.cause() });
        }
    }
    for (auto &[folder, files] : filesOf) {
        std::sort(files.begin(), files.end());
        files.erase(std::unique(files.begin(), files.end()), files.end());
        importFiles(workspace, folder, files, options, progress, control, report);
    }
    return report;
}

} // namespace retrograde
