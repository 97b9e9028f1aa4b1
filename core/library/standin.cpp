#include "library/demolibrary.h"

#include "audio/wavfile.h"
#include "base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr int kSampleRate = 22050;
constexpr double kSeconds = 30;
constexpr std::size_t kSamples = static_cast<std::size_t>(kSampleRate * kSeconds);
constexpr double kPeak = 0.7;
/// Every eighth track is a drone: a piece without an arrow of time, which no model can judge.
constexpr int kDroneEvery = 8;

enum class Voice { Plucked, Struck, Bowed };
constexpr std::array kVoices { Voice::Plucked, Voice::Struck, Voice::Bowed };
constexpr std::array kVoiceNames { "plucked", "struck", "bowed" };

struct Scale {
    const char *name;
    std::array<int, 7> semitones;
};
constexpr std::array<Scale, 4> kScales { {
    { "major", { 0, 2, 4, 5, 7, 9, 11 } },
    { "minor", { 0, 2, 3, 5, 7, 8, 10 } },
    { "Dorian", { 0, 2, 3, 5, 7, 9, 10 } },
    { "Lydian", { 0, 2, 4, 6, 7, 9, 11 } },
} };
constexpr std::array kNoteNames { "C", "C sharp", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat",
    "B" };

/// What makes one made-up artist sound different from another.
struct Artist {
    Voice voice;
    double brightness; ///< 0 ... 1: how strong the upper partials are
    double decaySeconds; ///< until a note in the middle of the keyboard has fallen to 1/e
    std::array<double, 5> partials; ///< of a struck voice, in multiples of the fundamental
    double beatSeconds;
};

Artist inventArtist(int index, std::uint64_t seed)
{
    RandomStream random(seed, { streamId("artist"), static_cast<std::uint64_t>(index) });
    Artist artist {};
    artist.voice = kVoices[static_cast<std::size_t>(index) % kVoices.size()];
    artist.brightness = random.uniform(0.2, 0.8);
    artist.decaySeconds = random.uniform(0.25, 0.7);
    // Between a harmonic string and a free bar, whose partials lie at 1, 2.76, 5.40, 8.93 and 13.34.
    constexpr std::array bar { 1.0, 2.76, 5.40, 8.93, 13.34 };
    const double stiffness = random.uniform();
    for (std::size_t i = 0; i < bar.size(); ++i)
        artist.partials[i] = (1 - stiffness) * static_cast<double>(i + 1) + stiffness * bar[i];
    artist.beatSeconds = random.uniform(0.28, 0.55);
    return artist;
}

double frequencyOf(double midiNote)
{
    return 440 * std::exp2((midiNote - 69) / 12);
}

std::size_t sampleAt(double seconds)
{
    return static_cast<std::size_t>(std::lround(seconds * kSampleRate));
}

/// A sine that costs a few multiplications per sample, and may die away.
class Oscillator {
public:
    Oscillator(double frequency, double amplitude, double phase, double decayPerSample = 1)
        : m_sine(amplitude * std::sin(phase))
        , m_cosine(amplitude * std::cos(phase))
        , m_turnSine(decayPerSample * std::sin(2 * std::numbers::pi * frequency / kSampleRate))
        , m_turnCosine(decayPerSample * std::cos(2 * std::numbers::pi * frequency / kSampleRate))
    {
    }

    double next()
    {
        const double value = m_sine;
        m_sine = value * m_turnCosine + m_cosine * m_turnSine;
        m_cosine = m_cosine * m_turnCosine - value * m_turnSine;
        return value;
    }

private:
    double m_sine, m_cosine, m_turnSine, m_turnCosine;
};

double randomPhase(RandomStream &random)
{
    return random.uniform(0, 2 * std::numbers::pi);
}

void addPartial(std::vector<float> &mix, std::size_t begin, double frequency, double amplitude, double decaySeconds,
    double attackSeconds, double phase)
{
    if (frequency > 0.45 * kSampleRate)
        return;
    Oscillator oscillator(frequency, amplitude, phase, std::exp(-1 / (decaySeconds * kSampleRate)));
    const double step = 1 / (attackSeconds * kSampleRate);
    double rise = 0;
    // Seven time constants are -61 dB.
    const std::size_t end = std::min(mix.size(), begin + sampleAt(7 * decaySeconds + attackSeconds));
    for (std::size_t i = begin; i < end; ++i) {
        mix[i] += static_cast<float>(rise * oscillator.next());
        rise = std::min(1.0, rise + step);
    }
}

/// A plucked string after Karplus and Strong (1983): noise that circles in a delay line and loses its treble.
void addPluck(std::vector<float> &mix, std::size_t begin, double frequency, double amplitude, const Artist &artist,
    RandomStream &random)
{
    const double period = kSampleRate / frequency;
    // The average of two neighbours delays by half a sample.
    const auto length = static_cast<std::size_t>(period - 0.5);
    const double fraction = period - 0.5 - static_cast<double>(length);
    const double allPass = (1 - fraction) / (1 + fraction);
    const double loss = std::exp(-period / (artist.decaySeconds * 1.5 * kSampleRate));
    std::vector<double> line(std::max<std::size_t>(length, 2));
    double dull = 0;
    for (double &sample : line) {
        dull += artist.brightness * (random.uniform(-1, 1) - dull);
        sample = amplitude * dull;
    }
    const std::size_t end = std::min(mix.size(), begin + sampleAt(8 * artist.decaySeconds));
    double lastIn = 0, lastOut = 0, previous = 0;
    for (std::size_t i = begin, at = 0; i < end; ++i, at = at + 1 == line.size() ? 0 : at + 1) {
        const double out = line[at];
        mix[i] += static_cast<float>(out);
        const double filtered = loss * 0.5 * (out + previous);
        previous = out;
        // An all-pass interpolates the part of a sample that tunes the string.
        lastOut = allPass * (filtered - lastOut) + lastIn;
        lastIn = filtered;
        line[at] = lastOut;
    }
}

void addNote(std::vector<float> &mix, double seconds, double midiNote, double amplitude, const Artist &artist,
    RandomStream &random)
{
    const std::size_t begin = sampleAt(seconds);
    const double frequency = frequencyOf(midiNote);
    // High notes die away sooner.
    const double decay = artist.decaySeconds * std::sqrt(262 / frequency);
    switch (artist.voice) {
    case Voice::Plucked:
        addPluck(mix, begin, frequency, 1.6 * amplitude, artist, random);
        break;
    case Voice::Struck:
        for (std::size_t i = 0; i < artist.partials.size(); ++i) {
            const double order = static_cast<double>(i);
            addPartial(mix, begin, frequency * artist.partials[i], amplitude * std::pow(artist.brightness, order),
                decay / (1 + order), 0.002, randomPhase(random));
        }
        break;
    case Voice::Bowed:
        // A short bow stroke: the string is caught at once and rings on.
        for (int harmonic = 1; harmonic <= 10; ++harmonic) {
            addPartial(mix, begin, frequency * harmonic * (1 + random.uniform(-0.001, 0.001)),
                amplitude / std::pow(harmonic, 1.8 - artist.brightness), 1.3 * decay, 0.02, randomPhase(random));
        }
        break;
    }
}

double noteOf(const Scale &scale, int root, int degree)
{
    const int octave = degree >= 0 ? degree / 7 : -((6 - degree) / 7);
    return root + 12 * octave + scale.semitones[static_cast<std::size_t>(degree - 7 * octave)];
}

/// A melody that wanders through the scale above a slower bass.
void renderTune(std::vector<float> &mix, const Artist &artist, const Scale &scale, int key, RandomStream &random)
{
    const int root = 48 + key;
    int degree = 7;
    constexpr std::array lengths { 0.5, 1.0, 1.0, 1.0, 1.5, 2.0 };
    for (double seconds = 0; seconds < kSeconds;) {
        const double loudness = random.uniform(0.5, 1.0);
        addNote(mix, seconds, noteOf(scale, root, degree), loudness, artist, random);
        if (random.below(4) == 0)
            addNote(mix, seconds, noteOf(scale, root, degree - 2), 0.7 * loudness, artist, random);
        degree = std::clamp(degree + static_cast<int>(random.below(7)) - 3, 0, 16);
        seconds += artist.beatSeconds * lengths[random.below(lengths.size())];
    }
    constexpr std::array bass { 0, 3, 4, 0, 5, 3 };
    const double barSeconds = 4 * artist.beatSeconds;
    for (std::size_t bar = 0; static_cast<double>(bar) * barSeconds < kSeconds; ++bar)
        addNote(mix, static_cast<double>(bar) * barSeconds, noteOf(scale, root - 12, bass[bar % bass.size()]), 0.9,
            artist, random);
}

/// Steady tones that swell and fade alike in both directions of time.
void renderDrone(std::vector<float> &mix, const Scale &scale, int key, RandomStream &random)
{
    for (const int degree : { 0, 4, 7, 9 }) {
        const double frequency = frequencyOf(noteOf(scale, 36 + key, degree));
        for (int harmonic = 1; harmonic <= 6; ++harmonic) {
            Oscillator tone(frequency * harmonic, 1.0 / (harmonic * harmonic), randomPhase(random));
            Oscillator swell(random.uniform(0.03, 0.15), 0.3, randomPhase(random));
            for (float &sample : mix)
                sample += static_cast<float>((1 + swell.next()) * tone.next());
        }
    }
}

} // namespace

void synthesiseStandIn(const fs::path &folder, int tracks, int artists, std::uint64_t seed,
    const ProgressCallback &progress, const RunControl &control)
{
    for (int track = 0; track < tracks; ++track) {
        const int artistIndex = track % artists;
        const Artist artist = inventArtist(artistIndex, seed);
        const bool drone = track % kDroneEvery == kDroneEvery - 1;
        RandomStream random(seed, { streamId("track"), static_cast<std::uint64_t>(track) });
        const Scale &scale = kScales[random.below(kScales.size())];
        const int key = static_cast<int>(random.below(12));

        const std::string artistName = "Stand-in " + std::to_string(artistIndex + 1) + " ("
            + kVoiceNames[static_cast<std::size_t>(artist.voice)] + ")";
        const std::string title = std::string(drone ? "Drone " : "Tune ") + std::to_string(track / artists + 1) + " in "
            + kNoteNames[static_cast<std::size_t>(key)] + " " + scale.name;
        const fs::path file = folder / artistName / (title + ".wav");
        control.check();
        if (progress)
            progress({ "Synthesising a stand-in", track, tracks, artistName + " - " + title });
        if (fs::exists(file))
            continue;

        std::vector<float> mix(kSamples);
        if (drone)
            renderDrone(mix, scale, key, random);
        else
            renderTune(mix, artist, scale, key, random);
        float peak = 0;
        for (const float sample : mix)
            peak = std::max(peak, std::abs(sample));
        for (float &sample : mix)
            sample *= static_cast<float>(kPeak) / peak;
        fs::create_directories(file.parent_path());
        writeWav(file, mix, kSampleRate);
    }
}

} // namespace retrograde
