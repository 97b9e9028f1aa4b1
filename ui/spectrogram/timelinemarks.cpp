// What is drawn over a picture: the selection, the crop that a model saw, labels, events and the pieces' numbers.

#include "ui/spectrogram/boxlabel.h"
#include "ui/spectrogram/qcp.h"
#include "ui/spectrogram/timelineview.h"

#include <algorithm>

namespace retrograde {

void TimelineView::showSelection()
{
    m_selectionBox->setVisible(m_selection.has_value());
    for (QCPItemRect *dimmed : m_dimmed)
        dimmed->setVisible(false);
    if (m_selection) {
        const bool box = m_selection->highHertz > m_selection->lowHertz && valueAt(m_selection->highHertz) != 0;
        for (QCPItemPosition *position : { m_selectionBox->topLeft, m_selectionBox->bottomRight }) {
            position->setTypeX(QCPItemPosition::ptPlotCoords);
            position->setTypeY(box ? QCPItemPosition::ptPlotCoords : QCPItemPosition::ptAxisRectRatio);
        }
        m_selectionBox->topLeft->setCoords(m_selection->begin, box ? valueAt(m_selection->highHertz) : 0);
        m_selectionBox->bottomRight->setCoords(m_selection->end, box ? valueAt(m_selection->lowHertz) : 1);
        dimAround(box);
    }
    m_selectionLayer->replot();
}

/// What is not selected: to the left and the right over the whole height, and of a box above and beneath it.
void TimelineView::dimAround(bool box)
{
    const QCPRange values = valueLimits();
    const double end = std::max(duration(), m_extent);
    const auto dim = [&](QCPItemRect *dimmed, QCPItemPosition::PositionType type, double left, double right, double top,
                         double bottom) {
        for (QCPItemPosition *position : { dimmed->topLeft, dimmed->bottomRight }) {
            position->setTypeX(QCPItemPosition::ptPlotCoords);
            position->setTypeY(type);
        }
        dimmed->topLeft->setCoords(left, top);
        dimmed->bottomRight->setCoords(right, bottom);
        dimmed->setVisible(left < right);
    };
    dim(m_dimmed[0], QCPItemPosition::ptAxisRectRatio, 0, m_selection->begin, 0, 1);
    dim(m_dimmed[1], QCPItemPosition::ptAxisRectRatio, m_selection->end, end, 0, 1);
    if (!box)
        return;
    dim(m_dimmed[2], QCPItemPosition::ptPlotCoords, m_selection->begin, m_selection->end, values.upper,
        valueAt(m_selection->highHertz));
    dim(m_dimmed[3], QCPItemPosition::ptPlotCoords, m_selection->begin, m_selection->end,
        valueAt(m_selection->lowHertz), values.lower);
}

void TimelineView::mark()
{
    markMoments();
    for (QCPAbstractItem *item : m_marks)
        m_plot->removeItem(item);
    m_marks.clear();
    m_pieceNumbers.clear();
    m_annotationBoxes.clear();
    if (!m_hasContent)
        return;
    markAnnotations();
    markCrop();
    markPieces();
    for (QCPAbstractItem *item : m_marks) {
        item->setSelectable(false);
        item->setLayer(QStringLiteral("overlay"));
    }
}

QCPItemRect *TimelineView::addBox(
    FrameSpan output, const QColor &color, const QString &text, double lowHertz, double highHertz)
{
    const bool isBox = highHertz > lowHertz && hertzAt(valueLimits().upper) > 0;
    auto *box = new QCPItemRect(m_plot);
    for (QCPItemPosition *position : { box->topLeft, box->bottomRight }) {
        position->setTypeX(QCPItemPosition::ptPlotCoords);
        position->setTypeY(isBox ? QCPItemPosition::ptPlotCoords : QCPItemPosition::ptAxisRectRatio);
    }
    const QCPRange limits = valueLimits();
    const auto value = [&](double hertz) { return std::clamp(valueAt(hertz), limits.lower, limits.upper); };
    box->topLeft->setCoords(static_cast<double>(output.begin) * secondsPerFrame(), isBox ? value(highHertz) : 0);
    box->bottomRight->setCoords(
        static_cast<double>(output.end) * secondsPerFrame(), isBox ? value(std::max(lowHertz, 1.0)) : 1);
    QColor fill = color;
    fill.setAlpha(28);
    box->setBrush(fill);
    box->setPen(QPen(color, 2));
    m_marks.push_back(box);
    if (text.isEmpty())
        return box;
    auto *label = new BoxLabel(box, isBox ? box->topLeft : box->bottomLeft);
    label->setText(text);
    label->setPadding({ 4, 1, 4, 1 });
    label->setColor(Qt::black);
    label->setBrush(color);
    label->setFont(font());
    m_marks.push_back(label);
    return box;
}

void TimelineView::markCrop()
{
    if (m_crop.size() <= 0)
        return;
    // What covers the whole picture needs no frame.
    for (const FrameSpan &span : m_arrangement.outputSpans(m_crop)) {
        if (span.begin > 0 || span.end < m_arrangement.frameCount())
            addBox(span, QColor(0xff, 0xd5, 0x4a), tr("what the model saw"), 0, 0);
    }
}

void TimelineView::markAnnotations()
{
    for (std::size_t i = 0; i < m_annotations.size(); ++i) {
        const AnnotationBox &annotation = m_annotations[i];
        const FrameSpan frames { m_frameGrid.frameAt(annotation.begin),
            std::max(m_frameGrid.frameAt(annotation.begin) + 1, m_frameGrid.frameAt(annotation.end)) };
        for (const FrameSpan &span : m_arrangement.outputSpans(frames)) {
            QCPItemRect *const box
                = addBox(span, kAnnotationColor, annotation.label, annotation.lowHertz, annotation.highHertz);
            m_annotationBoxes.emplace_back(box, static_cast<int>(i));
        }
    }
}

void TimelineView::markMoments()
{
    const bool frequencies = hertzAt(valueLimits().upper) > 0;
    QVector<double> times;
    QVector<double> values;
    for (const Moment &moment : m_moments) {
        const std::int64_t frame = m_frameGrid.frameAt(moment.seconds);
        const bool hasPlace = frequencies && moment.hertz > 0; // NaN is not
        for (const FrameSpan &span : m_arrangement.outputSpans({ frame, frame + 1 })) {
            times.append((static_cast<double>(span.begin) + 0.5) * secondsPerFrame());
            values.append(hasPlace ? std::clamp(valueAt(moment.hertz), valueLimits().lower, valueLimits().upper)
                                   : valueLimits().upper);
        }
    }
    m_momentPointers->setData(times, values);
}

void TimelineView::markPieces()
{
    const std::vector<Piece> &pieces = m_arrangement.pieces();
    if (pieces.size() < 2)
        return;
    double seconds = 0;
    bool afterGap = false;
    for (const Piece &piece : pieces) {
        const double end = seconds + static_cast<double>(piece.size()) * secondsPerFrame();
        if (piece.isSilence()) {
            auto *gap = new QCPItemRect(m_plot);
            for (QCPItemPosition *position : { gap->topLeft, gap->bottomRight }) {
                position->setTypeX(QCPItemPosition::ptPlotCoords);
                position->setTypeY(QCPItemPosition::ptAxisRectRatio);
            }
            gap->topLeft->setCoords(seconds, 0);
            gap->bottomRight->setCoords(end, 1);
            gap->setPen(Qt::NoPen);
            gap->setBrush(QBrush(QColor(255, 255, 255, 110), Qt::BDiagPattern));
            m_marks.push_back(gap);
            afterGap = true;
            seconds = end;
            continue;
        }
        if (seconds > 0 && !afterGap) {
            auto *joint = new QCPItemStraightLine(m_plot);
            joint->setPen(QPen(Qt::white, 1, Qt::DashLine));
            joint->point1->setCoords(seconds, 0);
            joint->point2->setCoords(seconds, 1);
            m_marks.push_back(joint);
        }
        afterGap = false;
        const auto number = 1 + std::count_if(pieces.begin(), pieces.end(), [&](const Piece &other) {
            return !other.isSilence() && other.begin < piece.begin;
        });
        auto *label = new QCPItemText(m_plot);
        label->setText(QLocale().toString(static_cast<qlonglong>(number)));
        label->position->setTypeX(QCPItemPosition::ptPlotCoords);
        label->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
        label->position->setCoords((seconds + end) / 2, 0.02);
        label->setPositionAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setPadding({ 7, 2, 7, 2 });
        label->setColor(Qt::white);
        label->setBrush(QColor(0, 0, 0, 170));
        QFont bold = font();
        bold.setBold(true);
        label->setFont(bold);
        m_marks.push_back(label);
        m_pieceNumbers.push_back(label);
        seconds = end;
    }
}

int TimelineView::pieceNumberAt(const QPoint &position) const
{
    for (std::size_t i = 0; i < m_pieceNumbers.size(); ++i) {
        const QCPItemText *const label = m_pieceNumbers[i];
        if (QRectF(label->topLeft->pixelPosition(), label->bottomRight->pixelPosition()).contains(position))
            return static_cast<int>(i);
    }
    return -1;
}

int TimelineView::annotationAt(const QPoint &position) const
{
    for (auto box = m_annotationBoxes.rbegin(); box != m_annotationBoxes.rend(); ++box) {
        if (QRectF(box->first->topLeft->pixelPosition(), box->first->bottomRight->pixelPosition()).contains(position))
            return box->second;
    }
    return -1;
}

} // namespace retrograde
