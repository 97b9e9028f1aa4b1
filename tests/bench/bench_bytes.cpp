#include "answers/metrics.h"
#include "bench/goals.h"
#include "support/bothfeatures.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>

using namespace retrograde;
using namespace retrograde::bench;

/// What a trained run says by its stored features, one byte per cell, and by the transform's own floats. The run is
/// named by RETROGRADE_BENCH_RUN=WORKSPACE:ID.
int main()
{
    const char *named = std::getenv("RETROGRADE_BENCH_RUN");
    const std::string run = named ? named : "";
    const std::size_t colon = run.rfind(':');
    if (colon == std::string::npos) {
        std::printf("not measured: RETROGRADE_BENCH_RUN=WORKSPACE:ID names no trained run\n");
        return 0;
    }
    try {
        const Workspace workspace(run.substr(0, colon));
        const auto judged = testing::judgeTwice(workspace, std::atoll(run.c_str() + colon + 1), 200);
        const double stored = countAnswers(judged.stored).accuracy();
        const double exact = countAnswers(judged.exact).accuracy();
        GoalTable table;
        const double error = 1 / std::sqrt(4 * static_cast<double>(judged.exact.size()));
        table.add("validation accuracy, stored - float", "within its standard error",
            text("%.4f - %.4f, %zu crops", stored, exact, judged.exact.size()), std::abs(stored - exact) <= error);
        table.note("area under the ROC curve", text("%.5f - %.5f", rocAuc(judged.stored), rocAuc(judged.exact)));
        table.note(
            "largest difference of margins", text("%.3f of %.2f on average", judged.worstMargin, judged.meanMargin));
        return table.print() ? 0 : 1;
    } catch (const std::exception &problem) {
        std::fprintf(stderr, "bench_bytes: %s\n", problem.what());
        return 2;
    }
}
