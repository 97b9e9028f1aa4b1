#include "ui/stage/pictureloader.h"

#include "audio/audioreader.h"
#include "base/filestamp.h"
#include "base/problem.h"
#include "pictures/levelstream.h"

#include <QElapsedTimer>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <new>
#include <thread>

namespace retrograde {

namespace {

constexpr qint64 kProgressMilliseconds = 60;
constexpr qint64 kAnnounceMilliseconds = 250;
constexpr std::size_t kBlockSamples = 1 << 14;
/// Sounds up to this length are computed in one go.
constexpr double kShortSeconds = 120;
/// A spectrogram of more cells is kept coarse but for what is looked at.
constexpr std::int64_t kMostCells = std::int64_t { 48 } << 20;
/// Chunks of such a one that are kept in every detail.
constexpr std::size_t kWholeChunks = 8;
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

std::vector<std::uint8_t> toCells(const CellScale &scale, std::span<const float> levels)
{
    std::vector<std::uint8_t> cells(levels.size());
    std::transform(levels.begin(), levels.end(), cells.begin(), [&](float level) { return scale.toCell(level); });
    return cells;
}

/// A spectrogram that comes to be, of frames that begin at frame first() of the original.
class Growing {
public:
    Growing(const LevelTransform &transform, FrameSpan span)
        : m_transform(transform)
        , m_stream(transform)
        , m_data(std::make_shared<SpectrogramData>(transform.layout(), span))
        , m_keepsAll(span.size() * transform.layout().bins <= kMostCells)
    {
    }

    const std::shared_ptr<const SpectrogramData> &data() const { return m_data; }
    const LevelTransform &transform() const { return m_transform; }

    void push(std::span<const float> samples)
    {
        m_stream.push(samples, m_levels);
        takeChunks(false);
    }
    void finish()
    {
        m_stream.finish(m_levels);
        takeChunks(true);
    }

    void preview(std::int64_t chunk, std::span<const float> levels)
    {
        const auto bins = static_cast<std::size_t>(m_data->bins());
        std::vector<std::uint8_t> column(bins, 0);
        const std::vector<std::uint8_t> cells = toCells(m_data->layout().cells, levels);
        for (std::size_t i = 0; i < cells.size(); ++i)
            column[i % bins] = std::max(column[i % bins], cells[i]);
        set(chunk, SpectrogramData::Detail::Preview, std::move(column));
    }

    /// Levels of all the frames of a chunk that is looked at.
    void complete(std::int64_t chunk, std::span<const float> levels)
    {
        set(chunk, SpectrogramData::Detail::Whole, toCells(m_data->layout().cells, levels));
        if (m_keepsAll)
            return;
        m_whole.push_back(chunk);
        if (m_whole.size() > kWholeChunks) {
            m_data = std::make_shared<SpectrogramData>(m_data->coarsened(m_whole.front()));
            m_whole.pop_front();
        }
    }

private:
    void set(std::int64_t chunk, SpectrogramData::Detail detail, std::vector<std::uint8_t> cells)
    {
        m_data = std::make_shared<SpectrogramData>(m_data->withChunk(chunk, detail, std::move(cells)));
    }

    void takeChunks(bool last)
    {
        const auto bins = static_cast<std::size_t>(m_data->bins());
        while (m_nextChunk < m_data->chunkCount()) {
            const FrameSpan frames = m_data->chunkSpan(m_nextChunk);
            const std::size_t wanted = static_cast<std::size_t>(frames.size()) * bins;
            if (m_levels.size() < wanted && !last)
                return;
            // A file that ends sooner than was said has nothing there.
            if (last)
                m_levels.resize(std::max(m_levels.size(), wanted), m_data->layout().cells.lowestDb);
            const std::span<const float> levels = std::span(m_levels).first(wanted);
            if (m_data->detail(m_nextChunk) != SpectrogramData::Detail::Whole) {
                set(m_nextChunk, m_keepsAll ? SpectrogramData::Detail::Whole : SpectrogramData::Detail::Coarse,
                    toCells(m_data->layout().cells, levels));
            }
            m_levels.erase(m_levels.begin(), m_levels.begin() + static_cast<std::ptrdiff_t>(wanted));
            ++m_nextChunk;
        }
    }

    const LevelTransform &m_transform;
    LevelStream m_stream;
    std::vector<float> m_levels; ///< not yet in a chunk
    std::int64_t m_nextChunk = 0;
    std::shared_ptr<const SpectrogramData> m_data;
    const bool m_keepsAll;
    std::deque<std::int64_t> m_whole; ///< looked at, the last behind
};

} // namespace

template<typename Announce> void PictureLoader::announce(std::int64_t number, Announce announce)
{
    QMetaObject::invokeMethod(this, [this, number, announce = std::move(announce)] {
        if (number == m_requests)
            announce();
    });
}

/// One request's way through the worker.
class PictureLoader::Work {
public:
    Work(PictureLoader &loader, const PictureRequest &wanted, std::int64_t number, const RunControl &control)
        : m_loader(loader)
        , m_wanted(wanted)
        , m_number(number)
        , m_control(control)
        // The picture may be at hand while the sound is gone. Then nothing can be heard, which is what a picture is
        // for.
        , m_reader(wanted.track.path, wanted.parameters.sampleRate, [&control] { control.check(); })
        , m_hop(wanted.parameters.hop)
    {
        m_sinceProgress.start();
        m_sinceAnnounced.start();
    }

    void run()
    {
        m_control.check();
        PictureKinds missing = m_wanted.kinds;
        if (missing.constantQ && keeps()) {
            if (auto stored = m_wanted.store->open(m_wanted.track.contentHash, m_wanted.parameters)) {
                m_pictures.constantQ = std::make_shared<SpectrogramData>(std::move(stored));
                missing.constantQ = false;
                tell();
            }
        }
        m_control.check();
        if (missing == PictureKinds { false, false, false })
            return end();

        // A clip is computed with as much of its surroundings as the longest filter reaches, so that it looks as it
        // would within the track.
        const std::int64_t margin = m_wanted.whole ? 0 : m_loader.transform(m_wanted.parameters).reach();
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
        const Track &track = m_wanted.track;
        return m_wanted.store && !track.contentHash.empty()
            && (track.fileSize < 0 || FileStamp::of(track.path) == FileStamp { track.fileSize, track.fileTime });
    }

    void tell()
    {
        m_sinceAnnounced.restart();
        m_loader.announce(m_number, [loader = &m_loader, pictures = m_pictures] { Q_EMIT loader->loaded(pictures); });
    }
    void end()
    {
        m_loader.announce(m_number, [loader = &m_loader] { Q_EMIT loader->finished(); });
    }

    /// The next samples of the pass over the sound.
    std::size_t next(std::span<float> out)
    {
        m_control.check();
        const std::size_t count = m_reader.read(out);
        m_done += static_cast<std::int64_t>(count);
        if (m_sinceProgress.elapsed() >= kProgressMilliseconds) {
            m_sinceProgress.restart();
            const double share = std::min(1.0, static_cast<double>(m_done) / static_cast<double>(m_samples));
            m_loader.announce(m_number, [loader = &m_loader, share] { Q_EMIT loader->progressed(share); });
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
                FeatureStore::inMemory(*m_loader.transform(m_wanted.parameters).constantQ(), sound), m_span.begin);
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
            Growing linear(m_loader.linearTransform(m_wanted.parameters), span);
            linear.push(sound);
            linear.finish();
            m_pictures.linear = linear.data();
            tell();
        }
        m_control.check();
        if (missing.constantQ && m_wanted.whole && keeps()) {
            m_wanted.store->compute(m_wanted.track.contentHash, *m_loader.transform(m_wanted.parameters).constantQ(),
                [rest = std::span<const float>(sound), this](std::span<float> out) mutable {
                    m_control.check();
                    const std::size_t count = std::min(out.size(), rest.size());
                    std::copy_n(rest.begin(), count, out.begin());
                    rest = rest.subspan(count);
                    return count;
                });
        }
        end();
    }

    void computeLong(const PictureKinds &missing)
    {
        if (missing.constantQ)
            m_constantQ.emplace(m_loader.transform(m_wanted.parameters), m_span);
        if (missing.linear)
            m_linear.emplace(m_loader.linearTransform(m_wanted.parameters), m_span);
        if (missing.waveform)
            m_waveform = std::make_shared<WaveformData>(m_wanted.parameters.sampleRate, m_span.begin * m_hop);
        show();
        if (m_reader.seeksCheaply())
            m_looker.emplace(m_wanted.track.path, m_wanted.parameters.sampleRate, [this] { m_control.check(); });
        makePreviews();

        m_reader.seek(m_span.begin * m_hop);
        const auto take = [this](std::span<const float> samples) {
            for (std::optional<Growing> *growing : { &m_constantQ, &m_linear }) {
                if (*growing)
                    (*growing)->push(samples);
            }
            if (m_waveform)
                m_waveform->append(samples);
            lookAtVisible();
            if (m_sinceAnnounced.elapsed() >= kAnnounceMilliseconds)
                show();
        };
        if (missing.constantQ && m_wanted.whole && keeps()) {
            auto stored = m_wanted.store->compute(m_wanted.track.contentHash,
                *m_loader.transform(m_wanted.parameters).constantQ(), [&](std::span<float> out) {
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
        for (std::optional<Growing> *growing : { &m_constantQ, &m_linear }) {
            if (*growing)
                (*growing)->finish();
        }
        show();
        end();
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
        const SpectrogramData &any = m_constantQ ? *m_constantQ->data() : *m_linear->data();
        for (std::int64_t chunk = 0; chunk < any.chunkCount(); ++chunk) {
            m_control.check();
            const FrameSpan frames = any.chunkSpan(chunk);
            const std::int64_t middle = frames.begin + frames.size() / 2;
            const FrameSpan glimpse { std::max(m_span.begin, middle - kGlimpse), middle + kGlimpse };
            for (std::optional<Growing> *growing : { &m_constantQ, &m_linear }) {
                if (!*growing || (*growing)->data()->detail(chunk) != SpectrogramData::Detail::Nothing)
                    continue;
                const std::vector<float> levels = levelsOf((*growing)->transform(), glimpse);
                if (!levels.empty())
                    (*growing)->preview(chunk, levels);
            }
            if (m_sinceAnnounced.elapsed() >= kAnnounceMilliseconds)
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
        const FrameSpan asked = m_loader.visible();
        const FrameSpan frames { std::max(asked.begin, m_span.begin), std::min(asked.end, m_span.end) };
        if (frames.size() <= 0)
            return;
        bool changed = false;
        for (std::optional<Growing> *growing : { &m_constantQ, &m_linear }) {
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

    PictureLoader &m_loader;
    const PictureRequest &m_wanted;
    const std::int64_t m_number;
    const RunControl &m_control;
    AudioReader m_reader;
    std::optional<AudioReader> m_looker; ///< for what is done out of turn
    const int m_hop;
    FrameSpan m_span;
    std::int64_t m_samples = 0;
    std::int64_t m_done = 0;
    ClipPictures m_pictures;
    std::optional<Growing> m_constantQ;
    std::optional<Growing> m_linear;
    std::shared_ptr<WaveformData> m_waveform;
    QElapsedTimer m_sinceProgress;
    QElapsedTimer m_sinceAnnounced;
};

PictureLoader::PictureLoader(QObject *parent)
    : QObject(parent)
{
}

PictureLoader::~PictureLoader() = default;

void PictureLoader::request(const PictureRequest &wanted)
{
    const std::int64_t number = ++m_requests;
    setVisible({});
    m_job.post([this, wanted, number](const RunControl &control) {
        try {
            Work(*this, wanted, number, control).run();
        } catch (const std::bad_alloc &) {
            const Error error(ErrorCode::Unsupported, wanted.track.path, "there is not enough memory to show it");
            logProblem(error.what());
            announce(number, [this, error] { Q_EMIT failed(error); });
        } catch (...) {
            const Error error = errorOf(std::current_exception());
            if (error.code() != ErrorCode::Cancelled)
                announce(number, [this, error] { Q_EMIT failed(error); });
        }
    });
}

void PictureLoader::cancel()
{
    ++m_requests;
    m_job.cancel();
}

void PictureLoader::setVisible(FrameSpan frames)
{
    const std::lock_guard lock(m_mutex);
    m_visible = frames;
}

FrameSpan PictureLoader::visible() const
{
    const std::lock_guard lock(m_mutex);
    return m_visible;
}

const LevelTransform &PictureLoader::transform(const CqtParameters &parameters)
{
    if (!m_transform || !(m_transformParameters == parameters)) {
        m_transform = std::make_unique<LevelTransform>(parameters);
        m_transformParameters = parameters;
    }
    return *m_transform;
}

const LevelTransform &PictureLoader::linearTransform(const CqtParameters &parameters)
{
    if (!m_linearTransform || !(m_linearTransform->layout().grid == parameters.grid()))
        m_linearTransform = std::make_unique<LevelTransform>(stftFor(parameters));
    return *m_linearTransform;
}

} // namespace retrograde
