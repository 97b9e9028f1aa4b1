#include "audio/wavfile.h"
#include "library/audiocheck.h"
#include "support/mediafiles.h"
#include "support/riff.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <cmath>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 8000;

CheckedFile checked(const fs::path &path)
{
    return checkFile({ path, FileStamp::of(path) }, [] {});
}

/// The warning that a usable file of these measurements gets.
std::string warningOf(CheckedFile file)
{
    judge(file.track, file.audit, file.failure, LengthRule::Lenient);
    return file.track.status == TrackStatus::Ok ? file.track.warning : "quarantined: " + file.track.reason;
}

/// Where the frames of an MP3 at 44.1 kHz and 128 kbit/s begin (ISO 11172-3: 144 * 128000 / 44100 bytes, and one more
/// when the padding bit is set).
std::vector<std::size_t> framesOf(const std::string &mp3)
{
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(mp3[i]); };
    std::size_t place = 0;
    if (mp3.starts_with("ID3"))
        place = 10 + (std::size_t { at(6) } << 21 | at(7) << 14 | at(8) << 7 | at(9));
    std::vector<std::size_t> frames;
    while (place + 4 < mp3.size() && at(place) == 0xFF && (at(place + 1) & 0xE0) == 0xE0) {
        frames.push_back(place);
        place += 417 + (at(place + 2) >> 1 & 1);
    }
    return frames;
}

/// FLAC of so many hours of silence at 1 kHz: frames of 65,535 samples that take 14 bytes each (RFC 9639).
std::string silentFlac(int hours)
{
    const auto checksum = [](const std::string &bytes, int bits, unsigned polynomial) {
        unsigned sum = 0;
        for (const char byte : bytes) {
            sum ^= static_cast<unsigned>(static_cast<unsigned char>(byte)) << (bits - 8);
            for (int i = 0; i < 8; ++i)
                sum = (sum << 1 ^ (sum >> (bits - 1) & 1 ? polynomial : 0)) & ((1u << bits) - 1);
        }
        return sum;
    };
    // Nothing but the blocks' size, the rate, 16 bits of one channel, and a length that is not known.
    std::string flac("fLaC\x80\0\0\x22\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\x3E\x80\xF0\0\0\0\0", 26);
    flac.resize(42, '\0');
    const unsigned frames = static_cast<unsigned>(hours) * 3600u * 1000u / 65535u;
    for (unsigned number = 0; number < frames; ++number) {
        std::string frame("\xFF\xF8\x70\x08", 4);
        if (number < 0x80)
            frame += static_cast<char>(number);
        else if (number < 0x800)
            frame += { static_cast<char>(0xC0 | number >> 6), static_cast<char>(0x80 | (number & 63)) };
        else if (number < 0x10000)
            frame += { static_cast<char>(0xE0 | number >> 12), static_cast<char>(0x80 | (number >> 6 & 63)),
                static_cast<char>(0x80 | (number & 63)) };
        else
            frame += { static_cast<char>(0xF0 | number >> 18), static_cast<char>(0x80 | (number >> 12 & 63)),
                static_cast<char>(0x80 | (number >> 6 & 63)), static_cast<char>(0x80 | (number & 63)) };
        frame += "\xFF\xFE";
        frame += static_cast<char>(checksum(frame, 8, 0x07));
        frame += std::string(3, '\0'); // a constant
        const unsigned sum = checksum(frame, 16, 0x8005);
        flac += frame + static_cast<char>(sum >> 8) + static_cast<char>(sum);
    }
    return flac;
}

int bytesBehind(const std::string &mp3, std::size_t frame)
{
    return static_cast<unsigned char>(mp3[frame + 4]) << 1 | static_cast<unsigned char>(mp3[frame + 5]) >> 7;
}

} // namespace

class TestAudioCheck : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

    fs::path write(const std::string &name, const std::vector<float> &sound) const
    {
        writeWav(m_folder.path() / name, sound, kRate);
        return m_folder.path() / name;
    }

private Q_SLOTS:
    void levelsAreThoseOfTheSignal()
    {
        const CheckedFile sound = checked(write("sine.wav", sine(440, 2, kRate, 0.5)));
        QVERIFY(std::abs(sound.audit.peak - 0.5) < 1e-3);
        QVERIFY(std::abs(sound.audit.rms - 0.5 / std::sqrt(2)) < 1e-3);
        QCOMPARE(sound.audit.silentShare, 0.0);
        QCOMPARE(sound.audit.clippedShare, 0.0);
        QCOMPARE(sound.audit.leadInSeconds, 0.0);
        QCOMPARE(sound.track.sampleRate, kRate);
        QCOMPARE(sound.track.channels, 1);
        QCOMPARE(warningOf(sound), std::string());
    }

    void silenceIsFound()
    {
        std::vector<float> half = sine(440, 1, kRate);
        half.resize(2 * half.size(), 0.0f);
        const CheckedFile part = checked(write("half.wav", half));
        QCOMPARE(part.audit.silentShare, 0.5);
        QCOMPARE(warningOf(part), std::string());
        // 16 bits' smallest step is at -90 dB.
        const CheckedFile whole = checked(write("silence.wav", noise(3, kRate, 0.0001)));
        QCOMPARE(whole.audit.silentShare, 1.0);
        QCOMPARE(warningOf(whole), std::string("it is silent"));
    }

    void clippingIsFound()
    {
        std::vector<float> loud = sine(50, 1, kRate, 2.0);
        // Twice full scale: clipped for all but asin(1/2) * 4 of the circle.
        const double share = 1 - 4 * std::asin(0.5) / (2 * std::acos(-1.0));
        const CheckedFile sound = checked(write("loud.wav", loud));
        QVERIFY(std::abs(sound.audit.clippedShare - share) < 0.03);
        QVERIFY(sound.audit.peak > 0.9999);
        QVERIFY2(warningOf(sound).ends_with("% of it is clipped"), warningOf(sound).c_str());
        // Samples that touch full scale alone are no clipping.
        std::vector<float> spikes = silence(1, kRate);
        for (std::size_t i = 0; i < spikes.size(); i += 10)
            spikes[i] = spikes[i + 1] = 1.0f;
        QCOMPARE(checked(write("spikes.wav", spikes)).audit.clippedShare, 0.0);
    }

    void channelsThatCancelAreNoSilence()
    {
        const std::vector<float> sound = noise(2, kRate, 0.4);
        const auto stereo = [&](double right) {
            std::vector<float> both;
            for (const float sample : sound) {
                both.push_back(sample);
                both.push_back(static_cast<float>(right * sample));
            }
            writeBytes(m_folder.path() / "stereo.wav", floatWav(both, kRate, 2));
            return checked(m_folder.path() / "stereo.wav");
        };
        const CheckedFile opposite = stereo(-1);
        QCOMPARE(opposite.audit.rms, 0.0);
        QVERIFY(std::abs(opposite.audit.channelRms - 0.4 / std::sqrt(3)) < 0.005); // uniform noise
        QVERIFY2(warningOf(opposite).starts_with("its channels cancel"), warningOf(opposite).c_str());
        QVERIFY2(warningOf(opposite).find("silent") == std::string::npos, warningOf(opposite).c_str());
        QVERIFY(warningOf(stereo(-0.99)).starts_with("its channels cancel")); // -40 dB are left
        QCOMPARE(warningOf(stereo(-0.8)), std::string()); // -19 dB
        QCOMPARE(warningOf(stereo(1)), std::string());
        QCOMPARE(warningOf(stereo(0)), std::string());
        QCOMPARE(warningOf(checked(write("quiet.wav", silence(2, kRate)))), std::string("it is silent"));
    }

    void levelsBeyondReasonAreSaid()
    {
        std::vector<float> sound = noise(2, kRate, 0.9);
        for (float &sample : sound)
            sample *= 32767;
        writeBytes(m_folder.path() / "scale.wav", floatWav(sound, kRate));
        const std::string warning = warningOf(checked(m_folder.path() / "scale.wav"));
        QVERIFY2(warning.find(" times full scale") != std::string::npos, warning.c_str());
        QVERIFY2(warning.find("; 100 % of it is clipped") != std::string::npos, warning.c_str());
    }

    void whatNeverEndsIsNotWaitedFor()
    {
        const auto seconds = [this](int hours) {
            writeBytes(m_folder.path() / "bomb.flac", silentFlac(hours));
            return checked(m_folder.path() / "bomb.flac");
        };
        const CheckedFile endless = seconds(2000); // 1.5 MB
        QVERIFY2(warningOf(endless).starts_with("quarantined: is longer than 100 hours"), warningOf(endless).c_str());
        const CheckedFile longest = seconds(90);
        QVERIFY2(warningOf(longest) == "it is silent", warningOf(longest).c_str());
        QVERIFY(std::abs(longest.track.seconds - 90 * 3600) < 66);
    }

    void onlyOneChannelMayBeClipped()
    {
        if (!ffmpegAvailable())
            QSKIP("ffmpeg is not installed");
        std::vector<float> both;
        for (int i = 0; i < kRate; ++i) {
            both.push_back(0.0f);
            both.push_back(i % 100 < 50 ? 1.0f : -1.0f);
        }
        const fs::path path = m_folder.path() / "one side.wav";
        encode(both, kRate, path, {}, 2);
        const CheckedFile sound = checked(path);
        QCOMPARE(sound.track.channels, 2);
        QVERIFY(std::abs(sound.audit.clippedShare - 0.5) < 1e-6);
        QVERIFY(sound.audit.peak > 0.9999);
        QVERIFY(std::abs(sound.audit.rms - 0.5) < 1e-3);
    }

    void anMp3ThatWasCutOutOfAnotherHasALeadIn()
    {
        if (!ffmpegAvailable())
            QSKIP("ffmpeg is not installed");
        const fs::path whole = m_folder.path() / "whole.mp3";
        encode(struckNotes(8, 44100), 44100, whole, { "-b:a", "128k", "-write_xing", "0" });
        const CheckedFile uncut = checked(whole);
        QCOMPARE(uncut.audit.leadInSeconds, 0.0);

        const std::string mp3 = readBytes(whole);
        const std::vector<std::size_t> frames = framesOf(mp3);
        QVERIFY(frames.size() > 250);
        const auto reaching = [&](bool back) {
            return *std::find_if(frames.begin() + 100, frames.end(),
                [&](std::size_t frame) { return (bytesBehind(mp3, frame) > 0) == back; });
        };
        const fs::path cut = m_folder.path() / "cut.mp3";
        writeBytes(cut, mp3.substr(reaching(true)));
        const CheckedFile found = checked(cut);
        QVERIFY(found.audit.leadInSeconds >= 1152.0 / 44100 - 1e-9);
        QVERIFY(found.audit.leadInSeconds < 0.2);
        QVERIFY2(warningOf(found).find("cut out of a longer MP3") != std::string::npos, warningOf(found).c_str());
    }

    void lengthsAreHeldAgainstWhatWasStated()
    {
        if (!ffmpegAvailable())
            QSKIP("ffmpeg is not installed");
        const fs::path whole = m_folder.path() / "stated.mp3";
        encode(noise(20, 44100), 44100, whole, { "-b:a", "128k" });
        const CheckedFile uncut = checked(whole);
        QVERIFY(std::abs(uncut.audit.statedSeconds - 20) < 0.1);
        QCOMPARE(warningOf(uncut), std::string());
        const fs::path cut = m_folder.path() / "half stated.mp3";
        writeBytes(cut, readBytes(whole).substr(0, fs::file_size(whole) / 2));
        CheckedFile half = checked(cut);
        QVERIFY(std::abs(half.track.seconds - 10) < 0.2);
        QVERIFY2(warningOf(half).find("its header states 20.") != std::string::npos, warningOf(half).c_str());
        judge(half.track, half.audit, half.failure, LengthRule::Strict);
        QVERIFY(half.track.status == TrackStatus::Quarantined);
    }

    void outcomesFollowFromMeasurements()
    {
        Track track;
        track.sampleRate = 44100;
        track.channels = 2;
        track.sampleCount = 44100 * 30;
        track.seconds = 30;
        Audit audit;
        audit.peak = 0.5;
        const auto outcome = [&](LengthRule rule) {
            judge(track, audit, {}, rule);
            return auditOutcome(track);
        };
        QVERIFY(outcome(LengthRule::Strict) == AuditOutcome::Ok);
        audit.publishedSeconds = 30.9;
        audit.statedSeconds = 30.8;
        QVERIFY(outcome(LengthRule::Strict) == AuditOutcome::Ok);
        audit.publishedSeconds = 31.5;
        QVERIFY(outcome(LengthRule::Strict) == AuditOutcome::Quarantined);
        QVERIFY(outcome(LengthRule::Lenient) == AuditOutcome::Warning);
        audit.publishedSeconds = 20; // longer than published is no harm
        QVERIFY(outcome(LengthRule::Strict) == AuditOutcome::Ok);
        audit.statedSeconds = 200;
        QVERIFY(outcome(LengthRule::Strict) == AuditOutcome::Quarantined);
        audit.statedSeconds = -1;
        audit.damagedPackets = 1;
        QVERIFY(outcome(LengthRule::Strict) == AuditOutcome::Warning);
        audit.damagedPackets = 30 * 44100 / 1024 + 1;
        QVERIFY(outcome(LengthRule::Lenient) == AuditOutcome::Quarantined);
        track.released = true;
        QVERIFY(outcome(LengthRule::Strict) == AuditOutcome::Warning);
        QVERIFY(track.warning.starts_with("released by hand: most of it is damaged"));
        // Nothing releases a file that has no sound.
        judge(track, audit, "is empty", LengthRule::Lenient);
        QVERIFY(track.status == TrackStatus::Ok);
        track.sampleCount = 0;
        judge(track, audit, "is empty", LengthRule::Lenient);
        QVERIFY(track.status == TrackStatus::Quarantined);
    }
};

QTEST_APPLESS_MAIN(TestAudioCheck)
#include "tst_audiocheck.moc"
