#pragma once

#include "audio/audioreader.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace retrograde {

/// The part of AudioReader that knows FFmpeg's demuxers and decoders: one file's default audio stream as blocks of
/// float, mono or stereo, each at the rate it was coded at. Samples are counted per channel. The file is open for as
/// long as the object lives, so it cannot vanish.
class BlockDecoder {
public:
    /// Opens the file and decodes the first block, so that a file is either good for something or refused here.
    /// @param check is called before each block and each piece of the file that is read; what it throws passes through
    /// @throws as AudioReader
    explicit BlockDecoder(
        std::filesystem::path path, std::function<void()> check = {}, Identify identify = Identify::No);
    ~BlockDecoder();

    const AudioInfo &info() const;

    /// The current block, its channels beside each other; never empty until next() returned false.
    std::span<const float> samples() const;
    int sampleRate() const;
    /// The number of the block's first sample; the file's first decoded sample is number 0.
    std::int64_t begin() const;
    /// Goes to the next block; false at the end. @throws Error Io when the disk fails
    bool next();
    /// Back to the first block.
    void rewind();
    /// Has the blocks be mixed so; rewind() has to follow.
    void useMix(const ChannelMix &mix);
    /// Of each block: 2 for ChannelMix::stereo() of a file that begins with more than one, otherwise 1.
    int channels() const;

    /// Whether timestamps have been a true count of samples so far, and the codec forgets its past within a second,
    /// so that packets may be left out undecoded.
    bool canSkip() const;
    /// Goes forward to a block that begins at or before @p sample, if need be without decoding what lies between.
    /// False when the timestamps turned out not to count samples: rewind() and decode instead.
    bool skipTo(std::int64_t sample);

    /// The SoundIdentity of all blocks from the first to the current one, for as long as skipTo() is not used. Of
    /// nothing unless Identify::Yes was given.
    std::string identity() const;

    std::int64_t damagedPackets() const;
    std::int64_t nonFiniteSamples() const;
    std::int64_t clippedSamples() const;
    double peak() const;
    double channelRms() const;
    std::int64_t leadInSamples() const;

private:
    class Session;
    struct File;
    std::unique_ptr<File> m_file;
    std::unique_ptr<Session> m_session;
};

} // namespace retrograde
