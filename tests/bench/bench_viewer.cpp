#include "audio/audioreader.h"
#include "audio/player.h"
#include "audio/wavfile.h"
#include "base/hash.h"
#include "bench/sinkclock.h"
#include "library/workspace.h"
#include "support/mediafiles.h"
#include "support/programs.h"
#include "support/pulsesink.h"
#include "support/scratchfolder.h"
#include "support/signals.h"
#include "ui/spectrogram/clipview.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/spectrogramview.h"
#include "ui/stage/clipspan.h"
#include "ui/stage/stage.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QSettings>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <optional>

// The viewer's and the player's figures, while a model trains on all cores at lower priority. Arguments:
//   --playback SECONDS  how long it plays for the count of underruns (default 600)
//   --idle              nothing trains meanwhile

using namespace retrograde;
using namespace retrograde::testing;

namespace {

constexpr int kSinkRate = 44100;

struct Options {
    double playbackSeconds = 600;
    bool trains = true;
};

double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return std::nan("");
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

int goalsMissed = 0;

/// One line at a time: the whole table takes a quarter of an hour.
void print(const char *figure, const char *goal, const std::string &measured, bool reached)
{
    goalsMissed += reached ? 0 : 1;
    std::printf("%-62s | %-34s | %-40s | %s\n", figure, goal, measured.c_str(), reached ? "yes" : "NO");
    std::fflush(stdout);
}

std::string text(const char *format, double one, double other = 0)
{
    char buffer[96];
    std::snprintf(buffer, sizeof buffer, format, one, other);
    return buffer;
}

/// A figure of /proc/self/status in MiB.
double memory(const char *name)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name))
            return std::atof(line.c_str() + std::strlen(name) + 1) / 1024;
    }
    return 0;
}

void forgetPeakMemory()
{
    std::ofstream("/proc/self/clear_refs") << 5;
}

/// Runs events until @p condition holds; false after too long.
bool waitFor(const std::function<bool()> &condition, int milliseconds = 30000)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (clock.elapsed() > milliseconds)
            return false;
        QCoreApplication::processEvents();
        QTest::qSleep(1); // leaves the processor to those who work
    }
    return true;
}

Track trackOf(const std::filesystem::path &path, int sampleRate, std::int64_t samples, const std::string &name)
{
    Track track;
    track.path = path;
    track.title = name;
    track.sampleRate = sampleRate;
    track.sampleCount = samples;
    track.seconds = static_cast<double>(samples) / sampleRate;
    track.contentHash = contentHash(name);
    return track;
}

/// Silence of ten hours with a burst in every hour, in a sparse file that takes hardly any room.
Track tenHours(const std::filesystem::path &path)
{
    constexpr int kRate = 22050;
    constexpr std::int64_t kSamples = std::int64_t { 10 } * 3600 * kRate;
    const std::vector<float> start(1, 0.0f);
    writeWav(path, start, kRate);
    std::string header = readBytes(path).substr(0, 44);
    const auto put = [&](std::size_t at, std::uint32_t value) { std::memcpy(header.data() + at, &value, 4); };
    put(4, static_cast<std::uint32_t>(36 + 2 * kSamples));
    put(40, static_cast<std::uint32_t>(2 * kSamples));
    std::ofstream file(path, std::ios::binary);
    file << header;
    const std::vector<float> burst = sine(440, 2, kRate, 0.5);
    std::vector<std::int16_t> samples(burst.size());
    std::transform(burst.begin(), burst.end(), samples.begin(),
        [](float sample) { return static_cast<std::int16_t>(std::lrint(sample * 32767)); });
    for (int hour = 0; hour < 10; ++hour) {
        file.seekp(44 + std::int64_t { 2 } * (std::int64_t { hour } * 3600 + 1800) * kRate);
        file.write(reinterpret_cast<const char *>(samples.data()), static_cast<std::streamsize>(2 * samples.size()));
    }
    file.close();
    std::filesystem::resize_file(path, static_cast<std::uintmax_t>(44 + 2 * kSamples));
    return trackOf(path, kRate, kSamples, "ten hours");
}

class Bench {
public:
    explicit Bench(const Options &options)
        : m_options(options)
        , m_workspace(m_folder / "workspace")
    {
        std::printf("%-62s | %-34s | %-40s | %s\n", "figure", "goal", "measured", "reached");
        makeClips();
        if (PulseSink::isAvailable())
            m_sink = std::make_unique<PulseSink>(kSinkRate);
        if (options.trains)
            startTraining();
    }

    void run()
    {
        starts();
        pictures();
        frames();
        longFile();
        if (m_sink) {
            firstSound();
            playhead();
            underruns();
        } else {
            std::printf("(no PulseAudio here: sound is not measured)\n");
        }
        if (m_options.trains)
            std::printf("training %s to the end\n", m_training.isRunning() ? "was at work" : "WAS NOT at work");
    }

private:
    static constexpr int kClips = 24;

    void makeClips()
    {
        for (int i = 0; i < kClips; ++i) {
            const std::filesystem::path path = m_folder / ("clip" + std::to_string(i) + ".mp3");
            encode(struckNotes(30, 44100, static_cast<std::uint64_t>(i) + 1), 44100, path);
            const AudioBuffer decoded = decodeAudio(path);
            m_clips.push_back(
                trackOf(path, decoded.sampleRate, std::ssize(decoded.samples), "clip " + std::to_string(i)));
        }
    }

    /// A library to learn from, and the command line that does so until it is stopped.
    void startTraining()
    {
        std::filesystem::create_directories(m_folder / "music");
        for (int i = 0; i < 6; ++i)
            writeWav(m_folder / "music" / ("notes" + std::to_string(i) + ".wav"),
                struckNotes(60, 22050, static_cast<std::uint64_t>(i) + 100), 22050);
        const std::string workspace = (m_folder / "training").string();
        runProgram({ RETROGRADE_CLI, "--workspace", workspace, "import", "folder", (m_folder / "music").string() });
        // As the training thread in the workbench: niceness 10.
        m_training = ChildProcess({ "nice", "-n", "10", RETROGRADE_CLI, "--workspace", workspace, "pretrain", "--task",
            "reversal", "--network", "convnet", "--clip", "5", "--epochs", "100000" });
        QTest::qSleep(8000); // until it has its features and trains
        if (!m_training.isRunning())
            std::printf("(training did not start)\n");
    }

    /// An X server for the workbench, which is started as a person starts it; without one it draws into memory.
    QProcessEnvironment display(QProcess &server)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        server.start(QStringLiteral("Xvfb"), { "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp" });
        if (server.waitForStarted() && server.waitForReadyRead()) {
            environment.insert(QStringLiteral("DISPLAY"), u':' + QString::fromLatin1(server.readLine()).trimmed());
            environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
        } else {
            std::printf("(no X server here: the workbench draws into memory)\n");
        }
        for (const char *name : { "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME" })
            environment.insert(QLatin1String(name), QString::fromStdString((m_folder / "home").string()));
        environment.insert(QStringLiteral("QT_LOGGING_RULES"), QStringLiteral("retrograde.pictures.info=true"));
        return environment;
    }

    /// Milliseconds from the program's start to its picture of @p clip having been drawn; nothing when none came.
    std::optional<double> start(const QProcessEnvironment &environment, const std::string &workspace, const Track &clip)
    {
        QProcess program;
        program.setProcessEnvironment(environment);
        program.setReadChannel(QProcess::StandardError);
        QElapsedTimer clock;
        clock.start();
        program.start(QStringLiteral(RETROGRADE_WORKBENCH),
            { "--workspace", QString::fromStdString((m_folder / workspace).string()),
                QString::fromStdString(clip.path.string()) });
        QByteArray said;
        std::optional<double> milliseconds;
        while (!milliseconds && clock.elapsed() < 30000 && program.state() != QProcess::NotRunning) {
            program.waitForReadyRead(100);
            said += program.readAllStandardError();
            if (said.contains("retrograde.pictures: drawn"))
                milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        }
        program.terminate();
        if (!program.waitForFinished(5000)) {
            program.kill();
            program.waitForFinished();
        }
        return milliseconds;
    }

    void starts()
    {
        QProcess server;
        const QProcessEnvironment environment = display(server);
        constexpr int kStarts = 7;
        std::vector<double> known;
        std::vector<double> unknown;
        const Track &clip = m_clips.front();
        (void)start(environment, "started", clip); // imports it, and reads the program from the disk
        for (int i = 0; i < kStarts; ++i) {
            known.push_back(start(environment, "started", clip).value_or(30000));
            unknown.push_back(start(environment, "started" + std::to_string(i), clip).value_or(30000));
        }
        const auto report = [](const char *figure, const std::vector<double> &values) {
            print(figure, "<= 1.5 s",
                text("median %.2f s, slowest %.2f s", percentile(values, 0.5) / 1000, percentile(values, 1) / 1000),
                percentile(values, 0.5) <= 1500);
        };
        report("program start with a track of the library -> its picture", known);
        report("program start with a new track, a new workspace -> its picture", unknown);
        server.terminate();
        server.waitForFinished();
    }

    void startStage()
    {
        m_stage.reset();
        m_stage = std::make_unique<Stage>();
        m_stage->setWorkspace(&m_workspace);
        m_stage->resize(1280, 400);
        m_stage->show();
        (void)QTest::qWaitForWindowExposed(m_stage.get());
        m_plot = m_stage->findChild<QCustomPlot *>(QStringLiteral("spectrogramPlot"));
        m_pages = m_stage->findChild<QStackedWidget *>(QStringLiteral("stagePages"));
    }

    /// Milliseconds from asking for a clip to its picture, not that of the one before or empty axes, having been
    /// painted.
    double picture(const Track &track)
    {
        StageItem item;
        item.track = track;
        bool painted = false;
        const auto *view = m_stage->findChild<SpectrogramView *>(QStringLiteral("spectrogramView"));
        const double seconds = FrameGrid {}.secondsAt(framesOf(track, FrameGrid {}));
        const auto connection = QObject::connect(m_plot, &QCustomPlot::afterReplot, m_plot, [&] {
            painted = painted
                || (m_pages->currentWidget()->objectName() == QStringLiteral("clipView") && view->hasContent()
                    && std::abs(view->duration() - seconds) < 1e-6);
        });
        QElapsedTimer clock;
        clock.start();
        m_stage->showItem(item);
        waitFor([&] { return painted; });
        m_stage->repaint();
        const double milliseconds = static_cast<double>(clock.nsecsElapsed()) / 1e6;
        QObject::disconnect(connection);
        return milliseconds;
    }

    void pictures()
    {
        startStage();
        picture(m_clips.front()); // plans are made once
        std::vector<double> cold;
        for (int i = 1; i < kClips; ++i) {
            cold.push_back(picture(m_clips[static_cast<std::size_t>(i)]));
            waitFor([&] {
                return m_workspace.features().contains(
                    m_clips[static_cast<std::size_t>(i)].contentHash, CqtParameters {});
            });
        }
        std::vector<double> stored;
        for (int round = 0; round < 4; ++round) {
            for (int i = 1; i < kClips; ++i)
                stored.push_back(picture(m_clips[static_cast<std::size_t>(i)]));
        }
        const auto measured = [](const std::vector<double> &values) {
            return text("median %.1f ms, p95 %.1f ms", percentile(values, 0.5), percentile(values, 0.95));
        };
        print("click -> spectrogram of a 30-s MP3, features stored", "<= 60 ms", measured(stored),
            percentile(stored, 0.5) <= 60);
        print("click -> spectrogram of a 30-s MP3, cold", "<= 100 ms", measured(cold), percentile(cold, 0.5) <= 100);
    }

    /// Milliseconds of each of @p count changes with the drawing of what they change.
    std::vector<double> timed(int count, const std::function<void(int)> &change)
    {
        std::vector<double> milliseconds;
        for (int i = 0; i < count; ++i) {
            QElapsedTimer clock;
            clock.start();
            change(i);
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
            milliseconds.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
        }
        return milliseconds;
    }

    void frames()
    {
        picture(m_clips[1]);
        auto *view = m_stage->findChild<ClipView *>();
        const auto report = [](const char *figure, const std::vector<double> &values) {
            print(figure, "p95 <= 16 ms, p99 <= 33 ms",
                text("p95 %.1f ms, p99 %.1f ms", percentile(values, 0.95), percentile(values, 0.99)),
                percentile(values, 0.95) <= 16 && percentile(values, 0.99) <= 33);
        };
        report("pan, frame time", timed(300, [&](int i) { view->setVisibleTime(5 + 0.02 * i, 11 + 0.02 * i); }));
        report("zoom, frame time", timed(300, [&](int i) {
            const double half = 15 * std::pow(0.97, i % 150);
            view->setVisibleTime(15 - half, 15 + half);
        }));
        view->fit();
        report("playhead, frame time", timed(600, [&](int i) { view->setPlayhead(0.04 * i); }));
    }

    void longFile()
    {
        const Track track = tenHours(m_folder / "ten hours.wav");
        const double before = memory("VmRSS:");
        forgetPeakMemory();
        const double opened = picture(track);
        print("ten-hour recording, click -> on screen", "<= 1 s", text("%.0f ms", opened), opened <= 1000);
        QElapsedTimer clock;
        clock.start();
        auto *view = m_stage->findChild<ClipView *>();
        int step = 0;
        std::vector<double> frame;
        const bool done = waitFor(
            [&] {
                // Somebody looks about meanwhile.
                const auto took = timed(1, [&](int) {
                    const double at = 3600.0 * (step % 10) + 1790;
                    view->setVisibleTime(at, at + 30);
                    ++step;
                });
                frame.push_back(took.front());
                QTest::qSleep(20);
                return m_workspace.features().contains(track.contentHash, CqtParameters {});
            },
            600000);
        print("ten-hour recording, pan while it is computed", "p95 <= 16 ms, p99 <= 33 ms",
            text("p95 %.1f ms, p99 %.1f ms", percentile(frame, 0.95), percentile(frame, 0.99)),
            percentile(frame, 0.95) <= 16 && percentile(frame, 0.99) <= 33);
        waitFor([] { return false; }, 2000); // the stored one is opened and shown
        view->fit();
        waitFor([] { return false; }, 500);
        const double peak = memory("VmHWM:");
        print("ten-hour recording, memory of this program (peak resident)", "< 300 MB",
            text("%.0f MB (%.0f MB before)", peak * 1.048576, before * 1.048576), done && peak * 1.048576 < 300);
        std::printf("(all of it computed after %.1f s)\n", static_cast<double>(clock.elapsed()) / 1000);
        m_stage->clear();
    }

    void firstSound()
    {
        startStage();
        SinkClock listener("nobody.monitor", kSinkRate);
        std::vector<double> delays;
        for (int i = 0; i < 30; ++i) {
            const Track &track = m_clips[static_cast<std::size_t>(i % (kClips - 1) + 1)];
            StageItem item;
            item.track = track;
            waitFor([] { return false; }, 300);
            listener.take();
            const double clicked = steadySeconds();
            m_stage->showItem(item);
            m_stage->togglePlay();
            std::optional<double> heard;
            waitFor(
                [&] {
                    for (const SinkClock::Block &block : listener.take()) {
                        const auto first = std::find_if(block.samples.begin(), block.samples.end(),
                            [](float sample) { return std::abs(sample) > 1e-4f; });
                        if (!heard && first != block.samples.end())
                            heard = block.leftAt + static_cast<double>(first - block.samples.begin()) / kSinkRate;
                    }
                    return heard.has_value();
                },
                5000);
            if (heard)
                delays.push_back(1000 * (*heard - clicked));
            m_stage->stopPlayback();
        }
        print("click -> first sound at the null sink", "median <= 100 ms, p95 <= 200 ms",
            text("median %.0f ms, p95 %.0f ms", percentile(delays, 0.5), percentile(delays, 0.95)),
            percentile(delays, 0.5) <= 100 && percentile(delays, 0.95) <= 200);
        m_stage.reset();
    }

    void playhead()
    {
        // A click in every half second: where the playhead stands when one leaves the sink is how far it is off.
        std::vector<float> clicks(20 * kSinkRate, 0.0f);
        for (std::size_t at = kSinkRate / 2; at < clicks.size(); at += kSinkRate / 2)
            clicks[at] = 0.9f;
        Player player(makePortAudioOutput());
        player.setSource(makeBufferSource(std::make_shared<AudioBuffer>(AudioBuffer { clicks, kSinkRate })));
        SinkClock listener("nobody.monitor", kSinkRate);
        player.play();
        std::vector<std::pair<double, std::int64_t>> positions;
        std::vector<double> heard;
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < 15000) {
            positions.emplace_back(steadySeconds(), player.position());
            for (const SinkClock::Block &block : listener.take()) {
                for (std::size_t i = 0; i < block.samples.size(); ++i) {
                    if (block.samples[i] > 0.5f)
                        heard.push_back(block.leftAt + static_cast<double>(i) / kSinkRate);
                }
            }
            QTest::qSleep(2);
        }
        std::vector<double> off;
        std::vector<double> signedOff;
        for (const double at : heard) {
            const auto after = std::find_if(
                positions.begin(), positions.end(), [&](const auto &position) { return position.first >= at; });
            if (after == positions.end())
                continue;
            const double stands
                = static_cast<double>(after->second) / kSinkRate - (after->first - at); // when the click left
            const double nearest = std::round(stands * 2) / 2;
            off.push_back(1000 * std::abs(stands - nearest));
            signedOff.push_back(1000 * (stands - nearest));
        }
        print("playhead against what the null sink plays", "within 15 ms",
            text("median %+.1f ms, p95 %.1f ms off", percentile(signedOff, 0.5), percentile(off, 0.95)),
            !off.empty() && percentile(off, 0.95) <= 15);
    }

    void underruns()
    {
        Player player(makePortAudioOutput());
        const Track &track = m_clips[2];
        player.setSource(makeFileSource(track.path, track.sampleRate, track.sampleCount));
        player.setLoop(true);
        player.play();
        QTest::qSleep(static_cast<int>(1000 * m_options.playbackSeconds));
        const bool playing = player.state() == Player::State::Playing;
        print(text("underruns in %.0f s of playback", m_options.playbackSeconds).c_str(), "0 (in 600 s)",
            std::to_string(player.underruns()), playing && player.underruns() == 0);
    }

    const Options m_options;
    ScratchFolder m_folder;
    Workspace m_workspace;
    std::vector<Track> m_clips;
    std::unique_ptr<PulseSink> m_sink;
    ChildProcess m_training;
    std::unique_ptr<Stage> m_stage;
    QCustomPlot *m_plot = nullptr;
    QStackedWidget *m_pages = nullptr;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("retrograde-bench"));
    const QTemporaryDir settings;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    QLocale::setDefault(QLocale::c());
    Options options;
    const QStringList arguments = QCoreApplication::arguments();
    options.trains = !arguments.contains(QStringLiteral("--idle"));
    if (const qsizetype at = arguments.indexOf(QStringLiteral("--playback")); at > 0 && at + 1 < arguments.size())
        options.playbackSeconds = arguments[at + 1].toDouble();
    Bench(options).run();
    return goalsMissed == 0 ? 0 : 1;
}
