#include "answers/question.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

using namespace retrograde;

namespace {

Question reversal()
{
    Question question;
    question.choices = { "forward", "reversed" };
    question.words = { "forward", "probably forward", "cannot tell", "probably reversed", "reversed" };
    return question;
}

} // namespace

class TestQuestion : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
        QCOMPARE(QString::fromStdString(reversal().wordsOf(probability)), words);
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

    void guessingReachesOneOfTheChoices()
    {
        Question question = reversal();
        QCOMPARE(question.guessedAccuracy(), 0.5);
        QVERIFY(std::abs(question.guessedLoss() - std::log(2)) < 1e-12);
        QVERIFY(!question.tellsOrders());
        question.choices = { "published", "1,3,2", "2,1,3", "2,3,1", "3,1,2", "3,2,1" };
        QVERIFY(std::abs(question.guessedAccuracy() - 1.0 / 6) < 1e-12);
        QVERIFY(std::abs(question.guessedLoss() - std::log(6)) < 1e-12);
        QVERIFY(question.tellsOrders());
    }
};

QTEST_APPLESS_MAIN(TestQuestion)
#include "tst_question.moc"
