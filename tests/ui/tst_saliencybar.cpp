#include "audio/wavfile.h"
#include "base/hash.h"
#include "experiment/cropshape.h"
#include "experiment/taskdescription.h"
#include "library/workspace.h"
#include "support/fakedialogs.h"
#include "support/judged.h"
#include "support/scratchfolder.h"
#include "support/signals.h"
#include "ui/base/text.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/saliencyimage.h"
#include "ui/spectrogram/spectrogramview.h"
#include "ui/stage/saliencybar.h"
#include "ui/stage/stage.h"

#include <QDialog>
#include <QElapsedTimer>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <functional>
#include <new>
#include <stdexcept>
#include <thread>

using namespace retrograde;

namespace {

constexpr int kRate = 22050;

/// A model that is asked: it answers when the test lets it.
struct FakeModel {
    std::atomic<int> asked { 0 };
    std::atomic<int> cancelled { 0 };
    std::atomic<bool> answers { true };
    std::atomic<bool> fails { false };
    std::function<void()> throws; ///< what is no Error; set before it is asked
    std::atomic<double> learned { 0 }; ///< by how much its answers have changed since

    SaliencySource source()
    {
        return [this](const std::filesystem::path &folder, const JudgedClip &judged, const ProgressCallback &progress,
                   const RunControl &control) {
            ++asked;
            progress({ "Asking", 3, 10, {} });
            try {
                while (!answers) {
                    control.check();
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                }
            } catch (const Error &) {
                ++cancelled;
                throw;
            }
            if (throws)
                throws();
            if (fails)
                throw Error(ErrorCode::NotFound, "there is no run 9");
            const Workspace workspace(folder); // what it is called with is good for something
            const RunSpec spec = RunSpec::fromJson(workspace.run(judged.runId)->spec);
            SaliencyMap map;
            map.heard = judgedArrangement(spec, judged.answer.transform, judged.answer.beginFrame);
            map.probability = judged.answer.probability + learned;
            const std::int64_t half = map.heard.frameCount() / 2;
            map.frameEdges = { 0, half, 2 * half };
            map.binEdges = { 0, 42, 84 };
            map.values = { 2, 0, 0, -1 };
            return map;
        };
    }
};

} // namespace

/// On a real stage, by its own keys and widgets.
class TestSaliencyBar : public QObject {
    Q_OBJECT

private:
    testing::ScratchFolder m_folder;
    QTemporaryDir m_settings;
    std::unique_ptr<Workspace> m_workspace;
    Id m_reversal = 0;
    Id m_instruments = 0;
    Track m_track;
    std::unique_ptr<FakeModel> m_model;
    std::unique_ptr<Stage> m_stage;
    SpectrogramView *m_view = nullptr;
    QAction *m_action = nullptr;
    QWidget *m_bar = nullptr;

    Id addRun(Task task)
    {
        RunSpec spec;
        spec.task = task;
        Run run;
        run.task = toString(task);
        run.spec = spec.toJson();
        return m_workspace->addRun(run);
    }
    StageItem judged(std::int64_t beginFrame, const char *transform = "reversed", double probability = 0.9) const
    {
        StageItem item;
        item.track = m_track;
        item.judged = testing::judgedClip(RunSpec(), beginFrame, 210, transform, probability);
        item.judged->runId = m_reversal;
        return item;
    }
    void show(const StageItem &item)
    {
        m_stage->showItem(item);
        QTRY_VERIFY(m_view->isVisible() && m_view->hasContent());
    }
    bool isShown() const { return m_view->saliency().map != nullptr; }
    void pressKey() { QTest::keyClick(m_stage.get(), Qt::Key_W); }
    QCustomPlot *plot() const { return m_stage->findChild<QCustomPlot *>(QStringLiteral("spectrogramPlot")); }
    QImage picture() const
    {
        plot()->layer(QStringLiteral("playhead"))->setVisible(false);
        plot()->replot();
        return plot()->grab(plot()->axisRect()->rect()).toImage();
    }
    /// What the read-out says of a place in the picture, given as shares of its width and height.
    QString readOutAt(double across, double down)
    {
        const QRect rect = plot()->axisRect()->rect();
        const QPoint place
            = rect.topLeft() + QPoint(static_cast<int>(across * rect.width()), static_cast<int>(down * rect.height()));
        QMouseEvent move(
            QEvent::MouseMove, place, plot()->mapToGlobal(place), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(plot(), &move);
        return m_stage->findChild<QLabel *>(QStringLiteral("stageReadOut"))->text();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        QCoreApplication::setOrganizationName(QStringLiteral("retrograde-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        m_workspace = std::make_unique<Workspace>(m_folder / "workspace");
        m_reversal = addRun(Task::Reversal);
        m_instruments = addRun(Task::Instruments);
        const std::vector<float> sound = testing::struckNotes(20, kRate);
        m_track.path = m_folder / "notes.wav";
        m_track.title = "Notes";
        m_track.sampleRate = kRate;
        m_track.channels = 1;
        m_track.sampleCount = std::ssize(sound);
        m_track.seconds = 20;
        m_track.contentHash = contentHash("notes");
        writeWav(m_track.path, sound, kRate);
    }
    void init()
    {
        QSettings().clear();
        m_model = std::make_unique<FakeModel>();
        SoundDevices devices;
        devices.list = [] { return std::vector<OutputDevice> {}; };
        devices.open = [](const std::string &) { return makeSilentOutput(); };
        m_stage = std::make_unique<Stage>(std::move(devices), nullptr);
        m_stage->setSaliencySource(m_model->source());
        m_stage->setWorkspace(m_workspace.get());
        m_stage->resize(1280, 400);
        m_stage->show();
        QVERIFY(QTest::qWaitForWindowActive(m_stage.get()));
        m_view = m_stage->findChild<SpectrogramView *>(QStringLiteral("spectrogramView"));
        m_action = m_stage->findChild<QAction *>(QStringLiteral("actionSaliency"));
        m_bar = m_stage->findChild<SaliencyBar *>();
    }
    void cleanup() { m_stage.reset(); }

    void onlyWhatAPretextModelJudgedCanBeAskedAbout()
    {
        QVERIFY(!m_action->isEnabled());
        QVERIFY(m_stage->actions().contains(m_action)); // whence the menu and the sheet of keys have it
        QVERIFY(m_stage->findChild<QMenu *>(QStringLiteral("clipMenu"))->actions().contains(m_action));
        StageItem plain;
        plain.track = m_track;
        QSignalSpy news(m_stage.get(), &Stage::news);
        show(plain);
        pressKey();
        QCOMPARE(m_model->asked.load(), 0);
        QVERIFY(!m_action->isChecked());
        QCOMPARE(news.size(), 1); // which says why
        StageItem other = judged(50);
        other.judged->runId = m_instruments;
        other.judged->question = questionOf(RunSpec::preset("sound", Task::Instruments, Network::ConvNet));
        show(other);
        pressKey();
        QCOMPARE(m_model->asked.load(), 0);
        QCOMPARE(news.size(), 2);
        QVERIFY(news.last().first().toString().contains("recogniser"));
        show(judged(50));
        QVERIFY(m_action->isEnabled());
        m_stage->setSaliencySource({});
        QVERIFY(!m_action->isEnabled());
    }

    void aKeyShowsAndHidesIt()
    {
        show(judged(50));
        const QImage bare = picture();
        pressKey();
        QTRY_VERIFY(isShown());
        QVERIFY(m_action->isChecked());
        QCOMPARE(m_view->saliency().answer, QStringLiteral("reversed"));
        // What the lines mean is said above the picture: as large as before, it can be compared.
        const QSize before = m_stage->size();
        m_stage->resize(before.width(), before.height() + bare.height() - picture().height());
        QTRY_COMPARE(picture().size(), bare.size());
        const QImage overlaid = picture();
        // The left half of the low bins spoke for the answer and is as it was; above that all is darker.
        const QPoint clear(overlaid.width() / 8, overlaid.height() * 7 / 8);
        const QPoint dimmed(overlaid.width() / 8, overlaid.height() / 8);
        QCOMPARE(overlaid.pixelColor(clear), bare.pixelColor(clear));
        QVERIFY(overlaid.pixelColor(dimmed).lightness() < bare.pixelColor(dimmed).lightness());
        pressKey();
        QVERIFY(!isShown());
        m_stage->resize(before);
        QTRY_VERIFY(picture() == bare);
        pressKey(); // it is known by now
        QVERIFY(isShown());
        QCOMPARE(m_model->asked.load(), 1);
    }

    void whatAnotherModelSaysIsNotTakenForTheListsAnswer()
    {
        QSignalSpy news(m_stage.get(), &Stage::news);
        show(judged(50, "reversed", 0.9));
        m_model->learned = -0.01; // as reckoning in another precision would
        pressKey();
        QTRY_VERIFY(isShown());
        QVERIFY(m_view->saliency().note.isEmpty());
        show(judged(60, "reversed", 0.9));
        QTRY_VERIFY(isShown());
        QTest::keyClick(m_stage.get(), Qt::Key_W);
        m_model->learned = -0.7;
        show(judged(70, "reversed", 0.9));
        pressKey();
        QTRY_VERIFY(isShown());
        m_model->learned = 0;
        QCOMPARE(m_view->saliency().answer, QStringLiteral("forward"));
        const QString said = m_view->saliency().note; // which stands there as long as the lines
        QVERIFY2(said.contains("probably forward (P reversed 0.20)") || said.contains("forward (P reversed 0.20)"),
            qPrintable(said));
        QCOMPARE(news.size(), 0);
    }

    void theReadOutTellsTheValue()
    {
        show(judged(50));
        QVERIFY(!readOutAt(0.2, 0.8).contains(QStringLiteral("speaks")));
        pressKey();
        QTRY_VERIFY(isShown());
        plot()->replot();
        QVERIFY2(readOutAt(0.2, 0.8).endsWith(QStringLiteral(" · speaks for “reversed” by 2.00 (log-odds)")),
            qPrintable(readOutAt(0.2, 0.8)));
        QVERIFY(readOutAt(0.8, 0.2).endsWith(QStringLiteral(" · speaks against “reversed” by 1.00 (log-odds)")));
        // The other way round it goes with the sound.
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        plot()->replot();
        QVERIFY(readOutAt(0.8, 0.8).endsWith(QStringLiteral("by 2.00 (log-odds)")));
        show(judged(50, "published", 0.2));
        QTRY_VERIFY(isShown());
        QVERIFY(readOutAt(0.2, 0.8).endsWith(QStringLiteral(" · speaks for “forward” by 2.00 (log-odds)")));
    }

    void askingMovesNothing()
    {
        show(judged(50));
        const auto *title = m_stage->findChild<QLabel *>(QStringLiteral("stageTitle"));
        const QRect titleBefore = title->geometry();
        const QRect pictureBefore = m_view->geometry();
        m_model->answers = false;
        pressKey();
        QTRY_VERIFY(m_bar->isVisible());
        QTest::qWait(0); // for the layout
        QCOMPARE(title->geometry(), titleBefore);
        QCOMPARE(m_view->geometry(), pictureBefore);
        m_model->answers = true;
        QTRY_VERIFY(isShown() && !m_bar->isVisible());
        QCOMPARE(title->geometry(), titleBefore);
    }

    /// What the stage calls "cannot tell" speaks for an answer only as the likelier one.
    void theLegendOfAnUndecidedModelSaysSo()
    {
        show(judged(50, "reversed", 0.9));
        pressKey();
        QTRY_VERIFY(isShown());
        QVERIFY(!m_view->saliency().undecided);
        const QString heading = QStringLiteral("stageJudgement");
        show(judged(60, "reversed", 0.64));
        QTRY_VERIFY(isShown());
        QVERIFY(m_stage->findChild<QLabel *>(heading)->text().contains("cannot tell"));
        QVERIFY(m_view->saliency().undecided);
        show(judged(70, "reversed", 0.66));
        QTRY_VERIFY(isShown());
        QVERIFY(m_stage->findChild<QLabel *>(heading)->text().contains("probably reversed"));
        QVERIFY(!m_view->saliency().undecided);
    }

    void theNextClipIsAskedAboutAsWell()
    {
        show(judged(50));
        pressKey();
        QTRY_VERIFY(isShown());
        m_model->answers = false;
        show(judged(120));
        QVERIFY(!isShown() && m_action->isChecked());
        QTRY_COMPARE(m_model->asked.load(), 2);
        // What is asked when another item comes is of no use to that.
        show(judged(80));
        QTRY_COMPARE(m_model->cancelled.load(), 1);
        m_model->answers = true;
        QTRY_VERIFY(isShown());
        QCOMPARE(m_model->asked.load(), 3);
        pressKey();
        show(judged(50));
        QTest::qWait(50);
        QVERIFY(!isShown() && !m_action->isChecked());
        QCOMPARE(m_model->asked.load(), 3);
    }

    void whatNobodyJudgedEndsIt()
    {
        show(judged(50));
        pressKey();
        QTRY_VERIFY(isShown());
        StageItem plain;
        plain.track = m_track;
        show(plain);
        QVERIFY(!isShown() && !m_action->isChecked());
        show(judged(50));
        QTest::qWait(50);
        QVERIFY(!isShown() && !m_action->isChecked());
        QCOMPARE(m_model->asked.load(), 1);
        m_stage->clear();
        QVERIFY(!m_action->isEnabled());
    }

    void itStaysWithTheCropInItsTrack()
    {
        show(judged(200));
        pressKey();
        QTRY_VERIFY(isShown());
        QTest::keyClick(m_stage.get(), Qt::Key_X);
        QTRY_VERIFY(m_view->hasContent() && m_view->duration() > 19);
        QTRY_VERIFY(isShown());
        QVERIFY(m_action->isChecked());
        QTest::keyClick(m_stage.get(), Qt::Key_X);
        QTRY_VERIFY(m_view->hasContent() && m_view->duration() < 6);
        QTRY_VERIFY(isShown());
        QCOMPARE(m_model->asked.load(), 1);
    }

    void withoutThePictureThereIsNothingToDrawOn()
    {
        show(judged(50));
        QMenu *menu = m_stage->findChild<QMenu *>(QStringLiteral("viewMenu"));
        menu->findChild<QAction *>(QStringLiteral("viewWaveform"))->trigger();
        menu->findChild<QAction *>(QStringLiteral("viewConstantQ"))->trigger();
        QVERIFY(!m_action->isEnabled());
        menu->findChild<QAction *>(QStringLiteral("viewConstantQ"))->trigger();
        QVERIFY(m_action->isEnabled());
    }

    void whatTakesLongShowsHowFarItIsAndCanBeCancelled()
    {
        show(judged(50));
        m_model->answers = false;
        QElapsedTimer since;
        since.start();
        pressKey();
        QVERIFY(!m_bar->isVisible());
        QTRY_VERIFY(m_bar->isVisible());
        QVERIFY(since.elapsed() >= 450);
        const auto *progress = m_bar->findChild<QProgressBar *>();
        QCOMPARE(progress->value(), 3);
        QCOMPARE(progress->maximum(), 10);
        QTest::mouseClick(m_bar->findChild<QPushButton *>(), Qt::LeftButton);
        QVERIFY(!m_bar->isVisible());
        QVERIFY(!m_action->isChecked());
        QTRY_COMPARE(m_model->cancelled.load(), 1);
        QVERIFY(!isShown());
        // Asked anew it answers, in the end.
        pressKey();
        QTRY_VERIFY(m_bar->isVisible());
        m_model->answers = true;
        QTRY_VERIFY(isShown());
        QVERIFY(!m_bar->isVisible());
    }

    void aFailureIsOneSentence()
    {
        show(judged(50));
        QSignalSpy problems(m_stage.get(), &Stage::problem);
        m_model->fails = true;
        pressKey();
        QTRY_COMPARE(problems.count(), 1);
        QVERIFY2(problems.first().first().toString().contains(QStringLiteral("no run 9")),
            qPrintable(problems.first().first().toString()));
        QVERIFY(!m_action->isChecked());
        QVERIFY(m_action->isEnabled());
        QVERIFY(m_view->isVisible()); // the picture is as good as before
    }

    /// What libraries and the system throw ends neither the program nor the asking without a word.
    void whateverIsThrownIsTold_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("of a library") << 0;
        QTest::newRow("no memory") << 1;
        QTest::newRow("no exception") << 2;
    }
    void whateverIsThrownIsTold()
    {
        QFETCH(int, kind);
        show(judged(50));
        QSignalSpy problems(m_stage.get(), &Stage::problem);
        m_model->throws = [kind] {
            if (kind == 0)
                throw std::runtime_error("expected a tensor\nException raised from somewhere");
            if (kind == 1)
                throw std::bad_alloc();
            throw 7;
        };
        pressKey();
        QTRY_COMPARE(problems.count(), 1);
        const QString sentence = problems.first().first().toString();
        QVERIFY2(!sentence.isEmpty() && !sentence.contains(QLatin1String("raised from")), qPrintable(sentence));
        QVERIFY(!m_action->isChecked());
        QVERIFY(m_view->isVisible());
    }

    void theExportedPictureHasIt()
    {
        testing::FakeFileDialogs files;
        testing::FakeMessageBoxes messages;
        m_stage->setDialogs(&files, &messages);
        show(judged(50));
        pressKey();
        QTRY_VERIFY(isShown());
        files.file = toFileName(m_folder / "overlaid.png");
        QTimer::singleShot(0, qApp, [] { qobject_cast<QDialog *>(QApplication::activeModalWidget())->accept(); });
        m_stage->findChild<QAction *>(QStringLiteral("exportPicture"))->trigger();
        const QImage written(files.file);
        QVERIFY(!written.isNull());
        const SaliencyColors colors = SaliencyColors::of(true);
        int towards = 0;
        int against = 0;
        for (int y = 0; y < written.height(); ++y) {
            for (int x = 0; x < written.width(); ++x) {
                towards += written.pixel(x, y) == colors.towards.rgb() ? 1 : 0;
                against += written.pixel(x, y) == colors.against.rgb() ? 1 : 0;
            }
        }
        QVERIFY(towards > 100 && against > 100);
        QVERIFY(messages.warned.isEmpty());
    }

    void closingWhileItIsAskedIsClean()
    {
        show(judged(50));
        m_model->answers = false;
        pressKey();
        QTRY_COMPARE(m_model->asked.load(), 1);
        m_stage.reset();
        QCOMPARE(m_model->cancelled.load(), 1);
    }
};

QTEST_MAIN(TestSaliencyBar)
#include "tst_saliencybar.moc"
