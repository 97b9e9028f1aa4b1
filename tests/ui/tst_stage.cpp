#include "audio/soundsource.h"
#include "audio/wavfile.h"
#include "base/hash.h"
#include "experiment/cropshape.h"
#include "experiment/transform.h"
#include "library/raventable.h"
#include "library/workspace.h"
#include "support/fakedialogs.h"
#include "support/fakeoutput.h"
#include "support/judged.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"
#include "support/throwingnew.h"
#include "ui/player/playerbar.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/spectrogramview.h"
#include "ui/spectrogram/waveformview.h"
#include "ui/stage/clipspan.h"
#include "ui/stage/stage.h"

#include <QAction>
#include <QDialog>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextDocumentFragment>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

using namespace retrograde;

namespace {

constexpr int kRate = 44100; // not the features' rate

SoundDevices silentDevices()
{
    SoundDevices devices;
    devices.list = [] { return std::vector<OutputDevice> { { "Speakers", true, 48000 } }; };
    devices.open = [](const std::string &) { return makeSilentOutput(); };
    return devices;
}

} // namespace

class TestStage : public QObject {
    Q_OBJECT

private:
    testing::ScratchFolder m_folder;
    QTemporaryDir m_settings;
    std::vector<float> m_notes;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Stage> m_stage;
    SpectrogramView *m_view = nullptr;

    template<typename Widget> Widget *find(const char *name) const
    {
        return m_stage->findChild<Widget *>(QLatin1String(name));
    }
    QString page() const { return find<QStackedWidget>("stagePages")->currentWidget()->objectName(); }
    QString position() const { return find<QLabel>("positionLabel")->text(); }
    QString pageText() const
    {
        QStringList texts;
        for (const QLabel *label : find<QStackedWidget>("stagePages")->currentWidget()->findChildren<QLabel *>())
            texts.append(label->text());
        return texts.join(QLatin1Char(' '));
    }

    /// Some music; it is made once, as that takes a while.
    std::vector<float> music(double seconds, std::size_t firstSample = 0) const
    {
        std::vector<float> sound(static_cast<std::size_t>(seconds * kRate));
        for (std::size_t i = 0; i < sound.size(); ++i)
            sound[i] = m_notes[(firstSample + i) % m_notes.size()];
        return sound;
    }
    Track makeTrack(const std::string &name, double seconds, std::size_t firstSample = 0)
    {
        const std::vector<float> sound = music(seconds, firstSample);
        Track track;
        track.path = m_folder / (name + ".wav");
        track.title = name;
        track.artist = "M. Kievernagel";
        track.sampleRate = kRate;
        track.channels = 1;
        track.sampleCount = static_cast<std::int64_t>(sound.size());
        track.seconds = static_cast<double>(sound.size()) / kRate;
        track.contentHash = contentHash(name);
        writeWav(track.path, sound, kRate);
        return track;
    }
    static StageItem clip(const Track &track, double start, double seconds)
    {
        StageItem item;
        item.track = track;
        item.startSeconds = start;
        item.seconds = seconds;
        return item;
    }
    void start(SoundDevices devices)
    {
        m_stage = std::make_unique<Stage>(std::move(devices), nullptr);
        m_stage->setWorkspace(m_workspace.get());
        m_stage->resize(1280, 400);
        m_stage->show();
        QVERIFY(QTest::qWaitForWindowActive(m_stage.get()));
        m_view = find<SpectrogramView>("spectrogramView");
    }
    std::int64_t framesIn(double seconds) const
    {
        Track track;
        track.sampleRate = kRate;
        track.sampleCount = static_cast<std::int64_t>(seconds * kRate);
        return framesOf(track, FrameGrid {});
    }
    /// By the mouse.
    void select(double begin, double end)
    {
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        plot->replot();
        const auto at = [&](double seconds) {
            return QPoint(static_cast<int>(plot->xAxis->coordToPixel(seconds)), plot->axisRect()->center().y());
        };
        QTest::mousePress(plot, Qt::LeftButton, {}, at(begin));
        QMouseEvent move(
            QEvent::MouseMove, at(end), plot->mapToGlobal(at(end)), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(plot, &move);
        QTest::mouseRelease(plot, Qt::LeftButton, {}, at(end));
        QVERIFY(m_view->selection());
    }
    /// The picture alone, without playhead.
    QImage picture()
    {
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        plot->layer(QStringLiteral("playhead"))->setVisible(false);
        plot->replot();
        const QImage image = plot->grab(plot->axisRect()->rect()).toImage();
        plot->layer(QStringLiteral("playhead"))->setVisible(true);
        return image;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        QCoreApplication::setOrganizationName(QStringLiteral("retrograde-test"));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        m_workspace = std::make_unique<Workspace>(m_folder / "workspace");
        m_notes = testing::struckNotes(8, kRate);
    }

    void init()
    {
        QSettings().clear();
        start(silentDevices());
    }
    void cleanup() { m_stage.reset(); }

    void spansAreTheFramesNearest()
    {
        const FrameGrid grid;
        Track track;
        track.sampleRate = 44100;
        track.sampleCount = 44100 * 30;
        const std::int64_t all = 1 + 22050 * 30 / 512;
        QCOMPARE(framesOf(track, grid), all);
        QVERIFY((spanOf(clip(track, 0, 0), grid) == FrameSpan { 0, all }));
        // Neighbouring clips share neither frame nor leave one out.
        const FrameSpan first = spanOf(clip(track, 0, 10), grid);
        const FrameSpan second = spanOf(clip(track, 10, 10), grid);
        QCOMPARE(first.end, second.begin);
        QCOMPARE(second.begin, grid.frameAt(10));
        QVERIFY((spanOf(clip(track, 25, 10), grid) == FrameSpan { grid.frameAt(25), all }));
        QVERIFY(spanOf(clip(track, 100, 10), grid).size() == 0);
        StageItem judged = clip(track, 3, 4);
        judged.judged = testing::judgedClip(RunSpec(), 100, 210, "published", 0.5);
        QVERIFY((spanOf(judged, grid) == FrameSpan { 100, 310 }));
    }

    void emptyStageSaysWhatToDo()
    {
        QCOMPARE(page(), QStringLiteral("stageEmpty"));
        QVERIFY(find<QLabel>("stageEmptyLine")->isVisible());
        QVERIFY(find<QLabel>("stageEmptyLine")->text().contains(QStringLiteral("Choose a track")));
        QVERIFY(!find<QToolButton>("playButton")->isEnabled());
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QCOMPARE(page(), QStringLiteral("stageEmpty"));
    }

    void wholeTrackIsShownAndItsFeaturesKept()
    {
        const Track track = makeTrack("Crystal Cave", 12);
        QVERIFY(!m_workspace->features().contains(track.contentHash, CqtParameters {}));
        m_stage->showItem(clip(track, 0, 0));
        QCOMPARE(find<QLabel>("stageTitle")->text(), QStringLiteral("Crystal Cave – M. Kievernagel – 0:12"));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTRY_VERIFY(m_workspace->features().contains(track.contentHash, CqtParameters {}));
        QVERIFY(std::abs(m_view->duration() - 12) < 0.05);
        const QImage shown = picture();
        QSet<QRgb> colours;
        for (int x = 0; x < shown.width(); x += 7) {
            for (int y = 0; y < shown.height(); y += 3)
                colours.insert(shown.pixel(x, y));
        }
        QVERIFY(colours.size() > 50);
    }

    void clipIsTheSamePictureAsThatPartOfTheTrack()
    {
        // Not in the store: the clip alone is computed. Its loudest cell differs from the track's, the rest agrees.
        const Track track = makeTrack("Clipped", 12);
        m_stage->showItem(clip(track, 4, 3));
        QCOMPARE(find<QLabel>("stageTitle")->text(), QStringLiteral("Clipped – M. Kievernagel – 0:04–0:07"));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QVERIFY(!m_workspace->features().contains(track.contentHash, CqtParameters {}));
        const FrameGrid grid;
        QCOMPARE(m_view->duration(), grid.secondsAt(grid.frameAt(7) - grid.frameAt(4)));
        const auto level = [this](double seconds, double bin) {
            auto *plot = find<QCustomPlot>("spectrogramPlot");
            plot->replot();
            const auto reading = m_view->readingAt({ static_cast<int>(plot->xAxis->coordToPixel(seconds)),
                static_cast<int>(plot->yAxis->coordToPixel(bin)) });
            return reading ? reading->db : 1e9;
        };
        std::vector<double> ofClip;
        for (const double seconds : { 0.2, 0.7, 1.4, 2.2, 2.8 }) {
            for (int bin = 30; bin < 60; bin += 3)
                ofClip.push_back(level(seconds, bin));
        }
        m_stage->showItem(clip(track, 0, 0));
        QTRY_VERIFY(m_workspace->features().contains(track.contentHash, CqtParameters {}));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        m_stage->showItem(clip(track, 4, 3));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTRY_VERIFY(std::abs(m_view->duration() - 3) < 0.1);
        std::size_t i = 0;
        std::vector<double> differences;
        for (const double seconds : { 0.2, 0.7, 1.4, 2.2, 2.8 }) {
            for (int bin = 30; bin < 60; bin += 3, ++i) {
                const double ofTrack = level(seconds, bin);
                if (ofTrack > -60 && ofClip[i] > -60)
                    differences.push_back(ofClip[i] - ofTrack);
            }
        }
        QVERIFY(differences.size() > 10);
        const auto [least, most] = std::minmax_element(differences.begin(), differences.end());
        QVERIFY2(*most - *least < 1.0, qPrintable(QStringLiteral("%1 ... %2").arg(*least).arg(*most)));
    }

    void playsAndThePlayheadFollows()
    {
        QSignalSpy started(m_stage.get(), &Stage::playbackStarted);
        m_stage->showItem(clip(makeTrack("Played", 6), 1, 4));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(m_view->playhead() > 0.3);
        QCOMPARE(started.count(), 1);
        QVERIFY(position().startsWith(QStringLiteral("0:00.")) || position().startsWith(QStringLiteral("0:01.")));
        QVERIFY(position().endsWith(QStringLiteral("0:04.0")) || position().endsWith(QStringLiteral("0:03.9")));
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_COMPARE(find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Play"));
        m_stage->togglePlay();
        const double before = m_view->playhead();
        QTRY_VERIFY(m_view->playhead() > before + 0.1);
        m_stage->stopPlayback();
        QTRY_COMPARE(m_view->playhead(), 0.0);
    }

    void clickInThePictureSeeks()
    {
        m_stage->showItem(clip(makeTrack("Clicked", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        plot->replot();
        const QPoint place(static_cast<int>(plot->xAxis->coordToPixel(4)), plot->axisRect()->center().y());
        QTest::mouseClick(plot, Qt::LeftButton, {}, place);
        QVERIFY(std::abs(m_view->playhead() - 4) < 0.05);
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(m_view->playhead() > 4.2);
        QTest::mouseClick(plot, Qt::LeftButton, {}, place);
        QTRY_VERIFY(m_view->playhead() < 4.15);
        QTRY_VERIFY(m_view->playhead() > 4.2); // and plays on
        m_view->setFocus();
        QTest::keyClick(m_view, Qt::Key_Home);
        QTRY_VERIFY(m_view->playhead() < 1);
    }

    void readOutTellsWhatIsUnderTheMouse()
    {
        m_stage->showItem(clip(makeTrack("Read", 6), 2, 3));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        plot->replot();
        const QPoint place(
            static_cast<int>(plot->xAxis->coordToPixel(1)), static_cast<int>(plot->yAxis->coordToPixel(45)));
        QMouseEvent move(QEvent::MouseMove, place, plot->mapToGlobal(place), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(plot, &move);
        const QString reading = find<QLabel>("stageReadOut")->text();
        QVERIFY2(reading.contains(QStringLiteral("0:03.0")) || reading.contains(QStringLiteral("0:02.9")),
            qPrintable(reading));
        QVERIFY2(reading.contains(QStringLiteral("A4")), qPrintable(reading));
    }

    void reversedSwitchesPictureAndSound()
    {
        const Track track = makeTrack("Turned", 6);
        m_stage->showItem(clip(track, 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QSignalSpy changed(m_stage.get(), &Stage::transformChanged);
        m_view->setFocus(); // whose frame is a part of the picture
        const QImage published = picture();
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        const QPoint place(static_cast<int>(plot->xAxis->coordToPixel(1)), plot->axisRect()->center().y());
        QTest::mouseClick(plot, Qt::LeftButton, {}, place);
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(m_stage->transform(), QStringLiteral("reversed"));
        QVERIFY(find<QToolButton>("reversedButton")->isChecked());
        QVERIFY(picture() != published);
        // The same instant of the original, now heard one second before the end.
        QTRY_VERIFY(std::abs(m_view->playhead() - (m_view->duration() - 1)) < 0.05);
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QCOMPARE(m_stage->transform(), QStringLiteral("published"));
        QTRY_VERIFY(std::abs(m_view->playhead() - 1) < 0.05);
        QCOMPARE(picture(), published);
    }

    void switchingWhilePlayingPlaysOn()
    {
        m_stage->showItem(clip(makeTrack("Switched", 8), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(m_view->playhead() > 0.5);
        // The same instant is nearly the end of what is heard now: that would be over at once.
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QTRY_VERIFY(m_view->playhead() < 0.4);
        QTRY_VERIFY(m_view->playhead() > 0.6);
        QVERIFY(m_view->playhead() < 4);
        // In its middle there is enough left to go on from there.
        m_stage->stopPlayback();
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        QTest::mouseClick(plot, Qt::LeftButton, {},
            { static_cast<int>(plot->xAxis->coordToPixel(4.5)), plot->axisRect()->center().y() });
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(m_view->playhead() > 4.6);
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QTRY_VERIFY(m_view->playhead() < 3.5);
        const double after = m_view->playhead();
        QVERIFY2(after > 2, qPrintable(QString::number(after)));
        QTRY_VERIFY(m_view->playhead() > after + 0.1);
        QCOMPARE(find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Pause"));
    }

    void ordersComparisonAndLoopHaveKeys()
    {
        m_stage->showItem(clip(makeTrack("Keys", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_3, Qt::AltModifier);
        QCOMPARE(m_stage->transform(), QStringLiteral("2,1,3"));
        QCOMPARE(find<QToolButton>("orderButton")->text(), QStringLiteral("Order 2 1 3"));
        QTest::keyClick(m_stage.get(), Qt::Key_QuoteLeft);
        QCOMPARE(m_stage->transform(), QStringLiteral("published"));
        for (const char *transform : { "2,1,3", "published" }) {
            QTest::keyClick(m_stage.get(), Qt::Key_A); // where ` is a dead key
            QCOMPARE(m_stage->transform(), QLatin1String(transform));
        }
        QTest::keyClick(m_stage.get(), Qt::Key_QuoteLeft);
        QCOMPARE(m_stage->transform(), QStringLiteral("2,1,3"));
        QTest::keyClick(m_stage.get(), Qt::Key_6, Qt::AltModifier);
        QCOMPARE(m_stage->transform(), QStringLiteral("3,2,1"));
        QTest::keyClick(m_stage.get(), Qt::Key_L);
        QVERIFY(find<QToolButton>("loopButton")->isChecked());
        find<QToolButton>("publishedButton")->click();
        QCOMPARE(m_stage->transform(), QStringLiteral("published"));
    }

    void digitsMeanTheSameWhereverTheFocusIs()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *list = new QPushButton(&window);
        auto *stage = new Stage(silentDevices(), &window);
        layout->addWidget(list);
        layout->addWidget(stage);
        int pages = 0;
        auto *page = new QAction(&window);
        page->setShortcut(Qt::Key_3);
        window.addAction(page);
        connect(page, &QAction::triggered, &window, [&] { ++pages; });
        stage->setWorkspace(m_workspace.get());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        stage->showItem(clip(makeTrack("Digits", 3), 0, 0));
        auto *stagePages = stage->findChild<QStackedWidget *>(QStringLiteral("stagePages"));
        QTRY_COMPARE(stagePages->currentWidget()->objectName(), QStringLiteral("clipView"));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_3);
        QCOMPARE(pages, 1);
        QCOMPARE(stage->transform(), QStringLiteral("published"));
        auto *picture = stage->findChild<SpectrogramView *>(QStringLiteral("spectrogramView"));
        picture->setFocus();
        QTest::keyClick(picture, Qt::Key_3);
        QCOMPARE(pages, 2);
        QCOMPARE(stage->transform(), QStringLiteral("published"));
        QTest::keyClick(picture, Qt::Key_3, Qt::AltModifier);
        QCOMPARE(pages, 2);
        QCOMPARE(stage->transform(), QStringLiteral("2,1,3"));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_2, Qt::AltModifier);
        QCOMPARE(stage->transform(), QStringLiteral("1,3,2"));
    }

    void marksAreNamedAndTakenAway()
    {
        m_stage->showItem(clip(makeTrack("Marked", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        auto *name = find<QAction>("actionNameMark");
        auto *remove = find<QAction>("actionRemoveMark");
        QVERIFY(!name->isEnabled() && !remove->isEnabled());
        select(1, 2);
        QTest::keyClick(m_stage.get(), Qt::Key_M);
        select(3, 4);
        QTest::keyClick(m_stage.get(), Qt::Key_M);
        const auto labels = [this] {
            QStringList texts;
            auto *plot = find<QCustomPlot>("spectrogramPlot");
            for (int i = 0; i < plot->itemCount(); ++i) {
                if (const auto *text = qobject_cast<QCPItemText *>(plot->item(i)); text && text->visible())
                    texts.append(text->text());
            }
            return texts;
        };
        QCOMPARE(labels(), QStringList({ "1", "2" }));
        const auto answer = [](const QString &label) {
            QTimer::singleShot(0, qApp, [label] {
                auto *dialog = qobject_cast<QInputDialog *>(QApplication::activeModalWidget());
                dialog->setTextValue(label);
                dialog->accept();
            });
        };
        answer(QStringLiteral("second, the last"));
        QTest::keyClick(m_stage.get(), Qt::Key_F2);
        QCOMPARE(labels(), QStringList({ "1", "second, the last" }));
        // The mouse points at the first.
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        plot->replot();
        const QPoint at(static_cast<int>(plot->xAxis->coordToPixel(1.5)), plot->axisRect()->center().y());
        const auto fromMenu = [&](QAction *action) {
            QTest::mouseClick(plot, Qt::RightButton, {}, at);
            auto *menu = find<QMenu>("clipMenu");
            QTRY_VERIFY(menu->isVisible());
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        };
        answer(QStringLiteral("first"));
        fromMenu(name);
        QTRY_COMPARE(labels(), QStringList({ "first", "second, the last" }));
        fromMenu(remove);
        QTRY_COMPARE(labels(), QStringList({ "second, the last" }));
        m_stage->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_stage.get()));
        QTest::keyClick(m_stage.get(), Qt::Key_M, Qt::ShiftModifier);
        QCOMPARE(labels(), QStringList());
        QVERIFY(!name->isEnabled() && !remove->isEnabled());
    }

    void whatADatasetKnowsIsShown()
    {
        Dataset dataset;
        dataset.name = "Birds";
        dataset.kind = "birdvox";
        Track track = makeTrack("Calls", 6);
        track.eventsOf = "bird";
        track.datasetId = m_workspace->addDataset(dataset);
        track.id = m_workspace->addTrack(track);
        m_workspace->setEvents(track.id, { { 1.5, 880 }, { 4, std::nan("") } });
        m_workspace->setLabels(track.id, { { track.id, "flute", 1 }, { track.id, "drums", 0 } });
        m_stage->showItem(clip(track, 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        const QString words = find<QLabel>("stageJudgement")->text();
        QVERIFY2(words.contains(QStringLiteral("has flute")), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("has not drums")), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("2 event(s) of bird")), qPrintable(words));
        const QCPGraph *pointers = find<QCustomPlot>("spectrogramPlot")->graph(0);
        const auto place = [&](int number) {
            return QPointF(pointers->data()->at(number)->key, pointers->data()->at(number)->value);
        };
        QCOMPARE(pointers->dataCount(), 2);
        QVERIFY(std::abs(place(0).x() - 1.5) < 0.03);
        QVERIFY(std::abs(place(0).y() - 12 * std::log2(880 / 32.70319566257483)) < 1e-6);
        QCOMPARE(place(1).y(), 83.5); // of no known pitch
        // Heard backwards they stand where they are heard.
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QVERIFY(std::abs(place(1).x() - (m_view->duration() - 1.5)) < 0.03);
        m_stage->showItem(clip(makeTrack("Unknown", 3), 0, 0));
        QTRY_COMPARE(pointers->dataCount(), 0);
        QVERIFY(!find<QLabel>("stageJudgement")->isVisible());
    }

    void twoTracksAreComparedByEar()
    {
        m_stage->showItem(clip(makeTrack("Kept", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_C, Qt::ShiftModifier);
        m_stage->showItem(clip(makeTrack("Other", 3), 0, 0));
        auto *compared = find<SpectrogramView>("comparedView");
        QTRY_VERIFY(std::abs(m_view->duration() - 3) < 0.1 && compared->isVisible());
        const auto heard = [this](const char *plotName) {
            auto *plot = find<QCustomPlot>(plotName);
            for (int i = 0; i < plot->itemCount(); ++i) {
                if (const auto *text = qobject_cast<QCPItemText *>(plot->item(i)))
                    return text->text().contains(QStringLiteral("(heard)"));
            }
            return false;
        };
        QVERIFY(heard("spectrogramPlot") && !heard("comparedPlot"));
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(m_view->playhead() > 0.3);
        QTest::keyClick(m_stage.get(), Qt::Key_QuoteLeft);
        QVERIFY(!heard("spectrogramPlot") && heard("comparedPlot"));
        QCOMPARE(m_stage->transform(), QStringLiteral("published"));
        // The longer one goes on where the shorter one would have ended.
        QTRY_VERIFY(compared->playhead() > 3.2);
        QCOMPARE(find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Pause"));
        // Back to one that is over by now.
        QTest::keyClick(m_stage.get(), Qt::Key_QuoteLeft);
        QVERIFY(heard("spectrogramPlot") && !heard("comparedPlot"));
        QTRY_COMPARE(find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Play"));
        // Another arrangement is of the one on the stage.
        QTest::keyClick(m_stage.get(), Qt::Key_QuoteLeft);
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QVERIFY(heard("spectrogramPlot") && !heard("comparedPlot"));
        QCOMPARE(m_stage->transform(), QStringLiteral("reversed"));
        // A kept one that cannot be played is given up; the item stays.
        QSignalSpy problems(m_stage.get(), &Stage::problem);
        std::filesystem::remove(m_folder / "Kept.wav");
        QTest::keyClick(m_stage.get(), Qt::Key_QuoteLeft);
        QTRY_COMPARE(problems.count(), 1);
        QTRY_VERIFY(!compared->isVisible());
        QCOMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_COMPARE(find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Pause"));
    }

    void fileThatChangesWhileOpenIsAStateThatCanBeLeft()
    {
        const Track track = makeTrack("Changing", 4);
        m_stage->showItem(clip(track, 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(m_view->playhead() > 0.1);
        makeTrack("Changing", 3, 1000);
        QTRY_COMPARE(page(), QStringLiteral("stageError"));
        QVERIFY2(pageText().contains(QStringLiteral("Changing.wav")), qPrintable(pageText()));
        find<QPushButton>("stageRetry")->click();
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
    }

    void spaceWorksTheFocusedButton()
    {
        m_stage->showItem(clip(makeTrack("Focus", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        auto *reversed = find<QToolButton>("reversedButton");
        reversed->setFocus();
        QTest::keyClick(reversed, Qt::Key_Space);
        QCOMPARE(m_stage->transform(), QStringLiteral("reversed"));
        QCOMPARE(find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Play"));
    }

    void keysAreLeftToTextFields()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *search = new QLineEdit(&window);
        auto *stage = new Stage(silentDevices(), &window);
        layout->addWidget(search);
        layout->addWidget(stage);
        stage->setWorkspace(m_workspace.get());
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        stage->showItem(clip(makeTrack("Typed", 3), 0, 0));
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("la r"));
        QCOMPARE(search->text(), QStringLiteral("la r"));
        QCOMPARE(stage->transform(), QStringLiteral("published"));
        stage->setFocus();
    }

    void whatWasJudgedIsExactlyWhatTheModelHeard()
    {
        StageItem item = clip(makeTrack("Judged", 12), 0, 0);
        item.judged = testing::judgedClip(RunSpec(), 100, 210, "reversed", 0.03);
        m_stage->showItem(item);
        QCOMPARE(m_stage->transform(), QStringLiteral("reversed"));
        const FrameGrid grid;
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QCOMPARE(m_view->duration(), grid.secondsAt(210));
        QCOMPARE(find<QLabel>("stageTitle")->text(), QStringLiteral("Judged – M. Kievernagel – 0:02–0:07"));
        auto *judgement = find<QLabel>("stageJudgement");
        QVERIFY(judgement->isVisible());
        const QString plain = QTextDocumentFragment::fromHtml(judgement->text()).toPlainText();
        QCOMPARE(plain, QStringLiteral("model heard: reversed · says: forward (P reversed 0.03) · wrong and sure"));
        // The read-out names the original's time: the first column is the last frame of the crop.
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        plot->replot();
        const auto reading = m_view->readingAt({ plot->axisRect()->left() + 1, plot->axisRect()->center().y() });
        QVERIFY(reading);
        QVERIFY(reading->originalSeconds);
        QVERIFY(std::abs(*reading->originalSeconds - grid.secondsAt(310)) < 0.05);
        m_stage->showItem(clip(item.track, 0, 3));
        QVERIFY(!judgement->isVisible());
        QCOMPARE(m_stage->transform(), QStringLiteral("published"));
    }

    void whatIsSaidOfALabelIsWorded()
    {
        StageItem item = clip(makeTrack("Recognised", 12), 0, 0);
        item.judged = testing::judgedClip(
            RunSpec::preset("sound", Task::Instruments, Network::ConvNet), 40, 420, "published", 0.42);
        item.judged->answer.label = "flute & <fife>";
        item.judged->answer.wanted = 1;
        m_stage->showItem(item);
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QCOMPARE(m_view->duration(), FrameGrid {}.secondsAt(420));
        const QString text = find<QLabel>("stageJudgement")->text();
        QCOMPARE(QTextDocumentFragment::fromHtml(text).toPlainText(),
            QStringLiteral(
                "flute & <fife>: labelled present · model says: cannot tell (P present 0.42) · wrong, but unsure"));
        QVERIFY(!find<QAction>("actionSaliency")->isEnabled()); // that is for pretext tasks
    }

    void whatWasJudgedSoundsAsItLooks_data()
    {
        QTest::addColumn<bool>("ofAJigsawRun");
        QTest::addColumn<QString>("transform");
        QTest::newRow("run unknown") << false << "3,1,2";
        QTest::newRow("with the run's gaps") << true << "3,1,2";
        QTest::newRow("in order, with gaps all the same") << true << "published";
    }

    void whatWasJudgedSoundsAsItLooks()
    {
        QFETCH(bool, ofAJigsawRun);
        QFETCH(QString, transform);
        RunSpec spec = RunSpec::preset("sound", Task::Jigsaw, Network::ConvNet);
        spec.clip = ClipLength::parse("3x1");
        Run run;
        run.task = "jigsaw";
        run.spec = spec.toJson();
        const testing::FakeDevice device;
        SoundDevices devices = silentDevices();
        devices.open = [&](const std::string &) { return device.output(); };
        start(devices);
        QVERIFY(m_stage);
        StageItem item = clip(makeTrack("Heard", 6), 0, 0);
        item.judged = testing::judgedClip(spec, 20, ofAJigsawRun ? 204 : 126, transform.toStdString(), 0.5);
        item.judged->runId = ofAJigsawRun ? m_workspace->addRun(run) : 0;
        m_stage->showItem(item);
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(device.isStarted());
        QCOMPARE(device.sampleRate(), kRate);
        const std::vector<float> sound = music(6);
        const Arrangement arrangement = ofAJigsawRun ? judgedArrangement(spec, transform.toStdString(), 20)
                                                     : arrangementFor("3,1,2", { 20, 146 });
        const std::vector<float> expected = arrangeSound(arrangement, FrameGrid {}, kRate, sound);
        std::vector<float> heard;
        const auto hearOn = [&] {
            const std::vector<float> block = device.pull(4096);
            heard.insert(heard.end(), block.begin(), block.end());
            return find<QToolButton>("playButton")->accessibleName() == QStringLiteral("Play");
        };
        QTRY_VERIFY_WITH_TIMEOUT(hearOn(), 30000);
        double best = 1e9;
        for (std::size_t offset = 0; offset + expected.size() <= heard.size(); ++offset) {
            // Volume 80 of 100: amplitude 0.64.
            double worst = 0;
            for (std::size_t i = 0; i < expected.size() && worst < best; ++i)
                worst = std::max<double>(worst, std::abs(heard[offset + i] - 0.64f * expected[i]));
            best = std::min(best, worst);
        }
        QVERIFY2(best < 1e-3, qPrintable(QString::number(best)));
    }

    void quickSkippingEndsWithTheLast()
    {
        std::vector<Track> tracks;
        for (int i = 0; i < 8; ++i)
            tracks.push_back(makeTrack("Skipped " + std::to_string(i), 5 + i, static_cast<std::size_t>(i) * kRate));
        for (int round = 0; round < 3; ++round) {
            for (const Track &track : tracks) {
                m_stage->showItem(clip(track, 0, 0));
                m_stage->togglePlay();
                QCoreApplication::processEvents();
            }
        }
        QCOMPARE(find<QLabel>("stageTitle")->text(), QStringLiteral("Skipped 7 – M. Kievernagel – 0:12"));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTRY_VERIFY(std::abs(m_view->duration() - 12) < 0.05);
        QTRY_VERIFY(m_view->playhead() > 0.2);
        QVERIFY(position().endsWith(QStringLiteral("0:12.0")));
    }

    void vanishedFileIsAStateNotACrash()
    {
        const Track track = makeTrack("Gone", 3);
        std::filesystem::remove(track.path);
        QSignalSpy problems(m_stage.get(), &Stage::problem);
        m_stage->showItem(clip(track, 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("stageError"));
        QCOMPARE(problems.count(), 1);
        QVERIFY2(problems.first().first().toString().contains(QStringLiteral("Gone.wav")),
            qPrintable(problems.first().first().toString()));
        QVERIFY2(pageText().contains(QStringLiteral("Gone.wav")), qPrintable(pageText()));
        QVERIFY(!find<QToolButton>("playButton")->isEnabled());
        // It comes back.
        makeTrack("Gone", 3);
        find<QPushButton>("stageRetry")->click();
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QVERIFY(find<QToolButton>("playButton")->isEnabled());
    }

    void vanishedFileIsNoticedBeforeItsStoredPicture()
    {
        const Track track = makeTrack("Stored", 3);
        m_stage->showItem(clip(track, 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        std::filesystem::remove(track.path);
        QSignalSpy problems(m_stage.get(), &Stage::problem);
        m_stage->showItem(clip(track, 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("stageError"));
        QCOMPARE(problems.count(), 1);
    }

    void quarantinedTrackSaysWhy()
    {
        Track track = makeTrack("Bad", 3);
        track.status = TrackStatus::Quarantined;
        track.reason = "no audio could be decoded";
        m_stage->showItem(clip(track, 0, 0));
        QCOMPARE(page(), QStringLiteral("stageError"));
        QVERIFY2(pageText().contains(QStringLiteral("no audio could be decoded")), qPrintable(pageText()));
    }

    void tooShortToShuffleIsSaid()
    {
        const Track track = makeTrack("Short", 0.03); // two frames
        m_stage->showItem(clip(track, 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QSignalSpy problems(m_stage.get(), &Stage::problem);
        m_stage->setTransform(QStringLiteral("2,1,3"));
        QCOMPARE(problems.count(), 1);
        QCOMPARE(m_stage->transform(), QStringLiteral("published"));
        QVERIFY(find<QToolButton>("publishedButton")->isChecked());
    }

    void withoutADeviceAllElseWorks()
    {
        SoundDevices none;
        none.list = [] { return std::vector<OutputDevice> {}; };
        none.open = [](const std::string &) -> std::unique_ptr<AudioOutput> {
            throw Error(ErrorCode::Device, "There is no sound device.");
        };
        start(none);
        QTRY_VERIFY(find<QWidget>("noticeRow")->isVisible());
        QCOMPARE(find<QLabel>("noticeLabel")->text(), QStringLiteral("No sound device: playing silently"));
        m_stage->showItem(clip(makeTrack("Silent", 5), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(m_view->playhead() > 0.3);
        QVERIFY(m_stage->minimumSizeHint().width() <= 1280);
    }

    void choicesAreRemembered()
    {
        find<QAbstractSlider>("volumeSlider")->setValue(33);
        QVERIFY(!find<QToolButton>("loopButton")->isChecked());
        QTest::keyClick(m_stage.get(), Qt::Key_L);
        QVERIFY(find<QToolButton>("deviceButton")->text().isEmpty());
        QTest::keyClick(m_stage.get(), Qt::Key_H, Qt::ShiftModifier);
        QCOMPARE(find<QToolButton>("deviceButton")->text(), QStringLiteral("Mono"));
        auto *menu = find<QMenu>("viewMenu");
        menu->findChild<QAction *>(QStringLiteral("magma"))->trigger();
        menu->findChild<QSlider *>(QStringLiteral("floorSlider"))->setValue(-50);
        menu->findChild<QAction *>(QStringLiteral("viewWaveform"))->trigger();
        menu->findChild<QAction *>(QStringLiteral("referenceFullScale"))->trigger();
        menu->findChild<QAction *>(QStringLiteral("viewFrames"))->trigger();
        start(silentDevices());
        QCOMPARE(find<QAbstractSlider>("volumeSlider")->value(), 33);
        QVERIFY(find<QToolButton>("loopButton")->isChecked());
        QCOMPARE(find<QToolButton>("deviceButton")->text(), QStringLiteral("Mono"));
        QTest::keyClick(m_stage.get(), Qt::Key_H, Qt::ShiftModifier);
        QVERIFY(find<QToolButton>("deviceButton")->text().isEmpty());
        QVERIFY(m_view->colors().map == ColorMap::Magma);
        QCOMPARE(m_view->colors().floorDb, -50.0);
        QVERIFY(m_view->colors().reference == LevelReference::FullScale);
        QVERIFY(m_view->timeUnit() == TimelineView::TimeUnit::Frames);
        QVERIFY(!find<WaveformView>("waveformView")->isHidden());
        QVERIFY(find<QMenu>("viewMenu")->findChild<QAction *>(QStringLiteral("viewWaveform"))->isChecked());
    }

    void picturesComeAndGoWithTheMenu()
    {
        m_stage->showItem(clip(makeTrack("Stacked", 6), 1, 4));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        auto *menu = find<QMenu>("viewMenu");
        menu->findChild<QAction *>(QStringLiteral("viewWaveform"))->trigger();
        menu->findChild<QAction *>(QStringLiteral("viewLinear"))->trigger();
        auto *waveform = find<WaveformView>("waveformView");
        auto *linear = find<SpectrogramView>("linearView");
        QTRY_VERIFY(waveform->hasContent());
        QTRY_VERIFY(linear->hasContent());
        QCOMPARE(page(), QStringLiteral("clipView"));
        for (const TimelineView *view : { static_cast<const TimelineView *>(waveform),
                 static_cast<const TimelineView *>(linear), static_cast<const TimelineView *>(m_view) }) {
            QCOMPARE(view->duration(), m_view->duration());
            QCOMPARE(view->visibleEnd(), m_view->visibleEnd());
        }
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QVERIFY(waveform->arrangement() == m_view->arrangement() && linear->arrangement() == m_view->arrangement());
    }

    void aSelectionIsPlayedLoopedZoomedToAndCroppedTo()
    {
        m_stage->showItem(clip(makeTrack("Selected", 8), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        const auto action = [this](const char *name) { return m_stage->findChild<QAction *>(QLatin1String(name)); };
        QVERIFY(!action("actionCropSelection")->isEnabled());
        select(2.2, 2.8);
        QVERIFY(action("actionZoomSelection")->isEnabled());
        const TimeSelection selection = *m_view->selection();
        QTest::keyClick(m_stage.get(), Qt::Key_Space, Qt::ShiftModifier);
        QTRY_VERIFY(m_view->playhead() > 2.4);
        QTRY_COMPARE(find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Play"));
        QVERIFY(std::abs(m_view->playhead() - selection.end) < 0.01);
        // The loop is the selection.
        QTest::keyClick(m_stage.get(), Qt::Key_L);
        m_stage->togglePlay();
        QTRY_VERIFY(m_view->playhead() < 2.6);
        QTest::qWait(900);
        QVERIFY(m_view->playhead() >= selection.begin - 0.01 && m_view->playhead() <= selection.end + 0.01);
        m_stage->stopPlayback();
        // In the other order the same sound is selected.
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QVERIFY(m_view->selection());
        QVERIFY(std::abs(m_view->selection()->begin - (m_view->duration() - selection.end)) < 0.05);
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QVERIFY(std::abs(m_view->selection()->begin - selection.begin) < 0.05);
        QTest::keyClick(m_stage.get(), Qt::Key_Z);
        QVERIFY(std::abs(m_view->visibleBegin() - selection.begin) < 0.05);
        QVERIFY(std::abs(m_view->visibleEnd() - selection.end) < 0.05);
        // In the other order, and beside another, the same sound is looked at.
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QVERIFY(std::abs(m_view->visibleBegin() - m_view->selection()->begin) < 0.05);
        QVERIFY(std::abs(m_view->visibleEnd() - m_view->selection()->end) < 0.05);
        QTest::keyClick(m_stage.get(), Qt::Key_C);
        QVERIFY(find<SpectrogramView>("comparedView")->isVisible());
        QVERIFY(std::abs(m_view->visibleBegin() - m_view->selection()->begin) < 0.05);
        QVERIFY(std::abs(m_view->visibleEnd() - m_view->selection()->end) < 0.05);
        QTest::keyClick(m_stage.get(), Qt::Key_C);
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QVERIFY(std::abs(m_view->visibleBegin() - selection.begin) < 0.05);
        QVERIFY(std::abs(m_view->visibleEnd() - selection.end) < 0.05);
        QTest::keyClick(m_stage.get(), Qt::Key_Z, Qt::ShiftModifier);
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTRY_VERIFY(std::abs(m_view->duration() - selection.seconds()) < 0.05);
        QVERIFY(find<QLabel>("stageTitle")->text().endsWith(QStringLiteral("0:02–0:02")));
    }

    void aLoopedSelectionIsTurnedWithItsSound()
    {
        m_stage->showItem(clip(makeTrack("Round", 8), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        select(1.5, 2.1);
        QTest::keyClick(m_stage.get(), Qt::Key_L);
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTRY_VERIFY(m_view->playhead() > 1.6);
        // The selection is heard on, wherever it lies now and however fast it plays.
        const auto staysInside = [this] {
            const TimeSelection selection = *m_view->selection();
            const auto inside = [&] {
                return m_view->playhead() > selection.begin - 0.05 && m_view->playhead() < selection.end + 0.05;
            };
            QTRY_VERIFY(inside());
            for (int step = 0; step < 5; ++step) {
                const double before = m_view->playhead();
                QTRY_VERIFY(m_view->playhead() != before);
                QVERIFY2(inside(), qPrintable(QString::number(m_view->playhead())));
            }
        };
        for (int turn = 0; turn < 9; ++turn) {
            QTest::keyClick(m_stage.get(), Qt::Key_R);
            QVERIFY(turn % 2 == 0 ? m_view->selection()->begin > 5 : m_view->selection()->end < 3);
            staysInside();
            if (QTest::currentTestFailed())
                return;
        }
        for (int turn = 0; turn < 4; ++turn) {
            QTest::keyClick(m_stage.get(), Qt::Key_H);
            staysInside();
            if (QTest::currentTestFailed())
                return;
        }
    }

    void piecesAreHeardAlone()
    {
        m_stage->showItem(clip(makeTrack("Pieces", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_3, Qt::AltModifier);
        const double piece = m_view->duration() / 3;
        QTest::keyClick(m_stage.get(), Qt::Key_2, Qt::ControlModifier);
        QTRY_VERIFY(m_view->playhead() > piece + 0.1);
        QTRY_COMPARE(find<QToolButton>("playButton")->accessibleName(), QStringLiteral("Play"));
        QVERIFY(std::abs(m_view->playhead() - 2 * piece) < 0.05);
    }

    void gapsAreCutOrHeardAsSilence()
    {
        m_stage->showItem(clip(makeTrack("Gaps", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_3, Qt::AltModifier);
        const double closed = m_view->duration();
        auto *bar = m_stage->findChild<PlayerBar *>();
        Q_EMIT bar->gapChosen(20, false);
        const FrameGrid grid;
        QVERIFY(std::abs(m_view->duration() - (closed - grid.secondsAt(60))) < 1e-9);
        Q_EMIT bar->gapChosen(20, true);
        QVERIFY(std::abs(m_view->duration() - (closed - grid.secondsAt(20))) < 1e-9);
        QSignalSpy problems(m_stage.get(), &Stage::problem);
        Q_EMIT bar->gapChosen(9999, true);
        QCOMPARE(problems.count(), 1);
        QVERIFY(std::abs(m_view->duration() - (closed - grid.secondsAt(20))) < 1e-9);
    }

    void theCropIsShownWithinItsTrack()
    {
        StageItem item = clip(makeTrack("Around", 10), 0, 0);
        item.judged = testing::judgedClip(RunSpec(), 100, 150, "reversed", 0.5);
        m_stage->showItem(item);
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_X);
        QTRY_VERIFY(std::abs(m_view->duration() - 10) < 0.1);
        QCOMPARE(m_stage->transform(), QStringLiteral("published"));
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        const auto cropBox = [plot]() -> std::optional<QCPRange> {
            for (int i = 0; i < plot->itemCount(); ++i) {
                const auto *box = qobject_cast<QCPItemRect *>(plot->item(i));
                if (box && box->layer()->name() == QStringLiteral("overlay"))
                    return QCPRange(box->topLeft->key(), box->bottomRight->key());
            }
            return {};
        };
        const FrameGrid grid;
        QTRY_VERIFY(cropBox());
        QCOMPARE(m_view->playhead(), grid.secondsAt(100)); // so that the crop is what space plays
        QTest::keyClick(m_stage.get(), Qt::Key_X);
        QTRY_COMPARE(m_view->duration(), grid.secondsAt(150));
        QTest::keyClick(m_stage.get(), Qt::Key_Space);
        QTest::keyClick(m_stage.get(), Qt::Key_X);
        QTRY_VERIFY(m_view->duration() > 9 && cropBox());
        QTRY_VERIFY(m_view->playhead() > grid.secondsAt(105)); // what played plays on
        m_stage->stopPlayback();
        QCOMPARE(*cropBox(), QCPRange(grid.secondsAt(100), grid.secondsAt(250)));
        QTest::keyClick(m_stage.get(), Qt::Key_R); // back to the crop alone, which is what is reversed
        QTRY_COMPARE(m_view->duration(), grid.secondsAt(150));
        QCOMPARE(m_stage->transform(), QStringLiteral("reversed"));
        QVERIFY(!cropBox());
        QTest::keyClick(m_stage.get(), Qt::Key_3, Qt::AltModifier); // which is not what the model saw
        QCOMPARE(m_stage->transform(), QStringLiteral("2,1,3"));
        QVERIFY(!cropBox());
    }

    void zoomingToTheSelectionAndBack()
    {
        m_stage->showItem(clip(makeTrack("Zoomed", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QSignalSpy news(m_stage.get(), &Stage::news);
        QTest::keyClick(m_stage.get(), Qt::Key_Z);
        QCOMPARE(news.size(), 1); // which says what it needs
        select(2, 3);
        QTest::keyClick(m_stage.get(), Qt::Key_Z);
        QVERIFY(std::abs(m_view->visibleBegin() - 2) < 0.05 && std::abs(m_view->visibleEnd() - 3) < 0.05);
        QTest::keyClick(m_stage.get(), Qt::Key_Z);
        QVERIFY(m_view->visibleBegin() < 0.01 && m_view->visibleEnd() > 5.9);
        QVERIFY(m_view->selection());
        QTest::keyClick(m_stage.get(), Qt::Key_Z);
        find<QAction>("actionClearSelection")->trigger();
        QTest::keyClick(m_stage.get(), Qt::Key_Z);
        QVERIFY(m_view->visibleEnd() - m_view->visibleBegin() > 5.9);
        QCOMPARE(news.size(), 1);
    }

    void theReadOutIsOfWhatLiesUnderAPointerThatRests()
    {
        m_stage->showItem(clip(makeTrack("Rested", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        auto *plot = find<QCustomPlot>("spectrogramPlot");
        const QPoint place(static_cast<int>(plot->xAxis->coordToPixel(1)), plot->axisRect()->center().y());
        QMouseEvent move(
            QEvent::MouseMove, place, plot->mapToGlobal(place), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(plot, &move);
        auto *readOut = find<QLabel>("stageReadOut");
        const QString before = readOut->text();
        QVERIFY2(
            before.startsWith(QStringLiteral("0.9")) || before.startsWith(QStringLiteral("1.0")), qPrintable(before));
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QTRY_VERIFY(readOut->text() != before);
        const QString turned = readOut->text();
        QApplication::sendEvent(plot, &move);
        QCOMPARE(readOut->text(), turned);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(plot, &leave);
        QVERIFY(readOut->text().contains(QStringLiteral("Point at the picture")));
    }

    void theCropComesBackAsItWas()
    {
        StageItem item = clip(makeTrack("Back", 10), 0, 0);
        item.judged = testing::judgedClip(RunSpec(), 100, 150, "reversed", 0.5);
        m_stage->showItem(item);
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        const double seconds = FrameGrid {}.secondsAt(150);
        for (const QString &transform : { QStringLiteral("reversed"), QStringLiteral("2,1,3") }) {
            m_stage->setTransform(transform);
            select(1, 1.5);
            const TimeSelection selection = *m_view->selection();
            auto *plot = find<QCustomPlot>("spectrogramPlot");
            QTest::mouseClick(plot, Qt::LeftButton, {},
                { static_cast<int>(plot->xAxis->coordToPixel(2)), plot->axisRect()->center().y() });
            const double position = m_view->playhead();
            QVERIFY(std::abs(position - 2) < 0.05);
            select(1, 1.5);
            QTest::keyClick(m_stage.get(), Qt::Key_X);
            QTRY_VERIFY(std::abs(m_view->duration() - 10) < 0.1);
            QCOMPARE(m_stage->transform(), QStringLiteral("published"));
            QTest::keyClick(m_stage.get(), Qt::Key_X);
            QTRY_COMPARE(m_view->duration(), seconds);
            QCOMPARE(m_stage->transform(), transform);
            QVERIFY(m_view->arrangement() == arrangementFor(transform.toStdString(), { 100, 250 }));
            QVERIFY(m_view->selection());
            QVERIFY(*m_view->selection() == selection);
            QTRY_VERIFY(std::abs(m_view->playhead() - position) < 0.01);
        }
    }

    void bothArrangementsStandOneAboveTheOther()
    {
        m_stage->showItem(clip(makeTrack("Both", 6), 0, 0));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_C);
        auto *compared = find<SpectrogramView>("comparedView");
        QVERIFY(compared->isVisible());
        QVERIFY(compared->arrangement() == arrangementFor("reversed", { 0, framesIn(6) }));
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        QVERIFY(compared->arrangement() == arrangementFor("published", { 0, framesIn(6) }));
        QVERIFY(m_view->arrangement() == arrangementFor("reversed", { 0, framesIn(6) }));
        QTest::keyClick(m_stage.get(), Qt::Key_C);
        QVERIFY(!compared->isVisible());
        // Another track, kept.
        QTest::keyClick(m_stage.get(), Qt::Key_C, Qt::ShiftModifier);
        m_stage->showItem(clip(makeTrack("Second", 4), 0, 0));
        QTRY_VERIFY(std::abs(m_view->duration() - 4) < 0.1 && compared->isVisible());
        QVERIFY(std::abs(compared->duration() - 6) < 0.1);
        QVERIFY(compared->arrangement() == arrangementFor("reversed", { 0, framesIn(6) }));
        QTest::keyClick(m_stage.get(), Qt::Key_C, Qt::ShiftModifier);
        QVERIFY(!compared->isVisible());
    }

    void whateverWritingASoundThrowsIsToldAndTheNextIsWritten()
    {
        testing::FakeFileDialogs files;
        testing::FakeMessageBoxes messages;
        m_stage->setDialogs(&files, &messages);
        QSignalSpy news(m_stage.get(), &Stage::news);
        m_stage->showItem(clip(makeTrack("Thrown", 2), 0, 2));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        files.file = QString::fromStdString((m_folder / "thrown.wav").string());
        auto *write = m_stage->findChild<QAction *>(QStringLiteral("exportSound"));
        for (const testing::Thrown &what : testing::whateverIsThrown()) {
            messages.warned.clear();
            {
                // The block of 65536 samples that is being written, of 16 bits: nothing else is of that size.
                const testing::ThrowingNew throwing(131072, 131072, what.raise);
                write->trigger();
                QTRY_COMPARE(messages.warned.size(), 1);
                QVERIFY(throwing.hasThrown());
            }
            QVERIFY2(
                messages.warned[0].contains(QString::fromStdString(what.sentence)), qPrintable(messages.warned[0]));
            QVERIFY(!QFile::exists(files.file));
            const qsizetype before = news.count();
            write->trigger();
            QTRY_COMPARE(news.count(), before + 1);
            QVERIFY(QFile::remove(files.file));
            QCOMPARE(messages.warned.size(), 1);
        }
    }

    void everythingCanBeWrittenToFiles()
    {
        testing::FakeFileDialogs files;
        testing::FakeMessageBoxes messages;
        m_stage->setDialogs(&files, &messages);
        QSignalSpy news(m_stage.get(), &Stage::news);
        m_stage->showItem(clip(makeTrack("Written", 6), 1, 4));
        QTRY_COMPARE(page(), QStringLiteral("clipView"));
        QTest::keyClick(m_stage.get(), Qt::Key_R);
        const auto write = [&](const char *action, const std::string &name) {
            files.file = QString::fromStdString((m_folder / name).string());
            m_stage->findChild<QAction *>(QLatin1String(action))->trigger();
        };
        const auto bytes = [&](const std::string &name) { return testing::readBytes(m_folder / name); };

        const auto acceptSize = [](int width, int height) {
            QTimer::singleShot(0, qApp, [=] {
                auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget());
                dialog->findChild<QSpinBox *>(QStringLiteral("pictureWidth"))->setValue(width);
                dialog->findChild<QSpinBox *>(QStringLiteral("pictureHeight"))->setValue(height);
                dialog->accept();
            });
        };
        acceptSize(900, 500);
        write("exportPicture", "picture.png");
        const QImage png(files.file);
        QCOMPARE(png.size(), QSize(900, 500));
        QSet<QRgb> colours;
        for (int x = 0; x < png.width(); x += 3)
            colours.insert(png.pixel(x, png.height() / 3));
        QVERIFY(colours.size() > 30);
        // On white, with words above and beneath, and a name that says what it is.
        QCOMPARE(png.pixelColor(1, 1), QColor(Qt::white));
        QCOMPARE(png.pixelColor(png.width() - 2, png.height() / 2), QColor(Qt::white));
        const auto inked = [&](int top, int bottom) {
            int count = 0;
            for (int y = top; y < bottom; ++y) {
                for (int x = 0; x < 200; ++x)
                    count += png.pixelColor(x, y).lightness() < 128 ? 1 : 0;
            }
            return count;
        };
        QVERIFY(inked(0, 20) > 50);
        QVERIFY(inked(png.height() - 20, png.height()) > 50);
        QVERIFY2(files.suggestedFile.startsWith("Written") && files.suggestedFile.endsWith("reversed.png"),
            qPrintable(files.suggestedFile));
        acceptSize(800, 400);
        write("exportPicture", "picture.svg");
        QVERIFY(bytes("picture.svg").find("<svg") != std::string::npos);
        QVERIFY(bytes("picture.svg").find("Hz") != std::string::npos); // text stays text
        acceptSize(800, 400);
        write("exportPicture", "picture.pdf");
        QVERIFY(bytes("picture.pdf").starts_with("%PDF"));
        QCOMPARE(news.count(), 3);

        const FrameGrid grid;
        const std::int64_t frames = grid.frameAt(5) - grid.frameAt(1);
        write("exportData", "levels.npy");
        const std::string npy = bytes("levels.npy");
        QVERIFY(npy.find("(84, " + std::to_string(frames) + ")") != std::string::npos);
        QCOMPARE(npy.size() % 64, (std::size_t { 84 } * static_cast<std::size_t>(frames) * 4) % 64);
        select(1, 2);
        const TimeSelection selection = *m_view->selection();
        write("exportData", "levels.csv");
        const std::string csv = bytes("levels.csv");
        QVERIFY2(csv.starts_with("seconds,32.703,"), csv.substr(0, 40).c_str());
        QCOMPARE(
            std::count(csv.begin(), csv.end(), '\n'), 1 + grid.frameAt(selection.end) - grid.frameAt(selection.begin));

        // The sound of the selection, as it is heard: reversed.
        write("exportSound", "sound.flac");
        QTRY_COMPARE(news.count(), 6);
        const AudioBuffer written = decodeAudio(m_folder / "sound.flac");
        const std::vector<float> expected
            = arrangeSound(arrangementFor("reversed", { grid.frameAt(1), grid.frameAt(5) }), grid, kRate,
                decodeAudio(m_folder / "Written.wav").samples);
        const auto first = static_cast<std::size_t>(std::llround(selection.begin * kRate));
        QCOMPARE(written.sampleRate, kRate);
        QCOMPARE(static_cast<double>(written.samples.size()),
            std::round(selection.end * kRate) - std::round(selection.begin * kRate));
        for (std::size_t i = 0; i < written.samples.size(); ++i)
            QCOMPARE(written.samples[i], expected[first + i]);

        // Marks in the original's time, out and in again.
        m_stage->findChild<QAction *>(QStringLiteral("actionMark"))->trigger();
        write("exportMarks", "marks.txt");
        const std::vector<RavenSelection> marks = readRavenTable(m_folder / "marks.txt").selections;
        QCOMPARE(marks.size(), std::size_t { 1 });
        QVERIFY(std::abs(marks[0].beginSeconds - (5 - selection.end)) < 0.06);
        QVERIFY(std::abs(marks[0].endSeconds - (5 - selection.begin)) < 0.06);
        write("importMarks", "marks.txt");
        QVERIFY2(
            news.last().first().toString().startsWith(QLatin1Char('2')), qPrintable(news.last().first().toString()));
        QVERIFY(messages.warned.isEmpty());
        write("exportData", "no such folder/levels.npy");
        QCOMPARE(messages.warned.size(), 1);
        testing::writeBytes(m_folder / "broken.txt", "<html>");
        write("importMarks", "broken.txt");
        QCOMPARE(messages.warned.size(), 2);
        testing::writeBytes(m_folder / "odd.txt",
            "Begin Time (s)\tEnd Time (s)\tBegin File\n1\t2\tWritten.wav\nsoon\t2\tWritten.wav\n1\t2\tother.wav\n");
        write("importMarks", "odd.txt");
        QCOMPARE(messages.informed.size(), 1);
        QVERIFY2(messages.informed.first().contains("odd.txt"), qPrintable(messages.informed.first()));
        const QString said = news.last().first().toString();
        QVERIFY2(said.startsWith(QLatin1Char('3')) && said.contains("other.wav"), qPrintable(said));
    }

    void closingInMidWorkIsClean()
    {
        const Track track = makeTrack("Long", 60);
        m_stage->showItem(clip(track, 0, 0));
        m_stage->togglePlay();
        m_stage.reset();
        start(silentDevices());
        m_stage->showItem(clip(track, 0, 0));
        m_stage->setWorkspace(nullptr);
        QCOMPARE(page(), QStringLiteral("stageEmpty"));
    }
};

QTEST_MAIN(TestStage)
#include "tst_stage.moc"
