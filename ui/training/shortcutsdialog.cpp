#include "ui/training/shortcutsdialog.h"

#include "ui/base/corewords.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace retrograde {

namespace {

enum Column { CheckColumn, ExamplesColumn, AccuracyColumn, IntervalColumn, DifferenceColumn, ColumnCount };

bool endsWith(const std::string &text, std::string_view end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

QString pointWords(const ShortcutPoint &point)
{
    const auto gap = static_cast<int>(point.value);
    if (endsWith(point.name, "spectrogram cut"))
        return ShortcutsDialog::tr("Gap of %n frame(s), spectrogram cut", nullptr, gap);
    if (endsWith(point.name, "sound cut"))
        return ShortcutsDialog::tr("Gap of %n frame(s), sound cut", nullptr, gap);
    if (point.name.rfind("gap of", 0) == 0)
        return ShortcutsDialog::tr("Gap of %n frame(s)", nullptr, gap);
    if (point.name == "first fifth")
        return ShortcutsDialog::tr("First fifth");
    if (point.name == "second fifth")
        return ShortcutsDialog::tr("Second fifth");
    if (point.name == "middle fifth")
        return ShortcutsDialog::tr("Middle fifth");
    if (point.name == "fourth fifth")
        return ShortcutsDialog::tr("Fourth fifth");
    if (point.name == "last fifth")
        return ShortcutsDialog::tr("Last fifth");
    if (point.name == "compressed with loss")
        return ShortcutsDialog::tr("Compressed with loss");
    if (point.name == "lossless")
        return ShortcutsDialog::tr("Lossless");
    if (point.name == "edge frames only")
        return ShortcutsDialog::tr("Edge frames only");
    if (point.name == "levels only")
        return ShortcutsDialog::tr("Levels only");
    if (point.name == "lossless clips")
        return ShortcutsDialog::tr("Lossless clips");
    if (point.name == "clips as they are")
        return ShortcutsDialog::tr("Clips as they are");
    if (point.name == "through MP3")
        return ShortcutsDialog::tr("The same through MP3");
    return toQString(point.name);
}

/// A difference of two percentages, in percentage points.
QString pointsText(double difference)
{
    return numberText(100 * difference, 1);
}

void addGroup(QTreeWidget *table, const QString &title, const std::vector<ShortcutPoint> &points)
{
    if (points.empty())
        return;
    auto *group = new QTreeWidgetItem(table, { title });
    group->setFirstColumnSpanned(true);
    for (const ShortcutPoint &point : points) {
        const bool any = point.examples > 0;
        auto *row = new QTreeWidgetItem(group,
            { pointWords(point), QString::number(point.examples),
                any ? percentText(point.accuracy.value) : QStringLiteral("–"),
                any ? ShortcutsDialog::tr("%1 to %2", "interval")
                          .arg(percentText(point.accuracy.low), percentText(point.accuracy.high))
                    : QString(),
                point.difference ? ShortcutsDialog::tr("%1 (%2 to %3)", "difference and its interval")
                                       .arg(pointsText(point.difference->value), pointsText(point.difference->low),
                                           pointsText(point.difference->high))
                                 : QString() });
        for (const int column : { ExamplesColumn, AccuracyColumn, IntervalColumn, DifferenceColumn })
            row->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    group->setExpanded(true);
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const QString &run, const ShortcutReport &report, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Shortcut learning"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(760, 560);

    auto *title = new TextLabel(run);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    auto *verdict = new TextLabel;
    verdict->setObjectName(QStringLiteral("shortcutsVerdict"));
    verdict->setWordWrap(true);
    QStringList sentences;
    for (const std::string &alarm : report.alarms)
        sentences << QStringLiteral("• ") + coreText(alarm);
    const QString none = tr(
        "No check raises an alarm. One does where the model is beyond doubt better, by 5 points or more, with what a "
        "shortcut could be read from: at gaps as narrow as in its training, in pieces cut out of the spectrogram, at "
        "the "
        "ends of tracks, after MP3; or where a tiny model is beyond doubt more than 5 points above guessing. Kinds of "
        "file hold different music and raise none.");
    verdict->setText(sentences.isEmpty() ? none : sentences.join(u'\n'));

    auto *table = new QTreeWidget;
    table->setObjectName(QStringLiteral("shortcutsTable"));
    table->setAccessibleName(tr("Accuracies of the checks"));
    table->setColumnCount(ColumnCount);
    table->setHeaderLabels(
        { tr("Check"), tr("Clips"), tr("Accuracy"), tr("95 % interval"), tr("Difference (points)") });
    table->setSelectionMode(QAbstractItemView::NoSelection);
    table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->header()->setSectionResizeMode(CheckColumn, QHeaderView::Stretch);
    table->header()->setStretchLastSection(false);
    addGroup(table, tr("The model, asked with other gaps"), report.byGap);
    addGroup(table, tr("Pieces cut out of the spectrogram, and out of the sound"), report.byCut);
    addGroup(table, tr("By place in the track"), report.byPosition);
    addGroup(table, tr("By kind of file, each with other music"), report.byCodec);
    addGroup(table, tr("The same clips encoded"), report.byEncoding);
    addGroup(table, tr("Tiny models that see next to nothing"), report.probes);

    QString words = tr("Guessing gives %1. Intervals are drawn over tracks. All of it on music that the model never "
                       "trained on.")
                        .arg(percentText(report.chance))
        + u' ';
    if (report.byGap.empty())
        words += tr("Differences are percentage points, on the same clips, to the line above.");
    else
        words += tr("Differences are percentage points on the same clips: of gaps to one of 23 frames, across which "
                    "pieces share nothing; of the others to the line above.");
    auto *note = new TextLabel(words);
    note->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(title);
    layout->addWidget(verdict);
    layout->addWidget(table, 1);
    layout->addWidget(note);
    layout->addWidget(buttons);
}

} // namespace retrograde
