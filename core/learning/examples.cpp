#include "learning/examples.h"

#include "audio/arrangement.h"
#include "base/random.h"
#include "spectrum/decibels.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace retrograde {

namespace {

constexpr double kLeadInSeconds = 0.1;

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

} // namespace

CropRule::CropRule(const FrameGrid &grid, std::int64_t framesOfClip)
    : clipFrames(framesOfClip)
    , leadInFrames(static_cast<std::int64_t>(std::ceil(kLeadInSeconds * grid.sampleRate / grid.hop)))
{
}

std::int64_t CropRule::clipsIn(std::int64_t trackFrames) const
{
    return std::max<std::int64_t>(0, (trackFrames - leadInFrames) / clipFrames);
}

TrainingExamples::TrainingExamples(
    CropRule rule, std::vector<std::int64_t> trackFrames, double gainJitterDb, std::uint64_t seed)
    : m_rule(rule)
    , m_trackFrames(std::move(trackFrames))
    , m_gainJitterDb(gainJitterDb)
    , m_seed(seed)
{
    for (std::size_t track = 0; track < m_trackFrames.size(); ++track)
        m_visits.insert(m_visits.end(), static_cast<std::size_t>(m_rule.clipsIn(m_trackFrames[track])), track);
}

std::vector<Example> TrainingExamples::epoch(int epoch) const
{
    const auto epochNumber = static_cast<std::uint64_t>(epoch);
    std::vector<Example> examples;
    examples.reserve(m_visits.size());
    for (std::size_t i = 0; i < m_visits.size(); ++i) {
        RandomStream random(m_seed, { streamId("crops"), epochNumber, i });
        Example &example = examples.emplace_back();
        example.track = m_visits[i];
        const std::int64_t places = m_trackFrames[example.track] - m_rule.leadInFrames - m_rule.clipFrames + 1;
        example.beginFrame
            = m_rule.leadInFrames + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(places)));
        example.reversed = random.coin();
        example.gainDb = random.uniform(-m_gainJitterDb, m_gainJitterDb);
    }
    RandomStream(m_seed, { streamId("order"), epochNumber }).shuffle(examples);
    return examples;
}

std::vector<Example> validationExamples(
    const CropRule &rule, const std::vector<std::int64_t> &trackFrames, std::int64_t maximumCrops, std::uint64_t seed)
{
    std::vector<std::int64_t> slots;
    for (const std::int64_t frames : trackFrames)
        slots.push_back(rule.clipsIn(frames));
    const std::vector<std::int64_t> shares = evenShares(slots, maximumCrops, seed);

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
            for (const bool reversed : { false, true })
                examples.push_back({ track, rule.leadInFrames + slot * rule.clipFrames, reversed, 0.0 });
        }
    }
    return examples;
}

void CellStatistics::add(const StoredSpectrogram &spectrogram, const CropRule &rule)
{
    for (std::int64_t frame = rule.leadInFrames; frame < spectrogram.frames(); ++frame) {
        const std::uint8_t *cells = spectrogram.frame(frame);
        for (int bin = 0; bin < spectrogram.bins(); ++bin)
            ++m_counts[cells[bin]];
    }
}

Normalisation CellStatistics::normalisation() const
{
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
    if (count == 0)
        return {};
    const double mean = sum / count;
    const double deviation = std::sqrt(std::max(0.0, squares / count - mean * mean));
    return { mean, deviation > 1e-6 ? deviation : 1.0 };
}

void fillClip(const StoredSpectrogram &spectrogram, const Example &example, const CropRule &rule,
    const Normalisation &normalisation, std::span<float> out)
{
    std::array<float, 256> values;
    for (std::size_t cell = 0; cell < values.size(); ++cell) {
        const double level = StoredSpectrogram::toDb(static_cast<std::uint8_t>(cell)) + example.gainDb;
        values[cell]
            = static_cast<float>((std::max<double>(level, -kTopDb) - normalisation.mean) / normalisation.deviation);
    }
    const FrameSpan span { example.beginFrame, example.beginFrame + rule.clipFrames };
    const Arrangement arrangement = example.reversed ? Arrangement::reversed(span) : Arrangement::asPublished(span);
    const auto frames = static_cast<std::size_t>(rule.clipFrames);
    const auto bins = static_cast<std::size_t>(spectrogram.bins());
    for (std::size_t frame = 0; frame < frames; ++frame) {
        const std::uint8_t *cells = spectrogram.frame(arrangement.sourceFrame(static_cast<std::int64_t>(frame)));
        for (std::size_t bin = 0; bin < bins; ++bin)
            out[bin * frames + frame] = values[cells[bin]];
    }
}

} // namespace retrograde
