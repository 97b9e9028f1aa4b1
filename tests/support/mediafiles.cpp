#include "support/mediafiles.h"

#include "support/programs.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>

namespace retrograde::testing {

namespace fs = std::filesystem;

bool ffmpegAvailable()
{
    return programAvailable("ffmpeg");
}

void encode(std::span<const float> samples, int sampleRate, const fs::path &path,
    const std::vector<std::string> &arguments, int channels)
{
    const fs::path raw = path.parent_path() / "encoder-input.f32";
    writeBytes(raw, std::string(reinterpret_cast<const char *>(samples.data()), samples.size_bytes()));
    std::vector<std::string> command { "ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "f32le", "-ar",
        std::to_string(sampleRate), "-ac", std::to_string(channels), "-i", raw.string() };
    command.insert(command.end(), arguments.begin(), arguments.end());
    command.push_back("file:" + path.string());
    const int code = runProgram(command);
    fs::remove(raw);
    if (code != 0)
        throw std::runtime_error("ffmpeg could not write " + path.string());
}

std::string readBytes(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(file), {} };
}

void writeBytes(const fs::path &path, const std::string &bytes)
{
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file)
        throw std::runtime_error("could not write " + path.string());
}

std::vector<float> roundedTo16Bits(std::span<const float> samples)
{
    std::vector<float> rounded(samples.begin(), samples.end());
    for (float &sample : rounded)
        sample = std::clamp(std::nearbyint(sample * 32768.0f), -32768.0f, 32767.0f) / 32768.0f;
    return rounded;
}

float greatestDifference(std::span<const float> one, std::span<const float> other)
{
    if (one.size() != other.size())
        return std::numeric_limits<float>::infinity();
    float greatest = 0;
    for (std::size_t i = 0; i < one.size(); ++i)
        greatest = std::max(greatest, std::abs(one[i] - other[i]));
    return greatest;
}

double signalToNoise(std::span<const float> reference, std::span<const float> heard)
{
    double signal = 0;
    double noise = 0;
    for (std::size_t i = 0; i < std::min(reference.size(), heard.size()); ++i) {
        const double difference = static_cast<double>(heard[i]) - reference[i];
        signal += static_cast<double>(reference[i]) * reference[i];
        noise += difference * difference;
    }
    return 10 * std::log10(signal / std::max(noise, 1e-30));
}

} // namespace retrograde::testing
