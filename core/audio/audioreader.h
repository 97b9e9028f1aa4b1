#pragma once

#include "audio/channelmix.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace retrograde {

/// What a file says about itself. None of it is trusted for lengths or positions.
struct AudioInfo {
    int sampleRate = 0; ///< Hz, of the decoded stream
    int channels = 0;
    std::string container; ///< FFmpeg's short name: "mp3", "ogg", "mov", "libopenmpt" (tracker modules)
    std::string codec; ///< "mp3", "vorbis", "pcm_s16le"
    double statedSeconds = -1; ///< duration claimed by the header or tags, -1 when there is none
    std::string title; ///< tags, as valid UTF-8, empty when absent
    std::string artist;
    std::string album;
    std::string genre;
    std::string licence;
};

/// Mono sound in memory, nominally within -1 ... 1 (lossy codecs may exceed it).
struct AudioBuffer {
    std::vector<float> samples;
    int sampleRate = 0;

    double seconds() const { return sampleRate ? static_cast<double>(samples.size()) / sampleRate : 0.0; }
};

/// Whether a reader names the sound while it decodes it: AudioReader::identity().
enum class Identify { No, Yes };

/// Decodes one audio stream of anything FFmpeg reads, the file's default one, to float, in order and in bounded memory:
/// to mono, the mean of all channels, unless useMix() says otherwise. Samples are counted per channel. Resampling is by
/// libswresample with its soxr engine where the library has it, phase-aligned to the file's first sample and flushed at
/// the end, so N input samples give ceil(N * rate / sampleRate) output samples (+-1). Damaged packets are skipped and
/// counted; NaN and infinite samples are replaced by 0 and counted. Not thread-safe; one object per thread.
class AudioReader {
public:
    /// @param sampleRate wanted rate in Hz, 1,000 ... 768,000; 0 keeps the file's own.
    /// @param check is called many times a second by the constructor, read() and seek(), whatever the file holds; what
    /// it throws passes through, and the reader is of no use any more. Such as RunControl::check().
    /// @throws Error NotFound, Unreadable, NotAudio or Unsupported, naming the file and the cause.
    explicit AudioReader(const std::filesystem::path &path, int sampleRate = 0, const std::function<void()> &check = {},
        Identify identify = Identify::No);
    ~AudioReader();
    AudioReader(AudioReader &&) noexcept;
    AudioReader &operator=(AudioReader &&) noexcept;

    /// Gives another mix of the channels from now on, from the file's start. Where a file changes and has fewer
    /// channels than the one that is wanted alone, its last is.
    /// @throws Error InvalidArgument when the file begins with fewer
    void useMix(const ChannelMix &mix);

    const AudioInfo &info() const;
    /// Of the samples that read() gives.
    int sampleRate() const;
    /// 2 for ChannelMix::stereo() of a file that begins with more than one channel, otherwise 1.
    int channels() const;

    /// Fills @p out from the current position, with channels() values for each sample beside each other, and moves on.
    /// @return how many samples: fewer than there is room for only at the end of the sound, 0 when there is no more
    /// @throws Error NotAudio when the whole file yielded no sample; Io when the file vanished.
    std::size_t read(std::span<float> out);

    /// Makes @p sample (0 = the first decoded one, at sampleRate()) the next to be read. Exact: the same samples
    /// come as when reading from the start (to within the resampler's settling, 1e-4 of full scale). Past the end: the
    /// next read gives 0.
    void seek(std::int64_t sample);
    std::int64_t position() const;
    /// Whether seek() leaps over what lies between. Otherwise (AAC, tracker modules, damaged files ...) it has to be
    /// decoded, going back from the file's start on, for the samples to be exact.
    bool seeksCheaply() const;

    /// The SoundIdentity of what was decoded, all channels at the file's own rate: of the whole sound once read() has
    /// given its last sample without a seek. Of nothing unless Identify::Yes was given.
    std::string identity() const;

    /// Packets that could not be decoded and samples that were not finite, so far.
    std::int64_t damagedPackets() const;
    std::int64_t nonFiniteSamples() const;
    /// Samples of all channels, so far, that are at full scale together with at least two neighbours; and the largest
    /// size of any, 1 = full scale, which lossy codecs exceed.
    std::int64_t clippedSamples() const;
    double peak() const;
    /// The root of the mean square of all channels' samples, from the last start of the file on: that of the sound
    /// before it is mixed.
    double channelRms() const;
    /// Samples at the start of an MP3, at the file's own rate, whose bits lie in packets that were cut off before them:
    /// they decode as noise or silence. 0 for whole files and other codecs.
    std::int64_t leadInSamples() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// The whole file.
/// @throws as AudioReader, and what @p check throws
AudioBuffer decodeAudio(const std::filesystem::path &path, int sampleRate = 0, const std::function<void()> &check = {});

/// Samples first ... first + count - 1 at the wanted rate, fewer where the file ends sooner.
/// @throws as AudioReader, and what @p check throws
AudioBuffer decodeAudio(const std::filesystem::path &path, int sampleRate, std::int64_t first, std::int64_t count,
    const std::function<void()> &check = {});

} // namespace retrograde
