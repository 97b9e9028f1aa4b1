#include "ui/errors/errorspage.h"

#include "base/error.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "library/outputguard.h"
#include "library/workspace.h"
#include "report/errortable.h"
#include "report/verdicts.h"
#include "ui/base/checkedlook.h"
#include "ui/base/columns.h"
#include "ui/base/dialogs.h"
#include "ui/base/emptystate.h"
#include "ui/base/errortext.h"
#include "ui/base/flowlayout.h"
#include "ui/base/searchfield.h"
#include "ui/base/spokenname.h"
#include "ui/base/tables.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/errors/answerselection.h"
#include "ui/errors/errorfilter.h"
#include "ui/errors/errormodel.h"
#include "ui/errors/verdictbar.h"
#include "ui/training/runwords.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMetaEnum>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QUndoStack>
#include <QVBoxLayout>
#include <algorithm>
#include <optional>
#include <utility>

namespace retrograde {

namespace {

QString kindWords(ErrorKind kind, const QString &n)
{
    switch (kind) {
    case ErrorKind::Sure:
        return ErrorsPage::tr("Wrong and sure (%1)").arg(n);
    case ErrorKind::Unsure:
        return ErrorsPage::tr("Unsure (%1)").arg(n);
    case ErrorKind::All:
        return ErrorsPage::tr("All (%1)").arg(n);
    case ErrorKind::Wrong:
        return ErrorsPage::tr("Wrong (%1)").arg(n);
    }
    return {};
}

} // namespace

ErrorsPage::ErrorsPage(FileDialogs &files, MessageBoxes &messages, QWidget *parent)
    : Page(parent)
    , m_files(files)
    , m_messages(messages)
    , m_selection(new AnswerSelection(this))
    , m_model(new ErrorModel(*m_selection, this))
    , m_shown(new ErrorFilter(this))
    , m_undo(new QUndoStack(this))
    , m_states(new QStackedWidget(this))
{
    m_shown->setSourceModel(m_model);
    connect(m_selection, &AnswerSelection::currentChanged, this, &ErrorsPage::followSelection);

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
    m_verdictBar = new VerdictBar(this);
    connect(m_verdictBar, &VerdictBar::given, this, &ErrorsPage::giveVerdict);
    listLayout->addWidget(m_verdictBar);

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
    for (const ErrorKind kind : kErrorKinds) {
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
    m_kinds->button(static_cast<int>(ErrorKind::Wrong))
        ->setToolTip(tr("All wrong answers, however sure the model was."));
    m_kinds->button(static_cast<int>(ErrorKind::Unsure))
        ->setToolTip(tr("Right or wrong, with at most 65 % on its answer."));
    m_kinds->button(static_cast<int>(ErrorKind::All))
        ->setToolTip(tr("Every clip that the run was validated on: as long as its model hears at once, of the tracks "
                        "that were held out."));

    m_search = new SearchField(QStringLiteral("errorsSearch"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setToolTip(tr("Words of the track's title, the artist, or how it was heard or labelled"));
    m_search->setAccessibleName(tr("Search the errors"));
    m_search->setFixedWidth(160);

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
    connect(m_kinds, &QButtonGroup::idClicked, this, &ErrorsPage::listKind);
    connect(m_newer, &QPushButton::clicked, this, [this] {
        const std::vector<ErrorRow> judged = judgedRows();
        reload();
        tellOfMoved(judged);
    });
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
    m_shown->setWords(text);
    if (text.isEmpty() && m_beforeSearch) {
        selectAnswer(*m_beforeSearch);
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
            { ErrorModel::SaysColumn, 168 }, { ErrorModel::LossColumn, 96 }, { ErrorModel::VerdictColumn, 176 } });
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicatorClearable(true); // which brings the kind's own order back
    connect(header, &QHeaderView::sortIndicatorChanged, m_shown,
        [this](int column, Qt::SortOrder order) { m_shown->sort(column, order); });

    m_nothing = new EmptyState;
    m_showAll = m_nothing->addButton(tr("End the search"), QStringLiteral("errorsShowAll"));
    connect(m_showAll, &QPushButton::clicked, m_search, &QLineEdit::clear);
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

void ErrorsPage::setWorkspace(Workspace *workspace)
{
    m_workspace = workspace;
    m_judgedBefore.clear();
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
    if (newer && !isVisible() && m_judgedBefore.empty())
        m_judgedBefore = judgedRows();
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

Id ErrorsPage::chosenRun() const
{
    return m_run->currentData().toLongLong();
}

/// Reads what the run's best epoch answered.
void ErrorsPage::reload()
{
    const Id runId = chosenRun();
    m_shownEpoch = 0;
    m_newer->setVisible(false);
    Question question;
    auto answers = std::make_shared<const std::vector<ErrorRow>>();
    if (m_workspace && runId != 0) {
        try {
            const std::optional<Run> run = m_workspace->run(runId);
            m_shownEpoch = run ? run->bestEpoch : 0;
            if (run) {
                m_run->setItemText(m_run->currentIndex(), runWithEpoch(*run));
                question = questionOf(specOf(*run));
            }
            answers = std::make_shared<const std::vector<ErrorRow>>(errorRows(*m_workspace, runId, ErrorKind::All));
        } catch (const Error &error) {
            Q_EMIT problem(describe(error));
        }
    }
    {
        const QScopedValueRollback guard(m_reloading, true);
        m_selection->setAnswers(question, std::move(answers));
    }
    showRows();
}

/// Lists those of the kind that is checked, of the epoch that was read.
void ErrorsPage::listKind()
{
    {
        const QScopedValueRollback guard(m_reloading, true);
        m_selection->setKind(static_cast<ErrorKind>(m_kinds->checkedId()));
    }
    showRows();
}

/// Makes the rest of the page suit the rows of the selection, which are in the table already.
void ErrorsPage::showRows()
{
    {
        const QScopedValueRollback guard(m_reloading, true);
        // The rows come in the order that suits their kind, unless the user has asked for another.
        if (const Id listed = chosenRun(); listed != std::exchange(m_listed, listed))
            m_view->header()->setSortIndicator(-1, Qt::DescendingOrder);
        reloadVerdicts();
        selectRow(m_model->rowOf(m_selection->current()));
        m_selection->setCurrent(currentNumber()); // which a search may hide
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

void ErrorsPage::updateState()
{
    if (m_model->rowCount() == 0) {
        if (m_selection->kind() == ErrorKind::Sure)
            m_nothing->setTexts(tr("No sure mistakes"),
                tr("The best epoch gave no wrong answer a probability of 80 % or more. It is unsure of %1 of its %2 "
                   "answers. Choose another kind above.")
                    .arg(m_selection->count(ErrorKind::Unsure))
                    .arg(m_selection->count(ErrorKind::All)));
        else
            m_nothing->setTexts(
                tr("Nothing of this kind"), tr("The run's best epoch made none. Choose another kind above."));
    } else {
        m_nothing->setTexts(tr("Nothing matches"), tr("No clip's track or artist fits the search."));
    }
    m_showAll->setVisible(m_model->rowCount() > 0);
    const bool any = m_shown->rowCount() > 0;
    showState(m_results, any ? 0 : 1);
    m_export->setEnabled(any);
    showCounts();
    Q_EMIT contentChanged();
}

/// The kind that is listed counts the rows that are there to be seen, which a search makes fewer.
void ErrorsPage::showCounts()
{
    for (const ErrorKind kind : kErrorKinds) {
        const std::size_t all = m_selection->count(kind);
        const bool searched = kind == m_selection->kind() && !m_search->text().trimmed().isEmpty();
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
        = QStringLiteral("errors-run-%1-%2.csv").arg(chosenRun()).arg(toQString(toString(m_selection->kind())));
    const QString file = m_files.newFile(this, tr("Export errors as CSV"), suggested, tr("Tables (*.csv)"));
    if (file.isEmpty())
        return;
    std::vector<ErrorRow> rows;
    for (int row = 0; row < m_shown->rowCount(); ++row)
        rows.push_back(m_model->row(m_shown->mapToSource(m_shown->index(row, 0)).row()));
    try {
        requireNotOfLibrary(*m_workspace, toPath(file));
        writeErrorsCsv(toPath(file), rows, m_workspace->verdicts());
    } catch (const Error &error) {
        m_messages.warn(this, errorText(error.code()).title, describe(error));
    }
}

int ErrorsPage::currentRow() const
{
    const QModelIndex index = m_view->currentIndex();
    return index.isValid() ? m_shown->mapToSource(index).row() : -1;
}

std::optional<std::uint32_t> ErrorsPage::currentNumber() const
{
    const int row = currentRow();
    return row < 0 ? std::nullopt : std::optional(m_model->number(row));
}

/// Another view has chosen: the table follows, and a search that hides it ends.
void ErrorsPage::followSelection()
{
    const int row = m_model->rowOf(m_selection->current());
    if (row < 0 || row == currentRow())
        return;
    if (!m_shown->mapFromSource(m_model->index(row, 0)).isValid())
        m_search->clear();
    selectRow(row);
}

void ErrorsPage::selectAnswer(const ErrorRow &same)
{
    selectRow(m_model->rowOf(m_selection->find(same)));
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

void ErrorsPage::announceCurrent()
{
    if (!m_searching)
        m_beforeSearch.reset();
    m_selection->setCurrent(currentNumber());
    showVerdictOfCurrent();
    const std::optional<StageItem> item = chosen();
    if (m_reloading || !item)
        return;
    Q_EMIT itemSelected(*item);
    if (m_verdictBar->playsWhenChosen())
        Q_EMIT playRequested();
}

std::optional<StageItem> ErrorsPage::chosen() const
{
    const int row = currentRow();
    if (row < 0)
        return {};
    const ErrorRow &shown = m_model->row(row);
    StageItem item;
    item.track = *shown.track;
    item.startSeconds = shown.startSeconds;
    item.seconds = shown.seconds;
    item.transform = toQString(shown.transform);
    item.judged = JudgedClip { shown.runId, shown.frameCount, m_model->question(), shown };
    return item;
}

QVariantMap ErrorsPage::state() const
{
    const int row = currentRow();
    const QHeaderView *header = m_view->header();
    return { { QStringLiteral("run"), QVariant::fromValue<qlonglong>(chosenRun()) },
        { QStringLiteral("kind"), m_kinds->checkedId() },
        { QStringLiteral("question"), row < 0 ? QString() : toQString(m_model->row(row).subject()) },
        { QStringLiteral("track"), QVariant::fromValue<qlonglong>(row < 0 ? 0 : m_model->row(row).track->id) },
        { QStringLiteral("frame"), QVariant::fromValue<qlonglong>(row < 0 ? 0 : m_model->row(row).beginFrame) },
        { QStringLiteral("sortedBy"),
            QString::fromLatin1(QMetaEnum::fromType<ErrorModel::Column>().valueToKey(header->sortIndicatorSection())) },
        { QStringLiteral("descending"), header->sortIndicatorOrder() == Qt::DescendingOrder } };
}

void ErrorsPage::setState(const QVariantMap &state)
{
    if (QAbstractButton *kind = m_kinds->button(state.value(QStringLiteral("kind"), -1).toInt())) {
        const QScopedValueRollback guard(m_reloading, true);
        kind->setChecked(true);
        m_selection->setKind(static_cast<ErrorKind>(m_kinds->checkedId())); // what it leaves is shown below
    }
    const int run = m_run->findData(state.value(QStringLiteral("run")));
    if (run >= 0 && run != m_run->currentIndex())
        m_run->setCurrentIndex(run);
    else
        reload();
    const QString column = state.value(QStringLiteral("sortedBy")).toString();
    bool isNumber = false; // as earlier versions had it
    int sortedBy = column.toInt(&isNumber);
    if (!isNumber)
        sortedBy = QMetaEnum::fromType<ErrorModel::Column>().keyToValue(column.toLatin1().constData());
    if (sortedBy >= -1 && sortedBy < m_model->columnCount())
        m_view->header()->setSortIndicator(sortedBy,
            state.value(QStringLiteral("descending"), true).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const ErrorRow &candidate = m_model->row(row);
        if (candidate.track->id == state.value(QStringLiteral("track")).toLongLong()
            && candidate.beginFrame == state.value(QStringLiteral("frame")).toLongLong()
            && toQString(candidate.subject()) == state.value(QStringLiteral("question")).toString())
            return selectRow(row);
    }
}

void ErrorsPage::enter()
{
    chooseSomething();
    m_view->scrollTo(m_view->currentIndex());
    Page::enter();
    tellOfMoved(std::exchange(m_judgedBefore, {}));
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
