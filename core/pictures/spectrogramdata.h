#pragma once

#include "spectrum/featurestore.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace retrograde {

/// What the byte of a cell says: levels are 10 log10 of the power, in dB, equal steps apart.
struct CellScale {
    float lowestDb = -kTopDb; ///< of cell 0, which also stands for all that is softer
    float stepDb = kTopDb / 255;

    float toDb(std::uint8_t cell) const { return lowestDb + stepDb * static_cast<float>(cell); }
    std::uint8_t toCell(float levelDb) const;
};

/// Which frequencies the bins of a spectrogram stand for.
struct FrequencyScale {
    enum class Kind { Logarithmic, Linear };
    Kind kind = Kind::Logarithmic;
    double lowest = 32.70319566257483; ///< Hz, centre of bin 0
    double step = 12; ///< logarithmic: bins to the octave; linear: Hz between neighbouring bins

    double hertzAt(double bin) const;
    /// @p hertz greater than 0 where the scale is logarithmic
    double binAt(double hertz) const;

    bool operator==(const FrequencyScale &) const = default;
};

/// What all parts of a spectrogram have in common.
struct SpectrogramLayout {
    FrameGrid grid;
    FrequencyScale frequencies;
    int bins = 0;
    CellScale cells;

    static SpectrogramLayout of(const CqtParameters &parameters);
};

/// A spectrogram ready to be drawn at any zoom: with summaries of it, so that the loudest cell of any stretch is found
/// by looking at a few dozen frames, be it a second or ten hours long. Immutable; building one reads the whole
/// spectrogram once, so it is done on a worker.
///
/// It consists of chunks of kChunkFrames frames, so that it can be shown while it is being computed: a chunk may be
/// unknown, a preview (one column that stands for all its frames), coarse (the loudest of every kFactor frames) or
/// whole. What refines it makes a new object, which shares the chunks that stay the same.
class SpectrogramData {
public:
    static constexpr std::int64_t kFactor = 16;
    static constexpr std::int64_t kChunkFrames = 2048;

    /// @p spectrogram begins with frame @p firstFrame of the original.
    explicit SpectrogramData(std::shared_ptr<const StoredSpectrogram> spectrogram, std::int64_t firstFrame = 0);
    /// All chunks unknown.
    SpectrogramData(const SpectrogramLayout &layout, FrameSpan span);

    const SpectrogramLayout &layout() const { return m_layout; }
    const FrameGrid &grid() const { return m_layout.grid; }
    int bins() const { return m_layout.bins; }
    /// The original's frames that are there, known or not.
    FrameSpan span() const { return m_span; }
    /// Level of the loudest cell known, dB. Where all that is known is silent, or too soft to be told from silence, so
    /// much above it that it is kTopDb below: silence is drawn as the floor, not as the loudest there is.
    float loudestDb() const;

    /// How much is known of a chunk, the least first.
    enum class Detail { Nothing, Preview, Coarse, Whole };
    std::int64_t chunkCount() const { return static_cast<std::int64_t>(m_chunks.size()); }
    FrameSpan chunkSpan(std::int64_t chunk) const;
    Detail detail(std::int64_t chunk) const;
    /// The chunk that the original's frame @p frame is in; it must be in span().
    std::int64_t chunkOf(std::int64_t frame) const { return (frame - m_span.begin) / kChunkFrames; }

    /// The same with more known of one chunk. @p cells are its frames [frame][bin], or for a preview one column.
    /// A coarse chunk keeps one column in kFactor.
    SpectrogramData withChunk(std::int64_t chunk, Detail detail, std::vector<std::uint8_t> cells) const;
    /// The same with no more than coarse knowledge of one chunk.
    SpectrogramData coarsened(std::int64_t chunk) const;

    /// The cell of the original's frame @p frame, as exactly as it is known; 0, the lowest, where there is none.
    std::uint8_t cell(std::int64_t frame, int bin) const;
    /// Raises each of the bins() values of @p loudest to the loudest cell of its bin in the original's frames
    /// begin ... end - 1. What is not there counts as 0. False when all that is there is unknown.
    bool raiseToMaximum(FrameSpan frames, std::span<std::uint8_t> loudest) const;

private:
    /// Columns of level n are the maxima of kFactor columns of level n - 1; level 0 is the spectrogram, the last level
    /// has one column.
    struct Level {
        const std::uint8_t *cells = nullptr; ///< null where it is not known, [column][bin]
        std::int64_t columns = 0;
        std::vector<std::uint8_t> own; ///< what cells points to, unless that lies in a stored spectrogram
    };
    struct Chunk {
        std::shared_ptr<const void> owner; ///< of cells that lie elsewhere
        std::vector<Level> levels;
        std::size_t finest = 0; ///< the first level that is known
    };

    static std::shared_ptr<Chunk> makeChunk(std::int64_t frames);
    void summarise(Chunk &chunk) const;
    void raise(std::span<std::uint8_t> loudest, const Level &level, std::int64_t column) const;
    void noteLoudest(const Chunk &chunk);

    SpectrogramLayout m_layout;
    FrameSpan m_span;
    float m_loudestDb;
    std::vector<std::shared_ptr<const Chunk>> m_chunks; ///< null: unknown
};

} // namespace retrograde
