#include "bench/accuracy.h"
#include "bench/bruteforce.h"
#include "bench/goals.h"
#include "bench/pipeline.h"
#include "spectrum/alignedvector.h"
#include "spectrum/cqt.h"
#include "spectrum/cqtengine.h"
#include "spectrum/cqtkernel.h"
#include "support/signals.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>

using namespace retrograde;
using namespace retrograde::bench;
using namespace retrograde::testing;

namespace {

constexpr double kClipSeconds = 10;
constexpr double kBudget = 0.7; ///< seconds for each figure

std::vector<float> cellsFor(const CqtParameters &parameters, std::span<const float> sound)
{
    const std::int64_t frames = parameters.grid().framesIn(std::ssize(sound));
    return std::vector<float>(static_cast<std::size_t>(frames * parameters.bins));
}

/// Ten seconds at 22,050 Hz on one thread.
double transformSeconds(const CqtParameters &parameters, std::span<const float> sound, Quantity quantity)
{
    const CqtPlan plan(parameters);
    CqtStream stream(plan);
    std::vector<float> cells = cellsFor(parameters, sound);
    return bestSeconds(kBudget, [&] { stream.transform(sound, quantity, cells); });
}

/// The transform's innermost loop on data that stays in the nearest cache, operations per second.
double innermostLoop(const CqtKernel &kernel)
{
    constexpr std::size_t kTaps = 96;
    const std::size_t width = kernel.panelUnits * kernel.lanes;
    const AlignedVector<float> table(kTaps * width, 0.5f);
    const AlignedVector<float> folded(2 * kTaps, 0.5f);
    AlignedVector<float> cells(kernel.tileFrames * width, 0.0f);
    const std::vector<const float *> starts(kernel.tileFrames, folded.data());
    constexpr int kRepeats = 1000;
    const double seconds = bestSeconds(0.2, [&] {
        for (int i = 0; i < kRepeats; ++i)
            kernel.accumulate(table.data(), kernel.panelUnits, starts.data(), kTaps, cells.data(), width);
    });
    return static_cast<double>(2 * kTaps * width * kernel.tileFrames) * kRepeats / seconds;
}

double worstDifference(std::span<const float> one, std::span<const float> other)
{
    double worst = 0;
    for (std::size_t i = 0; i < one.size(); ++i)
        worst = std::max(worst, std::abs(double { one[i] } - other[i]));
    return worst;
}

void measureSpeed(GoalTable &table)
{
    const CqtParameters parameters;
    const std::vector<float> sound = struckNotes(kClipSeconds, parameters.sampleRate);

    BlasCqt blas(parameters);
    std::vector<float> cells = cellsFor(parameters, sound);
    blas.magnitudes(sound, cells);
    if (worstDifference(cells, CqtPlan(parameters).magnitudes(sound)) > 1e-4)
        throw std::runtime_error("the brute-force route by BLAS computes something else");
    const double blasSeconds = bestSeconds(kBudget, [&] {
        blas.magnitudes(sound, cells);
        magnitudesToDb(cells);
    });
    const double peak = sgemmPeak();

    double best = 1e9;
    double bestBruteForce = blasSeconds;
    struct Speed {
        std::string name;
        double seconds;
        double bruteForce;
    };
    std::vector<Speed> speeds;
    for (const CqtKernel *kernel : cqtKernels()) {
        const std::string name = kernel->name;
        ::setenv("RETROGRADE_CPU", name.c_str(), 1);
        const double seconds = transformSeconds(parameters, sound, Quantity::Decibels);
        const double withoutDecibels = transformSeconds(parameters, sound, Quantity::Magnitude);
        // A hop that cannot be halved leaves no pyramid: the definition as it stands, for one frame less.
        const double direct = transformSeconds({ .hop = 513 }, sound, Quantity::Decibels);
        const double flops = CqtEngine(parameters, *kernel).flopsPerFrame()
            * static_cast<double>(parameters.grid().framesIn(std::ssize(sound)));
        const int goal = name == "avx512" ? 20000 : name == "avx2" ? 13000 : 4000;
        table.add("10 s, one thread, dB included, " + name, text(">= %d,000x real time", goal / 1000),
            text("%.0fx (%.3f ms)", kClipSeconds / seconds, 1e3 * seconds), kClipSeconds / seconds >= goal);
        table.note("of which decibels", text("%.0f %%", 100 * (1 - withoutDecibels / seconds)));
        table.note("operations", text("%.1f Mflop, %.1f Gflop/s", flops / 1e6, flops / withoutDecibels / 1e9));
        table.note("innermost loop alone", text("%.1f Gflop/s", innermostLoop(*kernel) / 1e9));
        best = std::min(best, seconds);
        bestBruteForce = std::min(bestBruteForce, direct);
        speeds.push_back({ name, seconds, direct });
        if (kernel == cqtKernels().front())
            table.note("measured peak (sgemm) and share reached",
                text("%.1f Gflop/s, %.0f %%", peak / 1e9, 100 * flops / withoutDecibels / peak));
    }
    ::unsetenv("RETROGRADE_CPU");
    table.add("against the best brute-force route", ">= 6x faster", text("%.1fx", bestBruteForce / best),
        bestBruteForce / best >= 6);
    table.note("strided sgemm (OpenBLAS)", text("%.2f ms", 1e3 * blasSeconds));
    for (const Speed &speed : speeds)
        table.note("direct route, " + speed.name,
            text("%.2f ms, %.1f times its pyramid", 1e3 * speed.bruteForce, speed.bruteForce / speed.seconds));
}

} // namespace

/// The constant-Q transform's goals and what this machine reaches, side by side. Exit code 1 when one is missed.
int main()
{
    try {
        GoalTable table;
        measureAgainstOracle(table);
        if (const char *folder = std::getenv("RETROGRADE_CQT_REFERENCE"))
            measureAgainstReference(table, folder);
        else
            table.note("error against others' arrays", "RETROGRADE_CQT_REFERENCE names no folder with them");
        measureSpeed(table);
        measureExtraction(table);
        measureLongFile(table);
        measureCrops(table);
        return table.print() ? 0 : 1;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "bench_cqt: %s\n", error.what());
        return 2;
    }
}
