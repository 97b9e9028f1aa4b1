#include "audio/soundsource.h"

#include "base/error.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <list>
#include <unordered_map>
#include <vector>

namespace retrograde {

namespace {

class BufferSource final : public SoundSource {
public:
    explicit BufferSource(std::shared_ptr<const AudioBuffer> buffer)
        : m_buffer(std::move(buffer))
    {
    }

    int sampleRate() const override { return m_buffer->sampleRate; }
    int channels() const override { return 1; }
    std::int64_t sampleCount() const override { return static_cast<std::int64_t>(m_buffer->samples.size()); }

    void read(std::int64_t first, std::span<float> out) override
    {
        std::fill(out.begin(), out.end(), 0.0f);
        const std::int64_t begin = std::clamp<std::int64_t>(first, 0, sampleCount());
        const std::int64_t end
            = std::clamp<std::int64_t>(first + static_cast<std::int64_t>(out.size()), begin, sampleCount());
        if (begin < end)
            std::copy(
                m_buffer->samples.begin() + begin, m_buffer->samples.begin() + end, out.begin() + (begin - first));
    }

private:
    std::shared_ptr<const AudioBuffer> m_buffer;
};

/// Keeps the blocks used last, so that a rearranged or reversed file is decoded about once.
class FileSource final : public SoundSource {
public:
    FileSource(const std::filesystem::path &path, int sampleRate, std::int64_t sampleCount,
        const std::function<void()> &check, ChannelMix mix)
        : m_reader(path, sampleRate,
            [this, check] {
                if (m_cancelled)
                    throw Error(ErrorCode::Cancelled, "cancelled");
                if (check)
                    check();
            })
        , m_sampleCount(sampleCount)
    {
        mix.channel = std::min(mix.channel, m_reader.info().channels);
        if (mix.kind != ChannelMix::Kind::Mean)
            m_reader.useMix(mix);
    }

    int sampleRate() const override { return m_reader.sampleRate(); }
    int channels() const override { return m_reader.channels(); }
    std::int64_t sampleCount() const override { return m_sampleCount; }
    void cancel() noexcept override { m_cancelled = true; }

    void read(std::int64_t first, std::span<float> out) override
    {
        std::fill(out.begin(), out.end(), 0.0f);
        const std::int64_t end = std::min(first + std::ssize(out) / channels(), m_sampleCount);
        for (std::int64_t sample = std::max<std::int64_t>(first, 0); sample < end;) {
            const std::int64_t number = sample / kBlockSamples;
            const std::int64_t blockEnd = std::min(end, (number + 1) * kBlockSamples);
            const std::vector<float> &block = blockAt(number);
            const std::int64_t offset = sample - number * kBlockSamples;
            const std::int64_t held
                = std::clamp<std::int64_t>(std::ssize(block) / channels() - offset, 0, blockEnd - sample);
            if (held > 0) {
                std::copy_n(block.begin() + offset * channels(), held * channels(),
                    out.begin() + (sample - first) * channels());
            }
            sample = blockEnd;
        }
    }

private:
    static constexpr std::int64_t kBlockSamples = 65536;
    static constexpr std::size_t kMostBlocks = 128; // 32 MiB for each channel
    /// Whoever asks for what lies behind is likely to go on backwards: so many blocks are decoded at one go.
    static constexpr std::int64_t kBackwardRun = 16;

    const std::vector<float> &blockAt(std::int64_t number)
    {
        if (!m_blocks.contains(number))
            decodeTo(number);
        m_recent.splice(m_recent.begin(), m_recent, m_blocks.at(number).place);
        return m_blocks.at(number).samples;
    }

    void decodeTo(std::int64_t number)
    {
        const std::int64_t nextInOrder = m_reader.position() / kBlockSamples;
        const bool backward = number < nextInOrder;
        std::int64_t begin = backward ? std::max<std::int64_t>(number - kBackwardRun + 1, 0) : number;
        if (!m_reader.seeksCheaply())
            begin = backward ? 0 : nextInOrder; // what has to be decoded may as well be kept
        m_reader.seek(begin * kBlockSamples);
        for (std::int64_t block = begin; block <= number; ++block) {
            std::vector<float> samples(static_cast<std::size_t>(kBlockSamples * channels()));
            samples.resize(m_reader.read(samples) * static_cast<std::size_t>(channels()));
            keep(block, std::move(samples));
        }
    }

    void keep(std::int64_t number, std::vector<float> samples)
    {
        if (const auto known = m_blocks.find(number); known != m_blocks.end()) {
            m_recent.erase(known->second.place);
            m_blocks.erase(known);
        }
        m_recent.push_front(number);
        m_blocks.emplace(number, Block { std::move(samples), m_recent.begin() });
        if (m_blocks.size() > kMostBlocks) {
            m_blocks.erase(m_recent.back());
            m_recent.pop_back();
        }
    }

    struct Block {
        std::vector<float> samples; ///< fewer than kBlockSamples of each channel only where the file ends
        std::list<std::int64_t>::iterator place;
    };

    std::atomic<bool> m_cancelled { false }; ///< before the reader, which looks at it
    AudioReader m_reader;
    std::int64_t m_sampleCount;
    std::unordered_map<std::int64_t, Block> m_blocks;
    std::list<std::int64_t> m_recent; ///< block numbers, the last used first
};

class ArrangedSource final : public SoundSource {
public:
    ArrangedSource(std::unique_ptr<SoundSource> original, SoundArrangement arrangement)
        : m_original(std::move(original))
        , m_arrangement(std::move(arrangement))
        , m_joints(m_arrangement.joints())
    {
        if (m_original->sampleRate() != m_arrangement.sampleRate())
            throw Error(ErrorCode::InvalidArgument, "A sound and its arrangement need the same sample rate.");
        m_joints.push_back(m_arrangement.sampleCount());
    }

    int sampleRate() const override { return m_original->sampleRate(); }
    int channels() const override { return m_original->channels(); }
    std::int64_t sampleCount() const override { return m_arrangement.sampleCount(); }
    void cancel() noexcept override { m_original->cancel(); }

    void read(std::int64_t first, std::span<float> out) override
    {
        std::fill(out.begin(), out.end(), 0.0f);
        const std::int64_t end = std::min(first + std::ssize(out) / channels(), sampleCount());
        // Between two joints the original is read in one run, forwards or backwards.
        for (std::int64_t sample = std::max<std::int64_t>(first, 0); sample < end;) {
            const std::int64_t runEnd = std::min(end, *std::upper_bound(m_joints.begin(), m_joints.end(), sample));
            const std::int64_t one = m_arrangement.sourceSample(sample);
            const std::int64_t other = m_arrangement.sourceSample(runEnd - 1);
            m_run.resize(static_cast<std::size_t>((runEnd - sample) * channels()));
            m_original->read(std::min(one, other), m_run);
            m_arrangement.read(m_run, std::min(one, other), sample,
                out.subspan(static_cast<std::size_t>((sample - first) * channels()), m_run.size()), channels());
            sample = runEnd;
        }
    }

private:
    std::unique_ptr<SoundSource> m_original;
    SoundArrangement m_arrangement;
    std::vector<std::int64_t> m_joints; ///< with the end
    std::vector<float> m_run;
};

} // namespace

std::unique_ptr<SoundSource> makeBufferSource(std::shared_ptr<const AudioBuffer> buffer)
{
    return std::make_unique<BufferSource>(std::move(buffer));
}

std::unique_ptr<SoundSource> makeFileSource(const std::filesystem::path &path, int sampleRate, std::int64_t sampleCount,
    const std::function<void()> &check, ChannelMix mix)
{
    return std::make_unique<FileSource>(path, sampleRate, sampleCount, check, mix);
}

std::unique_ptr<SoundSource> makeArrangedSource(std::unique_ptr<SoundSource> original, SoundArrangement arrangement)
{
    return std::make_unique<ArrangedSource>(std::move(original), std::move(arrangement));
}

} // namespace retrograde
