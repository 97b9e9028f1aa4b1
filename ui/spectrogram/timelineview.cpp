#include "ui/spectrogram/timelineview.h"

#include "ui/base/timetext.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/timeaxisticker.h"

#include <QLoggingCategory>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <iterator>

namespace retrograde {

namespace {

/// Says when a clip's picture has been drawn, for those who measure how long that takes.
Q_LOGGING_CATEGORY(pictures, "retrograde.pictures", QtWarningMsg)

constexpr int kMinimumWidth = 480;
constexpr int kMinimumHeight = 100;
constexpr int kMinimumHeightWithoutLabels = 64;
constexpr double kMomentSize = 9; // pixels

QCPRange inside(QCPRange wanted, double low, double high, double smallest)
{
    if (wanted.size() < smallest)
        wanted = { wanted.center() - smallest / 2, wanted.center() + smallest / 2 };
    return wanted.bounded(low, high);
}

} // namespace

TimelineView::TimelineView(const QString &plotName, QWidget *parent)
    : QWidget(parent)
    , m_plot(new QCustomPlot(this))
    , m_timeTicker(new TimeAxisTicker)
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(kMinimumWidth, kMinimumHeight);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);

    m_plot->setObjectName(plotName);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMouseTracking(true);
    m_plot->setInteractions({});
    m_plot->grabGesture(Qt::PinchGesture);
    m_plot->installEventFilter(this);
    m_plot->xAxis->setTicker(m_timeTicker);
    m_plot->axisRect()->setupFullAxesBox();
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->yAxis->grid()->setVisible(false);

    // Selection and playhead move many times a second: they have layers of their own, so the picture is not drawn
    // again.
    const auto addLayer = [this](const QString &name, const QString &above) {
        m_plot->addLayer(name, m_plot->layer(above), QCustomPlot::limAbove);
        m_plot->layer(name)->setMode(QCPLayer::lmBuffered);
        return m_plot->layer(name);
    };
    m_selectionLayer = addLayer(QStringLiteral("selection"), QStringLiteral("overlay"));
    m_playheadLayer = addLayer(QStringLiteral("playhead"), QStringLiteral("selection"));
    m_selectionBox = new QCPItemRect(m_plot);
    m_selectionBox->setLayer(m_selectionLayer);
    m_selectionBox->setSelectable(false);
    m_selectionBox->setVisible(false);
    m_selectionBox->setBrush(Qt::NoBrush);
    m_selectionBox->setPen(QPen(QColor(255, 255, 255, 220), 1));
    // The colours of what is selected are what it was selected for: what lies around it is dimmed instead.
    for (QCPItemRect *&dimmed : m_dimmed) {
        dimmed = new QCPItemRect(m_plot);
        dimmed->setLayer(m_selectionLayer);
        dimmed->setSelectable(false);
        dimmed->setVisible(false);
        dimmed->setPen(Qt::NoPen);
        dimmed->setBrush(QColor(0, 0, 0, 120));
    }
    for (const QPen &pen : { QPen(QColor(0, 0, 0, 160), 4), QPen(Qt::white, 2) }) {
        auto *line = new QCPItemStraightLine(m_plot);
        line->setLayer(m_playheadLayer);
        line->setPen(pen);
        line->setSelectable(false);
        line->setVisible(false);
        m_playheadLines.push_back(line);
    }

    m_momentPointers = m_plot->addGraph();
    m_momentPointers->setLayer(QStringLiteral("overlay"));
    m_momentPointers->setLineStyle(QCPGraph::lsNone);
    m_momentPointers->setScatterStyle(
        { QCPScatterStyle::ssTriangleInverted, QPen(Qt::black, 1), kAnnotationColor, kMomentSize });
    m_momentPointers->setSelectable(QCP::stNone);

    connect(m_plot, &QCustomPlot::beforeReplot, this, [this] { makeRoomForLabels(); });
    connect(m_plot, &QCustomPlot::afterReplot, this, [this] {
        if (m_hasContent && !std::exchange(m_toldOfPicture, true))
            qCInfo(pictures) << "drawn:" << m_plot->objectName();
        tellReading(); // another picture may lie under the pointer
    });
    connect(m_plot, &QCustomPlot::afterLayout, this, [this] {
        if (std::exchange(m_laidOut, pictureRect()) != m_laidOut)
            Q_EMIT laidOut();
    });
    connect(m_plot->xAxis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), this, &TimelineView::keepTimeInside);
    connect(m_plot->yAxis, qOverload<const QCPRange &>(&QCPAxis::rangeChanged), this, &TimelineView::keepValuesInside);
}

TimelineView::~TimelineView() = default;

double TimelineView::hertzAt(double) const
{
    return 0;
}

double TimelineView::valueAt(double) const
{
    return 0;
}

QRect TimelineView::pictureRect() const
{
    return m_plot->axisRect()->rect();
}

void TimelineView::setRightRoom(int pixels)
{
    if (pixels == m_rightRoom)
        return;
    m_rightRoom = pixels;
    m_plot->axisRect()->setMargins({ 0, 0, m_rightRoom, 0 });
    replotSoon();
}

void TimelineView::setTopRoom(int pixels)
{
    if (pixels == m_topRoom)
        return;
    m_topRoom = pixels;
    keepLeftRoom();
}

void TimelineView::setLeftRoom(int pixels)
{
    if (pixels == m_leftRoom)
        return;
    m_leftRoom = pixels;
    keepLeftRoom();
    replotSoon();
}

/// Room for the longest note name, so that the picture does not move sideways as labels come and go. At the top half a
/// label of the value axis reaches over it; QCustomPlot leaves out labels that would be cut.
void TimelineView::keepLeftRoom()
{
    const QFontMetrics metrics(font());
    const int longest = metrics.horizontalAdvance(QStringLiteral("G♯7 3322 Hz")) + metrics.height() + 24;
    m_plot->axisRect()->setMinimumMargins(
        { std::max(longest, m_leftRoom), metrics.height() / 2 + 2 + m_topRoom, 0, 0 });
}

void TimelineView::replotSoon()
{
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

double TimelineView::secondsPerFrame() const
{
    return static_cast<double>(m_frameGrid.hop) / m_frameGrid.sampleRate;
}

void TimelineView::setTimeline(const FrameGrid &grid, const Arrangement &arrangement, bool hasContent)
{
    m_frameGrid = grid;
    m_hasContent = hasContent;
    m_toldOfPicture = false;
    m_selection.reset();
    setArrangement(arrangement);
    fit();
    setPlayhead(0);
}

void TimelineView::setArrangement(const Arrangement &arrangement)
{
    m_arrangement = arrangement;
    m_timeTicker->setFrameSeconds(secondsPerFrame());
    nameTimeAxis();
    for (QCPItemStraightLine *line : m_playheadLines)
        line->setVisible(m_hasContent);
    arrangementChanged();
    keepTimeInside(m_plot->xAxis->range());
    setSelection(m_selection);
    mark();
    replotSoon();
}

void TimelineView::nameTimeAxis()
{
    const bool minutes = duration() > 60;
    m_timeTicker->setMinutes(minutes);
    m_timeTicker->setFrames(m_unit == TimeUnit::Frames);
    m_plot->xAxis->setLabel(!m_timeLabels ? QString()
            : m_unit == TimeUnit::Frames  ? tr("Time (frames)")
            : minutes                     ? tr("Time (min:s)")
                                          : tr("Time (s)"));
}

void TimelineView::setTimeLabels(bool shown)
{
    if (shown == m_timeLabels)
        return;
    m_timeLabels = shown;
    m_plot->xAxis->setTickLabels(shown);
    nameTimeAxis();
    setMinimumHeight(shown ? kMinimumHeight : kMinimumHeightWithoutLabels);
    replotSoon();
}

void TimelineView::setTimeUnit(TimeUnit unit)
{
    m_unit = unit;
    nameTimeAxis();
    replotSoon();
}

void TimelineView::setGrid(bool shown)
{
    if (shown == m_grid)
        return;
    m_grid = shown;
    for (QCPAxis *axis : { m_plot->xAxis, m_plot->yAxis })
        axis->grid()->setVisible(shown);
    // The grid lies over the picture, which would hide it.
    m_plot->layer(QStringLiteral("grid"))->setVisible(true);
    m_plot->moveLayer(m_plot->layer(QStringLiteral("grid")), m_plot->layer(QStringLiteral("main")),
        shown ? QCustomPlot::limAbove : QCustomPlot::limBelow);
    replotSoon();
    Q_EMIT gridChanged(shown);
}

void TimelineView::setCaption(const QString &caption)
{
    if (!m_caption) {
        m_caption = new QCPItemText(m_plot);
        m_caption->setLayer(m_selectionLayer); // above what dims the picture
        m_caption->setSelectable(false);
        m_caption->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom); // at the top the pieces have their numbers
        m_caption->position->setType(QCPItemPosition::ptAxisRectRatio);
        m_caption->position->setCoords(0.004, 0.98);
        m_caption->setPadding({ 6, 2, 6, 2 });
        m_caption->setColor(Qt::white);
        m_caption->setBrush(QColor(0, 0, 0, 150));
        m_caption->setFont(font());
    }
    m_caption->setText(caption);
    m_caption->setVisible(!caption.isEmpty());
    replotSoon();
}

double TimelineView::duration() const
{
    return static_cast<double>(m_arrangement.frameCount()) * secondsPerFrame();
}

void TimelineView::setExtent(double seconds)
{
    m_extent = seconds;
    showSelection();
    keepTimeInside(m_plot->xAxis->range());
}

double TimelineView::visibleBegin() const
{
    return m_plot->xAxis->range().lower;
}

double TimelineView::visibleEnd() const
{
    return m_plot->xAxis->range().upper;
}

void TimelineView::setVisibleTime(double begin, double end)
{
    if (m_plot->xAxis->range() == QCPRange(begin, end))
        return;
    m_plot->xAxis->setRange(begin, end);
    replotSoon();
}

void TimelineView::setVisibleHertz(double low, double high)
{
    const QCPRange limits = valueLimits();
    if (!m_hasContent || !(low < high) || !(hertzAt(limits.upper) > 0))
        return;
    const auto value = [&](double hertz) {
        return hertz > 0 ? std::clamp(valueAt(hertz), limits.lower, limits.upper) : limits.lower;
    };
    m_plot->yAxis->setRange(value(low), value(high));
    replotSoon();
}

void TimelineView::fit()
{
    m_plot->xAxis->setRange(0, m_hasContent && duration() > 0 ? std::max(duration(), m_extent) : 10);
    m_plot->yAxis->setRange(valueLimits());
    replotSoon();
}

void TimelineView::keepTimeInside(const QCPRange &range)
{
    if (m_hasContent && duration() > 0) {
        const QCPRange kept = inside(range, 0, std::max(duration(), m_extent), std::min(duration(), secondsPerFrame()));
        if (kept != range) {
            m_plot->xAxis->setRange(kept); // comes back here with what may stay
            return;
        }
    }
    Q_EMIT visibleTimeChanged(range.lower, range.upper);
}

void TimelineView::keepValuesInside(const QCPRange &range)
{
    if (!m_hasContent)
        return;
    const QCPRange limits = valueLimits();
    m_plot->yAxis->setRange(inside(range, limits.lower, limits.upper, std::min(limits.size(), smallestValueRange())));
}

void TimelineView::zoom(QCPAxis *axis, double factor, double about)
{
    axis->scaleRange(factor, about);
    replotSoon();
}

void TimelineView::setPlayhead(double seconds)
{
    const QCPRange visible = m_plot->xAxis->range();
    const bool wasVisible = visible.contains(m_playheadSeconds);
    m_playheadSeconds = seconds;
    for (QCPItemStraightLine *line : m_playheadLines) {
        line->point1->setCoords(seconds, 0);
        line->point2->setCoords(seconds, 1);
    }
    if (wasVisible && !visible.contains(seconds) && m_drag == Drag::None)
        setVisibleTime(seconds, seconds + visible.size());
    else
        m_playheadLayer->replot();
}

void TimelineView::setSelection(const std::optional<TimeSelection> &selection)
{
    const std::optional<TimeSelection> before = m_selection;
    m_selection.reset();
    if (selection && m_hasContent) {
        TimeSelection clipped = *selection;
        clipped.begin = std::clamp(selection->begin, 0.0, duration());
        clipped.end = std::clamp(selection->end, 0.0, duration());
        if (clipped.begin < clipped.end)
            m_selection = clipped;
    }
    showSelection();
    if (m_selection != before)
        Q_EMIT selectionChanged();
}

void TimelineView::setCrop(FrameSpan frames)
{
    m_crop = frames;
    mark();
    replotSoon();
}

void TimelineView::setAnnotations(const std::vector<AnnotationBox> &annotations)
{
    m_annotations = annotations;
    mark();
    replotSoon();
}

void TimelineView::setMoments(const std::vector<Moment> &moments)
{
    m_moments = moments;
    mark();
    replotSoon();
}

bool TimelineView::isInPicture(const QPoint &position) const
{
    return m_plot->axisRect()->rect().contains(position);
}

std::optional<double> TimelineView::frameAt(const QPoint &position) const
{
    if (!m_hasContent || !isInPicture(position))
        return {};
    const double frame = m_plot->xAxis->pixelToCoord(position.x()) / secondsPerFrame();
    if (frame < 0 || frame >= static_cast<double>(m_arrangement.frameCount()))
        return {};
    return frame;
}

std::optional<double> TimelineView::originalSecondsAt(double frame) const
{
    auto left = static_cast<std::int64_t>(std::floor(frame));
    const double within = frame - static_cast<double>(left); // the frame, in the direction heard
    for (const Piece &piece : m_arrangement.pieces()) {
        if (left < piece.size()) {
            if (piece.isSilence())
                return {};
            const auto source = static_cast<double>(piece.reversed ? piece.end - 1 - left : piece.begin + left);
            return (source + (piece.reversed ? 1 - within : within)) * secondsPerFrame();
        }
        left -= piece.size();
    }
    return {};
}

QString TimelineView::timeWords(const QPoint &position) const
{
    const std::optional<double> frame = frameAt(position);
    if (!frame)
        return {};
    const double seconds = *frame * secondsPerFrame();
    const bool minutes = duration() > 60;
    QString time = timeText(seconds, 3, minutes);
    if (!minutes)
        time = tr("%1 s", "seconds").arg(time);
    const std::optional<double> original = originalSecondsAt(*frame);
    if (!original)
        time = tr("%1 (in a gap)", "time").arg(time);
    else if (const QString inTrack = timeText(*original, 3, true); inTrack != timeText(seconds, 3, true))
        time = tr("%1 (%2 in the track)", "time, time in the track").arg(time, inTrack);
    return tr("%1 · frame %2", "time, number of the frame")
        .arg(time, QLocale().toString(static_cast<qlonglong>(std::floor(*frame))));
}

void TimelineView::makeRoomForLabels()
{
    const QMargins margins = m_plot->axisRect()->margins();
    const QFontMetrics metrics(m_plot->xAxis->tickLabelFont());
    m_timeTicker->setRoom(m_plot->width() - margins.left() - margins.right(),
        metrics.horizontalAdvance(QStringLiteral("00:00:00.000")) * 5 / 4);
}

void TimelineView::applyPalette()
{
    const QColor text = palette().color(QPalette::WindowText);
    QColor faint = text;
    faint.setAlphaF(0.55f);
    m_plot->setBackground(palette().brush(QPalette::Window));
    m_plot->axisRect()->setBackground(palette().brush(QPalette::Base));
    for (QCPAxis *axis : { m_plot->xAxis, m_plot->yAxis, m_plot->xAxis2, m_plot->yAxis2 }) {
        axis->setTickPen(faint);
        axis->setSubTickPen(faint);
        axis->setTickLength(0, 5); // outwards: the picture stays clean
        axis->setSubTickLength(0, 3);
        axis->setTickLabelColor(text);
        axis->setLabelColor(text);
        axis->setTickLabelFont(font());
        axis->setLabelFont(font());
        axis->grid()->setPen(QPen(QColor(255, 255, 255, 90), 0, Qt::DotLine));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    for (QCPAxis *axis : { m_plot->xAxis2, m_plot->yAxis2 })
        axis->setTicks(false);

    m_plot->axisRect()->setAutoMargins(QCP::msLeft | QCP::msTop | QCP::msBottom);
    m_plot->axisRect()->setMargins({ 0, 0, m_rightRoom, 0 });
    keepLeftRoom();
    showFocus(hasFocus());
}

/// Text focus, list focus and picture focus each look different: the picture's is a frame in the colour of what is
/// chosen.
void TimelineView::showFocus(bool focused)
{
    QColor faint = palette().color(QPalette::WindowText);
    faint.setAlphaF(0.55f);
    const bool dark = palette().color(QPalette::Window).lightness() < 128;
    const QColor chosen = palette().color(QPalette::Highlight).lighter(dark ? 170 : 100);
    const QPen pen = focused ? QPen(chosen, 2) : QPen(faint);
    for (QCPAxis *axis : { m_plot->xAxis, m_plot->yAxis, m_plot->xAxis2, m_plot->yAxis2 })
        axis->setBasePen(pen);
    replotSoon();
}

void TimelineView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    showFocus(hasFocus());
}

void TimelineView::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    showFocus(hasFocus());
}

void TimelineView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyPalette();
    QWidget::changeEvent(event);
}

void TimelineView::paintTo(QCPPainter &painter, const QSize &size)
{
    const bool playhead = m_playheadLayer->visible();
    m_playheadLayer->setVisible(false);
    // What is selected keeps its outline; what is around it is part of the picture.
    std::vector<QCPItemRect *> dimmed;
    std::copy_if(m_dimmed.begin(), m_dimmed.end(), std::back_inserter(dimmed),
        [](const QCPItemRect *item) { return item->visible(); });
    for (QCPItemRect *item : dimmed)
        item->setVisible(false);
    showFocus(false);
    m_plot->toPainter(&painter, size.width(), size.height());
    for (QCPItemRect *item : dimmed)
        item->setVisible(true);
    showFocus(hasFocus());
    m_playheadLayer->setVisible(playhead);
    replotSoon();
}

} // namespace retrograde
