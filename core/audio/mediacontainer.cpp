#include "audio/mediacontainer.h"

#include "audio/mediafile.h"
#include "audio/mpegframe.h"
#include "audio/tagbytes.h"
#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <mutex>
#include <new>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/dict.h>
#include <libavutil/log.h>
}

namespace retrograde {

namespace {

constexpr std::int64_t kMostDescription = std::int64_t { 256 } << 20; // bytes
constexpr std::int64_t kMostPacket = std::int64_t { 32 } << 20; // and to know what a stream is
constexpr int kFirstProbe = 2048; // bytes, doubled until they suffice
constexpr int kLastProbe = 1 << 20;
/// FFmpeg takes any bytes that happen to hold something like an MPEG frame or two for MP3, and says so by a score below
/// this. Short MP3 files score no better.
constexpr int kTrustedScore = 25;
constexpr int kMostReadErrors = 16;
constexpr double kLateStart = 0.5; ///< seconds; from here on it is no encoder's delay
constexpr std::size_t kFreeFormatLook = 64 * 1024; // bytes
/// Ambisonics of the seventh order has 64.
constexpr int kMostChannels = 256;

/// FFmpeg would tell stderr about every damaged frame of every file.
void silenceFfmpeg()
{
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_level(AV_LOG_QUIET); });
}

/// All of FFmpeg's decoders of sound, as its list of what may be opened.
const std::string &audioDecoders()
{
    static const std::string names = [] {
        std::string list;
        void *state = nullptr;
        while (const AVCodec *codec = av_codec_iterate(&state)) {
            if (av_codec_is_decoder(codec) && codec->type == AVMEDIA_TYPE_AUDIO)
                list += (list.empty() ? "" : ",") + std::string(codec->name);
        }
        return list;
    }();
    return names;
}

struct Format {
    const AVInputFormat *input = nullptr;
    int score = 0;
};

/// What the bytes behind the tags at its start say that the file is. FFmpeg's own look at a file ends within a tag that
/// is longer than its reach, such as one with a large picture.
Format probe(MediaFile &file)
{
    std::string bytes = file.peek(endOfLeadingTags(file), kLastProbe);
    const auto there = static_cast<int>(bytes.size());
    bytes.resize(bytes.size() + AVPROBE_PADDING_SIZE, '\0');
    for (int size = std::min(kFirstProbe, there);; size = std::min(2 * size, there)) {
        // The bytes behind those that are shown must be zero.
        std::string shown(bytes.data(), static_cast<std::size_t>(size));
        shown.resize(shown.size() + AVPROBE_PADDING_SIZE, '\0');
        AVProbeData data {};
        data.filename = "";
        data.buf = reinterpret_cast<unsigned char *>(shown.data());
        data.buf_size = size;
        Format found;
        found.input = av_probe_input_format3(&data, 1, &found.score);
        if (found.input && (found.score > AVPROBE_SCORE_RETRY || (size == there && found.score > 0)))
            return found;
        if (size == there)
            return {};
    }
}

/// An open container of which only the header was read.
AVFormatContext *openHeader(MediaFile &file, const AVInputFormat *input)
{
    AVFormatContext *format = avformat_alloc_context();
    if (!format)
        throw std::bad_alloc();
    format->pb = file.open();
    // Play lists and their like name other files: these are files of their own in a library, or none of our business.
    format->io_open
        = [](AVFormatContext *, AVIOContext **, const char *, int, AVDictionary **) { return AVERROR(EACCES); };
    format->protocol_whitelist = av_strdup("none");
    format->codec_whitelist = av_strdup(audioDecoders().c_str());
    format->interrupt_callback = { &MediaFile::interrupt, &file };
    file.allow(kMostDescription);
    return avformat_open_input(&format, "", input, nullptr) < 0 ? nullptr : format; // frees on failure
}

void addTags(const AVDictionary *from, MediaTags &tags)
{
    const AVDictionaryEntry *entry = nullptr;
    while ((entry = av_dict_get(from, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr)
        tags.emplace(toLower(entry->key), entry->value);
}

std::string valueOf(const AVDictionary *tags, const char *key)
{
    const AVDictionaryEntry *entry = av_dict_get(tags, key, nullptr, 0);
    return entry ? std::string(trimmed(entry->value)) : std::string();
}

} // namespace

void MediaContainer::Close::operator()(AVFormatContext *format) const
{
    avformat_close_input(&format);
}

MediaTags hideTrailingTags(MediaFile &file)
{
    MediaTags tags;
    const std::int64_t begin = beginOfTrailingTags(file);
    if (begin == file.size() || begin <= endOfLeadingTags(file))
        return tags;
    silenceFfmpeg();
    if (const Format found = probe(file); found.input) {
        if (AVFormatContext *format = openHeader(file, found.input)) {
            addTags(format->metadata, tags);
            avformat_close_input(&format);
        }
        file.rethrow();
    }
    file.hideFrom(begin);
    return tags;
}

MediaContainer::MediaContainer(MediaFile &file)
    : m_file(file)
{
    silenceFfmpeg();
    openFormat();
    chooseStream();
}

MediaContainer::~MediaContainer() = default;

void MediaContainer::openFormat()
{
    const Format found = probe(m_file);
    m_file.check();
    if (!found.input)
        refuseFormat();
    m_doubtful = found.score < kTrustedScore;
    m_format.reset(openHeader(m_file, found.input));
    m_file.rethrow();
    if (!m_format)
        refuseFormat();
}

void MediaContainer::refuseFormat()
{
    if (isFreeFormatMpeg(m_file.peek(endOfLeadingTags(m_file), kFreeFormatLook))) {
        throw Error(
            ErrorCode::Unsupported, m_file.path(), "is an MP3 in free format, a kind of MP3 that is not supported");
    }
    throw Error(ErrorCode::NotAudio, m_file.path(), "is not a sound file, or is damaged from its start");
}

/// The stream is chosen before FFmpeg looks into the streams where the header lists them, as most do. What was not
/// chosen is no sound or picture from there on, but data, and no decoder is opened for it.
void MediaContainer::chooseStream()
{
    const auto choose = [this] {
        int best = -1;
        for (unsigned i = 0; i < m_format->nb_streams; ++i) {
            AVStream *stream = m_format->streams[i];
            if (stream->codecpar->codec_type != AVMEDIA_TYPE_AUDIO)
                continue;
            const bool isDecodable = avcodec_find_decoder(stream->codecpar->codec_id) != nullptr;
            const bool isDefault = (stream->disposition & AV_DISPOSITION_DEFAULT) != 0;
            const int rank = (isDecodable ? 2 : 0) + (isDefault ? 1 : 0);
            if (rank > best) {
                best = rank;
                m_stream = stream;
            }
        }
    };
    const auto leaveTheOthersAside = [this] {
        for (unsigned i = 0; i < m_format->nb_streams; ++i) {
            AVStream *stream = m_format->streams[i];
            if (stream != m_stream) {
                stream->discard = AVDISCARD_ALL;
                stream->codecpar->codec_type = AVMEDIA_TYPE_DATA;
            }
        }
    };
    choose();
    if (m_stream)
        leaveTheOthersAside();
    // It may fail on damaged files and still find the streams.
    m_file.allow(kMostPacket);
    avformat_find_stream_info(m_format.get(), nullptr);
    m_file.rethrow();
    if (!m_stream)
        choose();
    if (!m_stream)
        throw Error(ErrorCode::NotAudio, m_file.path(), "holds no sound");
    leaveTheOthersAside();
    const int channels = m_stream->codecpar->ch_layout.nb_channels;
    if (channels > kMostChannels) {
        throw Error(ErrorCode::Unsupported, m_file.path(),
            "has " + std::to_string(channels) + " channels, more than the " + std::to_string(kMostChannels)
                + " that are read");
    }
}

std::string MediaContainer::name() const
{
    const std::string_view names = m_format->iformat->name; // "mov,mp4,m4a"
    return std::string(names.substr(0, names.find(',')));
}

double MediaContainer::statedSeconds() const
{
    if (m_format->duration_estimation_method == AVFMT_DURATION_FROM_BITRATE)
        return -1;
    const double unit = av_q2d(m_stream->time_base);
    const double start = m_stream->start_time == AV_NOPTS_VALUE ? 0 : static_cast<double>(m_stream->start_time) * unit;
    // Some programs write the length into Matroska files, others the time of the end.
    if (name() == "matroska" && start > kLateStart)
        return -1;
    // A stream that was cut out of a longer one goes on counting; FFmpeg knows so but for Opus.
    const bool isOpus = name() == "ogg" && m_stream->codecpar->codec_id == AV_CODEC_ID_OPUS;
    if (m_stream->duration > 0)
        return static_cast<double>(m_stream->duration) * unit - (isOpus && start > 0 ? start : 0);
    return m_format->duration > 0 ? static_cast<double>(m_format->duration) / AV_TIME_BASE : -1;
}

std::string MediaContainer::tag(std::initializer_list<const char *> keys, const MediaTags &more) const
{
    for (const char *key : keys) {
        for (const AVDictionary *tags : { m_format->metadata, m_stream->metadata }) {
            if (std::string value = valueOf(tags, key); !value.empty())
                return value;
        }
        if (const auto found = more.find(key); found != more.end() && !trimmed(found->second).empty())
            return std::string(trimmed(found->second));
    }
    return {};
}

std::int64_t MediaContainer::position() const
{
    return avio_tell(m_format->pb);
}

MediaContainer::Read MediaContainer::read(AVPacket &packet)
{
    for (int failures = 0; failures < kMostReadErrors;) {
        av_packet_unref(&packet);
        m_file.allow(kMostPacket);
        const int read = av_read_frame(m_format.get(), &packet);
        m_file.rethrow();
        if (m_file.isExhausted())
            return Read::Damage;
        if (read == AVERROR_EOF)
            return Read::End;
        if (read < 0)
            ++failures;
        else if (packet.stream_index == m_stream->index)
            return Read::Packet;
    }
    return Read::End;
}

} // namespace retrograde
