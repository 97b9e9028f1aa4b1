#include "analysis/errorcases.h"
#include "base/error.h"

#include <QTest>
#include <algorithm>
#include <limits>

using namespace retrograde;

namespace {

Prediction prediction(Id id, int target, double probability, double loss = 0, Id track = 1, std::int64_t frame = 0)
{
    Prediction made;
    made.id = id;
    made.trackId = track;
    made.beginFrame = frame;
    made.target = target;
    made.probability = probability;
    made.loss = loss;
    return made;
}

std::vector<Answer> casesOf(const std::vector<Prediction> &predictions, ErrorKind kind)
{
    return errorCases(answersTo(questionOf(RunSpec()), predictions), kind);
}

std::vector<Id> ids(const std::vector<Answer> &answers)
{
    std::vector<Id> found;
    for (const Answer &each : answers)
        found.push_back(each.prediction.id);
    return found;
}

} // namespace

class TestErrorCases : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wrongIsOnTheOtherSideOfOneHalf()
    {
        QVERIFY(!isWrong(prediction(1, 1, 0.5)));
        QVERIFY(isWrong(prediction(1, 0, 0.5)));
        QVERIFY(isWrong(prediction(1, 1, 0.49)));
        QVERIFY(!isWrong(prediction(1, 0, 0.49)));
    }

    void sureMistakesTheWorstFirst()
    {
        const std::vector<Answer> cases = casesOf(
            {
                prediction(1, 1, 0.2, 1.61), // wrong with 0.8: just sure
                prediction(2, 1, 0.21, 1.56), // wrong, not quite sure
                prediction(3, 0, 0.99, 4.6),
                prediction(4, 0, 0.01, 0.01), // right
                prediction(5, 1, 0.999, 0.001), // right
                prediction(6, 0, 0.8, 1.61, 1, 210),
            },
            ErrorKind::Sure);
        QCOMPARE(ids(cases), (std::vector<Id> { 3, 1, 6 })); // equal loss: by frame
    }

    void unsureOnesTheClosestToHalfFirst()
    {
        const std::vector<Answer> cases = casesOf(
            {
                prediction(1, 1, 0.35),
                prediction(2, 1, 0.65),
                prediction(3, 0, 0.52),
                prediction(4, 0, 0.66),
                prediction(5, 0, 0.34),
                prediction(6, 1, 0.5),
            },
            ErrorKind::Unsure);
        QCOMPARE(ids(cases).size(), std::size_t { 4 });
        QCOMPARE(cases[0].prediction.id, Id { 6 });
        QCOMPARE(cases[1].prediction.id, Id { 3 });
        QVERIFY(cases[2].prediction.id <= 2 && cases[3].prediction.id <= 2);
    }

    void allByLossThenTrackThenFrame()
    {
        const std::vector<Answer> cases = casesOf(
            {
                prediction(1, 0, 0.1, 0.1, 2, 0),
                prediction(2, 0, 0.1, 0.1, 1, 210),
                prediction(3, 0, 0.1, 0.1, 1, 0),
                prediction(4, 1, 0.1, 2.3, 9, 0),
            },
            ErrorKind::All);
        QCOMPARE(ids(cases), (std::vector<Id> { 4, 3, 2, 1 }));
    }

    void ofNothingComesNothing()
    {
        for (const ErrorKind kind : { ErrorKind::Sure, ErrorKind::Wrong, ErrorKind::Unsure, ErrorKind::All })
            QVERIFY(errorCases<Answer>({}, kind).empty());
    }

    void whatCannotBeOrderedIsRefused()
    {
        for (const ErrorKind kind : { ErrorKind::Sure, ErrorKind::Wrong, ErrorKind::Unsure, ErrorKind::All }) {
            std::vector<Prediction> some(3, prediction(1, 1, 0.5));
            some[1].probability = std::numeric_limits<double>::quiet_NaN();
            bool refused = false;
            try {
                casesOf(some, kind);
            } catch (const Error &error) {
                refused = error.code() == ErrorCode::Corrupt;
            }
            QVERIFY(refused);
        }
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

    void wordsChangeAtTheirBoundaries_data()
    {
        QTest::addColumn<double>("probability");
        QTest::addColumn<QString>("words");
        QTest::newRow("0") << 0.0 << "forward";
        QTest::newRow("0.2") << 0.2 << "forward";
        QTest::newRow("0.201") << 0.201 << "probably forward";
        QTest::newRow("0.349") << 0.349 << "probably forward";
        QTest::newRow("0.35") << 0.35 << "cannot tell";
        QTest::newRow("0.65") << 0.65 << "cannot tell";
        QTest::newRow("0.651") << 0.651 << "probably reversed";
        QTest::newRow("0.799") << 0.799 << "probably reversed";
        QTest::newRow("0.8") << 0.8 << "reversed";
        QTest::newRow("1") << 1.0 << "reversed";
        QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << "cannot tell";
    }

    void wordsChangeAtTheirBoundaries()
    {
        QFETCH(double, probability);
        QFETCH(QString, words);
        QCOMPARE(QString::fromStdString(std::string(reversalWords(probability))), words);
    }

    /// "reversed" is what a mistake must be called to be among the sure ones, and nothing else is.
    void whatIsSureIsWordedSo()
    {
        for (int thousandths = 0; thousandths <= 1000; ++thousandths) {
            Prediction prediction;
            prediction.probability = thousandths / 1000.0;
            prediction.target = prediction.probability >= 0.5 ? 0 : 1;
            const Answer answer = answerTo(questionOf(RunSpec()), prediction);
            const std::string_view words = reversalWords(prediction.probability);
            QCOMPARE(
                errorCases<Answer>({ answer }, ErrorKind::Sure).size() == 1, words == "forward" || words == "reversed");
            QCOMPARE(errorCases<Answer>({ answer }, ErrorKind::Unsure).size() == 1, words == "cannot tell");
        }
    }

    void numbersAreNotRoundedOverTheirWords_data()
    {
        QTest::addColumn<double>("probability");
        QTest::addColumn<int>("decimals");
        QTest::newRow("far from any boundary") << 0.9 << 2;
        QTest::newRow("0.7951 would be 0.80") << 0.7951 << 3;
        QTest::newRow("0.79962 would be 0.80") << 0.79962 << 4;
        QTest::newRow("0.8 is it") << 0.8 << 2;
        QTest::newRow("0.6512 would be 0.65") << 0.6512 << 3;
        QTest::newRow("0.2049 would be 0.20") << 0.2049 << 3;
        QTest::newRow("0.349 would be 0.35") << 0.349 << 3;
        QTest::newRow("on which side of one half is no word") << 0.4999 << 2;
        QTest::newRow("less than six can show") << 0.8 - 1e-9 << 2;
        QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << 2;
    }
    void numbersAreNotRoundedOverTheirWords()
    {
        QFETCH(double, probability);
        QFETCH(int, decimals);
        QCOMPARE(probabilityDecimals(probability, 2), decimals);
        QCOMPARE(probabilityDecimals(probability, 5), std::max(5, decimals));
    }

    void eachTaskHasItsWords()
    {
        QCOMPARE(judgementWords("reversal", 0.9), std::string_view("reversed"));
        QCOMPARE(judgementWords("jigsaw", 0.1), std::string_view("in order"));
        QCOMPARE(judgementWords("instruments", 0.1), std::string_view("absent"));
        QCOMPARE(judgementWords("instruments", 0.7), std::string_view("probably present"));
        QCOMPARE(transformedWord("instruments"), std::string_view("present"));
    }
};

QTEST_APPLESS_MAIN(TestErrorCases)
#include "tst_errorcases.moc"
