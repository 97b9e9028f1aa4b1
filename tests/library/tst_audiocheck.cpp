#include "audio/wavfile.h"
#include "library/audiocheck.h"
#include "support/mediafiles.h"
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
