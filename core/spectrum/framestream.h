#pragma once

#include "base/error.h"
#include "base/framegrid.h"
#include "spectrum/decibels.h"
#include "spectrum/paddedsound.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace retrograde {

/// What the streams of all transforms have in common: a sound that arrives in blocks becomes frames of magnitudes.
/// @p Frames is the transform of one sound:
///   void start();                    for a sound whose first sample is number 0
///   SampleWindow &sound();           to be filled from sample -margin() on; stays where it is
///   std::int64_t margin();           samples that a frame needs on either side of its centre, at most
///   std::int64_t bins();
///   std::int64_t nextFrame();        the number of the first frame that was not computed yet
///   std::int64_t ready();            how many frames can be computed by now
///   void compute(std::int64_t frames, std::int64_t history, float *out);
///       the next frames, [frame][bin]; may forget samples that neither frames to come nor the last @p history samples
///       before the next frame's centre need
template<typename Frames> class FrameStream {
public:
    FrameStream(Frames frames, const FrameGrid &grid, Padding padding, const CqtKernel &kernel)
        : m_frames(std::move(frames))
        , m_grid(grid)
        , m_sound((m_frames.start(), m_frames.sound()), m_frames.margin(), padding, kernel)
    {
    }
    FrameStream(const FrameStream &) = delete;
    FrameStream &operator=(const FrameStream &) = delete;

    void push(std::span<const float> samples, std::vector<float> &frames)
    {
        take(samples, [&](std::size_t cells) { return grown(frames, cells); });
    }

    void finish(std::vector<float> &frames)
    {
        end([&](std::size_t cells) { return grown(frames, cells); });
    }

    void transform(std::span<const float> sound, Quantity quantity, std::span<float> out)
    {
        const std::int64_t cells = m_grid.framesIn(std::ssize(sound)) * m_frames.bins();
        if (std::ssize(out) != cells)
            throw Error(ErrorCode::InvalidArgument, "the room for a transform must be frames times bins");
        restart();
        float *place = out.data();
        const auto room = [&](std::size_t count) { return std::exchange(place, place + count); };
        take(sound, room);
        end(room);
        convertMagnitudes(out, quantity);
    }

private:
    /// Samples taken in at a time, so that a long sound given at once needs no more memory than one given in blocks.
    static constexpr std::size_t kSlice = 1 << 13;

    static float *grown(std::vector<float> &frames, std::size_t cells)
    {
        frames.resize(frames.size() + cells);
        return frames.data() + frames.size() - cells;
    }

    template<typename Room> void take(std::span<const float> samples, Room room)
    {
        while (!samples.empty()) {
            const std::size_t slice = std::min(samples.size(), kSlice);
            if (m_sound.take(samples.first(slice)))
                compute(m_frames.ready(), room);
            samples = samples.subspan(slice);
        }
    }

    template<typename Room> void end(Room room)
    {
        const std::int64_t frameCount = m_grid.framesIn(m_sound.received());
        if (m_frames.nextFrame() < frameCount) {
            m_sound.finish((frameCount - 1) * m_grid.hop + m_frames.margin() + 1);
            compute(std::min(m_frames.ready(), frameCount - m_frames.nextFrame()), room);
        }
        restart();
    }

    template<typename Room> void compute(std::int64_t frames, Room room)
    {
        if (frames > 0)
            m_frames.compute(frames, m_sound.history(), room(static_cast<std::size_t>(frames * m_frames.bins())));
    }

    void restart()
    {
        m_frames.start();
        m_sound.restart();
    }

    Frames m_frames;
    FrameGrid m_grid;
    PaddedSound m_sound;
};

} // namespace retrograde
