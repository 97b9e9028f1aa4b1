#include "bench/pipeline.h"

#include "audio/audioreader.h"
#include "base/random.h"
#include "experiment/examples.h"
#include "library/featureextraction.h"
#include "library/folderimporter.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace retrograde::bench {

using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 22050;

/// Stereo tracks of four minutes, each another, as MP3.
void writeTracks(const fs::path &folder, int count)
{
    constexpr int kFileRate = 44100;
    constexpr std::size_t kFrames = 240 * kFileRate;
    const std::vector<float> left = struckNotes(60, kFileRate, 1);
    const std::vector<float> right = struckNotes(61, kFileRate, 2);
    fs::create_directories(folder);
    for (int i = 0; i < count; ++i) {
        std::vector<float> stereo(2 * kFrames);
        for (std::size_t frame = 0; frame < kFrames; ++frame) {
            stereo[2 * frame] = left[(frame + static_cast<std::size_t>(i) * 100000) % left.size()];
            stereo[2 * frame + 1] = right[frame % right.size()];
        }
        encode(stereo, kFileRate, folder / ("track" + std::to_string(i) + ".mp3"),
            { "-c:a", "libmp3lame", "-b:a", "192k" }, 2);
    }
}

void decode(const fs::path &file)
{
    AudioReader reader(file, kRate);
    std::vector<float> block(1 << 14);
    while (reader.read(block) > 0) { }
}

/// The largest resident set, bytes, that a program had.
std::int64_t peakMemory(const std::vector<std::string> &command)
{
    const pid_t child = ::fork();
    if (child == 0) {
        std::vector<char *> arguments;
        for (const std::string &argument : command)
            arguments.push_back(const_cast<char *>(argument.c_str()));
        arguments.push_back(nullptr);
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
    int status = 0;
    rusage usage {};
    if (child < 0 || ::wait4(child, &status, 0, &usage) != child || status != 0)
        throw std::runtime_error(command.front() + " failed");
    return std::int64_t { usage.ru_maxrss } * 1024;
}

/// A WAV file of silence that takes no room on the disk.
void writeLongSilence(const fs::path &path, std::uint32_t seconds)
{
    struct {
        char riff[4] { 'R', 'I', 'F', 'F' };
        std::uint32_t size = 0;
        char wave[8] { 'W', 'A', 'V', 'E', 'f', 'm', 't', ' ' };
        std::uint32_t formatSize = 16;
        std::uint16_t format = 1;
        std::uint16_t channels = 1;
        std::uint32_t rate = kRate;
        std::uint32_t bytesPerSecond = 2 * kRate;
        std::uint16_t bytesPerFrame = 2;
        std::uint16_t bits = 16;
        char data[4] { 'd', 'a', 't', 'a' };
        std::uint32_t dataSize = 0;
    } header;
    static_assert(sizeof header == 44);
    header.dataSize = seconds * header.bytesPerSecond;
    header.size = header.dataSize + 36;
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char *>(&header), sizeof header);
    fs::resize_file(path, sizeof header + std::uintmax_t { header.dataSize });
}

} // namespace

void measureExtraction(GoalTable &table)
{
    if (!ffmpegAvailable()) {
        table.note("MP3 -> stored features", "not measured: the ffmpeg program is not there");
        return;
    }
    constexpr int kTracks = 4;
    const ScratchFolder folder;
    const fs::path music = folder / "music";
    writeTracks(music, kTracks);
    Workspace workspace(folder / "workspace");
    const RunControl control;
    importFolder(workspace, music, {}, {}, control);
    std::vector<fs::path> files;
    for (const Track &track : workspace.tracks())
        files.push_back(track.path);

    const auto extract = [&](int threads) {
        fs::remove_all(workspace.features().folder());
        const FeatureReport report = extractFeatures(workspace, "", CqtParameters(), threads, {}, control);
        if (report.computed != kTracks)
            throw std::runtime_error("not every track was computed");
        return report.audioSeconds / report.seconds;
    };
    const auto decodeAll = [&](int threads) {
        const double begin = now();
        {
            std::vector<std::jthread> pool;
            for (int thread = 0; thread < threads; ++thread)
                pool.emplace_back([&files, thread, threads] {
                    for (std::size_t i = static_cast<std::size_t>(thread); i < files.size();
                         i += static_cast<std::size_t>(threads))
                        decode(files[i]);
                });
        }
        return kTracks * 240 / (now() - begin);
    };
    // By turns, so that all of them have the same share of the machine's good and bad moments.
    double one = 0;
    double two = 0;
    double decodeOne = 0;
    double decodeTwo = 0;
    for (int round = 0; round < 4; ++round) {
        decodeOne = std::max(decodeOne, decodeAll(1));
        one = std::max(one, extract(1));
        decodeTwo = std::max(decodeTwo, decodeAll(2));
        two = std::max(two, extract(2));
    }
    table.add("MP3 -> stored features, one core", ">= 1,000x real time", text("%.0fx", one), one >= 1000);
    table.add("share of decode + resample alone", ">= 85 %", text("%.1f %% of %.0fx", 100 * one / decodeOne, decodeOne),
        one >= 0.85 * decodeOne);
    table.add("two cores", ">= 1.8 of one", text("%.2f", two / one), two >= 1.8 * one);
    table.note("decode + resample alone on two cores", text("%.2f of one", decodeTwo / decodeOne));
}

void measureLongFile(GoalTable &table)
{
    const ScratchFolder folder;
    fs::create_directories(folder / "music");
    writeLongSilence(folder / "music/ten hours.wav", 36000);
    const auto cli = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), { RETROGRADE_CLI, "--workspace", (folder / "workspace").string() });
        return peakMemory(arguments);
    };
    const std::int64_t idle = cli({ "library" });
    cli({ "import", "folder", (folder / "music").string() });
    const double begin = now();
    const std::int64_t peak = cli({ "features" });
    const double seconds = now() - begin;
    const Workspace workspace(folder / "workspace");
    if (!workspace.features().contains(workspace.tracks().front().contentHash, CqtParameters()))
        throw std::runtime_error("the long file's features are missing");
    table.add("10-h file, peak memory of retrograde-cli features", "< 200 MB",
        text("%.0f MB", static_cast<double>(peak) / 1e6), peak < 200'000'000);
    table.note("of which its libraries, before any work", text("%.0f MB", static_cast<double>(idle) / 1e6));
    table.note("time it took", text("%.1f s", seconds));
}

void measureCrops(GoalTable &table)
{
    constexpr double kSeconds = 240;
    const CqtPlan plan({});
    const ScratchFolder folder;
    const FeatureStore store(folder.path());
    std::vector<std::shared_ptr<const StoredSpectrogram>> tracks;
    for (const std::uint64_t seed : { 1, 2, 3, 4, 5, 6, 7, 8 }) {
        const std::vector<float> sound = noise(kSeconds, kRate, 0.5, seed);
        std::span<const float> rest = sound;
        tracks.push_back(store.compute(std::string(16, static_cast<char>('a' + seed)), plan, [&](std::span<float> out) {
            const std::size_t count = std::min(out.size(), rest.size());
            std::copy_n(rest.begin(), count, out.begin());
            rest = rest.subspan(count);
            return count;
        }));
    }
    // As the trainer does: into a batch, at a random place, reversed or not, louder or softer.
    RunSpec spec;
    spec.clip = ClipLength::parse("10");
    spec.gainJitterDb = 3;
    const ClipRecipe recipe(spec, { -40, 15 });
    const auto task = makePretextTask(spec);
    const std::vector<std::int64_t> frames(tracks.size(), tracks.front()->frames());
    const TrainingExamples training(spec, task.get(), frames);
    constexpr std::size_t kBatch = 64;
    const std::size_t cropSize = recipe.cells(plan.parameters().bins);
    std::vector<float> batch(kBatch * cropSize);
    std::vector<Example> examples;
    for (int epoch = 0; examples.size() < kBatch; ++epoch) {
        const std::vector<Example> more = training.epoch(epoch);
        examples.insert(examples.end(), more.begin(), more.end());
    }
    const double seconds = bestSeconds(1, [&] {
        for (std::size_t i = 0; i < kBatch; ++i)
            fillClip(*tracks[examples[i].track], examples[i], recipe, { &batch[i * cropSize], cropSize });
    });
    const double perSecond = kBatch / seconds;
    table.add("random 10-s crops into a batch, one core", ">= 20,000 per second", text("%.0f", perSecond),
        perSecond >= 20000);
}

} // namespace retrograde::bench
