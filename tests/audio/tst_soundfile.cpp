#include "audio/audioreader.h"
#include "audio/soundfile.h"
#include "base/error.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

/// What tst_wavfile does not try: FLAC, and sound that comes in blocks.
class TestSoundFile : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;
    fs::path file(const std::string &name) const { return m_folder / name; }

private Q_SLOTS:
    void flacHoldsTheSameSamples()
    {
        const std::vector<float> sound = roundedTo16Bits(noise(3.1, 44100, 1.0));
        std::size_t given = 0;
        const std::int64_t written
            = writeSound(file("sound.flac"), SoundFormat::Flac, 44100, [&](std::span<float> out) {
                  const std::size_t count = std::min({ out.size(), sound.size() - given, std::size_t { 1000 } });
                  std::copy_n(sound.begin() + static_cast<std::ptrdiff_t>(given), count, out.begin());
                  given += count;
                  return count;
              });
        QCOMPARE(written, static_cast<std::int64_t>(sound.size()));
        const AudioBuffer read = decodeAudio(file("sound.flac"));
        QCOMPARE(read.sampleRate, 44100);
        QVERIFY(read.samples == sound);
        QCOMPARE(AudioReader(file("sound.flac")).info().codec, std::string("flac"));
        QVERIFY(soundFormatOf("a/b.FLAC") == SoundFormat::Flac);
        QVERIFY(soundFormatOf("a/b.wav") == SoundFormat::Wav);
    }

    void aSourceThatFailsLeavesNothing()
    {
        const ScratchFolder empty;
        QVERIFY_EXCEPTION_THROWN(
            writeSound(empty / "x.flac", SoundFormat::Flac, 8000,
                [](std::span<float>) -> std::size_t { throw Error(ErrorCode::Io, "song.mp3", "the disk is gone"); }),
            Error);
        QVERIFY(fs::is_empty(empty.path()));
    }
};

QTEST_APPLESS_MAIN(TestSoundFile)
#include "tst_soundfile.moc"
