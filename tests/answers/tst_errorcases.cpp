#include "answers/errorcases.h"

#include "base/error.h"

#include <QTest>
#include <algorithm>
#include <string>

using namespace retrograde;

namespace {

Question reversal()
{
    Question question;
    question.choices = { "forward", "reversed" };
    question.words = { "forward", "probably forward", "cannot tell", "probably reversed", "reversed" };
    return question;
}

Answer answer(int wanted, double probability, double loss = 0, std::int64_t track = 1, std::int64_t frame = 0)
{
    Answer made;
    made.trackId = track;
    made.beginFrame = frame;
    made.wanted = wanted;
    made.said = probability >= 0.5;
    made.probability = probability;
    made.sureness = std::max(probability, 1 - probability);
    made.loss = loss;
    return made;
}

} // namespace

class TestErrorCases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sureMistakesTheWorstFirst()
    {
        const std::vector<Answer> answers {
            answer(1, 0.2, 1.61), // wrong with 0.8: just sure
            answer(1, 0.21, 1.56), // wrong, not quite sure
            answer(0, 0.99, 4.6),
            answer(0, 0.01, 0.01), // right
            answer(1, 0.999, 0.001), // right
            answer(0, 0.8, 1.61, 1, 210),
        };
        QCOMPARE(select(answers, ErrorKind::Sure), (Rows { 2, 0, 5 })); // equal loss: by frame
        QCOMPARE(select(answers, ErrorKind::Wrong), (Rows { 2, 0, 5, 1 }));
    }

    void unsureOnesTheClosestToHalfFirst()
    {
        const std::vector<Answer> answers { answer(1, 0.35), answer(1, 0.65), answer(0, 0.52), answer(0, 0.66),
            answer(0, 0.34), answer(1, 0.5) };
        Rows rows = select(answers, ErrorKind::Unsure);
        QCOMPARE(rows.size(), std::size_t { 4 });
        QCOMPARE(rows[0], 5U);
        QCOMPARE(rows[1], 2U);
        QVERIFY(rows[2] <= 1 && rows[3] <= 1);
    }

    void allByLossThenTrackThenFrame()
    {
        const std::vector<Answer> answers { answer(0, 0.1, 0.1, 2, 0), answer(0, 0.1, 0.1, 1, 210),
            answer(0, 0.1, 0.1, 1, 0), answer(1, 0.1, 2.3, 9, 0) };
        QCOMPARE(select(answers, ErrorKind::All), (Rows { 3, 2, 1, 0 }));
    }

    void ofNothingComesNothing()
    {
        for (const ErrorKind kind : { ErrorKind::Sure, ErrorKind::Wrong, ErrorKind::Unsure, ErrorKind::All })
            QVERIFY(select(std::vector<Answer> {}, kind).empty());
    }

    void kindsByName()
    {
        for (const ErrorKind kind : { ErrorKind::Sure, ErrorKind::Wrong, ErrorKind::Unsure, ErrorKind::All })
            QVERIFY(parseErrorKind(toString(kind)) == kind);
        try {
            parseErrorKind("odd");
            QFAIL("an unknown kind was taken");
        } catch (const Error &error) {
            QVERIFY(error.code() == ErrorCode::InvalidArgument);
            QCOMPARE(error.what(), "there is no kind of error 'odd'; there is: sure, wrong, unsure, all");
        }
    }

    /// "reversed" is what a mistake must be called to be among the sure ones, and nothing else is.
    void whatIsSureIsWordedSo()
    {
        for (int thousandths = 0; thousandths <= 1000; ++thousandths) {
            const double probability = thousandths / 1000.0;
            const std::vector<Answer> wrong { answer(probability >= 0.5 ? 0 : 1, probability) };
            const std::string words = reversal().wordsOf(probability);
            QCOMPARE(select(wrong, ErrorKind::Sure).size() == 1, words == "forward" || words == "reversed");
            QCOMPARE(select(wrong, ErrorKind::Unsure).size() == 1, words == "cannot tell");
        }
    }
};

QTEST_APPLESS_MAIN(TestErrorCases)
#include "tst_errorcases.moc"
