#pragma once

#include "audio/arrangement.h"
#include "audio/audioreader.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>

namespace retrograde {

/// Mono sound that can be read anywhere. Used by one thread at a time (the player's fill thread).
class SoundSource {
public:
    virtual ~SoundSource() = default;
    virtual int sampleRate() const = 0;
    virtual std::int64_t sampleCount() const = 0;
    /// Samples first ... first + out.size() - 1; silence outside 0 ... sampleCount() - 1. May block on the disk.
    /// @throws Error when the file vanished or cannot be decoded
    virtual void read(std::int64_t first, std::span<float> out) = 0;
    /// From any thread: has a read() that is under way, and each later one, end soon with an error.
    virtual void cancel() noexcept { }
};

/// Sound in memory.
std::unique_ptr<SoundSource> makeBufferSource(std::shared_ptr<const AudioBuffer> buffer);
/// A file, decoded as it is read, in bounded memory (at most 32 MiB of sound whatever the file's length, so that
/// reversed and reordered clips are decoded about once). @p sampleCount is what decoding gave at that rate before. @p
/// check is called many times a second while the file is opened and read; what it throws passes through. @p
/// channel as AudioReader::useChannel().
std::unique_ptr<SoundSource> makeFileSource(const std::filesystem::path &path, int sampleRate, std::int64_t sampleCount,
    const std::function<void()> &check = {}, int channel = 0);
/// @p original heard in another order; it must have the arrangement's sample rate.
std::unique_ptr<SoundSource> makeArrangedSource(std::unique_ptr<SoundSource> original, SoundArrangement arrangement);

} // namespace retrograde
