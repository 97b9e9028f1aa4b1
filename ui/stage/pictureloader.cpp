#include "ui/stage/pictureloader.h"

#include "audio/audioreader.h"

#include <QElapsedTimer>
#include <algorithm>
#include <cmath>
#include <new>

namespace retrograde {

namespace {

constexpr qint64 kProgressMilliseconds = 60;
constexpr std::size_t kBlockSamples = 1 << 16;

} // namespace

template<typename Announce> void PictureLoader::announce(std::int64_t number, Announce announce)
{
    QMetaObject::invokeMethod(this, [this, number, announce = std::move(announce)] {
        if (number == m_requests)
            announce();
    });
}

void PictureLoader::request(const PictureRequest &wanted)
{
    const std::int64_t number = ++m_requests;
    m_job.post([this, wanted, number](const RunControl &control) {
        try {
            announce(number, [this, picture = load(wanted, number, control)] { Q_EMIT loaded(picture); });
        } catch (const Error &error) {
            if (error.code() != ErrorCode::Cancelled)
                announce(number, [this, error] { Q_EMIT failed(error); });
        } catch (const std::bad_alloc &) {
            const Error error(ErrorCode::Unsupported, wanted.track.path, "there is not enough memory to show it");
            announce(number, [this, error] { Q_EMIT failed(error); });
        }
    });
}

void PictureLoader::cancel()
{
    ++m_requests;
    m_job.cancel();
}

const CqtPlan &PictureLoader::plan(const CqtParameters &parameters)
{
    if (!m_plan || !(m_plan->parameters() == parameters))
        m_plan.emplace(parameters);
    return *m_plan;
}

std::shared_ptr<const SpectrogramData> PictureLoader::load(
    const PictureRequest &wanted, std::int64_t number, const RunControl &control)
{
    // The picture may be at hand while the sound is gone. Then nothing can be heard, which is what a picture is for.
    AudioReader reader(wanted.track.path, wanted.parameters.sampleRate);
    control.check();
    if (wanted.store && !wanted.track.contentHash.empty()) {
        if (auto stored = wanted.store->open(wanted.track.contentHash, wanted.parameters))
            return std::make_shared<SpectrogramData>(std::move(stored));
    }
    control.check();

    const CqtPlan &transform = plan(wanted.parameters);
    const int hop = wanted.parameters.hop;
    // A clip is computed with as much of its surroundings as the longest filter reaches, so that it looks as it
    // would within the track.
    const auto margin = wanted.whole
        ? std::int64_t { 0 }
        : static_cast<std::int64_t>(std::ceil(wanted.parameters.filterLength(0) / 2 / hop)) + 1;
    const std::int64_t firstFrame = std::max(std::int64_t { 0 }, wanted.span.begin - margin);
    const std::int64_t samples = (wanted.span.end + margin - firstFrame) * hop;
    std::int64_t done = 0;
    QElapsedTimer sinceProgress;
    sinceProgress.start();
    const auto next = [&](std::span<float> out) {
        control.check();
        const std::size_t count = reader.read(out);
        done += static_cast<std::int64_t>(count);
        if (sinceProgress.elapsed() >= kProgressMilliseconds) {
            sinceProgress.restart();
            const double share = std::min(1.0, static_cast<double>(done) / static_cast<double>(samples));
            announce(number, [this, share] { Q_EMIT progressed(share); });
        }
        return count;
    };

    std::shared_ptr<const StoredSpectrogram> spectrogram;
    if (wanted.whole && wanted.store && !wanted.track.contentHash.empty()) {
        spectrogram = wanted.store->compute(wanted.track.contentHash, transform, next);
    } else {
        reader.seek(firstFrame * hop);
        std::vector<float> sound;
        std::vector<float> block(kBlockSamples);
        while (static_cast<std::int64_t>(sound.size()) < samples) {
            const auto missing = static_cast<std::size_t>(samples) - sound.size();
            const std::size_t count = next(std::span(block).first(std::min(missing, block.size())));
            if (count == 0)
                break;
            sound.insert(sound.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count));
        }
        spectrogram = FeatureStore::inMemory(transform, sound);
    }
    control.check();
    return std::make_shared<SpectrogramData>(std::move(spectrogram), firstFrame);
}

} // namespace retrograde
