#include "audio/audioreader.h"
#include "audio/soundidentity.h"
#include "support/mediafiles.h"
#include "support/riff.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <limits>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 8000;

std::vector<float> beside(const std::vector<float> &left, const std::vector<float> &right)
{
    std::vector<float> both;
    for (std::size_t i = 0; i < left.size(); ++i) {
        both.push_back(left[i]);
        both.push_back(right[i]);
    }
    return both;
}

std::vector<float> negated(std::vector<float> sound)
{
    for (float &sample : sound)
        sample = -sample;
    return sound;
}

} // namespace

class TestSoundIdentity : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

    std::string identityOf(const fs::path &path) const
    {
        AudioReader reader(path, 0, {}, Identify::Yes);
        std::vector<float> block(1000);
        while (reader.read(block) > 0) { }
        return reader.identity();
    }

    std::string identityOf(const std::vector<float> &sound, int rate = kRate, int channels = 1) const
    {
        const fs::path path = m_folder / "sound.wav";
        writeBytes(path, floatWav(sound, rate, channels));
        return identityOf(path);
    }

private Q_SLOTS:
    void whateverDiffersIsAnother()
    {
        const std::vector<float> quiet440 = sine(440, 1, kRate, 1e-5);
        const std::vector<float> quiet880 = sine(880, 1, kRate, 1e-5);
        const std::vector<float> loud = noise(1, kRate, 0.3, 9);
        const std::vector<float> other = noise(1, kRate, 0.3, 10);
        std::vector<float> nudged = loud;
        nudged[4321] = std::nextafter(nudged[4321], 1.0f);
        std::vector<float> longer = loud;
        longer.push_back(0.0f);
        const std::vector<std::string> names {
            identityOf(silence(1, kRate)),
            identityOf(quiet440),
            identityOf(quiet880),
            identityOf(loud),
            identityOf(nudged),
            identityOf(longer),
            identityOf(loud, 2 * kRate),
            identityOf(beside(loud, negated(loud)), kRate, 2), // these two cancel
            identityOf(beside(other, negated(other)), kRate, 2),
            identityOf(beside(loud, other), kRate, 2), // and these two have the same mean
            identityOf(beside(other, loud), kRate, 2),
        };
        for (std::size_t i = 0; i < names.size(); ++i) {
            QCOMPARE(names[i].size(), std::size_t { 32 });
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY2(names[i] != names[j], (std::to_string(i) + " and " + std::to_string(j)).c_str());
        }
    }

    void whatSoundsTheSameIsTheSame()
    {
        const std::vector<float> sound = roundedTo16Bits(noise(1, kRate, 0.3, 9));
        const std::string name = identityOf(sound);
        QCOMPARE(identityOf(beside(sound, sound), kRate, 2), name);
        writeBytes(m_folder / "tagged.wav",
            floatWav(sound, kRate, 1, riffChunk("LIST", "INFO" + riffChunk("INAM", std::string("x\0", 2)))));
        QCOMPARE(identityOf(m_folder / "tagged.wav"), name);
        if (ffmpegAvailable()) {
            encode(sound, kRate, m_folder / "sound.flac", { "-c:a", "flac", "-sample_fmt", "s16" });
            QCOMPARE(identityOf(m_folder / "sound.flac"), name);
            encode(sound, kRate, m_folder / "16.wav", { "-c:a", "pcm_s16le" });
            QCOMPARE(identityOf(m_folder / "16.wav"), name);
        }
    }

    void doesNotDependOnHowItComes()
    {
        const std::vector<float> sound = beside(noise(0.1, kRate, 0.3, 1), noise(0.1, kRate, 0.3, 2));
        SoundIdentity whole;
        whole.add(kRate, 2, sound);
        SoundIdentity parts;
        const std::span<const float> span(sound);
        parts.add(kRate, 2, span.first(2));
        parts.add(kRate, 2, {});
        parts.add(kRate, 2, span.subspan(2));
        QCOMPARE(parts.hex(), whole.hex());
    }

    void whatIsNoNumberCountsAsZero()
    {
        SoundIdentity odd;
        odd.add(kRate, 1,
            std::vector<float> {
                0.5f, std::numeric_limits<float>::quiet_NaN(), -0.0f, -std::numeric_limits<float>::infinity() });
        SoundIdentity plain;
        plain.add(kRate, 1, std::vector<float> { 0.5f, 0.0f, 0.0f, 0.0f });
        QCOMPARE(odd.hex(), plain.hex());
    }

    void isNamedWhateverTheWantedRate()
    {
        const std::vector<float> sound = noise(1, kRate, 0.3, 9);
        writeBytes(m_folder / "rate.wav", floatWav(sound, kRate));
        AudioReader reader(m_folder / "rate.wav", 11025, {}, Identify::Yes);
        std::vector<float> block(4096);
        while (reader.read(block) > 0) { }
        QCOMPARE(reader.identity(), identityOf(sound));
    }
};

QTEST_GUILESS_MAIN(TestSoundIdentity)
#include "tst_soundidentity.moc"
