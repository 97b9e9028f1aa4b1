#include "experiment/transform.h"
#include "support/signals.h"
#include "ui/spectrogram/boxlabel.h"
#include "ui/spectrogram/pitch.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/spectrogramimage.h"
#include "ui/spectrogram/spectrogramview.h"

#include <QMouseEvent>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <cmath>

using namespace retrograde;

namespace {

constexpr int kWidth = 1000;
constexpr int kHeight = 360;

} // namespace

class TestSpectrogramView : public QObject {
    Q_OBJECT

private:
    std::shared_ptr<const SpectrogramData> m_data;
    std::unique_ptr<SpectrogramView> m_view;
    QCustomPlot *m_plot = nullptr;

    CellColors colours() const { return cellColors(ColorMap::Viridis, CellScale {}, -80, 0); }
    QRect axes() const { return m_plot->axisRect()->rect(); }
    QPoint at(double seconds, double bin) const
    {
        return { static_cast<int>(std::lround(m_plot->xAxis->coordToPixel(seconds))),
            static_cast<int>(std::lround(m_plot->yAxis->coordToPixel(bin))) };
    }
    void drag(const QPoint &from, const QPoint &to, Qt::MouseButton button = Qt::LeftButton,
        Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mousePress(m_plot, button, modifiers, from);
        QMouseEvent move(QEvent::MouseMove, to, m_plot->mapToGlobal(to), Qt::NoButton, button, modifiers);
        QApplication::sendEvent(m_plot, &move);
        QTest::mouseRelease(m_plot, button, modifiers, to);
    }
    void wheel(const QPoint &position, int steps, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QWheelEvent event(position, m_plot->mapToGlobal(position), {}, { 0, 120 * steps }, Qt::NoButton, modifiers,
            Qt::NoScrollPhase, false);
        QApplication::sendEvent(m_plot, &event);
    }
    QString words(const QPoint &mouse)
    {
        QSignalSpy readings(m_view.get(), &SpectrogramView::readingChanged);
        QMouseEvent move(QEvent::MouseMove, mouse, m_plot->mapToGlobal(mouse), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(m_plot, &move);
        return readings.isEmpty() ? QString() : readings.last().first().toString();
    }
    static std::shared_ptr<SpectrogramData> minuteOfSilence()
    {
        const CqtPlan plan { CqtParameters {} };
        return std::make_shared<SpectrogramData>(FeatureStore::inMemory(
            plan, std::vector<float>(static_cast<std::size_t>(66 * plan.parameters().sampleRate))));
    }
    /// What the widget shows within the axes, after all that is pending was drawn.
    QImage picture()
    {
        m_plot->replot();
        return m_plot->grab(axes()).toImage().convertToFormat(QImage::Format_RGB32);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        const CqtPlan plan { CqtParameters {} };
        m_data = std::make_shared<SpectrogramData>(
            FeatureStore::inMemory(plan, testing::struckNotes(20, plan.parameters().sampleRate)));
    }

    void init()
    {
        m_view = std::make_unique<SpectrogramView>();
        m_view->resize(kWidth, kHeight);
        m_plot = m_view->findChild<QCustomPlot *>(QStringLiteral("spectrogramPlot"));
        QVERIFY(m_plot);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->setSpectrogram(m_data, Arrangement::asPublished({ 0, 840 }));
        m_plot->replot();
    }

    void cleanup() { m_view.reset(); }

    void showsAllWithAxesAndColourBar()
    {
        QCOMPARE(m_view->visibleBegin(), 0.0);
        QCOMPARE(m_view->visibleEnd(), 840.0 * 512 / 22050);
        QCOMPARE(m_plot->xAxis->label(), QStringLiteral("Time (s)"));
        QVERIFY(m_plot->xAxis->tickVectorLabels().contains(QStringLiteral("10")));
        QVERIFY(m_plot->yAxis->tickVectorLabels().contains(QStringLiteral("C4 262 Hz")));
        QCPColorScale *scale = nullptr;
        for (int i = 0; i < m_plot->plotLayout()->elementCount(); ++i) {
            if (auto *candidate = qobject_cast<QCPColorScale *>(m_plot->plotLayout()->elementAt(i)))
                scale = candidate;
        }
        QVERIFY(scale);
        QCOMPARE(scale->label(), QStringLiteral("dB"));
        QCOMPARE(scale->dataRange().lower, -80.0);
        QCOMPARE(scale->dataRange().upper, 0.0);
    }

    void drawsWhatTheRendererGives()
    {
        m_view->setPlayhead(-1); // out of the picture
        const QImage shown = picture();
        const QImage expected = renderSpectrogram(
            *m_data, Arrangement::asPublished({ 0, 840 }), { 0, 840, -0.5, 83.5 }, axes().size(), colours());
        int equal = 0;
        int all = 0;
        for (int x = 2; x < shown.width() - 2; ++x) {
            for (int y = 2; y < shown.height() - 2; ++y) {
                ++all;
                equal += (shown.pixel(x, y) | 0xff000000u) == expected.pixel(x, y);
            }
        }
        QVERIFY2(equal > 0.999 * all, qPrintable(QStringLiteral("%1 of %2").arg(equal).arg(all)));
    }

    void aSelectionLeavesItsColoursAndDimsTheRest()
    {
        m_view->setPlayhead(-1);
        const QImage before = picture();
        for (const bool box : { false, true }) {
            m_view->setSelection(box ? TimeSelection { 5, 10, 200, 800 } : TimeSelection { 5, 10 });
            const QImage after = picture();
            const auto lightness = [](const QImage &image, double x, double y) {
                const QPoint middle(static_cast<int>(x * image.width()), static_cast<int>(y * image.height()));
                int sum = 0;
                for (int i = -4; i <= 4; ++i)
                    sum += image.pixelColor(middle + QPoint(i, 0)).lightness();
                return sum;
            };
            // From 5 to 10 of 19.5 s; 400 Hz is at about half the height.
            const double inside = 7.5 / 19.5;
            for (int x = static_cast<int>(before.width() * 0.27); x < before.width() * 0.49; ++x)
                QCOMPARE(after.pixel(x, before.height() * 6 / 10), before.pixel(x, before.height() * 6 / 10));
            QVERIFY(lightness(after, 0.1, 0.6) < 0.8 * lightness(before, 0.1, 0.6));
            QVERIFY(lightness(after, 0.8, 0.6) < 0.8 * lightness(before, 0.8, 0.6));
            QCOMPARE(lightness(after, inside, 0.97) < 0.8 * lightness(before, inside, 0.97), box);
        }
        m_view->setSelection({});
        QCOMPARE(picture(), before);
    }

    void theFocusOfThePictureIsSeen()
    {
        QWidget other;
        m_view->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        m_view->setFocus();
        QTRY_VERIFY(m_view->hasFocus());
        const QColor frame = m_view->palette().color(QPalette::Highlight);
        QCOMPARE(m_plot->xAxis->basePen().color(), frame);
        QCOMPARE(m_plot->yAxis2->basePen().color(), frame);
        m_view->clearFocus();
        QVERIFY(m_plot->xAxis->basePen().color() != frame);
    }

    void pictureFollowsTheArrangement_data()
    {
        QTest::addColumn<QString>("transform");
        for (const char *transform : { "published", "reversed", "2,1,3", "3,2,1" })
            QTest::newRow(transform) << QString::fromLatin1(transform);
    }

    void pictureFollowsTheArrangement()
    {
        QFETCH(QString, transform);
        m_view->resize(m_view->width() - axes().width() % 3, m_view->height());
        m_plot->replot();
        // As many frames as pixels: each column shows one frame, the one that the arrangement says.
        const int frames = axes().width();
        QCOMPARE(frames % 3, 0);
        const Arrangement arrangement = arrangementFor(transform.toStdString(), { 20, 20 + frames });
        QCOMPARE(arrangement.frameCount(), frames);
        m_view->setSpectrogram(m_data, arrangement);
        m_view->setPlayhead(-1);
        const QImage shown = picture();
        const CellColors colors = colours();
        for (int x = 3; x < frames - 3; ++x) {
            const int fromJoint = x % (frames / 3);
            const bool marked = transform.contains(QLatin1Char(',')) && (fromJoint < 3 || fromJoint > frames / 3 - 3);
            for (int bin = 3; bin < 70 && !marked; ++bin) {
                const std::uint8_t cell = m_data->cell(arrangement.sourceFrame(x), bin);
                QCOMPARE(shown.pixel(x, at(0, bin).y() - axes().top()), colors[cell]);
            }
        }
    }

    void piecesAreNumberedInTheOrderHeard()
    {
        m_view->setArrangement(Arrangement::jigsaw({ 0, 840 }, std::array { 3, 1, 2 }));
        QStringList numbers;
        int joints = 0;
        for (int i = 0; i < m_plot->itemCount(); ++i) {
            if (const auto *text = qobject_cast<QCPItemText *>(m_plot->item(i)))
                numbers.append(text->text());
            else if (m_plot->item(i)->layer()->name() == QStringLiteral("overlay"))
                ++joints;
        }
        QCOMPARE(numbers, QStringList({ "3", "1", "2" }));
        QCOMPARE(joints, 2);
        m_view->setArrangement(Arrangement::asPublished({ 0, 840 }));
        for (int i = 0; i < m_plot->itemCount(); ++i)
            QVERIFY(!qobject_cast<QCPItemText *>(m_plot->item(i)));
    }

    void wheelZoomsAboutTheMouse()
    {
        const QPoint mouse = at(5, 40);
        const double under = m_plot->xAxis->pixelToCoord(mouse.x());
        const double before = m_view->visibleEnd() - m_view->visibleBegin();
        wheel(mouse, 4);
        const double after = m_view->visibleEnd() - m_view->visibleBegin();
        QVERIFY(after < 0.5 * before);
        QVERIFY(std::abs(m_plot->xAxis->pixelToCoord(mouse.x()) - under) < 1e-6);
        QCOMPARE(m_plot->yAxis->range().lower, -0.5);
        wheel(mouse, -40);
        QCOMPARE(m_view->visibleBegin(), 0.0);
        QCOMPARE(m_view->visibleEnd(), m_view->duration());
        wheel(mouse, 100);
        // One frame fills the picture, and it is still labelled.
        QVERIFY(std::abs(m_view->visibleEnd() - m_view->visibleBegin() - 512.0 / 22050) < 1e-9);
        m_plot->replot();
        QVERIFY(!m_plot->xAxis->tickVectorLabels().isEmpty());
    }

    void wheelOverTheNotesZoomsPitch()
    {
        const QCPRange time = m_plot->xAxis->range();
        wheel({ 10, at(5, 40).y() }, 3);
        QCOMPARE(m_plot->xAxis->range(), time);
        QVERIFY(m_plot->yAxis->range().size() < 84);
        m_view->fit();
        wheel(at(5, 40), 3, Qt::ControlModifier);
        QCOMPARE(m_plot->xAxis->range(), time);
        QVERIFY(m_plot->yAxis->range().size() < 84);
    }

    void dragMovesAndStaysInside()
    {
        m_view->setVisibleTime(5, 10);
        m_plot->replot();
        QSignalSpy seeks(m_view.get(), &SpectrogramView::seekRequested);
        const QPoint from = axes().center();
        drag(from, from + QPoint(axes().width() / 5, 0), Qt::LeftButton, Qt::ShiftModifier);
        QVERIFY(std::abs(m_view->visibleBegin() - 4) < 0.05);
        QVERIFY(std::abs(m_view->visibleEnd() - 9) < 0.05);
        QCOMPARE(seeks.count(), 0);
        drag(from, from - QPoint(axes().width() / 5, 0), Qt::MiddleButton);
        QVERIFY(std::abs(m_view->visibleBegin() - 5) < 0.05);
        QVERIFY(!m_view->selection());
        // On the axes, too, each in its direction only.
        m_plot->yAxis->setRange(20, 40);
        const QPoint below(axes().center().x(), axes().bottom() + 15);
        drag(below, below + QPoint(axes().width() / 5, 30));
        QVERIFY(std::abs(m_view->visibleBegin() - 4) < 0.05);
        QCOMPARE(m_plot->yAxis->range(), QCPRange(20, 40));
        const QPoint beside(axes().left() - 30, axes().center().y());
        drag(beside, beside + QPoint(0, axes().height() / 4));
        QVERIFY(std::abs(m_plot->yAxis->range().lower - 25) < 0.2);
        QVERIFY(std::abs(m_view->visibleBegin() - 4) < 0.05);
        m_view->setVisibleTime(-3, 2);
        QCOMPARE(m_view->visibleBegin(), 0.0);
        QCOMPARE(m_view->visibleEnd(), 5.0);
        m_view->setVisibleTime(18, 23);
        QCOMPARE(m_view->visibleEnd(), m_view->duration());
    }

    void clickSeeksToWhatLiesThere()
    {
        QSignalSpy seeks(m_view.get(), &SpectrogramView::seekRequested);
        m_view->setVisibleTime(4, 12);
        m_plot->replot();
        QTest::mouseClick(m_plot, Qt::LeftButton, {}, at(7.25, 20));
        QCOMPARE(seeks.count(), 1);
        const double pixel = 8.0 / axes().width();
        QVERIFY(std::abs(seeks.first().first().toDouble() - 7.25) <= pixel);
        QTest::mouseClick(m_plot, Qt::LeftButton, {}, { 10, 100 }); // beside the picture
        QTest::mouseClick(m_plot, Qt::RightButton, {}, at(8, 20));
        QCOMPARE(seeks.count(), 1);
    }

    void doubleClickShowsAll()
    {
        m_view->setVisibleTime(4, 6);
        m_plot->yAxis->setRange(20, 40);
        QTest::mouseDClick(m_plot, Qt::LeftButton, {}, at(5, 30));
        QCOMPARE(m_view->visibleBegin(), 0.0);
        QCOMPARE(m_view->visibleEnd(), m_view->duration());
        QCOMPARE(m_plot->yAxis->range(), QCPRange(-0.5, 83.5));
    }

    void keysZoomAndMove()
    {
        m_view->setFocus();
        m_view->setPlayhead(10);
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QVERIFY(std::abs(m_view->visibleEnd() - m_view->visibleBegin() - m_view->duration() / 2) < 1e-9);
        QVERIFY(m_view->visibleBegin() < 10 && m_view->visibleEnd() > 10);
        const double begin = m_view->visibleBegin();
        QTest::keyClick(m_view.get(), Qt::Key_Right);
        QVERIFY(m_view->visibleBegin() > begin);
        QTest::keyClick(m_view.get(), Qt::Key_Left);
        QVERIFY(std::abs(m_view->visibleBegin() - begin) < 1e-9);
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QCOMPARE(m_view->visibleEnd(), m_view->duration());
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QTest::keyClick(m_view.get(), Qt::Key_0);
        QCOMPARE(m_view->visibleBegin(), 0.0);
    }

    void readingTellsTimePitchAndLevel()
    {
        QSignalSpy readings(m_view.get(), &SpectrogramView::readingChanged);
        const QPoint mouse = at(6, 45); // A4
        QMouseEvent move(QEvent::MouseMove, mouse, m_plot->mapToGlobal(mouse), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(m_plot, &move);
        const auto reading = m_view->readingAt(mouse);
        QVERIFY(reading);
        QVERIFY(std::abs(reading->seconds - 6) < 0.02);
        QVERIFY(std::abs(reading->hertz - 440) < 440 * 0.02);
        const auto frame = static_cast<std::int64_t>(std::floor(reading->seconds * 22050 / 512));
        QVERIFY(std::abs(reading->db - static_cast<double>(StoredSpectrogram::toDb(m_data->cell(frame, 45)))) < 1e-4);
        QVERIFY(readings.count() > 0);
        const QString words = readings.last().first().toString();
        QVERIFY2(words.contains(QStringLiteral("Hz")) && words.contains(QStringLiteral("A4")), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("dB")), qPrintable(words));
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(m_plot, &leave);
        QCOMPARE(readings.last().first().toString(), QString());
        QVERIFY(!m_view->readingAt({ 3, 3 }));
    }

    void readingKnowsWhereTheOriginalWas()
    {
        const double frame = 512.0 / 22050;
        m_view->setArrangement(Arrangement::reversed({ 210, 630 }));
        m_view->fit();
        m_plot->replot();
        const auto reading = m_view->readingAt(at(2, 40));
        QVERIFY(reading);
        // Heard 2 s after the end of the span, backwards.
        const double expected = 630 * frame - reading->seconds;
        QVERIFY(reading->originalSeconds);
        QVERIFY2(std::abs(*reading->originalSeconds - expected) < 1e-6,
            qPrintable(QStringLiteral("%1 %2").arg(*reading->originalSeconds).arg(expected)));

        // As it is published, a time has one name.
        m_view->setArrangement(Arrangement::asPublished({ 0, 630 }));
        m_view->fit();
        m_plot->replot();
        const auto plain = m_view->readingAt(at(2, 40));
        QVERIFY(plain && plain->originalSeconds);
        QVERIFY(std::abs(*plain->originalSeconds - plain->seconds) < 1e-6);
        QVERIFY2(!words(at(2, 40)).contains("in the track"), qPrintable(words(at(2, 40))));
        QVERIFY2(words(at(2, 40)).contains(QRegularExpression("^[12]\\.\\d{3} s · ")), qPrintable(words(at(2, 40))));
    }

    void minutesAreNotSaidToBeSeconds()
    {
        m_view->setSpectrogram(minuteOfSilence(), Arrangement::reversed({ 0, 2800 }));
        m_plot->replot();
        const QRegularExpression wanted("^0:10\\.\\d{3} \\(0:5\\d\\.\\d{3} in the track\\) · ");
        QVERIFY2(words(at(10.5, 40)).contains(wanted), qPrintable(words(at(10.5, 40))));
    }

    void theLegendIsBesideThePicture()
    {
        auto map = std::make_shared<SaliencyMap>();
        map->heard = Arrangement::asPublished({ 0, 840 });
        map->frameEdges = { 0, 420, 840 };
        map->binEdges = { 0, 42, 84 };
        map->values = { 0, 1, -1, 0 };
        const QRect before = axes();
        m_view->setSaliency({ map, "reversed", true });
        const QImage one = picture();
        QVERIFY(axes().top() > before.top());
        QCOMPARE(axes().bottom(), before.bottom());
        // Another text is drawn, the picture is the same.
        const QImage wholeOne = m_plot->grab().toImage();
        m_view->setSaliency({ std::make_shared<SaliencyMap>(*map), "in order", true });
        QVERIFY(picture() == one);
        QVERIFY(m_plot->grab().toImage() != wholeOne);
        // A note on whose answer it is has a line of its own.
        const QRect withoutNote = axes();
        m_view->setSaliency({ std::make_shared<SaliencyMap>(*map), "in order", true, false, "Another model says so." });
        (void)picture();
        QVERIFY(axes().top() >= withoutNote.top() + QFontMetrics(m_plot->font()).height());
        m_view->setSaliency({});
        (void)picture();
        QCOMPARE(axes(), before);
    }

    void playheadTurnsThePage()
    {
        m_view->setVisibleTime(0, 4);
        m_view->setPlayhead(3.9);
        QCOMPARE(m_view->visibleBegin(), 0.0);
        m_view->setPlayhead(4.05);
        QVERIFY(m_view->visibleBegin() > 3 && m_view->visibleEnd() > 7);
        // Somebody who looks elsewhere is left alone.
        m_view->setVisibleTime(12, 16);
        m_view->setPlayhead(4.2);
        QCOMPARE(m_view->visibleBegin(), 12.0);
    }

    void playheadIsDrawnWhereItStands()
    {
        m_view->setPlayhead(-1);
        const QImage without = picture();
        m_view->setPlayhead(8);
        QCoreApplication::processEvents();
        const QImage with = m_plot->grab(axes()).toImage().convertToFormat(QImage::Format_RGB32);
        const int x = at(8, 0).x() - axes().left();
        int white = 0;
        for (int y = 5; y < with.height() - 5; ++y)
            white += qGray(with.pixel(x, y)) > 200 || qGray(with.pixel(x - 1, y)) > 200;
        QVERIFY(white > 0.9 * (with.height() - 10));
        QCOMPARE(with.copy(0, 0, x - 8, with.height()), without.copy(0, 0, x - 8, with.height()));
    }

    void dragSelectsAStretch()
    {
        QSignalSpy changed(m_view.get(), &TimelineView::selectionChanged);
        QSignalSpy seeks(m_view.get(), &TimelineView::seekRequested);
        drag(at(5, 20), at(8, 60));
        QVERIFY(changed.count() > 0);
        QVERIFY(m_view->selection());
        const double pixel = m_view->duration() / axes().width();
        QVERIFY(std::abs(m_view->selection()->begin - 5) < 1.1 * pixel);
        QVERIFY(std::abs(m_view->selection()->end - 8) < 1.1 * pixel);
        QCOMPARE(m_view->selection()->highHertz, 0.0);
        QCOMPARE(seeks.count(), 0);
        // From right to left and past the end it is the same kind of thing.
        drag(at(15, 20), at(0, 60) - QPoint(300, 0));
        QCOMPARE(m_view->selection()->begin, 0.0);
        // With Ctrl a box, whose frequencies are those of the axis.
        drag(at(5, 21), at(8, 45), Qt::LeftButton, Qt::ControlModifier);
        const double rowHertz = 440 * (std::exp2(84.0 / 12 / axes().height()) - 1);
        QVERIFY(std::abs(m_view->selection()->highHertz - 440) < 1.1 * rowHertz);
        QVERIFY(std::abs(m_view->selection()->lowHertz - 110) < 1.1 * rowHertz);
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QVERIFY(!m_view->selection());
        // Nothing wide is nothing.
        m_view->setSelection(TimeSelection { 3, 3 });
        QVERIFY(!m_view->selection());
        m_view->setSelection(TimeSelection { 300, 400 });
        QVERIFY(!m_view->selection());
    }

    void cropAndMarksStandWhereTheirFramesAreHeard()
    {
        const auto boxes = [this] {
            QList<QCPRange> found;
            for (int i = 0; i < m_plot->itemCount(); ++i) {
                const auto *box = qobject_cast<QCPItemRect *>(m_plot->item(i));
                if (box && box->layer()->name() == QStringLiteral("overlay"))
                    found.append({ box->topLeft->key(), box->bottomRight->key() });
            }
            return found;
        };
        const double frame = 512.0 / 22050;
        m_view->setCrop({ 100, 200 });
        QCOMPARE(boxes(), QList<QCPRange>({ { 100 * frame, 200 * frame } }));
        m_view->setArrangement(Arrangement::reversed({ 0, 840 }));
        QCOMPARE(boxes(), QList<QCPRange>({ { 640 * frame, 740 * frame } }));
        m_view->setCrop({ 0, 840 }); // all of it: no frame around everything
        QVERIFY(boxes().isEmpty());
        m_view->setArrangement(Arrangement::jigsaw({ 0, 840 }, std::array { 3, 1, 2 }, 10));
        m_view->setAnnotations({ { 100 * frame, 110 * frame, 200, 400, "call" } });
        m_view->setCrop({});
        // Frame 100 is in the first piece, which is heard second, after 270 frames.
        QCOMPARE(boxes(), QList<QCPRange>({ { 370 * frame, 380 * frame } }));
        QStringList texts;
        for (int i = 0; i < m_plot->itemCount(); ++i) {
            if (const auto *text = qobject_cast<QCPItemText *>(m_plot->item(i)))
                texts.append(text->text());
        }
        QVERIFY(texts.contains(QStringLiteral("call")));
    }

    void aMarkAboveThePictureKeepsItsWords()
    {
        // As BirdNET-Analyzer writes them, up to 15 kHz; the picture ends at C8.
        const double frame = 512.0 / 22050;
        m_view->setAnnotations({ { 100 * frame, 400 * frame, 0, 15000, "Great Tit" } });
        m_plot->replot();
        const BoxLabel *label = nullptr;
        for (int i = 0; i < m_plot->itemCount(); ++i) {
            const auto *text = dynamic_cast<const BoxLabel *>(m_plot->item(i));
            if (text && text->text() == QStringLiteral("Great Tit"))
                label = text;
        }
        QVERIFY(label);
        const auto isSeen = [&] {
            const QRect place = label->rect().toAlignedRect().adjusted(2, 2, -2, -2);
            const QImage image = m_plot->toPixmap(m_plot->width(), m_plot->height()).toImage();
            return m_plot->axisRect()->rect().contains(place)
                && QColor(image.pixel(place.topLeft())) == QColor(0x7f, 0xe0, 0xff);
        };
        QVERIFY(isSeen());
        // Looked at from nearby, above its left edge and below its top.
        m_plot->xAxis->setRange(200 * frame, 300 * frame);
        m_plot->yAxis->setRange(20, 40);
        QVERIFY(isSeen());
    }

    void gapsAreHatchedAndSaidSo()
    {
        m_view->setArrangement(Arrangement::jigsaw({ 0, 840 }, std::array { 3, 1, 2 }, 20).spaced(20));
        m_plot->replot();
        int hatched = 0;
        for (int i = 0; i < m_plot->itemCount(); ++i) {
            const auto *box = qobject_cast<QCPItemRect *>(m_plot->item(i));
            hatched += box && box->brush().style() == Qt::BDiagPattern;
        }
        QCOMPARE(hatched, 2);
        const double frame = 512.0 / 22050;
        const auto reading = m_view->readingAt(at(270 * frame, 40));
        QVERIFY(reading);
        QVERIFY(!reading->originalSeconds);
        QSignalSpy pieces(m_view.get(), &TimelineView::pieceClicked);
        const QPoint number(at(420 * frame, 0).x(), axes().top() + axes().height() / 50 + 8);
        QTest::mouseClick(m_plot, Qt::LeftButton, {}, number); // on the number in the middle of the second piece heard
        QCOMPARE(pieces.count(), 1);
        QCOMPARE(pieces.first().first().toInt(), 1);
    }

    void gridAndUnitsCanBeChosen()
    {
        m_view->setPlayhead(-1);
        const QImage without = picture();
        m_view->setFocus();
        QTest::keyClick(m_view.get(), Qt::Key_G);
        QVERIFY(m_view->hasGrid());
        QVERIFY(picture() != without);
        QTest::keyClick(m_view.get(), Qt::Key_G);
        QCOMPARE(picture(), without);
        m_view->setTimeUnit(TimelineView::TimeUnit::Frames);
        m_plot->replot();
        QCOMPARE(m_plot->xAxis->label(), QStringLiteral("Time (frames)"));
        QVERIFY(m_plot->xAxis->tickVectorLabels().contains(QStringLiteral("500")));
        m_view->setVisibleTime(500.0 * 512 / 22050, 501.0 * 512 / 22050);
        m_plot->replot();
        QVERIFY(m_plot->xAxis->tickVectorLabels().contains(QStringLiteral("500")));
        m_view->setConcertPitch(432);
        m_view->fit();
        m_plot->replot();
        QVERIFY2(m_plot->yAxis->tickVectorLabels().contains(QStringLiteral("C4 257 Hz")),
            qPrintable(QStringList(m_plot->yAxis->tickVectorLabels()).join(u'|')));
    }

    void levelsCanBeCountedFromFullScale()
    {
        const auto before = m_view->readingAt(at(6, 45));
        SpectrogramColors colors = m_view->colors();
        colors.reference = LevelReference::FullScale;
        m_view->setColors(colors);
        const auto after = m_view->readingAt(at(6, 45));
        QVERIFY(before && after);
        QVERIFY(std::abs(after->db - before->db - static_cast<double>(m_data->loudestDb())) < 1e-4);
        QCOMPARE(before->frame, static_cast<std::int64_t>(std::floor(before->seconds * 22050 / 512)));
        QCOMPARE(before->bin, 45);
    }

    void sidewaysWheelMoves()
    {
        m_view->setVisibleTime(5, 10);
        wheel(at(7, 40), -1, Qt::ShiftModifier);
        QVERIFY(std::abs(m_view->visibleBegin() - 6) < 1e-9);
        QVERIFY(std::abs(m_view->visibleEnd() - 11) < 1e-9);
    }

    void coloursCanBeChosen()
    {
        m_view->setPlayhead(-1);
        const QImage viridis = picture();
        SpectrogramColors colors;
        colors.map = ColorMap::Magma;
        m_view->setColors(colors);
        QVERIFY(picture() != viridis);
        colors.floorDb = -500;
        colors.topDb = -499;
        m_view->setColors(colors);
        QCOMPARE(m_view->colors().floorDb, SpectrogramColors::kLowestDb);
        QCOMPARE(m_view->colors().topDb, SpectrogramColors::kLowestDb + SpectrogramColors::kSmallestRange);
        m_view->setColors({});
        QCOMPARE(picture(), viridis);
    }

    void coloursOfTheAxesFollowThePalette()
    {
        QPalette dark;
        dark.setColor(QPalette::Window, QColor(30, 30, 30));
        dark.setColor(QPalette::WindowText, QColor(230, 230, 230));
        m_view->setPalette(dark);
        QCOMPARE(m_plot->xAxis->tickLabelColor(), QColor(230, 230, 230));
        m_plot->replot();
        const QImage all = m_plot->grab().toImage();
        QCOMPARE(QColor(all.pixel(2, all.height() / 2)), QColor(30, 30, 30));
    }

    void tenHoursAreDrawnWhole()
    {
        // A burst of 62.5 Hz every hour, at a low rate so that it is soon computed.
        CqtParameters slow;
        slow.sampleRate = 1000;
        slow.hop = 4096;
        slow.bins = 36;
        const QTemporaryDir folder;
        const std::int64_t hour = 3600 * 1000;
        std::int64_t position = 0;
        const auto spectrogram
            = FeatureStore(folder.path().toStdString()).compute("tenhours", CqtPlan(slow), [&](std::span<float> out) {
                  const auto count = static_cast<std::size_t>(
                      std::min<std::int64_t>(10 * hour - position, static_cast<std::int64_t>(out.size())));
                  for (std::size_t i = 0; i < count; ++i, ++position)
                      out[i] = position % hour < 5000 && position / 4 % 4 == 0 ? 0.5f : 0.0f;
                  return count;
              });
        m_view->setSpectrogram(
            std::make_shared<SpectrogramData>(spectrogram), Arrangement::asPublished({ 0, spectrogram->frames() }));
        m_view->setPlayhead(-1);
        QCOMPARE(m_plot->xAxis->label(), QStringLiteral("Time (min:s)"));
        const QImage shown = picture();
        QVERIFY(m_plot->xAxis->tickVectorLabels().contains(QStringLiteral("4:00:00")));
        // Each burst is narrower than a pixel, and none is lost.
        const int row = at(0, 12 * std::log2(62.5 / slow.fmin)).y() - axes().top();
        const QRgb silence = colours()[0];
        for (int hours = 1; hours < 10; ++hours) {
            const int x = at(3600 * hours + 2, 0).x() - axes().left();
            bool seen = false;
            for (int near = x - 1; near <= x + 1; ++near)
                seen = seen || shown.pixel(near, row) != silence;
            QVERIFY2(seen, qPrintable(QString::number(hours)));
            QCOMPARE(shown.pixel(x + 20, row), silence);
        }
    }

    void nothingToShowIsDrawnToo()
    {
        m_view->setSpectrogram(nullptr, {});
        m_plot->replot();
        QVERIFY(!m_view->readingAt(axes().center()));
        QTest::mouseClick(m_plot, Qt::LeftButton, {}, axes().center());
        wheel(axes().center(), 3);
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        m_view->fit();
    }
};

QTEST_MAIN(TestSpectrogramView)
#include "tst_spectrogramview.moc"
