#include "library/featurecare.h"

#include "base/error.h"
#include "base/text.h"
#include "library/parallelbatch.h"
#include "spectrum/storecare.h"

#include <algorithm>
#include <set>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

void removeFile(const fs::path &file)
{
    std::error_code failure;
    fs::remove(file, failure);
    if (failure)
        throw Error(ErrorCode::Io, file, "could not be removed: " + failure.message());
}

} // namespace

FeatureVerification verifyFeatures(
    const Workspace &workspace, int threads, const ProgressCallback &progress, const RunControl &control)
{
    std::vector<StoredFile> files = storedFiles(workspace.features());
    std::erase_if(files, [](const StoredFile &file) {
        return file.kind != StoredFile::Kind::Spectrogram && file.kind != StoredFile::Kind::Outdated
            && file.kind != StoredFile::Kind::Damaged;
    });
    struct Finding {
        std::size_t index;
        bool intact;
    };
    FeatureVerification verification;
    std::int64_t done = 0;
    runParallelBatch<Finding>(
        files.size(), threads, control,
        [&](std::size_t index, const std::function<void()> &check) {
            return Finding { index, isIntact(files[index].path, check) };
        },
        [&](std::vector<Finding> findings, std::size_t newest) {
            for (const Finding &finding : findings) {
                ++done;
                if (finding.intact) {
                    ++verification.intact;
                } else {
                    removeFile(files[finding.index].path);
                    verification.damaged.push_back(files[finding.index].path);
                }
            }
            if (progress && !files.empty()) {
                progress({ "Verifying features", done, std::ssize(files), displayPath(files[newest].path.filename()) });
            }
        });
    std::sort(verification.damaged.begin(), verification.damaged.end());
    return verification;
}

GarbageReport collectGarbage(const Workspace &workspace, const RunControl &control)
{
    // In this order: what is stored from here on, for tracks that are imported from here on, is not looked at.
    const std::vector<StoredFile> files = storedFiles(workspace.features());
    std::set<std::string> wanted;
    for (const Track &track : workspace.tracks())
        wanted.insert(track.contentHash);

    GarbageReport report;
    for (const StoredFile &file : files) {
        control.check();
        switch (file.kind) {
        case StoredFile::Kind::Unfinished:
            continue;
        case StoredFile::Kind::Foreign:
            report.foreign.push_back(file.path);
            continue;
        case StoredFile::Kind::Spectrogram:
            if (wanted.contains(file.contentHash)) {
                ++report.kept;
                continue;
            }
            break;
        case StoredFile::Kind::Outdated:
        case StoredFile::Kind::Damaged:
        case StoredFile::Kind::Abandoned:
            break;
        }
        removeFile(file.path);
        ++report.removed;
        report.removedBytes += file.bytes;
    }
    return report;
}

} // namespace retrograde
