#include "audio/arrangement.h"
#include "base/error.h"
#include "base/random.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

constexpr FrameGrid kSamples { 22050, 1 }; // "frames" are samples

/// A sound whose every sample tells its number.
std::vector<float> numbered(std::size_t count)
{
    std::vector<float> sound(count);
    std::iota(sound.begin(), sound.end(), 1.0f);
    return sound;
}

std::vector<float> slice(const std::vector<float> &sound, std::int64_t begin, std::int64_t end)
{
    return { sound.begin() + begin, sound.begin() + end };
}

} // namespace

class TestArrangement : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishedIsTheOriginal()
    {
        const std::vector<float> sound = numbered(1000);
        QCOMPARE(arrangeSound(Arrangement::asPublished({ 100, 400 }), kSamples, 22050, sound), slice(sound, 100, 400));
    }

    void reversalOfSamplesIsPlainReversal()
    {
        const std::vector<float> sound = numbered(1000);
        std::vector<float> expected = slice(sound, 100, 400);
        std::reverse(expected.begin(), expected.end());
        QCOMPARE(arrangeSound(Arrangement::reversed({ 100, 400 }), kSamples, 22050, sound), expected);
    }

    void reversingTwiceGivesTheOriginalBack()
    {
        const std::vector<float> sound = numbered(777);
        const FrameSpan whole { 0, 777 };
        const std::vector<float> once = arrangeSound(Arrangement::reversed(whole), kSamples, 22050, sound);
        QCOMPARE(arrangeSound(Arrangement::reversed(whole), kSamples, 22050, once), sound);
    }

    void jigsawPlaysThePiecesInTheOrderGiven()
    {
        const std::vector<float> sound = numbered(1000);
        const int order[] = { 2, 1, 3 };
        const Arrangement jigsaw = Arrangement::jigsaw({ 10, 911 }, order); // 3 x 300 frames, 1 left out
        std::vector<float> expected = slice(sound, 310, 610);
        for (const auto &[begin, end] : { std::pair(10, 310), std::pair(610, 910) })
            expected.insert(expected.end(), sound.begin() + begin, sound.begin() + end);
        QCOMPARE(arrangeSound(jigsaw, kSamples, 22050, sound), expected);
        QCOMPARE(jigsaw.frameCount(), std::int64_t { 900 });
    }

    void silenceStandsBetweenSpacedPieces()
    {
        const Arrangement jigsaw = Arrangement::jigsaw({ 0, 30 }, std::array { 3, 1, 2 }, 4);
        const Arrangement spaced = jigsaw.spaced(4);
        QCOMPARE(spaced.frameCount(), 3 * 6 + 2 * 4);
        QVERIFY(spaced.pieces()[1].isSilence() && spaced.pieces()[3].isSilence());
        QVERIFY(!spaced.pieces()[0].isSilence() && !Piece({ -5, 3 }).isSilence());
        // As sound: the pieces are the same, and between them there is nothing, whatever the sound's rate.
        const FrameGrid grid { 100, 10 };
        const std::vector<float> sound(300 * 441, 0.5f);
        const std::vector<float> closed = arrangeSound(jigsaw, grid, 44100, sound);
        const std::vector<float> open = arrangeSound(spaced, grid, 44100, sound);
        QCOMPARE(open.size(), closed.size() + 2 * 4 * 4410);
        QCOMPARE(std::count(open.begin(), open.end(), 0.0f), std::count(closed.begin(), closed.end(), 0.0f) + 8 * 4410);
        QVERIFY(std::all_of(open.begin() + 6 * 4410, open.begin() + 10 * 4410, [](float x) { return x == 0.0f; }));
        QVERIFY(jigsaw.spaced(0) == jigsaw);
    }

    void sourceSpansLeaveSilenceOut()
    {
        const Arrangement spaced = Arrangement::jigsaw({ 0, 30 }, std::array { 3, 1, 2 }, 2).spaced(2);
        // 20 ... 27, two of silence, 0 ... 7, two of silence, 10 ... 17
        QVERIFY(spaced.sourceSpans({ 5, 12 }) == (std::vector<FrameSpan> { { 25, 28 }, { 0, 2 } }));
        QVERIFY(spaced.sourceSpans({ 8, 10 }).empty());
        QVERIFY(Arrangement::reversed({ 10, 40 }).sourceSpans({ 0, 4 }) == (std::vector<FrameSpan> { { 36, 40 } }));
    }

    void outputSpansAreWhereSourceFramesAre()
    {
        for (const Arrangement &arrangement : { Arrangement::asPublished({ 10, 40 }), Arrangement::reversed({ 10, 40 }),
                 Arrangement::jigsaw({ 10, 40 }, std::array { 3, 1, 2 }, 2).spaced(3) }) {
            for (const FrameSpan source : { FrameSpan { 0, 100 }, { 12, 13 }, { 18, 33 }, { 39, 40 }, { 0, 10 } }) {
                std::vector<bool> expected;
                for (std::int64_t frame = 0; frame < arrangement.frameCount(); ++frame) {
                    const std::int64_t at = arrangement.sourceFrame(frame);
                    expected.push_back(at >= source.begin && at < source.end);
                }
                for (const FrameSpan &span : arrangement.outputSpans(source)) {
                    // There and back again.
                    const std::vector<FrameSpan> back = arrangement.sourceSpans(span);
                    QCOMPARE(back.size(), std::size_t { 1 });
                    QCOMPARE(back.front().size(), span.size());
                    QVERIFY(back.front().begin >= source.begin && back.front().end <= source.end);
                }
                std::vector<bool> found(expected.size(), false);
                for (const FrameSpan &span : arrangement.outputSpans(source))
                    std::fill(found.begin() + span.begin, found.begin() + span.end, true);
                QVERIFY(found == expected);
            }
        }
    }

    void gapsAreCutFromTheEndOfEachPiece()
    {
        const int order[] = { 3, 1, 2 };
        const Arrangement jigsaw = Arrangement::jigsaw({ 0, 30 }, order, 4);
        QCOMPARE(jigsaw.pieces(), (std::vector<Piece> { { 20, 26, false }, { 0, 6, false }, { 10, 16, false } }));
    }

    void everyPermutationHoldsEachSampleOnce()
    {
        const std::vector<float> sound = numbered(997);
        std::vector<int> order { 1, 2, 3, 4 };
        do {
            std::vector<float> heard = arrangeSound(Arrangement::jigsaw({ 0, 997 }, order), kSamples, 22050, sound);
            QCOMPARE(heard.front(), static_cast<float>((order[0] - 1) * 249 + 1));
            std::sort(heard.begin(), heard.end());
            QCOMPARE(heard, slice(sound, 0, 996));
        } while (std::next_permutation(order.begin(), order.end()));
    }

    void refusesWhatIsNoOrder_data()
    {
        QTest::addColumn<QList<int>>("order");
        QTest::addColumn<int>("frames");
        QTest::newRow("nothing") << QList<int> {} << 100;
        QTest::newRow("zero") << QList<int> { 0, 1, 2 } << 100;
        QTest::newRow("twice") << QList<int> { 1, 1, 3 } << 100;
        QTest::newRow("too large") << QList<int> { 1, 2, 4 } << 100;
        QTest::newRow("more pieces than frames") << QList<int> { 1, 2, 3 } << 2;
    }

    void refusesWhatIsNoOrder()
    {
        QFETCH(QList<int>, order);
        QFETCH(int, frames);
        const std::vector<int> numbers(order.begin(), order.end());
        try {
            Arrangement::jigsaw({ 0, frames }, numbers);
            QFAIL("accepted");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        }
        const int fine[] = { 2, 1 };
        QVERIFY_EXCEPTION_THROWN(Arrangement::jigsaw({ 0, 10 }, fine, 5), Error);
        QVERIFY_EXCEPTION_THROWN(Arrangement::jigsaw({ 0, 10 }, fine, -1), Error);
        QVERIFY_EXCEPTION_THROWN(Arrangement({ Piece { 5, 4 } }), Error);
    }

    void framesAndSoundShowTheSameMoments_data()
    {
        QTest::addColumn<int>("hop");
        QTest::addColumn<int>("rate");
        for (const int hop : { 1, 2, 3, 255, 256, 512 }) {
            for (const int rate : { 22050, 44100, 48000, 8000 })
                QTest::addRow("hop %d at %d Hz", hop, rate) << hop << rate;
        }
    }

    /// The centre of output frame t lies t hops after the first one's; what is heard there is the centre of the
    /// frame that the model sees there.
    void framesAndSoundShowTheSameMoments()
    {
        QFETCH(int, hop);
        QFETCH(int, rate);
        const FrameGrid grid { 22050, hop };
        const int order[] = { 3, 1, 4, 2 };
        const double samplesPerFrame = static_cast<double>(hop) * rate / grid.sampleRate;
        const double first = static_cast<double>(hop / 2) * rate / grid.sampleRate;
        // At another rate every boundary may be rounded, and the pieces before it as well.
        const double tolerance = rate == grid.sampleRate ? 0 : 3.5;
        for (const Arrangement &arrangement : { Arrangement::asPublished({ 7, 107 }), Arrangement::reversed({ 7, 107 }),
                 Arrangement::jigsaw({ 7, 107 }, order), Arrangement::jigsaw({ 7, 107 }, order, 3),
                 Arrangement({ { 3, 20, true }, { 90, 91, false }, { 40, 50, true } }) }) {
            const SoundArrangement sound(arrangement, grid, rate);
            QVERIFY(std::abs(static_cast<double>(sound.sampleCount()) - samplesPerFrame * arrangement.frameCount())
                <= tolerance);
            for (std::int64_t frame = 0; frame < arrangement.frameCount(); ++frame) {
                const auto at = static_cast<std::int64_t>(std::llround(first + samplesPerFrame * frame));
                if (at >= sound.sampleCount())
                    continue;
                const double expected = samplesPerFrame * arrangement.sourceFrame(frame);
                const double heard = static_cast<double>(sound.sourceSample(at));
                // Where frames are shorter than the rounding, a neighbour may be heard, on either side of a joint.
                if (samplesPerFrame > 4 || tolerance == 0)
                    QVERIFY2(std::abs(heard - expected) <= tolerance,
                        qPrintable(QString("frame %1: heard %2, expected %3").arg(frame).arg(heard).arg(expected)));
            }
        }
    }

    /// At the grid's own rate each frame's hop of sound is the original's, mirrored in reversed pieces.
    void everyFrameCarriesItsHop()
    {
        const FrameGrid grid { 22050, 512 };
        const Arrangement arrangement({ { 5, 9, false }, { 20, 24, true } });
        const SoundArrangement sound(arrangement, grid, 22050);
        QCOMPARE(sound.sampleCount(), std::int64_t { 8 * 512 });
        for (std::int64_t sample = 0; sample < 4 * 512; ++sample)
            QCOMPARE(sound.sourceSample(sample), 5 * 512 - 256 + sample);
        for (std::int64_t sample = 0; sample < 4 * 512; ++sample)
            QCOMPARE(sound.sourceSample(4 * 512 + sample), 23 * 512 + 256 - sample);
        QCOMPARE(sound.joints(), std::vector<std::int64_t> { 4 * 512 });
        QCOMPARE(sound.sourceBegin(), std::int64_t { 5 * 512 - 256 });
        QCOMPARE(sound.sourceEnd(), std::int64_t { 23 * 512 + 256 + 1 });
    }

    void oddHopsReverseAboutFrameCentres()
    {
        const FrameGrid grid { 22050, 5 };
        const SoundArrangement sound(Arrangement::reversed({ 2, 4 }), grid, 22050);
        // Frames 2 and 3 are centred on 10 and 15 and own 8-12 and 13-17.
        std::vector<std::int64_t> heard;
        for (std::int64_t sample = 0; sample < sound.sampleCount(); ++sample)
            heard.push_back(sound.sourceSample(sample));
        QCOMPARE(heard, (std::vector<std::int64_t> { 17, 16, 15, 14, 13, 12, 11, 10, 9, 8 }));
    }

    void outsideTheOriginalIsSilence()
    {
        const std::vector<float> held = numbered(10); // the original's samples 100 ... 109
        const std::vector<float> heard = arrangeSound(Arrangement::reversed({ 98, 112 }), kSamples, 22050, held, 100);
        QCOMPARE(heard, (std::vector<float> { 0, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0 }));
        // The first half hop of frame 0 lies before the sound.
        const std::vector<float> start
            = arrangeSound(Arrangement::asPublished({ 0, 1 }), { 22050, 4 }, 22050, numbered(2));
        QCOMPARE(start, (std::vector<float> { 0, 0, 1, 2 }));
    }

    void readingInBlocksGivesTheWhole()
    {
        const FrameGrid grid { 22050, 512 };
        const std::vector<float> sound = noise(3, 48000);
        const int order[] = { 4, 2, 1, 3 };
        const Arrangement jigsaw = Arrangement::jigsaw({ 4, 100 }, order, 2);
        const SoundArrangement arrangement(jigsaw, grid, 48000);
        const std::vector<float> whole = arrangeSound(jigsaw, grid, 48000, sound);
        RandomStream random(3);
        for (int i = 0; i < 200; ++i) {
            const auto first = static_cast<std::int64_t>(random.below(whole.size() + 2000)) - 1000;
            std::vector<float> block(random.below(5000));
            arrangement.read(sound, 0, first, block);
            for (std::size_t k = 0; k < block.size(); ++k) {
                const std::int64_t at = first + static_cast<std::int64_t>(k);
                const bool inside = at >= 0 && at < static_cast<std::int64_t>(whole.size());
                QCOMPARE(block[k], inside ? whole[static_cast<std::size_t>(at)] : 0.0f);
            }
        }
    }

    void anEmptyArrangementIsNoSound()
    {
        const SoundArrangement sound(Arrangement::reversed({ 5, 5 }), kSamples, 22050);
        QCOMPARE(sound.sampleCount(), std::int64_t { 0 });
        QVERIFY(sound.joints().empty());
        QCOMPARE(sound.sourceBegin(), sound.sourceEnd());
        QVERIFY_EXCEPTION_THROWN(sound.sourceSample(0), Error);
        QVERIFY_EXCEPTION_THROWN(Arrangement().sourceFrame(0), Error);
    }
};

QTEST_APPLESS_MAIN(TestArrangement)
#include "tst_arrangement.moc"
