#include "ui/spectrogram/spectrogramview.h"

#include "ui/spectrogram/noteaxisticker.h"
#include "ui/spectrogram/pitch.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/saliencylayer.h"
#include "ui/spectrogram/spectrogramimage.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

/// Draws the visible part anew for each replot, at the screen's resolution.
class ArrangedSpectrogram final : public QCPAbstractPlottable {
public:
    ArrangedSpectrogram(QCPAxis *timeAxis, QCPAxis *binAxis)
        : QCPAbstractPlottable(timeAxis, binAxis)
    {
    }

    std::shared_ptr<const SpectrogramData> data;
    Arrangement arrangement;
    double secondsPerFrame = 1;
    CellColors colors {};

    double selectTest(const QPointF &, bool, QVariant *) const override { return -1; }
    QCPRange getKeyRange(bool &found, QCP::SignDomain) const override
    {
        found = data != nullptr;
        return { 0, static_cast<double>(arrangement.frameCount()) * secondsPerFrame };
    }
    QCPRange getValueRange(bool &found, QCP::SignDomain, const QCPRange &) const override
    {
        found = data != nullptr;
        return { -0.5, found ? data->bins() - 0.5 : 0.5 };
    }

protected:
    void draw(QCPPainter *painter) override
    {
        if (!data)
            return;
        const QCPRange time = keyAxis()->range();
        const QCPRange bins = valueAxis()->range();
        const QRect rect = keyAxis()->axisRect()->rect();
        const SpectrogramWindow window { time.lower / secondsPerFrame, time.upper / secondsPerFrame, bins.lower,
            bins.upper };
        // Antialiasing shifts QCustomPlot's painter by half a pixel, which would blur the picture.
        painter->setAntialiasing(false);
        const QSize pixels = (QSizeF(rect.size()) * painter->device()->devicePixelRatioF()).toSize();
        painter->drawImage(rect, renderSpectrogram(*data, arrangement, window, pixels, colors));
    }
    void drawLegendIcon(QCPPainter *, const QRectF &) const override { }
};

namespace {

constexpr double kFewestBins = 2; // to zoom in to

} // namespace

SpectrogramColors SpectrogramColors::clamped() const
{
    SpectrogramColors colors = *this;
    colors.topDb = std::clamp(topDb, kLowestDb + kSmallestRange, kHighestDb);
    colors.floorDb = std::clamp(floorDb, kLowestDb, colors.topDb - kSmallestRange);
    return colors;
}

SpectrogramView::SpectrogramView(QWidget *parent, const QString &plotName)
    : TimelineView(plotName, parent)
    , m_a4(kConcertPitch)
    , m_noteTicker(new NoteAxisTicker)
{
    setObjectName(QStringLiteral("spectrogramView"));
    setAccessibleName(tr("Spectrogram"));
    setAccessibleDescription(tr("Loudness over time and pitch. + and - zoom, 0 shows all, arrows move."));
    plot()->yAxis->setTicker(m_noteTicker);
    plot()->yAxis->setLabel(tr("Pitch"));
    m_picture = new ArrangedSpectrogram(plot()->xAxis, plot()->yAxis);
    m_saliency = new SaliencyLayer(plot()->xAxis, plot()->yAxis);
    m_colorScale = new QCPColorScale(plot());
    plot()->plotLayout()->addElement(0, 1, m_colorScale);
    m_colorScale->setType(QCPAxis::atRight);
    m_colorScale->setBarWidth(12);
    m_colorScale->setRangeDrag(false);
    m_colorScale->setRangeZoom(false);
    m_colorScale->setSizeConstraintRect(QCPLayoutElement::scrOuterRect);
    auto *margins = new QCPMarginGroup(plot());
    plot()->axisRect()->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    m_colorScale->setMarginGroup(QCP::msTop | QCP::msBottom, margins);

    applyPalette();
    showColors();
    setSpectrogram(nullptr, {});
}

SpectrogramView::~SpectrogramView() = default;

void SpectrogramView::setSpectrogram(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement)
{
    m_data = std::move(spectrogram);
    m_picture->data = m_data;
    if (m_data)
        m_noteTicker->setScale(m_data->layout().frequencies);
    setTimeline(m_data ? m_data->grid() : FrameGrid {}, arrangement, m_data != nullptr);
    showColors();
}

void SpectrogramView::refine(std::shared_ptr<const SpectrogramData> spectrogram)
{
    m_data = std::move(spectrogram);
    m_picture->data = m_data;
    showColors();
}

void SpectrogramView::arrangementChanged()
{
    m_picture->arrangement = arrangement();
    m_picture->secondsPerFrame = secondsPerFrame();
    m_saliency->arrangement = arrangement();
    m_saliency->secondsPerFrame = secondsPerFrame();
}

void SpectrogramView::setSaliency(const SaliencyOverlay &overlay)
{
    if (overlay.map == m_saliency->overlay.map)
        return;
    m_saliency->overlay = overlay;
    replotSoon();
}

const SaliencyOverlay &SpectrogramView::saliency() const
{
    return m_saliency->overlay;
}

QCPRange SpectrogramView::valueLimits() const
{
    return { -0.5, (m_data ? m_data->bins() : CqtParameters {}.bins) - 0.5 };
}

double SpectrogramView::smallestValueRange() const
{
    return kFewestBins;
}

double SpectrogramView::hertzAt(double value) const
{
    return m_data ? m_data->layout().frequencies.hertzAt(value) : 0;
}

double SpectrogramView::valueAt(double hertz) const
{
    return m_data ? m_data->layout().frequencies.binAt(hertz) : 0;
}

void SpectrogramView::setConcertPitch(double a4)
{
    m_a4 = a4;
    m_noteTicker->setConcertPitch(a4);
    replotSoon();
}

double SpectrogramView::referenceDb() const
{
    return m_data && m_colors.reference == LevelReference::Loudest ? m_data->loudestDb() : 0;
}

void SpectrogramView::setColors(const SpectrogramColors &colors)
{
    m_colors = colors.clamped();
    showColors();
}

void SpectrogramView::showColors()
{
    const CellScale cells = m_data ? m_data->layout().cells : CellScale {};
    m_picture->colors
        = cellColors(m_colors.map, cells, referenceDb() + m_colors.floorDb, referenceDb() + m_colors.topDb);
    const std::array<std::uint32_t, 256> table = colorTable(m_colors.map);
    QCPColorGradient gradient;
    gradient.setLevelCount(static_cast<int>(table.size()));
    QMap<double, QColor> stops;
    for (std::size_t i = 0; i < table.size(); ++i)
        stops.insert(static_cast<double>(i) / 255, QColor(table[i]));
    gradient.setColorStops(stops);
    m_colorScale->setGradient(gradient);
    m_colorScale->setDataRange({ m_colors.floorDb, m_colors.topDb });
    m_colorScale->setLabel(m_colors.reference == LevelReference::Loudest
            ? tr("dB", "level below the loudest")
            : tr("dB re 1", "level, where 0 dB is a magnitude of 1"));
    replotSoon();
}

std::optional<CursorReading> SpectrogramView::readingAt(const QPoint &position) const
{
    const std::optional<double> frame = frameAt(position);
    if (!frame || !m_data)
        return {};
    CursorReading reading;
    reading.seconds = *frame * secondsPerFrame();
    reading.frame = static_cast<std::int64_t>(std::floor(*frame));
    reading.originalSeconds = originalSecondsAt(*frame);
    const double value = plot()->yAxis->pixelToCoord(position.y());
    reading.bin = std::clamp(static_cast<int>(std::lround(value)), 0, m_data->bins() - 1);
    reading.hertz = std::max(0.0, hertzAt(value));
    const std::uint8_t cell = m_data->cell(arrangement().sourceFrame(reading.frame), reading.bin);
    reading.db = static_cast<double>(m_data->layout().cells.toDb(cell)) - referenceDb();
    return reading;
}

QString SpectrogramView::wordsAt(const QPoint &position) const
{
    const std::optional<CursorReading> reading = readingAt(position);
    if (!reading)
        return {};
    const QLocale locale;
    const QString pitch = reading->hertz > 0 ? pitchText(reading->hertz, m_a4) : QString();
    QString words
        = tr("%1 · %2 · %3 · bin %4 · %5 dB", "time and frame, frequency, note and cents, number of the bin, level")
              .arg(timeWords(position), tr("%1 Hz").arg(locale.toString(reading->hertz, 'f', 1)), pitch,
                  locale.toString(reading->bin), locale.toString(reading->db, 'f', 1));
    const QString saliency = m_saliency->wordsAt(arrangement().sourceFrame(reading->frame), reading->bin);
    if (!saliency.isEmpty())
        words += QStringLiteral(" · ") + saliency;
    return words;
}

void SpectrogramView::makeRoomForLabels()
{
    TimelineView::makeRoomForLabels();
    setTopRoom(m_saliency->legendHeight(plot()->axisRect()->width()));
    // A colour scale asks its margin group for as much as it had before; the picture alone knows what is needed.
    const QMargins bar = m_colorScale->margins();
    m_colorScale->setMargins({ bar.left(), 0, bar.right(), 0 });
    const QMargins margins = plot()->axisRect()->margins();
    const QFontMetrics metrics(plot()->yAxis->tickLabelFont());
    m_noteTicker->setRoom(plot()->height() - margins.top() - margins.bottom(), metrics.height() * 5 / 4);
}

void SpectrogramView::applyPalette()
{
    TimelineView::applyPalette();
    // Of the same width whatever its labels, so that the picture does not move sideways.
    const QFontMetrics metrics(font());
    const int width = 12 + 12 + metrics.horizontalAdvance(QStringLiteral("-120")) + metrics.height() + 8;
    m_colorScale->setMinimumSize(width, 0);
    m_colorScale->setMaximumSize(width, QWIDGETSIZE_MAX);
    QCPAxis *const axis = m_colorScale->axis();
    axis->setBasePen(plot()->xAxis->basePen());
    axis->setTickPen(plot()->xAxis->tickPen());
    axis->setSubTickPen(plot()->xAxis->subTickPen());
    axis->setTickLength(0, 5);
    axis->setSubTickLength(0, 3);
    axis->setTickLabelColor(plot()->xAxis->tickLabelColor());
    axis->setLabelColor(plot()->xAxis->labelColor());
    axis->setTickLabelFont(font());
    axis->setLabelFont(font());
}

} // namespace retrograde
