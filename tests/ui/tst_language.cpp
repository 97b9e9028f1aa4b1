#include "base/error.h"
#include "support/fakedialogs.h"
#include "support/scratchfolder.h"
#include "ui/base/corewords.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/base/words.h"
#include "ui/player/playercontroller.h"
#include "ui/shell/language.h"
#include "ui/shell/mainwindow.h"
#include "ui/stage/stage.h"
#include "ui/training/runcontrols.h"
#include "ui/training/runwords.h"
#include "ui/training/trainingcontroller.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QKeySequence>
#include <QLabel>
#include <QLocale>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

using namespace retrograde;
using namespace retrograde::testing;

/// The way of a translation from translations/ to the running window.
class TestLanguage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName("retrograde-test");
        QCoreApplication::setApplicationName("retrograde-test");
        QStandardPaths::setTestModeEnabled(true);
    }

    void aLanguageThatIsNotThereLeavesEnglishWithItsPlurals()
    {
        QVERIFY(!installTranslations(*qApp, QLocale(QLocale::Icelandic)));
        QCOMPARE(remainingText(60), "about 1\u00a0min left");
        QCOMPARE(remainingText(240), "about 4\u00a0min left");
    }

    void noLineEndsWithinAQuantity()
    {
        TrainingNow now;
        now.phase = TrainingNow::Phase::Training;
        now.progress.emplace();
        now.progress->clipsDone = 64;
        now.progress->accuracy = 0.917;
        now.progress->clipsPerSecond = 16;
        now.progress->secondsLeft = 1000;
        Run run;
        run.clip = "3x5";
        const QRegularExpression torn(QStringLiteral("\\d (%|s|min|h|clips/s)(?!\\w)"));
        for (const QString &text : { nowText(now), percentText(0.917), remainingText(1000), remainingText(7000),
                 clipWords("5"), runTitle(run), coreText("0.21 % of it is clipped"),
                 translated(Sentence { "%1 right, 95 % interval over tracks %2 to %3 (answers: %4, tracks: %5); always "
                                       "the same answer reaches %6",
                     { Share { 0.8 }, Share { 0.7 }, Share { 0.9 }, std::int64_t { 10 }, std::int64_t { 3 },
                         Share { 0.5 } } }) }) {
            QVERIFY2(!text.contains(torn), qPrintable(text));
            QVERIFY2(text.contains(QChar(QChar::Nbsp)), qPrintable(text));
        }
    }

    void theWindowSpeaksGerman()
    {
        QVERIFY(installTranslations(*qApp, QLocale(QLocale::German, QLocale::Austria)));
        const ScratchFolder folder;
        FakeFileDialogs files;
        FakeMessageBoxes messages;
        SoundDevices none;
        none.list = [] { return std::vector<OutputDevice>(); };
        MainWindow::World world;
        world.stage = new Stage(none, nullptr);
        world.files = &files;
        world.messages = &messages;
        MainWindow window(world);
        window.show();
        window.openWorkspace(folder.path());
        QCOMPARE(window.menuBar()->actions().at(0)->text(), "&Datei");
        QCOMPARE(window.findChild<QToolButton *>("railLibrary")->text(), "Bibliothek");
        QCOMPARE(window.findChild<QPushButton *>("openMusicButton")->text(), "Meine Musik öffnen …");
        QCOMPARE(window.findChild<QPushButton *>("startButton")->text(), "Training starten");
        QCOMPARE(window.findChild<QWidget *>("formBatch")->toolTip(), "Ausschnitte je Trainingsschritt.");
        QCOMPARE(window.findChild<QAction *>("actionPlay")->text(), "Abspielen oder anhalten");

        // What is not text of a window but worded by functions, and a stage that the core names.
        QCOMPARE(errorText(ErrorCode::NotAudio).title, "Kein Ton");
        QCOMPARE(stageText("Importing"), "Import läuft");
        QCOMPARE(remainingText(240), "noch etwa 4\u00a0min");

        // What Qt says itself, and what the core gives as reasons.
        const QDialogButtonBox box(QDialogButtonBox::Close);
        QCOMPARE(QString(box.button(QDialogButtonBox::Close)->text()).remove('&'), "Schließen");
        QCOMPARE(QKeySequence(Qt::CTRL | Qt::Key_O).toString(QKeySequence::NativeText), "Strg+O");
        const QLocale before;
        const auto restored = qScopeGuard([&] { QLocale::setDefault(before); });
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Austria));
        QCOMPARE(coreText("only 3.5 s of sound, where 30.0 s are published"),
            "nur 3,5\u00a0s Ton, wo 30,0\u00a0s veröffentlicht sind");
        QCOMPARE(coreText("0.21 % of it is clipped"), "0,21\u00a0% davon sind übersteuert");
        QCOMPARE(coreText("has no column \"1.5\""), "hat keine Spalte „1.5“");
        QVERIFY(coreText("Rendered from MIDI tunes with soundfonts, not recorded: scores on these clips tell how well "
                         "soundfonts are told apart, not instruments.")
                    .startsWith("Aus MIDI-Stücken"));
        QCOMPARE(coreText("released by hand: it is silent"), "von Hand freigegeben: es ist still");
        QCOMPARE(coreText("it is silent; damaged packets: 7"), "es ist still; beschädigte Pakete: 7");
        QCOMPARE(coreText("line 3: '%2 %1' is not a number"), "Zeile 3: „%2 %1“ ist keine Zahl");
        QCOMPARE(coreText("nobody knows this sentence"), "nobody knows this sentence");
        QVERIFY(
            describe(Error(ErrorCode::Conflict, "run 7 is being trained just now")).startsWith("Lauf 7 wird gerade"));
        QVERIFY(describe(Error(ErrorCode::NotFound, "/music/a.wav", "there is no such file"))
                    .startsWith("/music/a.wav: es gibt keine solche Datei."));
        // A track and a piece of it are told apart.
        QVERIFY(window.findChild<QAction *>("actionPiece1")->text().startsWith("Teil 1"));

        // Longer words still fit into the smallest window there is, with the longest notice there is.
        QTRY_VERIFY(window.findChild<QWidget *>("noticeRow")->isVisibleTo(&window));
        QVERIFY2(
            window.minimumSizeHint().width() <= 1280, qPrintable(QString::number(window.minimumSizeHint().width())));

        // Whatever is still English would be missing an entry; these are the words both languages share.
        QStringList untranslated;
        for (const QAction *action : window.findChildren<QAction *>()) {
            const QString text = QString(action->text()).remove('&');
            if (text == "Library" || text == "Play or pause" || text.startsWith("Import ") || text.startsWith("Open "))
                untranslated << text;
        }
        QVERIFY2(untranslated.isEmpty(), qPrintable(untranslated.join(", ")));
    }
};

QTEST_MAIN(TestLanguage)
#include "tst_language.moc"
