#include "library/workspace.h"
#include "support/fakedialogs.h"
#include "support/musiclibrary.h"
#include "ui/shell/mainwindow.h"
#include "ui/stage/stage.h"

#include <QComboBox>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>
#include <optional>

using namespace retrograde;
using namespace retrograde::testing;

/// Window up, one batch trained, clean exit. This one process holds Qt 6 and, by way of LibTorch and OpenCV, parts of
/// Qt 5. CTest runs it without a display and on an X server.
class TestWindowSmoke : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aBatchIsTrainedBehindTheWindow()
    {
        QCoreApplication::setOrganizationName("retrograde-test");
        QCoreApplication::setApplicationName("retrograde-test");
        QStandardPaths::setTestModeEnabled(true);
        const MusicLibrary library(4, 12, 2);
        FakeFileDialogs files;
        FakeMessageBoxes messages;
        MainWindow::World world;
        world.stage = new Stage;
        world.files = &files;
        world.messages = &messages;
        world.devices = { "cpu" };
        MainWindow window(world);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.openWorkspace(library.workspace());
        window.goTo(MainWindow::TrainingPlace);
        window.findChild<QComboBox *>("formClip")->setCurrentIndex(0);
        QTest::mouseClick(window.findChild<QPushButton *>("startButton"), Qt::LeftButton);

        const auto *status = window.findChild<QToolButton *>("statusTraining");
        QTRY_VERIFY2_WITH_TIMEOUT(
            status->accessibleName().contains("epoch 1 of"), qPrintable(status->accessibleName()), 100'000);
        window.close();
        QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), 60'000);
        QVERIFY(messages.warned.isEmpty());
        const Workspace workspace(library.workspace());
        QVERIFY(workspace.runs().at(0).status == RunStatus::Stopped);
    }
};

QTEST_MAIN(TestWindowSmoke)
#include "tst_windowsmoke.moc"
