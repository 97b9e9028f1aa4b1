#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>

struct AVFormatContext;
struct AVPacket;
struct AVStream;

namespace retrograde {

class MediaFile;

/// FFmpeg's names and values of what a file says about itself.
using MediaTags = std::map<std::string, std::string>;

/// Has nobody see the tags behind a sound any longer, which are no sound, and gives what they say. @throws Error Io
MediaTags hideTrailingTags(MediaFile &file);

/// FFmpeg's demuxers: one file's packets of one audio stream, from its start on. Whatever else the file holds, such as
/// pictures and films, is never decoded, not even to find out what it is. How far it reads without finding anything is
/// limited: 1 MiB to tell the format (behind tags before the sound, of any length), 256 MiB of description, 32 MiB for
/// each packet.
class MediaContainer {
public:
    /// Takes the stream that the file marks as the one to be played, else the first, of those that can be decoded.
    /// @param file must outlive this object, which is the only one to read it
    /// @throws Error NotAudio, Unsupported, Io; what the file's check throws
    explicit MediaContainer(MediaFile &file);
    ~MediaContainer();

    AVStream &stream() const { return *m_stream; }
    /// FFmpeg's short name: "mp3", "mov".
    std::string name() const;
    /// Whether the bytes were no more than likely to be of that format.
    bool isDoubtful() const { return m_doubtful; }
    /// As the header has it; -1 when it says nothing.
    double statedSeconds() const;
    /// The first of @p keys that says anything, without the space around it, as the file's bytes have it. Empty: none
    /// does.
    std::string tag(std::initializer_list<const char *> keys, const MediaTags &more) const;
    /// How far into the file it has read, in bytes.
    std::int64_t position() const;

    enum class Read { Packet, End, Damage };
    /// The stream's next packet. Damage: nothing more was found as far as may be looked. @throws as the constructor
    Read read(AVPacket &packet);

private:
    void openFormat();
    void chooseStream();
    [[noreturn]] void refuseFormat();

    struct Close {
        void operator()(AVFormatContext *format) const;
    };

    MediaFile &m_file;
    std::unique_ptr<AVFormatContext, Close> m_format;
    AVStream *m_stream = nullptr;
    bool m_doubtful = false;
};

} // namespace retrograde
