#include "inference/shortcutsound.h"

#include "audio/audioreader.h"
#include "audio/mp3roundtrip.h"
#include "audio/resampler.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// Frames of mirror image at either end of a piece: beyond half of the longest filter, C1's, which spans 22.
constexpr std::int64_t kMirrorFrames = 16;

/// Cells count from the loudest one of the stretch; where they are to count from the track's, that is so much more.
void countFromTrack(SoundCrop &crop, const RunSpec &spec, double trackMaximumDb)
{
    if (spec.defences.levels == Levels::Track)
        crop.example.gainDb = crop.spectrogram->maximumDb() - trackMaximumDb;
}

std::vector<float> resampled(const std::vector<float> &sound, int rate)
{
    Resampler resampler(kMp3Rate, rate);
    std::vector<float> found;
    resampler.process(sound, found);
    resampler.finish(found);
    return found;
}

/// @p sound between @p before and @p after samples of its own mirror image.
void appendMirrored(std::vector<float> &out, std::span<const float> sound, std::int64_t before, std::int64_t after)
{
    const auto size = static_cast<std::int64_t>(sound.size());
    for (std::int64_t i = -before; i < size + after; ++i) {
        // ... 2 1 0 | 0 1 2 ... n-1 | n-1 n-2 ...
        std::int64_t place = i;
        while (place < 0 || place >= size)
            place = place < 0 ? -1 - place : 2 * size - 1 - place;
        out.push_back(sound[static_cast<std::size_t>(place)]);
    }
}

} // namespace

SoundCrop changedCrop(const Track &track, const Example &example, const RunSpec &spec, const CqtPlan &plan,
    double trackMaximumDb, const SoundChange &change)
{
    const FrameGrid grid = spec.features.grid();
    const std::int64_t margin = grid.frameAt(1);
    const std::int64_t first = std::max<std::int64_t>(0, example.beginFrame - margin);
    const std::int64_t end = example.beginFrame + CropShape(spec).cropFrames() + margin;
    const auto samplesAt
        = [&](std::int64_t frame) { return static_cast<std::int64_t>(std::llround(grid.secondsAt(frame) * kMp3Rate)); };
    std::vector<float> sound = decodeAudio(track.path, kMp3Rate, samplesAt(first), samplesAt(end - first)).samples;
    // As long as it would be within the track: what lies past its end is silence.
    sound.resize(static_cast<std::size_t>(samplesAt(end - first)));
    if (change)
        sound = change(sound);
    SoundCrop crop { FeatureStore::inMemory(plan, resampled(sound, grid.sampleRate)), example };
    crop.example.beginFrame = example.beginFrame - first;
    countFromTrack(crop, spec, trackMaximumDb);
    return crop;
}

SoundCrop cutCrop(
    const Track &track, const Example &example, const RunSpec &spec, const CqtPlan &plan, double trackMaximumDb)
{
    const FrameGrid grid = spec.features.grid();
    const std::int64_t hop = grid.hop;
    const CropShape shape(spec);
    std::vector<float> sound;
    // Not the arrangement's: where there is no gap, that is of one piece.
    for (std::int64_t piece = 0; piece < shape.pieces; ++piece) {
        const std::int64_t first = example.beginFrame + piece * shape.slotFrames + shape.trimFrames
            + example.shifts[static_cast<std::size_t>(piece)];
        // Frame t owns the samples from t * hop - hop / 2 on.
        const std::int64_t begin = std::max<std::int64_t>(0, first * hop - hop / 2);
        const std::int64_t count = shape.pieceFrames * hop;
        std::vector<float> own = decodeAudio(track.path, grid.sampleRate, begin, count).samples;
        own.resize(static_cast<std::size_t>(count));
        appendMirrored(sound, own, kMirrorFrames * hop - hop / 2, kMirrorFrames * hop + hop / 2);
    }
    SoundCrop crop { FeatureStore::inMemory(plan, sound), example };
    crop.example.beginFrame = 0;
    crop.example.shifts = {};
    countFromTrack(crop, spec, trackMaximumDb);
    return crop;
}

RunSpec cutSpec(RunSpec spec)
{
    spec.defences.gapFrames = static_cast<int>(2 * kMirrorFrames);
    spec.defences.gapJitterFrames = 0;
    spec.defences.trim = Trim::Both;
    return spec;
}

} // namespace retrograde
