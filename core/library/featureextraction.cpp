#include "library/featureextraction.h"

#include "audio/audioreader.h"
#include "base/diskspace.h"
#include "base/error.h"
#include "base/text.h"
#include "library/folderscan.h"
#include "library/parallelbatch.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <thread>

namespace retrograde {

namespace {

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Why @p track can not be decoded for its hash any more, if so.
void checkUnchanged(const Track &track)
{
    const FileStamp stamp = FileStamp::of(track.path);
    if (track.fileSize >= 0 && stamp.size >= 0 && stamp != FileStamp { track.fileSize, track.fileTime })
        throw Error(ErrorCode::Changed, track.path, "has changed since it was imported; please import it again");
}

std::shared_ptr<const StoredSpectrogram> compute(
    const FeatureStore &store, const Track &track, const CqtPlan &plan, const std::function<void()> &check)
{
    checkUnchanged(track);
    AudioReader reader(track.path, plan.parameters().sampleRate, check);
    return store.compute(track.contentHash, plan, [&](std::span<float> samples) {
        check();
        return reader.read(samples);
    });
}

struct Failure {
    Track track;
    std::string cause;
    bool missing = false;
};

/// What came of one content, which several tracks may share.
struct Outcome {
    std::int64_t computed = 0;
    double seconds = 0;
    std::size_t tracks = 0; ///< how many share it
    std::vector<Failure> failures;
};

/// Tries the tracks of one content one after the other until its features are there.
Outcome extractContent(const FeatureStore &store, const std::vector<Track> &tracks, const CqtPlan &plan,
    const std::function<void()> &check)
{
    Outcome outcome;
    outcome.tracks = tracks.size();
    for (const Track &track : tracks) {
        try {
            compute(store, track, plan, check);
            outcome.computed = 1;
            outcome.seconds = track.seconds;
            return outcome;
        } catch (const Error &error) {
            // What is wrong with the store would be wrong with every track.
            if (error.code() == ErrorCode::Cancelled || (error.code() == ErrorCode::Io && error.path() != track.path))
                throw;
            outcome.failures.push_back({ track, error.cause(), error.code() == ErrorCode::NotFound });
        }
    }
    return outcome;
}

/// What the spectrograms of @p pending take on the disk: a byte for each cell, and while one is computed four more.
std::uint64_t estimatedBytes(
    const std::vector<const std::vector<Track> *> &pending, const CqtParameters &parameters, int threads)
{
    const double perSecond = static_cast<double>(parameters.sampleRate) / parameters.hop * parameters.bins;
    double all = 0;
    double longest = 0;
    for (const std::vector<Track> *tracks : pending) {
        all += tracks->front().seconds * perSecond;
        longest = std::max(longest, tracks->front().seconds * perSecond);
    }
    const unsigned wanted = threads > 0 ? static_cast<unsigned>(threads) : std::thread::hardware_concurrency();
    const double atOnce = std::min<double>(std::max(wanted, 1u), static_cast<double>(pending.size()));
    return static_cast<std::uint64_t>(std::min(all + 4 * longest * atOnce, 1e18));
}

} // namespace

FeatureReport extractFeatures(Workspace &workspace, const std::string &dataset, const CqtParameters &parameters,
    int threads, const ProgressCallback &progress, const RunControl &control)
{
    const auto begin = std::chrono::steady_clock::now();
    const CqtPlan plan(parameters);
    const FeatureStore store = workspace.features();
    FeatureReport report;

    TrackQuery query;
    query.dataset = dataset;
    query.status = TrackStatus::Ok;
    query.sortBy = TrackColumn::Path;
    std::map<std::string, std::vector<Track>> tracksOf; // by content
    for (Track &track : workspace.tracks(query))
        tracksOf[track.contentHash].push_back(std::move(track));
    std::vector<const std::vector<Track> *> pending;
    for (const auto &[hash, tracks] : tracksOf) {
        control.check();
        if (store.contains(hash, parameters))
            report.present += static_cast<std::int64_t>(tracks.size());
        else
            pending.push_back(&tracks);
    }

    requireSpare(store.folder(), estimatedBytes(pending, parameters, threads),
        "the features of " + std::to_string(pending.size()) + " tracks");
    std::int64_t done = report.present;
    std::int64_t total = 0;
    for (const auto &[hash, tracks] : tracksOf)
        total += static_cast<std::int64_t>(tracks.size());
    runParallelBatch<Outcome>(
        pending.size(), threads, control,
        [&](std::size_t index, const std::function<void()> &check) {
            return extractContent(store, *pending[index], plan, check);
        },
        [&](std::vector<Outcome> outcomes, std::size_t newest) {
            for (Outcome &outcome : outcomes) {
                done += static_cast<std::int64_t>(outcome.tracks);
                report.computed += outcome.computed;
                report.audioSeconds += outcome.seconds;
                report.present
                    += static_cast<std::int64_t>(outcome.tracks - outcome.failures.size()) - outcome.computed;
                for (Failure &failure : outcome.failures) {
                    report.failed.emplace_back(failure.track.path, failure.cause);
                    if (!failure.missing)
                        continue;
                    failure.track.status = TrackStatus::Missing;
                    failure.track.reason = failure.cause;
                    workspace.updateTrack(failure.track);
                }
            }
            report.seconds = secondsSince(begin);
            if (progress) {
                progress({ "Extracting features", done, total, displayPath(pending[newest]->front().path.filename()),
                    static_cast<double>(report.computed) / report.seconds, report.audioSeconds / report.seconds });
            }
        });
    report.seconds = secondsSince(begin);
    return report;
}

std::shared_ptr<const StoredSpectrogram> featuresOf(
    const FeatureStore &store, const Track &track, const CqtPlan &plan, const RunControl &control)
{
    if (auto stored = store.open(track.contentHash, plan.parameters()))
        return stored;
    return compute(store, track, plan, [&] { control.check(); });
}

} // namespace retrograde
