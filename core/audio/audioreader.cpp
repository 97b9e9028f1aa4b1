#include "audio/audioreader.h"

#include "audio/blockdecoder.h"
#include "audio/resampler.h"
#include "base/error.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>

namespace retrograde {

namespace {

constexpr int kLowestRate = 1000; // Hz
constexpr int kHighestRate = 768000;
/// Seconds ahead from which skipping packets is worth starting the decoder anew.
constexpr std::int64_t kFarSeconds = 20;
constexpr std::size_t kReadBlock = 65536;

} // namespace

struct AudioReader::State {
    State(const std::filesystem::path &path, int wantedRate, const std::function<void()> &check, Identify identify);

    bool produce();
    void append(std::span<const float> block, int blockRate);
    std::size_t take(std::int64_t count, float *out);
    void restart();
    bool skipNear(std::int64_t sample);

    BlockDecoder decoder;
    AudioInfo info;
    int sampleRate;
    std::optional<Resampler> resampler;
    std::vector<float> pending; ///< decoded, from pendingBegin on not yet read
    std::size_t pendingBegin = 0;
    std::int64_t position = 0; ///< next sample to be read
    std::int64_t produced = 0; ///< the sample pending[pendingBegin]; lags behind position after a seek
    bool blockWaits = true; ///< the decoder's current block has not been appended yet
    bool ended = false;
};

AudioReader::State::State(
    const std::filesystem::path &path, int wantedRate, const std::function<void()> &check, Identify identify)
    : decoder(path, check, identify)
    , info(decoder.info())
    , sampleRate(wantedRate ? wantedRate : info.sampleRate)
{
    if (sampleRate < kLowestRate || sampleRate > kHighestRate) {
        throw Error(ErrorCode::InvalidArgument,
            "A sample rate of " + std::to_string(sampleRate) + " Hz is out of range; 1,000 to 768,000 Hz will do.");
    }
}

/// Decodes one more block into pending; false at the end.
bool AudioReader::State::produce()
{
    if (ended)
        return false;
    if (blockWaits || decoder.next()) {
        blockWaits = false;
        append(decoder.samples(), decoder.sampleRate());
        return true;
    }
    ended = true;
    if (resampler)
        resampler->finish(pending);
    return true;
}

void AudioReader::State::append(std::span<const float> block, int blockRate)
{
    // A change of rate in mid-file ends one stretch of sound and begins another.
    if (resampler && resampler->fromRate() != blockRate) {
        resampler->finish(pending);
        resampler.reset();
    }
    if (blockRate == sampleRate) {
        pending.insert(pending.end(), block.begin(), block.end());
        return;
    }
    if (!resampler)
        resampler.emplace(blockRate, sampleRate, decoder.channels());
    resampler->process(block, pending);
}

/// The next @p count samples, into @p out unless it is null; fewer at the end.
std::size_t AudioReader::State::take(std::int64_t count, float *out)
{
    const auto channels = static_cast<std::size_t>(decoder.channels());
    std::int64_t taken = 0;
    while (taken < count) {
        if (pendingBegin == pending.size()) {
            pending.clear();
            pendingBegin = 0;
            if (!produce())
                break;
            continue;
        }
        const auto part = static_cast<std::size_t>(std::min<std::int64_t>(
            count - taken, static_cast<std::int64_t>((pending.size() - pendingBegin) / channels)));
        if (out)
            out = std::copy_n(pending.begin() + static_cast<std::ptrdiff_t>(pendingBegin), part * channels, out);
        pendingBegin += part * channels;
        taken += static_cast<std::int64_t>(part);
    }
    produced += taken;
    return static_cast<std::size_t>(taken);
}

void AudioReader::State::restart()
{
    decoder.rewind();
    resampler.reset();
    pending.clear();
    pendingBegin = 0;
    produced = 0;
    blockWaits = true;
    ended = false;
}

/// Brings produced to a little before @p sample without decoding what lies between, or returns false: restart then.
bool AudioReader::State::skipNear(std::int64_t sample)
{
    // The resampler has to start on an input sample that an output sample lies on, a second ahead so that it has
    // settled, and the decoder another second ahead of that.
    const std::int64_t divisor = std::gcd(info.sampleRate, sampleRate);
    const std::int64_t inputStep = info.sampleRate / divisor;
    const std::int64_t outputStep = sampleRate / divisor;
    const std::int64_t step = sample / outputStep - info.sampleRate / inputStep - 1;
    const std::int64_t begin = step * inputStep;
    if (step <= 0 || !decoder.skipTo(begin - info.sampleRate))
        return false;
    resampler.reset();
    pending.clear();
    pendingBegin = 0;
    blockWaits = false;
    ended = false;
    produced = step * outputStep;
    const std::int64_t channels = decoder.channels();
    bool more = !decoder.samples().empty();
    if (more && decoder.begin() > begin)
        return false;
    while (more && decoder.begin() + static_cast<std::int64_t>(decoder.samples().size()) / channels <= begin)
        more = decoder.next();
    if (!more)
        return ended = true;
    append(decoder.samples().subspan(static_cast<std::size_t>((begin - decoder.begin()) * channels)),
        decoder.sampleRate());
    return decoder.sampleRate() == info.sampleRate;
}

AudioReader::AudioReader(
    const std::filesystem::path &path, int sampleRate, const std::function<void()> &check, Identify identify)
    : m_state(std::make_unique<State>(path, sampleRate, check, identify))
{
}

AudioReader::~AudioReader() = default;
AudioReader::AudioReader(AudioReader &&) noexcept = default;
AudioReader &AudioReader::operator=(AudioReader &&) noexcept = default;

void AudioReader::useMix(const ChannelMix &mix)
{
    State &state = *m_state;
    if (mix.kind == ChannelMix::Kind::Single && (mix.channel < 1 || mix.channel > state.info.channels)) {
        throw Error(ErrorCode::InvalidArgument,
            "There is no channel " + std::to_string(mix.channel) + " in a sound of "
                + std::to_string(state.info.channels) + ".");
    }
    state.decoder.useMix(mix);
    state.restart();
    state.position = 0;
}

const AudioInfo &AudioReader::info() const
{
    return m_state->info;
}

int AudioReader::sampleRate() const
{
    return m_state->sampleRate;
}

int AudioReader::channels() const
{
    return m_state->decoder.channels();
}

std::size_t AudioReader::read(std::span<float> out)
{
    State &state = *m_state;
    state.take(state.position - state.produced, nullptr);
    if (state.produced < state.position)
        return 0; // sought past the end
    const std::size_t count = state.take(static_cast<std::int64_t>(out.size()) / state.decoder.channels(), out.data());
    state.position += static_cast<std::int64_t>(count);
    return count;
}

void AudioReader::seek(std::int64_t sample)
{
    State &state = *m_state;
    state.position = std::max<std::int64_t>(sample, 0);
    const std::int64_t from = state.position < state.produced ? 0 : state.produced;
    const bool far = state.position - from > kFarSeconds * state.sampleRate;
    if (state.position < state.produced)
        state.restart();
    if (far && state.decoder.canSkip() && !state.skipNear(state.position))
        state.restart();
}

std::int64_t AudioReader::position() const
{
    return m_state->position;
}

bool AudioReader::seeksCheaply() const
{
    return m_state->decoder.canSkip();
}

std::string AudioReader::identity() const
{
    return m_state->decoder.identity();
}

std::int64_t AudioReader::damagedPackets() const
{
    return m_state->decoder.damagedPackets();
}

std::int64_t AudioReader::nonFiniteSamples() const
{
    return m_state->decoder.nonFiniteSamples();
}

std::int64_t AudioReader::clippedSamples() const
{
    return m_state->decoder.clippedSamples();
}

double AudioReader::peak() const
{
    return m_state->decoder.peak();
}

double AudioReader::channelRms() const
{
    return m_state->decoder.channelRms();
}

std::int64_t AudioReader::leadInSamples() const
{
    return m_state->decoder.leadInSamples();
}

AudioBuffer decodeAudio(const std::filesystem::path &path, int sampleRate, const std::function<void()> &check)
{
    return decodeAudio(path, sampleRate, 0, std::numeric_limits<std::int64_t>::max(), check);
}

AudioBuffer decodeAudio(const std::filesystem::path &path, int sampleRate, std::int64_t first, std::int64_t count,
    const std::function<void()> &check)
{
    if (first < 0 || count < 0)
        throw Error(ErrorCode::InvalidArgument, path, "no sound lies before the file's start");
    AudioReader reader(path, sampleRate, check);
    reader.seek(first);
    AudioBuffer buffer;
    buffer.sampleRate = reader.sampleRate();
    while (count > 0) {
        // Read block by block: how long the file is, only decoding tells.
        const auto wanted = static_cast<std::size_t>(std::min<std::int64_t>(count, kReadBlock));
        const std::size_t held = buffer.samples.size();
        buffer.samples.resize(held + wanted);
        const std::size_t given = reader.read(std::span(buffer.samples).subspan(held));
        buffer.samples.resize(held + given);
        count -= static_cast<std::int64_t>(given);
        if (given < wanted)
            break;
    }
    return buffer;
}

} // namespace retrograde
