#include "library/labelleddemo.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/text.h"
#include "library/datasetimport.h"
#include "library/debianpackages.h"
#include "library/renderedclips.h"

#include <algorithm>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr const char *kDatasetName = "Rendered instruments";

/// MIDI tunes of a Debian package. Makers and licences as the package's own copyright file states them.
struct TunePackage {
    const char *package;
    const char *files; ///< as fetchPackage()'s patterns
    const char *maker;
    const char *album;
    const char *licence;
};

constexpr TunePackage kTunes[] = {
    { "openttd-openmsx", "games/openttd/baseset/openmsx/*.mid", "OpenMSX contributors", "OpenMSX", "GPL-2" },
    { "planetblupi-music-midi", "planetblupi/music/*.mid", "EPSITEC", "Planet Blupi", "GPL-3+" },
};

struct Font {
    const char *package;
    const char *file;
};
constexpr Font kTrainingFont { "csound-soundfont", "sf_GMbank.sf2" };
constexpr Font kTestFont { "timgm6mb-soundfont", "TimGM6mb.sf2" };

void fetch(const std::string &package, const std::string &pattern, const fs::path &demo,
    const ProgressCallback &progress, const RunControl &control)
{
    control.check();
    if (progress)
        progress({ "Fetching music from Debian's archive", 0, 0, package });
    const fs::path folder = demo / "midi";
    if (fs::is_directory(folder / package))
        return;
    const Fetched fetched = fetchPackage(package, { pattern }, folder, demo / "incoming", control);
    if (!fetched.cause.empty())
        throw Error(ErrorCode::Io, "the package " + package + " could not be fetched: " + fetched.cause);
}

std::vector<Tune> tunesBelow(const fs::path &folder)
{
    std::vector<Tune> tunes;
    for (const TunePackage &package : kTunes) {
        for (const fs::directory_entry &entry : fs::directory_iterator(folder / package.package)) {
            if (entry.path().extension() != ".mid")
                continue;
            Tune tune;
            tune.file = entry.path();
            // Who of them made which tune is not stated, and a split by artist must not part a tune's clips.
            tune.maker = std::string(package.maker) + ": " + displayPath(entry.path().stem());
            tune.album = package.album;
            tune.licence = package.licence;
            tune.url = std::string("https://packages.debian.org/") + package.package;
            tunes.push_back(tune);
        }
    }
    std::sort(tunes.begin(), tunes.end(), [](const Tune &a, const Tune &b) { return a.file < b.file; });
    return tunes;
}

ImportReport prepare(Workspace &workspace, const fs::path &demo, int threads, const ProgressCallback &progress,
    const RunControl &control)
{
    fs::create_directories(demo / "midi");
    const FetchLock lock(demo, "the demo set is being prepared by another Retrograde");
    for (const TunePackage &package : kTunes)
        fetch(package.package, package.files, demo, progress, control);
    for (const Font &font : { kTrainingFont, kTestFont })
        fetch(font.package, std::string("sounds/sf2/") + font.file, demo, progress, control);
    RenderSpec spec;
    spec.tunes = tunesBelow(demo / "midi");
    spec.trainingFont = demo / "midi" / kTrainingFont.package / kTrainingFont.file;
    spec.testFont = demo / "midi" / kTestFont.package / kTestFont.file;
    DatasetOptions options;
    options.kind = DatasetKind::OpenMic;
    options.path = demo / "rendered";
    options.datasetName = kDatasetName;
    options.threads = threads;
    const std::vector<std::string> notes = renderClips(spec, options.path, threads, progress, control);
    ImportReport report = importDataset(workspace, options, progress, control);
    report.notes.insert(report.notes.begin(), notes.begin(), notes.end());
    return report;
}

} // namespace

ImportReport prepareLabelledDemo(
    Workspace &workspace, int threads, const ProgressCallback &progress, const RunControl &control)
{
    try {
        return prepare(workspace, userCacheFolder() / "demo", threads, progress, control);
    } catch (const fs::filesystem_error &error) {
        throw Error(ErrorCode::Io, error.path1(), error.code().message());
    }
}

} // namespace retrograde
