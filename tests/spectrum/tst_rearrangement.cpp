#include "audio/arrangement.h"
#include "spectrum/cqt.h"
#include "support/cqtoracle.h"
#include "support/signals.h"

#include <QTest>
#include <array>

using namespace retrograde;
using namespace retrograde::testing;

/// What a listener hears is what a model sees: the transform of the arranged sound is the arranged transform.
class TestRearrangement : public QObject {
    Q_OBJECT

private:
    /// Compares both ways frame by frame, bin by bin, wherever no filter reaches across a joint or an end.
    void compare(const CqtParameters &parameters, const Arrangement &arrangement)
    {
        const FrameGrid grid = parameters.grid();
        const std::vector<float> original = struckNotes(6.0, grid.sampleRate, 4);
        std::vector<float> arranged = arrangeSound(arrangement, grid, grid.sampleRate, original);
        // The first frame of an arranged sound is centred on its sample hop / 2.
        arranged.erase(arranged.begin(), arranged.begin() + grid.hop / 2);

        const CqtPlan plan(parameters);
        const std::vector<float> seen = plan.magnitudes(original);
        const std::vector<float> heard = plan.magnitudes(arranged);
        const SoundArrangement sound(arrangement, grid, grid.sampleRate);
        std::vector<std::int64_t> edges = sound.joints();
        edges.push_back(grid.hop / 2);
        edges.push_back(sound.sampleCount());

        std::vector<float> compared;
        std::vector<double> expected;
        for (std::int64_t frame = 0; frame < arrangement.frameCount(); ++frame) {
            for (int bin = 0; bin < parameters.bins; ++bin) {
                const double reach = parameters.filterLength(bin) / 2 + 1;
                const auto centre = static_cast<double>(frame * grid.hop + grid.hop / 2);
                const bool isFree = std::all_of(edges.begin(), edges.end(),
                    [&](std::int64_t edge) { return std::abs(static_cast<double>(edge) - centre) > reach; });
                if (!isFree)
                    continue;
                const auto cell = [&](std::int64_t f) { return static_cast<std::size_t>(f * parameters.bins + bin); };
                compared.push_back(heard[cell(frame)]);
                expected.push_back(seen[cell(arrangement.sourceFrame(frame))]);
            }
        }
        QVERIFY(compared.size() > heard.size() / 2);
        const DecibelError error = decibelError(compared, expected);
        QVERIFY2(error.worst < 0.05, QByteArray::number(error.worst));
        QVERIFY2(error.worstNearMaximum < 0.005, QByteArray::number(error.worstNearMaximum));
    }

private Q_SLOTS:
    void reversed_data()
    {
        QTest::addColumn<int>("hop");
        QTest::addRow("even hop") << 512;
        QTest::addRow("odd hop") << 441;
    }

    void reversed()
    {
        QFETCH(const int, hop);
        compare({ .hop = hop }, Arrangement::reversed({ 20, 200 }));
    }

    void jigsaw()
    {
        const std::array order { 3, 1, 2 };
        compare({}, Arrangement::jigsaw({ 15, 240 }, order, 5));
    }

    void asPublished() { compare({ .hop = 300 }, Arrangement::asPublished({ 30, 400 })); }

    void reversingMatters()
    {
        // The comparison would prove little on sound that is its own mirror image.
        const CqtPlan plan({});
        std::vector<float> sound = struckNotes(4.0, 22050, 4);
        sound.resize(160 * 512 + 1);
        const std::vector<float> forwards = plan.magnitudes(sound);
        std::reverse(sound.begin(), sound.end());
        const std::vector<float> backwards = plan.magnitudes(sound);
        const DecibelError error = decibelError(backwards, std::vector<double>(forwards.begin(), forwards.end()));
        QVERIFY(error.mean > 5);
    }
};

QTEST_APPLESS_MAIN(TestRearrangement)
#include "tst_rearrangement.moc"
