#include "support/contrast.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"
#include "ui/base/checkedlook.h"
#include "ui/library/trackmodel.h"
#include "ui/shell/appearance.h"
#include "ui/shell/statusline.h"
#include "ui/spectrogram/qcp.h"
#include "ui/training/curvesview.h"
#include "ui/windowfixture.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

/// Layouts ask for each other in turn, each by an event.
void settle()
{
    for (int i = 0; i < 20; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
}

/// The colour of a drawing in one colour.
QColor inkOf(const QIcon &icon, QIcon::Mode mode)
{
    const QImage image = icon.pixmap(QSize(48, 48), mode).toImage();
    QColor ink;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(image.pixel(x, y)) == 255)
                ink = image.pixel(x, y);
        }
    }
    return ink;
}

bool hasColour(const QImage &image, const QColor &colour)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixel(x, y) == colour.rgb())
                return true;
        }
    }
    return false;
}

} // namespace

/// What the window looks like on a screen of 1280 x 800 and larger ones, in light and in dark colours.
class TestLook : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        WindowFixture::useOwnSettings("retrograde-test-look");
        Workspace workspace(m_library.workspace());
        std::vector<Track> tracks = workspace.tracks();
        tracks[0].status = TrackStatus::Quarantined;
        tracks[0].reason = "is not a sound file";
        tracks[1].album = "An album whose name is a little longer than those of most others are";
        for (int i = 0; i < 2; ++i)
            workspace.updateTrack(tracks[static_cast<std::size_t>(i)]);
        RunControl control;
        QVERIFY(
            trainRun(m_library.workspace(), createRun(workspace, quickSpec(2)), {}, control) == RunStatus::Completed);
    }
    void init()
    {
        QSettings().clear();
        installTranslations(*qApp, QLocale("en"));
    }
    void cleanup() { applyAppearance(Appearance::System); }

    void theCurvesHaveRoom_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("English") << "en";
        QTest::newRow("German") << "de";
    }
    void theCurvesHaveRoom()
    {
        QFETCH(QString, language);
        installTranslations(*qApp, QLocale(language));
        WindowFixture window;
        window.open(m_library.workspace());
        window.window().resize(kWithinFrame);
        chooseTrack(window);
        const int stage = window.stage()->height();
        window.window().goTo(MainWindow::TrainingPlace);
        const auto plot = [&] { return window.find<QCustomPlot>("curvesPlot"); };
        const auto hasRoom = [&] {
            settle();
            return plot()->isVisible() && plot()->axisRect()->height() >= 160
                && window.find<QScrollArea>("pagesScroll")->verticalScrollBar()->maximum() == 0
                && window.find<QTreeView>("runView")->viewport()->height() >= 48;
        };
        const auto words = [&] {
            return QString("curves %1, runs %2, stage %3, hidden %4")
                .arg(plot()->axisRect()->height())
                .arg(window.find<QTreeView>("runView")->viewport()->height())
                .arg(window.stage()->height())
                .arg(window.find<QScrollArea>("pagesScroll")->verticalScrollBar()->maximum());
        };
        QVERIFY2(hasRoom(), qPrintable(words()));
        // Also with what is said of a run that trains, and after the window was larger.
        window.find<QComboBox>("formClip")->setCurrentIndex(0);
        window.find<QSpinBox>("formEpochs")->setValue(1000);
        window.click("startButton");
        QTRY_VERIFY_WITH_TIMEOUT(plot()->isVisible(), kPatience);
        QVERIFY2(hasRoom(), qPrintable(words()));
        window.window().resize(1800, 1000);
        settle();
        window.window().resize(kWithinFrame);
        QVERIFY2(hasRoom(), qPrintable(words()));
        // Where nothing needs it, the stage has the height that it had.
        window.window().goTo(MainWindow::LibraryPlace);
        settle();
        QCOMPARE(window.stage()->height(), stage);
    }

    void curvesAreShownOnceThereAreAny()
    {
        CurvesView curves;
        curves.resize(800, 300);
        curves.show();
        curves.setHint("soon");
        const auto showsCurves = [&] { return curves.findChild<QCustomPlot *>("curvesPlot")->isVisible(); };
        // One point is no line yet.
        curves.setSteps({ { 1, 0.1, 0.5, 0.7 } });
        QVERIFY(!showsCurves());
        curves.setSteps({ { 1, 0.1, 0.5, 0.7 }, { 1, 0.2, 0.6, 0.6 } });
        QVERIFY(showsCurves());
    }

    void allColoursFollowAtOnce()
    {
        WindowFixture window;
        window.open(m_library.workspace());
        window.window().resize(kWithinFrame);
        chooseTrack(window);
        for (const Appearance appearance : { Appearance::Dark, Appearance::Light, Appearance::Dark }) {
            applyAppearance(appearance);
            settle();
            int icons = 0;
            for (const auto *button : window.window().findChildren<QAbstractButton *>()) {
                if (button->icon().isNull() || !button->isVisible())
                    continue;
                ++icons;
                const bool enabled = button->isEnabled();
                const QColor wanted
                    = button->palette().color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText);
                const QColor ink = inkOf(button->icon(), enabled ? QIcon::Normal : QIcon::Disabled);
                QVERIFY2(ink == wanted,
                    qPrintable(QString("%1: %2 for %3").arg(button->objectName(), ink.name(), wanted.name())));
            }
            QVERIFY(icons >= 8);
            const QPalette palette = QApplication::palette();
            const auto *counts = window.find<QLabel>("libraryCounts");
            QVERIFY(hasColour(const_cast<QLabel *>(counts)->grab().toImage(), palette.color(QPalette::Link)));
            // What is checked looks as what is checked next.
            QCheckBox checked;
            showWhenChecked(&checked);
            checked.setChecked(true);
            for (const char *name : { "railLibrary", "publishedButton" })
                QCOMPARE(window.find<QToolButton>(name)->palette().color(QPalette::Button),
                    checked.palette().color(QPalette::Button));
            for (const auto *label : window.window().findChildren<QLabel *>())
                QVERIFY2(label->palette().color(QPalette::Window) == palette.color(QPalette::Window),
                    qPrintable(label->objectName()));
        }
    }

    void tracksThatCannotBeUsedAreLegible()
    {
        WindowFixture window;
        window.open(m_library.workspace());
        const QAbstractItemModel &model = *window.find<QTreeView>("libraryView")->model();
        for (const Appearance appearance : { Appearance::Light, Appearance::Dark }) {
            applyAppearance(appearance);
            int unusable = 0;
            for (int row = 0; row < model.rowCount(); ++row) {
                const QVariant ink = model.index(row, 0).data(Qt::ForegroundRole);
                if (!ink.isValid())
                    continue;
                ++unusable;
                for (const QPalette::ColorRole ground : { QPalette::Base, QPalette::AlternateBase }) {
                    const double found = contrast(ink.value<QColor>(), QApplication::palette().color(ground));
                    QVERIFY2(found >= kText, qPrintable(QString::number(found)));
                }
                QVERIFY(ink.value<QColor>() != QApplication::palette().color(QPalette::Text));
            }
            QCOMPARE(unusable, 1);
        }
    }

    void boxesThatAreNotTickedAreSeen_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("light") << "light";
        QTest::newRow("dark") << "dark";
    }
    void boxesThatAreNotTickedAreSeen()
    {
        QFETCH(QString, name);
        applyAppearance(parseAppearance(name));
        QMenu menu;
        QAction *action = menu.addAction("ww");
        action->setCheckable(true);
        menu.ensurePolished();
        menu.resize(menu.sizeHint());
        QVERIFY2(frameContrast(menu, menu.actionGeometry(action)) >= kShape,
            qPrintable(QString::number(frameContrast(menu, menu.actionGeometry(action)))));
        QCheckBox box("ww");
        box.resize(box.sizeHint());
        QVERIFY2(frameContrast(box, box.rect()) >= kShape, qPrintable(QString::number(frameContrast(box, box.rect()))));
    }

    void theStatusLineUsesItsRoom()
    {
        StatusLine line;
        const auto *training = line.findChild<QToolButton *>("statusTraining");
        const QString text = QString("Run 12 · Time reversal / ConvNet / 5 s · epoch 3 of 25 · loss 0.264 · "
                                     "89.0 % of its training clips right · 16 clips/s · about 18 min left");
        line.resize(training->fontMetrics().horizontalAdvance(text) + 180, line.height());
        line.show();
        line.setTraining(text, 0.4);
        settle();
        QCOMPARE(training->text(), text);
        QVERIFY(training->width() >= training->sizeHint().width());
        // What else is to be said has its part, for as long as it is there.
        line.showNotice("The mark is called “drone” now.", StatusLine::Tone::News);
        settle();
        QVERIFY(training->text().endsWith(QStringLiteral("…")));
        const auto *notice = line.findChild<QLabel *>("statusNotice");
        QVERIFY(notice->width() >= notice->sizeHint().width());
        line.showNotice({}, StatusLine::Tone::News);
        settle();
        QCOMPARE(training->text(), text);
        // What nobody knows the end of says so, as on the page of the run.
        const auto *bar = line.findChild<QProgressBar *>("statusTrainingBar");
        QVERIFY(bar->isVisible() && bar->maximum() > 0);
        line.setTraining(text, -1);
        QVERIFY(bar->isVisible());
        QCOMPARE(bar->maximum(), 0);
        line.setTraining(text);
        QVERIFY(!bar->isVisible());
        // It never keeps the window from being small.
        QVERIFY2(line.minimumSizeHint().width() < 500, qPrintable(QString::number(line.minimumSizeHint().width())));
    }

    void allKeysAreSeen_data()
    {
        QTest::addColumn<QString>("language");
        QTest::newRow("English") << "en";
        QTest::newRow("German") << "de";
    }
    void allKeysAreSeen()
    {
        QFETCH(QString, language);
        installTranslations(*qApp, QLocale(language));
        WindowFixture window;
        window.open(m_library.workspace());
        for (const QSize &size : { QSize(1024, 700), kWithinFrame, QSize(1904, 1032) }) {
            window.window().resize(size);
            settle();
            window.find<QAction>("actionShortcuts")->trigger();
            auto *sheet = window.window().findChild<QDialog *>("shortcutSheet");
            QVERIFY(QTest::qWaitForWindowExposed(sheet));
            settle();
            QVERIFY(sheet->width() <= size.width() && sheet->height() <= size.height());
            const auto *scroll = sheet->findChild<QScrollArea *>("shortcutScroll");
            if (size.width() >= kWithinFrame.width())
                QVERIFY2(scroll->verticalScrollBar()->maximum() == 0,
                    qPrintable(QString("%1 of %2").arg(scroll->verticalScrollBar()->maximum()).arg(sheet->height())));
            delete sheet;
        }
    }

    void theFormsGroupsAlign()
    {
        WindowFixture window;
        window.open(m_library.workspace());
        window.window().goTo(MainWindow::TrainingPlace);
        window.find<QToolButton>("formMore")->setChecked(true);
        for (int task = 0; task < window.find<QComboBox>("formTask")->count(); ++task) {
            window.find<QComboBox>("formTask")->setCurrentIndex(task);
            settle();
            const auto span = [&](const char *name) {
                const auto *field = window.find<QWidget>(name);
                const int left = field->mapTo(&window.window(), QPoint()).x();
                return std::pair(left, left + field->width());
            };
            for (const char *name : { "formEpochs", "formBatch", "formLearningRate", "formSeed", "formPrecision" })
                QCOMPARE(span(name), span("formNetwork"));
        }
    }

    void aLongAlbumIsReadOnALargeScreen()
    {
        WindowFixture window;
        window.open(m_library.workspace());
        window.window().resize(1904, 1032);
        settle();
        auto *view = window.find<QTreeView>("libraryView");
        const QHeaderView *header = view->header();
        const int needed
            = static_cast<QAbstractItemView *>(view)->sizeHintForIndex(longestAlbum(*view->model())).width();
        QVERIFY(needed > 200);
        QVERIFY2(header->sectionSize(TrackModel::AlbumColumn) >= needed,
            qPrintable(QString("%1 for %2").arg(header->sectionSize(TrackModel::AlbumColumn)).arg(needed)));
        QCOMPARE(header->length(), view->viewport()->width());
        // A width that the user chose stays.
        view->header()->resizeSection(TrackModel::AlbumColumn, 100);
        window.window().resize(1900, 1032);
        settle();
        QCOMPARE(header->sectionSize(TrackModel::AlbumColumn), 100);
    }

private:
    /// A screen of 1280 x 800 less the frame of a window.
    static constexpr QSize kWithinFrame { 1264, 752 };

    static void chooseTrack(WindowFixture &window)
    {
        auto *list = window.find<QTreeView>("libraryView");
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            if (!list->model()->index(row, 0).data(Qt::ForegroundRole).isValid())
                list->setCurrentIndex(list->model()->index(row, 0));
        }
        QTRY_VERIFY_WITH_TIMEOUT(window.find<QWidget>("clipView")->isVisible(), kPatience);
        settle();
    }
    /// The highest contrast within the frame of a box at the left of @p place, to what lies beside the box.
    static double frameContrast(QWidget &widget, const QRect &place)
    {
        const QImage image = widget.grab().toImage();
        const int middle = place.center().y();
        const QColor ground = image.pixelColor(place.left() + 1, middle);
        double highest = 0;
        for (int x = place.left(); x < place.left() + 12; ++x)
            highest = std::max(highest, contrast(image.pixelColor(x, middle), ground));
        return highest;
    }
    static QModelIndex longestAlbum(const QAbstractItemModel &model)
    {
        QModelIndex longest;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row, TrackModel::AlbumColumn);
            if (!longest.isValid() || index.data().toString().size() > longest.data().toString().size())
                longest = index;
        }
        return longest;
    }

    const MusicLibrary m_library { 6, 12, 3 };
};

QTEST_MAIN(TestLook)
#include "tst_look.moc"
