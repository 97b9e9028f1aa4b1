#pragma once

#include "spectrum/alignedvector.h"
#include "spectrum/cqt.h"
#include "spectrum/cqtkernel.h"
#include "spectrum/paddedsound.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace retrograde {

/// How the transform is computed: a pyramid of the sound at its own rate, at half of it, a quarter and so on, and on
/// each level the filters of about an octave, summed up tap by tap.
///
/// An octave may be computed on a level where its highest bin lies at no more than 0.09 of that level's rate: there the
/// half-band filters before it pass the whole band and let nothing fold into it (lower where filters are short and thus
/// wide). Frames must fall on samples of the level, so the pyramid has no more levels than the hop can be halved; with
/// an odd hop everything is computed at the sound's own rate, which is slow and exact.
///
/// A filter is a real, even window times an exponential, so its cosine part sees only x[c+m] + x[c-m] and its sine part
/// only x[c+m] - x[c-m]: folding the sound once per frame and octave halves the work of all its bins.
///
/// Immutable; the state of one sound is in CqtEngine::Work.
class CqtEngine {
public:
    /// @p parameters must be valid.
    CqtEngine(const CqtParameters &parameters, const CqtKernel &kernel);

    struct Work {
        std::vector<SampleWindow> levels; ///< the caller appends to the first
        std::int64_t nextFrame = 0;
        AlignedVector<float> folded;
        AlignedVector<float> cells;
        AlignedVector<float> magnitudes;
    };

    const CqtKernel &kernel() const { return m_kernel; }
    int levelCount() const { return static_cast<int>(m_reach.size()); }
    int bins() const { return m_parameters.bins; }
    /// Additions and multiplications that a frame takes, those of the definition's filters on their levels, of folding
    /// and of halving the rate; what vectors compute beyond the ends of filters is left out.
    double flopsPerFrame() const;
    /// Padding that must stand before the first sample and after the last frame's centre.
    std::int64_t margin() const { return m_margin; }
    /// Prepares @p work for a sound whose first sample is number 0: level 0 is to be filled from -margin() on.
    void start(Work &work) const;
    /// Brings the upper levels up to date with the first, and tells how many frames can be computed by now.
    std::int64_t ready(Work &work) const;
    /// Computes the next @p frames frames, all of them ready: @p out is [frame][bin]. Forgets samples that neither
    /// frames to come nor the last @p history samples before the next frame's centre need.
    void compute(Work &work, std::int64_t frames, std::int64_t history, float *out) const;

private:
    /// The same stretch of taps of some units of neighbouring bins.
    struct Segment {
        std::size_t firstTap;
        std::size_t taps;
        std::size_t units;
        std::size_t table; ///< where in m_tables
        std::size_t cell; ///< of the first unit, in a frame's row of cells
    };
    /// Neighbouring bins on one level.
    struct Group {
        int level;
        std::size_t firstBin;
        std::size_t bins;
        std::size_t taps; ///< of the longest filter on this level, a multiple of kTapBlock
        std::size_t width; ///< floats in a frame's row of cells
        std::vector<Segment> segments;
    };

    void addGroup(int firstBin, int bins, int level);
    void computeGroup(const Group &group, Work &work, std::int64_t frames, float *out) const;

    const CqtParameters m_parameters;
    const CqtKernel &m_kernel;
    std::vector<Group> m_groups;
    AlignedVector<float> m_tables;
    std::vector<std::int64_t> m_reach; ///< samples that each level's filters need on either side of a frame's centre
    std::int64_t m_margin = 0;
};

} // namespace retrograde
