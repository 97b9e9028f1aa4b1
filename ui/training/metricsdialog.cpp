#include "ui/training/metricsdialog.h"

#include "ui/base/spokenname.h"
#include "ui/base/tables.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/training/labelmodel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace retrograde {

namespace {

enum FigureColumn { MeasureColumn, ValueColumn, IntervalColumn, BaselineColumn, FigureColumnCount };

QString rangeText(const QString &low, const QString &high)
{
    return MetricsDialog::tr("%1 to %2", "interval").arg(low, high);
}

QString shareText(double share)
{
    return numberText(share, 3);
}

QTreeWidget *makeFigures()
{
    auto *figures = new QTreeWidget;
    figures->setObjectName(QStringLiteral("metricsFigures"));
    figures->setAccessibleName(MetricsDialog::tr("Figures of all labels"));
    setUpTable(figures);
    figures->setRootIsDecorated(false);
    figures->setSelectionMode(QAbstractItemView::NoSelection);
    figures->setFocusPolicy(Qt::NoFocus);
    figures->setColumnCount(FigureColumnCount);
    figures->setHeaderLabels({ MetricsDialog::tr("All labels"), MetricsDialog::tr("Model"),
        MetricsDialog::tr("95 % interval"), MetricsDialog::tr("Without listening") });
    for (int column = ValueColumn; column < FigureColumnCount; ++column)
        figures->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    QHeaderView *header = figures->header();
    header->setSectionResizeMode(MeasureColumn, QHeaderView::Stretch);
    header->resizeSection(ValueColumn, 88);
    header->resizeSection(IntervalColumn, 160);
    header->resizeSection(BaselineColumn, 240);
    figures->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return figures;
}

QTreeView *makeTable(LabelModel *model)
{
    auto *sorted = new QSortFilterProxyModel(model);
    sorted->setSourceModel(model);
    sorted->setSortRole(LabelModel::kSortRole);
    sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    sorted->setSortLocaleAware(true);
    auto *view = new QTreeView;
    view->setObjectName(QStringLiteral("metricsTable"));
    view->setAccessibleName(MetricsDialog::tr("Figures of each label"));
    setUpTable(view);
    view->setRootIsDecorated(false);
    view->setModel(sorted);
    view->setSortingEnabled(true);
    view->sortByColumn(LabelModel::NameColumn, Qt::AscendingOrder);
    QHeaderView *header = view->header();
    header->setSectionResizeMode(LabelModel::NameColumn, QHeaderView::Stretch);
    for (int column = LabelModel::PositivesColumn; column < LabelModel::ColumnCount; ++column)
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    return view;
}

} // namespace

MetricsDialog::MetricsDialog(
    const QString &run, const LabelEvaluation &validation, const QString &warning, QWidget *parent)
    : QDialog(parent)
    , m_validation(validation)
    , m_clips(new QComboBox)
    , m_judge(new QPushButton)
    , m_counts(new TextLabel)
    , m_figures(makeFigures())
    , m_model(new LabelModel(this))
{
    setObjectName(QStringLiteral("metricsDialog"));
    setWindowTitle(tr("Metrics"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(1000, 720);

    auto *title = new TextLabel(run);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setWordWrap(true);

    m_clips->setObjectName(QStringLiteral("metricsClips"));
    m_clips->addItem(tr("Validation clips"));
    m_counts->setObjectName(QStringLiteral("metricsCounts"));
    m_judge->setObjectName(QStringLiteral("metricsTest"));
    m_judge->setAutoDefault(false); // not by a stray Return
    m_judge->setToolTip(tr("Clips that were neither trained on nor used to choose anything. Look at them when all "
                           "choices are made: what is chosen by them is no longer tested by them."));
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_clips);
    bar->addWidget(m_counts, 1);
    bar->addWidget(m_judge);

    auto *note
        = new TextLabel(tr("Only labelled clips count, label by label; the model says that a label is there from a "
                           "probability of 0.5. Intervals are drawn over clips. The epoch and the thresholds were "
                           "chosen on the validation clips, which flatters the figures there."));
    note->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(title);
    if (!warning.isEmpty()) {
        auto *warned = new TextLabel(warning);
        warned->setObjectName(QStringLiteral("metricsWarning"));
        warned->setWordWrap(true);
        layout->addWidget(warned);
    }
    layout->addLayout(bar);
    setSpokenName(m_clips, tr("Clips it was judged on"));
    layout->addWidget(m_figures);
    layout->addWidget(makeTable(m_model), 1);
    layout->addWidget(note);
    layout->addWidget(buttons);

    connect(m_clips, &QComboBox::currentIndexChanged, this,
        [this](int index) { fill(index == 1 && m_test ? *m_test : m_validation); });
    connect(m_judge, &QPushButton::clicked, this, [this] {
        m_judge->setEnabled(false);
        m_judge->setText(tr("Judging the test clips…"));
        Q_EMIT testRequested();
    });
    testEnded();
    fill(m_validation);
}

void MetricsDialog::setTest(const LabelEvaluation &test)
{
    m_test = test;
    if (m_clips->count() == 1)
        m_clips->addItem(tr("Test clips"));
    m_judge->setVisible(false);
    if (m_clips->currentIndex() == 1)
        fill(*m_test);
    else
        m_clips->setCurrentIndex(1);
}

void MetricsDialog::testEnded()
{
    m_judge->setEnabled(true);
    m_judge->setText(tr("Judge on the test clips"));
}

void MetricsDialog::fill(const LabelEvaluation &evaluation)
{
    m_counts->setText(tr("%1, %2", "clips, cells")
                          .arg(tr("%n clip(s)", nullptr, static_cast<int>(evaluation.table.clips())),
                              tr("%n labelled cell(s)", nullptr, static_cast<int>(evaluation.atHalf.cells))));
    m_figures->clear();
    const auto add
        = [&](const QString &measure, const QString &value, const QString &interval, const QString &baseline) {
              auto *row = new QTreeWidgetItem(m_figures, { measure, value, interval, baseline });
              for (int column = ValueColumn; column < FigureColumnCount; ++column)
                  row->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
          };
    const QString none = QStringLiteral("–");
    const LabelIntervals &intervals = evaluation.intervals;
    add(tr("Accuracy of labelled cells (micro)"), percentText(intervals.microAccuracy.value),
        rangeText(percentText(intervals.microAccuracy.low), percentText(intervals.microAccuracy.high)),
        tr("%1 always the more frequent").arg(percentText(evaluation.baselines.majorityAccuracy)));
    add(tr("Accuracy, mean of the labels (macro)"), percentText(evaluation.atHalf.macroAccuracy), none, none);
    add(tr("F1, mean of the labels (macro)"), shareText(evaluation.atHalf.macroF1), none, none);
    add(tr("F1 at each label's threshold (macro)"), shareText(intervals.macroF1.value),
        rangeText(shareText(intervals.macroF1.low), shareText(intervals.macroF1.high)), none);
    add(tr("Mean average precision (mAP)"), shareText(intervals.meanAveragePrecision.value),
        rangeText(shareText(intervals.meanAveragePrecision.low), shareText(intervals.meanAveragePrecision.high)),
        tr("%1 guessing").arg(shareText(evaluation.baselines.prevalence)));
    m_figures->setFixedHeight(m_figures->header()->height()
        + m_figures->topLevelItemCount() * m_figures->sizeHintForRow(0) + 2 * m_figures->frameWidth());
    m_model->setEvaluation(evaluation);
}

} // namespace retrograde
