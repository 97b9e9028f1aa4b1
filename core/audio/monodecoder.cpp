#include "audio/monodecoder.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <mutex>
#include <optional>
#include <sys/stat.h>
#include <type_traits>
#include <unistd.h>
#include <vector>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/log.h>
}

namespace retrograde {

namespace {

constexpr int kIoBufferSize = 64 * 1024;
constexpr int kLowestRate = 1000; // Hz; outside these limits it is damage, not sound
constexpr int kHighestRate = 768000;
/// Finite, but so large that a resampler's sums would overflow: taken for infinite.
constexpr double kLargestSample = 1e30;
/// FFmpeg takes any bytes that happen to hold something like an MPEG frame or two for MP3, and says so by a score below
/// this. Short MP3 files score no better.
constexpr int kTrustedScore = 25;
/// Packets in a row that neither gave sound nor brought the demuxer further into the file.
constexpr int kMostBarrenPackets = 1000;
constexpr int kMostReadErrors = 16;
/// Tracker modules and game music are computed and may go round for ever.
constexpr std::int64_t kLongestComputedSeconds = 3600;
/// From here on a sample counts as clipped, when this many or more in a row are. Integers that are coarser than that
/// reach no further than one step below 1.
constexpr double kFullScale = 0.9999;
constexpr int kClippedRun = 3;
/// An MP3's bit reservoir reaches back a few packets at most.
constexpr int kMostLeadInPackets = 16;

struct CloseFormat {
    void operator()(AVFormatContext *format) const { avformat_close_input(&format); }
};
struct FreeIo {
    void operator()(AVIOContext *io) const
    {
        av_freep(&io->buffer);
        avio_context_free(&io);
    }
};
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

/// FFmpeg would tell stderr about every damaged frame of every file.
void silenceFfmpeg()
{
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_level(AV_LOG_QUIET); });
}

std::string tag(const AVFormatContext &format, const AVStream &stream, std::initializer_list<const char *> keys)
{
    for (const char *key : keys) {
        for (const AVDictionary *tags : { format.metadata, stream.metadata }) {
            if (const AVDictionaryEntry *entry = av_dict_get(tags, key, nullptr, 0)) {
                const std::string text = displayText(entry->value);
                if (!trimmed(text).empty())
                    return std::string(trimmed(text));
            }
        }
    }
    return {};
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

/// The part of an MPEG audio frame's header that stays the same throughout a stream: sync word, version, layer, rate.
std::optional<std::uint32_t> mpegHeader(const AVPacket &packet)
{
    if (packet.size < 4)
        return std::nullopt;
    std::uint32_t header = 0;
    for (int i = 0; i < 4; ++i)
        header = header << 8 | packet.data[i];
    return header & 0xFFFE0C00u;
}

/// Of a Layer III packet: how many bytes before it its sound begins (the bit reservoir), and how many bytes of sound it
/// holds itself (ISO 11172-3, 2.4.1.7; ISO 13818-3 for the lower rates).
struct Reservoir {
    int behind = 0;
    int own = 0;
};

std::optional<Reservoir> reservoirOf(const AVPacket &packet)
{
    if (packet.size < 8 || packet.data[0] != 0xFF || (packet.data[1] & 0xE6) != 0xE2)
        return std::nullopt;
    const bool isMpeg1 = (packet.data[1] & 0x18) == 0x18;
    const bool isMono = packet.data[3] >> 6 == 3;
    const int begin = packet.data[1] & 1 ? 4 : 6; // a checksum follows the header
    const int sideInfo = isMpeg1 ? (isMono ? 17 : 32) : (isMono ? 9 : 17);
    if (packet.size < begin + sideInfo)
        return std::nullopt;
    const int behind = isMpeg1 ? packet.data[begin] << 1 | packet.data[begin + 1] >> 7 : packet.data[begin];
    return Reservoir { behind, packet.size - begin - sideInfo };
}

/// Samples at the packet's start that the demuxer has the decoder drop.
std::int64_t skippedSamples(const AVPacket &packet)
{
    std::size_t size = 0;
    const std::uint8_t *data = av_packet_get_side_data(&packet, AV_PKT_DATA_SKIP_SAMPLES, &size);
    return data && size >= 4 ? data[0] | data[1] << 8 | data[2] << 16 | static_cast<std::int64_t>(data[3]) << 24 : 0;
}

/// What a look at every sample of every channel finds.
struct Levels {
    std::int64_t nonFinite = 0;
    std::int64_t clipped = 0;
    double peak = 0;
};

/// Sums the channels into @p sum; @p offset and @p scale bring T's range to -1 ... 1.
template<typename T>
Levels addChannels(const AVFrame &frame, bool planar, double offset, double scale, std::vector<double> &sum)
{
    const int channels = frame.ch_layout.nb_channels;
    // The loudest that the format can hold, or near enough.
    const double fullScale = std::is_integral_v<T> ? std::min(kFullScale, 1 - scale) : kFullScale;
    Levels levels;
    for (int channel = 0; channel < channels; ++channel) {
        const auto *sample = reinterpret_cast<const T *>(frame.extended_data[planar ? channel : 0]);
        if (!planar)
            sample += channel;
        int run = 0; // of samples at full scale
        for (double &total : sum) {
            const double value = (static_cast<double>(*sample) - offset) * scale;
            const double size = std::abs(value);
            if (size <= kLargestSample) { // false for NaN
                total += value;
                levels.peak = std::max(levels.peak, size);
                run = size >= fullScale ? run + 1 : 0;
                if (run >= kClippedRun)
                    levels.clipped += run == kClippedRun ? kClippedRun : 1;
            } else {
                ++levels.nonFinite;
                run = 0;
            }
            sample += planar ? 1 : channels;
        }
    }
    return levels;
}

} // namespace

/// An open regular file, as FFmpeg's source of bytes. FFmpeg never sees its name: neither a misleading ending nor one
/// that looks like an address can lead it astray.
struct MonoDecoder::File {
    explicit File(std::filesystem::path filePath);
    ~File() { ::close(descriptor); }
    File(const File &) = delete;
    File &operator=(const File &) = delete;

    static int read(void *opaque, std::uint8_t *buffer, int size);
    static std::int64_t seek(void *opaque, std::int64_t offset, int whence);

    std::filesystem::path path;
    int descriptor = -1;
    int failure = 0; ///< errno of a read that failed

    // The most that one pass over the file found; passes may end early.
    std::int64_t damagedPackets = 0;
    std::int64_t nonFiniteSamples = 0;
    std::int64_t clippedSamples = 0;
    double peak = 0;
    std::int64_t leadInSamples = 0;
    bool timestampsMislead = false;
};

MonoDecoder::File::File(std::filesystem::path filePath)
    : path(std::move(filePath))
{
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        const int cause = errno;
        if (cause == ENOENT || cause == ENOTDIR || cause == ELOOP) {
            std::error_code ignored;
            const bool isLink = std::filesystem::is_symlink(std::filesystem::symlink_status(path, ignored));
            throw Error(
                ErrorCode::NotFound, path, isLink ? "is a link to a file that is not there" : "there is no such file");
        }
        throw Error(ErrorCode::Unreadable, path, std::string("cannot be opened: ") + std::strerror(cause));
    }
    struct stat status { };
    std::string cause;
    if (::fstat(descriptor, &status) != 0)
        cause = "cannot be examined";
    else if (S_ISDIR(status.st_mode))
        cause = "is a folder, not a sound file";
    else if (!S_ISREG(status.st_mode))
        cause = "is a device or a pipe, not a sound file";
    else if (status.st_size == 0)
        cause = "is empty";
    if (!cause.empty()) {
        ::close(descriptor);
        throw Error(ErrorCode::NotAudio, path, cause);
    }
}

int MonoDecoder::File::read(void *opaque, std::uint8_t *buffer, int size)
{
    auto *file = static_cast<File *>(opaque);
    ssize_t count = 0;
    do {
        count = ::read(file->descriptor, buffer, static_cast<std::size_t>(size));
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        file->failure = errno;
        return AVERROR(errno);
    }
    return count == 0 ? AVERROR_EOF : static_cast<int>(count);
}

std::int64_t MonoDecoder::File::seek(void *opaque, std::int64_t offset, int whence)
{
    auto *file = static_cast<File *>(opaque);
    if (whence & AVSEEK_SIZE) {
        struct stat status { };
        return ::fstat(file->descriptor, &status) == 0 ? static_cast<std::int64_t>(status.st_size) : AVERROR(errno);
    }
    const off_t position = ::lseek(file->descriptor, offset, whence & ~AVSEEK_FORCE);
    return position < 0 ? AVERROR(errno) : static_cast<std::int64_t>(position);
}

/// One pass over the file from its start.
class MonoDecoder::Session {
public:
    explicit Session(File &file);

    bool next();
    bool canSkip() const;
    bool skipTo(std::int64_t sample);
    bool isDoubtful() const { return m_format->probe_score < kTrustedScore; }

    AudioInfo info;
    std::vector<float> samples;
    int sampleRate = 0;
    std::int64_t begin = 0;

private:
    void openContainer();
    void openDecoder();
    void describe();
    bool readPacket();
    void followTimestamps();
    void followLeadIn();
    bool takeFrame();
    bool wasBarren();
    void noteDamage();
    [[noreturn]] void refuse(ErrorCode code, const std::string &cause) const { throw Error(code, m_file.path, cause); }

    File &m_file;
    std::unique_ptr<AVIOContext, FreeIo> m_io;
    std::unique_ptr<AVFormatContext, CloseFormat> m_format;
    std::unique_ptr<AVCodecContext, FreeCodec> m_codec;
    std::unique_ptr<AVPacket, FreePacket> m_packet;
    std::unique_ptr<AVFrame, FreeFrame> m_frame;
    AVStream *m_stream = nullptr;
    std::vector<double> m_sum;

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
    std::int64_t m_reservoir = 0; ///< bytes of sound in the packets so far, while that matters
    int m_leadInPackets = 0; ///< looked at so far
    std::int64_t m_leadIn = 0; ///< samples

    std::optional<std::int64_t> m_origin; ///< timestamp of the first decoded sample
    std::optional<std::uint32_t> m_mpegHeader; ///< of the first packet
    std::optional<std::int64_t> m_nextTimestamp; ///< of the packet to come, if timestamps count samples
    std::int64_t m_ticksPerSample = 0; ///< 0: timestamps are too coarse
    int m_firstRate = 0;
};

MonoDecoder::Session::Session(File &file)
    : m_file(file)
    , m_packet(allocated(av_packet_alloc()))
    , m_frame(allocated(av_frame_alloc()))
    , m_endAt(std::numeric_limits<std::int64_t>::max())
{
    silenceFfmpeg();
    openContainer();
    openDecoder();
    if (!next())
        refuse(ErrorCode::NotAudio, "no sound could be decoded from it");
    describe();
}

void MonoDecoder::Session::openContainer()
{
    m_file.failure = 0;
    ::lseek(m_file.descriptor, 0, SEEK_SET);
    m_io.reset(allocated(avio_alloc_context(static_cast<unsigned char *>(allocated(av_malloc(kIoBufferSize))),
        kIoBufferSize, 0, &m_file, &File::read, nullptr, &File::seek)));

    AVFormatContext *format = allocated(avformat_alloc_context());
    format->pb = m_io.get();
    // Play lists and their like name other files: these are files of their own in a library, or none of our business.
    format->io_open
        = [](AVFormatContext *, AVIOContext **, const char *, int, AVDictionary **) { return AVERROR(EACCES); };
    format->protocol_whitelist = av_strdup("none");
    // FFmpeg does not look past a tag longer than its probe (a large cover picture) unless the name says MP3.
    char head[3] = {};
    const bool tagged = ::pread(m_file.descriptor, head, 3, 0) == 3 && std::memcmp(head, "ID3", 3) == 0;
    const int opened = avformat_open_input(&format, tagged ? "tagged.mp3" : "", nullptr, nullptr); // frees on failure
    if (m_file.failure != 0) {
        if (opened >= 0)
            avformat_close_input(&format);
        refuse(ErrorCode::Io, std::string("could not be read: ") + std::strerror(m_file.failure));
    }
    if (opened < 0)
        refuse(ErrorCode::NotAudio, "is not a sound file, or is damaged from its start");
    m_format.reset(format);
}

void MonoDecoder::Session::openDecoder()
{
    // It may fail on damaged files and still find the streams.
    avformat_find_stream_info(m_format.get(), nullptr);
    for (unsigned i = 0; i < m_format->nb_streams; ++i) {
        AVStream *stream = m_format->streams[i];
        stream->discard = AVDISCARD_ALL;
        if (!m_stream && stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
            m_stream = stream;
            stream->discard = AVDISCARD_DEFAULT;
        }
    }
    if (!m_stream)
        refuse(ErrorCode::NotAudio, "holds no sound");

    const AVCodec *decoder = avcodec_find_decoder(m_stream->codecpar->codec_id);
    if (!decoder) {
        refuse(ErrorCode::Unsupported,
            std::string("its sound is coded in a way that this machine's FFmpeg cannot decode (")
                + avcodec_get_name(m_stream->codecpar->codec_id) + ")");
    }
    m_codec.reset(allocated(avcodec_alloc_context3(decoder)));
    m_codec->pkt_timebase = m_stream->time_base;
    m_codec->thread_count = 1; // whole files are decoded in parallel, not frames
    if (avcodec_parameters_to_context(m_codec.get(), m_stream->codecpar) < 0
        || avcodec_open2(m_codec.get(), decoder, nullptr) < 0)
        refuse(ErrorCode::NotAudio, "its description of the sound is damaged");
}

void MonoDecoder::Session::describe()
{
    info.sampleRate = sampleRate;
    info.channels = m_frame->ch_layout.nb_channels;
    const std::string_view names = m_format->iformat->name; // "mov,mp4,m4a"
    info.container = names.substr(0, names.find(','));
    info.codec = avcodec_get_name(m_codec->codec_id);
    if (m_format->duration > 0 && m_format->duration_estimation_method != AVFMT_DURATION_FROM_BITRATE)
        info.statedSeconds = static_cast<double>(m_format->duration) / AV_TIME_BASE;
    info.title = tag(*m_format, *m_stream, { "title" });
    info.artist = tag(*m_format, *m_stream, { "artist", "album_artist", "composer" });
    info.album = tag(*m_format, *m_stream, { "album" });
    info.genre = tag(*m_format, *m_stream, { "genre" });
    info.licence = tag(*m_format, *m_stream, { "license", "licence", "copyright" });
    if (info.container == "libopenmpt" || info.container == "libgme")
        m_endAt = kLongestComputedSeconds * sampleRate;
}

bool MonoDecoder::Session::next()
{
    while (!m_ended && begin < m_endAt) {
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

bool MonoDecoder::Session::takeFrame()
{
    const AVFrame &frame = *m_frame;
    const int channels = frame.ch_layout.nb_channels;
    if (frame.nb_samples <= 0)
        return false;
    if (channels <= 0 || frame.sample_rate < kLowestRate || frame.sample_rate > kHighestRate) {
        noteDamage();
        return false;
    }
    const auto format = static_cast<AVSampleFormat>(frame.format);
    const bool planar = av_sample_fmt_is_planar(format) != 0;
    m_sum.assign(static_cast<std::size_t>(frame.nb_samples), 0.0);
    Levels levels;
    switch (av_get_packed_sample_fmt(format)) {
    case AV_SAMPLE_FMT_U8:
        levels = addChannels<std::uint8_t>(frame, planar, 128, 1.0 / 128, m_sum);
        break;
    case AV_SAMPLE_FMT_S16:
        levels = addChannels<std::int16_t>(frame, planar, 0, 1.0 / 32768, m_sum);
        break;
    case AV_SAMPLE_FMT_S32:
        levels = addChannels<std::int32_t>(frame, planar, 0, 1.0 / 2147483648.0, m_sum);
        break;
    case AV_SAMPLE_FMT_S64:
        levels = addChannels<std::int64_t>(frame, planar, 0, 1.0 / 9223372036854775808.0, m_sum);
        break;
    case AV_SAMPLE_FMT_FLT:
        levels = addChannels<float>(frame, planar, 0, 1, m_sum);
        break;
    case AV_SAMPLE_FMT_DBL:
        levels = addChannels<double>(frame, planar, 0, 1, m_sum);
        break;
    default:
        noteDamage();
        return false;
    }
    m_nonFiniteSamples += levels.nonFinite;
    m_clippedSamples += levels.clipped;
    m_file.nonFiniteSamples = std::max(m_file.nonFiniteSamples, m_nonFiniteSamples);
    m_file.clippedSamples = std::max(m_file.clippedSamples, m_clippedSamples);
    m_file.peak = std::max(m_file.peak, levels.peak);

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
    m_nextBegin += frame.nb_samples;
    m_barrenPackets = 0;
    samples.resize(m_sum.size());
    std::transform(
        m_sum.begin(), m_sum.end(), samples.begin(), [&](double sum) { return static_cast<float>(sum / channels); });
    return true;
}

bool MonoDecoder::Session::readPacket()
{
    for (int failures = 0; failures < kMostReadErrors;) {
        av_packet_unref(m_packet.get());
        const int read = av_read_frame(m_format.get(), m_packet.get());
        if (m_file.failure != 0)
            refuse(ErrorCode::Io, std::string("could not be read: ") + std::strerror(m_file.failure));
        if (read == AVERROR_EOF)
            return false;
        if (read < 0) {
            ++failures;
        } else if (m_packet->stream_index == m_stream->index) {
            followTimestamps();
            return true;
        }
    }
    return false;
}

void MonoDecoder::Session::followTimestamps()
{
    const AVPacket &packet = *m_packet;
    if (packet.pts == AV_NOPTS_VALUE || packet.duration <= 0 || (m_nextTimestamp && packet.pts != *m_nextTimestamp)
        || av_packet_get_side_data(&packet, AV_PKT_DATA_NEW_EXTRADATA, nullptr)
        || av_packet_get_side_data(&packet, AV_PKT_DATA_PARAM_CHANGE, nullptr))
        m_file.timestampsMislead = true;
    m_nextTimestamp = packet.pts + packet.duration;
    // The demuxer dates a stretch of noise like a frame.
    if (m_codec->codec_id == AV_CODEC_ID_MP3) {
        if (!m_mpegHeader)
            m_mpegHeader = mpegHeader(packet);
        if (mpegHeader(packet) != m_mpegHeader)
            m_file.timestampsMislead = true;
        followLeadIn();
    }
}

/// Adds up the samples of the first packets for as long as their sound begins in packets that are not there.
void MonoDecoder::Session::followLeadIn()
{
    if (m_leadInPackets >= kMostLeadInPackets)
        return;
    const std::optional<Reservoir> reservoir = reservoirOf(*m_packet);
    if (!reservoir || reservoir->behind <= m_reservoir) {
        m_leadInPackets = kMostLeadInPackets;
        return;
    }
    ++m_leadInPackets;
    m_reservoir += reservoir->own;
    const std::int64_t length = (m_packet->data[1] & 0x08) != 0 ? 1152 : 576;
    m_leadIn += length - skippedSamples(*m_packet);
    m_file.leadInSamples = std::max(m_file.leadInSamples, m_leadIn);
}

bool MonoDecoder::Session::wasBarren()
{
    const std::int64_t byte = avio_tell(m_io.get());
    m_barrenPackets = byte > m_furthestByte ? 0 : m_barrenPackets + 1;
    m_furthestByte = std::max(m_furthestByte, byte);
    return m_barrenPackets > kMostBarrenPackets;
}

void MonoDecoder::Session::noteDamage()
{
    if (m_nextBegin < m_settledAt)
        return;
    ++m_damagedPackets;
    m_file.damagedPackets = std::max(m_file.damagedPackets, m_damagedPackets);
    m_file.timestampsMislead = true; // what was dropped has a time, but no samples
}

bool MonoDecoder::Session::canSkip() const
{
    return !m_file.timestampsMislead && m_origin && m_ticksPerSample > 0 && forgetsItsPast(m_codec->codec_id);
}

bool MonoDecoder::Session::skipTo(std::int64_t sample)
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
    m_nextBegin = begin + static_cast<std::int64_t>(samples.size());
    return true;
}

MonoDecoder::MonoDecoder(std::filesystem::path path)
    : m_file(std::make_unique<File>(std::move(path)))
    , m_session(std::make_unique<Session>(*m_file))
{
    if (!m_session->isDoubtful())
        return;
    while (next()) { }
    if (damagedPackets() > 0)
        throw Error(ErrorCode::NotAudio, m_file->path, "is not a sound file");
    rewind();
}

MonoDecoder::~MonoDecoder() = default;

const AudioInfo &MonoDecoder::info() const
{
    return m_session->info;
}

std::span<const float> MonoDecoder::samples() const
{
    return m_session->samples;
}

int MonoDecoder::sampleRate() const
{
    return m_session->sampleRate;
}

std::int64_t MonoDecoder::begin() const
{
    return m_session->begin;
}

bool MonoDecoder::next()
{
    return m_session->next();
}

void MonoDecoder::rewind()
{
    m_session.reset(); // one pass at a time reads the file
    m_session = std::make_unique<Session>(*m_file);
}

bool MonoDecoder::canSkip() const
{
    return m_session->canSkip();
}

bool MonoDecoder::skipTo(std::int64_t sample)
{
    return m_session->skipTo(sample);
}

std::int64_t MonoDecoder::damagedPackets() const
{
    return m_file->damagedPackets;
}

std::int64_t MonoDecoder::nonFiniteSamples() const
{
    return m_file->nonFiniteSamples;
}

std::int64_t MonoDecoder::clippedSamples() const
{
    return m_file->clippedSamples;
}

double MonoDecoder::peak() const
{
    return m_file->peak;
}

std::int64_t MonoDecoder::leadInSamples() const
{
    return m_file->leadInSamples;
}

} // namespace retrograde
