#include "audio/soundsource.h"
#include "audio/wavfile.h"
#include "base/error.h"
#include "base/random.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<SoundSource> sourceOf(std::vector<float> samples, int sampleRate)
{
    return makeBufferSource(std::make_shared<AudioBuffer>(AudioBuffer { std::move(samples), sampleRate }));
}

/// Samples first ... first + count - 1 of @p sound, with silence around it.
std::vector<float> expectedPart(const std::vector<float> &sound, std::int64_t first, std::size_t count)
{
    std::vector<float> part(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t at = first + static_cast<std::int64_t>(i);
        if (at >= 0 && at < static_cast<std::int64_t>(sound.size()))
            part[i] = sound[static_cast<std::size_t>(at)];
    }
    return part;
}

bool readsAs(SoundSource &source, const std::vector<float> &sound, std::int64_t first, std::size_t count)
{
    std::vector<float> part(count, 99.0f);
    source.read(first, part);
    return part == expectedPart(sound, first, count);
}

/// Everywhere, in any order, within and around @p sound.
bool readsAsEverywhere(SoundSource &source, const std::vector<float> &sound, int times, std::size_t longest)
{
    RandomStream random(17);
    for (int i = 0; i < times; ++i) {
        const auto first = static_cast<std::int64_t>(random.below(sound.size() + 4000)) - 2000;
        if (!readsAs(source, sound, first, random.below(longest)))
            return false;
    }
    return readsAs(source, sound, -5000, 100) && readsAs(source, sound, source.sampleCount() + 5000, 100)
        && readsAs(source, sound, 0, 0);
}

} // namespace

class TestSoundSource : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

private Q_SLOTS:
    void aBufferReadsAnywhere()
    {
        const std::vector<float> sound = noise(1, 8000);
        const std::unique_ptr<SoundSource> source = sourceOf(sound, 8000);
        QCOMPARE(source->sampleRate(), 8000);
        QCOMPARE(source->sampleCount(), std::int64_t { 8000 });
        QVERIFY(readsAsEverywhere(*source, sound, 300, 5000));
    }

    void anArrangementReadsAnywhere()
    {
        const std::vector<float> sound = noise(3, 22050);
        const FrameGrid grid { 22050, 512 };
        const int order[] = { 3, 1, 2 };
        for (const Arrangement &arrangement : { Arrangement::asPublished({ 0, 129 }), Arrangement::reversed({ 0, 130 }),
                 Arrangement::jigsaw({ 10, 120 }, order, 2), Arrangement({ { 5, 9, true }, { 1, 2, false } }) }) {
            const std::vector<float> expected = arrangeSound(arrangement, grid, 22050, sound);
            const std::unique_ptr<SoundSource> source
                = makeArrangedSource(sourceOf(sound, 22050), SoundArrangement(arrangement, grid, 22050));
            QCOMPARE(source->sampleCount(), static_cast<std::int64_t>(expected.size()));
            QVERIFY(readsAsEverywhere(*source, expected, 200, 9000));
        }
        QVERIFY_EXCEPTION_THROWN(
            makeArrangedSource(sourceOf(sound, 44100), SoundArrangement(Arrangement::reversed({ 0, 9 }), grid, 22050)),
            Error);
    }

    void aFileReadsAnywhere()
    {
        const std::vector<float> sound = roundedTo16Bits(noise(90, 8000));
        writeWav(m_folder / "sound.wav", sound, 8000);
        const auto count = static_cast<std::int64_t>(sound.size());
        const std::unique_ptr<SoundSource> source = makeFileSource(m_folder / "sound.wav", 8000, count);
        QCOMPARE(source->sampleRate(), 8000);
        QCOMPARE(source->sampleCount(), count);
        QVERIFY(readsAsEverywhere(*source, sound, 100, 100000));
    }

    /// Longer than what is kept in memory, from its end to its start, and again from its start to its end.
    void aLongFileReadsBackwards()
    {
        const std::vector<float> sound = roundedTo16Bits(noise(1200, 8000));
        writeWav(m_folder / "long.wav", sound, 8000);
        const auto count = static_cast<std::int64_t>(sound.size());
        const std::unique_ptr<SoundSource> source
            = makeArrangedSource(makeFileSource(m_folder / "long.wav", 8000, count),
                SoundArrangement(Arrangement::reversed({ 0, count }), { 8000, 1 }, 8000));
        std::vector<float> heard(sound.size());
        constexpr std::size_t kBlock = 30000;
        for (std::size_t first = 0; first < heard.size(); first += kBlock) {
            source->read(static_cast<std::int64_t>(first),
                std::span(heard).subspan(first, std::min(kBlock, heard.size() - first)));
        }
        std::reverse(heard.begin(), heard.end());
        QVERIFY(heard == sound);
        QVERIFY(readsAs(*source, std::vector<float>(sound.rbegin(), sound.rend()), 0, 50000));
    }

    void aFileThatMustBeDecodedFromItsStartReadsAnywhere()
    {
        if (!ffmpegAvailable())
            QSKIP("needs the ffmpeg program");
        encode(noise(40, 44100), 44100, m_folder / "sound.m4a", { "-c:a", "aac" });
        const AudioBuffer whole = decodeAudio(m_folder / "sound.m4a");
        QVERIFY(!AudioReader(m_folder / "sound.m4a").seeksCheaply());
        const std::unique_ptr<SoundSource> source
            = makeFileSource(m_folder / "sound.m4a", 44100, static_cast<std::int64_t>(whole.samples.size()));
        QVERIFY(readsAsEverywhere(*source, whole.samples, 40, 100000));
    }

    void aFileShorterThanPromisedIsSilentAfterItsEnd()
    {
        const std::vector<float> sound = roundedTo16Bits(noise(1, 8000));
        writeWav(m_folder / "short.wav", sound, 8000);
        const std::unique_ptr<SoundSource> source = makeFileSource(m_folder / "short.wav", 8000, 200000);
        QVERIFY(readsAs(*source, sound, 7000, 150000));
        QVERIFY(readsAs(*source, sound, 190000, 1000));
        QVERIFY(readsAs(*source, sound, 0, 9000));
    }

    void aMissingFileIsAnError()
    {
        QVERIFY_EXCEPTION_THROWN(makeFileSource(m_folder / "nowhere.wav", 8000, 100), Error);
    }
};

QTEST_APPLESS_MAIN(TestSoundSource)
#include "tst_soundsource.moc"
