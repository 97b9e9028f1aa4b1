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
constexpr int kSample = 18; ///< pixels of line before each entry of the legend

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
    return (*value < 0 ? Saliency::tr("speaks against “%1” by %2", "answer, log-odds")
                       : Saliency::tr("speaks for “%1” by %2", "answer, log-odds"))
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

void SaliencyLayer::drawLegend(QCPPainter &painter, const QRect &picture) const
{
    const SaliencyPeaks peaks = peaksOf(*overlay.map);
    const SaliencyColors colors = SaliencyColors::of(overlay.transformed);
    std::vector<std::pair<QColor, QString>> entries {
        { colors.towards,
            Saliency::tr("speaks for “%1”, by up to %2", "answer, log-odds")
                .arg(overlay.answer, number(peaks.towards)) },
        { colors.against, Saliency::tr("against it, by up to %1", "log-odds").arg(number(peaks.against)) },
    };
    if (const QString words = jointWords(*overlay.map); !words.isEmpty())
        entries.emplace_back(Qt::transparent, words);

    painter.setFont(parentPlot()->font());
    const QFontMetrics metrics = painter.fontMetrics();
    int width = 0;
    for (const auto &[color, text] : entries)
        width = std::max(width, kSample + 3 * kPadding + metrics.horizontalAdvance(text));
    QRect box(0, 0, std::min(width, picture.width()), kPadding + metrics.height() * static_cast<int>(entries.size()));
    box.moveBottomRight(picture.bottomRight() - QPoint(kPadding, kPadding));
    painter.fillRect(box, QColor(0, 0, 0, 170));
    QRect line(box.left() + kPadding, box.top() + kPadding / 2, box.width() - 2 * kPadding, metrics.height());
    for (const auto &[color, text] : entries) {
        if (color.alpha() > 0) {
            const int y = line.center().y();
            for (const QPen &pen : { QPen(SaliencyColors::rimOf(color), 5), QPen(color, 2.5) }) {
                painter.setPen(pen);
                painter.drawLine(QLineF(line.left(), y, line.left() + kSample, y));
            }
        }
        painter.setPen(Qt::white);
        painter.drawText(
            line.adjusted(color.alpha() > 0 ? kSample + kPadding : 0, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
        line.translate(0, metrics.height());
    }
}

} // namespace retrograde
