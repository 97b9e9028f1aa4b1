#include "ui/training/curvesview.h"

#include "ui/base/colours.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/spectrogram/qcp.h"

#include <QEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

constexpr int kCurvesHeight = 160; ///< px, so that a curve's course can be read
constexpr int kAboveCurves = 8;
constexpr int kBesideCurves = 16;
constexpr int kBetweenLines = 32; ///< what QCustomPlot leaves above and below the lines of text, in all

/// Whole epochs only, and few enough to be read.
class EpochTicker : public QCPAxisTicker {
protected:
    double getTickStep(const QCPRange &range) override
    {
        const double step = QCPAxisTicker::getTickStep(range);
        return step < 1.5 ? 1 : step < 3 ? 2 : step;
    }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return QString::number(qRound64(tick)); }
};

} // namespace

CurvesView::CurvesView(QWidget *parent)
    : QWidget(parent)
    , m_states(new QStackedWidget(this))
    , m_plot(new QCustomPlot)
    , m_hint(new TextLabel)
{
    m_plot->setObjectName(QStringLiteral("curvesPlot"));
    m_plot->setLocale(QLocale());
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setColumnSpacing(16);
    m_accuracy = makePanel(tr("accuracy, %"));
    m_loss = makePanel(tr("loss, nats"));
    // Above both panels, where no curve can come to lie beneath it.
    m_legend = new QCPLegend;
    m_plot->plotLayout()->addElement(0, 0, m_legend);
    m_plot->plotLayout()->addElement(1, 0, m_accuracy.rect);
    m_plot->plotLayout()->addElement(1, 1, m_loss.rect);
    m_plot->plotLayout()->setRowStretchFactor(0, 0.001);
    m_plot->plotLayout()->setRowSpacing(2);

    QCPAxis *x = m_accuracy.rect->axis(QCPAxis::atBottom);
    QCPAxis *y = m_accuracy.rect->axis(QCPAxis::atLeft);
    m_chance = new QCPItemStraightLine(m_plot);
    m_chanceText = new QCPItemText(m_plot);
    for (QCPAbstractItem *item :
        { static_cast<QCPAbstractItem *>(m_chance), static_cast<QCPAbstractItem *>(m_chanceText) })
        item->setClipAxisRect(m_accuracy.rect);
    for (QCPItemPosition *position : { m_chance->point1, m_chance->point2 })
        position->setAxes(x, y);
    m_chanceText->position->setAxes(x, y);
    m_chanceText->position->setAxisRect(m_accuracy.rect);
    m_chanceText->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
    m_chanceText->position->setTypeY(QCPItemPosition::ptPlotCoords);
    m_chanceText->setPositionAlignment(Qt::AlignRight | Qt::AlignBottom);

    m_legend->setLayer(QStringLiteral("legend"));
    m_legend->setFillOrder(QCPLayoutGrid::foColumnsFirst);
    m_legend->addItem(new QCPPlottableLegendItem(m_legend, m_loss.training));
    m_legend->addItem(new QCPPlottableLegendItem(m_legend, m_loss.validation));
    m_legend->addItem(new QCPPlottableLegendItem(m_legend, m_loss.best));
    m_legend->addItem(new QCPPlottableLegendItem(m_legend, m_loss.steps)); // last, for it is not always there
    m_loss.training->setName(tr("training"));
    m_loss.steps->setName(tr("within the epoch"));
    m_loss.best->setName(tr("best epoch, by accuracy"));
    m_loss.validation->setName(tr("validation"));

    m_hint->setObjectName(QStringLiteral("curvesHint"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->setMargin(24);
    m_hint->setAutoFillBackground(true);
    m_hint->setBackgroundRole(QPalette::Base);

    m_states->addWidget(m_hint);
    m_states->addWidget(m_plot);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);
    // No more numbers than can be told apart.
    connect(m_plot, &QCustomPlot::afterLayout, this, [this] {
        for (const Panel &panel : { m_accuracy, m_loss })
            panel.rect->axis(QCPAxis::atLeft)
                ->ticker()
                ->setTickCount(std::clamp(panel.rect->height() / (2 * fontMetrics().height()), 1, 5));
    });
    applyPalette();
    setReference(m_guess, {});
    setEpochs({}, 1, 0);
}

CurvesView::Panel CurvesView::makePanel(const QString &valueLabel)
{
    Panel panel;
    panel.rect = new QCPAxisRect(m_plot);
    panel.rect->setMinimumMargins({ 0, kAboveCurves, kBesideCurves, 0 });
    for (QCPAxis *axis : panel.rect->axes()) {
        axis->setLayer(QStringLiteral("axes"));
        axis->grid()->setLayer(QStringLiteral("grid"));
    }
    QCPAxis *x = panel.rect->axis(QCPAxis::atBottom);
    QCPAxis *y = panel.rect->axis(QCPAxis::atLeft);
    x->setLabel(tr("epoch"));
    x->setTicker(QSharedPointer<EpochTicker>::create());
    y->setLabel(valueLabel);
    panel.steps = m_plot->addGraph(x, y);
    panel.training = m_plot->addGraph(x, y);
    panel.validation = m_plot->addGraph(x, y);
    panel.best = m_plot->addGraph(x, y);
    panel.best->setLineStyle(QCPGraph::lsNone);
    return panel;
}

void CurvesView::setReference(double accuracy, const QString &words)
{
    m_guess = accuracy;
    m_guessed = !words.isEmpty();
    m_chance->point1->setCoords(0, 100 * accuracy);
    m_chance->point2->setCoords(1, 100 * accuracy);
    m_chanceText->position->setCoords(0.99, 100 * accuracy);
    m_chanceText->setText(words);
    for (QCPAbstractItem *item :
        { static_cast<QCPAbstractItem *>(m_chance), static_cast<QCPAbstractItem *>(m_chanceText) })
        item->setVisible(!words.isEmpty());
}

void CurvesView::setEpochs(const std::vector<Epoch> &epochs, int planned, int best)
{
    m_epochs = epochs;
    for (QCPGraph *graph : { m_accuracy.training, m_accuracy.validation, m_accuracy.best, m_loss.training,
             m_loss.validation, m_loss.best })
        graph->data()->clear();
    double lowestAccuracy = std::min(45.0, 100 * m_guess - 5);
    double highestLoss = 0.75;
    int last = planned;
    for (const Epoch &epoch : epochs) {
        m_accuracy.training->addData(epoch.epoch, 100 * epoch.accuracy);
        m_accuracy.validation->addData(epoch.epoch, 100 * epoch.validationAccuracy);
        m_loss.training->addData(epoch.epoch, epoch.loss);
        m_loss.validation->addData(epoch.epoch, epoch.validationLoss);
        if (epoch.epoch == best) {
            m_accuracy.best->addData(epoch.epoch, 100 * epoch.validationAccuracy);
            m_loss.best->addData(epoch.epoch, epoch.validationLoss);
        }
        lowestAccuracy = std::min({ lowestAccuracy, 100 * epoch.accuracy - 2, 100 * epoch.validationAccuracy - 2 });
        highestLoss = std::max({ highestLoss, 1.05 * epoch.loss, 1.05 * epoch.validationLoss });
        last = std::max(last, epoch.epoch);
    }
    for (const Panel &panel : { m_accuracy, m_loss })
        panel.rect->axis(QCPAxis::atBottom)->setRange(0.5, std::max(last, 2) + 0.5);
    m_accuracy.rect->axis(QCPAxis::atLeft)->setRange(lowestAccuracy, 101);
    m_loss.rect->axis(QCPAxis::atLeft)->setRange(0, highestLoss);
    drawSteps();
    describeForScreenReaders(best);
}

void CurvesView::setSteps(const std::vector<Step> &steps)
{
    m_steps = steps;
    drawSteps();
}

void CurvesView::drawSteps()
{
    for (const Panel &panel : { m_accuracy, m_loss })
        panel.steps->data()->clear();
    QCPAxis *const accuracy = m_accuracy.rect->axis(QCPAxis::atLeft);
    QCPAxis *const loss = m_loss.rect->axis(QCPAxis::atLeft);
    int epoch = 0;
    for (const Step &step : m_steps) {
        if (epoch != 0 && step.epoch != epoch) {
            // The means begin anew: no line leads from one epoch to the next.
            for (const Panel &panel : { m_accuracy, m_loss })
                panel.steps->addData(step.epoch - 1, qQNaN());
        }
        epoch = step.epoch;
        const double place = step.epoch - 1 + step.share;
        m_accuracy.steps->addData(place, 100 * step.accuracy);
        m_loss.steps->addData(place, step.loss);
        accuracy->setRangeLower(std::min(accuracy->range().lower, 100 * step.accuracy - 2));
        loss->setRangeUpper(std::max(loss->range().upper, 1.05 * step.loss));
    }
    // While it trains, the axis ends with the epoch under way: a part of one among many planned would be a dot.
    if (!m_steps.empty()) {
        const int lastEpoch = m_epochs.empty() ? 0 : m_epochs.back().epoch;
        const double end = std::max({ 1, m_steps.back().epoch, lastEpoch });
        for (const Panel &panel : { m_accuracy, m_loss })
            panel.rect->axis(QCPAxis::atBottom)->setRange(0, 1.02 * end);
    }
    m_legend->itemWithPlottable(m_loss.steps)->setVisible(m_steps.size() > 1);
    const bool any = !m_epochs.empty() || m_steps.size() > 1; // one point is no line
    m_states->setCurrentWidget(any ? static_cast<QWidget *>(m_plot) : m_hint);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurvesView::describeForScreenReaders(int best)
{
    const auto found
        = std::find_if(m_epochs.begin(), m_epochs.end(), [best](const Epoch &epoch) { return epoch.epoch == best; });
    m_plot->setAccessibleName(tr("Accuracy and loss over the epochs"));
    m_plot->setAccessibleDescription(found == m_epochs.end()
            ? QString()
            : tr("Best epoch %1 of %2, chosen by its validation accuracy: %3")
                  .arg(best)
                  .arg(m_epochs.size())
                  .arg(percentText(found->validationAccuracy)));
}

void CurvesView::setHint(const QString &hint)
{
    m_hint->setText(hint);
}

void CurvesView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyPalette();
}

void CurvesView::applyPalette()
{
    const QColor ink = palette().color(QPalette::WindowText);
    const QColor faint = colours::faint(palette());
    QColor line = faint;
    line.setAlpha(60);
    m_plot->setBackground(palette().color(QPalette::Base));
    for (const Panel &panel : { m_accuracy, m_loss }) {
        for (QCPAxis *axis : panel.rect->axes()) {
            axis->setBasePen(QPen(faint));
            axis->setTickPen(QPen(faint));
            axis->setSubTickPen(QPen(faint));
            axis->setTickLabelColor(faint);
            axis->setLabelColor(ink);
            axis->setLabelFont(font());
            axis->setTickLabelFont(font());
            axis->grid()->setPen(QPen(line));
            axis->grid()->setZeroLinePen(Qt::NoPen);
        }
        const QColor validation = colours::validationCurve(palette());
        const auto dots
            = [](const QColor &colour, double size) { return QCPScatterStyle(QCPScatterStyle::ssDisc, colour, size); };
        panel.steps->setPen(QPen(colours::trainingCurve(palette()), 1));
        panel.training->setPen(QPen(colours::trainingCurve(palette()), 1.5, Qt::DashLine));
        panel.training->setScatterStyle(dots(colours::trainingCurve(palette()), 4));
        panel.validation->setPen(QPen(validation, 2));
        panel.validation->setScatterStyle(dots(validation, 5));
        panel.best->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(ink, 1.5), Qt::NoBrush, 11));
    }
    m_chance->setPen(QPen(faint, 1, Qt::DotLine));
    m_chanceText->setColor(faint);
    m_chanceText->setFont(font());
    m_legend->setBrush(palette().color(QPalette::Base));
    m_legend->setBorderPen(Qt::NoPen);
    m_legend->setTextColor(ink);
    m_legend->setFont(font());
    // The legend, the numbers of the epochs and what they are take a line each.
    m_plot->setMinimumHeight(kCurvesHeight + kAboveCurves + 3 * fontMetrics().height() + kBetweenLines);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

} // namespace retrograde
