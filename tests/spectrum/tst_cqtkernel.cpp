#include "base/random.h"
#include "spectrum/alignedvector.h"
#include "spectrum/cqtkernel.h"
#include "spectrum/halfband.h"

#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace retrograde;

Q_DECLARE_METATYPE(const retrograde::CqtKernel *)

namespace {

std::vector<float> randomSamples(std::size_t count, std::uint64_t seed)
{
    RandomStream random(seed);
    std::vector<float> samples(count);
    for (float &sample : samples)
        sample = static_cast<float>(random.uniform(-1, 1));
    return samples;
}

} // namespace

/// Each inner loop, in each instruction set, against the same sum in double precision. Buffers end where the contract
/// says, so that the address sanitizer sees every step too far.
class TestCqtKernel : public QObject {
    Q_OBJECT

    void addKernels()
    {
        QTest::addColumn<const CqtKernel *>("kernel");
        for (const CqtKernel *kernel : cqtKernels())
            QTest::addRow("%s", kernel->name) << kernel;
    }

private Q_SLOTS:
    void theHalfBandFilterKeepsWhatItShould()
    {
        for (double share = 0; share <= 0.045; share += 0.001)
            QVERIFY(std::abs(halfBandGain(share) - 1) < 1e-5);
        for (double share = 0.455; share <= 0.5; share += 0.001)
            QVERIFY(std::abs(halfBandGain(share)) < 1e-5);
        QVERIFY(std::abs(halfBandGain(0) - 1) < 1e-7);
        QVERIFY(std::abs(halfBandGain(0.25) - 0.5) < 1e-7);
    }

    void copies_data() { addKernels(); }
    void copies()
    {
        QFETCH(const CqtKernel *const, kernel);
        for (const std::size_t count : { 0, 1, 15, 16, 17, 127, 128, 129, 300 }) {
            const std::vector<float> in = randomSamples(count, count);
            std::vector<float> out(count, -5.0f);
            QVERIFY(kernel->copy(in.data(), out.data(), count, 1.0f));
            QCOMPARE(out, in);
            for (std::size_t at = 0; at < count; ++at) {
                const float infinity = std::numeric_limits<float>::infinity();
                for (const float bad : { 1.5f, -1.5f, infinity, -infinity, std::nanf("") }) {
                    std::vector<float> damaged = in;
                    damaged[at] = bad;
                    QVERIFY(!kernel->copy(damaged.data(), out.data(), count, 1.0f));
                }
            }
        }
    }

    void halves_data() { addKernels(); }
    void halves()
    {
        QFETCH(const CqtKernel *const, kernel);
        const std::array<float, kHalfBandPairs> &taps = halfBandTaps();
        for (const std::size_t count : { 1, 2, 3, 7, 8, 9, 15, 16, 17, 33, 100, 1023, 1024, 1025, 1039, 2048, 3000 }) {
            const std::vector<float> in = randomSamples(2 * (count - 1) + 1 + 2 * kHalfBandReach, count);
            std::vector<float> out(count);
            kernel->halve(in.data() + kHalfBandReach, out.data(), count);
            for (std::size_t n = 0; n < count; ++n) {
                const float *const centre = in.data() + kHalfBandReach + 2 * n;
                double expected = 0.5 * centre[0];
                for (std::size_t i = 0; i < kHalfBandPairs; ++i) {
                    const auto offset = static_cast<std::ptrdiff_t>(2 * i + 1);
                    expected += double { taps[i] } * (double { centre[offset] } + double { centre[-offset] });
                }
                QVERIFY(std::abs(out[n] - expected) < 5e-7);
            }
        }
    }

    void folds_data() { addKernels(); }
    void folds()
    {
        QFETCH(const CqtKernel *const, kernel);
        for (const std::size_t taps : { 16, 32, 48, 192 }) {
            const std::vector<float> sound = randomSamples(2 * taps - 1, taps);
            const float *const centre = sound.data() + taps - 1;
            std::vector<float> folded(2 * taps);
            kernel->fold(centre, folded.data(), taps);
            for (std::ptrdiff_t m = 0; m < static_cast<std::ptrdiff_t>(taps); ++m) {
                QCOMPARE(folded[static_cast<std::size_t>(2 * m)], centre[m] + centre[-m]);
                QCOMPARE(folded[static_cast<std::size_t>(2 * m + 1)], centre[m] - centre[-m]);
            }
        }
    }

    void accumulates_data() { addKernels(); }
    void accumulates()
    {
        QFETCH(const CqtKernel *const, kernel);
        QVERIFY(kernel->tileFrames <= kMostTileFrames);
        for (std::size_t units = 1; units <= kernel->panelUnits; ++units) {
            for (const std::size_t taps : { 1, 2, 37, 512 }) {
                const std::size_t width = units * kernel->lanes;
                const std::size_t stride = width + 2 * kernel->lanes;
                AlignedVector<float> table(taps * width);
                std::ranges::copy(randomSamples(table.size(), taps), table.begin());
                std::vector<std::vector<float>> folded;
                std::vector<const float *> starts;
                for (std::size_t frame = 0; frame < kernel->tileFrames; ++frame)
                    folded.push_back(randomSamples(2 * taps, 1000 + frame));
                for (const std::vector<float> &samples : folded)
                    starts.push_back(samples.data());
                const std::vector<float> before = randomSamples(kernel->tileFrames * stride, 7);
                std::vector<float> after = before;
                kernel->accumulate(table.data(), units, starts.data(), taps, after.data(), stride);
                for (std::size_t frame = 0; frame < kernel->tileFrames; ++frame) {
                    for (std::size_t lane = 0; lane < stride; ++lane) {
                        double expected = before[frame * stride + lane];
                        for (std::size_t m = 0; lane < width && m < taps; ++m)
                            expected += double { table[m * width + lane] } * folded[frame][2 * m + lane % 2];
                        QVERIFY(std::abs(after[frame * stride + lane] - expected) < 5e-5);
                    }
                }
            }
        }
    }

    void measures_data() { addKernels(); }
    void measures()
    {
        QFETCH(const CqtKernel *const, kernel);
        for (const std::size_t count : { 1, 8, 16, 64, 83 }) {
            const std::vector<float> cells = randomSamples(2 * count, count);
            std::vector<float> magnitudes(count);
            kernel->magnitudes(cells.data(), magnitudes.data(), count);
            for (std::size_t i = 0; i < count; ++i)
                QVERIFY(std::abs(magnitudes[i] - std::hypot(cells[2 * i], cells[2 * i + 1])) < 1e-6);
        }
    }

    void givesLevels_data() { addKernels(); }
    void givesLevels()
    {
        QFETCH(const CqtKernel *const, kernel);
        std::vector<float> values { 0.0f, 1e-30f, 1e-5f, 0.5f, 1.0f, 2.0f, 1e18f };
        for (double exponent = -6; exponent < 6; exponent += 0.0037)
            values.push_back(static_cast<float>(std::pow(10, exponent)));
        for (std::size_t count = values.size() - 20; count <= values.size(); ++count) {
            std::vector<float> levels(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
            kernel->levels(levels.data(), count);
            for (std::size_t i = 0; i < count; ++i) {
                const double power = std::max(1e-10, double { values[i] } * values[i]);
                QVERIFY(std::abs(levels[i] - 10 * std::log10(power)) < 4e-5);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestCqtKernel)
#include "tst_cqtkernel.moc"
