// What mouse, wheel, trackpad and keys do to a picture.

#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/timelineview.h"

#include <QGestureEvent>
#include <QKeyEvent>
#include <QNativeGestureEvent>
#include <QPinchGesture>
#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

constexpr double kWheelFactor = 0.8;
constexpr double kKeyZoomFactor = 0.5;
constexpr double kPanShare = 0.2; // of the visible stretch, per key press or step of the wheel
constexpr double kWheelStep = 120; // what Qt calls one step of a wheel

} // namespace

bool TimelineView::press(QMouseEvent *event)
{
    if (!m_hasContent)
        return true;
    const QPoint position = event->pos();
    m_pressedAt = position;
    m_draggedTo = position;
    m_dragged = false;
    m_drag = Drag::None;
    if (event->button() == Qt::RightButton) {
        Q_EMIT menuRequested(event->globalPosition().toPoint(), isInPicture(position) ? annotationAt(position) : -1);
    } else if (isInPicture(position)) {
        if (event->button() == Qt::MiddleButton || event->modifiers() & Qt::ShiftModifier)
            m_drag = Drag::Move;
        else if (event->button() == Qt::LeftButton)
            m_drag = event->modifiers() & Qt::ControlModifier ? Drag::Box : Drag::Select;
    } else {
        m_drag = position.x() < m_plot->axisRect()->left() ? Drag::MoveValues : Drag::MoveTime;
    }
    return true;
}

bool TimelineView::move(QMouseEvent *event)
{
    const QPoint position = event->pos();
    m_pointer = position;
    const QString words = readingAt(position);
    m_plot->setCursor(pieceNumberAt(position) >= 0 ? Qt::PointingHandCursor
            : m_drag == Drag::Move                 ? Qt::ClosedHandCursor
            : words.isEmpty()                      ? Qt::ArrowCursor
                                                   : Qt::CrossCursor);
    Q_EMIT readingChanged(words);
    if (m_drag == Drag::None)
        return true;
    m_dragged = m_dragged || (position - m_pressedAt).manhattanLength() >= QApplication::startDragDistance();
    if (!m_dragged)
        return true;
    if (m_drag == Drag::Select || m_drag == Drag::Box)
        dragSelection(position);
    else
        dragPicture(position);
    m_draggedTo = position;
    return true;
}

QString TimelineView::readingAt(const QPoint &position) const
{
    return isInPicture(position) && m_hasContent ? wordsAt(position) : QString();
}

void TimelineView::tellReading()
{
    if (m_pointer)
        Q_EMIT readingChanged(readingAt(*m_pointer));
}

void TimelineView::dragSelection(const QPoint &position)
{
    const QCPAxis *const time = m_plot->xAxis;
    const QCPAxis *const values = m_plot->yAxis;
    const auto [begin, end] = std::minmax({ time->pixelToCoord(m_pressedAt.x()), time->pixelToCoord(position.x()) });
    TimeSelection selection { begin, end };
    if (m_drag == Drag::Box && hertzAt(values->range().upper) > 0) {
        const auto value = [&](const QPoint &point) {
            return std::clamp(values->pixelToCoord(point.y()), values->range().lower, values->range().upper);
        };
        const auto [low, high] = std::minmax({ hertzAt(value(m_pressedAt)), hertzAt(value(position)) });
        selection.lowHertz = std::max(0.0, low);
        selection.highHertz = high;
    }
    setSelection(selection);
}

void TimelineView::dragPicture(const QPoint &position)
{
    const auto shift
        = [&](QCPAxis *axis, int from, int to) { axis->moveRange(axis->pixelToCoord(from) - axis->pixelToCoord(to)); };
    if (m_drag != Drag::MoveValues)
        shift(m_plot->xAxis, m_draggedTo.x(), position.x());
    if (m_drag != Drag::MoveTime)
        shift(m_plot->yAxis, m_draggedTo.y(), position.y());
    replotSoon();
}

bool TimelineView::release(QMouseEvent *event)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    if (drag == Drag::None || m_dragged || event->button() != Qt::LeftButton || !isInPicture(event->pos()))
        return true;
    if (const int piece = pieceNumberAt(event->pos()); piece >= 0) {
        Q_EMIT pieceClicked(piece);
        return true;
    }
    if (const std::optional<double> frame = frameAt(event->pos()))
        Q_EMIT seekRequested(*frame * secondsPerFrame());
    return true;
}

bool TimelineView::wheel(QWheelEvent *event)
{
    const QPointF steps = QPointF(event->angleDelta()) / kWheelStep;
    const QPoint position = event->position().toPoint();
    if (std::abs(steps.x()) > std::abs(steps.y()) || event->modifiers() & Qt::ShiftModifier) {
        const double step = std::abs(steps.x()) > std::abs(steps.y()) ? steps.x() : steps.y();
        m_plot->xAxis->moveRange(-step * kPanShare * m_plot->xAxis->range().size());
        replotSoon();
        return true;
    }
    const bool values = position.x() < m_plot->axisRect()->left() || event->modifiers() & Qt::ControlModifier;
    QCPAxis *const axis = values ? m_plot->yAxis : m_plot->xAxis;
    zoom(axis, std::pow(kWheelFactor, steps.y()), axis->pixelToCoord(values ? position.y() : position.x()));
    return true;
}

bool TimelineView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_plot)
        return QWidget::eventFilter(watched, event);
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        return press(static_cast<QMouseEvent *>(event));
    case QEvent::MouseMove:
        return move(static_cast<QMouseEvent *>(event));
    case QEvent::MouseButtonRelease:
        return release(static_cast<QMouseEvent *>(event));
    case QEvent::MouseButtonDblClick:
        if (static_cast<QMouseEvent *>(event)->button() == Qt::LeftButton) {
            m_drag = Drag::None;
            fit();
        }
        return true;
    case QEvent::Wheel:
        return wheel(static_cast<QWheelEvent *>(event));
    case QEvent::Leave:
        m_pointer.reset();
        Q_EMIT readingChanged({});
        return false;
    case QEvent::NativeGesture: {
        const auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() != Qt::ZoomNativeGesture)
            return false;
        zoom(m_plot->xAxis, 1 / std::max(0.1, 1 + gesture->value()),
            m_plot->xAxis->pixelToCoord(gesture->position().x()));
        return true;
    }
    case QEvent::Gesture:
        if (auto *pinch
            = static_cast<QPinchGesture *>(static_cast<QGestureEvent *>(event)->gesture(Qt::PinchGesture))) {
            const QPointF centre = m_plot->mapFromGlobal(pinch->centerPoint());
            zoom(m_plot->xAxis, 1 / std::max(0.1, pinch->scaleFactor()), m_plot->xAxis->pixelToCoord(centre.x()));
            return true;
        }
        return false;
    default:
        return false;
    }
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const auto pan = [this](QCPAxis *axis, double share) {
        axis->moveRange(share * axis->range().size());
        replotSoon();
    };
    QCPAxis *const time = m_plot->xAxis;
    const double about = time->range().contains(m_playheadSeconds) ? m_playheadSeconds : time->range().center();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(time, kKeyZoomFactor, about);
    case Qt::Key_Minus:
        return zoom(time, 1 / kKeyZoomFactor, about);
    case Qt::Key_0:
        return fit();
    case Qt::Key_Left:
        return pan(time, -kPanShare);
    case Qt::Key_Right:
        return pan(time, kPanShare);
    case Qt::Key_PageUp:
        return pan(time, -1);
    case Qt::Key_PageDown:
        return pan(time, 1);
    case Qt::Key_Up:
        return pan(m_plot->yAxis, kPanShare);
    case Qt::Key_Down:
        return pan(m_plot->yAxis, -kPanShare);
    case Qt::Key_G:
        return setGrid(!m_grid);
    case Qt::Key_Escape:
        if (m_selection)
            return setSelection({});
        [[fallthrough]];
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace retrograde
