#include "ui/spectrogram/waveformview.h"

#include "ui/spectrogram/qcp.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace retrograde {

/// Draws the visible part anew for each replot: a line from the lowest to the highest sample of each column of pixels,
/// or close up the samples, joined.
class ArrangedWaveform final : public QCPAbstractPlottable {
public:
    ArrangedWaveform(QCPAxis *timeAxis, QCPAxis *levelAxis)
        : QCPAbstractPlottable(timeAxis, levelAxis)
    {
    }

    std::shared_ptr<const WaveformData> data;
    Arrangement arrangement;
    FrameGrid grid;

    double selectTest(const QPointF &, bool, QVariant *) const override { return -1; }
    QCPRange getKeyRange(bool &found, QCP::SignDomain) const override
    {
        found = data != nullptr;
        return { 0, grid.secondsAt(arrangement.frameCount()) };
    }
    QCPRange getValueRange(bool &found, QCP::SignDomain, const QCPRange &) const override
    {
        found = data != nullptr;
        return { -1, 1 };
    }
    /// Of the column of pixels at @p x.
    Peaks peaksAt(double x) const
    {
        const double first = keyAxis()->pixelToCoord(x) * grid.sampleRate;
        const double last = keyAxis()->pixelToCoord(x + 1) * grid.sampleRate;
        const auto from = static_cast<std::int64_t>(std::floor(first));
        return arrangedPeaks(
            *data, arrangement, grid.hop, from, std::max(from + 1, static_cast<std::int64_t>(std::floor(last))));
    }

protected:
    void draw(QCPPainter *painter) override
    {
        if (!data)
            return;
        const QRect rect = keyAxis()->axisRect()->rect();
        const double samplesPerPixel = keyAxis()->range().size() * grid.sampleRate / std::max(1, rect.width());
        painter->setPen(QPen(pen().color(), 1));
        if (samplesPerPixel < 2)
            return drawSamples(*painter);
        painter->setAntialiasing(false);
        std::optional<std::pair<double, double>> before; // upper and lower end of the line to the left
        for (int x = rect.left(); x <= rect.right(); ++x) {
            const double seconds = keyAxis()->pixelToCoord(x);
            if (seconds < 0 || seconds >= grid.secondsAt(arrangement.frameCount()))
                continue;
            const Peaks peaks = peaksAt(x);
            double low = valueAxis()->coordToPixel(static_cast<double>(peaks.low));
            double high = valueAxis()->coordToPixel(static_cast<double>(peaks.high));
            const std::pair own { high, low };
            if (before) { // neighbouring columns touch, as the sound does
                high = std::min(high, before->second);
                low = std::max(low, before->first);
            }
            painter->drawLine(QPointF(x, high), QPointF(x, low));
            before = own;
        }
    }

    void drawLegendIcon(QCPPainter *, const QRectF &) const override { }

private:
    void drawSamples(QCPPainter &painter) const
    {
        const auto first = static_cast<std::int64_t>(std::floor(keyAxis()->range().lower * grid.sampleRate)) - 1;
        const auto last = static_cast<std::int64_t>(std::ceil(keyAxis()->range().upper * grid.sampleRate)) + 1;
        const std::int64_t count = arrangement.frameCount() * grid.hop;
        QPolygonF line;
        for (std::int64_t i = std::max<std::int64_t>(first, 0); i <= std::min(last, count - 1); ++i) {
            const Peaks sample = arrangedPeaks(*data, arrangement, grid.hop, i, i + 1);
            line << QPointF(keyAxis()->coordToPixel(static_cast<double>(i) / grid.sampleRate),
                valueAxis()->coordToPixel(static_cast<double>(sample.high)));
        }
        painter.setAntialiasing(true);
        painter.drawPolyline(line);
        const double distance = line.size() > 1 ? line[1].x() - line[0].x() : 0;
        if (distance < 6)
            return;
        painter.setBrush(pen().color());
        for (const QPointF &point : std::as_const(line))
            painter.drawEllipse(point, 2, 2);
    }
};

namespace {

constexpr double kLimit = 1.05;

} // namespace

WaveformView::WaveformView(QWidget *parent)
    : TimelineView(QStringLiteral("waveformPlot"), parent)
    , m_picture(new ArrangedWaveform(plot()->xAxis, plot()->yAxis))
{
    setObjectName(QStringLiteral("waveformView"));
    setAccessibleName(tr("Waveform"));
    setAccessibleDescription(tr("The sound's outline over time. + and - zoom, 0 shows all, arrows move."));
    plot()->yAxis->setLabel(tr("Amplitude"));
    plot()->yAxis->ticker()->setTickCount(3);
    applyPalette();
    setWaveform(nullptr, {}, {});
}

WaveformView::~WaveformView() = default;

void WaveformView::setWaveform(
    std::shared_ptr<const WaveformData> waveform, const FrameGrid &grid, const Arrangement &arrangement)
{
    m_data = std::move(waveform);
    m_grid = grid;
    m_picture->data = m_data;
    m_picture->grid = grid;
    setTimeline(grid, arrangement, m_data != nullptr);
}

void WaveformView::refine(std::shared_ptr<const WaveformData> waveform)
{
    m_data = std::move(waveform);
    m_picture->data = m_data;
    replotSoon();
}

void WaveformView::arrangementChanged()
{
    m_picture->arrangement = arrangement();
}

QCPRange WaveformView::valueLimits() const
{
    return { -kLimit, kLimit };
}

double WaveformView::smallestValueRange() const
{
    return 1e-3;
}

QString WaveformView::wordsAt(const QPoint &position) const
{
    if (!m_data || !frameAt(position))
        return {};
    const Peaks peaks = m_picture->peaksAt(position.x());
    const double loudest = std::max(std::abs(peaks.low), std::abs(peaks.high));
    const QLocale locale;
    const QString level = loudest > 0 ? locale.toString(20 * std::log10(loudest), 'f', 1) : locale.toString(-200);
    return tr("%1 · %2 to %3 · %4 dB of full scale", "time and frame, lowest and highest amplitude, level")
        .arg(timeWords(position), locale.toString(static_cast<double>(peaks.low), 'f', 4),
            locale.toString(static_cast<double>(peaks.high), 'f', 4), level);
}

void WaveformView::applyPalette()
{
    TimelineView::applyPalette();
    QColor grid = palette().color(QPalette::WindowText);
    grid.setAlphaF(0.35f);
    for (QCPAxis *axis : { plot()->xAxis, plot()->yAxis })
        axis->grid()->setPen(QPen(grid, 0, Qt::DotLine));
    m_picture->setPen(QPen(palette().color(QPalette::Link), 1));
}

} // namespace retrograde
