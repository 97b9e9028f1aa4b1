#include "pictures/clippictures.h"

#include "audio/audioreader.h"
#include "base/error.h"
#include "base/problem.h"
#include "pictures/growingspectrogram.h"
#include "pictures/levelstream.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace retrograde {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenProgress { 60 };
constexpr std::chrono::milliseconds kBetweenPictures { 250 };
constexpr std::size_t kBlockSamples = 1 << 14;
/// Sounds up to this length are computed in one go.
constexpr double kShortSeconds = 120;
/// While more chunks than this are visible, their summaries are what is seen.
constexpr std::int64_t kVisibleChunks = 4;
/// Frames of a preview's glimpse into its chunk.
constexpr std::int64_t kGlimpse = 4;
/// Samples that a waveform knows one by one, at most.
constexpr std::int64_t kDetailSamples = std::int64_t { 4 } << 20;
constexpr std::chrono::milliseconds kIdle { 30 };

StftParameters stftFor(const CqtParameters &parameters)
{
    StftParameters linear;
    linear.sampleRate = parameters.sampleRate;
    linear.hop = parameters.hop;
    return linear;
}

} // namespace

/// One request's way.
class PictureMaker::Work {
public:
    Work(
        PictureMaker &maker, const PictureRequest &wanted, const RunControl &control, const PictureCallbacks &callbacks)
        : m_maker(maker)
        , m_wanted(wanted)
        , m_control(control)
        , m_callbacks(callbacks)
        // The picture may be at hand while the sound is gone. Then nothing can be heard, which is what a picture is
        // for.
        , m_reader(wanted.path, wanted.parameters.sampleRate, [&control] { control.check(); })
        , m_hop(wanted.parameters.hop)
    {
    }

    void run()
    {
        m_control.check();
        PictureKinds missing = m_wanted.kinds;
        if (missing.constantQ && keeps()) {
            if (auto stored = m_wanted.store->open(m_wanted.contentHash, m_wanted.parameters)) {
                m_pictures.constantQ = std::make_shared<SpectrogramData>(std::move(stored));
                missing.constantQ = false;
                tell();
            }
        }
        m_control.check();
        if (missing == PictureKinds { false, false, false })
            return m_callbacks.finished();

        // A clip is computed with as much of its surroundings as the longest filter reaches, so that it looks as it
        // would within the track.
        const std::int64_t margin = m_wanted.whole ? 0 : m_maker.transform(m_wanted.parameters).reach();
        m_span.begin = std::max(std::int64_t { 0 }, m_wanted.span.begin - margin);
        m_span.end = m_wanted.span.end + margin;
        m_samples = m_span.size() * m_hop;
        if (static_cast<double>(m_samples) <= kShortSeconds * m_wanted.parameters.sampleRate)
            computeShort(missing);
        else
            computeLong(missing);
    }

private:
    /// What is stored is the music's as it was imported. A file that was changed since is shown as it is now.
    bool keeps() const
    {
        return m_wanted.store && !m_wanted.contentHash.empty()
            && (!m_wanted.imported || FileStamp::of(m_wanted.path) == *m_wanted.imported);
    }

    void tell()
    {
        m_announced = Clock::now();
        m_callbacks.loaded(m_pictures);
    }

    /// The next samples of the pass over the sound.
    std::size_t next(std::span<float> out)
    {
        m_control.check();
        const std::size_t count = m_reader.read(out);
        m_done += static_cast<std::int64_t>(count);
        if (Clock::now() - m_progressed >= kBetweenProgress) {
            m_progressed = Clock::now();
            m_callbacks.progressed(std::min(1.0, static_cast<double>(m_done) / static_cast<double>(m_samples)));
        }
        return count;
    }

    std::vector<float> read(AudioReader &reader, std::int64_t first, std::int64_t count)
    {
        std::vector<float> sound(static_cast<std::size_t>(count));
        reader.seek(first);
        sound.resize(reader.read(sound));
        return sound;
    }

    void computeShort(const PictureKinds &missing)
    {
        m_reader.seek(m_span.begin * m_hop);
        std::vector<float> sound;
        std::vector<float> block(kBlockSamples);
        while (std::ssize(sound) < m_samples) {
            const auto left = static_cast<std::size_t>(m_samples - std::ssize(sound));
            const std::size_t count = next(std::span(block).first(std::min(left, block.size())));
            if (count == 0)
                break;
            sound.insert(sound.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count));
        }
        if (missing.constantQ) {
            m_pictures.constantQ = std::make_shared<SpectrogramData>(
                FeatureStore::inMemory(*m_maker.transform(m_wanted.parameters).constantQ(), sound), m_span.begin);
            tell();
        }
        if (missing.waveform) {
            auto waveform = std::make_shared<WaveformData>(m_wanted.parameters.sampleRate, m_span.begin * m_hop);
            waveform->append(sound);
            waveform->setDetail(m_span.begin * m_hop, sound);
            m_pictures.waveform = std::move(waveform);
            tell();
        }
        m_control.check();
        if (missing.linear && !sound.empty()) {
            const FrameSpan span { m_span.begin,
                m_span.begin + m_wanted.parameters.grid().framesIn(std::ssize(sound)) };
            GrowingSpectrogram linear(m_maker.linearTransform(m_wanted.parameters), span);
            linear.push(sound);
            linear.finish();
            m_pictures.linear = linear.data();
            tell();
        }
        m_control.check();
        if (missing.constantQ && m_wanted.whole && keeps()) {
            m_wanted.store->compute(m_wanted.contentHash, *m_maker.transform(m_wanted.parameters).constantQ(),
                [rest = std::span<const float>(sound), this](std::span<float> out) mutable {
                    m_control.check();
                    const std::size_t count = std::min(out.size(), rest.size());
                    std::copy_n(rest.begin(), count, out.begin());
                    rest = rest.subspan(count);
                    return count;
                });
        }
        m_callbacks.finished();
    }

    void computeLong(const PictureKinds &missing)
    {
        if (missing.constantQ)
            m_constantQ.emplace(m_maker.transform(m_wanted.parameters), m_span);
        if (missing.linear)
            m_linear.emplace(m_maker.linearTransform(m_wanted.parameters), m_span);
        if (missing.waveform)
            m_waveform = std::make_shared<WaveformData>(m_wanted.parameters.sampleRate, m_span.begin * m_hop);
        show();
        if (m_reader.seeksCheaply())
            m_looker.emplace(m_wanted.path, m_wanted.parameters.sampleRate, [this] { m_control.check(); });
        makePreviews();

        m_reader.seek(m_span.begin * m_hop);
        const auto take = [this](std::span<const float> samples) {
            for (std::optional<GrowingSpectrogram> *growing : { &m_constantQ, &m_linear }) {
                if (*growing)
                    (*growing)->push(samples);
            }
            if (m_waveform)
                m_waveform->append(samples);
            lookAtVisible();
            if (Clock::now() - m_announced >= kBetweenPictures)
                show();
        };
        if (missing.constantQ && m_wanted.whole && keeps()) {
            auto stored = m_wanted.store->compute(
                m_wanted.contentHash, *m_maker.transform(m_wanted.parameters).constantQ(), [&](std::span<float> out) {
                    const std::size_t count = next(out);
                    if (count > 0)
                        take(out.first(count));
                    return count;
                });
            m_constantQ.reset();
            m_pictures.constantQ = std::make_shared<SpectrogramData>(std::move(stored));
        } else {
            std::vector<float> block(kBlockSamples);
            while (m_done < m_samples) {
                const auto left = static_cast<std::size_t>(m_samples - m_done);
                const std::size_t count = next(std::span(block).first(std::min(left, block.size())));
                if (count == 0)
                    break;
                take(std::span(block).first(count));
            }
        }
        for (std::optional<GrowingSpectrogram> *growing : { &m_constantQ, &m_linear }) {
            if (*growing)
                (*growing)->finish();
        }
        show();
        m_callbacks.finished();
        // What is known of the rest is coarse, until somebody looks at it.
        while (m_constantQ || m_linear || m_waveform) {
            m_control.check();
            lookAtVisible();
            std::this_thread::sleep_for(kIdle);
        }
    }

    void show()
    {
        if (m_constantQ)
            m_pictures.constantQ = m_constantQ->data();
        if (m_linear)
            m_pictures.linear = m_linear->data();
        if (m_waveform) {
            // The one shown is never changed.
            auto shown = std::make_shared<WaveformData>(*m_waveform);
            m_pictures.waveform = std::move(shown);
        }
        tell();
    }

    /// A glimpse into the middle of every chunk, so that there is something everywhere.
    void makePreviews()
    {
        if (!m_looker || (!m_constantQ && !m_linear))
            return;
        // Held: what grows has another object after each preview.
        const std::shared_ptr<const SpectrogramData> any = m_constantQ ? m_constantQ->data() : m_linear->data();
        for (std::int64_t chunk = 0; chunk < any->chunkCount(); ++chunk) {
            m_control.check();
            const FrameSpan frames = any->chunkSpan(chunk);
            const std::int64_t middle = frames.begin + frames.size() / 2;
            const FrameSpan glimpse { std::max(m_span.begin, middle - kGlimpse), middle + kGlimpse };
            for (std::optional<GrowingSpectrogram> *growing : { &m_constantQ, &m_linear }) {
                if (!*growing || (*growing)->data()->detail(chunk) != SpectrogramData::Detail::Nothing)
                    continue;
                const std::vector<float> levels = levelsOf((*growing)->transform(), glimpse);
                if (!levels.empty())
                    (*growing)->preview(chunk, levels);
            }
            if (Clock::now() - m_announced >= kBetweenPictures)
                show();
        }
    }

    /// Of frames anywhere, out of turn; fewer where the sound ends.
    std::vector<float> levelsOf(const LevelTransform &transform, FrameSpan frames)
    {
        const std::int64_t first = std::max(std::int64_t { 0 }, frames.begin - transform.reach());
        const std::vector<float> sound
            = read(*m_looker, first * m_hop, (frames.end + transform.reach() - first) * m_hop);
        if (sound.empty())
            return {};
        std::vector<float> levels = transform.levels(sound);
        const auto bins = static_cast<std::size_t>(transform.layout().bins);
        const std::size_t skipped = static_cast<std::size_t>(frames.begin - first) * bins;
        if (levels.size() <= skipped)
            return {};
        levels.erase(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(skipped));
        levels.resize(std::min(levels.size(), static_cast<std::size_t>(frames.size()) * bins));
        return levels;
    }

    void lookAtVisible()
    {
        if (!m_looker)
            return;
        const FrameSpan asked = m_callbacks.visible();
        const FrameSpan frames { std::max(asked.begin, m_span.begin), std::min(asked.end, m_span.end) };
        if (frames.size() <= 0)
            return;
        bool changed = false;
        for (std::optional<GrowingSpectrogram> *growing : { &m_constantQ, &m_linear }) {
            if (!*growing)
                continue;
            const std::int64_t last = (*growing)->data()->chunkOf(frames.end - 1);
            const std::int64_t first = (*growing)->data()->chunkOf(frames.begin);
            for (std::int64_t chunk = first; chunk <= last && last - first < kVisibleChunks; ++chunk) {
                if ((*growing)->data()->detail(chunk) == SpectrogramData::Detail::Whole)
                    continue;
                m_control.check();
                const SpectrogramLayout &layout = (*growing)->transform().layout();
                const FrameSpan whole = (*growing)->data()->chunkSpan(chunk);
                std::vector<float> levels = levelsOf((*growing)->transform(), whole);
                levels.resize(static_cast<std::size_t>(whole.size() * layout.bins), layout.cells.lowestDb);
                (*growing)->complete(chunk, levels);
                changed = true;
            }
        }
        if (m_waveform && frames.size() * m_hop <= kDetailSamples / 4) {
            const std::int64_t first = frames.begin * m_hop;
            const std::int64_t last = frames.end * m_hop;
            if (!m_waveform->hasDetail(first, last)) {
                // With as much on either side, for the next step.
                const std::int64_t from = std::max(m_span.begin * m_hop, first - (last - first));
                m_waveform->setDetail(from, read(*m_looker, from, 2 * last - first - from));
                changed = true;
            }
        }
        if (changed)
            show();
    }

    PictureMaker &m_maker;
    const PictureRequest &m_wanted;
    const RunControl &m_control;
    const PictureCallbacks &m_callbacks;
    AudioReader m_reader;
    std::optional<AudioReader> m_looker; ///< for what is done out of turn
    const int m_hop;
    FrameSpan m_span;
    std::int64_t m_samples = 0;
    std::int64_t m_done = 0;
    ClipPictures m_pictures;
    std::optional<GrowingSpectrogram> m_constantQ;
    std::optional<GrowingSpectrogram> m_linear;
    std::shared_ptr<WaveformData> m_waveform;
    Clock::time_point m_progressed = Clock::now(); ///< when progress was told last; at first, when the work began
    Clock::time_point m_announced = Clock::now(); ///< the same of the pictures
};

PictureMaker::PictureMaker() = default;

PictureMaker::~PictureMaker() = default;

void PictureMaker::make(const PictureRequest &wanted, const RunControl &control, const PictureCallbacks &callbacks)
{
    try {
        Work(*this, wanted, control, callbacks).run();
    } catch (const std::bad_alloc &) {
        const Error error(ErrorCode::Unsupported, wanted.path, "there is not enough memory to show it");
        logProblem(error.what());
        throw error;
    }
}

const LevelTransform &PictureMaker::transform(const CqtParameters &parameters)
{
    if (!m_transform || !(m_transformParameters == parameters)) {
        m_transform = std::make_unique<LevelTransform>(parameters);
        m_transformParameters = parameters;
    }
    return *m_transform;
}

const LevelTransform &PictureMaker::linearTransform(const CqtParameters &parameters)
{
    if (!m_linearTransform || !(m_linearTransform->layout().grid == parameters.grid()))
        m_linearTransform = std::make_unique<LevelTransform>(stftFor(parameters));
    return *m_linearTransform;
}

} // namespace retrograde
