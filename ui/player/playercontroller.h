#pragma once

#include "audio/arrangement.h"
#include "audio/audiooutput.h"
#include "audio/channelmix.h"
#include "audio/player.h"
#include "base/error.h"
#include "jobs/worker.h"

#include <QObject>
#include <QString>
#include <QThread>
#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace retrograde {

/// The sound devices to choose from; passed in, so that tests need none. Called from threads other than the GUI's.
struct SoundDevices {
    std::function<std::vector<OutputDevice>()> list = outputDevices;
    /// As makePortAudioOutput.
    std::function<std::unique_ptr<AudioOutput>(const std::string &name)> open = makePortAudioOutput;
};

/// A file that can be heard. Its sample rate and count are what decoding gave.
struct PlayableFile {
    std::filesystem::path path;
    int sampleRate = 0;
    std::int64_t sampleCount = 0;
    FrameGrid grid; ///< of the arrangements that are made of it
};

/// What may be heard of a file's channels, in the order in which it is offered; settings know it by its name. Models
/// hear the mean.
struct HeardChannels {
    const char *name;
    ChannelMix mix;
};
inline constexpr std::array kHeardChannels {
    HeardChannels { "stereo", ChannelMix::stereo() },
    HeardChannels { "mono", ChannelMix() },
    HeardChannels { "left", ChannelMix::single(1) },
    HeardChannels { "right", ChannelMix::single(2) },
};

/// The output sample at which @p arrangement lets @p sourceSample of the original be heard, or where it was left out,
/// the one heard nearest to it.
std::int64_t outputSampleFor(const SoundArrangement &arrangement, std::int64_t sourceSample);

/// The transport as the GUI sees it. Opening devices and files may take long, so a Player lives on a thread of its own
/// here; every function returns at once, and what became of it is announced.
///
/// Without a device, or when it cannot be opened, the transport goes on silently and notice() says why.
class PlayerController : public QObject {
    Q_OBJECT

public:
    enum class State { Stopped, Playing, Paused };

    explicit PlayerController(SoundDevices devices = {}, QObject *parent = nullptr);
    ~PlayerController() override;

    /// Stops, and makes @p file heard as @p arrangement the thing to play, from its beginning.
    void setSound(const PlayableFile &file, const Arrangement &arrangement);
    /// Goes on with @p file at the same time from its beginning, or at its end where it is shorter, without a click:
    /// two sounds are compared by ear. What is looped there is said with it, as to setLoopStretch().
    void switchSound(
        const PlayableFile &file, const Arrangement &arrangement, double loopBegin = 0, double loopEnd = 0);
    void clear();
    bool hasSound() const { return m_hasSound; }
    /// Goes on in another order of the same file, at the same instant of the original, or from the beginning where it
    /// plays and is turned round with less than three seconds left to hear; where @p loopBegin ... @p loopEnd, as
    /// setLoopStretch() takes them, is looped and plays, within that. They come together, so that nothing is ever heard
    /// in the new order under the old loop.
    void setArrangement(const Arrangement &arrangement, double loopBegin = 0, double loopEnd = 0);

    /// Where something is looped, what is played begins within it.
    void play();
    void pause();
    void togglePlay();
    void stop();
    void seek(double seconds);
    /// Plays begin ... end (seconds) once, whatever the loop says.
    void playStretch(double begin, double end);
    void setLoop(bool loop);
    /// What setLoop() repeats, in seconds; an empty stretch stands for the whole. It ends with the sound and with its
    /// arrangement.
    void setLoopStretch(double begin, double end);
    /// How fast it plays, kSlowestSpeed ... kFastestSpeed, with its own pitch or like a tape. Playing goes on at the
    /// same instant. Positions and lengths always count the sound's own seconds.
    void setSpeed(double speed, bool keepPitch);
    /// What of the file's channels is heard. Playing goes on at the same instant.
    void setChannels(const ChannelMix &channels);
    /// 0 ... 100; loudness follows it evenly.
    void setVolume(int percent);
    /// One of devices(), or empty for the system's default.
    void setDevice(const QString &name);
    void setSilent();
    /// Asks for devices() anew.
    void listDevices();

    State state() const { return m_state; }
    /// Seconds, corrected for the device's latency: what is heard now.
    double position() const { return m_position; }
    double duration() const { return m_duration; }
    bool loops() const { return m_loops; }
    double speed() const { return m_speed; }
    bool keepsPitch() const { return m_keepsPitch; }
    const ChannelMix &channels() const { return m_channels; }
    /// The loudest sample of the block heard now, of either side, linear; 0 in silence.
    float level() const { return m_level; }
    int volume() const { return m_volume; }
    QString device() const { return m_device; }
    bool isSilent() const { return m_silent; }
    /// Empty until devicesListed().
    const std::vector<OutputDevice> &devices() const { return m_devices; }
    bool devicesKnown() const { return m_devicesKnown; }
    /// Empty, or why no device is used although one was wanted.
    QString notice() const { return m_notice; }

Q_SIGNALS:
    void stateChanged();
    void positionChanged(double seconds);
    /// Another sound or another duration.
    void soundChanged();
    void loopChanged();
    void speedChanged();
    void channelsChanged();
    void levelChanged(float level);
    void volumeChanged();
    void deviceChanged();
    void devicesListed();
    /// What was known of them stays as it was.
    void listingFailed(const retrograde::Error &error);
    /// The file cannot be played, was changed or taken away since setSound(), or the device went away in mid-play;
    /// playing has stopped.
    void failed(const retrograde::Error &error);

private:
    class Engine;
    struct Snapshot;

    void post(std::function<void(Engine &)> command);
    void take(const Snapshot &snapshot);
    void setState(State state);
    void setPosition(double seconds);
    void enterLoop();

    // As last asked for or announced.
    State m_state = State::Stopped;
    double m_position = 0;
    double m_duration = 0;
    bool m_hasSound = false;
    bool m_loops = false;
    double m_loopBegin = 0; ///< seconds
    double m_loopEnd = 0;
    double m_speed = 1;
    bool m_keepsPitch = true;
    ChannelMix m_channels = ChannelMix::stereo();
    float m_level = 0;
    int m_volume = 80;
    QString m_device;
    bool m_silent = false;
    QString m_notice;
    std::vector<OutputDevice> m_devices;
    bool m_devicesKnown = false;
    FrameGrid m_grid;

    std::int64_t m_commands = 0; ///< sent so far; what the engine tells from before the last one is old news
    std::int64_t m_soundCommand = 0; ///< number of the one that set the present sound
    const std::function<std::vector<OutputDevice>()> m_listDevices;
    QThread m_thread;
    Engine *m_engine; ///< lives on m_thread, deleted as that ends
    LatestJob m_lister; ///< last: its job uses the others
};

} // namespace retrograde
