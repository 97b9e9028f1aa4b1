#include "ui/spectrogram/spectrogramview.h"

#include "ui/look/icons.h"
#include "ui/look/timetext.h"
#include "ui/spectrogram/noteaxisticker.h"
#include "ui/spectrogram/pitch.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/spectrogramimage.h"
#include "ui/spectrogram/timeaxisticker.h"

#include <QActionGroup>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>
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

constexpr double kWheelFactor = 0.8;
constexpr double kKeyZoomFactor = 0.5;
constexpr double kPanShare = 0.2; // of the visible stretch, per key press
constexpr double kFewestFrames = 8; // to zoom in to
constexpr double kFewestBins = 6;

QCPRange inside(QCPRange wanted, double low, double high, double smallest)
{
    if (wanted.size() < smallest)
        wanted = { wanted.center() - smallest / 2, wanted.center() + smallest / 2 };
    return wanted.bounded(low, high);
}

QString colorMapName(ColorMap map)
{
    switch (map) {
    case ColorMap::Viridis:
        return SpectrogramView::tr("Viridis");
    case ColorMap::Magma:
        return SpectrogramView::tr("Magma");
    case ColorMap::Cividis:
        return SpectrogramView::tr("Cividis");
    case ColorMap::Grey:
        return SpectrogramView::tr("Grey");
    case ColorMap::BlueRed:
        return SpectrogramView::tr("Blue to red, as on the poster");
    }
    return {};
}

} // namespace

SpectrogramView::SpectrogramView(QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_noteTicker(new NoteAxisTicker)
    , m_timeTicker(new TimeAxisTicker)
    , m_colorButton(new QToolButton(this))
{
    setObjectName(QStringLiteral("spectrogramView"));
    setAccessibleName(tr("Spectrogram"));
    setAccessibleDescription(tr("Loudness over time and pitch. + and - zoom, 0 shows all, arrows move."));
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(480, 100);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);

    m_plot->setObjectName(QStringLiteral("spectrogramPlot"));
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMouseTracking(true);
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->installEventFilter(this);
    m_plot->xAxis->setTicker(m_timeTicker);
    m_plot->yAxis->setTicker(m_noteTicker);
    m_plot->yAxis->setLabel(tr("Pitch"));
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->yAxis->grid()->setVisible(false);
    QCPAxisRect *axes = m_plot->axisRect();
    axes->setupFullAxesBox();
    axes->setRangeZoomFactor(kWheelFactor);
    axes->setRangeDrag(Qt::Horizontal | Qt::Vertical);

    m_picture = new ArrangedSpectrogram(m_plot->xAxis, m_plot->yAxis);
    m_colorScale = new QCPColorScale(m_plot);
    m_plot->plotLayout()->addElement(0, 1, m_colorScale);
    m_colorScale->setType(QCPAxis::atRight);
    m_colorScale->setBarWidth(12);
    m_colorScale->setLabel(tr("dB"));
    m_colorScale->setRangeDrag(false);
    m_colorScale->setRangeZoom(false);
    auto *margins = new QCPMarginGroup(m_plot);
    axes->setMarginGroup(QCP::msTop | QCP::msBottom, margins);
    m_colorScale->setMarginGroup(QCP::msTop | QCP::msBottom, margins);

    // The playhead moves 60 times a second: it has a layer of its own, so the picture is not drawn again.
    m_plot->addLayer(QStringLiteral("playhead"), m_plot->layer(QStringLiteral("overlay")), QCustomPlot::limAbove);
    m_playheadLayer = m_plot->layer(QStringLiteral("playhead"));
    m_playheadLayer->setMode(QCPLayer::lmBuffered);
    for (const QPen &pen : { QPen(QColor(0, 0, 0, 160), 4), QPen(Qt::white, 2) }) {
        auto *line = new QCPItemStraightLine(m_plot);
        line->setLayer(m_playheadLayer);
        line->setPen(pen);
        line->setSelectable(false);
        line->setVisible(false);
        m_playheadLines.push_back(line);
    }

    connect(m_plot, &QCustomPlot::beforeReplot, this, &SpectrogramView::makeRoomForLabels);
    connect(m_plot->xAxis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), this, &SpectrogramView::keepTimeInside);
    connect(
        m_plot->yAxis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), this, &SpectrogramView::keepPitchInside);
    connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent *event) {
        m_pressed = true;
        m_pressedAt = event->pos();
    });
    connect(m_plot, &QCustomPlot::mouseRelease, this, [this](QMouseEvent *event) {
        m_pressed = false;
        const bool moved = (event->pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance();
        if (event->button() != Qt::LeftButton || moved)
            return;
        if (const auto reading = readingAt(event->pos()))
            Q_EMIT seekRequested(reading->seconds);
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &SpectrogramView::fit);
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent *event) {
        const auto reading = readingAt(event->pos());
        m_plot->setCursor(reading ? Qt::CrossCursor : Qt::ArrowCursor);
        Q_EMIT readingChanged(reading ? words(*reading) : QString());
    });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this](QWheelEvent *event) {
        const bool pitch
            = event->position().x() < m_plot->axisRect()->left() || event->modifiers() & Qt::ControlModifier;
        m_plot->axisRect()->setRangeZoom(pitch ? Qt::Vertical : Qt::Horizontal);
    });

    makeColorMenu();
    applyPalette();
    showColors();
    setSpectrogram(nullptr, {});
}

SpectrogramView::~SpectrogramView() = default;

void SpectrogramView::makeColorMenu()
{
    m_colorButton->setObjectName(QStringLiteral("colorButton"));
    m_colorButton->setText(tr("Colours"));
    m_colorButton->setAccessibleName(tr("Colours of the spectrogram"));
    m_colorButton->setToolTip(tr("Colours and range of the spectrogram"));
    m_colorButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_colorButton->setAutoRaise(true);
    m_colorButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_colorButton);
    menu->setObjectName(QStringLiteral("colorMenu"));
    auto *group = new QActionGroup(menu);
    menu->addSection(tr("Colours"));
    for (const ColorMap map : colorMaps()) {
        QAction *action = menu->addAction(colorMapName(map));
        action->setObjectName(QString::fromLatin1(toString(map)));
        action->setCheckable(true);
        action->setChecked(map == m_colorMap);
        action->setData(static_cast<int>(map));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, map] {
            setColors(map, m_floorDb);
            Q_EMIT colorsChanged();
        });
    }
    menu->addSection(tr("Softest level shown"));
    auto *row = new QWidget(menu);
    auto *rowLayout = new QHBoxLayout(row);
    rowLayout->setContentsMargins(16, 4, 16, 8);
    m_floorSlider = new QSlider(Qt::Horizontal, row);
    m_floorSlider->setObjectName(QStringLiteral("floorSlider"));
    m_floorSlider->setAccessibleName(tr("Softest level shown, in dB below the loudest"));
    m_floorSlider->setRange(static_cast<int>(kLowestFloorDb), static_cast<int>(kHighestFloorDb));
    m_floorSlider->setSingleStep(5);
    m_floorSlider->setPageStep(10);
    m_floorSlider->setMinimumWidth(140);
    m_floorLabel = new QLabel(row);
    rowLayout->addWidget(m_floorSlider);
    rowLayout->addWidget(m_floorLabel);
    auto *rowAction = new QWidgetAction(menu);
    rowAction->setDefaultWidget(row);
    menu->addAction(rowAction);
    connect(m_floorSlider, &QSlider::valueChanged, this, [this](int floor) {
        setColors(m_colorMap, floor);
        Q_EMIT colorsChanged();
    });
    m_colorButton->setMenu(menu);
}

void SpectrogramView::setSpectrogram(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement)
{
    m_data = std::move(spectrogram);
    m_picture->data = m_data;
    m_picture->secondsPerFrame = secondsPerFrame();
    if (m_data)
        m_noteTicker->setScale(m_data->parameters().fmin, m_data->parameters().binsPerOctave);
    setArrangement(arrangement);
    fit();
    setPlayhead(0);
}

void SpectrogramView::setArrangement(const Arrangement &arrangement)
{
    m_arrangement = arrangement;
    m_picture->arrangement = arrangement;
    const bool minutes = duration() > 60;
    m_timeTicker->setMinutes(minutes);
    m_plot->xAxis->setLabel(minutes ? tr("Time (min:s)") : tr("Time (s)"));
    for (QCPItemStraightLine *line : m_playheadLines)
        line->setVisible(m_data != nullptr);
    keepTimeInside(m_plot->xAxis->range());
    markPieces();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

double SpectrogramView::secondsPerFrame() const
{
    const FrameGrid grid = m_data ? m_data->parameters().grid() : FrameGrid {};
    return static_cast<double>(grid.hop) / grid.sampleRate;
}

double SpectrogramView::duration() const
{
    return static_cast<double>(m_arrangement.frameCount()) * secondsPerFrame();
}

double SpectrogramView::visibleBegin() const
{
    return m_plot->xAxis->range().lower;
}

double SpectrogramView::visibleEnd() const
{
    return m_plot->xAxis->range().upper;
}

void SpectrogramView::setVisibleTime(double begin, double end)
{
    m_plot->xAxis->setRange(begin, end);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrogramView::fit()
{
    m_plot->xAxis->setRange(0, m_data ? duration() : 10);
    m_plot->yAxis->setRange(-0.5, (m_data ? m_data->bins() : CqtParameters {}.bins) - 0.5);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrogramView::keepTimeInside(const QCPRange &range)
{
    if (m_data && duration() > 0)
        m_plot->xAxis->setRange(inside(range, 0, duration(), std::min(duration(), kFewestFrames * secondsPerFrame())));
}

void SpectrogramView::keepPitchInside(const QCPRange &range)
{
    if (m_data)
        m_plot->yAxis->setRange(
            inside(range, -0.5, m_data->bins() - 0.5, std::min<double>(m_data->bins(), kFewestBins)));
}

void SpectrogramView::zoomTime(double factor)
{
    const QCPRange range = m_plot->xAxis->range();
    m_plot->xAxis->scaleRange(factor, range.contains(m_playheadSeconds) ? m_playheadSeconds : range.center());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrogramView::setPlayhead(double seconds)
{
    const QCPRange visible = m_plot->xAxis->range();
    const bool wasVisible = visible.contains(m_playheadSeconds);
    m_playheadSeconds = seconds;
    for (QCPItemStraightLine *line : m_playheadLines) {
        line->point1->setCoords(seconds, 0);
        line->point2->setCoords(seconds, 1);
    }
    if (wasVisible && !visible.contains(seconds) && !m_pressed)
        setVisibleTime(seconds, seconds + visible.size());
    else
        m_playheadLayer->replot();
}

void SpectrogramView::setColors(ColorMap map, double floorDb)
{
    m_colorMap = map;
    m_floorDb = std::clamp(floorDb, kLowestFloorDb, kHighestFloorDb);
    showColors();
}

void SpectrogramView::showColors()
{
    m_picture->colors = cellColors(m_colorMap, m_floorDb);
    const std::array<std::uint32_t, 256> table = colorTable(m_colorMap);
    QCPColorGradient gradient;
    gradient.setLevelCount(static_cast<int>(table.size()));
    QMap<double, QColor> stops;
    for (std::size_t i = 0; i < table.size(); ++i)
        stops.insert(static_cast<double>(i) / 255, QColor(table[i]));
    gradient.setColorStops(stops);
    m_colorScale->setGradient(gradient);
    m_colorScale->setDataRange({ m_floorDb, 0 });

    const QSignalBlocker blocker(m_floorSlider);
    m_floorSlider->setValue(static_cast<int>(std::lround(m_floorDb)));
    m_floorLabel->setText(tr("%1 dB").arg(QLocale().toString(m_floorSlider->value())));
    const QList<QAction *> actions = m_colorButton->menu()->actions();
    for (QAction *action : actions) {
        if (action->isCheckable() && action->data().toInt() == static_cast<int>(m_colorMap))
            action->setChecked(true);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrogramView::markPieces()
{
    for (QCPAbstractItem *item : m_pieceMarks)
        m_plot->removeItem(item);
    m_pieceMarks.clear();
    const std::vector<Piece> &pieces = m_arrangement.pieces();
    if (!m_data || pieces.size() < 2)
        return;

    double seconds = 0;
    for (const Piece &piece : pieces) {
        if (seconds > 0) {
            auto *joint = new QCPItemStraightLine(m_plot);
            joint->setPen(QPen(Qt::white, 1, Qt::DashLine));
            joint->point1->setCoords(seconds, 0);
            joint->point2->setCoords(seconds, 1);
            m_pieceMarks.push_back(joint);
        }
        const auto number = 1 + std::count_if(pieces.begin(), pieces.end(), [&](const Piece &other) {
            return other.begin < piece.begin;
        });
        auto *label = new QCPItemText(m_plot);
        label->setText(QLocale().toString(static_cast<qlonglong>(number)));
        label->position->setTypeX(QCPItemPosition::ptPlotCoords);
        label->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        label->position->setCoords(seconds + static_cast<double>(piece.size()) * secondsPerFrame() / 2, 0.02);
        label->setPositionAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setPadding({ 7, 2, 7, 2 });
        label->setColor(Qt::white);
        label->setBrush(QColor(0, 0, 0, 170));
        QFont bold = font();
        bold.setBold(true);
        label->setFont(bold);
        m_pieceMarks.push_back(label);
        seconds += static_cast<double>(piece.size()) * secondsPerFrame();
    }
    for (QCPAbstractItem *item : m_pieceMarks) {
        item->setSelectable(false);
        item->setLayer(QStringLiteral("overlay"));
    }
}

std::optional<CursorReading> SpectrogramView::readingAt(const QPoint &position) const
{
    if (!m_data || !m_plot->axisRect()->rect().contains(position))
        return {};
    const double seconds = m_plot->xAxis->pixelToCoord(position.x());
    const double frames = seconds / secondsPerFrame();
    const auto frame = static_cast<std::int64_t>(std::floor(frames));
    if (frame < 0 || frame >= m_arrangement.frameCount())
        return {};
    auto piece = m_arrangement.pieces().begin();
    for (std::int64_t left = frame; left >= piece->size(); ++piece)
        left -= piece->size();
    const std::int64_t source = m_arrangement.sourceFrame(frame);
    const double fromCentre = frames - static_cast<double>(frame) - 0.5; // of the frame, in the direction heard
    const CqtParameters &parameters = m_data->parameters();
    const double bin = m_plot->yAxis->pixelToCoord(position.y());
    CursorReading reading;
    reading.seconds = seconds;
    reading.originalSeconds = std::max(
        0.0, (static_cast<double>(source) + (piece->reversed ? -fromCentre : fromCentre)) * secondsPerFrame());
    reading.hertz = parameters.fmin * std::exp2(bin / parameters.binsPerOctave);
    reading.db = StoredSpectrogram::toDb(m_data->cell(source, static_cast<int>(std::lround(bin))));
    return reading;
}

QString SpectrogramView::words(const CursorReading &reading) const
{
    const QLocale locale;
    return tr("%1 s (%2 in the track) · %3 · %4 · %5 dB", "time, time in the track, frequency, note, level")
        .arg(timeText(reading.seconds, 2, duration() > 60), timeText(reading.originalSeconds, 1, true),
            tr("%1 Hz").arg(locale.toString(reading.hertz, 'f', 1)), pitchText(reading.hertz),
            locale.toString(reading.db, 'f', 1));
}

void SpectrogramView::makeRoomForLabels()
{
    const QCPAxisRect *axes = m_plot->axisRect();
    const QFontMetrics metrics(m_plot->yAxis->tickLabelFont());
    const QMargins margins = axes->margins();
    m_noteTicker->setRoom(m_plot->height() - margins.top() - margins.bottom(), metrics.height() * 5 / 4);
    m_timeTicker->setRoom(m_plot->width() - margins.left() - margins.right(),
        metrics.horizontalAdvance(QStringLiteral("00:00:00.000")) * 5 / 4);
}

void SpectrogramView::applyPalette()
{
    const QColor text = palette().color(QPalette::WindowText);
    QColor faint = text;
    faint.setAlphaF(0.55f);
    m_plot->setBackground(palette().brush(QPalette::Window));
    m_plot->axisRect()->setBackground(palette().brush(QPalette::Base));
    const auto paint = [&](QCPAxis *axis) {
        axis->setBasePen(faint);
        axis->setTickPen(faint);
        axis->setSubTickPen(faint);
        axis->setTickLength(0, 5); // outwards: the picture stays clean
        axis->setSubTickLength(0, 3);
        axis->setTickLabelColor(text);
        axis->setLabelColor(text);
        axis->setTickLabelFont(font());
        axis->setLabelFont(font());
    };
    for (QCPAxis *axis : { m_plot->xAxis, m_plot->yAxis, m_plot->xAxis2, m_plot->yAxis2, m_colorScale->axis() })
        paint(axis);
    for (QCPAxis *axis : { m_plot->xAxis2, m_plot->yAxis2 })
        axis->setTicks(false);

    // Room for the longest note name, so that the picture does not move sideways as labels come and go.
    const QFontMetrics metrics(font());
    // At the top half a label of the colour bar reaches over it; QCustomPlot leaves out labels that would be cut.
    m_plot->axisRect()->setMinimumMargins(
        { metrics.horizontalAdvance(QStringLiteral("G♯7 3322 Hz")) + metrics.height() + 24, metrics.height() / 2 + 2, 0,
            0 });
    m_colorButton->setIcon(themedIcon(QStringLiteral("color-management"), QStringLiteral("colours"), palette()));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrogramView::placeColorButton()
{
    const QSize size = m_colorButton->sizeHint();
    m_colorButton->setGeometry(width() - size.width() - 4, height() - size.height(), size.width(), size.height());
    m_colorButton->raise();
}

void SpectrogramView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyPalette();
        placeColorButton();
    }
    QWidget::changeEvent(event);
}

void SpectrogramView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeColorButton();
}

bool SpectrogramView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_plot && event->type() == QEvent::Leave)
        Q_EMIT readingChanged({});
    return QWidget::eventFilter(watched, event);
}

void SpectrogramView::keyPressEvent(QKeyEvent *event)
{
    const auto pan = [this](QCPAxis *axis, double share) {
        axis->moveRange(share * axis->range().size());
        m_plot->replot(QCustomPlot::rpQueuedReplot);
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomTime(kKeyZoomFactor);
    case Qt::Key_Minus:
        return zoomTime(1 / kKeyZoomFactor);
    case Qt::Key_0:
        return fit();
    case Qt::Key_Left:
        return pan(m_plot->xAxis, -kPanShare);
    case Qt::Key_Right:
        return pan(m_plot->xAxis, kPanShare);
    case Qt::Key_Up:
        return pan(m_plot->yAxis, kPanShare);
    case Qt::Key_Down:
        return pan(m_plot->yAxis, -kPanShare);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace retrograde
