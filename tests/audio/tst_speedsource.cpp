#include "audio/speedsource.h"
#include "base/error.h"
#include "support/signals.h"

#include <QTest>
#include <cmath>
#include <numbers>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

constexpr int kRate = 22050;

std::unique_ptr<SoundSource> sourceOf(std::vector<float> samples)
{
    return makeBufferSource(std::make_shared<AudioBuffer>(AudioBuffer { std::move(samples), kRate }));
}

std::vector<float> allOf(SoundSource &source)
{
    std::vector<float> sound(static_cast<std::size_t>(source.sampleCount()));
    for (std::size_t first = 0; first < sound.size(); first += 777)
        source.read(static_cast<std::int64_t>(first),
            std::span(sound).subspan(first, std::min<std::size_t>(777, sound.size() - first)));
    return sound;
}

/// Hz of a tone, by its crossings of zero in the middle half of @p sound.
double frequencyOf(const std::vector<float> &sound)
{
    const std::size_t begin = sound.size() / 4;
    const std::size_t end = sound.size() * 3 / 4;
    int crossings = 0;
    for (std::size_t i = begin + 1; i < end; ++i)
        crossings += (sound[i - 1] < 0) != (sound[i] < 0);
    return crossings / 2.0 * kRate / static_cast<double>(end - begin);
}

float loudest(const std::vector<float> &sound)
{
    float peak = 0;
    for (const float sample : sound)
        peak = std::max(peak, std::abs(sample));
    return peak;
}

/// Where the energy of a short sound lies, in samples.
double centreOf(const std::vector<float> &sound)
{
    double weighted = 0;
    double energy = 0;
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const double power = static_cast<double>(sound[i]) * static_cast<double>(sound[i]);
        weighted += power * static_cast<double>(i);
        energy += power;
    }
    return weighted / std::max(energy, 1e-20);
}

} // namespace

class TestSpeedSource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void speedOneIsTheOriginal()
    {
        const std::vector<float> sound = struckNotes(0.5, kRate);
        QVERIFY(allOf(*makeSpeedSource(sourceOf(sound), 1, true)) == sound);
        QVERIFY_EXCEPTION_THROWN(makeSpeedSource(sourceOf(sound), 0, true), Error);
        QVERIFY_EXCEPTION_THROWN(makeSpeedSource(sourceOf(sound), std::nan(""), false), Error);
    }

    void lengthAndPitchAreAsAsked_data()
    {
        QTest::addColumn<double>("speed");
        QTest::addColumn<bool>("keepPitch");
        for (const double speed : { 0.5, 0.75, 1.5, 2.0 }) {
            QTest::addRow("%g, pitch kept", speed) << speed << true;
            QTest::addRow("%g, as a tape", speed) << speed << false;
        }
    }

    void lengthAndPitchAreAsAsked()
    {
        QFETCH(double, speed);
        QFETCH(bool, keepPitch);
        const std::vector<float> tone = sine(440, 2, kRate, 0.5);
        const auto source = makeSpeedSource(sourceOf(tone), speed, keepPitch);
        QCOMPARE(source->sampleRate(), kRate);
        QCOMPARE(source->sampleCount(), static_cast<std::int64_t>(std::ceil(2 * kRate / speed)));
        const std::vector<float> heard = allOf(*source);
        const double expected = keepPitch ? 440 : 440 * speed;
        QVERIFY2(std::abs(frequencyOf(heard) - expected) < 0.005 * expected,
            qPrintable(QString("%1 Hz").arg(frequencyOf(heard))));
        QVERIFY2(loudest(heard) > 0.4f && loudest(heard) < 0.7f,
            qPrintable(QString::number(static_cast<double>(loudest(heard)))));
        if (!keepPitch) {
            // Resampling is exact: it is the sine at the other frequency, sample by sample.
            const std::size_t margin = 2000;
            for (std::size_t i = margin; i + margin < heard.size(); ++i) {
                const double wanted = 0.5 * std::sin(2 * std::numbers::pi * expected * static_cast<double>(i) / kRate);
                QVERIFY(std::abs(static_cast<double>(heard[i]) - wanted) < 1e-3);
            }
        }
    }

    void nothingMovesInTime_data() { lengthAndPitchAreAsAsked_data(); }

    void nothingMovesInTime()
    {
        QFETCH(double, speed);
        QFETCH(bool, keepPitch);
        // A short burst in silence is found where it belongs: the playhead and the ear agree.
        std::vector<float> sound(3 * kRate, 0.0f);
        const std::vector<float> burst = sine(1000, 0.05, kRate, 0.5);
        std::copy(burst.begin(), burst.end(), sound.begin() + kRate);
        const double centre = centreOf(sound);
        const double heard = centreOf(allOf(*makeSpeedSource(sourceOf(sound), speed, keepPitch)));
        const double tolerance = keepPitch ? 0.015 * kRate : 2;
        QVERIFY2(std::abs(heard - centre / speed) < tolerance,
            qPrintable(QString("%1 samples off").arg(heard - centre / speed)));
    }

    void leapsLandWhereReadingOnWouldHaveBeen_data() { lengthAndPitchAreAsAsked_data(); }

    void leapsLandWhereReadingOnWouldHaveBeen()
    {
        QFETCH(double, speed);
        QFETCH(bool, keepPitch);
        std::vector<float> sound(3 * kRate, 0.0f);
        const std::vector<float> burst = sine(1000, 0.05, kRate, 0.5);
        std::copy(burst.begin(), burst.end(), sound.begin() + 2 * kRate);
        const auto source = makeSpeedSource(sourceOf(sound), speed, keepPitch);
        const std::int64_t from = std::llround(1.61 * kRate / speed);
        std::vector<float> part(static_cast<std::size_t>(source->sampleCount() - from));
        source->read(from, part);
        const double heard = static_cast<double>(from) + centreOf(part);
        QVERIFY2(std::abs(heard - centreOf(sound) / speed) < 0.015 * kRate,
            qPrintable(QString("%1 samples off").arg(heard - centreOf(sound) / speed)));
        // Outside there is silence, however it is asked for.
        std::vector<float> outside(500, 1.0f);
        source->read(source->sampleCount() + 10, outside);
        QVERIFY(outside == std::vector<float>(500, 0.0f));
        source->read(-500, outside);
        QVERIFY(outside == std::vector<float>(500, 0.0f));
    }
};

QTEST_APPLESS_MAIN(TestSpeedSource)
#include "tst_speedsource.moc"
