#include "audio/audioreader.h"
#include "audio/wavfile.h"
#include "base/error.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <cmath>
#include <cstring>
#include <limits>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

class TestWavFile : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;
    fs::path file(const std::string &name) const { return m_folder / name; }

private Q_SLOTS:
    void every16BitValueSurvives()
    {
        std::vector<float> sound;
        for (int value = -32768; value < 32768; ++value)
            sound.push_back(static_cast<float>(value) / 32768);
        writeWav(file("all.wav"), sound, 44100);
        const AudioBuffer read = decodeAudio(file("all.wav"));
        QCOMPARE(read.sampleRate, 44100);
        QVERIFY(read.samples == sound);
    }

    void roundsAndClips()
    {
        const float step = 1.0f / 32768;
        const float infinite = std::numeric_limits<float>::infinity();
        writeWav(file("odd.wav"),
            std::vector<float> {
                0.4f * step, 0.6f * step, -0.6f * step, 1.0f, 7.0f, -1.5f, infinite, -infinite, std::nanf("") },
            8000);
        const float top = 32767 * step;
        QVERIFY(
            decodeAudio(file("odd.wav")).samples == (std::vector<float> { 0, step, -step, top, top, -1, top, -1, 0 }));
    }

    void longSoundsAreWrittenWhole()
    {
        const std::vector<float> sound = roundedTo16Bits(noise(10.37, 22050, 1.0));
        writeWav(file("long.wav"), sound, 22050);
        QVERIFY(decodeAudio(file("long.wav")).samples == sound);
        // RIFF: the size of all that follows, and of the samples, in bytes; little-endian.
        const std::string bytes = readBytes(file("long.wav"));
        const auto sizeAt = [&](std::size_t place) {
            std::uint32_t size = 0;
            std::memcpy(&size, bytes.data() + place, sizeof size);
            return std::size_t { size };
        };
        QCOMPARE(sizeAt(4), bytes.size() - 8);
        const std::size_t samples = bytes.find("data");
        QVERIFY(samples != std::string::npos);
        QCOMPARE(sizeAt(samples + 4), 2 * sound.size());
        QCOMPARE(bytes.size(), samples + 8 + 2 * sound.size());
    }

    void namesMayHoldAnyBytes()
    {
        const std::vector<float> sound = sine(440, 0.1, 8000);
        const fs::path path = file("a \"quoted\" \xF0\x9F\x8E\xB5 \xFF\xFE name.wav");
        writeWav(path, sound, 8000);
        QVERIFY(decodeAudio(path).samples == roundedTo16Bits(sound));
    }

    void failureIsAnIoErrorAndLeavesNothing()
    {
        try {
            writeWav(file("no such folder") / "x.wav", sine(440, 0.1, 8000), 8000);
            QFAIL("wrote into nowhere");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Io);
            QCOMPARE(error.path(), file("no such folder") / "x.wav");
        }
        const ScratchFolder empty;
        QVERIFY_EXCEPTION_THROWN(writeWav(empty / "x.wav", sine(440, 0.1, 8000), -1), Error);
        QVERIFY(fs::is_empty(empty.path()));
    }
};

QTEST_APPLESS_MAIN(TestWavFile)
#include "tst_wavfile.moc"
