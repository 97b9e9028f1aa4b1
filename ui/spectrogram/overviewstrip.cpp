#include "ui/spectrogram/overviewstrip.h"

#include "ui/spectrogram/spectrogramimage.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

constexpr int kHeight = 28;
constexpr double kGripPixels = 5;
constexpr double kWheelStep = 120;
constexpr double kPanShare = 0.2;

} // namespace

OverviewStrip::OverviewStrip(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("overviewStrip"));
    setAccessibleName(tr("Overview"));
    setToolTip(tr("The whole clip: drag the frame to move, its ends to zoom"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
}

QSize OverviewStrip::sizeHint() const
{
    return { 480, kHeight };
}

QRect OverviewStrip::strip() const
{
    return rect().adjusted(m_leftMargin, 1, -m_rightMargin, -1);
}

double OverviewStrip::secondsAt(double x) const
{
    return (x - strip().left()) / std::max(1, strip().width()) * m_duration;
}

double OverviewStrip::pixelAt(double seconds) const
{
    return strip().left() + (m_duration > 0 ? seconds / m_duration * strip().width() : 0);
}

void OverviewStrip::forgetPicture()
{
    m_picture = QImage();
    update();
}

void OverviewStrip::setSpectrogram(std::shared_ptr<const SpectrogramData> spectrogram)
{
    m_data = std::move(spectrogram);
    forgetPicture();
}

void OverviewStrip::setArrangement(const Arrangement &arrangement, double duration)
{
    m_arrangement = arrangement;
    m_duration = duration;
    forgetPicture();
}

void OverviewStrip::setColors(const SpectrogramColors &colors)
{
    m_colors = colors;
    forgetPicture();
}

void OverviewStrip::setVisibleTime(double begin, double end)
{
    m_begin = begin;
    m_end = end;
    update();
}

void OverviewStrip::setPlayhead(double seconds)
{
    const int before = static_cast<int>(pixelAt(m_playhead));
    m_playhead = seconds;
    if (const int now = static_cast<int>(pixelAt(seconds)); now != before) {
        update(before - 2, 0, 5, height());
        update(now - 2, 0, 5, height());
    }
}

void OverviewStrip::setMargins(int left, int right)
{
    if (left == m_leftMargin && right == m_rightMargin)
        return;
    m_leftMargin = left;
    m_rightMargin = right;
    forgetPicture();
}

void OverviewStrip::resizeEvent(QResizeEvent *)
{
    forgetPicture();
}

void OverviewStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect area = strip();
    painter.fillRect(area, palette().base());
    if (!m_data || m_duration <= 0)
        return;
    if (m_picture.isNull()) {
        const double reference = m_colors.reference == LevelReference::Loudest ? m_data->loudestDb() : 0;
        const CellColors colors = cellColors(
            m_colors.map, m_data->layout().cells, reference + m_colors.floorDb, reference + m_colors.topDb);
        const SpectrogramWindow all { 0, static_cast<double>(m_arrangement.frameCount()), -0.5, m_data->bins() - 0.5 };
        m_picture = renderSpectrogram(
            *m_data, m_arrangement, all, (QSizeF(area.size()) * devicePixelRatioF()).toSize(), colors);
    }
    painter.drawImage(area, m_picture);

    // What is not visible above is dimmed; the frame around the rest is never too narrow to be seen and gripped.
    const double middle = (pixelAt(m_begin) + pixelAt(m_end)) / 2;
    const double half = std::max(2.0, (pixelAt(m_end) - pixelAt(m_begin)) / 2);
    const QRectF frame(QPointF(middle - half, area.top()), QPointF(middle + half, area.bottom()));
    const QColor dim(0, 0, 0, 120);
    painter.fillRect(QRectF(area.left(), area.top(), frame.left() - area.left(), area.height()), dim);
    painter.fillRect(QRectF(frame.right(), area.top(), area.right() + 1 - frame.right(), area.height()), dim);
    painter.setPen(QPen(palette().color(QPalette::Highlight).lighter(130), 2));
    painter.drawRect(frame);
    painter.setPen(QPen(Qt::white, 1));
    const double x = std::round(pixelAt(m_playhead)) + 0.5;
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
}

OverviewStrip::Grip OverviewStrip::gripAt(double x) const
{
    const double begin = pixelAt(m_begin);
    const double end = pixelAt(m_end);
    // Of a frame that is hardly wider than the grips, all but the edges' outsides moves it.
    const double inner = std::min(kGripPixels, (end - begin) / 4);
    if (x > begin - kGripPixels && x < begin + inner)
        return Grip::Begin;
    if (x > end - inner && x < end + kGripPixels)
        return Grip::End;
    return x >= begin && x <= end ? Grip::Frame : Grip::None;
}

void OverviewStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_duration <= 0)
        return;
    const double x = event->position().x();
    m_grip = gripAt(x);
    if (m_grip == Grip::None) {
        const double half = (m_end - m_begin) / 2;
        Q_EMIT visibleTimeRequested(secondsAt(x) - half, secondsAt(x) + half);
        m_grip = Grip::Frame;
    }
    m_grippedAt = secondsAt(x) - m_begin;
}

void OverviewStrip::mouseMoveEvent(QMouseEvent *event)
{
    const double x = event->position().x();
    const double seconds = secondsAt(x);
    switch (m_grip) {
    case Grip::Frame:
        Q_EMIT visibleTimeRequested(seconds - m_grippedAt, seconds - m_grippedAt + m_end - m_begin);
        break;
    case Grip::Begin:
        if (seconds < m_end)
            Q_EMIT visibleTimeRequested(seconds, m_end);
        break;
    case Grip::End:
        if (seconds > m_begin)
            Q_EMIT visibleTimeRequested(m_begin, seconds);
        break;
    case Grip::None: {
        const Grip under = gripAt(x);
        setCursor(under == Grip::None  ? Qt::PointingHandCursor
                : under == Grip::Frame ? Qt::OpenHandCursor
                                       : Qt::SizeHorCursor);
        break;
    }
    }
}

void OverviewStrip::mouseReleaseEvent(QMouseEvent *)
{
    m_grip = Grip::None;
}

void OverviewStrip::wheelEvent(QWheelEvent *event)
{
    const QPoint delta = event->angleDelta();
    const int most = std::abs(delta.x()) > std::abs(delta.y()) ? delta.x() : delta.y();
    const double shift = -most / kWheelStep * kPanShare * (m_end - m_begin);
    Q_EMIT visibleTimeRequested(m_begin + shift, m_end + shift);
    event->accept();
}

} // namespace retrograde
