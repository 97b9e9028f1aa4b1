#include "experiment/examples.h"

#include "base/error.h"
#include "base/random.h"
#include "experiment/taskdescription.h"
#include "experiment/transform.h"
#include "spectrum/decibels.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace retrograde {

namespace {

/// Short tracks keep at least three quarters of the places where crops may lie.
constexpr std::int64_t kShareOfSpare = 8;
/// Cells that are turned from [frame][bin] to [bin][frame] at once: they stay in the nearest cache.
constexpr std::size_t kTileFrames = 64;
constexpr std::size_t kTileBins = 32;

/// What the network sees of a cell. Cells are linear in dB, so this is a straight line with a floor, which the compiler
/// turns into vector instructions.
class CellScale {
public:
    CellScale(const Normalisation &normalisation, double gainDb, double referenceDb)
        : m_slope(static_cast<float>(kTopDb / 255 / normalisation.deviation))
        , m_offset(static_cast<float>((gainDb - kTopDb - referenceDb - normalisation.mean) / normalisation.deviation))
        , m_floor(static_cast<float>((-kTopDb - referenceDb - normalisation.mean) / normalisation.deviation))
    {
    }

    void convert(const std::uint8_t *cells, float *out, std::size_t count) const
    {
        for (std::size_t i = 0; i < count; ++i) {
            const float value = m_slope * static_cast<float>(cells[i]) + m_offset;
            out[i] = value > m_floor ? value : m_floor;
        }
    }

private:
    float m_slope;
    float m_offset;
    float m_floor;
};

/// Writes frames that lie in memory as [bin] to @p out as [bin][frame].
void turn(std::span<const std::uint8_t *const> frames, std::size_t bins, const CellScale &scale, std::span<float> out)
{
    alignas(64) std::uint8_t turned[kTileBins][kTileFrames];
    for (std::size_t frame = 0; frame < frames.size(); frame += kTileFrames) {
        const std::size_t tileFrames = std::min(kTileFrames, frames.size() - frame);
        for (std::size_t bin = 0; bin < bins; bin += kTileBins) {
            const std::size_t tileBins = std::min(kTileBins, bins - bin);
            for (std::size_t f = 0; f < tileFrames; ++f)
                for (std::size_t b = 0; b < tileBins; ++b)
                    turned[b][f] = frames[frame + f][bin + b];
            for (std::size_t b = 0; b < tileBins; ++b)
                scale.convert(turned[b], &out[(bin + b) * frames.size() + frame], tileFrames);
        }
    }
}

/// How many of its @p available crops each track gives, so that all together give at most @p maximum and none gives
/// many while another could give more. Ties are broken by lot.
std::vector<std::int64_t> evenShares(
    const std::vector<std::int64_t> &available, std::int64_t maximum, std::uint64_t seed)
{
    std::vector<std::size_t> order(available.size());
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    RandomStream random(seed, { streamId("validation shares") });
    random.shuffle(order);
    // Those with the least to give first: what they leave over is for the others.
    std::stable_sort(
        order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return available[a] < available[b]; });
    std::vector<std::int64_t> shares(available.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto others = static_cast<std::int64_t>(order.size() - i);
        shares[order[i]] = std::min(available[order[i]], maximum / others);
        maximum -= shares[order[i]];
    }
    return shares;
}

std::int64_t framesOf(double seconds, const FrameGrid &grid)
{
    return static_cast<std::int64_t>(std::ceil(seconds * grid.sampleRate / grid.hop));
}

/// Uniform in 0 ... @p most.
std::int64_t upTo(RandomStream &random, std::int64_t most)
{
    return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most) + 1));
}

Example::Mask drawMask(RandomStream &random, std::int64_t most, std::int64_t size)
{
    const std::int64_t count = upTo(random, std::min(most, size));
    return { static_cast<std::int16_t>(upTo(random, size - count)), static_cast<std::int16_t>(count) };
}

/// What training does to a crop beside the task's own transform.
void vary(Example &example, const RunSpec &spec, const CropShape &shape, RandomStream &random)
{
    const Defences &defences = spec.defences;
    for (std::size_t piece = 0; piece < static_cast<std::size_t>(shape.pieces); ++piece) {
        if (shape.jitterFrames > 0)
            example.shifts[piece] = static_cast<std::int16_t>(upTo(random, shape.jitterFrames));
        if (defences.pieceGainDb > 0)
            example.pieceGainDb[piece]
                = static_cast<float>(random.uniform(-defences.pieceGainDb, defences.pieceGainDb));
        if (defences.timeMaskFrames > 0)
            example.timeMasks[piece] = drawMask(random, defences.timeMaskFrames, shape.pieceFrames);
    }
    if (defences.frequencyMaskBins > 0)
        example.frequencyMask = drawMask(random, defences.frequencyMaskBins, spec.features.bins);
}

Normalisation normalisationOf(double count, double sum, double squares)
{
    if (count == 0)
        return {};
    const double mean = sum / count;
    const double deviation = std::sqrt(std::max(0.0, squares / count - mean * mean));
    return { mean, deviation > 1e-6 ? deviation : 1.0 };
}

/// What stands for 0 dB, in dB relative to the track's maximum.
double referenceDb(const StoredSpectrogram &spectrogram, Levels levels, const std::vector<const std::uint8_t *> &frames)
{
    if (levels == Levels::Fixed)
        return -spectrogram.topDb();
    if (levels != Levels::Crop)
        return 0;
    std::uint8_t loudest = 0;
    for (const std::uint8_t *frame : frames)
        loudest = std::max(loudest, *std::max_element(frame, frame + spectrogram.bins()));
    // A crop without a loudest cell is silent, and stays so.
    return loudest > 0 ? StoredSpectrogram::toDb(loudest) : 0;
}

/// To mean 0 and deviation 1, where there is any deviation.
void normalise(std::span<float> cells)
{
    double sum = 0;
    double squares = 0;
    for (const float cell : cells) {
        sum += cell;
        squares += static_cast<double>(cell) * cell;
    }
    const Normalisation found = normalisationOf(static_cast<double>(cells.size()), sum, squares);
    for (float &cell : cells)
        cell = static_cast<float>((cell - found.mean) / found.deviation);
}

/// @p cells is [bins][frames].
void blank(std::span<float> cells, std::size_t frames, const Example::Mask &time, const Example::Mask &frequency)
{
    if (time.count > 0) {
        for (std::size_t row = 0; row < cells.size(); row += frames)
            std::fill_n(cells.begin() + static_cast<std::ptrdiff_t>(row) + time.begin, time.count, 0.0f);
    }
    if (frequency.count > 0)
        std::fill_n(cells.begin() + static_cast<std::ptrdiff_t>(frames) * frequency.begin,
            static_cast<std::ptrdiff_t>(frames) * frequency.count, 0.0f);
}

} // namespace

CropRule::CropRule(const RunSpec &spec)
    : shape(spec)
    , leadInFrames(framesOf(spec.defences.leadInSeconds, spec.features.grid()))
    , interiorFrames(framesOf(spec.defences.interiorSeconds, spec.features.grid()))
    , middleFrames(framesOf(spec.defences.middleSeconds, spec.features.grid()))
    , cropsPerTrack(spec.task->learnsFromLabels() ? 0 : spec.defences.cropsPerTrack)
{
}

FrameSpan CropRule::room(std::int64_t trackFrames) const
{
    const std::int64_t spare = trackFrames - leadInFrames - shape.cropFrames();
    const std::int64_t margin = std::clamp<std::int64_t>(spare / kShareOfSpare, 0, interiorFrames);
    const FrameSpan all { leadInFrames + margin, trackFrames - margin };
    const std::int64_t wanted = std::max(middleFrames, shape.cropFrames());
    if (middleFrames == 0 || all.size() <= wanted)
        return all;
    const std::int64_t begin = std::clamp((trackFrames - wanted) / 2, all.begin, all.end - wanted);
    return { begin, begin + wanted };
}

std::int64_t CropRule::clipsIn(std::int64_t trackFrames) const
{
    return std::max<std::int64_t>(0, room(trackFrames).size()) / shape.cropFrames();
}

std::int64_t CropRule::cropsOf(std::int64_t trackFrames) const
{
    const std::int64_t clips = clipsIn(trackFrames);
    return cropsPerTrack > 0 ? std::min(cropsPerTrack, clips) : clips;
}

TrainingExamples::TrainingExamples(const RunSpec &spec, const PretextTask *task, std::vector<std::int64_t> trackFrames)
    : m_spec(spec)
    , m_task(task)
    , m_rule(spec)
    , m_trackFrames(std::move(trackFrames))
{
    for (std::size_t track = 0; track < m_trackFrames.size(); ++track)
        m_visits.insert(m_visits.end(), static_cast<std::size_t>(m_rule.cropsOf(m_trackFrames[track])), track);
}

std::vector<Example> TrainingExamples::epoch(int epoch) const
{
    const auto epochNumber = static_cast<std::uint64_t>(epoch);
    std::vector<Example> examples;
    examples.reserve(m_visits.size());
    for (std::size_t i = 0; i < m_visits.size(); ++i) {
        RandomStream random(m_spec.seed, { streamId("crops"), epochNumber, i });
        Example &example = examples.emplace_back();
        example.track = m_visits[i];
        const FrameSpan room = m_rule.room(m_trackFrames[example.track]);
        const std::int64_t places = room.size() - m_rule.shape.cropFrames() + 1;
        example.beginFrame = room.begin + upTo(random, places - 1);
        example.transform = m_task ? m_task->draw(random) : 0;
        example.gainDb = random.uniform(-m_spec.gainJitterDb, m_spec.gainJitterDb);
        vary(example, m_spec, m_rule.shape, random);
    }
    RandomStream(m_spec.seed, { streamId("order"), epochNumber }).shuffle(examples);
    return examples;
}

std::vector<Example> validationExamples(const CropRule &rule, const PretextTask &task,
    const std::vector<std::int64_t> &trackFrames, std::int64_t maximumCrops, std::uint64_t seed)
{
    std::vector<std::int64_t> slots;
    std::vector<std::int64_t> wanted;
    for (const std::int64_t frames : trackFrames) {
        slots.push_back(rule.clipsIn(frames));
        wanted.push_back(rule.cropsOf(frames));
    }
    const std::vector<std::int64_t> shares = evenShares(wanted, maximumCrops, seed);

    std::vector<Example> examples;
    for (std::size_t track = 0; track < slots.size(); ++track) {
        if (shares[track] == 0)
            continue;
        // Of n slots, every n/share-th, from a place drawn by lot.
        RandomStream random(seed, { streamId("validation crops"), track });
        const double stride = static_cast<double>(slots[track]) / static_cast<double>(shares[track]);
        const double offset = random.uniform() * stride;
        for (std::int64_t i = 0; i < shares[track]; ++i) {
            const auto slot
                = std::min(slots[track] - 1, static_cast<std::int64_t>(offset + static_cast<double>(i) * stride));
            Example example;
            example.track = track;
            example.beginFrame = rule.room(trackFrames[track]).begin + slot * rule.shape.cropFrames();
            example.shifts = rule.shape.middle();
            RandomStream lot(seed, { streamId("validation transforms"), track, static_cast<std::uint64_t>(slot) });
            for (const int transform : task.judged(lot)) {
                example.transform = transform;
                examples.push_back(example);
            }
        }
    }
    return examples;
}

std::vector<Example> middleCrops(const CropRule &rule, const std::vector<std::int64_t> &trackFrames)
{
    std::vector<Example> crops;
    for (std::size_t track = 0; track < trackFrames.size(); ++track) {
        const FrameSpan room = rule.room(trackFrames[track]);
        Example &crop = crops.emplace_back();
        crop.track = track;
        crop.beginFrame = room.begin + (room.size() - rule.shape.cropFrames()) / 2;
        crop.shifts = rule.shape.middle();
    }
    return crops;
}

void CellStatistics::add(const StoredSpectrogram &spectrogram, const CropRule &rule)
{
    if (m_levels == Levels::Crop)
        return addCrops(spectrogram, rule);
    std::array<std::uint64_t, 256> counts {};
    for (std::int64_t frame = rule.leadInFrames; frame < spectrogram.frames(); ++frame) {
        const std::uint8_t *cells = spectrogram.frame(frame);
        for (int bin = 0; bin < spectrogram.bins(); ++bin)
            ++counts[cells[bin]];
    }
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
        m_counts[cell] += counts[cell];
        const double level = StoredSpectrogram::toDb(static_cast<std::uint8_t>(cell)) + spectrogram.topDb();
        const auto times = static_cast<double>(counts[cell]);
        m_fixedCount += times;
        m_fixedSum += times * level;
        m_fixedSquares += times * level * level;
    }
}

void CellStatistics::addCrops(const StoredSpectrogram &spectrogram, const CropRule &rule)
{
    const std::int64_t begin = rule.room(spectrogram.frames()).begin;
    for (std::int64_t crop = 0; crop < rule.clipsIn(spectrogram.frames()); ++crop) {
        const Arrangement seen
            = rule.shape.arrangement(kPublished, begin + crop * rule.shape.cropFrames(), rule.shape.middle());
        std::array<std::uint64_t, 256> counts {};
        for (std::int64_t frame = 0; frame < seen.frameCount(); ++frame) {
            const std::uint8_t *cells = spectrogram.frame(seen.sourceFrame(frame));
            for (int bin = 0; bin < spectrogram.bins(); ++bin)
                ++counts[cells[bin]];
        }
        std::size_t loudest = counts.size() - 1;
        while (loudest > 0 && counts[loudest] == 0)
            --loudest;
        for (std::size_t cell = 0; cell <= loudest; ++cell)
            m_counts[counts.size() - 1 - loudest + cell] += counts[cell];
    }
}

Normalisation CellStatistics::normalisation() const
{
    if (m_levels == Levels::Fixed)
        return normalisationOf(m_fixedCount, m_fixedSum, m_fixedSquares);
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (std::size_t cell = 0; cell < m_counts.size(); ++cell) {
        const double level = StoredSpectrogram::toDb(static_cast<std::uint8_t>(cell));
        const auto times = static_cast<double>(m_counts[cell]);
        count += times;
        sum += times * level;
        squares += times * level * level;
    }
    return normalisationOf(count, sum, squares);
}

ClipRecipe::ClipRecipe(const RunSpec &spec, const Normalisation &measured)
    : rule(spec)
    , normalisation(spec.defences.normalisation == NormalisedBy::Nothing ? Normalisation {} : measured)
    , defences(spec.defences)
    , transforms(
          spec.task->learnsFromLabels() ? std::vector { std::string(kPublished) } : makePretextTask(spec)->transforms())
{
}

void fillClip(
    const StoredSpectrogram &spectrogram, const Example &example, const ClipRecipe &recipe, std::span<float> out)
{
    const CropShape &shape = recipe.rule.shape;
    const Arrangement arrangement = shape.arrangement(
        recipe.transforms[static_cast<std::size_t>(example.transform)], example.beginFrame, example.shifts);
    std::vector<const std::uint8_t *> sources;
    sources.reserve(static_cast<std::size_t>(arrangement.frameCount()));
    for (const Piece &piece : arrangement.pieces()) {
        if (piece.begin < 0 || piece.end > spectrogram.frames())
            throw Error(ErrorCode::Corrupt,
                "there are " + std::to_string(spectrogram.frames()) + " frames of a track where a crop ends with frame "
                    + std::to_string(piece.end));
        for (std::int64_t i = 0; i < piece.size(); ++i)
            sources.push_back(spectrogram.frame(piece.reversed ? piece.end - 1 - i : piece.begin + i));
    }
    const auto frames = static_cast<std::size_t>(shape.pieceFrames);
    const auto bins = static_cast<std::size_t>(spectrogram.bins());
    const double reference = referenceDb(spectrogram, recipe.defences.levels, sources);
    for (std::size_t piece = 0; piece < static_cast<std::size_t>(shape.pieces); ++piece) {
        const double gain = example.gainDb + example.pieceGainDb[piece];
        const std::span<float> cells = out.subspan(piece * bins * frames, bins * frames);
        turn(
            std::span(sources).subspan(piece * frames, frames), bins, { recipe.normalisation, gain, reference }, cells);
        if (recipe.defences.normalisePieces)
            normalise(cells);
        blank(cells, frames, example.timeMasks[piece], example.frequencyMask);
    }
}

} // namespace retrograde
