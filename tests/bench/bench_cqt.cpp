#include "base/random.h"
#include "spectrum/alignedvector.h"
#include "spectrum/cqt.h"
#include "spectrum/cqtkernel.h"
#include "spectrum/decibels.h"
#include "spectrum/featurestore.h"
#include "support/signals.h"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

constexpr double kClipSeconds = 10;

/// Ten seconds at 22,050 Hz, 84 bins, dB included, on one thread. The odd hop has no pyramid: it is the fastest way
/// there is of summing up the definition as it stands, for one frame less.
void transform(benchmark::State &state, const std::string &kernel, int hop)
{
    ::setenv("RETROGRADE_CPU", kernel.c_str(), 1);
    const CqtParameters parameters { .hop = hop };
    const CqtPlan plan(parameters);
    CqtStream stream(plan);
    const std::vector<float> sound = struckNotes(kClipSeconds, parameters.sampleRate);
    std::vector<float> frames;
    for (auto _ : state) {
        frames.clear();
        stream.push(sound, frames);
        stream.finish(frames);
        magnitudesToDb(frames);
        benchmark::DoNotOptimize(frames.data());
    }
    state.SetLabel(plan.route());
    state.counters["times_real_time"] = benchmark::Counter(kClipSeconds, benchmark::Counter::kIsIterationInvariantRate);
    ::unsetenv("RETROGRADE_CPU");
}

/// The transform's innermost loop on data that stays in the nearest cache: what the processor can do at best.
void peak(benchmark::State &state, const CqtKernel *kernel)
{
    constexpr std::size_t kTaps = 96;
    const std::size_t width = kernel->panelVectors * kernel->lanes;
    AlignedVector<float> table(kTaps * width, 0.5f);
    AlignedVector<float> folded(2 * kTaps, 0.5f);
    AlignedVector<float> cells(kernel->tileFrames * width, 0.0f);
    const std::vector<const float *> starts(kernel->tileFrames, folded.data());
    for (auto _ : state) {
        kernel->accumulate(table.data(), kernel->panelVectors, starts.data(), kTaps, cells.data(), width);
        benchmark::DoNotOptimize(cells.data());
        benchmark::ClobberMemory();
    }
    state.counters["flop_per_s"] = benchmark::Counter(
        static_cast<double>(2 * kTaps * width * kernel->tileFrames), benchmark::Counter::kIsIterationInvariantRate);
}

/// From samples to a spectrogram on disk, read back and verified.
void store(benchmark::State &state)
{
    const std::filesystem::path folder
        = std::filesystem::temp_directory_path() / ("retrograde-bench-" + std::to_string(::getpid()));
    const FeatureStore featureStore(folder);
    const CqtPlan plan({});
    const std::vector<float> sound = struckNotes(240, 22050);
    for (auto _ : state) {
        std::span<const float> rest = sound;
        featureStore.compute("0123456789abcdef", plan, [&](std::span<float> out) {
            const std::size_t count = std::min(out.size(), rest.size());
            std::copy_n(rest.begin(), count, out.begin());
            rest = rest.subspan(count);
            return count;
        });
    }
    state.counters["times_real_time"] = benchmark::Counter(240, benchmark::Counter::kIsIterationInvariantRate);
    std::filesystem::remove_all(folder);
}

/// Ten-second crops at random places of a long track, as a trainer takes them: cells to floats, bin by bin.
void crops(benchmark::State &state)
{
    const CqtPlan plan({});
    const auto spectrogram = FeatureStore::inMemory(plan, struckNotes(240, 22050));
    const int frames = 431;
    const int bins = spectrogram->bins();
    std::vector<float> crop(static_cast<std::size_t>(frames) * static_cast<std::size_t>(bins));
    RandomStream random(1);
    for (auto _ : state) {
        const auto first
            = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(spectrogram->frames() - frames)));
        const std::uint8_t *const cells = spectrogram->frame(first);
        for (std::size_t cell = 0; cell < crop.size(); ++cell)
            crop[cell] = StoredSpectrogram::toDb(cells[cell]);
        benchmark::DoNotOptimize(crop.data());
    }
    state.counters["crops_per_s"] = benchmark::Counter(1, benchmark::Counter::kIsIterationInvariantRate);
}

} // namespace

int main(int argc, char **argv)
{
    for (const CqtKernel *kernel : cqtKernels()) {
        const std::string name = kernel->name;
        const auto add = [&](const std::string &what, auto function, auto... arguments) {
            benchmark::RegisterBenchmark((what + "/" + name).c_str(), function, arguments...)
                ->Unit(benchmark::kMicrosecond);
        };
        add("cqt", transform, name, 512);
        add("cqt brute force", transform, name, 513);
        add("peak", peak, kernel);
    }
    benchmark::RegisterBenchmark("feature store: compute", store)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("feature store: 10-s crops", crops)->Unit(benchmark::kMicrosecond);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
