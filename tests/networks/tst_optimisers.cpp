#include "networks/optimisers.h"

#include <QTest>
#include <cmath>

using namespace retrograde;

namespace {

RunSpec specWith(const char *schedule)
{
    RunSpec spec;
    spec.learningRate = 0.1;
    spec.epochs = 10;
    spec.optimisation.schedule = choiceNamed<Schedule>(schedule).value();
    return spec;
}

/// The weight after @p steps steps on the loss weight^2 / 2, from 1.
double descend(const RunSpec &spec, int steps)
{
    torch::Tensor weight = torch::ones({ 1 }, torch::requires_grad());
    const auto optimiser = makeOptimiser({ weight }, spec);
    for (int i = 0; i < steps; ++i) {
        optimiser->zero_grad();
        (weight * weight / 2).sum().backward();
        optimiser->step();
    }
    return weight.item<double>();
}

} // namespace

class TestOptimisers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachOptimiserFollowsItsFormula()
    {
        RunSpec spec = specWith("constant");
        spec.weightDecay = 0.5;
        spec.optimisation.optimiser = Optimiser::Sgd;
        spec.optimisation.momentum = 0;
        QVERIFY(std::abs(descend(spec, 1) - (1 - 0.1 * (1 + 0.5))) < 1e-6);
        spec.optimisation.momentum = 0.9;
        const double first = 1 - 0.1 * 1.5;
        const double second = first - 0.1 * (0.9 * 1.5 + 1.5 * first);
        QVERIFY(std::abs(descend(spec, 2) - second) < 1e-6);
        // Adam's first step is the rate, whatever the gradient; AdamW decays the weight beside it.
        spec.optimisation.optimiser = Optimiser::Adam;
        QVERIFY(std::abs(descend(spec, 1) - 0.9) < 1e-6);
        spec.optimisation.optimiser = Optimiser::AdamW;
        QVERIFY(std::abs(descend(spec, 1) - (1 - 0.1 * 0.5 - 0.1)) < 1e-6);
    }

    void cosineRisesAndFalls()
    {
        RunSpec spec = specWith("cosine");
        spec.optimisation.warmUpShare = 0.1;
        const RateSchedule schedule(spec, 100); // 1,000 steps, 100 of them warm-up
        QVERIFY(std::abs(schedule.rate(0) - 0.001) < 1e-12);
        QVERIFY(std::abs(schedule.rate(49) - 0.05) < 1e-12);
        QVERIFY(std::abs(schedule.rate(100) - 0.1) < 1e-12);
        QVERIFY(std::abs(schedule.rate(550) - 0.05) < 1e-12); // half-way down
        QVERIFY(schedule.rate(999) < 1e-6);
    }

    void plateauLowersTheRateWhenNothingGetsBetter()
    {
        RateSchedule schedule(specWith("plateau"), 100);
        const auto after = [&](double accuracy) {
            schedule.epochEnded({ "validation_accuracy", accuracy, true });
            return schedule.rate(0);
        };
        QCOMPARE(after(0.5), 0.1);
        QCOMPARE(after(0.6), 0.1);
        QCOMPARE(after(0.6), 0.1); // one, two, and with the third it is enough
        QCOMPARE(after(0.59), 0.1);
        QVERIFY(std::abs(after(0.60001) - 0.01) < 1e-12); // too small a gain
        QVERIFY(std::abs(after(0.7) - 0.01) < 1e-12);

        RateSchedule other(specWith("plateau"), 100);
        other.restore(schedule.state());
        QCOMPARE(other.rate(5), schedule.rate(5));
        for (int i = 0; i < 3; ++i)
            other.epochEnded({ "validation_accuracy", 0.7, true });
        QVERIFY(std::abs(other.rate(0) - 0.001) < 1e-12);
    }

    void plateauFollowsWhatIsToFall()
    {
        RateSchedule schedule(specWith("plateau"), 100);
        const auto after = [&](double loss) {
            schedule.epochEnded({ "validation_loss", loss, false });
            return schedule.rate(0);
        };
        QCOMPARE(after(50), 0.1); // whatever it begins with
        QCOMPARE(after(4), 0.1);
        QCOMPARE(after(5), 0.1); // one, two, and with the third it is enough
        QCOMPARE(after(4), 0.1);
        QVERIFY(std::abs(after(3.9999) - 0.01) < 1e-12); // too small a gain
        QVERIFY(std::abs(after(3) - 0.01) < 1e-12);
        QCOMPARE(schedule.state().best, std::optional<double>(3));
    }

    /// Nothing that is right is nothing gained, even in the first epoch.
    void plateauTakesNoughtForNoGain()
    {
        RateSchedule schedule(specWith("plateau"), 100);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(schedule.rate(0), 0.1);
            schedule.epochEnded({ "validation_accuracy", 0, true });
        }
        QVERIFY(std::abs(schedule.rate(0) - 0.01) < 1e-12);
    }

    void constantStays()
    {
        RateSchedule schedule(specWith("constant"), 100);
        for (int i = 0; i < 9; ++i)
            schedule.epochEnded({ "validation_accuracy", 0, true });
        QCOMPARE(schedule.rate(0), 0.1);
        QCOMPARE(schedule.rate(999), 0.1);
    }
};

QTEST_APPLESS_MAIN(TestOptimisers)
#include "tst_optimisers.moc"
