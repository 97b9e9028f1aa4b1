#include "library/workspace.h"
#include "support/fakedialogs.h"
#include "support/musiclibrary.h"
#include "ui/base/elidedlabel.h"
#include "ui/base/tooltips.h"
#include "ui/player/playercontroller.h"
#include "ui/shell/mainwindow.h"
#include "ui/stage/stage.h"

#include <QApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QMessageBox>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <QTextDocumentFragment>
#include <QTimer>
#include <QToolTip>
#include <QTreeView>
#include <fstream>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

/// What reads a file as soon as it is taken for HTML.
const char *const kBait = "<img src=\"file:///dev/zero\"><b>R&B</b>";

/// The tooltip that Qt shows now; null when there is none.
QLabel *shownTip()
{
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows) {
        if (window->inherits("QTipLabel") && window->isVisible())
            return qobject_cast<QLabel *>(window);
    }
    return nullptr;
}

/// What a person reads on @p label.
QString readOn(const QLabel &label)
{
    const bool html = label.textFormat() == Qt::RichText
        || (label.textFormat() == Qt::AutoText && Qt::mightBeRichText(label.text()));
    return (html ? QTextDocumentFragment::fromHtml(label.text()).toPlainText() : label.text()).remove(QChar(0x200b));
}

void hover(QWidget *widget, const QPoint &place)
{
    QHelpEvent help(QEvent::ToolTip, place, widget->mapToGlobal(place));
    QApplication::sendEvent(widget, &help);
}

} // namespace

/// Titles, notes and names come from files that anybody may have written.
class TestPlainText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("retrograde-test");
        QCoreApplication::setApplicationName("retrograde-test-plaintext");
        QStandardPaths::setTestModeEnabled(true);
        QSettings().clear();
        {
            Workspace workspace(m_library.workspace());
            std::vector<Track> tracks = workspace.tracks();
            tracks[0].title = tracks[0].artist = tracks[0].album = kBait;
            tracks[0].warning = kBait;
            workspace.updateTrack(tracks[0]);
            workspace.setDatasetNote(workspace.datasets().at(0).id, kBait);
            workspace.setDatasetRendered(workspace.datasets().at(0).id, true);
        }
        SoundDevices none;
        none.list = [] { return std::vector<OutputDevice>(); };
        MainWindow::World world;
        world.stage = new Stage(none, nullptr);
        world.files = &m_files;
        world.messages = &m_messages;
        world.devices = { "cpu" };
        m_window.emplace(world);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(&*m_window));
        m_window->openWorkspace(m_library.workspace());
    }
    void cleanup() { QToolTip::hideText(); }

    void everyLabelOfTheWindowShowsLettersOnly()
    {
        auto *view = m_window->findChild<QTreeView *>("libraryView");
        const QModelIndexList found
            = view->model()->match(view->model()->index(0, 0), Qt::DisplayRole, kBait, 1, Qt::MatchExactly);
        QCOMPARE(found.size(), 1);
        view->setCurrentIndex(found.front());
        QTRY_VERIFY(m_window->findChild<QLabel *>("stageTitle")->text().contains(kBait));
        int baits = 0;
        for (const QLabel *label : m_window->findChildren<QLabel *>()) {
            QVERIFY2(label->textFormat() != Qt::AutoText || !Qt::mightBeRichText(label->text()),
                qPrintable(label->objectName()));
            baits += readOn(*label).contains(kBait) ? 1 : 0;
            if (label->textFormat() == Qt::RichText)
                QVERIFY2(!label->text().contains("<img"), qPrintable(label->objectName()));
        }
        QVERIFY2(baits >= 2, qPrintable(QString::number(baits))); // the stage's title, the dataset's note
    }

    void theTooltipOfARowIsRead_data()
    {
        QTest::addColumn<int>("column");
        for (int column = 0; column < 7; ++column)
            QTest::addRow("%d", column) << column;
    }
    void theTooltipOfARowIsRead()
    {
        QFETCH(int, column);
        auto *view = m_window->findChild<QTreeView *>("libraryView");
        const QModelIndex row
            = view->model()->match(view->model()->index(0, 0), Qt::DisplayRole, kBait, 1, Qt::MatchExactly).front();
        const QModelIndex cell = row.siblingAtColumn(column);
        hover(view->viewport(), view->visualRect(cell).center());
        QVERIFY(shownTip());
        QCOMPARE(readOn(*shownTip()).simplified(), cell.data(Qt::ToolTipRole).toString().simplified());
        QVERIFY(readOn(*shownTip()).contains(kBait));
        QVERIFY(!shownTip()->text().contains("<img"));
    }

    void tooltipsAreNoWiderThanTheEyeReads()
    {
        QWidget widget;
        widget.show();
        for (const QString &text : { QString("a word ").repeated(200), QString(900, 'x'),
                 QString("/long/path").repeated(90), QString("short"), QString("two\nlines") }) {
            widget.setToolTip(text);
            hover(&widget, { 5, 5 });
            QVERIFY(shownTip());
            QVERIFY2(shownTip()->width() <= 360 + 32, qPrintable(QString::number(shownTip()->width()))); // its frame
            QCOMPARE(readOn(*shownTip()).simplified(), text.simplified());
        }
        widget.setToolTip(QString(1'000'000, 'x'));
        hover(&widget, { 5, 5 });
        QVERIFY(readOn(*shownTip()).trimmed().size() <= ToolTips::kMostLetters);
    }

    void whatIsShortenedOnALineIsWholeInItsTooltip()
    {
        ElidedLabel label;
        label.setText(QString(kBait).repeated(20));
        label.resize(60, 20);
        label.show();
        hover(&label, { 5, 5 });
        QVERIFY(shownTip());
        QCOMPARE(readOn(*shownTip()).simplified(), label.text().simplified());
    }

    void messageBoxesShowLettersOnly()
    {
        NativeMessageBoxes boxes;
        QStringList read;
        const auto look = [&read] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return;
            read << (box->textFormat() == Qt::PlainText ? box->text() : QString("taken for HTML"));
            box->reject();
        };
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, look);
        timer.start(20);
        boxes.inform(&*m_window, "Title", kBait, {});
        boxes.warn(&*m_window, "Title", kBait);
        boxes.confirm(&*m_window, "Title", kBait, "Go");
        QCOMPARE(read, (QStringList { kBait, kBait, kBait }));
    }

private:
    const MusicLibrary m_library { 2, 4, 0 };
    FakeFileDialogs m_files;
    FakeMessageBoxes m_messages;
    std::optional<MainWindow> m_window;
};

QTEST_MAIN(TestPlainText)
#include "tst_plaintext.moc"
