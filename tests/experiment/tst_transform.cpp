#include "base/error.h"
#include "experiment/transform.h"

#include <QTest>

using namespace retrograde;

class TestTransform : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ordersAreReadAndWritten()
    {
        QCOMPARE(parseOrder("2,1,3"), (std::vector<int> { 2, 1, 3 }));
        QCOMPARE(parseOrder(" 3 , 2 , 1 "), (std::vector<int> { 3, 2, 1 }));
        QCOMPARE(orderText({ 2, 1, 3 }), std::string("2,1,3"));
    }

    void whatIsNoOrderIsRefused_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : { "", "1", "1,1,2", "0,1,2", "2,3,4", "1,2,", "1;2;3", "a,b", "1,2,99999999999999" })
            QTest::newRow(text) << QString(text);
    }

    void whatIsNoOrderIsRefused()
    {
        QFETCH(QString, text);
        try {
            parseOrder(text.toStdString());
            QFAIL("taken for an order");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        }
    }

    void namesMakeArrangements()
    {
        const FrameSpan span { 30, 60 };
        QCOMPARE(arrangementFor("published", span).pieces(), (std::vector<Piece> { { 30, 60, false } }));
        QCOMPARE(arrangementFor("reversed", span).pieces(), (std::vector<Piece> { { 30, 60, true } }));
        QCOMPARE(arrangementFor("3,1,2", span, 2).pieces(),
            (std::vector<Piece> { { 50, 58, false }, { 30, 38, false }, { 40, 48, false } }));
        QVERIFY_EXCEPTION_THROWN(arrangementFor("backwards", span), Error);
    }
};

QTEST_APPLESS_MAIN(TestTransform)
#include "tst_transform.moc"
