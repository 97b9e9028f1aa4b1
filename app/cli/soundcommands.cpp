#include "app/cli/context.h"

#include "audio/arrangement.h"
#include "audio/audioreader.h"
#include "audio/player.h"
#include "audio/wavfile.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/transform.h"
#include "spectrum/cqt.h"
#include "spectrum/decibels.h"
#include "spectrum/npyfile.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <memory>
#include <thread>

namespace retrograde::cli {

namespace {

/// A stretch of a file, in seconds; negative duration = to the end.
struct Range {
    double start = 0;
    double duration = -1;
};

void addRange(CLI::App *command, const std::shared_ptr<Range> &range)
{
    command->add_option("--start", range->start, "Where to begin, in seconds")
        ->check(CLI::NonNegativeNumber)
        ->type_name("S");
    command->add_option("--duration", range->duration, "How long, in seconds (default: to the end)")
        ->check(CLI::PositiveNumber)
        ->type_name("S");
}

/// Samples of @p range at @p sampleRate (0 = the file's own).
AudioBuffer decodeRange(const std::string &path, int sampleRate, const Range &range)
{
    const int rate = sampleRate > 0 ? sampleRate : AudioReader(path).sampleRate();
    const auto samples = [&](double seconds) {
        const double limit = 9e15; // far past any file, and exact in both types
        return static_cast<std::int64_t>(std::llround(std::min(seconds * rate, limit)));
    };
    const std::int64_t first = samples(range.start);
    const std::int64_t count
        = range.duration < 0 ? std::numeric_limits<std::int64_t>::max() - first : samples(range.duration);
    AudioBuffer sound = decodeAudio(path, rate, first, count);
    if (sound.samples.empty())
        throw Error(ErrorCode::InvalidArgument, path,
            range.start > 0 ? "ends before " + number("%g", range.start) + " s" : "has no sound in that stretch");
    return sound;
}

/// How the sound is to be heard.
struct Hearing {
    bool reversed = false;
    std::string order;

    std::string transform() const
    {
        return reversed ? std::string(kReversed) : order.empty() ? std::string(kPublished) : order;
    }
};

void addHearing(CLI::App *command, const std::shared_ptr<Hearing> &hearing)
{
    CLI::Option *reversed = command->add_flag("--reversed", hearing->reversed, "Backwards in time");
    command->add_option("--order", hearing->order, "Cut into equal pieces and play them in this order, such as 2,1,3")
        ->type_name("N,N,N")
        ->excludes(reversed);
}

/// The stretch as heard: with a hop of one sample, frames are samples.
std::vector<float> heard(const AudioBuffer &sound, const Hearing &hearing)
{
    const FrameGrid samples { sound.sampleRate, 1 };
    const Arrangement arrangement
        = arrangementFor(hearing.transform(), { 0, static_cast<std::int64_t>(sound.samples.size()) });
    return arrangeSound(arrangement, samples, sound.sampleRate, sound.samples);
}

int cqtCommand(const Context &context, const std::string &path, const std::string &out, const CqtParameters &parameters,
    const Range &range, bool decibels)
{
    const CqtPlan plan(parameters);
    const AudioBuffer sound = decodeRange(path, parameters.sampleRate, range);
    std::vector<float> frames = plan.magnitudes(sound.samples);
    if (decibels)
        magnitudesToDb(frames);
    const std::size_t bins = static_cast<std::size_t>(parameters.bins);
    const std::size_t frameCount = frames.size() / bins;
    std::vector<float> byBin(frames.size()); // [bins][frames]
    for (std::size_t frame = 0; frame < frameCount; ++frame) {
        for (std::size_t bin = 0; bin < bins; ++bin)
            byBin[bin * frameCount + frame] = frames[frame * bins + bin];
    }
    writeNpy(out, byBin, { parameters.bins, static_cast<std::int64_t>(frameCount) });
    if (context.json) {
        printJson({ { "out", out }, { "bins", bins }, { "frames", frameCount },
            { "sample_rate", parameters.sampleRate }, { "hop", parameters.hop }, { "samples", sound.samples.size() },
            { "unit", decibels ? "dB" : "magnitude" } });
    } else {
        std::printf("%zu bins, %zu frames\n", bins, frameCount);
    }
    return kDone;
}

int renderCommand(const Context &context, const std::string &path, const std::string &out, int sampleRate,
    const Range &range, const Hearing &hearing)
{
    const AudioBuffer sound = decodeRange(path, sampleRate, range);
    const std::vector<float> samples = heard(sound, hearing);
    writeWav(out, samples, sound.sampleRate);
    const double seconds = static_cast<double>(samples.size()) / sound.sampleRate;
    if (context.json) {
        printJson({ { "out", out }, { "sample_rate", sound.sampleRate }, { "samples", samples.size() },
            { "seconds", seconds }, { "transform", hearing.transform() } });
    } else {
        std::printf("%.3f s at %d Hz\n", seconds, sound.sampleRate);
    }
    return kDone;
}

int playCommand(const Context &context, const std::string &path, const std::string &output, const Range &range,
    const Hearing &hearing)
{
    const AudioBuffer sound = decodeRange(path, 0, range);
    auto samples = std::make_shared<AudioBuffer>(AudioBuffer { heard(sound, hearing), sound.sampleRate });
    const double seconds = samples->seconds();
    Player player(makePortAudioOutput(output));
    player.setSource(makeBufferSource(std::move(samples)));
    player.play();
    {
        ProgressLine progress;
        while (player.state() == Player::State::Playing) {
            context.control->check();
            progress.show(formatDuration(static_cast<double>(player.position()) / player.sampleRate()) + " of "
                + formatDuration(seconds));
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
    if (!player.problem().empty())
        throw Error(ErrorCode::Device, player.problem());
    if (context.json) {
        printJson({ { "seconds", seconds }, { "sample_rate", sound.sampleRate }, { "transform", hearing.transform() },
            { "underruns", player.underruns() } });
    }
    return kDone;
}

} // namespace

void addSoundCommands(CLI::App &app, Context &context)
{
    {
        struct Options {
            std::string audio;
            std::string out;
            bool decibels = false;
            CqtParameters parameters;
        };
        auto options = std::make_shared<Options>();
        auto range = std::make_shared<Range>();
        CLI::App *cqt = app.add_subcommand("cqt", "Write the constant-Q transform as a NumPy array [bins][frames]");
        cqt->add_option("AUDIO", options->audio, "Any file FFmpeg reads")->required();
        cqt->add_option("--out", options->out, "File to write (.npy, float32)")->required()->type_name("X.npy");
        cqt->add_flag("--db", options->decibels, "Decibels below the maximum (80 dB range) instead of magnitudes");
        addRange(cqt, range);
        CqtParameters &parameters = options->parameters;
        cqt->add_option("--sample-rate", parameters.sampleRate, "Hz")->capture_default_str()->type_name("N");
        cqt->add_option("--hop", parameters.hop, "Samples between frames")->capture_default_str()->type_name("N");
        cqt->add_option("--bins", parameters.bins, "Number of bins")->capture_default_str()->type_name("N");
        cqt->add_option("--bins-per-octave", parameters.binsPerOctave, "Bins per octave")
            ->capture_default_str()
            ->type_name("N");
        cqt->add_option("--fmin", parameters.fmin, "Hz, centre of the lowest bin (default C1, 32.70319566257483)")
            ->type_name("F");
        cqt->add_option("--q", parameters.q, "Length of the filters: modern (librosa >= 0.10) or classic")
            ->transform(CLI::CheckedTransformer(
                std::map<std::string, QRule> { { "modern", QRule::Modern }, { "classic", QRule::Classic } }));
        cqt->add_option("--padding", parameters.padding, "Beyond the ends: zero or reflect")
            ->transform(CLI::CheckedTransformer(
                std::map<std::string, Padding> { { "zero", Padding::Zero }, { "reflect", Padding::Reflect } }));
        cqt->callback([&context, options, range] {
            context.command = [&context, options, range] {
                return cqtCommand(
                    context, options->audio, options->out, options->parameters, *range, options->decibels);
            };
        });
    }
    {
        struct Options {
            std::string audio;
            std::string out;
            int sampleRate = 0;
        };
        auto options = std::make_shared<Options>();
        auto range = std::make_shared<Range>();
        auto hearing = std::make_shared<Hearing>();
        CLI::App *render = app.add_subcommand("render", "Write a stretch of a file as mono WAV, also rearranged");
        render->add_option("AUDIO", options->audio, "Any file FFmpeg reads")->required();
        render->add_option("--out", options->out, "File to write (16-bit PCM)")->required()->type_name("X.wav");
        render->add_option("--sample-rate", options->sampleRate, "Hz (default: the file's own)")
            ->check(CLI::Range(1000, 768000))
            ->type_name("N");
        addRange(render, range);
        addHearing(render, hearing);
        render->callback([&context, options, range, hearing] {
            context.command = [&context, options, range, hearing] {
                return renderCommand(context, options->audio, options->out, options->sampleRate, *range, *hearing);
            };
        });
    }
    {
        struct Options {
            std::string audio;
            std::string output;
        };
        auto options = std::make_shared<Options>();
        auto range = std::make_shared<Range>();
        auto hearing = std::make_shared<Hearing>();
        CLI::App *play = app.add_subcommand("play", "Play a stretch of a file, also rearranged");
        play->add_option("AUDIO", options->audio, "Any file FFmpeg reads")->required();
        play->add_option("--output", options->output, "Sound device (see info; default: the system's)")
            ->type_name("NAME");
        addRange(play, range);
        addHearing(play, hearing);
        play->callback([&context, options, range, hearing] {
            context.command = [&context, options, range, hearing] {
                return playCommand(context, options->audio, options->output, *range, *hearing);
            };
        });
    }
}

} // namespace retrograde::cli
