#pragma once

#include "audio/arrangement.h"
#include "audio/audioreader.h"
#include "audio/channelmix.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace retrograde {

/// Sound of one or two channels that can be read anywhere. Samples are counted per channel. Used by one thread at a
/// time (the player's fill thread).
class SoundSource {
public:
    virtual ~SoundSource() = default;
    virtual int sampleRate() const = 0;
    /// 1, or 2: left and right.
    virtual int channels() const = 0;
    virtual std::int64_t sampleCount() const = 0;
    /// Samples @p first and following into all of @p out, channels() values for each beside each other; silence outside
    /// 0 ... sampleCount() - 1. May block on the disk.
    /// @throws Error when the file vanished or cannot be decoded
    virtual void read(std::int64_t first, std::span<float> out) = 0;
    /// From any thread: has a read() that is under way, and each later one, end soon with an error.
    virtual void cancel() noexcept { }
};

/// Sound in memory: mono.
std::unique_ptr<SoundSource> makeBufferSource(std::shared_ptr<const AudioBuffer> buffer);
/// A file, decoded as it is read, in bounded memory (at most 32 MiB of sound for each channel whatever the file's
/// length, so that reversed and reordered clips are decoded about once). @p sampleCount is what decoding gave at that
/// rate before. @p check is called many times a second while the file is opened and read; what it throws passes
/// through. @p mix as AudioReader::useMix(), but in place of a channel that the file does not have comes its last.
std::unique_ptr<SoundSource> makeFileSource(const std::filesystem::path &path, int sampleRate, std::int64_t sampleCount,
    const std::function<void()> &check = {}, ChannelMix mix = {});
/// @p original heard in another order; it must have the arrangement's sample rate.
std::unique_ptr<SoundSource> makeArrangedSource(std::unique_ptr<SoundSource> original, SoundArrangement arrangement);

} // namespace retrograde
