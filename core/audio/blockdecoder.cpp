#include "audio/blockdecoder.h"

#include "audio/framemixer.h"
#include "audio/mediacontainer.h"
#include "audio/mediafile.h"
#include "audio/mpegframe.h"
#include "audio/soundidentity.h"
#include "audio/tagbytes.h"
#include "audio/wavheader.h"
#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

namespace retrograde {

namespace {

constexpr int kLowestRate = 1000; // Hz; outside these limits it is damage, not sound
constexpr int kHighestRate = 768000;
/// Packets in a row that neither gave sound nor brought the demuxer further into the file.
constexpr int kMostBarrenPackets = 1000;
/// Tracker modules and game music are computed and may go round for ever.
constexpr std::int64_t kLongestComputedSeconds = 3600;
/// An MP3's bit reservoir reaches back a few packets at most.
constexpr int kMostLeadInPackets = 16;
/// Of one channel, that a packet may hold; a WavPack block may have 150,000.
constexpr std::int64_t kMostSamplesInPacket = std::int64_t { 1 } << 21;

struct FreeCodec {
    void operator()(AVCodecContext *codec) const { avcodec_free_context(&codec); }
};
struct FreePacket {
    void operator()(AVPacket *packet) const { av_packet_free(&packet); }
};
struct FreeFrame {
    void operator()(AVFrame *frame) const { av_frame_free(&frame); }
};

template<typename T> T *allocated(T *pointer)
{
    if (!pointer)
        throw std::bad_alloc();
    return pointer;
}

std::span<const std::uint8_t> bytesOf(const AVPacket &packet)
{
    return { packet.data, static_cast<std::size_t>(std::max(packet.size, 0)) };
}

/// Codecs whose decoders give the same samples again a second after they were started in mid-file, and whose damaged
/// packets can be told without decoding them. Others carry state along for longer (AAC and AC-3 draw noise and MP2 its
/// dither from generators that never restart, ADPCM adds up).
bool forgetsItsPast(AVCodecID codec)
{
    switch (codec) {
    case AV_CODEC_ID_MP3:
    case AV_CODEC_ID_VORBIS:
    case AV_CODEC_ID_OPUS:
    case AV_CODEC_ID_FLAC:
    case AV_CODEC_ID_WAVPACK:
        return true;
    default:
        return av_get_exact_bits_per_sample(codec) % 8 == 0 && av_get_exact_bits_per_sample(codec) > 0;
    }
}

/// Samples that the demuxer has the decoder drop, at the packet's start or its end.
enum class Dropped { AtStart, AtEnd };

std::int64_t droppedSamples(const AVPacket &packet, Dropped which)
{
    std::size_t size = 0;
    const std::uint8_t *data = av_packet_get_side_data(&packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    if (!data || size < 8)
        return 0;
    data += which == Dropped::AtStart ? 0 : 4;
    return data[0] | data[1] << 8 | data[2] << 16 | static_cast<std::int64_t>(data[3]) << 24;
}

} // namespace

/// What all passes over one file have in common.
struct BlockDecoder::File {
    File(std::filesystem::path path, std::function<void()> check, Identify identified)
        : bytes(std::move(path), std::move(check))
        , identify(identified == Identify::Yes)
    {
    }

    MediaFile bytes;
    bool identify;
    MediaTags hiddenTags;
    ChannelMix mix;
    int channels = 1; ///< after mixing
    std::optional<std::int64_t> appendedTag; ///< where a tag begins that was not hidden, once that matters

    // The most that one pass over the file found; passes may end early.
    std::int64_t damagedPackets = 0;
    std::int64_t nonFiniteSamples = 0;
    std::int64_t clippedSamples = 0;
    double peak = 0;
    std::int64_t leadInSamples = 0;
    bool timestampsMislead = false;
};

/// One pass over the file from its start.
class BlockDecoder::Session {
public:
    explicit Session(File &file);

    bool next();
    bool canSkip() const;
    bool skipTo(std::int64_t sample);
    bool isDoubtful() const { return m_container.isDoubtful(); }
    const SoundIdentity &identity() const { return m_identity; }
    double channelRms() const
    {
        return m_channelSamples > 0 ? std::sqrt(m_energy / static_cast<double>(m_channelSamples)) : 0;
    }

    AudioInfo info;
    std::vector<float> samples;
    int sampleRate = 0;
    std::int64_t begin = 0;

private:
    void openDecoder();
    void describe();
    bool readPacket();
    void followTimestamps();
    void followLeadIn();
    bool takeFrame();
    bool wasBarren();
    void noteDamage();
    bool isInAppendedTag();
    std::int64_t countBeforeEnd(std::int64_t count) const;
    [[noreturn]] void refuse(ErrorCode code, const std::string &cause) const
    {
        throw Error(code, m_file.bytes.path(), cause);
    }

    File &m_file;
    MediaContainer m_container;
    AVStream *m_stream; ///< the container's
    std::unique_ptr<AVCodecContext, FreeCodec> m_codec;
    std::unique_ptr<AVPacket, FreePacket> m_packet;
    std::unique_ptr<AVFrame, FreeFrame> m_frame;
    FrameMixer m_mixer;
    std::vector<float> m_channels; ///< of the frame, interleaved, when they are wanted
    SoundIdentity m_identity;

    bool m_isLastVorbisPacket = false;
    bool m_packetWaits = false; ///< m_packet was read by skipTo() and is to be decoded next
    bool m_draining = false;
    bool m_ended = false;
    std::int64_t m_nextBegin = 0;
    std::int64_t m_endAt; ///< for computed music
    std::int64_t m_settledAt = 0; ///< before this sample a decoder started in mid-file may complain
    int m_barrenPackets = 0;
    std::int64_t m_furthestByte = -1;
    std::int64_t m_damagedPackets = 0;
    std::int64_t m_nonFiniteSamples = 0;
    std::int64_t m_clippedSamples = 0;
    double m_energy = 0; ///< of the samples of all channels
    std::int64_t m_channelSamples = 0; ///< how many these are
    std::int64_t m_reservoir = 0; ///< bytes of sound in the packets so far, while that matters
    int m_leadInPackets = 0; ///< looked at so far
    std::int64_t m_leadIn = 0; ///< samples

    std::optional<std::int64_t> m_origin; ///< timestamp of the first decoded sample
    std::optional<std::uint32_t> m_mpegHeader; ///< of the first packet
    std::optional<std::int64_t> m_nextTimestamp; ///< of the packet to come, if timestamps count samples
    std::int64_t m_ticksPerSample = 0; ///< 0: timestamps are too coarse
    int m_firstRate = 0;
};

BlockDecoder::Session::Session(File &file)
    : m_file(file)
    , m_container(file.bytes)
    , m_stream(&m_container.stream())
    , m_packet(allocated(av_packet_alloc()))
    , m_frame(allocated(av_frame_alloc()))
    , m_endAt(std::numeric_limits<std::int64_t>::max())
{
    openDecoder();
    if (!next())
        refuse(ErrorCode::NotAudio, "no sound could be decoded from it");
    describe();
}

void BlockDecoder::Session::openDecoder()
{
    const AVCodec *decoder = avcodec_find_decoder(m_stream->codecpar->codec_id);
    if (!decoder) {
        refuse(ErrorCode::Unsupported,
            std::string("its sound is coded in a way that this machine's FFmpeg cannot decode (")
                + avcodec_get_name(m_stream->codecpar->codec_id) + ")");
    }
    m_codec.reset(allocated(avcodec_alloc_context3(decoder)));
    m_codec->pkt_timebase = m_stream->time_base;
    m_codec->thread_count = 1; // whole files are decoded in parallel, not frames
    m_codec->max_samples = kMostSamplesInPacket;
    if (avcodec_parameters_to_context(m_codec.get(), m_stream->codecpar) < 0
        || avcodec_open2(m_codec.get(), decoder, nullptr) < 0)
        refuse(ErrorCode::NotAudio, "its description of the sound is damaged");
}

void BlockDecoder::Session::describe()
{
    info.sampleRate = sampleRate;
    info.channels = m_frame->ch_layout.nb_channels;
    info.container = m_container.name();
    info.codec = avcodec_get_name(m_codec->codec_id);
    info.statedSeconds = m_container.statedSeconds();
    const auto tag = [this](std::initializer_list<const char *> keys) {
        return decodedText(m_container.tag(keys, m_file.hiddenTags));
    };
    info.title = tag({ "title" });
    info.artist = tag({ "artist", "album_artist", "composer" });
    info.album = tag({ "album" });
    info.genre = tag({ "genre" });
    info.licence = tag({ "license", "licence", "copyright" });
    if (info.container == "libopenmpt" || info.container == "libgme")
        m_endAt = kLongestComputedSeconds * sampleRate;
}

bool BlockDecoder::Session::next()
{
    while (!m_ended && begin < m_endAt) {
        m_file.bytes.check();
        const int received = avcodec_receive_frame(m_codec.get(), m_frame.get());
        if (received == 0) {
            if (takeFrame())
                return true;
            continue;
        }
        if (received == AVERROR_EOF || (received != AVERROR(EAGAIN) && m_draining))
            break;
        if (received != AVERROR(EAGAIN))
            noteDamage();
        if (!m_packetWaits && !readPacket()) {
            m_draining = true;
            avcodec_send_packet(m_codec.get(), nullptr);
            continue;
        }
        m_packetWaits = false;
        if (avcodec_send_packet(m_codec.get(), m_packet.get()) < 0)
            noteDamage();
        if (wasBarren())
            break;
    }
    m_ended = true;
    samples.clear();
    return false;
}

/// How many of @p count decoded samples lie before the sound's end. A Vorbis file's last page says where that is;
/// FFmpeg drops what lies behind it, unless that is more than the last packet holds, as in a file of a single page.
std::int64_t BlockDecoder::Session::countBeforeEnd(std::int64_t count) const
{
    constexpr std::int64_t kLongestVorbisBlock = 8192;
    const std::int64_t behind = m_isLastVorbisPacket ? m_nextBegin + count - m_stream->duration : 0;
    return behind > 0 && behind <= kLongestVorbisBlock ? std::max<std::int64_t>(count - behind, 0) : count;
}

bool BlockDecoder::Session::takeFrame()
{
    const AVFrame &frame = *m_frame;
    const int channels = frame.ch_layout.nb_channels;
    const std::int64_t count = countBeforeEnd(frame.nb_samples);
    if (count <= 0)
        return false;
    if (channels <= 0 || frame.sample_rate < kLowestRate || frame.sample_rate > kHighestRate) {
        noteDamage();
        return false;
    }
    if (m_file.identify)
        m_channels.resize(static_cast<std::size_t>(count * channels));
    const std::optional<SampleLevels> levels
        = m_mixer.mix(frame, count, m_file.mix, m_file.channels, samples, m_channels);
    if (!levels) {
        noteDamage();
        return false;
    }
    if (m_file.identify)
        m_identity.add(frame.sample_rate, channels, m_channels);
    m_nonFiniteSamples += levels->nonFinite;
    m_clippedSamples += levels->clipped;
    m_energy += levels->energy;
    m_channelSamples += count * channels;
    m_file.nonFiniteSamples = std::max(m_file.nonFiniteSamples, m_nonFiniteSamples);
    m_file.clippedSamples = std::max(m_file.clippedSamples, m_clippedSamples);
    m_file.peak = std::max(m_file.peak, levels->peak);

    const bool first = m_firstRate == 0;
    if (first) {
        m_firstRate = frame.sample_rate;
        const AVRational timeBase = m_stream->time_base;
        if (timeBase.num > 0 && timeBase.den % (static_cast<std::int64_t>(timeBase.num) * m_firstRate) == 0)
            m_ticksPerSample = timeBase.den / (static_cast<std::int64_t>(timeBase.num) * m_firstRate);
        if (frame.pts != AV_NOPTS_VALUE)
            m_origin = frame.pts;
    } else if (frame.sample_rate != m_firstRate) {
        m_file.timestampsMislead = true;
    }
    sampleRate = frame.sample_rate;
    begin = m_nextBegin;
    m_nextBegin += count;
    m_barrenPackets = 0;
    return true;
}

bool BlockDecoder::Session::readPacket()
{
    const MediaContainer::Read read = m_container.read(*m_packet);
    if (read == MediaContainer::Read::Damage)
        noteDamage();
    if (read != MediaContainer::Read::Packet)
        return false;
    followTimestamps();
    return true;
}

void BlockDecoder::Session::followTimestamps()
{
    const AVPacket &packet = *m_packet;
    if (packet.pts == AV_NOPTS_VALUE || packet.duration <= 0 || (m_nextTimestamp && packet.pts != *m_nextTimestamp)
        || av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, nullptr)
        || av_packet_get_side_data(&packet, AV_PKT_DATA_PARAM_CHANGE, nullptr))
        m_file.timestampsMislead = true;
    m_nextTimestamp = packet.pts + packet.duration;
    m_isLastVorbisPacket = m_codec->codec_id == AV_CODEC_ID_VORBIS && m_ticksPerSample == 1 && m_stream->duration > 0
        && droppedSamples(packet, Dropped::AtEnd) > 0;
    // The demuxer dates a stretch of noise like a frame.
    if (m_codec->codec_id == AV_CODEC_ID_MP3) {
        if (!m_mpegHeader)
            m_mpegHeader = mpegStreamKey(bytesOf(packet));
        if (mpegStreamKey(bytesOf(packet)) != m_mpegHeader)
            m_file.timestampsMislead = true;
        followLeadIn();
    }
}

/// Adds up the samples of the first packets for as long as their sound begins in packets that are not there.
void BlockDecoder::Session::followLeadIn()
{
    if (m_leadInPackets >= kMostLeadInPackets)
        return;
    const std::optional<BitReservoir> reservoir = bitReservoirOf(bytesOf(*m_packet));
    if (!reservoir || reservoir->behind <= m_reservoir) {
        m_leadInPackets = kMostLeadInPackets;
        return;
    }
    ++m_leadInPackets;
    m_reservoir += reservoir->own;
    m_leadIn += reservoir->samples - droppedSamples(*m_packet, Dropped::AtStart);
    m_file.leadInSamples = std::max(m_file.leadInSamples, m_leadIn);
}

bool BlockDecoder::Session::wasBarren()
{
    const std::int64_t byte = m_container.position();
    m_barrenPackets = byte > m_furthestByte ? 0 : m_barrenPackets + 1;
    m_furthestByte = std::max(m_furthestByte, byte);
    return m_barrenPackets > kMostBarrenPackets;
}

void BlockDecoder::Session::noteDamage()
{
    if (m_nextBegin < m_settledAt || isInAppendedTag())
        return;
    ++m_damagedPackets;
    m_file.damagedPackets = std::max(m_file.damagedPackets, m_damagedPackets);
    m_file.timestampsMislead = true; // what was dropped has a time, but no samples
}

/// Whether the packet that did not decode is of a tag behind the sound.
bool BlockDecoder::Session::isInAppendedTag()
{
    if (m_packet->size <= 0 || m_packet->pos < 0)
        return false;
    if (!m_file.appendedTag)
        m_file.appendedTag = beginOfAppendedTag(m_file.bytes);
    return m_packet->pos + m_packet->size > *m_file.appendedTag;
}

bool BlockDecoder::Session::canSkip() const
{
    return !m_file.timestampsMislead && m_origin && m_ticksPerSample > 0 && forgetsItsPast(m_codec->codec_id);
}

bool BlockDecoder::Session::skipTo(std::int64_t sample)
{
    if (!canSkip())
        return false;
    const std::int64_t target = *m_origin + sample * m_ticksPerSample;
    avcodec_flush_buffers(m_codec.get());
    do {
        if (!readPacket()) {
            m_ended = true;
            samples.clear();
            return true;
        }
        if (m_file.timestampsMislead)
            return false;
    } while (*m_nextTimestamp <= target);
    m_packetWaits = true;
    m_settledAt = std::numeric_limits<std::int64_t>::max();
    if (!next())
        return true;
    m_settledAt = sample + m_firstRate;
    const std::int64_t elapsed = m_frame->pts - *m_origin;
    if (m_frame->pts == AV_NOPTS_VALUE || elapsed % m_ticksPerSample != 0 || m_file.timestampsMislead)
        return false;
    begin = elapsed / m_ticksPerSample;
    m_nextBegin = begin + static_cast<std::int64_t>(samples.size()) / m_file.channels;
    return true;
}

BlockDecoder::BlockDecoder(std::filesystem::path path, std::function<void()> check, Identify identify)
    : m_file(std::make_unique<File>(std::move(path), std::move(check), identify))
{
    mendWavHeader(m_file->bytes);
    m_file->hiddenTags = hideTrailingTags(m_file->bytes);
    m_session = std::make_unique<Session>(*m_file);
    if (!m_session->isDoubtful())
        return;
    while (next()) { }
    if (damagedPackets() > 0)
        throw Error(ErrorCode::NotAudio, m_file->bytes.path(), "is not a sound file");
    rewind();
}

BlockDecoder::~BlockDecoder() = default;

const AudioInfo &BlockDecoder::info() const
{
    return m_session->info;
}

std::span<const float> BlockDecoder::samples() const
{
    return m_session->samples;
}

int BlockDecoder::sampleRate() const
{
    return m_session->sampleRate;
}

std::int64_t BlockDecoder::begin() const
{
    return m_session->begin;
}

bool BlockDecoder::next()
{
    return m_session->next();
}

void BlockDecoder::rewind()
{
    m_session.reset(); // one pass at a time reads the file
    m_session = std::make_unique<Session>(*m_file);
}

void BlockDecoder::useMix(const ChannelMix &mix)
{
    m_file->mix = mix;
    m_file->channels = mix.kind == ChannelMix::Kind::Stereo && info().channels > 1 ? 2 : 1;
}

int BlockDecoder::channels() const
{
    return m_file->channels;
}

bool BlockDecoder::canSkip() const
{
    return m_session->canSkip();
}

bool BlockDecoder::skipTo(std::int64_t sample)
{
    return m_session->skipTo(sample);
}

std::string BlockDecoder::identity() const
{
    return m_session->identity().hex();
}

std::int64_t BlockDecoder::damagedPackets() const
{
    return m_file->damagedPackets;
}

std::int64_t BlockDecoder::nonFiniteSamples() const
{
    return m_file->nonFiniteSamples;
}

std::int64_t BlockDecoder::clippedSamples() const
{
    return m_file->clippedSamples;
}

double BlockDecoder::peak() const
{
    return m_file->peak;
}

double BlockDecoder::channelRms() const
{
    return m_session->channelRms();
}

std::int64_t BlockDecoder::leadInSamples() const
{
    return m_file->leadInSamples;
}

} // namespace retrograde
