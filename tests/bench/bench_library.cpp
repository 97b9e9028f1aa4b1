#include "base/random.h"
#include "library/datasetimport.h"
#include "support/datasettrees.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

/// FMA-large; fewer by the environment variable RETROGRADE_BENCH_TRACKS.
int trackCount()
{
    const char *wanted = std::getenv("RETROGRADE_BENCH_TRACKS");
    return wanted ? std::max(100, std::atoi(wanted)) : 106574;
}

double peakMebibytes()
{
    rusage usage {};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// One to @p most words with letters of several scripts among them.
std::string someWords(RandomStream &random, std::uint64_t most)
{
    static constexpr const char *kWords[] = { "night", "Freeway", "été", "Über", "Лес", "drone", "Blue", "river", "of",
        "the", "Ghost", "Kōan", "live", "at", "WFMU", "Öde", "Señor", "machine", "part", "II", "σκιά", "wooden",
        "Yosemite", "signal", "lost", "winter", "Gymnopédie", "static", "Hour", "Electric" };
    std::string text;
    for (std::uint64_t count = 1 + random.below(most); count > 0; --count)
        text += (text.empty() ? "" : " ") + std::string(kWords[random.below(std::size(kWords))]);
    return text;
}

/// A twentieth of a second at 8 kHz, different for each track.
std::string tinyWav(int number)
{
    const auto little = [](std::uint32_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; ++i)
            text += static_cast<char>((value >> (8 * i)) & 0xFF);
        return text;
    };
    constexpr std::uint32_t kSamples = 400;
    RandomStream random(static_cast<std::uint64_t>(number), { streamId("sound") });
    std::string data;
    for (std::uint32_t i = 0; i < kSamples; ++i)
        data += little(static_cast<std::uint32_t>(random.below(20000)), 2);
    return "RIFF" + little(36 + 2 * kSamples, 4) + "WAVEfmt " + little(16, 4) + little(1, 2) + little(1, 2)
        + little(8000, 4) + little(16000, 4) + little(2, 2) + little(16, 2) + "data" + little(2 * kSamples, 4) + data;
}

/// FMA-large in the published layout, with all columns of tracks.csv, and tiny sounds.
class Archive {
public:
    Archive()
    {
        std::vector<FmaRow> rows;
        fs::create_directories(m_folder.path() / "fma_metadata");
        for (int i = 0; i < trackCount(); ++i) {
            RandomStream random(static_cast<std::uint64_t>(i), { streamId("row") });
            FmaRow row;
            row.id = 2 + i;
            row.title = someWords(random, 6);
            row.artist = someWords(random, 2) + " " + std::to_string(random.below(16000));
            row.album = someWords(random, 4);
            row.genresAll = random.coin() ? "[21, 76]" : "[38]";
            row.split = random.below(10) < 8 ? "training" : random.coin() ? "validation" : "test";
            row.subset = random.below(13) == 0 ? "small" : random.below(5) == 0 ? "medium" : "large";
            row.duration = "0"; // tiny sounds are no damage
            rows.push_back(row);
            const fs::path file = fmaClip(m_folder.path() / "fma_large", row.id);
            fs::create_directories(file.parent_path());
            writeBytes(file, tinyWav(i));
        }
        writeBytes(m_folder.path() / "fma_metadata" / "tracks.csv", fmaTracksCsv(rows));
        writeBytes(m_folder.path() / "fma_metadata" / "genres.csv", fmaGenresCsv());
    }

    DatasetOptions options() const
    {
        DatasetOptions options;
        options.kind = DatasetKind::Fma;
        options.path = m_folder.path();
        return options;
    }
    fs::path workspace() const { return m_folder.path() / "workspace"; }

private:
    ScratchFolder m_folder;
};

std::unique_ptr<Archive> archive;

/// The first time everything is new, the second time nothing.
void import(benchmark::State &state)
{
    for (auto _ : state) {
        Workspace workspace(archive->workspace());
        const double before = peakMebibytes();
        const ImportReport report = importDataset(workspace, archive->options(), {}, RunControl());
        if (report.imported + report.skipped != trackCount())
            state.SkipWithError("not every track was imported");
        state.counters["tracks"] = trackCount();
        state.counters["peak_MiB"] = peakMebibytes();
        state.counters["grown_MiB"] = peakMebibytes() - before;
    }
    state.counters["tracks_per_s"] = benchmark::Counter(trackCount(), benchmark::Counter::kIsIterationInvariantRate);
}

/// What the workbench does before its first picture of the library: opens, lists, counts, reads a screenful.
void open(benchmark::State &state)
{
    for (auto _ : state) {
        const Workspace workspace(archive->workspace());
        const std::vector<Id> ids = workspace.trackIds({});
        benchmark::DoNotOptimize(workspace.datasets());
        for (const TrackStatus status : { TrackStatus::Quarantined, TrackStatus::Missing }) {
            TrackQuery query;
            query.status = status;
            benchmark::DoNotOptimize(workspace.trackIds(query));
            benchmark::DoNotOptimize(workspace.countTracks(query));
        }
        benchmark::DoNotOptimize(workspace.countClips());
        for (std::size_t i = 0; i < std::min<std::size_t>(64, ids.size()); ++i)
            benchmark::DoNotOptimize(workspace.track(ids[i]));
    }
}

void find(benchmark::State &state, const TrackQuery &query)
{
    const Workspace workspace(archive->workspace());
    std::size_t found = 0;
    for (auto _ : state)
        found = workspace.trackIds(query).size();
    state.counters["found"] = static_cast<double>(found);
}

TrackQuery searching(const std::string &words, const std::string &dataset = {}, std::optional<TrackStatus> status = {},
    bool warned = false)
{
    TrackQuery query;
    query.search = words;
    query.dataset = dataset;
    query.status = status;
    query.warned = warned;
    return query;
}

} // namespace

int main(int argc, char **argv)
{
    benchmark::Initialize(&argc, argv);
    archive = std::make_unique<Archive>();
    const auto add = [](const std::string &name, const TrackQuery &query) {
        benchmark::RegisterBenchmark(("library: " + name).c_str(), find, query)->Unit(benchmark::kMillisecond);
    };
    benchmark::RegisterBenchmark("library: import", import)->Iterations(1)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("library: import again", import)->Iterations(1)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("library: open", open)->Unit(benchmark::kMillisecond);
    add("all", {});
    add("search, frequent word", searching("the"));
    add("search, one letter", searching("e"));
    add("search, rare word", searching("freeway yosemite winter"));
    add("search, nothing found", searching("qwertz"));
    add("search, other script", searching("ЛЕС über"));
    add("filter by dataset", searching("", "fma_large"));
    add("filter by status", searching("", "", TrackStatus::Ok));
    add("filter by warning", searching("", "", {}, true));
    add("search within dataset and status", searching("drone", "fma_large", TrackStatus::Ok));
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    archive.reset();
}
