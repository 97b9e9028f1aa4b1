#include "app/cli/context.h"

#include "audio/arrangement.h"
#include "audio/audioreader.h"
#include "audio/channelmix.h"
#include "audio/player.h"
#include "audio/soundfile.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/transform.h"
#include "report/clippicture.h"
#include "spectrum/cqt.h"
#include "spectrum/decibels.h"
#include "spectrum/npyfile.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <memory>
#include <thread>

namespace retrograde::cli {

namespace {

/// Pixels per cell and side.
constexpr int kPictureScale = 3;
constexpr double kLongestSeconds = 1e12;
/// Bytes that a transform may take.
constexpr double kMostMemory = 4e9;

/// A stretch of a file, in seconds; negative duration = to the end.
struct Range {
    double start = 0;
    double duration = -1;
};

/// For "nan", which lies in every range.
CLI::Validator finite()
{
    return CLI::Validator(
        [](std::string &text) {
            double value = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            return error == std::errc() && end == text.data() + text.size() && std::isfinite(value)
                ? std::string()
                : "'" + shortened(displayText(text), 40) + "' is no finite number";
        },
        "", "finite number");
}

void addRange(CLI::App *command, const std::shared_ptr<Range> &range)
{
    command->add_option("--start", range->start, "Where to begin, in seconds")
        ->check(CLI::Range(0.0, kLongestSeconds))
        ->check(finite())
        ->type_name("S");
    command->add_option("--duration", range->duration, "How long, in seconds (default: to the end)")
        ->check(CLI::PositiveNumber)
        ->check(finite())
        ->type_name("S");
}

/// @p range in samples.
struct SampleRange {
    std::int64_t first = 0;
    std::int64_t count = 0;
};

SampleRange samplesOf(const Range &range, int rate)
{
    const auto samples = [&](double seconds) {
        const double limit = 9e15; // far past any file, and exact in both types
        return static_cast<std::int64_t>(std::llround(std::min(seconds * rate, limit)));
    };
    const std::int64_t first = samples(range.start);
    return { first, range.duration < 0 ? std::numeric_limits<std::int64_t>::max() - first : samples(range.duration) };
}

[[noreturn]] void failEmpty(const std::string &path, const Range &range)
{
    throw Error(ErrorCode::InvalidArgument, path,
        range.start > 0 ? "ends before " + number("%g", range.start) + " s" : "has no sound in that stretch");
}

/// Samples of @p range at the rate of @p parameters, if their transform fits into kMostMemory.
AudioBuffer decodeRange(
    const Context &context, const std::string &path, const CqtParameters &parameters, const Range &range)
{
    SampleRange samples = samplesOf(range, parameters.sampleRate);
    // The sound, and its magnitudes twice, in either order.
    const double bytesPerSample = sizeof(float) * (1 + 2.0 * parameters.bins / parameters.hop);
    const auto most = static_cast<std::int64_t>(kMostMemory / bytesPerSample);
    const std::int64_t wanted = std::min(samples.count, most + 1); // one more tells that there is more
    AudioBuffer sound
        = decodeAudio(path, parameters.sampleRate, samples.first, wanted, [&context] { context.control->check(); });
    if (sound.samples.empty())
        failEmpty(path, range);
    if (static_cast<std::int64_t>(sound.samples.size()) > most) {
        throw Error(ErrorCode::InvalidArgument, path,
            "is too long to be transformed in one go: " + formatDuration(static_cast<double>(most) / sound.sampleRate)
                + " at these settings would take 4 GB of memory; --start and --duration choose a part of it");
    }
    return sound;
}

/// How the sound is to be heard.
struct Hearing {
    bool reversed = false;
    std::string order;
    int channel = 0; ///< 1 = the first alone, 0 = no single one
    bool mono = true; ///< otherwise as published

    std::string transform() const
    {
        return reversed ? std::string(kReversed) : order.empty() ? std::string(kPublished) : order;
    }
    ChannelMix mix() const
    {
        return channel > 0 ? ChannelMix::single(channel) : mono ? ChannelMix() : ChannelMix::stereo();
    }
};

/// Gives the option that takes one channel.
CLI::Option *addHearing(CLI::App *command, const std::shared_ptr<Hearing> &hearing)
{
    CLI::Option *reversed = command->add_flag("--reversed", hearing->reversed, "Backwards in time");
    command->add_option("--order", hearing->order, "Cut into equal pieces and play them in this order, such as 2,1,3")
        ->type_name("N,N,N")
        ->excludes(reversed);
    return command->add_option("--channel", hearing->channel, "Only this channel, 1 = the first")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
}

/// The stretch as heard, read from the file as it is needed: memory does not grow with its length. How long the file is
/// is found out by decoding it, which is what no header can be trusted with.
std::unique_ptr<SoundSource> openHeard(
    const Context &context, const std::string &path, int sampleRate, const Range &range, const Hearing &hearing)
{
    const std::function<void()> check = [&context] { context.control->check(); };
    AudioReader reader(path, sampleRate, check);
    if (hearing.channel > 0)
        reader.useMix(hearing.mix()); // which the file may not have
    const int rate = reader.sampleRate();
    const SampleRange samples = samplesOf(range, rate);
    reader.seek(samples.first);
    std::vector<float> block(std::size_t { 1 } << 16);
    std::int64_t count = 0;
    while (count < samples.count) {
        const auto wanted = static_cast<std::size_t>(
            std::min<std::int64_t>(samples.count - count, static_cast<std::int64_t>(block.size())));
        const std::size_t got = reader.read(std::span(block).first(wanted));
        count += static_cast<std::int64_t>(got);
        if (got < wanted)
            break;
    }
    if (count == 0)
        failEmpty(path, range);
    // With a hop of one sample, frames are samples.
    const Arrangement arrangement = arrangementFor(hearing.transform(), { samples.first, samples.first + count });
    return makeArrangedSource(makeFileSource(path, rate, samples.first + count, check, hearing.mix()),
        SoundArrangement(arrangement, FrameGrid { rate, 1 }, rate));
}

struct CqtOptions {
    std::string audio;
    std::string out;
    std::string picture;
    bool decibels = false;
    CqtParameters parameters;
};

int cqtCommand(const Context &context, const CqtOptions &options, const Range &range)
{
    const CqtParameters &parameters = options.parameters;
    const CqtPlan plan(parameters);
    requireWritable(context, options.out, { options.audio });
    if (!options.picture.empty())
        requireWritable(context, options.picture, { options.audio, options.out });
    const AudioBuffer sound = decodeRange(context, options.audio, parameters, range);
    std::vector<float> frames = plan.magnitudes(sound.samples);
    context.control->check();
    if (options.decibels)
        magnitudesToDb(frames);
    const std::size_t bins = static_cast<std::size_t>(parameters.bins);
    const std::size_t frameCount = frames.size() / bins;
    std::vector<float> byBin(frames.size()); // [bins][frames]
    for (std::size_t frame = 0; frame < frameCount; ++frame) {
        for (std::size_t bin = 0; bin < bins; ++bin)
            byBin[bin * frameCount + frame] = frames[frame * bins + bin];
    }
    writeNpy(options.out, byBin, { parameters.bins, static_cast<std::int64_t>(frameCount) });
    if (!options.picture.empty())
        writeClipPicture(options.picture, *FeatureStore::inMemory(plan, sound.samples),
            Arrangement::asPublished({ 0, static_cast<std::int64_t>(frameCount) }), ColorMap::Magma, kPictureScale);
    if (context.json) {
        printJson({ { "out", displayText(options.out) }, { "bins", bins }, { "frames", frameCount },
            { "sample_rate", parameters.sampleRate }, { "hop", parameters.hop }, { "samples", sound.samples.size() },
            { "unit", options.decibels ? "dB" : "magnitude" }, { "route", plan.route() } });
    } else {
        std::printf("%zu bins, %zu frames\n", bins, frameCount);
    }
    return kDone;
}

int renderCommand(const Context &context, const std::string &path, const std::string &out, int sampleRate,
    const Range &range, const Hearing &hearing)
{
    requireWritable(context, out, { path });
    const std::unique_ptr<SoundSource> sound = openHeard(context, path, sampleRate, range, hearing);
    std::int64_t done = 0;
    const std::int64_t samples = writeSound(out, soundFormatOf(out), sound->sampleRate(), [&](std::span<float> block) {
        context.control->check();
        const auto count = static_cast<std::size_t>(
            std::min<std::int64_t>(sound->sampleCount() - done, static_cast<std::int64_t>(block.size())));
        sound->read(done, block.first(count));
        done += static_cast<std::int64_t>(count);
        return count;
    });
    const double seconds = static_cast<double>(samples) / sound->sampleRate();
    if (context.json) {
        printJson({ { "out", displayText(out) }, { "sample_rate", sound->sampleRate() }, { "samples", samples },
            { "seconds", seconds }, { "transform", hearing.transform() } });
    } else {
        std::printf("%.3f s at %d Hz\n", seconds, sound->sampleRate());
    }
    return kDone;
}

int playCommand(const Context &context, const std::string &path, const std::string &output, const Range &range,
    const Hearing &hearing)
{
    std::unique_ptr<SoundSource> sound = openHeard(context, path, 0, range, hearing);
    const int rate = sound->sampleRate();
    const double seconds = static_cast<double>(sound->sampleCount()) / rate;
    Player player(makePortAudioOutput(output));
    player.setSource(std::move(sound));
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
        printJson({ { "seconds", seconds }, { "sample_rate", rate }, { "transform", hearing.transform() },
            { "underruns", player.underruns() } });
    }
    return kDone;
}

} // namespace

void addSoundCommands(CLI::App &app, Context &context)
{
    {
        auto options = std::make_shared<CqtOptions>();
        auto range = std::make_shared<Range>();
        CLI::App *cqt = app.add_subcommand("cqt", "Write the constant-Q transform as a NumPy array [bins][frames]");
        cqt->add_option("AUDIO", options->audio, "Any file FFmpeg reads")->required();
        cqt->add_option("--out", options->out, "File to write (.npy, float32)")->required()->type_name("X.npy");
        cqt->add_flag("--db", options->decibels, "Decibels below the maximum (80 dB range) instead of magnitudes");
        cqt->add_option("--picture", options->picture, "Draw it as well: 80 dB, low notes below")->type_name("X.png");
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
            context.command = [&context, options, range] { return cqtCommand(context, *options, *range); };
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
        CLI::App *render = app.add_subcommand(
            "render", "Write a stretch of a file as WAV or FLAC, mono as models hear it, also rearranged");
        render->add_option("AUDIO", options->audio, "Any file FFmpeg reads")->required();
        render->add_option("--out", options->out, "File to write (16 bits; FLAC when it ends so)")
            ->required()
            ->type_name("X.wav");
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
        CLI::App *play = app.add_subcommand("play", "Play a stretch of a file in stereo, also rearranged");
        play->add_option("AUDIO", options->audio, "Any file FFmpeg reads")->required();
        play->add_option("--output", options->output, "Sound device (see info; default: the system's)")
            ->type_name("NAME");
        addRange(play, range);
        hearing->mono = false;
        play->add_flag("--mono", hearing->mono, "The mean of all channels, as models hear it")
            ->excludes(addHearing(play, hearing));
        play->callback([&context, options, range, hearing] {
            context.command = [&context, options, range, hearing] {
                return playCommand(context, options->audio, options->output, *range, *hearing);
            };
        });
    }
}

} // namespace retrograde::cli
