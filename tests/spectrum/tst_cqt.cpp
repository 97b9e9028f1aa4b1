#include "audio/audioreader.h"
#include "base/error.h"
#include "base/paths.h"
#include "base/random.h"
#include "spectrum/cqt.h"
#include "support/allocations.h"
#include "support/cqtoracle.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <thread>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

struct NamedSound {
    const char *name;
    std::vector<float> samples;
    double worst = 0.01; ///< dB allowed within 60 dB of the maximum
    double worstOfAll = 0.05; ///< dB allowed in the whole image
    double mean = 0.001; ///< dB allowed on average, within 60 dB of the maximum
    double meanOfAll = 0.001;
};

std::vector<float> sum(std::vector<float> a, const std::vector<float> &b)
{
    std::transform(a.begin(), a.end(), b.begin(), a.begin(), std::plus());
    return a;
}

std::vector<NamedSound> sounds(int rate)
{
    constexpr double kSeconds = 1.2;
    std::vector<float> clicks = silence(kSeconds, rate);
    RandomStream random(5);
    for (std::size_t at = 100; at < clicks.size(); at += 1000 + random.below(5000))
        clicks[at] = random.coin() ? 0.9f : -0.4f;
    std::vector<float> sines = sine(65.4, kSeconds, rate, 0.3);
    for (const double hertz : { 196.0, 440.0, 447.0, 1318.5, 3100.0 })
        sines = sum(std::move(sines), sine(hertz, kSeconds, rate, 0.1));
    return {
        { "sines", std::move(sines) },
        { "chirp", chirp(30, 0.45 * rate, kSeconds, rate) },
        { "clicks", std::move(clicks), 0.05, 0.3 },
        { "noise", noise(kSeconds, rate) },
        { "notes", struckNotes(kSeconds, rate) },
        { "silence", silence(kSeconds, rate) },
        // What it shows is only what leaks into bins far above 0 Hz: the whole image is some 90 dB fainter than the
        // sound is loud, so rounding shows.
        { "constant", std::vector<float>(static_cast<std::size_t>(rate), 0.25f), 0.05, 0.05, 0.01, 0.01 },
    };
}

struct NamedParameters {
    const char *name;
    CqtParameters parameters;
};

std::vector<NamedParameters> parameterSets()
{
    CqtParameters classic;
    classic.q = QRule::Classic;
    classic.padding = Padding::Reflect;
    CqtParameters oddHop;
    oddHop.hop = 441;
    oddHop.padding = Padding::Reflect;
    CqtParameters fine { .sampleRate = 44100, .hop = 1024, .bins = 96, .binsPerOctave = 24 };
    CqtParameters slow { .sampleRate = 8000, .hop = 100, .fmin = 55, .bins = 65 };
    CqtParameters upToTheTop { .sampleRate = 22050, .hop = 1000, .fmin = 261.6, .bins = 128, .binsPerOctave = 24 };
    CqtParameters awkward { .sampleRate = 16000, .hop = 160, .fmin = 40.1, .bins = 41, .binsPerOctave = 7 };
    CqtParameters wide { .sampleRate = 22050, .hop = 256, .fmin = 30, .bins = 8, .binsPerOctave = 1 };
    return { { "default", {} }, { "classic, mirrored", classic }, { "odd hop", oddHop }, { "24 per octave", fine },
        { "8 kHz", slow }, { "up to the top", upToTheTop }, { "7 per octave", awkward }, { "1 per octave", wide } };
}

std::vector<float> streamed(
    const CqtPlan &plan, std::span<const float> sound, const std::function<std::size_t()> &blockSize)
{
    std::vector<float> frames;
    CqtStream stream(plan);
    while (!sound.empty()) {
        const std::size_t count = std::min(sound.size(), blockSize());
        stream.push(sound.first(count), frames);
        sound = sound.subspan(count);
    }
    stream.finish(frames);
    return frames;
}

/// Up to @p count recordings of the demo library, from all over it; none where it has not been fetched.
std::vector<std::filesystem::path> demoMusic(std::size_t count)
{
    std::vector<std::filesystem::path> all;
    std::error_code absent;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(userCacheFolder() / "demo/music", absent)) {
        const std::string extension = entry.path().extension();
        if (extension == ".ogg" || extension == ".mp3" || extension == ".opus" || extension == ".flac")
            all.push_back(entry.path());
    }
    std::sort(all.begin(), all.end());
    std::vector<std::filesystem::path> chosen;
    for (std::size_t i = 0; i < std::min(count, all.size()); ++i)
        chosen.push_back(all[i * all.size() / count]);
    return chosen;
}

/// While it lives, new plans use this instruction set.
class ForcedKernel {
public:
    explicit ForcedKernel(const std::string &name) { qputenv("RETROGRADE_CPU", QByteArray::fromStdString(name)); }
    ~ForcedKernel() { qunsetenv("RETROGRADE_CPU"); }
};

void addKernelRows()
{
    QTest::addColumn<std::string>("kernel");
    QTest::addColumn<CqtParameters>("parameters");
    for (const std::string &kernel : cqtKernelNames())
        for (const auto &[name, parameters] : parameterSets())
            QTest::addRow("%s, %s", kernel.c_str(), name) << kernel << parameters;
}

} // namespace

class TestCqt : public QObject {
    Q_OBJECT

    /// The oracle takes its time, so what it says is kept for the next kernel.
    std::map<std::string, std::vector<std::vector<double>>> m_exact;

    const std::vector<std::vector<double>> &exactMagnitudes(
        const CqtParameters &parameters, const std::vector<NamedSound> &all)
    {
        std::vector<std::vector<double>> &exact = m_exact[parameters.fingerprint()];
        if (exact.empty()) {
            const CqtOracle oracle(parameters);
            for (const NamedSound &sound : all)
                exact.push_back(oracle.magnitudes(sound.samples));
        }
        return exact;
    }

private Q_SLOTS:
    void followsTheDefinition_data() { addKernelRows(); }

    void followsTheDefinition()
    {
        QFETCH(const std::string, kernel);
        QFETCH(const CqtParameters, parameters);
        const ForcedKernel forced(kernel);
        const CqtPlan plan(parameters);
        QVERIFY(plan.route().ends_with("(" + kernel + ")"));
        const std::vector<NamedSound> all = sounds(parameters.sampleRate);
        const std::vector<std::vector<double>> &exact = exactMagnitudes(parameters, all);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto &[name, samples, worst, worstOfAll, mean, meanOfAll] = all[i];
            const std::vector<float> magnitudes = plan.magnitudes(samples);
            const DecibelError error = decibelError(magnitudes, exact[i]);
            const QByteArray where = QByteArray(name) + ": mean " + QByteArray::number(error.meanNearMaximum)
                + ", worst " + QByteArray::number(error.worstNearMaximum) + " dB; whole image: mean "
                + QByteArray::number(error.mean) + ", worst " + QByteArray::number(error.worst) + " dB";
            QVERIFY2(error.meanNearMaximum <= mean, where);
            QVERIFY2(error.worstNearMaximum <= worst, where);
            QVERIFY2(error.mean <= meanOfAll, where);
            QVERIFY2(error.worst <= worstOfAll, where);
        }
    }

    /// On recordings, where the demo library has been fetched.
    void musicFollowsTheDefinition()
    {
        const std::vector<std::filesystem::path> music = demoMusic(4);
        if (music.empty())
            QSKIP("the demo library is not in this user's cache");
        for (const std::filesystem::path &path : music) {
            for (const auto &[name, parameters] : parameterSets()) {
                const int rate = parameters.sampleRate;
                const std::vector<float> sound = decodeAudio(path, rate, 20 * rate, 2 * rate).samples;
                const std::vector<double> exact = CqtOracle(parameters).magnitudes(sound);
                for (const std::string &kernel : cqtKernelNames()) {
                    const ForcedKernel forced(kernel);
                    const DecibelError error = decibelError(CqtPlan(parameters).magnitudes(sound), exact);
                    const QByteArray where = QByteArray::fromStdString(path.filename().string()) + ", " + name + ", "
                        + QByteArray::fromStdString(kernel) + ": " + QByteArray::number(error.worstNearMaximum) + ", "
                        + QByteArray::number(error.worst);
                    QVERIFY2(error.meanNearMaximum <= 0.001 && error.mean <= 0.001, where);
                    QVERIFY2(error.worstNearMaximum <= 0.01 && error.worst <= 0.05, where);
                }
            }
        }
    }

    void everyLengthHasItsFrames_data()
    {
        QTest::addColumn<Padding>("padding");
        QTest::addRow("zeros") << Padding::Zero;
        QTest::addRow("mirrored") << Padding::Reflect;
    }

    void everyLengthHasItsFrames()
    {
        QFETCH(const Padding, padding);
        CqtParameters parameters;
        parameters.padding = padding;
        const CqtOracle oracle(parameters);
        const auto longest = static_cast<std::size_t>(parameters.filterLength(0));
        const std::vector<float> sound = noise(0.7, parameters.sampleRate);
        std::vector<std::size_t> lengths { 1, 2, 3, 31, 511, 512, 513, 1024, 5000, 15360 };
        for (const std::size_t edge : { longest / 2, longest })
            for (const int offset : { -2, -1, 0, 1, 2, 3 })
                lengths.push_back(edge + static_cast<std::size_t>(offset));
        for (const std::size_t length : lengths) {
            const std::span samples = std::span(sound).first(length);
            const std::vector<double> exact = oracle.magnitudes(samples);
            for (const std::string &kernel : cqtKernelNames()) {
                const ForcedKernel forced(kernel);
                const std::vector<float> magnitudes = CqtPlan(parameters).magnitudes(samples);
                QCOMPARE(magnitudes.size(), (1 + length / 512) * 84);
                const DecibelError error = decibelError(magnitudes, exact);
                QVERIFY2(error.worst <= 0.05, QByteArray::number(static_cast<qulonglong>(length)));
            }
        }
        QVERIFY(CqtPlan(parameters).magnitudes({}).empty());
    }

    void quantitiesAreThoseOfTheMagnitudes()
    {
        const CqtPlan plan({});
        const std::vector<float> sound = struckNotes(1, 22050);
        const std::vector<float> magnitudes = plan.magnitudes(sound);
        CqtStream stream(plan);
        std::vector<float> cells(magnitudes.size());
        stream.push(noise(0.3, 22050), cells); // what is not finished is forgotten
        cells.resize(magnitudes.size());
        stream.transform(sound, Quantity::Magnitude, cells);
        QCOMPARE(cells, magnitudes);
        stream.transform(sound, Quantity::Power, cells);
        for (std::size_t i = 0; i < cells.size(); ++i)
            QCOMPARE(cells[i], magnitudes[i] * magnitudes[i]);
        stream.transform(sound, Quantity::Decibels, cells);
        const std::vector<double> decibels
            = decibelsByDefinition(std::vector<double>(magnitudes.begin(), magnitudes.end()));
        for (std::size_t i = 0; i < cells.size(); ++i)
            QVERIFY(std::abs(cells[i] - decibels[i]) < 1e-4);
        cells.pop_back();
        QVERIFY_EXCEPTION_THROWN(stream.transform(sound, Quantity::Power, cells), Error);
    }

    void nothingIsAllocatedOnceItIsWarm_data() { addKernelRows(); }

    void nothingIsAllocatedOnceItIsWarm()
    {
        QFETCH(const std::string, kernel);
        QFETCH(const CqtParameters, parameters);
        const ForcedKernel forced(kernel);
        const CqtPlan plan(parameters);
        CqtStream stream(plan);
        const std::vector<float> sound = noise(3, parameters.sampleRate);
        const std::int64_t frames = parameters.grid().framesIn(std::ssize(sound));
        std::vector<float> cells(static_cast<std::size_t>(frames * parameters.bins));
        const std::size_t cold = allocationsOfThisThread();
        stream.transform(sound, Quantity::Decibels, cells);
        const std::size_t warm = allocationsOfThisThread();
        QVERIFY(warm > cold);
        for (const Quantity quantity : { Quantity::Magnitude, Quantity::Power, Quantity::Decibels })
            stream.transform(sound, quantity, cells);
        QCOMPARE(allocationsOfThisThread(), warm);
    }

    void aSineHasItsKnownMagnitude()
    {
        const CqtParameters parameters;
        const CqtPlan plan(parameters);
        for (const int bin : { 12, 45, 83 }) {
            const std::vector<float> magnitudes
                = plan.magnitudes(sine(parameters.frequency(bin), 2.0, parameters.sampleRate, 0.5));
            // Far from the edges half the amplitude is seen, times the root of the filter's length.
            const double expected = 0.25 * std::sqrt(parameters.filterLength(bin));
            const double found = magnitudes[static_cast<std::size_t>(43 * 84 + bin)];
            QVERIFY(std::abs(found / expected - 1) < 1e-3);
        }
    }

    void anImpulseShowsTheWindow()
    {
        const CqtParameters parameters;
        const CqtPlan plan(parameters);
        const std::vector<float> magnitudes = plan.magnitudes(impulse(20 * 512, 10 * 512));
        for (int bin = 0; bin < parameters.bins; ++bin) {
            const double length = parameters.filterLength(bin);
            double windowSum = 0;
            for (int m = -static_cast<int>(length / 2); m <= static_cast<int>(length / 2); ++m)
                windowSum += 0.5 + 0.5 * std::cos(2 * M_PI * m / length);
            const auto at = [&](int frame) { return magnitudes[static_cast<std::size_t>(frame * 84 + bin)]; };
            QVERIFY(std::abs(at(10) * windowSum / std::sqrt(length) - 1) < 1e-4);
            // Symmetric in time, and nothing where no filter reaches.
            QVERIFY(std::abs(at(9) - at(11)) <= 1e-6 * at(10));
            if (length / 2 < 512)
                QVERIFY(at(9) <= 1e-6 * at(10));
        }
    }

    void silenceIsZero()
    {
        for (const auto &[name, parameters] : parameterSets()) {
            const std::vector<float> magnitudes = CqtPlan(parameters).magnitudes(silence(0.5, parameters.sampleRate));
            QVERIFY(std::all_of(magnitudes.begin(), magnitudes.end(), [](float m) { return m == 0; }));
        }
    }

    void badSamplesCountAsZero()
    {
        const CqtPlan plan({});
        std::vector<float> damaged = struckNotes(1.0, 22050);
        std::vector<float> repaired = damaged;
        const float bad[] { std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
            -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::signaling_NaN() };
        RandomStream random(3);
        for (int i = 0; i < 200; ++i) {
            const std::size_t at = random.below(damaged.size());
            damaged[at] = bad[i % 4];
            repaired[at] = 0;
        }
        QCOMPARE(plan.magnitudes(damaged), plan.magnitudes(repaired));
    }

    void hugeSamplesStayFinite()
    {
        const std::vector<float> magnitudes
            = CqtPlan({}).magnitudes(std::vector<float>(30000, std::numeric_limits<float>::max()));
        for (const float magnitude : magnitudes)
            QVERIFY(std::isfinite(magnitude * magnitude));
    }

    void streamingGivesTheSameFrames_data()
    {
        addKernelRows();
        const CqtParameters sparse { .hop = 20000, .fmin = 440, .bins = 12, .padding = Padding::Reflect };
        for (const std::string &kernel : cqtKernelNames())
            QTest::addRow("%s, hop longer than any filter", kernel.c_str()) << kernel << sparse;
    }

    void streamingGivesTheSameFrames()
    {
        QFETCH(const std::string, kernel);
        QFETCH(const CqtParameters, parameters);
        const ForcedKernel forced(kernel);
        const CqtPlan plan(parameters);
        RandomStream random(9);
        const std::vector<float> sound = struckNotes(1.8, parameters.sampleRate);
        for (const std::size_t length :
            { std::size_t { 1 }, std::size_t { 700 }, std::size_t { 6000 }, sound.size() }) {
            const std::span samples = std::span(sound).first(length);
            const std::vector<float> whole = plan.magnitudes(samples);
            const std::vector<std::function<std::size_t()>> blockSizes {
                [&] { return 1 + random.below(3); },
                [&] { return 1 + random.below(2000); },
                [&] { return 1 + random.below(50000); },
                [&] { return static_cast<std::size_t>(parameters.hop); },
            };
            for (const auto &blockSize : blockSizes) {
                const std::vector<float> parts = streamed(plan, samples, blockSize);
                QCOMPARE(parts.size(), whole.size());
                for (std::size_t cell = 0; cell < whole.size(); ++cell)
                    QVERIFY(std::abs(parts[cell] - whole[cell]) <= 1e-6f * std::max(1.0f, whole[cell]));
            }
        }
    }

    void aStreamServesOneSoundAfterAnother()
    {
        for (const Padding padding : { Padding::Zero, Padding::Reflect }) {
            const CqtPlan plan({ .padding = padding });
            CqtStream stream(plan);
            for (const std::size_t length : { 30000, 5, 100000, 700, 30000 }) {
                const std::vector<float> sound = noise(static_cast<double>(length) / 22050, 22050, 0.5, length);
                std::vector<float> frames;
                stream.push(sound, frames);
                stream.finish(frames);
                QCOMPARE(frames, plan.magnitudes(sound));
            }
        }
    }

    void thePlanSaysItsRoute_data()
    {
        QTest::addColumn<CqtParameters>("parameters");
        QTest::addColumn<std::string>("route");
        QTest::addRow("default") << CqtParameters {} << std::string("half-band pyramid of 6 levels");
        QTest::addRow("odd hop") << CqtParameters { .hop = 441 } << std::string("direct");
        QTest::addRow("hop 2 * 5") << CqtParameters { .hop = 10 } << std::string("half-band pyramid of 2 levels");
        QTest::addRow("near half the rate") << CqtParameters { .fmin = 4000, .bins = 12 } << std::string("direct");
    }

    void thePlanSaysItsRoute()
    {
        QFETCH(const CqtParameters, parameters);
        QFETCH(const std::string, route);
        QCOMPARE(CqtPlan(parameters).route(), route + " (" + cqtKernelName() + ")");
    }

    void everyDepthOfPyramidAgrees()
    {
        // The hop decides how often the rate can be halved; every 16th frame is the same for all of these.
        const std::vector<float> sound = struckNotes(2.0, 22050);
        const std::vector<double> exact = CqtOracle({ .hop = 1024 }).magnitudes(sound);
        for (const int hop : { 1024, 512, 256, 128, 64, 32, 16, 8, 4, 2 }) {
            const std::vector<float> all = CqtPlan({ .hop = hop }).magnitudes(std::span(sound).first(20481));
            std::vector<float> common;
            for (std::size_t frame = 0; frame * static_cast<std::size_t>(hop) <= 15 * 1024;
                 frame += 1024 / static_cast<std::size_t>(hop))
                common.insert(common.end(), all.begin() + static_cast<std::ptrdiff_t>(frame * 84),
                    all.begin() + static_cast<std::ptrdiff_t>(frame * 84 + 84));
            // Frames up to 15 see nothing of what was cut off in bins from C3 up.
            std::vector<float> ours;
            std::vector<double> theirs;
            for (std::size_t cell = 0; cell < common.size(); ++cell)
                if (cell % 84 >= 24) {
                    ours.push_back(common[cell]);
                    theirs.push_back(exact[cell]);
                }
            const DecibelError error = decibelError(ours, theirs);
            QVERIFY2(error.worstNearMaximum <= 0.01, QByteArray::number(hop));
            QVERIFY2(error.worst <= 0.05, QByteArray::number(hop));
        }
    }

    void theKernelCanBeForced()
    {
        const std::vector<std::string> names = cqtKernelNames();
        QCOMPARE(names.back(), std::string("portable"));
        QCOMPARE(cqtKernelName(), names.front());
        for (const std::string &name : names) {
            const ForcedKernel forced(name);
            QCOMPARE(cqtKernelName(), name);
        }
        const ForcedKernel wrong("abacus");
        QVERIFY_EXCEPTION_THROWN(cqtKernelName(), Error);
        QVERIFY_EXCEPTION_THROWN(CqtPlan({}), Error);
    }

    void framesComeAsSoonAsTheyCan()
    {
        const CqtParameters parameters;
        const CqtPlan plan(parameters);
        CqtStream stream(plan);
        std::vector<float> frames;
        const std::vector<float> second = noise(1.0, parameters.sampleRate);
        for (int i = 0; i < 20; ++i)
            stream.push(second, frames);
        // All but those whose filters, and what little a faster route looks ahead, reach past what has come.
        const double expected = (20.0 * parameters.sampleRate - parameters.filterLength(0)) / parameters.hop;
        QVERIFY(static_cast<double>(frames.size()) / parameters.bins > expected);
    }

    void onePlanServesManyThreads()
    {
        const CqtPlan plan({});
        const std::vector<float> sound = struckNotes(1.5, 22050);
        const std::vector<float> expected = plan.magnitudes(sound);
        std::vector<std::vector<float>> results(4);
        {
            std::vector<std::jthread> threads;
            for (std::vector<float> &result : results)
                threads.emplace_back([&plan, &sound, &result] {
                    for (int i = 0; i < 3; ++i)
                        result = plan.magnitudes(sound);
                });
        }
        for (const std::vector<float> &result : results)
            QCOMPARE(result, expected);
    }

    void absurdParametersAreRefused_data()
    {
        QTest::addColumn<CqtParameters>("parameters");
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QTest::addRow("rate 0") << CqtParameters { .sampleRate = 0 };
        QTest::addRow("rate 999") << CqtParameters { .sampleRate = 999, .bins = 1 };
        QTest::addRow("rate 1 MHz") << CqtParameters { .sampleRate = 1000000 };
        QTest::addRow("hop 0") << CqtParameters { .hop = 0 };
        QTest::addRow("hop -512") << CqtParameters { .hop = -512 };
        QTest::addRow("no bins") << CqtParameters { .bins = 0 };
        QTest::addRow("many bins") << CqtParameters { .bins = 2001, .binsPerOctave = 400 };
        QTest::addRow("bins per octave 0") << CqtParameters { .binsPerOctave = 0 };
        QTest::addRow("bins per octave 401") << CqtParameters { .binsPerOctave = 401 };
        QTest::addRow("fmin 0") << CqtParameters { .fmin = 0 };
        QTest::addRow("fmin negative") << CqtParameters { .fmin = -30 };
        QTest::addRow("fmin not a number") << CqtParameters { .fmin = nan };
        QTest::addRow("fmin infinite") << CqtParameters { .fmin = std::numeric_limits<double>::infinity() };
        QTest::addRow("fmin at half the rate") << CqtParameters { .fmin = 11025, .bins = 1 };
        QTest::addRow("top bin too high") << CqtParameters { .bins = 102 };
        QTest::addRow("filter too long") << CqtParameters { .fmin = 0.01, .bins = 12 };
        QTest::addRow("filters too long together") << CqtParameters { .fmin = 1, .bins = 2000, .binsPerOctave = 400 };
    }

    void absurdParametersAreRefused()
    {
        QFETCH(const CqtParameters, parameters);
        try {
            const CqtPlan plan(parameters);
            QFAIL("accepted");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
            QVERIFY(!error.cause().empty());
        }
    }

    void sensibleParametersAreAccepted()
    {
        for (const auto &[name, parameters] : parameterSets())
            parameters.validate();
        CqtParameters { .bins = 101 }.validate();
        CqtParameters { .sampleRate = 768000, .hop = 4096 }.validate();
    }

    void theFingerprintTellsParametersApart()
    {
        const std::vector<CqtParameters> all {
            {},
            { .sampleRate = 22051 },
            { .hop = 513 },
            { .fmin = std::nextafter(32.70319566257483, 33) },
            { .bins = 83 },
            { .binsPerOctave = 13 },
            { .q = QRule::Classic },
            { .padding = Padding::Reflect },
        };
        std::set<std::string> texts;
        for (const CqtParameters &parameters : all)
            texts.insert(parameters.fingerprint());
        QCOMPARE(texts.size(), all.size());
        QCOMPARE(CqtParameters {}.fingerprint(), all.front().fingerprint());
    }
};

QTEST_APPLESS_MAIN(TestCqt)
#include "tst_cqt.moc"
