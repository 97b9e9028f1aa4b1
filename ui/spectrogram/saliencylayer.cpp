#include "ui/spectrogram/saliencylayer.h"

#include "ui/spectrogram/saliencyimage.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace retrograde {

namespace {

/// Gives tr() a context of its own: plottables have none.
struct Saliency {
    Q_DECLARE_TR_FUNCTIONS(Saliency)
};

constexpr int kPadding = 6;
constexpr int kBetween = 24; ///< pixels between two entries of the legend
constexpr int kSample = 18; ///< pixels of line before an entry

QString number(double value)
{
    return QLocale().toString(value, 'f', 2);
}

/// How much of it is near joints, where there are any; else empty.
QString jointWords(const SaliencyMap &map)
{
    const std::optional<JointShare> share = shareNearJoints(map);
    if (!share)
        return {};
    const auto percent = [](double part) { return QLocale().toString(std::lround(100 * part)); };
    return Saliency::tr("%1 % of it near joints, which are %2 % of the picture")
        .arg(percent(share->saliency), percent(share->area));
}

} // namespace

SaliencyLayer::SaliencyLayer(QCPAxis *timeAxis, QCPAxis *binAxis)
    : QCPAbstractPlottable(timeAxis, binAxis)
{
}

QString SaliencyLayer::wordsAt(std::int64_t sourceFrame, int bin) const
{
    const std::optional<float> value = overlay.map ? overlay.map->at(sourceFrame, bin) : std::nullopt;
    if (!value)
        return {};
    return (*value < 0 ? Saliency::tr("speaks against “%1” by %2 (log-odds)", "answer, number")
                       : Saliency::tr("speaks for “%1” by %2 (log-odds)", "answer, number"))
        .arg(overlay.answer, number(std::abs(static_cast<double>(*value))));
}

void SaliencyLayer::draw(QCPPainter *painter)
{
    if (!overlay.map)
        return;
    const QCPRange time = keyAxis()->range();
    const QCPRange bins = valueAxis()->range();
    const QRect rect = keyAxis()->axisRect()->rect();
    const SpectrogramWindow window { time.lower / secondsPerFrame, time.upper / secondsPerFrame, bins.lower,
        bins.upper };
    painter->setAntialiasing(false); // as for the picture beneath
    const QSize pixels = (QSizeF(rect.size()) * painter->device()->devicePixelRatioF()).toSize();
    painter->drawImage(
        rect, renderSaliency(*overlay.map, arrangement, window, pixels, SaliencyColors::of(overlay.transformed)));
    drawLegend(*painter, rect);
}

QRect SaliencyLayer::clipRect() const
{
    return parentPlot()->viewport(); // the legend is not in the picture
}

std::vector<SaliencyLayer::Entry> SaliencyLayer::legend(int width) const
{
    if (!overlay.map)
        return {};
    const SaliencyPeaks peaks = peaksOf(*overlay.map);
    const SaliencyColors colors = SaliencyColors::of(overlay.transformed);
    std::vector<Entry> entries {
        { colors.towards,
            (overlay.undecided
                    ? Saliency::tr("speaks for “%1”, the likelier answer, by up to %2 (log-odds)", "answer, number")
                    : Saliency::tr("speaks for “%1”, by up to %2 (log-odds)", "answer, number"))
                .arg(overlay.answer, number(peaks.towards)),
            {} },
        // Without a sample where nothing is strong enough for a line.
        { peaks.against >= kSaliencyLine * peaks.towards ? colors.against : QColor(),
            Saliency::tr("against it, by up to %1", "number").arg(number(peaks.against)), {} },
    };
    if (const QString words = jointWords(*overlay.map); !words.isEmpty())
        entries.push_back({ QColor(), words, {} });

    const QFontMetrics metrics(parentPlot()->font());
    QPoint place;
    if (!overlay.note.isEmpty()) {
        entries.insert(entries.begin(),
            { QColor(), metrics.elidedText(overlay.note, Qt::ElideRight, width),
                QRect(0, 0, width, metrics.height()) });
        place.setY(metrics.height());
    }
    for (Entry &entry : entries) {
        if (!entry.place.isNull())
            continue;
        const int sample = entry.color.isValid() ? kSample + kPadding : 0;
        const QSize size(sample + metrics.horizontalAdvance(entry.text), metrics.height());
        if (place.x() > 0 && place.x() + size.width() > width)
            place = { 0, place.y() + metrics.height() };
        entry.place = { place, size };
        place.rx() += size.width() + kBetween;
    }
    return entries;
}

int SaliencyLayer::legendHeight(int width) const
{
    const std::vector<Entry> entries = legend(width);
    return entries.empty() ? 0 : entries.back().place.bottom() + 1 + kPadding;
}

void SaliencyLayer::drawLegend(QCPPainter &painter, const QRect &picture) const
{
    painter.setFont(parentPlot()->font());
    const QPoint corner = picture.topLeft() - QPoint(0, legendHeight(picture.width()));
    for (const Entry &entry : legend(picture.width())) {
        QRect place = entry.place.translated(corner);
        if (entry.color.isValid()) {
            const int y = place.center().y();
            for (const QPen &pen : { QPen(SaliencyColors::rimOf(entry.color), 5), QPen(entry.color, 2.5) }) {
                painter.setPen(pen);
                painter.drawLine(QLineF(place.left(), y, place.left() + kSample, y));
            }
            place.setLeft(place.left() + kSample + kPadding);
        }
        painter.setPen(keyAxis()->labelColor());
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, entry.text);
    }
}

} // namespace retrograde
