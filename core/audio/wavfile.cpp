#include "audio/wavfile.h"

#include "audio/soundfile.h"

#include <algorithm>

namespace retrograde {

void writeWav(const std::filesystem::path &path, std::span<const float> samples, int sampleRate)
{
    writeSound(path, SoundFormat::Wav, sampleRate, [rest = samples](std::span<float> out) mutable {
        const std::size_t count = std::min(out.size(), rest.size());
        std::copy_n(rest.begin(), count, out.begin());
        rest = rest.subspan(count);
        return count;
    });
}

} // namespace retrograde
