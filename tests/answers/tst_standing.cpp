#include "answers/standing.h"

#include "base/error.h"
#include "experiment/taskdescription.h"
#include "experiment/transform.h"

#include <QTest>
#include <cmath>

using namespace retrograde;

namespace {

const std::vector<std::string> kOrders { "published", "1,3,2", "2,1,3", "2,3,1", "3,1,2", "3,2,1" };

RunSpec specOf(Task task, const char *target = "shuffled")
{
    RunSpec spec;
    spec.task = task;
    if (task == Task::Jigsaw)
        spec.clip = ClipLength::parse("3x1");
    spec.pretext.target = choiceNamed<JigsawTarget>(target).value();
    return spec;
}

Answer made(std::int64_t track, int wanted, int said)
{
    Answer answer;
    answer.trackId = track;
    answer.wanted = wanted;
    answer.said = said;
    return answer;
}

/// Every order of one clip of each of @p tracks, always called number @p said.
std::vector<Answer> constantOrders(int tracks, int said)
{
    std::vector<Answer> answers;
    for (std::int64_t track = 1; track <= tracks; ++track) {
        for (int order = 0; order < 6; ++order)
            answers.push_back(made(track, order, said));
    }
    return answers;
}

} // namespace

class TestStanding : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachTaskAsksItsOwnQuestion()
    {
        const Question reversal = questionOf(specOf(Task::Reversal));
        QCOMPARE(reversal.choices, (std::vector<std::string> { "forward", "reversed" }));
        QCOMPARE(reversal.guessedAccuracy(), 0.5);
        const Question jigsaw = questionOf(specOf(Task::Jigsaw));
        QCOMPARE(jigsaw.choices, (std::vector<std::string> { "in order", "shuffled" }));
        QVERIFY(!jigsaw.tellsOrders());
        const Question order = questionOf(specOf(Task::Jigsaw, "order"));
        QCOMPARE(order.choices, kOrders);
        QVERIFY(std::abs(order.guessedLoss() - std::log(6)) < 1e-12);
        QCOMPARE(wantedChoice(order, "2,3,1"), 3);
        const Question labels = questionOf(specOf(Task::Instruments));
        QVERIFY(!labels.exclusive);
        // Nobody but the reversal hears the arrow of time.
        for (const Question *other : { &jigsaw, &order, &labels })
            QVERIFY(other->learned.find("arrow") == std::string::npos);
    }

    void aConstantAnswerBeatsNothing_data()
    {
        QTest::addColumn<int>("said");
        for (int order = 0; order < 6; ++order)
            QTest::newRow(kOrders[static_cast<std::size_t>(order)].c_str()) << order;
    }

    void aConstantAnswerBeatsNothing()
    {
        // "Shuffled" is right in five of six cases; of six orders it is one of six, and no more than chance.
        QFETCH(int, said);
        const Question question = questionOf(specOf(Task::Jigsaw, "order"));
        const Standing standing = standingOf(question, constantOrders(20, said));
        QVERIFY(std::abs(standing.accuracy.value - 1.0 / 6) < 1e-12);
        QVERIFY(std::abs(standing.chance - 1.0 / 6) < 1e-12);
        QVERIFY(standing.finding() == Standing::Finding::NoBetter);
        QCOMPARE(standing.judged, std::int64_t { 120 });
        QCOMPARE(standing.tracks, std::int64_t { 20 });
    }

    void chanceIsWhatTheMoreFrequentAnswerReaches()
    {
        const Question question = questionOf(specOf(Task::Reversal));
        std::vector<Answer> answers;
        for (int i = 0; i < 40; ++i)
            answers.push_back(made(i, i % 4 ? 1 : 0, 1));
        const Standing standing = standingOf(question, answers);
        QCOMPARE(standing.accuracy.value, 0.75);
        QCOMPARE(standing.chance, 0.75);
        QVERIFY(standing.finding() == Standing::Finding::NoBetter);
    }

    void whatIsFoundIsWhatTheIntervalCarries()
    {
        const Question question = questionOf(specOf(Task::Reversal));
        const auto found = [&](bool mostlyRight) {
            std::vector<Answer> answers;
            for (int i = 0; i < 60; ++i) {
                for (const int wanted : { 0, 1 })
                    answers.push_back(made(i, wanted, (i % 10 != 0) == mostlyRight ? wanted : 1 - wanted));
            }
            return standingOf(question, answers);
        };
        const Standing good = found(true);
        QVERIFY(good.accuracy.low > 0.5);
        QCOMPARE(inEnglish(findingOf(good)), "So it hears the arrow of time in music that is new to it.");
        const Standing bad = found(false);
        QVERIFY(bad.accuracy.high < 0.5);
        QCOMPARE(inEnglish(findingOf(bad)), "That is less than can be had without listening.");
        Standing open = good;
        open.accuracy = { 0.55, 0.45, 0.65 };
        QVERIFY(inEnglish(findingOf(open)).find("nothing can be said to have been learned") != std::string::npos);
    }

    void aCoinIsBeatenToo()
    {
        // In training the label was rare, here it is frequent: its more frequent answer is never right.
        const Question question = questionOf(specOf(Task::Instruments));
        Standing standing;
        standing.question = question;
        standing.accuracy = { 0.55, 0.45, 0.65 };
        standing.chance = 0;
        QVERIFY(standing.finding() == Standing::Finding::NoBetter);
        standing.accuracy = { 0.7, 0.6, 0.8 };
        QVERIFY(standing.finding() == Standing::Finding::Better);
        standing.chance = 0.9;
        QVERIFY(standing.finding() == Standing::Finding::Worse);
    }

    void figuresAreSaidAsTheyAre()
    {
        Standing standing;
        standing.question = questionOf(specOf(Task::Reversal));
        standing.accuracy = { 0.9125, 0.8804, 0.9349 };
        standing.judged = 492;
        standing.tracks = 54;
        standing.chance = 0.5;
        QCOMPARE(inEnglish(figuresOf(standing)),
            "91.2 % right, 95 % interval over tracks 88.0 % to 93.5 % (answers: 492, tracks: 54); always the same "
            "answer reaches 50.0 %");
        standing.question = questionOf(specOf(Task::Instruments));
        QVERIFY(inEnglish(figuresOf(standing)).find("91.2 % of the labelled cells") == 0);
        // The best of several epochs, on the clips that chose it, is called that.
        QVERIFY(inEnglish(selectionOf(3, 25)).find("best of 25 on these very clips") != std::string::npos);
        QVERIFY(inEnglish(selectionOf(1, 1)).find("best") == std::string::npos);
        QCOMPARE(inEnglish({ "%2 of %1, %9 %", { std::string("%2"), std::int64_t { 7 } } }), "7 of %2, %9 %");
    }

    void confusionCountsEveryAnswer()
    {
        const Question question = questionOf(specOf(Task::Jigsaw, "order"));
        const auto counts = confusionOf(question, constantOrders(3, 2));
        for (std::size_t wanted = 0; wanted < 6; ++wanted) {
            for (std::size_t said = 0; said < 6; ++said)
                QCOMPARE(counts[wanted][said], std::int64_t { said == 2 ? 3 : 0 });
        }
    }

    void whatIsNotKnownIsRefused()
    {
        const Question question = questionOf(specOf(Task::Jigsaw, "order"));
        const auto refused = [&](const std::vector<Answer> &answers) {
            try {
                standingOf(question, answers);
            } catch (const Error &) {
                return true;
            }
            return false;
        };
        QVERIFY(refused({}));
        QVERIFY(refused({ made(1, 2, 6) })); // none of the choices
        QVERIFY(refused({ made(1, -1, 2) }));
        Answer nothing = made(1, 2, 2);
        nothing.probability = std::nan("");
        QVERIFY(refused({ nothing }));
    }
};

QTEST_APPLESS_MAIN(TestStanding)
#include "tst_standing.moc"
