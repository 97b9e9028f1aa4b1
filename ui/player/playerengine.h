#pragma once

#include "audio/player.h"
#include "base/filestamp.h"
#include "ui/player/playercontroller.h"

#include <QTimer>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <optional>

namespace retrograde {

struct PlayerController::Snapshot {
    std::int64_t commands = 0; ///< number of the last that was done
    Player::State state = Player::State::Stopped;
    double position = 0;
    float level = 0;
    QString notice;
};

/// Owns the Player and does what blocks. All but the constructor runs on the controller's thread.
class PlayerController::Engine : public QObject {
public:
    Engine(PlayerController &controller, SoundDevices devices);

    /// Does @p command, number @p number of those that were sent, and tells the controller what became of it.
    void carryOut(const std::function<void(Engine &)> &command, std::int64_t number);

    // As the functions of the controller.
    void load(const PlayableFile &file, const Arrangement &arrangement);
    /// As load(), without stopping: at the same time of the other sound.
    void switchTo(const PlayableFile &file, const Arrangement &arrangement, double loopBegin, double loopEnd);
    void unload();
    void rearrange(const Arrangement &arrangement, double loopBegin, double loopEnd);
    void setSpeed(double speed, bool keepPitch);
    void setChannels(const ChannelMix &channels);
    void play();
    void pause() { m_player.pause(); }
    void stop() { m_player.stop(); }
    void seek(double seconds) { m_player.seek(sampleAt(seconds)); }
    void playStretch(double begin, double end);
    void setLoop(bool loop);
    void setLoopStretch(double begin, double end);
    /// Linear, 0 ... 1.
    void setVolume(float amplitude) { m_player.setVolume(amplitude); }
    /// Nothing: silence.
    void setDevice(std::optional<std::string> name);

private:
    // The player counts samples of what it plays, slowed down or sped up; everybody else seconds of the sound.
    std::int64_t atSpeed(std::int64_t sample) const { return std::llround(static_cast<double>(sample) / m_speed); }
    std::int64_t sampleAt(double seconds) const { return std::llround(seconds * m_rate / m_speed); }
    double positionSeconds() const { return static_cast<double>(m_player.position()) / std::max(1, m_rate) * m_speed; }

    /// With another source of the same sound.
    void goOnAt(double seconds);
    void take(const PlayableFile &file);
    /// What is open would be played to its end, but it is no longer what is seen.
    void lookAtFile();
    void setSource();
    void switchSource(std::int64_t sample);
    std::int64_t insideLoop(std::int64_t sample) const;
    void applyLoop() { m_player.setLoop(m_loop, sampleAt(m_loopBegin), sampleAt(m_loopEnd)); }

    std::unique_ptr<SoundSource> source() const;
    /// After a failure: the file or the device may be back.
    void startAfresh();
    void setRate(int rate);
    /// Unless it is in use already.
    void useDevice();
    void goSilent(const Error &reason);
    /// Plays, as @p play says, at the file's rate; where the device refuses that, at the device's own; else silently.
    void start(const std::function<void()> &play);
    int deviceRate() const;
    void guarded(const std::function<void()> &work);
    void fail(const Error &error);
    void tick();
    void report();

    PlayerController &m_controller;
    const SoundDevices m_devices;
    Player m_player;
    QTimer m_timer;
    QTimer m_watch;
    std::optional<PlayableFile> m_file;
    FileStamp m_stamp; ///< of it as it was loaded
    Arrangement m_arrangement;
    int m_rate = 0; ///< of the source: the file's own, or what the device takes instead
    int m_refusedRate = 0; ///< the device refused this one ...
    int m_deviceRate = 0; ///< ... and took this one
    std::optional<std::string> m_device = std::string();
    bool m_deviceInUse = false;
    bool m_loop = false;
    double m_loopBegin = 0; ///< seconds
    double m_loopEnd = 0;
    double m_speed = 1;
    bool m_keepPitch = true;
    ChannelMix m_channels = ChannelMix::stereo();
    bool m_failed = false; ///< since the last load
    QString m_notice;
    std::string m_reportedProblem;
    std::int64_t m_commands = 0; ///< number of the last that was begun

    // Shared with the GUI's thread.
    std::mutex m_mutex; // guards m_snapshot
    Snapshot m_snapshot;
    std::atomic<bool> m_snapshotOnItsWay { false };
};

} // namespace retrograde
