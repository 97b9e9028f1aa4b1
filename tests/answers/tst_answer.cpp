#include "answers/answer.h"

#include <QTest>
#include <cmath>

using namespace retrograde;

namespace {

Question reversal()
{
    Question question;
    question.choices = { "forward", "reversed" };
    return question;
}

Question orders()
{
    Question question;
    question.choices = { "published", "1,3,2", "2,1,3" };
    return question;
}

AnswerTable tableOf(const Question &question, std::vector<float> probability, std::vector<std::int64_t> wanted)
{
    AnswerTable table;
    table.choices = question.choices;
    table.exclusive = question.exclusive;
    table.transforms = { "published", "reversed", "2,1,3" };
    table.probability = std::move(probability);
    table.wanted = std::move(wanted);
    for (std::size_t clip = 0; clip < table.probability.size() / table.choices.size(); ++clip) {
        table.track.own().push_back(static_cast<std::int64_t>(10 + clip));
        table.beginFrame.own().push_back(static_cast<std::int64_t>(100 * clip));
        table.transform.own().push_back(static_cast<std::int64_t>(clip % 3));
    }
    return table;
}

} // namespace

class TestAnswer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneOfTwoChoicesIsSaidFromOneHalfOn()
    {
        const auto answers = answersIn(reversal(), tableOf(reversal(), { 0.5F, 0.5F, 0.75F, 0.25F }, { 0, 1 }));
        QCOMPARE(answers.size(), std::size_t { 2 });
        QCOMPARE(answers[0].trackId, std::int64_t { 10 });
        QCOMPARE(answers[0].transform, std::string("published"));
        QVERIFY(answers[0].saysTransformed() && answers[0].said == 1 && answers[0].isWrong());
        QCOMPARE(answers[1].beginFrame, std::int64_t { 100 });
        QCOMPARE(answers[1].subject(), std::string("reversed"));
        QCOMPARE(answers[1].probability, 0.25);
        QCOMPARE(answers[1].sureness, 0.75);
        QVERIFY(answers[1].isTransformed() && answers[1].isWrong());
        QVERIFY(std::abs(answers[1].loss + std::log(0.25)) < 1e-12);
    }

    void ofMoreTheMostProbableIsSaid()
    {
        const auto answers
            = answersIn(orders(), tableOf(orders(), { 0.25F, 0.125F, 0.625F, 0.5F, 0.25F, 0.25F }, { 2, 1 }));
        QCOMPARE(answers[0].said, 2);
        QCOMPARE(answers[0].probability, 0.75); // that something was done
        QCOMPARE(answers[0].sureness, 0.625);
        QVERIFY(!answers[0].isWrong());
        QCOMPARE(answers[1].said, 0);
        QCOMPARE(answers[1].sureness, 0.75); // of all but the right one
        QVERIFY(std::abs(answers[1].loss - std::log(4)) < 1e-12);
    }

    void ofLabelsOnlyTheKnownCellsAreAnswered()
    {
        Question question;
        question.choices = { "absent", "present" };
        question.exclusive = false;
        AnswerTable table = tableOf(question, { 0.875F, 0.5F, 0.25F, 0.125F }, {});
        table.choices = { "flute", "piano" };
        table.wanted = { 1, AnswerTable::kUnlabelled, AnswerTable::kUnlabelled, 0 };
        const auto answers = answersIn(question, table);
        QCOMPARE(answers.size(), std::size_t { 2 });
        QCOMPARE(answers[0].label, std::string("flute"));
        QCOMPARE(answers[0].subject(), std::string("flute"));
        QVERIFY(answers[0].wanted == 1 && answers[0].said == 1);
        QVERIFY(std::abs(answers[0].loss + std::log(0.875)) < 1e-12);
        QCOMPARE(answers[1].trackId, std::int64_t { 11 });
        QCOMPARE(answers[1].label, std::string("piano"));
        QVERIFY(!answers[1].isWrong());
        QVERIFY(std::abs(answers[1].loss + std::log(0.875)) < 1e-12);
    }

    void nothingCostsInfinitely()
    {
        const auto answers = answersIn(reversal(), tableOf(reversal(), { 0, 1, 1, 0 }, { 0, 1 }));
        for (const Answer &answer : answers) {
            QVERIFY(std::isfinite(answer.loss) && answer.loss > 80);
            QCOMPARE(answer.sureness, 1.0);
        }
    }
};

QTEST_APPLESS_MAIN(TestAnswer)
#include "tst_answer.moc"
