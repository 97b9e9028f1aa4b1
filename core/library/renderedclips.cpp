#include "library/renderedclips.h"

#include "audio/midisynth.h"
#include "audio/vorbisfile.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/random.h"
#include "base/text.h"
#include "library/openmic.h"
#include "library/parallelbatch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr int kRate = 44100;
constexpr double kSeconds = 10;
constexpr std::size_t kFrames = 441000;
/// Beyond the Free Music Archive's numbers: these clips are excerpts of nothing there.
constexpr int kFirstNumber = 900000;
constexpr std::size_t kMostExtra = 2; ///< instruments besides the first
constexpr double kVoiceLevel = 0.1; ///< RMS
constexpr double kLevelRange = 6; ///< dB, either way
constexpr float kPeak = 0.8f;

enum class Source { Melody, Drums, Cymbals };

/// How a class of OpenMIC is played by General MIDI (programs from 0; banks as Roland's GS counts its variations).
struct Instrument {
    const char *name;
    Source source;
    std::vector<Preset> presets;
    int low = 0; ///< keys
    int high = 127;
};

/// In the order of the class map.
const std::vector<Instrument> &instruments()
{
    static const std::vector<Instrument> all {
        { "accordion", Source::Melody, { { 0, 21 }, { 0, 23 } }, 53, 89 },
        { "banjo", Source::Melody, { { 0, 105 } }, 50, 81 },
        { "bass", Source::Melody, { { 0, 32 }, { 0, 33 }, { 0, 34 }, { 0, 35 }, { 0, 36 } }, 28, 55 },
        { "cello", Source::Melody, { { 0, 42 } }, 36, 76 },
        { "clarinet", Source::Melody, { { 0, 71 } }, 50, 91 },
        { "cymbals", Source::Cymbals, { { 128, 0 } } },
        { "drums", Source::Drums, { { 128, 0 } } },
        { "flute", Source::Melody, { { 0, 73 } }, 60, 96 },
        { "guitar", Source::Melody, { { 0, 24 }, { 0, 25 }, { 0, 26 }, { 0, 27 }, { 0, 29 }, { 0, 30 } }, 40, 83 },
        { "mallet_percussion", Source::Melody, { { 0, 9 }, { 0, 11 }, { 0, 12 }, { 0, 13 } }, 53, 96 },
        { "mandolin", Source::Melody, { { 16, 25 } }, 55, 88 },
        { "organ", Source::Melody, { { 0, 16 }, { 0, 17 }, { 0, 18 }, { 0, 19 } }, 36, 96 },
        { "piano", Source::Melody, { { 0, 0 }, { 0, 1 }, { 0, 2 } }, 28, 100 },
        { "saxophone", Source::Melody, { { 0, 64 }, { 0, 65 }, { 0, 66 }, { 0, 67 } }, 49, 82 },
        { "synthesizer", Source::Melody,
            { { 0, 80 }, { 0, 81 }, { 0, 84 }, { 0, 87 }, { 0, 89 }, { 0, 90 }, { 0, 95 } }, 36, 91 },
        { "trombone", Source::Melody, { { 0, 57 } }, 40, 72 },
        { "trumpet", Source::Melody, { { 0, 56 } }, 55, 82 },
        { "ukulele", Source::Melody, { { 8, 24 } }, 60, 81 },
        { "violin", Source::Melody, { { 0, 40 } }, 55, 96 },
        { "voice", Source::Melody, { { 0, 52 }, { 0, 53 } }, 48, 79 },
    };
    return all;
}

/// Hi-hats, crashes, rides, splash and bell among General MIDI's drums.
bool isCymbal(int key)
{
    static constexpr std::array kKeys { 42, 44, 46, 49, 51, 52, 53, 55, 57, 59 };
    return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

/// Ten seconds of one voice of a tune.
struct Window {
    std::size_t tune = 0;
    double begin = 0;
    int channel = 0;
    int cymbals = 0; ///< notes on cymbals
};

/// One instrument of a clip.
struct Voice {
    std::size_t instrument = 0;
    Window window;
    Preset preset;
    bool byTestFont = false;
    int transposition = 0; ///< half tones
    double level = 0; ///< RMS
};

struct ClipPlan {
    std::string key;
    bool isTest = false;
    std::vector<Voice> voices; ///< the first is what the clip is for
    std::map<std::size_t, bool> labels; ///< by instrument: whether it plays
};

/// The windows of a part's tunes, by what they are good for.
struct Windows {
    std::vector<Window> melody;
    std::vector<Window> drums;
    std::vector<Window> cymbals;

    const std::vector<Window> &of(Source source) const
    {
        return source == Source::Melody ? melody : source == Source::Drums ? drums : cymbals;
    }
};

using Scores = std::vector<std::vector<MidiNote>>; ///< by tune

void collectWindows(const std::vector<MidiNote> &notes, std::size_t tune, Windows &windows)
{
    constexpr int kFewestNotes = 6;
    constexpr int kFewestDrums = 8;
    constexpr int kFewestCymbals = 4;
    constexpr double kShortestSpan = 5; // seconds from the first note to the last
    struct Stretch {
        int notes = 0;
        int cymbals = 0;
        double first = 0;
        double last = 0;
    };
    std::map<std::pair<int, int>, Stretch> voices; // by window and channel
    for (const MidiNote &note : notes) {
        Stretch &voice = voices[{ static_cast<int>(note.begin / kSeconds), note.channel }];
        voice.first = voice.notes++ == 0 ? note.begin : voice.first;
        voice.last = note.begin;
        voice.cymbals += isCymbal(note.key) ? 1 : 0;
    }
    for (const auto &[place, voice] : voices) {
        const Window window { tune, place.first * kSeconds, place.second, voice.cymbals };
        if (voice.last - voice.first < kShortestSpan)
            continue;
        if (window.channel != kDrumChannel && voice.notes >= kFewestNotes)
            windows.melody.push_back(window);
        if (window.channel == kDrumChannel && voice.notes >= kFewestDrums)
            windows.drums.push_back(window);
        if (window.channel == kDrumChannel && voice.cymbals >= kFewestCymbals)
            windows.cymbals.push_back(window);
    }
}

/// Which presets of which font an instrument of a part is played with.
struct Choice {
    std::vector<Preset> presets;
    bool byTestFont = false;
};

Choice choiceOf(const Instrument &instrument, bool isTest, const MidiSynth &training, const MidiSynth &test)
{
    Choice choice;
    for (const bool byTestFont : { isTest, !isTest }) {
        choice.byTestFont = byTestFont;
        std::copy_if(instrument.presets.begin(), instrument.presets.end(), std::back_inserter(choice.presets),
            [&](const Preset &preset) { return (byTestFont ? test : training).has(preset); });
        if (!choice.presets.empty())
            return choice;
    }
    throw Error(ErrorCode::Unsupported, std::string("neither soundfont has a sound for ") + instrument.name);
}

ClipPlan planClip(int number, std::size_t focus, bool isTest, const Windows &windows,
    const std::vector<Choice> &choices, std::uint64_t seed)
{
    RandomStream random(seed, { streamId("clip"), static_cast<std::uint64_t>(number) });
    const std::size_t count = instruments().size();
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    random.shuffle(order);
    order.erase(std::find(order.begin(), order.end(), focus));
    const std::size_t extra = random.below(kMostExtra + 1);
    std::vector<std::size_t> playing { focus };
    playing.insert(playing.end(), order.begin(), order.begin() + static_cast<std::ptrdiff_t>(extra));
    order.erase(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(extra));

    ClipPlan plan;
    plan.isTest = isTest;
    bool cymbalsPlayAlong = false;
    for (const std::size_t index : playing) {
        const Instrument &instrument = instruments()[index];
        const std::vector<Window> &from = windows.of(instrument.source);
        const std::vector<Preset> &presets = choices[index].presets;
        Voice voice;
        voice.instrument = index;
        voice.window = from[random.below(from.size())];
        voice.preset = presets[random.below(presets.size())];
        voice.byTestFont = choices[index].byTestFont;
        voice.transposition = static_cast<int>(random.below(12)) - 5;
        voice.level = kVoiceLevel * std::pow(10, random.uniform(-kLevelRange, kLevelRange) / 20);
        cymbalsPlayAlong = cymbalsPlayAlong || (instrument.source == Source::Drums && voice.window.cymbals > 0);
        plan.voices.push_back(voice);
    }
    char key[48];
    std::snprintf(key, sizeof key, "%06d_%lld", kFirstNumber + number,
        static_cast<long long>(std::llround(1000 * plan.voices[0].window.begin)));
    plan.key = key;

    // A drummer's cymbals are neither there as a part of their own nor absent.
    if (cymbalsPlayAlong)
        std::erase_if(order, [](std::size_t index) { return instruments()[index].source == Source::Cymbals; });
    plan.labels[focus] = true;
    std::size_t nextPlaying = 1;
    std::size_t nextAbsent = 0;
    for (std::uint64_t more = 1 + random.below(2); more > 0; --more) {
        if (nextPlaying < playing.size() && random.coin())
            plan.labels[playing[nextPlaying++]] = true;
        else
            plan.labels[order[nextAbsent++]] = false;
    }
    return plan;
}

/// @p key moved by octaves into the instrument's range.
int intoRange(int key, const Instrument &instrument)
{
    while (key < instrument.low)
        key += 12;
    while (key > instrument.high)
        key -= 12;
    return key;
}

std::vector<MidiNote> notesOf(const Voice &voice, const Scores &scores)
{
    const Instrument &instrument = instruments()[voice.instrument];
    std::vector<MidiNote> notes;
    for (MidiNote note : scores[voice.window.tune]) {
        note.begin -= voice.window.begin;
        note.end -= voice.window.begin;
        if (note.channel != voice.window.channel || note.begin >= kSeconds || note.end <= 0)
            continue;
        if (instrument.source == Source::Cymbals && !isCymbal(note.key))
            continue;
        if (instrument.source == Source::Melody)
            note.key = intoRange(note.key + voice.transposition, instrument);
        notes.push_back(note);
    }
    return notes;
}

class Renderer {
public:
    Renderer(const RenderSpec &spec, const Scores &scores)
        : m_scores(scores)
        , m_training(spec.trainingFont, kRate)
        , m_test(spec.testFont, kRate)
    {
    }

    void render(const ClipPlan &plan, const fs::path &file)
    {
        std::vector<float> mix(2 * kFrames, 0.0f);
        for (const Voice &voice : plan.voices) {
            const std::vector<float> sound
                = (voice.byTestFont ? m_test : m_training).play(notesOf(voice, m_scores), voice.preset, kFrames);
            double energy = 0;
            for (const float sample : sound)
                energy += static_cast<double>(sample) * sample;
            const double rms = std::sqrt(energy / static_cast<double>(sound.size()));
            if (rms == 0)
                continue;
            const auto gain = static_cast<float>(voice.level / rms);
            std::transform(mix.begin(), mix.end(), sound.begin(), mix.begin(),
                [gain](float sum, float sample) { return sum + gain * sample; });
        }
        float peak = 0;
        for (const float sample : mix)
            peak = std::max(peak, std::abs(sample));
        if (peak > kPeak) {
            for (float &sample : mix)
                sample *= kPeak / peak;
        }
        writeVorbis(file, mix, 2, kRate);
    }

private:
    const Scores &m_scores;
    MidiSynth m_training;
    MidiSynth m_test;
};

/// Renderers for as many threads as ask at once; a soundfont takes a while to load.
class RendererPool {
public:
    RendererPool(const RenderSpec &spec, const Scores &scores)
        : m_spec(spec)
        , m_scores(scores)
    {
    }

    void render(const ClipPlan &plan, const fs::path &file)
    {
        std::unique_ptr<Renderer> renderer;
        {
            const std::lock_guard lock(m_mutex);
            if (!m_idle.empty()) {
                renderer = std::move(m_idle.back());
                m_idle.pop_back();
            }
        }
        if (!renderer)
            renderer = std::make_unique<Renderer>(m_spec, m_scores);
        renderer->render(plan, file);
        const std::lock_guard lock(m_mutex);
        m_idle.push_back(std::move(renderer));
    }

private:
    const RenderSpec &m_spec;
    const Scores &m_scores;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Renderer>> m_idle;
};

fs::path clipFile(const fs::path &folder, const std::string &key)
{
    return folder / "audio" / key.substr(0, 3) / (key + ".ogg");
}

std::string words(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

void writeTables(const RenderSpec &spec, const std::vector<ClipPlan> &plans, const fs::path &folder)
{
    std::string labels = "sample_key,instrument,relevance,num_responses\n";
    std::string metadata
        = "sample_key,artist_name,track_title,album_title,license_title,track_url,start_time,end_time\n";
    std::string parts[2];
    for (const ClipPlan &plan : plans) {
        for (const auto &[index, plays] : plan.labels)
            labels += plan.key + ',' + instruments()[index].name + (plays ? ",1.0,1\n" : ",0.0,1\n");
        parts[plan.isTest ? 1 : 0] += plan.key + '\n';
        const Tune &tune = spec.tunes[plan.voices[0].window.tune];
        const double begin = plan.voices[0].window.begin;
        std::string title = words(displayPath(tune.file.stem())) + " at " + formatDuration(begin) + ", rendered:";
        for (const Voice &voice : plan.voices)
            title += ' ' + words(instruments()[voice.instrument].name) + ',';
        title.pop_back();
        const std::string times = decimalText(begin, 3) + ',' + decimalText(begin + kSeconds, 3);
        metadata += plan.key + ',' + csvField(tune.maker) + ',' + csvField(title) + ',' + csvField(tune.album) + ','
            + csvField(tune.licence) + ',' + csvField(tune.url) + ',' + times + '\n';
    }
    std::string classes = "{\n";
    for (std::size_t i = 0; i < instruments().size(); ++i)
        classes += std::string("    \"") + instruments()[i].name + "\": " + std::to_string(i)
            + (i + 1 < instruments().size() ? ",\n" : "\n}\n");
    fs::create_directories(folder / "partitions");
    writeAtomically(folder / "class-map.json", classes);
    writeAtomically(folder / "openmic-2018-aggregated-labels.csv", labels);
    writeAtomically(folder / "openmic-2018-metadata.csv", metadata);
    writeAtomically(folder / "partitions" / "split01_train.csv", parts[0]);
    writeAtomically(folder / "partitions" / "split01_test.csv", parts[1]);
    writeAtomically(folder / kRenderedFile,
        "Rendered from MIDI tunes with soundfonts, not recorded: scores on these clips tell how well soundfonts are "
        "told apart, not instruments.\n\nThe layout and the class map are those of OpenMIC-2018; nothing else is. No "
        "tune is in both the train and the test part. Clips to train on are played with "
            + displayPath(spec.trainingFont.filename()) + ", clips to test on with "
            + displayPath(spec.testFont.filename())
            + ", but for instruments that only one of the two has. Each clip names its tune, who made it and its "
              "licence in openmic-2018-metadata.csv.\n");
}

/// Divides the tunes and plans every clip.
std::vector<ClipPlan> planClips(const RenderSpec &spec, const Scores &scores)
{
    std::vector<std::size_t> order(spec.tunes.size());
    std::iota(order.begin(), order.end(), std::size_t { 0 });
    RandomStream(spec.seed, { streamId("tunes") }).shuffle(order);
    const auto testTunes = static_cast<std::size_t>(std::llround(spec.testShare * static_cast<double>(order.size())));
    Windows windows[2]; // to train on, to test on
    for (std::size_t i = 0; i < order.size(); ++i)
        collectWindows(scores[order[i]], order[i], windows[i < testTunes ? 1 : 0]);
    for (const Windows &part : windows) {
        if (part.melody.empty() || part.drums.empty() || part.cymbals.empty())
            throw Error(ErrorCode::InvalidArgument,
                "there are too few tunes: some to train on and some to test on must have melodies, drums and cymbals");
    }
    const MidiSynth training(spec.trainingFont, kRate);
    const MidiSynth test(spec.testFont, kRate);
    std::vector<Choice> choices[2];
    for (const Instrument &instrument : instruments()) {
        for (const bool isTest : { false, true })
            choices[isTest ? 1 : 0].push_back(choiceOf(instrument, isTest, training, test));
    }
    const auto testClips = static_cast<int>(std::lround(spec.testShare * spec.clips));
    std::vector<ClipPlan> plans;
    for (int number = 0; number < spec.clips; ++number) {
        const int part = number < testClips ? 1 : 0;
        // Each instrument gets its share of either part.
        const auto focus = static_cast<std::size_t>(part == 1 ? number : number - testClips) % instruments().size();
        plans.push_back(planClip(number, focus, part == 1, windows[part], choices[part], spec.seed));
    }
    return plans;
}

} // namespace

std::vector<std::string> renderClips(const RenderSpec &given, const fs::path &folder, int threads,
    const ProgressCallback &progress, const RunControl &control)
{
    RenderSpec spec = given;
    std::vector<std::string> notes;
    Scores scores;
    std::erase_if(spec.tunes, [&](const Tune &tune) {
        try {
            scores.push_back(readMidi(tune.file));
            return false;
        } catch (const Error &error) {
            notes.push_back(error.what());
            return true;
        }
    });
    const std::vector<ClipPlan> plans = planClips(spec, scores);
    RendererPool pool(spec, scores);
    std::int64_t done = 0;
    for (const ClipPlan &plan : plans)
        fs::create_directories(clipFile(folder, plan.key).parent_path());
    runParallelBatch<std::string>(
        plans.size(), threads, control,
        [&](std::size_t index, const std::function<void()> &) {
            const fs::path file = clipFile(folder, plans[index].key);
            if (!fs::exists(file))
                pool.render(plans[index], file);
            return plans[index].key;
        },
        [&](const std::vector<std::string> &finished, std::size_t newest) {
            done += static_cast<std::int64_t>(finished.size());
            if (progress)
                progress(
                    { "Rendering labelled clips", done, static_cast<std::int64_t>(plans.size()), plans[newest].key });
        });
    writeTables(spec, plans, folder);
    return notes;
}

} // namespace retrograde
