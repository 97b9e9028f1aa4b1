#include "spectrum/cqtengine.h"

#include "spectrum/halfband.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace retrograde {

namespace {

/// Of a level's rate: the highest frequency that may be computed there (on every level but the first). Filters of fewer
/// periods than kNarrow are wider, and must lie lower by as much.
constexpr double kHighestShare = 0.09;
constexpr double kNarrow = 16.5;
/// Folding works on whole vectors of taps.
constexpr std::size_t kTapBlock = 16;
/// Products that are summed up in one float before the sums are added: keeps the rounding error of long filters small.
constexpr std::size_t kLongestSegment = 512;

std::size_t roundUp(std::size_t value, std::size_t multiple)
{
    return (value + multiple - 1) / multiple * multiple;
}

/// The definition's filter of one bin, seen on a level of the pyramid.
class Filter {
public:
    Filter(const CqtParameters &parameters, int bin, int level)
        : m_length(std::ldexp(parameters.filterLength(bin), -level))
        , m_phaseStep(std::ldexp(2 * std::numbers::pi * parameters.frequency(bin) / parameters.sampleRate, level))
    {
        // The definition's sum of weights is that at the sound's own rate.
        const double ownLength = parameters.filterLength(bin);
        double windowSum = 1;
        for (double m = 1; m <= ownLength / 2; ++m)
            windowSum += 1 + std::cos(2 * std::numbers::pi * m / ownLength);
        m_scale = std::ldexp(std::sqrt(ownLength) / windowSum, level);
        // What little the half-band filters before it change at its frequency is undone.
        double share = parameters.frequency(bin) / parameters.sampleRate;
        for (int l = 0; l < level; ++l, share *= 2)
            m_scale /= halfBandGain(share);
    }

    /// From the centre to one end.
    std::size_t taps() const { return static_cast<std::size_t>(m_length / 2) + 1; }

    std::pair<float, float> tap(std::size_t index) const
    {
        if (index >= taps())
            return { 0.0f, 0.0f };
        const auto m = static_cast<double>(index);
        // Folding counts the centre twice.
        const double once = index == 0 ? 0.5 : 1.0;
        const double weight = once * m_scale * (0.5 + 0.5 * std::cos(2 * std::numbers::pi * m / m_length));
        return { static_cast<float>(weight * std::cos(m_phaseStep * m)),
            static_cast<float>(weight * std::sin(m_phaseStep * m)) };
    }

private:
    double m_length;
    double m_phaseStep;
    double m_scale;
};

} // namespace

CqtEngine::CqtEngine(const CqtParameters &parameters, const CqtKernel &kernel)
    : m_parameters(parameters)
    , m_kernel(kernel)
{
    const double highestShare = kHighestShare * std::min(1.0, parameters.qFactor() / kNarrow);
    for (int top = parameters.bins; top > 0;) {
        const int first = std::max(0, top - parameters.binsPerOctave);
        const double share = parameters.frequency(top - 1) / parameters.sampleRate;
        int level = 0;
        while (std::ldexp(share, level + 1) <= highestShare && parameters.hop % (2 << level) == 0)
            ++level;
        addGroup(first, top - first, level);
        top = first;
    }

    // From the highest level down: to give a sample, the half-band filter needs its reach on the level below.
    for (std::size_t level = m_reach.size(); level-- > 0;)
        m_margin = std::max(m_reach[level], m_margin > 0 ? 2 * m_margin + std::int64_t { kHalfBandReach } : 0);
}

void CqtEngine::addGroup(int firstBin, int bins, int level)
{
    const std::size_t binsPerUnit = m_kernel.lanes / 2;
    std::vector<Filter> filters;
    for (int bin = firstBin; bin < firstBin + bins; ++bin)
        filters.emplace_back(m_parameters, bin, level);

    Group group { level, static_cast<std::size_t>(firstBin), filters.size(), 0, 0, {} };
    group.taps = roundUp(filters.front().taps(), kTapBlock);
    group.width = roundUp(filters.size(), binsPerUnit) * 2;
    const std::size_t units = group.width / m_kernel.lanes;

    for (std::size_t panel = 0; panel < units; panel += m_kernel.panelUnits) {
        const std::size_t panelEnd = std::min(units, panel + m_kernel.panelUnits);
        // A unit's longest filter is its first. Units to the right end earlier, so the panel narrows.
        std::size_t tap = 0;
        for (std::size_t end = panelEnd; end > panel; --end) {
            const std::size_t lastTap = filters[(end - 1) * binsPerUnit].taps();
            while (tap < lastTap) {
                const std::size_t taps = std::min(lastTap - tap, kLongestSegment);
                group.segments.push_back({ tap, taps, end - panel, m_tables.size(), panel * m_kernel.lanes });
                for (std::size_t m = tap; m < tap + taps; ++m)
                    for (std::size_t bin = panel * binsPerUnit; bin < end * binsPerUnit; ++bin) {
                        const auto [cosine, sine] = bin < filters.size() ? filters[bin].tap(m) : std::pair(0.0f, 0.0f);
                        m_tables.push_back(cosine);
                        m_tables.push_back(sine);
                    }
                tap += taps;
            }
        }
    }

    m_reach.resize(std::max(m_reach.size(), static_cast<std::size_t>(level) + 1));
    std::int64_t &reach = m_reach[static_cast<std::size_t>(level)];
    reach = std::max(reach, static_cast<std::int64_t>(group.taps));
    m_groups.push_back(std::move(group));
}

double CqtEngine::flopsPerFrame() const
{
    double flops = 0;
    for (const Group &group : m_groups) {
        flops += 2.0 * static_cast<double>(group.taps);
        for (std::size_t bin = group.firstBin; bin < group.firstBin + group.bins; ++bin)
            flops += 4.0 * static_cast<double>(Filter(m_parameters, static_cast<int>(bin), group.level).taps());
    }
    for (std::size_t level = 1; level < m_reach.size(); ++level)
        flops += std::ldexp(m_parameters.hop * (3.0 * kHalfBandPairs + 1), -static_cast<int>(level));
    return flops;
}

void CqtEngine::start(Work &work) const
{
    work.levels.resize(m_reach.size());
    work.nextFrame = 0;
    std::int64_t begin = -m_margin;
    for (SampleWindow &level : work.levels) {
        level.restart(begin);
        // The first sample whose half-band filter lies within what the level below holds.
        begin = -((-begin - std::int64_t { kHalfBandReach }) / 2);
    }
}

std::int64_t CqtEngine::ready(Work &work) const
{
    constexpr std::int64_t kReach = kHalfBandReach;
    for (std::size_t level = 1; level < work.levels.size(); ++level) {
        const SampleWindow &below = work.levels[level - 1];
        SampleWindow &window = work.levels[level];
        const std::int64_t end = (below.end() - kReach + 1) >> 1;
        if (const std::int64_t count = end - window.end(); count > 0) {
            const float *const in = below.at(2 * window.end());
            m_kernel.halve(in, window.append(count), static_cast<std::size_t>(count));
        }
    }

    std::int64_t frame = work.nextFrame;
    const auto isReady = [&] {
        for (std::size_t level = 0; level < work.levels.size(); ++level)
            if (((frame * m_parameters.hop) >> level) + m_reach[level] >= work.levels[level].end())
                return false;
        return true;
    };
    while (isReady())
        ++frame;
    return frame - work.nextFrame;
}

void CqtEngine::compute(Work &work, std::int64_t frames, std::int64_t history, float *out) const
{
    constexpr std::int64_t kReach = kHalfBandReach;
    for (const Group &group : m_groups)
        computeGroup(group, work, frames, out);
    work.nextFrame += frames;

    const std::int64_t centre = work.nextFrame * m_parameters.hop;
    for (std::size_t level = 0; level < work.levels.size(); ++level) {
        std::int64_t needed = (centre >> level) - m_reach[level];
        if (level == 0)
            needed = std::min(needed, centre - history);
        if (level + 1 < work.levels.size())
            needed = std::min(needed, 2 * work.levels[level + 1].end() - kReach);
        work.levels[level].dropBefore(needed);
    }
}

void CqtEngine::computeGroup(const Group &group, Work &work, std::int64_t frameCount, float *out) const
{
    const std::size_t tile = m_kernel.tileFrames;
    const SampleWindow &window = work.levels[static_cast<std::size_t>(group.level)];
    work.folded.resize(std::max(work.folded.size(), tile * 2 * group.taps), 0.0f);
    work.cells.resize(std::max(work.cells.size(), tile * group.width), 0.0f);
    work.magnitudes.resize(std::max(work.magnitudes.size(), tile * group.width / 2), 0.0f);
    std::array<const float *, kMostTileFrames> starts {};

    const auto bins = static_cast<std::size_t>(m_parameters.bins);
    for (std::int64_t first = 0; first < frameCount; first += static_cast<std::int64_t>(tile)) {
        const auto count = std::min(tile, static_cast<std::size_t>(frameCount - first));
        for (std::size_t i = 0; i < count; ++i) {
            const std::int64_t centre
                = ((work.nextFrame + first + static_cast<std::int64_t>(i)) * m_parameters.hop) >> group.level;
            m_kernel.fold(window.at(centre), work.folded.data() + i * 2 * group.taps, group.taps);
        }
        std::fill_n(work.cells.begin(), tile * group.width, 0.0f);
        for (const Segment &segment : group.segments) {
            // A tile that is not full works on what is left there from before, and its cells are not looked at.
            for (std::size_t i = 0; i < tile; ++i)
                starts[i] = work.folded.data() + i * 2 * group.taps + 2 * segment.firstTap;
            m_kernel.accumulate(m_tables.data() + segment.table, segment.units, starts.data(), segment.taps,
                work.cells.data() + segment.cell, group.width);
        }
        m_kernel.magnitudes(work.cells.data(), work.magnitudes.data(), tile * group.width / 2);
        for (std::size_t i = 0; i < count; ++i)
            std::copy_n(work.magnitudes.begin() + static_cast<std::ptrdiff_t>(i * group.width / 2), group.bins,
                out + (static_cast<std::size_t>(first) + i) * bins + group.firstBin);
    }
}

} // namespace retrograde
