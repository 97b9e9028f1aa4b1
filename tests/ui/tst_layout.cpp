#include "support/musiclibrary.h"
#include "support/trainedrecogniser.h"
#include "training/createrun.h"
#include "training/trainer.h"
#include "ui/base/elidedlabel.h"
#include "ui/errors/errorspage.h"
#include "ui/library/importwizard.h"
#include "ui/training/runform.h"
#include "ui/training/trainingpage.h"
#include "ui/windowfixture.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSlider>
#include <QStyle>
#include <QStyleOptionComboBox>
#include <QToolButton>
#include <QTranslator>
#include <QTreeView>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

/// Every text a third longer than English and in letters with accents, as languages go for which nobody has translated
/// yet: what is cut off here would be cut off there.
class PseudoTranslator : public QTranslator {
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *, const char *source, const char *, int) const override
    {
        const QString text = QString::fromUtf8(source);
        if (text.size() < 2 || !text.contains(QRegularExpression(QStringLiteral("[A-Za-z]{2}"))))
            return text;
        QString changed;
        for (int i = 0; i < text.size(); ++i) {
            const bool placeholder = i > 0 && text[i - 1] == u'%';
            const qsizetype letter = QStringLiteral("aeiouAEIOU").indexOf(text[i]);
            changed += letter >= 0 && !placeholder ? QStringLiteral("äéïöüÄÉÏÖÜ").at(letter) : text[i];
        }
        // In words, as any language has them, where the text is one of several.
        QString longer;
        for (int i = 0; i < (text.size() + 2) / 3; ++i)
            longer += text.size() > 24 && i % 8 == 0 ? u' ' : u'~';
        return changed + longer;
    }
};

QString nameOf(const QWidget *widget)
{
    QStringList names;
    for (; widget && !widget->isWindow(); widget = widget->parentWidget()) {
        if (!widget->objectName().isEmpty() && !widget->objectName().startsWith("qt_"))
            names.prepend(widget->objectName());
    }
    return names.join('/');
}

/// What of @p text is too wide for @p room pixels, or nothing.
bool fits(const QWidget *widget, const QString &text, int room)
{
    return widget->fontMetrics().horizontalAdvance(text) <= room + 1;
}

bool scrolls(const QWidget *widget)
{
    for (const QWidget *parent = widget->parentWidget(); parent && !parent->isWindow();
         parent = parent->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea *>(parent))
            return true;
    }
    return false;
}

/// Pixels that others in the row of @p label have and do not need.
int spareBeside(const QWidget *label)
{
    int spare = 0;
    for (const QObject *child : label->parentWidget()->children()) {
        const auto *other = qobject_cast<const QWidget *>(child);
        const bool inRow = other && other != label && other->isVisibleTo(label->parentWidget())
            && other->geometry().top() <= label->geometry().bottom()
            && other->geometry().bottom() >= label->geometry().top();
        if (inRow)
            spare += std::max(0, other->width() - other->sizeHint().width());
    }
    return spare;
}

/// A sentence for each text in @p window that is cut off, and each control that is not wholly in it.
QStringList faultsOf(const QWidget &window)
{
    QStringList faults;
    const auto complain = [&](const QWidget *widget, const QString &what) {
        faults << QStringLiteral("%1 (%2): %3").arg(nameOf(widget), widget->metaObject()->className(), what);
    };
    const QList<QWidget *> widgets = window.findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisibleTo(&window) || widget->window() != &window)
            continue;
        const auto *label = qobject_cast<const QLabel *>(widget);
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const auto *box = qobject_cast<const QComboBox *>(widget);
        const auto *edit = qobject_cast<const QLineEdit *>(widget);
        const auto *header = qobject_cast<const QHeaderView *>(widget);
        if (label && !qobject_cast<const ElidedLabel *>(label) && label->pixmap().isNull()
            && !label->text().isEmpty()) {
            if (label->wordWrap() && label->heightForWidth(label->width()) > label->height() + 1)
                complain(widget, "cut off: " + label->text());
            if (!label->wordWrap()
                && (label->sizeHint().width() > label->width() + 1 || label->sizeHint().height() > label->height() + 1))
                complain(widget, "cut off: " + label->text());
        } else if (button && !button->text().isEmpty() && widget->objectName() != "statusTraining") {
            const auto *tool = qobject_cast<const QToolButton *>(button);
            const bool iconOnly = tool && tool->toolButtonStyle() == Qt::ToolButtonIconOnly && !tool->icon().isNull();
            if (!iconOnly && button->sizeHint().width() > button->width() + 1)
                complain(widget,
                    QString("%1 px for %2: %3")
                        .arg(button->width())
                        .arg(button->sizeHint().width())
                        .arg(button->text()));
        } else if (box) {
            QStyleOptionComboBox option;
            option.initFrom(box);
            const QRect field
                = box->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box);
            // A title of a run may be long; its whole is in the list and in the tooltip.
            if (!fits(box, box->currentText(), field.width()) && box->toolTip().isEmpty())
                complain(widget, "cut off: " + box->currentText());
        } else if (edit && edit->text().isEmpty() && !qobject_cast<const QAbstractSpinBox *>(edit->parentWidget())) {
            if (!fits(edit, edit->placeholderText(), edit->width() - 8))
                complain(widget, "cut off: " + edit->placeholderText());
        } else if (header && header->orientation() == Qt::Horizontal) {
            for (int section = 0; section < header->count(); ++section) {
                if (!header->isSectionHidden(section)
                    && header->sectionSizeHint(section) > header->sectionSize(section) + 1)
                    complain(header->parentWidget(),
                        QString("heading of %1 px for %2: %3")
                            .arg(header->sectionSize(section))
                            .arg(header->sectionSizeHint(section))
                            .arg(header->model()->headerData(section, Qt::Horizontal).toString()));
            }
        }
        if (label && qobject_cast<const ElidedLabel *>(label)
            && !fits(label, label->text(), label->contentsRect().width()) && spareBeside(label) > 8)
            complain(widget, QString("shortened beside %1 px of free room: ").arg(spareBeside(label)) + label->text());
        const bool control = button || box || edit || qobject_cast<const QSlider *>(widget)
            || qobject_cast<const QAbstractSpinBox *>(widget) || qobject_cast<const QAbstractItemView *>(widget);
        if (control && !scrolls(widget) && !widget->size().isEmpty()) {
            const QRect place(widget->mapTo(&window, QPoint()), widget->size());
            if (!window.rect().adjusted(-1, -1, 1, 1).contains(place))
                complain(widget, "not wholly in the window");
        }
    }
    return faults;
}

} // namespace

/// Walks through everything the window can show, in each language and at the sizes that screens have.
class TestLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        WindowFixture::useOwnSettings("retrograde-test-layout");
        {
            Workspace workspace(m_library.workspace());
            std::vector<Track> tracks = workspace.tracks();
            tracks[0].warning = "0.3 % of its samples are clipped";
            tracks[0].licence = "Attribution-NonCommercial-ShareAlike 3.0 International";
            workspace.updateTrack(tracks[0]);
            RunControl control;
            RunSpec spec = quickSpec(1);
            QVERIFY(trainRun(m_library.workspace(), createRun(workspace, spec), {}, control) == RunStatus::Completed);
            (void)createRun(workspace, spec);
        }
        trainedRecogniser(m_labelled);
    }

    void nothingIsCutOff_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QSize>("size");
        const bool doubled = qApp->devicePixelRatio() > 1.5;
        for (const std::string language : { "en", "de", "pseudo" }) {
            // A screen of 1920 x 1080 at 200 %, less a frame and a panel.
            for (const QSize &size :
                doubled ? QList<QSize> { { 960, 512 } } : QList<QSize> { { 1024, 700 }, { 1280, 800 } })
                QTest::addRow("%s %dx%d", language.c_str(), size.width(), size.height())
                    << QString::fromStdString(language) << size;
        }
    }
    void nothingIsCutOff()
    {
        QFETCH(QString, language);
        QFETCH(QSize, size);
        PseudoTranslator pseudo;
        if (language == "pseudo")
            qApp->installTranslator(&pseudo);
        else
            installTranslations(*qApp, QLocale(language));
        QSettings().clear();
        {
            const ScratchFolder empty;
            WindowFixture window;
            window.open(empty / "workspace");
            resize(window, size);
            look("welcome", window.window());
            for (const MainWindow::Place place : { MainWindow::TrainingPlace, MainWindow::ErrorsPlace }) {
                window.window().goTo(place);
                look(qPrintable(QString("empty page %1").arg(place)), window.window());
            }
        }
        {
            WindowFixture window;
            window.open(m_library.workspace());
            resize(window, size);
            walk(window);
        }
        {
            WindowFixture window;
            window.open(m_labelled.workspace());
            resize(window, size);
            window.window().goTo(MainWindow::TrainingPlace);
            settle();
            look("a recogniser", window.window());
            window.click("metricsButton");
            QTRY_VERIFY_WITH_TIMEOUT(window.find<QDialog>("metricsDialog"), kPatience);
            settle();
            look("metrics", *window.find<QDialog>("metricsDialog"));
            window.window().goTo(MainWindow::ErrorsPlace);
            window.click("kind_all");
            settle();
            look("a recogniser's errors", window.window());
        }
        qApp->removeTranslator(&pseudo);
        const QStringList faults = std::exchange(m_faults, {});
        QVERIFY2(faults.isEmpty(), qPrintable(QString::number(faults.size()) + ":\n" + faults.join('\n')));
    }

    void theHelpSheetFitsAndScrolls()
    {
        installTranslations(*qApp, QLocale("de"));
        WindowFixture window;
        window.open(m_library.workspace());
        window.window().resize(1024, 700);
        window.find<QAction>("actionShortcuts")->trigger();
        auto *sheet = window.find<QDialog>("shortcutSheet");
        QVERIFY(QTest::qWaitForWindowExposed(sheet));
        QVERIFY2(sheet->width() <= 1024 && sheet->height() <= 700,
            qPrintable(QString("%1 x %2").arg(sheet->width()).arg(sheet->height())));
        QVERIFY(sheet->minimumSizeHint().width() <= 960 && sheet->minimumSizeHint().height() <= 500);
        auto *scroll = sheet->findChild<QAbstractScrollArea *>("shortcutScroll");
        QVERIFY(scroll);
        sheet->resize(900, 300);
        settle();
        QVERIFY(scroll->verticalScrollBar()->maximum() > 0);
        sheet->close();
    }

    /// Where a page has the room that it needs, all of it is seen: a page that was not looked at yet asks for nothing.
    void aPageWithRoomEnoughDoesNotScroll()
    {
        if (qApp->devicePixelRatio() > 1.5)
            QSKIP("half as large, the window is too small for all of a page");
        installTranslations(*qApp, QLocale("en"));
        QSettings().clear();
        WindowFixture window;
        window.open(m_library.workspace());
        window.window().resize(1264, 752);
        auto *list = window.find<QTreeView>("libraryView");
        list->setCurrentIndex(list->model()->index(0, 0));
        for (const MainWindow::Place place :
            { MainWindow::LibraryPlace, MainWindow::ErrorsPlace, MainWindow::TrainingPlace }) {
            window.window().goTo(place);
            settle();
            QCOMPARE(window.find<QScrollArea>("pagesScroll")->verticalScrollBar()->maximum(), 0);
        }
        window.window().goTo(MainWindow::ErrorsPlace);
        settle();
        const auto *verdict = window.find<QToolButton>("verdict_drone");
        QCOMPARE(verdict->visibleRegion().boundingRect(), verdict->rect());
    }

    void theWindowFitsSmallScreens()
    {
        WindowFixture window;
        window.open(m_library.workspace());
        auto *list = window.find<QTreeView>("libraryView");
        list->setCurrentIndex(list->model()->index(0, 0));
        settle();
        // 1920 x 1080 at 200 %, with a frame and a panel of 28 px each.
        const QSize least = window.window().minimumSizeHint();
        QVERIFY2(least.width() <= 960 && least.height() <= 484,
            qPrintable(QString("%1 x %2").arg(least.width()).arg(least.height())));
        QVERIFY(window.window().width() <= 1264 && window.window().height() <= 752);
    }

private:
    /// Layouts ask for each other in turn, each by an event.
    void settle()
    {
        for (int i = 0; i < 20; ++i) {
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        }
    }
    void resize(WindowFixture &window, const QSize &size)
    {
        settle(); // until then the window keeps the width that what it showed before had needed
        window.window().resize(size);
        settle();
        if (window.window().size() != size)
            m_faults << QString("the window cannot be %1 x %2: it needs %3 x %4")
                            .arg(size.width())
                            .arg(size.height())
                            .arg(window.window().width())
                            .arg(window.window().height());
    }
    void look(const char *what, const QWidget &window)
    {
        settle();
        for (const QString &fault : faultsOf(window))
            m_faults << QString("%1: %2").arg(what, fault);
    }
    void walk(WindowFixture &window)
    {
        auto *list = window.find<QTreeView>("libraryView");
        look("library", window.window());
        list->setCurrentIndex(list->model()->index(0, 0));
        QTRY_VERIFY_WITH_TIMEOUT(window.find<QWidget>("clipView")->isVisible(), kPatience);
        look("library with a track", window.window());
        window.window().goTo(MainWindow::TrainingPlace);
        window.find<QToolButton>("formMore")->setChecked(true);
        for (int task = 0; task < window.find<QComboBox>("formTask")->count(); ++task) {
            window.find<QComboBox>("formTask")->setCurrentIndex(task);
            for (const int run : { 1, 2 }) {
                window.window().findChild<TrainingPage *>()->showRun(run);
                look(qPrintable(QString("training, task %1, run %2").arg(task).arg(run)), window.window());
            }
        }
        window.window().goTo(MainWindow::ErrorsPlace);
        window.click("kind_all");
        QTest::keyClick(&window.window(), Qt::Key_J);
        QTRY_VERIFY_WITH_TIMEOUT(window.find<QWidget>("clipView")->isVisible(), kPatience);
        look("errors", window.window());

        window.find<QAction>("actionShortcuts")->trigger();
        look("help sheet", *window.find<QDialog>("shortcutSheet"));
        window.find<QDialog>("shortcutSheet")->close();
        window.find<QAction>("actionImportDataset")->trigger();
        auto *wizard = window.find<ImportWizard>("importWizard");
        wizard->setPath(m_library.music());
        look("import", *wizard);
        QTest::mouseClick(wizard->button(QWizard::NextButton), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(wizard->button(QWizard::FinishButton)->isEnabled(), kPatience);
        look("import, counted", *wizard);
        wizard->close();
    }

    const MusicLibrary m_library { 6, 12, 3 };
    const LabelledLibrary m_labelled;
    QStringList m_faults;
};

QTEST_MAIN(TestLayout)
#include "tst_layout.moc"
