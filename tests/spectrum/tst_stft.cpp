#include "base/error.h"
#include "base/random.h"
#include "spectrum/stft.h"
#include "support/allocations.h"
#include "support/cqtoracle.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <complex>
#include <fftw3.h>
#include <limits>
#include <numbers>
#include <thread>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr Window kWindows[] { Window::Rectangular, Window::Hann, Window::Hamming, Window::Blackman,
    Window::BlackmanHarris };

double windowAt(Window window, double m, int length)
{
    const double c = 2 * std::numbers::pi * m / length;
    switch (window) {
    case Window::Rectangular:
        return 1;
    case Window::Hann:
        return std::pow(std::cos(c / 2), 2);
    case Window::Hamming:
        return 0.08 + 0.92 * std::pow(std::cos(c / 2), 2);
    case Window::Blackman:
        return 0.42 + 0.5 * std::cos(c) + 0.08 * std::cos(2 * c);
    case Window::BlackmanHarris:
        return 0.35875 + 0.48829 * std::cos(c) + 0.14128 * std::cos(2 * c) + 0.01168 * std::cos(3 * c);
    }
    return std::nan("");
}

/// The definition summed up in double precision, [frame][bin].
std::vector<double> exactMagnitudes(const StftParameters &p, std::span<const float> sound)
{
    const std::ptrdiff_t before = p.windowLength / 2;
    const std::vector<double> samples = padded(sound, p.windowLength, p.padding);
    std::vector<double> magnitudes;
    for (std::size_t centre = 0; centre <= sound.size() && !sound.empty(); centre += static_cast<std::size_t>(p.hop)) {
        for (int bin = 0; bin <= p.fftLength / 2; ++bin) {
            std::complex<double> sum = 0;
            for (std::ptrdiff_t m = -before; m < p.windowLength - before; ++m) {
                // The exponent's whole turns are left out, so that the angle stays exact.
                const double turn = static_cast<double>((bin * m) % p.fftLength) / p.fftLength;
                sum += samples[centre + static_cast<std::size_t>(p.windowLength + m)]
                    * windowAt(p.window, static_cast<double>(m), p.windowLength)
                    * std::polar(1.0, -2 * std::numbers::pi * turn);
            }
            magnitudes.push_back(std::abs(sum));
        }
    }
    return magnitudes;
}

/// Every option in one place or another; short windows, because the oracle is slow.
std::vector<std::pair<const char *, StftParameters>> parameterSets()
{
    return {
        { "hann", { .hop = 64, .windowLength = 256, .fftLength = 256 } },
        { "reflect", { .hop = 100, .windowLength = 256, .fftLength = 256, .padding = Padding::Reflect } },
        { "hamming, 400 in 512",
            { .sampleRate = 16000, .hop = 160, .windowLength = 400, .fftLength = 512, .window = Window::Hamming } },
        { "blackman, odd window",
            { .hop = 37,
                .windowLength = 221,
                .fftLength = 221,
                .window = Window::Blackman,
                .padding = Padding::Reflect } },
        { "blackman-harris, much interpolated",
            { .hop = 128, .windowLength = 100, .fftLength = 1000, .window = Window::BlackmanHarris } },
        { "rectangular, hop beyond the window",
            { .hop = 500, .windowLength = 64, .fftLength = 64, .window = Window::Rectangular } },
        { "the shortest", { .hop = 3, .windowLength = 2, .fftLength = 2 } },
        { "the shortest odd", { .hop = 1, .windowLength = 3, .fftLength = 3, .padding = Padding::Reflect } },
    };
}

void addParameterRows()
{
    QTest::addColumn<StftParameters>("parameters");
    for (const auto &[name, parameters] : parameterSets())
        QTest::addRow("%s", name) << parameters;
}

/// The largest difference, as a share of the largest magnitude that the sound's loudness allows.
double worstDifference(std::span<const float> ours, std::span<const double> theirs, double scale)
{
    double worst = 0;
    for (std::size_t cell = 0; cell < theirs.size(); ++cell) {
        const double difference = std::abs(ours[cell] - theirs[cell]) / scale;
        worst = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(worst, difference);
    }
    return worst;
}

} // namespace

class TestStft : public QObject {
    Q_OBJECT

    ScratchFolder m_folder;
    const fs::path m_wisdom = m_folder / "cache/wisdom";

private Q_SLOTS:
    void followsTheDefinition_data() { addParameterRows(); }

    void followsTheDefinition()
    {
        QFETCH(const StftParameters, parameters);
        const StftPlan plan(parameters, m_wisdom);
        const int rate = parameters.sampleRate;
        std::vector<float> clicks = silence(0.2, rate);
        RandomStream random(5);
        for (std::size_t at = 10; at < clicks.size(); at += 300 + random.below(900))
            clicks[at] = random.coin() ? 0.9f : -0.4f;
        for (const std::vector<float> &sound :
            { sine(440, 0.1, rate), chirp(30, 0.45 * rate, 0.2, rate), noise(0.1, rate), struckNotes(0.2, rate), clicks,
                silence(0.05, rate), std::vector<float>(2000, 0.25f) }) {
            const std::vector<double> exact = exactMagnitudes(parameters, sound);
            const std::vector<float> magnitudes = plan.magnitudes(sound);
            QCOMPARE(magnitudes.size(), exact.size());
            QVERIFY(worstDifference(magnitudes, exact, plan.windowSum()) < 1e-6);
        }
    }

    void everyLengthHasItsFrames_data() { addParameterRows(); }

    void everyLengthHasItsFrames()
    {
        QFETCH(const StftParameters, parameters);
        const StftPlan plan(parameters, m_wisdom);
        QVERIFY(plan.magnitudes({}).empty());
        const std::vector<float> sound = noise(1000.0 / parameters.sampleRate, parameters.sampleRate);
        for (const std::size_t length :
            { 1, 2, 3, 36, 37, 38, 63, 64, 110, 111, 112, 127, 128, 129, 255, 256, 257, 700 }) {
            const std::span<const float> samples = std::span(sound).first(length);
            const std::vector<float> magnitudes = plan.magnitudes(samples);
            QCOMPARE(magnitudes.size(),
                static_cast<std::size_t>(parameters.grid().framesIn(std::ssize(samples)) * parameters.bins()));
            QVERIFY(worstDifference(magnitudes, exactMagnitudes(parameters, samples), plan.windowSum()) < 1e-6);
        }
    }

    void aSineHasItsKnownMagnitude()
    {
        for (const Window window : kWindows) {
            const StftParameters parameters { .window = window };
            const StftPlan plan(parameters, m_wisdom);
            const std::vector<float> magnitudes
                = plan.magnitudes(sine(parameters.frequency(100), 1, parameters.sampleRate, 0.5));
            const double found = magnitudes[static_cast<std::size_t>(20 * parameters.bins() + 100)];
            QVERIFY(std::abs(found / (0.5 * plan.windowSum() / 2) - 1) < 1e-5);
        }
    }

    void sideLobesAreAsLowAsTheWindowPromises()
    {
        // A sine half way between two bins shows the window's spectrum where its side lobes are highest.
        const double lobes[] { -13, -31, -42, -58, -91 };
        const int mainLobes[] { 1, 2, 2, 3, 4 };
        for (std::size_t i = 0; i < std::size(kWindows); ++i) {
            const StftParameters parameters { .window = kWindows[i] };
            const StftPlan plan(parameters, m_wisdom);
            const std::vector<float> cells
                = plan.magnitudes(sine(200.5 * parameters.frequency(1), 1, parameters.sampleRate, 0.5));
            const auto at = [&](int bin) { return cells[static_cast<std::size_t>(20 * parameters.bins() + bin)]; };
            float outside = 0;
            for (int bin = 210; bin < 900; ++bin)
                outside = std::max(outside, at(bin));
            for (int bin = 201 + mainLobes[i]; bin < 210; ++bin)
                outside = std::max(outside, at(bin));
            const double peak = 0.5 * plan.windowSum() / 2;
            QVERIFY2(
                20 * std::log10(outside / peak) < lobes[i] + 0.6, QByteArray::number(20 * std::log10(outside / peak)));
        }
    }

    void quantitiesAreThoseOfTheMagnitudes()
    {
        const StftPlan plan({}, m_wisdom);
        const std::vector<float> sound = struckNotes(1, 22050);
        const std::vector<float> magnitudes = plan.magnitudes(sound);
        StftStream stream(plan);
        std::vector<float> cells(magnitudes.size());
        stream.transform(sound, Quantity::Magnitude, cells);
        QCOMPARE(cells, magnitudes);
        stream.transform(sound, Quantity::Power, cells);
        for (std::size_t i = 0; i < cells.size(); ++i)
            QCOMPARE(cells[i], magnitudes[i] * magnitudes[i]);
        stream.transform(sound, Quantity::Decibels, cells);
        const std::vector<double> decibels
            = decibelsByDefinition(std::vector<double>(magnitudes.begin(), magnitudes.end()));
        QVERIFY(worstDifference(cells, decibels, 1) < 1e-4);
        cells.pop_back();
        QVERIFY_EXCEPTION_THROWN(stream.transform(sound, Quantity::Power, cells), Error);
    }

    void streamingGivesTheSameFrames_data() { addParameterRows(); }

    void streamingGivesTheSameFrames()
    {
        QFETCH(const StftParameters, parameters);
        const StftPlan plan(parameters, m_wisdom);
        StftStream stream(plan);
        RandomStream random(9);
        const std::vector<float> sound = struckNotes(2, parameters.sampleRate);
        for (const std::size_t length : { std::size_t { 1 }, std::size_t { 300 }, sound.size() }) {
            const std::vector<float> whole = plan.magnitudes(std::span(sound).first(length));
            for (const std::uint64_t largest : { 3, 300, 40000 }) {
                std::span<const float> rest = std::span(sound).first(length);
                std::vector<float> frames;
                while (!rest.empty()) {
                    const std::size_t count = std::min<std::size_t>(rest.size(), 1 + random.below(largest));
                    stream.push(rest.first(count), frames);
                    rest = rest.subspan(count);
                }
                stream.finish(frames);
                QCOMPARE(frames, whole);
            }
        }
    }

    void nothingIsAllocatedOnceItIsWarm()
    {
        for (const Padding padding : { Padding::Zero, Padding::Reflect }) {
            const StftPlan plan({ .padding = padding }, m_wisdom);
            StftStream stream(plan);
            const std::vector<float> sound = noise(10, 22050);
            std::vector<float> cells(431 * 1025);
            stream.transform(sound, Quantity::Decibels, cells);
            const std::size_t before = allocationsOfThisThread();
            for (const Quantity quantity : { Quantity::Magnitude, Quantity::Power, Quantity::Decibels })
                stream.transform(sound, quantity, cells);
            QCOMPARE(allocationsOfThisThread(), before);
        }
    }

    void onePlanServesManyThreads()
    {
        const StftPlan plan({}, m_wisdom);
        const std::vector<float> sound = struckNotes(1.5, 22050);
        const std::vector<float> expected = plan.magnitudes(sound);
        std::vector<std::vector<float>> results(4);
        {
            std::vector<std::jthread> threads;
            for (std::vector<float> &result : results)
                threads.emplace_back([&] {
                    // Plans come and go beside it.
                    for (int i = 0; i < 3; ++i) {
                        const StftPlan other({ .windowLength = 64, .fftLength = 64 + i }, m_wisdom);
                        result = plan.magnitudes(sound);
                    }
                });
        }
        for (const std::vector<float> &result : results)
            QCOMPARE(result, expected);
    }

    void badSamplesCountAsZero()
    {
        const StftPlan plan({}, m_wisdom);
        std::vector<float> damaged = struckNotes(1.0, 22050);
        std::vector<float> repaired = damaged;
        const float bad[] { std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
            -std::numeric_limits<float>::infinity() };
        RandomStream random(3);
        for (int i = 0; i < 200; ++i) {
            const std::size_t at = random.below(damaged.size());
            damaged[at] = bad[i % 3];
            repaired[at] = 0;
        }
        QCOMPARE(plan.magnitudes(damaged), plan.magnitudes(repaired));
        for (const float magnitude : plan.magnitudes(std::vector<float>(9000, std::numeric_limits<float>::max())))
            QVERIFY(std::isfinite(magnitude * magnitude));
    }

    void absurdParametersAreRefused()
    {
        const StftParameters absurd[] {
            { .sampleRate = 0 },
            { .sampleRate = 1000000 },
            { .hop = 0 },
            { .hop = -1 },
            { .windowLength = 1 },
            { .windowLength = 2049 },
            { .windowLength = -2048, .fftLength = -2048 },
            { .fftLength = (1 << 22) + 1 },
            { .window = static_cast<Window>(17) },
        };
        for (const StftParameters &parameters : absurd) {
            try {
                const StftPlan plan(parameters, m_wisdom);
                QFAIL("accepted");
            } catch (const Error &error) {
                QCOMPARE(error.code(), ErrorCode::InvalidArgument);
            }
        }
    }

    void whatWasMeasuredIsRemembered()
    {
        const StftParameters parameters { .windowLength = 360, .fftLength = 360 };
        const fs::path file = m_folder / "remembered/wisdom";
        fftwf_forget_wisdom();
        const StftPlan first(parameters, file);
        QVERIFY(fs::file_size(file) > 32);
        // As at the next start of the program: nothing is measured, so nothing is written.
        fftwf_forget_wisdom();
        fs::permissions(file, fs::perms::owner_read);
        const auto written = fs::last_write_time(file);
        const StftPlan second(parameters, file);
        QVERIFY(fs::last_write_time(file) == written);
        const std::vector<float> sound = noise(0.2, 22050);
        QCOMPARE(second.magnitudes(sound), first.magnitudes(sound));
    }

    void damagedWisdomIsMeasuredAnew()
    {
        const StftParameters parameters { .hop = 64, .windowLength = 16, .fftLength = 16 };
        const fs::path file = m_folder / "damaged/wisdom";
        fftwf_forget_wisdom();
        const StftPlan first(parameters, file);
        const std::string good = readBytes(file);
        const std::vector<float> sound = noise(0.02, 22050);
        const std::vector<double> exact = exactMagnitudes(parameters, sound);
        RandomStream random(11);
        for (int round = 0; round < 100; ++round) {
            std::string bytes = good;
            if (random.coin())
                bytes.resize(random.below(bytes.size() + 1));
            for (std::uint64_t flips = random.below(8); flips > 0 && !bytes.empty(); --flips)
                bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
            writeBytes(file, bytes);
            fftwf_forget_wisdom();
            const StftPlan plan(parameters, file);
            QVERIFY(worstDifference(plan.magnitudes(sound), exact, plan.windowSum()) < 1e-6);
            QVERIFY(fs::file_size(file) > 32);
        }
    }

    void aCacheThatCannotBeKeptDoesNoHarm()
    {
        writeBytes(m_folder / "blocker", "a file where the folder should be");
        fftwf_forget_wisdom();
        const StftPlan plan({ .windowLength = 100, .fftLength = 100 }, m_folder / "blocker/wisdom");
        QVERIFY(!plan.magnitudes(noise(0.1, 22050)).empty());
    }

    void thePlanSaysItsRoute() { QCOMPARE(StftPlan({}, m_wisdom).route(), std::string("FFT of 2048 points (FFTW)")); }
};

QTEST_APPLESS_MAIN(TestStft)
#include "tst_stft.moc"
