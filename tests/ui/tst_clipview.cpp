#include "spectrum/featurestore.h"
#include "support/signals.h"
#include "ui/spectrogram/clipview.h"
#include "ui/spectrogram/overviewstrip.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/viewmenu.h"

#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>
#include <cmath>

using namespace retrograde;

class TestClipView : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<const SpectrogramData> m_data;
    std::shared_ptr<const SpectrogramData> m_other;
    std::shared_ptr<const WaveformData> m_waveform;
    std::unique_ptr<ClipView> m_view;
    const Arrangement m_whole = Arrangement::asPublished({ 0, 840 });

    template<typename Widget> Widget *find(const char *name) const
    {
        return m_view->findChild<Widget *>(QLatin1String(name));
    }
    static bool near(double one, double other) { return std::abs(one - other) < 1e-9; }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        const CqtPlan plan { CqtParameters {} };
        const std::vector<float> sound = testing::struckNotes(20, 22050);
        m_data = std::make_shared<SpectrogramData>(FeatureStore::inMemory(plan, sound));
        m_other = std::make_shared<SpectrogramData>(FeatureStore::inMemory(plan, testing::struckNotes(10, 22050, 7)));
        auto waveform = std::make_shared<WaveformData>(22050);
        waveform->append(sound);
        m_waveform = waveform;
    }

    void init()
    {
        m_view = std::make_unique<ClipView>();
        m_view->resize(1000, 500);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup() { m_view.reset(); }

    void stackedPicturesAreOfOneHeight()
    {
        m_view->setConstantQ(m_data, m_whole);
        m_view->setComparison(m_other, Arrangement::asPublished({ 0, 420 }), "one", "other");
        QCOMPARE(m_view->pictures().size(), std::size_t { 2 });
        const auto height = [this](int number) {
            return m_view->pictures().at(static_cast<std::size_t>(number))->pictureRect().height();
        };
        QTRY_VERIFY2(std::abs(height(0) - height(1)) <= 2, qPrintable(QString("%1, %2").arg(height(0)).arg(height(1))));
        ClipViewSettings settings;
        settings.waveform = true;
        settings.linear = true;
        m_view->setSettings(settings);
        m_view->setLinear(m_data, m_whole);
        m_view->setWaveform(m_waveform, m_data->grid(), m_whole);
        m_view->resize(1000, 800);
        QTRY_VERIFY2(std::abs(height(0) - height(1)) <= 2 && std::abs(height(0) - height(3)) <= 2
                && std::abs(height(0) - 2 * height(2)) <= 4,
            qPrintable(QString("%1, %2, %3, %4").arg(height(0)).arg(height(1)).arg(height(2)).arg(height(3))));
    }

    void stackedPicturesShareOneTimeAxis()
    {
        ClipViewSettings settings;
        settings.waveform = true;
        m_view->setSettings(settings);
        QCOMPARE(m_view->pictures().size(), std::size_t { 2 });
        m_view->setConstantQ(m_data, m_whole);
        m_view->setVisibleTime(4, 8);
        m_view->setSelection(TimeSelection { 5, 6 });
        // What comes later stands where the others are.
        m_view->setWaveform(m_waveform, m_data->grid(), m_whole);
        auto *waveform = find<WaveformView>("waveformView");
        auto *spectrogram = find<SpectrogramView>("spectrogramView");
        QVERIFY(near(waveform->visibleBegin(), 4) && near(waveform->visibleEnd(), 8));
        QVERIFY(waveform->selection() && near(waveform->selection()->begin, 5));
        // Each moves the other.
        waveform->setVisibleTime(2, 3);
        QVERIFY(near(spectrogram->visibleBegin(), 2) && near(spectrogram->visibleEnd(), 3));
        QSignalSpy selections(m_view.get(), &ClipView::selectionChanged);
        spectrogram->setSelection(TimeSelection { 2.25, 2.5 });
        QCOMPARE(selections.count(), 1);
        QVERIFY(waveform->selection() && near(waveform->selection()->end, 2.5));
        QVERIFY(m_view->selection() && near(m_view->selection()->begin, 2.25));
        m_view->setPlayhead(2.75);
        QCOMPARE(waveform->playhead(), 2.75);
        // Flush left and right.
        m_view->findChild<QCustomPlot *>(QStringLiteral("waveformPlot"))->replot();
        m_view->findChild<QCustomPlot *>(QStringLiteral("spectrogramPlot"))->replot();
        QCOMPARE(waveform->pictureRect().left(), spectrogram->pictureRect().left());
        QCOMPARE(waveform->pictureRect().right(), spectrogram->pictureRect().right());
        // It is labelled once, beneath the lowest.
        const auto labelled = [this](const char *plot) {
            const QCPAxis *axis = m_view->findChild<QCustomPlot *>(QLatin1String(plot))->xAxis;
            return axis->tickLabels() && !axis->label().isEmpty();
        };
        QVERIFY(labelled("waveformPlot") && !labelled("spectrogramPlot"));
        m_view->setComparison(m_other, m_whole, "one", "other");
        QVERIFY(labelled("comparedPlot") && !labelled("waveformPlot") && !labelled("spectrogramPlot"));
        m_view->setComparison(nullptr, {}, {}, {});
        m_view->setSettings({});
        QVERIFY(labelled("spectrogramPlot"));
    }

    void anotherOrderKeepsTheZoom()
    {
        m_view->setConstantQ(m_data, m_whole);
        m_view->setVisibleTime(4, 8);
        m_view->setArrangement(Arrangement::reversed({ 0, 840 }));
        QVERIFY(near(m_view->visibleBegin(), 4) && near(m_view->visibleEnd(), 8));
        // More of the same is a refinement: nothing moves.
        m_view->setConstantQ(std::make_shared<SpectrogramData>(*m_data), Arrangement::reversed({ 0, 840 }));
        QVERIFY(near(m_view->visibleBegin(), 4));
        m_view->clear();
        m_view->setConstantQ(m_data, m_whole);
        QCOMPARE(m_view->visibleBegin(), 0.0);
        QCOMPARE(m_view->visibleEnd(), m_view->duration());
    }

    void comparedPicturesMoveTogetherAndEndEachAtTheirEnd()
    {
        m_view->setConstantQ(m_data, m_whole);
        const Arrangement shorter = Arrangement::asPublished({ 0, 400 });
        m_view->setComparison(m_other, shorter, "one", "other");
        auto *compared = find<SpectrogramView>("comparedView");
        QVERIFY(compared->isVisible() && m_view->comparesWithAnother());
        QVERIFY(near(compared->visibleEnd(), m_view->duration())); // although it has less to show
        m_view->setVisibleTime(6, 14);
        QVERIFY(near(compared->visibleBegin(), 6) && near(compared->visibleEnd(), 14));
        compared->setVisibleTime(1, 2);
        QVERIFY(near(m_view->visibleBegin(), 1));
        ClipViewSettings settings = m_view->settings();
        settings.colors.map = ColorMap::BlueRed;
        settings.colors.floorDb = -50;
        m_view->setSettings(settings);
        QVERIFY(compared->colors() == settings.colors);
        m_view->setComparison(nullptr, {}, {}, {});
        QVERIFY(!compared->isVisible());
        m_view->setVisibleTime(0, 900);
        QVERIFY(near(m_view->visibleEnd(), m_view->duration()));
    }

    void theOverviewMovesAndZooms()
    {
        m_view->setConstantQ(m_data, m_whole);
        m_view->setVisibleTime(4, 8);
        auto *strip = find<OverviewStrip>("overviewStrip");
        const QRect picture = find<SpectrogramView>("spectrogramView")->pictureRect();
        const auto at = [&](double seconds) {
            return QPoint(
                picture.left() + static_cast<int>(std::lround(seconds / m_view->duration() * picture.width())),
                strip->height() / 2);
        };
        const double pixel = m_view->duration() / picture.width();
        const auto drag = [&](double from, double to) {
            QTest::mousePress(strip, Qt::LeftButton, {}, at(from));
            QMouseEvent move(QEvent::MouseMove, at(to), strip->mapToGlobal(at(to)), Qt::LeftButton, Qt::LeftButton, {});
            QApplication::sendEvent(strip, &move);
            QTest::mouseRelease(strip, Qt::LeftButton, {}, at(to));
        };
        drag(6, 9);
        QVERIFY2(std::abs(m_view->visibleBegin() - 7) < 2 * pixel, qPrintable(QString::number(m_view->visibleBegin())));
        QVERIFY(std::abs(m_view->visibleEnd() - 11) < 2 * pixel);
        drag(11, 15); // the right end
        QVERIFY(std::abs(m_view->visibleBegin() - 7) < 2 * pixel);
        QVERIFY(std::abs(m_view->visibleEnd() - 15) < 3 * pixel);
        drag(7, 5); // the left one
        QVERIFY(std::abs(m_view->visibleBegin() - 5) < 3 * pixel);
        QTest::mouseClick(strip, Qt::LeftButton, {}, at(18));
        QVERIFY(m_view->visibleEnd() > 18 && m_view->visibleBegin() > 7);
        // Something is drawn in it, and it is not all the same.
        const QImage image = strip->grab(QRect(picture.left(), 4, picture.width(), 20)).toImage();
        QSet<QRgb> colours;
        for (int x = 0; x < image.width(); x += 5)
            colours.insert(image.pixel(x, 15));
        QVERIFY(colours.size() > 10);
    }

    void theMenuChangesEverythingAtOnce()
    {
        ViewMenu menu;
        QSignalSpy chosen(&menu, &ViewMenu::settingsChosen);
        const auto action = [&](const char *name) { return menu.findChild<QAction *>(QLatin1String(name)); };
        action("magma")->trigger();
        QVERIFY(menu.settings().colors.map == ColorMap::Magma);
        menu.findChild<QSlider *>(QStringLiteral("floorSlider"))->setValue(-40);
        menu.findChild<QSlider *>(QStringLiteral("topSlider"))->setValue(-10);
        QCOMPARE(menu.settings().colors.floorDb, -40.0);
        QCOMPARE(menu.settings().colors.topDb, -10.0);
        // They do not pass each other.
        menu.findChild<QSlider *>(QStringLiteral("floorSlider"))->setValue(20);
        QCOMPARE(menu.settings().colors.floorDb, -10 - SpectrogramColors::kSmallestRange);
        action("referenceFullScale")->trigger();
        QVERIFY(menu.settings().colors.reference == LevelReference::FullScale);
        action("viewWaveform")->trigger();
        action("viewConstantQ")->trigger();
        QVERIFY(menu.settings().waveform && !menu.settings().constantQ);
        action("viewWaveform")->trigger(); // something has to be shown
        QVERIFY(menu.settings().constantQ && action("viewConstantQ")->isChecked());
        action("viewGrid")->trigger();
        action("viewFrames")->trigger();
        menu.findChild<QDoubleSpinBox *>(QStringLiteral("concertPitch"))->setValue(442);
        QVERIFY(menu.settings().grid);
        QVERIFY(menu.settings().unit == TimelineView::TimeUnit::Frames);
        QCOMPARE(menu.settings().concertPitch, 442.0);
        QCOMPARE(chosen.count(), 11);
    }
};

QTEST_MAIN(TestClipView)
#include "tst_clipview.moc"
