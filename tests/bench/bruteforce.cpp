#include "bench/bruteforce.h"

#include "bench/goals.h"

#include <algorithm>
#include <cblas.h>
#include <cmath>
#include <numbers>

namespace retrograde::bench {

BlasCqt::BlasCqt(const CqtParameters &parameters)
    : m_parameters(parameters)
{
    openblas_set_num_threads(1);
    const std::int64_t hop = parameters.hop;
    const auto half = [&](int bin) { return static_cast<std::int64_t>(parameters.filterLength(bin) / 2); };
    const std::int64_t before = (half(0) + hop - 1) / hop;
    m_rowsBefore = static_cast<std::size_t>(before);
    std::vector<double> scales;
    for (int bin = 0; bin < parameters.bins; ++bin) {
        const double length = parameters.filterLength(bin);
        double sum = 0;
        for (std::int64_t m = -half(bin); m <= half(bin); ++m)
            sum += 0.5 + 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(m) / length);
        scales.push_back(std::sqrt(length) / sum);
    }
    for (std::int64_t row = -before; row * hop <= half(0); ++row) {
        Stretch stretch { static_cast<std::size_t>(row + before), 0, {} };
        const std::int64_t nearest = row < 0 ? -(row + 1) * hop + 1 : row * hop;
        int bins = 0;
        while (bins < parameters.bins && half(bins) >= nearest)
            ++bins;
        stretch.columns = 2 * static_cast<std::size_t>(bins);
        for (std::int64_t m = row * hop; m < (row + 1) * hop; ++m)
            for (int bin = 0; bin < bins; ++bin) {
                const double length = parameters.filterLength(bin);
                const double angle = 2 * std::numbers::pi * static_cast<double>(m);
                const double weight = std::abs(m) > half(bin)
                    ? 0
                    : scales[static_cast<std::size_t>(bin)] * (0.5 + 0.5 * std::cos(angle / length));
                const double phase = angle * parameters.frequency(bin) / parameters.sampleRate;
                stretch.taps.push_back(static_cast<float>(weight * std::cos(phase)));
                stretch.taps.push_back(static_cast<float>(weight * std::sin(phase)));
            }
        m_stretches.push_back(std::move(stretch));
    }
}

void BlasCqt::magnitudes(std::span<const float> sound, std::span<float> out)
{
    const auto hop = static_cast<std::size_t>(m_parameters.hop);
    const auto bins = static_cast<std::size_t>(m_parameters.bins);
    const std::size_t frames = out.size() / bins;
    m_samples.assign((frames + 2 * m_rowsBefore + 2) * hop, 0.0f);
    std::copy(sound.begin(), sound.end(), m_samples.begin() + static_cast<std::ptrdiff_t>(m_rowsBefore * hop));
    m_cells.assign(frames * 2 * bins, 0.0f);
    for (const Stretch &stretch : m_stretches)
        if (stretch.columns > 0)
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<int>(frames),
                static_cast<int>(stretch.columns), m_parameters.hop, 1, m_samples.data() + stretch.row * hop,
                m_parameters.hop, stretch.taps.data(), static_cast<int>(stretch.columns), 1, m_cells.data(),
                static_cast<int>(2 * bins));
    for (std::size_t cell = 0; cell < out.size(); ++cell)
        out[cell] = std::sqrt(m_cells[2 * cell] * m_cells[2 * cell] + m_cells[2 * cell + 1] * m_cells[2 * cell + 1]);
}

double sgemmPeak()
{
    openblas_set_num_threads(1);
    constexpr int kSize = 768;
    const std::vector<float> a(kSize * kSize, 0.5f);
    const std::vector<float> b(kSize * kSize, 0.25f);
    std::vector<float> c(kSize * kSize);
    const double seconds = bestSeconds(0.5, [&] {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, kSize, kSize, kSize, 1, a.data(), kSize, b.data(), kSize,
            0, c.data(), kSize);
    });
    return 2.0 * kSize * kSize * kSize / seconds;
}

} // namespace retrograde::bench
