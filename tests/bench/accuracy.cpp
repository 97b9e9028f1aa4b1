#include "bench/accuracy.h"

#include "audio/audioreader.h"
#include "base/random.h"
#include "spectrum/cqt.h"
#include "support/cqtoracle.h"
#include "support/mediafiles.h"
#include "support/signals.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace retrograde::bench {

using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

struct Array {
    std::vector<float> values;
    std::size_t rows = 0; ///< 1 for an array of one dimension
    std::size_t columns = 0;
};

/// A NumPy file of little-endian float32 in C order, with one or two dimensions.
Array readNpy(const fs::path &path)
{
    const std::string bytes = readBytes(path);
    const auto refuse = [&] { throw std::runtime_error(path.string() + " is no NumPy array of float32"); };
    if (bytes.size() < 10 || bytes.compare(0, 6, "\x93NUMPY") != 0)
        refuse();
    const std::size_t headerSize
        = static_cast<unsigned char>(bytes[8]) + 256 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[9]));
    const std::string header = bytes.substr(10, headerSize);
    const std::size_t shape = header.find("'shape': (");
    unsigned long long rows = 0;
    unsigned long long columns = 0;
    if (shape == std::string::npos || header.find("'<f4'") == std::string::npos
        || header.find("'fortran_order': False") == std::string::npos)
        refuse();
    const int found = std::sscanf(header.c_str() + shape, "'shape': (%llu, %llu)", &rows, &columns);
    if (found == 1)
        columns = std::exchange(rows, 1);
    Array array { {}, rows, columns };
    const std::size_t size = bytes.size() - std::min(bytes.size(), 10 + headerSize);
    if (found < 1 || rows == 0 || size / sizeof(float) / rows != columns || size % (rows * sizeof(float)) != 0)
        refuse();
    array.values.resize(size / sizeof(float));
    std::memcpy(array.values.data(), bytes.data() + 10 + headerSize, size);
    return array;
}

/// [bins][frames] to [frame][bin].
std::vector<double> turned(const Array &array)
{
    std::vector<double> values(array.values.size());
    for (std::size_t row = 0; row < array.rows; ++row)
        for (std::size_t column = 0; column < array.columns; ++column)
            values[column * array.rows + row] = array.values[row * array.columns + column];
    return values;
}

/// The worst of several comparisons, those of clicks apart.
class Errors {
public:
    void add(const std::string &sound, std::span<const float> magnitudes, std::span<const double> exact)
    {
        const DecibelError error = decibelError(magnitudes, exact);
        DecibelError &worst = sound == "clicks" ? m_clicks : m_others;
        worst.mean = std::max(worst.mean, error.mean);
        worst.worst = std::max(worst.worst, error.worst);
        worst.meanNearMaximum = std::max(worst.meanNearMaximum, error.meanNearMaximum);
        worst.worstNearMaximum = std::max(worst.worstNearMaximum, error.worstNearMaximum);
    }

    void report(GoalTable &table, const std::string &against) const
    {
        const auto row
            = [&](const char *gate, double mean, double worst, double clicks, double mostWorst, double mostClicks) {
                  table.add(std::string("error, gate ") + gate + ", " + against,
                      text("mean <= 0.001, max <= %g dB (clicks %g)", mostWorst, mostClicks),
                      text("%.5f, %.4f (%.4f)", mean, worst, clicks),
                      mean <= 0.001 && worst <= mostWorst && clicks <= mostClicks);
              };
        row("A", std::max(m_others.meanNearMaximum, m_clicks.meanNearMaximum), m_others.worstNearMaximum,
            m_clicks.worstNearMaximum, 0.01, 0.05);
        row("A2", std::max(m_others.mean, m_clicks.mean), m_others.worst, m_clicks.worst, 0.05, 0.3);
    }

private:
    DecibelError m_others;
    DecibelError m_clicks;
};

/// Calls @p work once for each instruction set, with new plans using it.
template<typename Work> void forEachKernel(Work work)
{
    for (const std::string &name : cqtKernelNames()) {
        ::setenv("RETROGRADE_CPU", name.c_str(), 1);
        work();
    }
    ::unsetenv("RETROGRADE_CPU");
}

const CqtParameters kClassic { .q = QRule::Classic, .padding = Padding::Reflect };
const CqtParameters kFine { .sampleRate = 44100, .hop = 1024, .bins = 96, .binsPerOctave = 24 };

} // namespace

void measureAgainstOracle(GoalTable &table)
{
    constexpr double kSeconds = 3;
    Errors errors;
    for (const CqtParameters &parameters : { CqtParameters(), kClassic, kFine }) {
        const int rate = parameters.sampleRate;
        std::vector<float> clicks = silence(kSeconds, rate);
        RandomStream random(5);
        for (std::size_t at = 100; at < clicks.size(); at += 1000 + random.below(5000))
            clicks[at] = random.coin() ? 0.9f : -0.4f;
        const CqtOracle oracle(parameters);
        for (const auto &[name, sound] : std::vector<std::pair<std::string, std::vector<float>>> {
                 { "sine", sine(440, kSeconds, rate) }, { "chirp", chirp(30, 0.45 * rate, kSeconds, rate) },
                 { "clicks", clicks }, { "noise", noise(kSeconds, rate) }, { "notes", struckNotes(kSeconds, rate) } }) {
            const std::vector<double> exact = oracle.magnitudes(sound);
            forEachKernel(
                [&, &name = name, &sound = sound] { errors.add(name, CqtPlan(parameters).magnitudes(sound), exact); });
        }
    }
    errors.report(table, "oracle");
}

void measureAgainstReference(GoalTable &table, const fs::path &folder)
{
    Errors errors;
    double librosa = 0;
    const auto compare = [&](const std::string &name, const std::vector<float> &sound, const std::string &settings,
                             const CqtParameters &parameters, const char *exact) {
        const std::vector<double> theirs = turned(readNpy(folder / (name + "." + settings + "." + exact + ".npy")));
        forEachKernel([&] { errors.add(name, CqtPlan(parameters).magnitudes(sound), theirs); });
    };
    const auto compareWithLibrosa = [&](const std::string &name, const std::vector<float> &sound,
                                        const std::string &settings, const CqtParameters &parameters) {
        const std::vector<double> theirs = turned(readNpy(folder / (name + "." + settings + ".librosa_mag.npy")));
        forEachKernel(
            [&] { librosa = std::max(librosa, decibelError(CqtPlan(parameters).magnitudes(sound), theirs).mean); });
    };
    for (const std::string name : { "noise", "sines", "clicks", "brahms" }) {
        const std::vector<float> sound = name == "brahms" ? decodeAudio(folder / "brahms_22050.wav").samples
                                                          : readNpy(folder / (name + "_22050.npy")).values;
        compare(name, sound, "default", {}, "exact_mag");
        compare(name, sound, "default", kClassic, "exact_q07_reflect_mag");
        if (name == "brahms")
            compareWithLibrosa(name, sound, "default", {});
    }
    const std::vector<float> fine = decodeAudio(folder / "brahms_44100.wav").samples;
    compare("brahms", fine, "combo", kFine, "exact_mag");
    compareWithLibrosa("brahms", fine, "combo", kFine);
    errors.report(table, "reference");
    table.add("error, gate C, librosa on music", "mean <= 0.4 dB", text("%.3f", librosa), librosa <= 0.4);
}

} // namespace retrograde::bench
