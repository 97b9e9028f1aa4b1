#include "support/contrast.h"
#include "ui/base/checkedlook.h"
#include "ui/base/colours.h"
#include "ui/base/words.h"
#include "ui/shell/appearance.h"

#include <QApplication>
#include <QPalette>
#include <QTest>
#include <QToolButton>

using namespace retrograde;
using namespace retrograde::testing;

class TestAppearance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsLegible_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("light") << "light";
        QTest::newRow("dark") << "dark";
    }
    void textIsLegible()
    {
        QFETCH(QString, name);
        applyAppearance(parseAppearance(name));
        const QPalette palette = QApplication::palette();
        QCOMPARE(colours::isDark(palette), name == "dark");
        const QColor window = palette.color(QPalette::Window);
        const QColor base = palette.color(QPalette::Base);
        const QColor alternate = palette.color(QPalette::AlternateBase);

        QVERIFY(contrast(palette.color(QPalette::WindowText), window) >= kText);
        QVERIFY(contrast(palette.color(QPalette::Text), base) >= kText);
        QVERIFY(contrast(palette.color(QPalette::Text), alternate) >= kText);
        QVERIFY(contrast(palette.color(QPalette::ButtonText), palette.color(QPalette::Button)) >= kText);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= kText);
        QVERIFY(contrast(palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase)) >= kText);
        QVERIFY(contrast(palette.color(QPalette::Link), window) >= kText);
        QVERIFY(contrast(palette.color(QPalette::PlaceholderText), base) >= kShape);
        for (const QColor &background : { window, base, alternate }) {
            QVERIFY(contrast(colours::failure(palette), background) >= kText);
            QVERIFY(contrast(colours::faint(palette), background) >= kText);
            for (const double probability : { 0.03, 0.3, 0.5, 0.7, 0.97 })
                QVERIFY(contrast(probabilityColor(probability, palette), background) >= kText);
            QVERIFY(contrast(colours::validationCurve(palette), background) >= kShape);
            QVERIFY(contrast(colours::trainingCurve(palette), background) >= kShape);
        }
    }

    void whatIsCheckedIsSeen_data() { textIsLegible_data(); }
    void whatIsCheckedIsSeen()
    {
        QFETCH(QString, name);
        applyAppearance(parseAppearance(name));
        QToolButton checked;
        QToolButton other;
        for (QToolButton *button : { &checked, &other }) {
            button->setCheckable(true);
            button->setAutoRaise(true);
            button->setFixedSize(60, 60);
            showWhenChecked(button);
            button->show();
        }
        checked.setChecked(true);
        const auto ground = [](QToolButton &button) { return button.grab().toImage().pixelColor(30, 10); };
        QVERIFY2(contrast(ground(checked), ground(other)) >= 2,
            qPrintable(QString::number(contrast(ground(checked), ground(other)))));
        // And follows when the colours change.
        applyAppearance(name == "dark" ? Appearance::Light : Appearance::Dark);
        QCoreApplication::processEvents();
        QVERIFY(contrast(ground(checked), ground(other)) >= 2);
        QVERIFY(contrast(checked.palette().color(QPalette::ButtonText), checked.palette().color(QPalette::Button))
            >= kText);
    }

    void theSystemsLookComesBack()
    {
        applyAppearance(Appearance::System);
        const QPalette before = QApplication::palette();
        applyAppearance(colours::isDark(before) ? Appearance::Light : Appearance::Dark);
        QVERIFY(QApplication::palette().color(QPalette::Base) != before.color(QPalette::Base));
        applyAppearance(Appearance::System);
        QCOMPARE(QApplication::palette().color(QPalette::Base), before.color(QPalette::Base));
        QCOMPARE(QApplication::palette().color(QPalette::Text), before.color(QPalette::Text));
    }

    void namesAreReadBack()
    {
        for (const Appearance appearance : { Appearance::System, Appearance::Light, Appearance::Dark })
            QVERIFY(parseAppearance(toString(appearance)) == appearance);
        QVERIFY(parseAppearance("violet") == Appearance::System);
    }
};

QTEST_MAIN(TestAppearance)
#include "tst_appearance.moc"
