#include "ui/errors/errorspage.h"

#include "base/error.h"
#include "library/outputguard.h"
#include "library/workspace.h"
#include "report/errortable.h"
#include "ui/base/columns.h"
#include "ui/base/dialogs.h"
#include "ui/base/emptystate.h"
#include "ui/base/errortext.h"
#include "ui/base/flowlayout.h"
#include "ui/base/searchfield.h"
#include "ui/base/spokenname.h"
#include "ui/base/tables.h"
#include "ui/base/text.h"
#include "ui/errors/errormodel.h"
#include "ui/look/checkedlook.h"
#include "ui/look/textlabel.h"
#include "ui/training/runwords.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QShortcut>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QUndoCommand>
#include <QUndoStack>
#include <QVBoxLayout>
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace retrograde {

namespace {

/// One for each of kVerdicts; the same in every language, so that the help sheet holds.
constexpr Qt::Key kVerdictKeys[] = { Qt::Key_Y, Qt::Key_N, Qt::Key_D, Qt::Key_P, Qt::Key_T };
static_assert(std::size(kVerdictKeys) == std::size(kVerdicts));

constexpr ErrorKind kKinds[] = { ErrorKind::Sure, ErrorKind::Unsure, ErrorKind::All };

QString kindWords(ErrorKind kind, const QString &n)
{
    switch (kind) {
    case ErrorKind::Sure:
        return ErrorsPage::tr("Wrong and sure (%1)").arg(n);
    case ErrorKind::Unsure:
        return ErrorsPage::tr("Unsure (%1)").arg(n);
    case ErrorKind::All:
        return ErrorsPage::tr("All (%1)").arg(n);
    }
    return {};
}

QString verdictMeaning(const std::string &verdict)
{
    if (verdict == "model_right")
        return ErrorsPage::tr("By ear the model’s answer is right");
    if (verdict == "model_wrong")
        return ErrorsPage::tr("By ear the model’s answer is wrong");
    if (verdict == "drone")
        return ErrorsPage::tr("The music sounds the same in both directions, so that no ear could tell");
    if (verdict == "published_reversed")
        return ErrorsPage::tr("The track itself was published played backwards");
    return ErrorsPage::tr("The ear cannot decide");
}

/// Finds words in the track's title, the artist, or how it was heard or labelled.
class ErrorFilter : public QSortFilterProxyModel {
public:
    explicit ErrorFilter(QObject *parent)
        : QSortFilterProxyModel(parent)
    {
        setSortRole(ErrorModel::kSortRole);
        setSortCaseSensitivity(Qt::CaseInsensitive);
        setSortLocaleAware(true);
    }

    void setWords(const QString &text)
    {
        m_words = text.split(u' ', Qt::SkipEmptyParts);
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QString text = sourceModel()->index(row, ErrorModel::TrackColumn, parent).data().toString() + u' '
            + sourceModel()->index(row, ErrorModel::ArtistColumn, parent).data().toString() + u' '
            + sourceModel()->index(row, ErrorModel::HeardColumn, parent).data().toString();
        return std::all_of(m_words.begin(), m_words.end(),
            [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
    }

private:
    QStringList m_words;
};

} // namespace

QString ErrorsPage::verdictSentence(const ErrorRow &row, const std::string &verdict)
{
    return tr("“%1”: %2", "track, verdict").arg(toQString(row.track.title), verdictWords(verdict));
}

QString ErrorsPage::takenBack(const ErrorRow &row)
{
    return tr("The verdict on “%1” is taken back.").arg(toQString(row.track.title));
}

/// Gives or takes back one verdict.
class ErrorsPage::VerdictCommand : public QUndoCommand {
public:
    VerdictCommand(ErrorsPage &page, std::optional<Verdict> before, std::optional<Verdict> after, ErrorRow row)
        : QUndoCommand(ErrorsPage::tr("verdict"))
        , m_page(page)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_row(std::move(row))
    {
    }

    void redo() override { replace(m_before, m_after); }
    void undo() override
    {
        replace(m_after, m_before);
        m_page.selectRow(m_page.m_model->findRow(m_row));
        Q_EMIT m_page.news(m_before ? ErrorsPage::tr("The verdict on “%1” is again: %2", "track, verdict")
                                          .arg(toQString(m_row.track.title), verdictWords(m_before->verdict))
                                    : takenBack(m_row));
    }

private:
    void replace(std::optional<Verdict> &old, std::optional<Verdict> &now)
    {
        m_page.applyVerdict(old ? &*old : nullptr, now ? &*now : nullptr);
    }

    ErrorsPage &m_page;
    std::optional<Verdict> m_before;
    std::optional<Verdict> m_after;
    ErrorRow m_row;
};

ErrorsPage::ErrorsPage(FileDialogs &files, MessageBoxes &messages, QWidget *parent)
    : Page(parent)
    , m_files(files)
    , m_messages(messages)
    , m_model(new ErrorModel(this))
    , m_shown(new ErrorFilter(this))
    , m_undo(new QUndoStack(this))
    , m_states(new QStackedWidget(this))
{
    m_shown->setSourceModel(m_model);

    m_noRun = new EmptyState;
    m_train = m_noRun->addButton(tr("Train a model"), QStringLiteral("errorsTrainButton"));
    connect(m_train, &QPushButton::clicked, this, &ErrorsPage::trainingRequested);
    showNoRun({});

    auto *list = new QWidget;
    auto *listLayout = new QVBoxLayout(list);
    listLayout->setContentsMargins(0, 0, 0, 0);
    listLayout->setSpacing(0);
    listLayout->addWidget(makeBar());
    listLayout->addWidget(makeTable(), 1);
    listLayout->addWidget(makeVerdictBar());

    m_states->setObjectName(QStringLiteral("errorsStates"));
    m_states->addWidget(m_noRun);
    m_states->addWidget(list);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);
}

ErrorsPage::~ErrorsPage() = default;

QWidget *ErrorsPage::makeBar()
{
    m_run = new QComboBox;
    m_run->setObjectName(QStringLiteral("errorsRun"));
    m_run->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_run->setMinimumContentsLength(18);

    m_kinds = new QButtonGroup(this);
    auto *kindsRow = new QWidget;
    auto *kinds = new QHBoxLayout(kindsRow);
    kinds->setContentsMargins(0, 0, 0, 0);
    kinds->setSpacing(0);
    for (const ErrorKind kind : kKinds) {
        auto *button = new QToolButton;
        button->setObjectName(QStringLiteral("kind_%1").arg(toQString(toString(kind))));
        button->setCheckable(true);
        button->setText(kindWords(kind, QStringLiteral("0")));
        m_kinds->addButton(button, static_cast<int>(kind));
        showWhenChecked(button);
        kinds->addWidget(button);
    }
    m_kinds->button(static_cast<int>(ErrorKind::Sure))->setChecked(true);
    m_kinds->button(static_cast<int>(ErrorKind::Sure))
        ->setToolTip(tr("Wrong, with at least 80 % on the wrong answer: the most telling mistakes."));
    m_kinds->button(static_cast<int>(ErrorKind::Unsure))
        ->setToolTip(tr("Right or wrong, with at most 65 % on its answer."));
    m_kinds->button(static_cast<int>(ErrorKind::All))
        ->setToolTip(tr("Every clip that the run was validated on: as long as its model hears at once, of the tracks "
                        "that were held out."));

    m_search = new SearchField(QStringLiteral("errorsSearch"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setToolTip(tr("Words of the track's title, the artist, or how it was heard or labelled"));
    m_search->setAccessibleName(tr("Search the errors"));
    m_search->setFixedWidth(220);

    m_newer = new QPushButton(tr("Show epoch %1").arg(1)); // or whichever is the newer one
    m_newer->setObjectName(QStringLiteral("errorsNewer"));
    m_newer->setToolTip(tr("The run has a better epoch now than the one listed here."));
    m_newer->setVisible(false);
    m_export = new QPushButton(tr("Export as CSV…"));
    m_export->setObjectName(QStringLiteral("errorsExport"));

    auto *bar = new QWidget;
    auto *layout = new FlowLayout(8, bar);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_run);
    layout->setExpanding(m_run);
    m_run->setMaximumWidth(420);
    setSpokenName(m_run, tr("Run"));
    layout->addWidget(kindsRow);
    layout->addWidget(m_search);
    layout->addWidget(m_newer);
    layout->addWidget(m_export);

    connect(m_run, &QComboBox::currentIndexChanged, this, &ErrorsPage::reload);
    connect(m_run, &QComboBox::currentTextChanged, m_run, &QWidget::setToolTip); // where it is shortened
    connect(m_kinds, &QButtonGroup::idClicked, this, &ErrorsPage::reload);
    connect(m_newer, &QPushButton::clicked, this, &ErrorsPage::reload);
    connect(m_export, &QPushButton::clicked, this, &ErrorsPage::exportCsv);
    connect(m_search, &QLineEdit::textChanged, this, &ErrorsPage::search);
    return bar;
}

/// Chooses the first row that is found where what was chosen is not among them, and comes back to that when the search
/// is over, unless the user has chosen another meanwhile.
void ErrorsPage::search(const QString &text)
{
    const QScopedValueRollback guard(m_searching, true);
    if (const int row = currentRow(); row >= 0 && !m_beforeSearch)
        m_beforeSearch = m_model->row(row);
    static_cast<ErrorFilter *>(m_shown)->setWords(text);
    if (text.isEmpty() && m_beforeSearch) {
        selectRow(m_model->findRow(*m_beforeSearch));
        m_beforeSearch.reset();
    }
    updateState();
    chooseSomething();
}

QWidget *ErrorsPage::makeTable()
{
    m_view = new QTreeView;
    m_view->setObjectName(QStringLiteral("errorsView"));
    m_view->setAccessibleName(tr("Judged clips"));
    setUpTable(m_view);
    m_view->setRootIsDecorated(false);
    m_view->setModel(m_shown);
    m_search->setList(m_view);
    m_view->header()->setSortIndicator(ErrorModel::LossColumn, Qt::DescendingOrder);
    QHeaderView *header = m_view->header();
    new Columns(m_view, ErrorModel::TrackColumn,
        { { ErrorModel::ArtistColumn, 200 }, { ErrorModel::PositionColumn, 88 }, { ErrorModel::HeardColumn, 136 },
            { ErrorModel::SaysColumn, 192 }, { ErrorModel::LossColumn, 96 }, { ErrorModel::VerdictColumn, 184 } });
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    connect(header, &QHeaderView::sortIndicatorChanged, m_shown,
        [this](int column, Qt::SortOrder order) { m_shown->sort(column, order); });

    m_nothing = new EmptyState;
    m_results = new QStackedWidget;
    m_results->setObjectName(QStringLiteral("errorsResults"));
    m_results->addWidget(m_view);
    m_results->addWidget(m_nothing);

    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ErrorsPage::announceCurrent);
    connect(m_view, &QTreeView::activated, this, &ErrorsPage::playRequested);
    // What was gone to, clicked or played was chosen, also where the search had chosen it before.
    const auto keep = [this] { m_beforeSearch.reset(); };
    connect(m_search, &SearchField::searchNow, this, keep);
    connect(m_view, &QTreeView::clicked, this, keep);
    return m_results;
}

QWidget *ErrorsPage::makeVerdictBar()
{
    m_verdictBar = new QWidget;
    auto *layout = new FlowLayout(4, m_verdictBar);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addWidget(new TextLabel(tr("By ear:")));
    m_verdictButtons = new QButtonGroup(this);
    m_verdictButtons->setExclusive(false);
    for (std::size_t i = 0; i < std::size(kVerdicts); ++i) {
        const std::string verdict = kVerdicts[i];
        auto *button = new QToolButton;
        button->setObjectName(QStringLiteral("verdict_%1").arg(toQString(verdict)));
        button->setText(QStringLiteral("%1 (%2)").arg(verdictWords(verdict), QKeySequence(kVerdictKeys[i]).toString()));
        button->setCheckable(true);
        button->setToolTip(
            tr("%1. The list goes on to the next clip; Ctrl+Z takes the verdict back.", "what a verdict says")
                .arg(verdictMeaning(verdict)));
        m_verdictButtons->addButton(button, static_cast<int>(i));
        showWhenChecked(button);
        layout->addWidget(button);
        connect(button, &QToolButton::clicked, this, [this, verdict] { giveVerdict(verdict); });
        connect(new QShortcut(kVerdictKeys[i], this), &QShortcut::activated, this,
            [this, verdict] { giveVerdict(verdict); });
    }
    m_autoplay = new QCheckBox(tr("Play when chosen"));
    m_autoplay->setObjectName(QStringLiteral("errorsAutoplay"));
    m_autoplay->setToolTip(tr("Each clip plays as soon as it is chosen, so that the list can be reviewed by key."));
    layout->addWidget(m_autoplay);
    return m_verdictBar;
}

void ErrorsPage::setWorkspace(Workspace *workspace)
{
    m_workspace = workspace;
    m_undo->clear();
    {
        const QSignalBlocker block(m_run);
        m_run->clear();
    }
    m_search->clear();
    refreshRuns();
    reload();
}

void ErrorsPage::refreshRuns()
{
    const Id before = chosenRun();
    const QString shown = m_run->currentText();
    int newestEpoch = 0;
    {
        const QSignalBlocker block(m_run);
        m_run->clear();
        try {
            if (m_workspace) {
                std::optional<Run> running;
                for (const Run &run : m_workspace->runs()) {
                    if (run.status == RunStatus::Running)
                        running = run;
                    if (!hasPredictions(run))
                        continue;
                    m_run->addItem(runWithEpoch(run), QVariant::fromValue<qlonglong>(run.id));
                    if (run.id == before)
                        newestEpoch = run.bestEpoch;
                }
                showNoRun(running);
            }
        } catch (const Error &error) {
            Q_EMIT problem(describe(error));
        }
        m_run->setCurrentIndex(std::max(0, m_run->findData(QVariant::fromValue<qlonglong>(before))));
        m_run->setToolTip(m_run->currentText());
    }
    const bool another = chosenRun() != before;
    const bool newer = !another && newestEpoch != m_shownEpoch;
    if (another || (newer && !isVisible()))
        reload();
    else
        offerNewer(newer ? newestEpoch : 0, shown);
    showState(m_states, m_run->count() > 0 ? 1 : 0);
    Q_EMIT contentChanged();
}

/// With the accuracy of the epoch whose answers are listed.
QString ErrorsPage::runWithEpoch(const Run &run)
{
    return runTitle(run) + QStringLiteral(" · ")
        + tr("%1 in epoch %2", "accuracy, number")
              .arg(percentText(run.validationAccuracy.value_or(0)))
              .arg(run.bestEpoch);
}

/// The run stays named as @p shown, after the epoch that is listed, until the user asks for @p epoch, if there is one.
void ErrorsPage::offerNewer(int epoch, const QString &shown)
{
    m_newer->setVisible(epoch > 0);
    if (epoch == 0)
        return;
    m_newer->setText(tr("Show epoch %1").arg(epoch));
    m_run->setItemText(m_run->currentIndex(), shown);
}

/// What stands in place of a list while no run has finished an epoch; @p running is one that trains.
void ErrorsPage::showNoRun(const std::optional<Run> &running)
{
    m_noRun->setTexts(running ? tr("No epoch is finished yet") : tr("No trained run yet"),
        running ? tr("%1 is training. Its mistakes are listed here after its first epoch, the worst first, each to be "
                     "seen and heard.")
                      .arg(runTitle(*running))
                : tr("When a model has been trained for an epoch, its mistakes are listed here, the worst first, each "
                     "to be seen and heard."));
    m_train->setVisible(!running);
}

void ErrorsPage::showRun(Id runId)
{
    m_run->setCurrentIndex(m_run->findData(QVariant::fromValue<qlonglong>(runId)));
    chooseSomething();
}

QList<std::pair<QString, QString>> ErrorsPage::verdictKeys()
{
    QList<std::pair<QString, QString>> keys;
    for (std::size_t i = 0; i < std::size(kVerdicts); ++i)
        keys.append({ QKeySequence(kVerdictKeys[i]).toString(QKeySequence::NativeText), verdictWords(kVerdicts[i]) });
    return keys;
}

Id ErrorsPage::chosenRun() const
{
    return m_run->currentData().toLongLong();
}

ErrorKind ErrorsPage::chosenKind() const
{
    return static_cast<ErrorKind>(m_kinds->checkedId());
}

void ErrorsPage::reload()
{
    const int row = currentRow();
    std::optional<ErrorRow> current;
    if (row >= 0)
        current = m_model->row(row);

    std::vector<ErrorRow> rows;
    m_counts.clear();
    const Id runId = chosenRun();
    m_shownEpoch = 0;
    m_newer->setVisible(false);
    if (m_workspace && runId != 0) {
        try {
            const std::optional<Run> run = m_workspace->run(runId);
            m_shownEpoch = run ? run->bestEpoch : 0;
            if (run)
                m_run->setItemText(m_run->currentIndex(), runWithEpoch(*run));
            rows = errorRows(*m_workspace, runId, ErrorKind::All);
            const std::vector<Answer> all(rows.begin(), rows.end());
            for (const ErrorKind kind : kKinds)
                m_counts[kind] = errorCases(all, kind).size();
            if (chosenKind() != ErrorKind::All)
                rows = errorRows(*m_workspace, runId, chosenKind());
        } catch (const Error &error) {
            Q_EMIT problem(describe(error));
        }
    }
    {
        const QScopedValueRollback guard(m_reloading, true);
        // The rows come in the order that suits their kind, until the user asks for another.
        if (const std::pair listed(runId, m_kinds->checkedId()); listed != std::exchange(m_listed, listed))
            m_view->header()->setSortIndicator(-1, Qt::DescendingOrder);
        m_model->setRows(std::move(rows));
        reloadVerdicts();
        // The same clip of another run is another answer.
        if (current && current->prediction.runId == runId)
            selectRow(m_model->findRow(*current));
    }
    updateState();
    showVerdictOfCurrent();
    chooseSomething();
    // The same clip may have been judged anew.
    if (const std::optional<StageItem> item = chosen(); item && isVisible() && !isOnStage(*item))
        Q_EMIT itemSelected(*item);
}

/// The first row where none is chosen. A page that nobody sees leaves the stage alone.
void ErrorsPage::chooseSomething()
{
    if (isVisible() && m_shown->rowCount() > 0 && !m_view->currentIndex().isValid())
        m_view->setCurrentIndex(m_shown->index(0, 0));
}

void ErrorsPage::reloadVerdicts()
{
    try {
        m_model->setVerdicts(m_workspace ? m_workspace->verdicts() : std::vector<Verdict> {});
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
}

void ErrorsPage::updateState()
{
    if (m_model->rowCount() == 0) {
        if (chosenKind() == ErrorKind::Sure)
            m_nothing->setTexts(tr("No sure mistakes"),
                tr("The best epoch gave no wrong answer a probability of 80 % or more. It is unsure of %1 of its %2 "
                   "answers. Choose another kind above.")
                    .arg(m_counts[ErrorKind::Unsure])
                    .arg(m_counts[ErrorKind::All]));
        else
            m_nothing->setTexts(
                tr("Nothing of this kind"), tr("The run's best epoch made none. Choose another kind above."));
    } else {
        m_nothing->setTexts(tr("Nothing matches"), tr("No clip's track or artist fits the search."));
    }
    const bool any = m_shown->rowCount() > 0;
    showState(m_results, any ? 0 : 1);
    m_export->setEnabled(any);
    showCounts();
    Q_EMIT contentChanged();
}

/// The kind that is listed counts the rows that are there to be seen, which a search makes fewer.
void ErrorsPage::showCounts()
{
    for (const ErrorKind kind : kKinds) {
        const std::size_t all = m_counts[kind];
        const bool searched = kind == chosenKind() && !m_search->text().trimmed().isEmpty();
        const QString count
            = searched ? tr("%1 of %2", "shown, in all").arg(m_shown->rowCount()).arg(all) : QString::number(all);
        m_kinds->button(static_cast<int>(kind))->setText(kindWords(kind, count));
    }
}

bool ErrorsPage::canExport() const
{
    return m_shown->rowCount() > 0;
}

void ErrorsPage::exportCsv()
{
    if (!canExport())
        return;
    const QString suggested
        = QStringLiteral("errors-run-%1-%2.csv").arg(chosenRun()).arg(toQString(toString(chosenKind())));
    const QString file = m_files.newFile(this, tr("Export errors as CSV"), suggested, tr("Tables (*.csv)"));
    if (file.isEmpty())
        return;
    std::vector<ErrorRow> rows;
    for (int row = 0; row < m_shown->rowCount(); ++row)
        rows.push_back(m_model->row(m_shown->mapToSource(m_shown->index(row, 0)).row()));
    try {
        requireNotOfLibrary(*m_workspace, toPath(file));
        writeErrorsCsv(toPath(file), rows);
    } catch (const Error &error) {
        m_messages.warn(this, errorText(error.code()).title, describe(error));
    }
}

bool ErrorsPage::fits(const std::string &verdict) const
{
    const bool recogniser = m_model->rowCount() > 0 && !m_model->row(0).label.empty();
    return !recogniser || (verdict != "drone" && verdict != "published_reversed");
}

int ErrorsPage::currentRow() const
{
    const QModelIndex index = m_view->currentIndex();
    return index.isValid() ? m_shown->mapToSource(index).row() : -1;
}

void ErrorsPage::selectRow(int row)
{
    if (row < 0)
        return;
    const QModelIndex index = m_shown->mapFromSource(m_model->index(row, 0));
    if (!index.isValid())
        return;
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

void ErrorsPage::giveVerdict(const std::string &verdict)
{
    const int row = currentRow();
    if (row < 0 || !m_workspace || !fits(verdict)) {
        showVerdictOfCurrent();
        return;
    }
    const ErrorRow shown = m_model->row(row);
    if (const std::optional<StageItem> item = chosen(); !isOnStage(*item)) {
        Q_EMIT itemSelected(*item);
        showVerdictOfCurrent();
        Q_EMIT news(tr("“%1” is on the stage now, to be heard before it is judged.").arg(toQString(shown.track.title)));
        return;
    }
    const Verdict *known = m_model->verdict(row);
    const std::optional<Verdict> before = known ? std::optional(*known) : std::nullopt;
    if (before && before->verdict == verdict) {
        m_undo->push(new VerdictCommand(*this, before, {}, shown));
        Q_EMIT news(takenBack(shown));
        return;
    }
    Verdict given;
    given.trackId = shown.prediction.trackId;
    given.startSeconds = shown.startSeconds;
    given.seconds = shown.seconds;
    given.verdict = verdict;
    given.note = shown.question();
    given.runId = shown.prediction.runId;
    m_undo->push(new VerdictCommand(*this, before, given, shown));
    const QString said = verdictSentence(shown, verdict);
    moveSelection(+1);
    const bool moved = currentRow() != row;
    Q_EMIT news(moved ? tr("%1. This is the next one; Ctrl+Z takes the verdict back.").arg(said)
                      : tr("%1. It was the last of the list; Ctrl+Z takes the verdict back.").arg(said));
}

void ErrorsPage::applyVerdict(const Verdict *takenAway, Verdict *given)
{
    try {
        m_workspace->transaction([&] {
            if (takenAway)
                m_workspace->deleteVerdict(takenAway->id);
            if (given)
                given->id = m_workspace->addVerdict(*given);
        });
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
    reloadVerdicts();
    showVerdictOfCurrent();
}

void ErrorsPage::announceCurrent()
{
    if (!m_searching)
        m_beforeSearch.reset();
    showVerdictOfCurrent();
    const std::optional<StageItem> item = chosen();
    if (m_reloading || !item)
        return;
    Q_EMIT itemSelected(*item);
    if (m_autoplay->isChecked())
        Q_EMIT playRequested();
}

std::optional<StageItem> ErrorsPage::chosen() const
{
    const int row = currentRow();
    if (row < 0)
        return {};
    const ErrorRow &shown = m_model->row(row);
    StageItem item;
    item.track = shown.track;
    item.startSeconds = shown.startSeconds;
    item.seconds = shown.seconds;
    item.transform = toQString(shown.prediction.transform);
    item.prediction = shown.prediction;
    item.label = toQString(shown.label);
    return item;
}

void ErrorsPage::showVerdictOfCurrent()
{
    const int row = currentRow();
    const Verdict *verdict = row < 0 ? nullptr : m_model->verdict(row);
    for (QAbstractButton *button : m_verdictButtons->buttons()) {
        button->setEnabled(row >= 0);
        button->setVisible(fits(kVerdicts[m_verdictButtons->id(button)]));
        button->setChecked(verdict && verdict->verdict == kVerdicts[m_verdictButtons->id(button)]);
    }
}

QVariantMap ErrorsPage::state() const
{
    const int row = currentRow();
    const QHeaderView *header = m_view->header();
    return { { QStringLiteral("run"), QVariant::fromValue<qlonglong>(chosenRun()) },
        { QStringLiteral("kind"), m_kinds->checkedId() },
        { QStringLiteral("question"), row < 0 ? QString() : toQString(m_model->row(row).question()) },
        { QStringLiteral("track"), QVariant::fromValue<qlonglong>(row < 0 ? 0 : m_model->row(row).track.id) },
        { QStringLiteral("frame"),
            QVariant::fromValue<qlonglong>(row < 0 ? 0 : m_model->row(row).prediction.beginFrame) },
        { QStringLiteral("sortedBy"), header->sortIndicatorSection() },
        { QStringLiteral("descending"), header->sortIndicatorOrder() == Qt::DescendingOrder } };
}

void ErrorsPage::setState(const QVariantMap &state)
{
    if (QAbstractButton *kind = m_kinds->button(state.value(QStringLiteral("kind"), -1).toInt()))
        kind->setChecked(true);
    const int run = m_run->findData(state.value(QStringLiteral("run")));
    if (run >= 0 && run != m_run->currentIndex())
        m_run->setCurrentIndex(run);
    else
        reload();
    const int sortedBy = state.value(QStringLiteral("sortedBy"), -1).toInt();
    if (sortedBy >= -1 && sortedBy < m_model->columnCount())
        m_view->header()->setSortIndicator(sortedBy,
            state.value(QStringLiteral("descending"), true).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ErrorRow &candidate = m_model->row(row);
        if (candidate.track.id == state.value(QStringLiteral("track")).toLongLong()
            && candidate.prediction.beginFrame == state.value(QStringLiteral("frame")).toLongLong()
            && toQString(candidate.question()) == state.value(QStringLiteral("question")).toString())
            return selectRow(row);
    }
}

void ErrorsPage::enter()
{
    chooseSomething();
    m_view->scrollTo(m_view->currentIndex());
    Page::enter();
}

void ErrorsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ErrorsPage::moveSelection(int step)
{
    moveCurrentRow(m_view, step);
}

} // namespace retrograde
