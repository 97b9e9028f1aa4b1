#include "audio/player.h"

#include "audio/playbackengine.h"

#include <algorithm>
#include <utility>

namespace retrograde {

Player::Player(std::unique_ptr<AudioOutput> output)
    : m_engine(std::make_unique<PlaybackEngine>(std::move(output)))
{
}

Player::~Player() = default;

void Player::setOutput(std::unique_ptr<AudioOutput> output)
{
    m_engine->setOutput(std::move(output));
}

void Player::setSource(std::unique_ptr<SoundSource> source)
{
    m_engine->setSource(std::move(source));
}

void Player::switchSource(
    std::unique_ptr<SoundSource> source, std::int64_t sample, std::int64_t loopBegin, std::int64_t loopEnd)
{
    m_engine->switchSource(std::move(source), sample, { loops(), loopBegin, loopEnd });
}

void Player::warmUp()
{
    m_engine->warmUp();
}

void Player::play()
{
    m_engine->play();
}

void Player::pause()
{
    m_engine->pause();
}

void Player::stop()
{
    m_engine->stop();
}

void Player::seek(std::int64_t sample)
{
    m_engine->seek(sample);
}

void Player::playStretch(std::int64_t begin, std::int64_t end)
{
    m_engine->playStretch(begin, end);
}

float Player::level() const
{
    return m_engine->playhead().heardLevel();
}

void Player::setLoop(bool enabled, std::int64_t begin, std::int64_t end)
{
    m_engine->setLoop({ enabled, begin, end });
}

bool Player::loops() const
{
    return m_engine->loops();
}

void Player::setVolume(float volume)
{
    m_engine->playhead().setVolume(std::clamp(volume, 0.0f, 1.0f));
}

float Player::volume() const
{
    return m_engine->playhead().volume();
}

Player::State Player::state() const
{
    return m_engine->state();
}

std::int64_t Player::position() const
{
    return m_engine->position();
}

std::int64_t Player::sampleCount() const
{
    return m_engine->sampleCount();
}

int Player::sampleRate() const
{
    return m_engine->sampleRate();
}

std::int64_t Player::underruns() const
{
    return m_engine->playhead().underruns();
}

bool Player::isFilled() const
{
    return m_engine->isFilled();
}

std::string Player::problem() const
{
    return m_engine->problem();
}

} // namespace retrograde
