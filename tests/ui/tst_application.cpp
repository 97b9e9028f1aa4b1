#include "base/error.h"
#include "support/throwingnew.h"
#include "ui/shell/application.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>

using namespace retrograde;
using namespace retrograde::testing;

class TestApplication : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whateverAHandlerThrowsIsToldAndTheNextOneRuns_data()
    {
        QTest::addColumn<int>("thrown");
        QTest::addColumn<bool>("elsewhere");
        const std::vector<Thrown> all = whateverIsThrown();
        for (std::size_t i = 0; i < all.size(); ++i) {
            QTest::addRow("%s", all[i].name) << static_cast<int>(i) << false;
            QTest::addRow("%s, on another thread", all[i].name) << static_cast<int>(i) << true;
        }
    }
    void whateverAHandlerThrowsIsToldAndTheNextOneRuns()
    {
        QFETCH(int, thrown);
        QFETCH(bool, elsewhere);
        const Thrown what = whateverIsThrown()[static_cast<std::size_t>(thrown)];
        QThread thread;
        QObject receiver;
        if (elsewhere) {
            receiver.moveToThread(&thread);
            thread.start();
        }
        QStringList sentences;
        const auto connection = connect(
            qobject_cast<Application *>(qApp), &Application::handlerFailed, this,
            [&](const QString &sentence) { sentences << sentence; }, Qt::QueuedConnection);
        std::atomic<bool> ran { false };
        QMetaObject::invokeMethod(&receiver, what.raise, Qt::QueuedConnection);
        QMetaObject::invokeMethod(
            &receiver, [&] { ran = true; }, Qt::QueuedConnection);
        QTRY_VERIFY(ran && sentences.size() == 1);
        QVERIFY2(sentences[0].contains(QString::fromStdString(what.sentence)), qPrintable(sentences[0]));
        disconnect(connection);
        thread.quit();
        thread.wait();
    }

    void anErrorIsToldAsItIs()
    {
        QSignalSpy told(qobject_cast<Application *>(qApp), &Application::handlerFailed);
        QTimer::singleShot(0, this, [] { throw Error(ErrorCode::Io, "/a/file", "the disk is full"); });
        QTRY_COMPARE(told.count(), 1);
        QVERIFY(told[0][0].toString().contains("/a/file: the disk is full"));
    }
};

int main(int argc, char **argv)
{
    Application application(argc, argv);
    TestApplication test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_application.moc"
