#include "library/audiocheck.h"

#include "audio/audioreader.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/problem.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace retrograde {

namespace {

constexpr std::size_t kBlock = 32768; ///< samples decoded between two looks at whether to go on
constexpr double kSamplesPerPacket = 1024; ///< about what a codec puts into one
constexpr double kSilence = 1e-3; ///< RMS below which a stretch is silent: -60 dB
constexpr int kStretchesPerSecond = 10;
constexpr double kWhollySilent = 0.99; ///< share of silent stretches
constexpr double kCancelled = 0.03; ///< what is left of channels that cancel each other: -30 dB
/// What is longer was made to fill disks, or is damaged: a month of silence takes no more than a megabyte.
constexpr double kLongestHours = 100;
constexpr double kOftenClipped = 1e-3; ///< share of clipped samples worth a warning
constexpr double kFarTooLoud = 4; ///< times full scale: no lossy codec overshoots so far
constexpr double kLengthTolerance = 1; ///< seconds
constexpr double kStatedTolerance = 0.1; ///< of the longer of two lengths

/// Adds up what there is to know of mono samples as they come.
class Meter {
public:
    explicit Meter(int sampleRate)
        : m_stretch(std::max(1, sampleRate / kStretchesPerSecond))
    {
        for (int i = 0; i < 8; ++i)
            m_bytes.push_back(static_cast<std::byte>((static_cast<std::int64_t>(sampleRate) >> (8 * i)) & 0xFF));
        m_hasher.update(m_bytes);
    }

    void add(std::span<const float> samples)
    {
        m_bytes.clear();
        for (const float sample : samples) {
            // 16 bits, as bytes that are the same on every machine.
            const auto rounded = static_cast<int>(std::lrint(std::clamp(sample * 32768.0f, -32768.0f, 32767.0f)));
            m_bytes.push_back(static_cast<std::byte>(rounded & 0xFF));
            m_bytes.push_back(static_cast<std::byte>((rounded >> 8) & 0xFF));
            m_stretchEnergy += static_cast<double>(sample) * sample;
            if (++m_inStretch == m_stretch)
                endStretch();
        }
        m_hasher.update(m_bytes);
        m_count += static_cast<std::int64_t>(samples.size());
    }

    std::int64_t count() const { return m_count; }

    void finish(Track &track, Audit &audit)
    {
        if (m_inStretch > 0)
            endStretch();
        track.sampleCount = m_count;
        track.monoHash = m_hasher.hex();
        audit.rms = m_count > 0 ? std::sqrt(m_energy / static_cast<double>(m_count)) : 0;
        audit.silentShare = m_stretches > 0 ? static_cast<double>(m_silent) / m_stretches : 0;
    }

private:
    void endStretch()
    {
        ++m_stretches;
        m_silent += std::sqrt(m_stretchEnergy / m_inStretch) < kSilence ? 1 : 0;
        m_energy += m_stretchEnergy;
        m_stretchEnergy = 0;
        m_inStretch = 0;
    }

    int m_stretch; ///< samples in a tenth of a second
    std::vector<std::byte> m_bytes;
    Hasher m_hasher;
    std::int64_t m_count = 0;
    double m_energy = 0;
    double m_stretchEnergy = 0;
    int m_inStretch = 0;
    int m_stretches = 0;
    int m_silent = 0;
};

/// A share in percent with two digits, or with all before the point.
std::string percentText(double share)
{
    const double percent = 100 * share;
    return decimalText(percent, percent < 0.995 ? 2 : percent < 9.95 ? 1 : 0) + " %";
}

bool differs(double stated, double decoded)
{
    return stated >= 0 && std::abs(stated - decoded) > kLengthTolerance
        && std::abs(stated - decoded) > kStatedTolerance * std::max(stated, decoded);
}

/// Whether next to nothing is left of the channels when they are mixed to one.
bool channelsCancel(const Track &track, const Audit &audit)
{
    return track.channels > 1 && audit.channelRms >= kSilence && audit.rms < kCancelled * audit.channelRms;
}

/// Why the file cannot be used, or nothing.
std::string reasonAgainst(const Track &track, const Audit &audit, const std::string &failure, LengthRule rule)
{
    if (!failure.empty())
        return failure;
    if (track.sampleCount == 0)
        return "no sound could be decoded from it";
    const auto sound = static_cast<double>(track.sampleCount);
    // What is no number counts once per channel.
    if (static_cast<double>(audit.nonFiniteSamples) / std::max(track.channels, 1) > 0.5 * sound)
        return "most of its samples are not numbers";
    if (static_cast<double>(audit.damagedPackets) * kSamplesPerPacket > sound)
        return "most of it is damaged: " + std::to_string(audit.damagedPackets) + " packets could not be decoded";
    if (rule != LengthRule::Strict)
        return {};
    if (audit.publishedSeconds - track.seconds > kLengthTolerance)
        return "only " + decimalText(track.seconds, 1) + " s of sound, where " + decimalText(audit.publishedSeconds, 1)
            + " s are published";
    if (differs(audit.statedSeconds, track.seconds))
        return "its header states " + decimalText(audit.statedSeconds, 1) + " s, but it holds "
            + decimalText(track.seconds, 1) + " s of sound";
    return {};
}

std::vector<std::string> warningsAbout(const Track &track, const Audit &audit)
{
    std::vector<std::string> warnings;
    if (channelsCancel(track, audit))
        warnings.push_back("its channels cancel: each has sound, but next to nothing is left when they are mixed "
                           "(retrograde-cli render --channel 1 writes one of them to a file of its own)");
    else if (audit.silentShare >= kWhollySilent)
        warnings.push_back("it is silent");
    if (audit.damagedPackets > 0)
        warnings.push_back("damaged packets: " + std::to_string(audit.damagedPackets));
    if (audit.nonFiniteSamples > 0)
        warnings.push_back("samples that are not numbers: " + std::to_string(audit.nonFiniteSamples));
    if (audit.publishedSeconds - track.seconds > kLengthTolerance)
        warnings.push_back("shorter than the " + decimalText(audit.publishedSeconds, 1) + " s that are published");
    if (differs(audit.statedSeconds, track.seconds))
        warnings.push_back("its header states " + decimalText(audit.statedSeconds, 1) + " s");
    if (audit.peak >= kFarTooLoud)
        warnings.push_back("its loudest sample is " + decimalText(audit.peak, 0) + " times full scale");
    if (audit.clippedShare >= kOftenClipped)
        warnings.push_back(percentText(audit.clippedShare) + " of it is clipped");
    if (audit.leadInSeconds > 0)
        warnings.push_back("cut out of a longer MP3: its first " + decimalText(1000 * audit.leadInSeconds, 0)
            + " ms are noise or silence");
    return warnings;
}

} // namespace

CheckedFile checkFile(const FolderScan::File &file, const std::function<void()> &check)
{
    CheckedFile checked;
    Track &track = checked.track;
    Audit &audit = checked.audit;
    track.path = file.path;
    track.fileSize = file.stamp.size;
    track.fileTime = file.stamp.time;
    try {
        AudioReader reader(file.path, 0, check, Identify::Yes);
        const AudioInfo &info = reader.info();
        track.title = info.title;
        track.artist = info.artist;
        track.album = info.album;
        track.genre = info.genre;
        track.licence = info.licence;
        track.codec = info.codec;
        track.channels = info.channels;
        track.sampleRate = reader.sampleRate();
        audit.statedSeconds = info.statedSeconds;

        Meter meter(track.sampleRate);
        std::vector<float> samples(kBlock);
        while (const std::size_t count = reader.read(samples)) {
            check();
            meter.add(std::span(samples).first(count));
            if (meter.count() > kLongestHours * 3600 * track.sampleRate)
                throw Error(
                    ErrorCode::Unsupported, file.path, "is longer than 100 hours, the most that is read of a file");
        }
        meter.finish(track, audit);
        track.contentHash = reader.identity();
        track.seconds = static_cast<double>(track.sampleCount) / track.sampleRate;
        audit.peak = reader.peak();
        audit.channelRms = reader.channelRms();
        audit.damagedPackets = reader.damagedPackets();
        audit.nonFiniteSamples = reader.nonFiniteSamples();
        audit.leadInSeconds = static_cast<double>(reader.leadInSamples()) / track.sampleRate;
        if (track.sampleCount > 0)
            audit.clippedShare = static_cast<double>(reader.clippedSamples())
                / (static_cast<double>(track.sampleCount) * std::max(track.channels, 1));
    } catch (const Error &error) {
        if (error.code() == ErrorCode::Cancelled)
            throw;
        checked.failure = displayText(error.cause());
    } catch (...) {
        checked.failure = "could not be decoded: " + sentenceOf(std::current_exception());
    }
    if (!checked.failure.empty() || track.sampleCount == 0) {
        track.sampleCount = 0;
        track.seconds = 0;
        track.contentHash.clear();
        track.monoHash.clear();
    }
    return checked;
}

void judge(Track &track, const Audit &audit, const std::string &failure, LengthRule rule)
{
    const std::string reason = reasonAgainst(track, audit, failure, rule);
    track.reason.clear();
    track.warning.clear();
    if (!reason.empty() && !(track.released && track.sampleCount > 0)) {
        track.status = TrackStatus::Quarantined;
        track.reason = reason;
        return;
    }
    track.status = TrackStatus::Ok;
    std::vector<std::string> warnings = warningsAbout(track, audit);
    if (!reason.empty())
        warnings.insert(warnings.begin(), "released by hand: " + reason);
    for (const std::string &warning : warnings)
        track.warning += (track.warning.empty() ? "" : "; ") + warning;
}

} // namespace retrograde
