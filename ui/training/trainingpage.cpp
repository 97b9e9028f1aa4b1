#include "ui/training/trainingpage.h"

#include "base/error.h"
#include "experiment/storedrun.h"
#include "library/workspace.h"
#include "ui/base/columns.h"
#include "ui/base/dialogs.h"
#include "ui/base/elidedlabel.h"
#include "ui/base/errortext.h"
#include "ui/base/flowlayout.h"
#include "ui/base/tables.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/training/curvesview.h"
#include "ui/training/runcontrols.h"
#include "ui/training/runform.h"
#include "ui/training/runmodel.h"
#include "ui/training/runwords.h"
#include "ui/training/trainingcontroller.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

namespace retrograde {

namespace {

constexpr int kFormWidth = 280;
constexpr int kLeastRunsWidth = 480;

} // namespace

TrainingPage::TrainingPage(TrainingController &controller, MessageBoxes &messages, QWidget *parent)
    : Page(parent)
    , m_controller(controller)
    , m_messages(messages)
    , m_form(new RunForm)
    , m_curves(new CurvesView)
    , m_curvesTitle(new ElidedLabel)
    , m_controls(new RunControls(controller))
    , m_runs(new RunModel(this))
{
    m_runs->setActivities([&controller](const Run &run) { return controller.activity(run); });
    m_form->setFixedWidth(kFormWidth);

    m_curvesTitle->setObjectName(QStringLiteral("curvesTitle"));
    QFont bold = m_curvesTitle->font();
    bold.setBold(true);
    m_curvesTitle->setFont(bold);
    auto *top = new QWidget;
    auto *topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(8, 8, 8, 0);
    topLayout->setSpacing(4);
    topLayout->addWidget(m_curvesTitle);
    m_doubts = new TextLabel;
    m_doubts->setObjectName(QStringLiteral("doubts"));
    m_doubts->setWordWrap(true);
    m_doubts->installEventFilter(this);
    topLayout->addWidget(m_doubts);
    topLayout->addWidget(m_curves, 1);
    topLayout->addWidget(m_controls);

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("trainingSplitter"));
    splitter->addWidget(top);
    splitter->addWidget(makeRuns());
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_form);
    layout->addWidget(splitter, 1);

    connect(m_form, &RunForm::startRequested, this, &TrainingPage::start);
    connect(m_runs, &RunModel::problem, this, &TrainingPage::problem);
    connect(&m_controller, &TrainingController::nowChanged, this, &TrainingPage::updateNow);
    connect(&m_controller, &TrainingController::runsChanged, this, &TrainingPage::updateRuns);
    connect(&m_controller, &TrainingController::problem, this, &TrainingPage::problem);
    refreshMusic();
    updateNow();
    updateCurves();
    updateButtons();
}

TrainingPage::~TrainingPage() = default;

QWidget *TrainingPage::makeRuns()
{
    m_view = new QTreeView;
    m_view->setObjectName(QStringLiteral("runView"));
    m_view->setAccessibleName(tr("Runs"));
    setUpTable(m_view);
    m_view->setRootIsDecorated(false);
    m_view->setMinimumHeight(m_view->header()->height() + 2 * RowDelegate::kRowHeight);
    m_view->setModel(m_runs);
    new Columns(m_view, RunModel::StatusColumn,
        { { RunModel::IdColumn, 48 }, { RunModel::TaskColumn, 176 }, { RunModel::NetworkColumn, 80 },
            { RunModel::ClipColumn, 64 }, { RunModel::EpochsColumn, 80 }, { RunModel::AccuracyColumn, 112 },
            { RunModel::DateColumn, 152 } });

    auto *empty = new TextLabel(tr("No runs yet. Choose the settings on the left and start training: the run will be "
                                   "listed here, and its mistakes will be waiting under Errors."));
    empty->setObjectName(QStringLiteral("runsEmpty"));
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setMargin(8);
    // In the smallest window, whose splitters do not ask how high a text is.
    empty->setMinimumHeight(empty->heightForWidth(kLeastRunsWidth));
    m_runStates = new QStackedWidget;
    m_runStates->addWidget(m_view);
    m_runStates->addWidget(empty);

    const auto makeButton = [this](const QString &text, const QString &objectName) {
        auto *button = new QPushButton(text);
        button->setObjectName(objectName);
        return button;
    };
    m_resume = makeButton(tr("Resume"), QStringLiteral("resumeButton"));
    m_errors = makeButton(tr("Open errors"), QStringLiteral("openErrorsButton"));
    m_report = makeButton(tr("Report"), QStringLiteral("reportButton"));
    m_shortcuts = makeButton(tr("Shortcut learning"), QStringLiteral("shortcutsButton"));
    m_shortcuts->setToolTip(tr("Whether the model reads artefacts instead of music. Takes a few minutes."));
    m_metrics = makeButton(tr("Metrics"), QStringLiteral("metricsButton"));
    m_metrics->setToolTip(tr("How well each label is recognised."));
    m_delete = makeButton(tr("Delete…"), QStringLiteral("deleteRunButton"));
    auto *buttons = new FlowLayout(4);
    buttons->setContentsMargins(0, 4, 8, 8);
    for (QPushButton *button : { m_resume, m_metrics, m_errors, m_report, m_shortcuts, m_delete })
        buttons->addWidget(button);

    auto *runs = new QWidget;
    auto *layout = new QVBoxLayout(runs);
    layout->setContentsMargins(8, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_runStates, 1);
    layout->addLayout(buttons);

    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        updateCurves();
        updateNow();
    });
    connect(m_view, &QTreeView::activated, this, [this] {
        if (const Run *run = chosenRun())
            (isRecogniser(*run) ? m_metrics : m_errors)->click();
    });
    connect(m_resume, &QPushButton::clicked, this, [this] {
        if (const Run *run = chosenRun())
            resume(run->id);
    });
    connect(m_errors, &QPushButton::clicked, this, [this] {
        if (const Run *run = chosenRun())
            Q_EMIT errorsRequested(run->id);
    });
    connect(m_report, &QPushButton::clicked, this, [this] {
        if (const Run *run = chosenRun())
            Q_EMIT reportRequested(run->id);
    });
    connect(m_shortcuts, &QPushButton::clicked, this, [this] {
        if (const Run *run = chosenRun())
            Q_EMIT shortcutsRequested(run->id);
    });
    connect(m_metrics, &QPushButton::clicked, this, [this] {
        if (const Run *run = chosenRun())
            Q_EMIT metricsRequested(run->id);
    });
    connect(m_delete, &QPushButton::clicked, this, &TrainingPage::deleteChosenRun);
    return runs;
}

void TrainingPage::setWorkspace(Workspace *workspace)
{
    m_workspace = workspace;
    m_runs->setWorkspace(workspace);
    m_form->setProblem({});
    refreshMusic();
    updateRuns();
}

void TrainingPage::setDevices(const QStringList &devices)
{
    m_form->setDevices(devices);
}

void TrainingPage::refreshMusic()
{
    QStringList names;
    QStringList labelled;
    bool music = false;
    try {
        if (m_workspace) {
            for (const Dataset &dataset : m_workspace->datasets()) {
                if (dataset.trackCount > 0)
                    names << QString::fromStdString(dataset.name);
            }
            music = !names.isEmpty();
            for (const std::string &name : m_workspace->labelledDatasets())
                labelled << toQString(name);
        }
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
    m_form->setDatasets(names, labelled);
    m_form->setUnavailable(music ? QString() : tr("There is no music to train on yet. Import some in the library."));
}

void TrainingPage::setRunWorks(const RunWorks &underWay)
{
    for (const auto &[runId, work] : m_runWorks) {
        if (!underWay.contains({ runId, work }))
            m_runs->forgetResult(runId);
    }
    m_runWorks = underWay;
    updateButtons();
}

void TrainingPage::showRun(Id runId)
{
    const QModelIndex index = m_runs->indexOfRun(runId);
    if (index.isValid())
        m_view->setCurrentIndex(index);
}

void TrainingPage::moveSelection(int step)
{
    moveCurrentRow(m_view, step);
}

QVariantMap TrainingPage::state() const
{
    const Run *run = chosenRun();
    return { { QStringLiteral("run"), QVariant::fromValue<qlonglong>(run ? run->id : 0) },
        { QStringLiteral("form"), m_form->state() } };
}

void TrainingPage::setState(const QVariantMap &state)
{
    m_form->setState(state.value(QStringLiteral("form")).toMap());
    showRun(state.value(QStringLiteral("run")).toLongLong());
}

const Run *TrainingPage::chosenRun() const
{
    return m_runs->run(m_view->currentIndex());
}

void TrainingPage::start()
{
    if (!m_workspace)
        return;
    m_form->setProblem({});
    try {
        const Id runId = m_controller.start(m_form->spec());
        showRun(runId);
    } catch (const Error &error) {
        m_form->setProblem(describe(error));
    }
}

void TrainingPage::resume(Id runId)
{
    try {
        m_controller.resume(runId);
    } catch (const Error &error) {
        m_messages.warn(this, errorText(error.code()).title, describe(error));
    }
}

void TrainingPage::deleteChosenRun()
{
    const Run *run = chosenRun();
    if (!run)
        return;
    const Id id = run->id;
    const QString text = tr("%1 will be deleted, with its model, its curves and what it answered. Your verdicts by ear "
                            "stay. This cannot be "
                            "undone.");
    if (!m_messages.confirm(this, tr("Delete the run?"), text.arg(runTitle(*run)), tr("Delete")))
        return;
    try {
        m_controller.remove(id);
    } catch (const Error &error) {
        m_messages.warn(this, errorText(error.code()).title, describe(error));
    }
}

void TrainingPage::updateNow()
{
    m_controls->setRun(chosenRun());
    m_form->setQueues(m_controller.now().phase != TrainingNow::Phase::Idle || !m_controller.waiting().empty());
    m_runs->showActivities();
    updateSteps();
    updateButtons();
}

void TrainingPage::updateRuns()
{
    m_runs->reload();
    showState(m_runStates, m_runs->rowCount() > 0 ? 0 : 1);
    if (!m_view->currentIndex().isValid() && m_runs->rowCount() > 0)
        m_view->setCurrentIndex(m_runs->index(0, 0));
    m_form->setSources(m_runs->runs());
    updateCurves();
    updateNow();
}

void TrainingPage::updateCurves()
{
    const Run *run = chosenRun();
    std::vector<Epoch> epochs;
    if (run && m_workspace) {
        try {
            epochs = m_workspace->epochs(run->id);
        } catch (const Error &error) {
            Q_EMIT problem(describe(error));
        }
    }
    QString title = run ? runTitle(*run) : QString();
    if (const QString recogniser = run ? recogniserWords(*run) : QString(); !recogniser.isEmpty())
        title += QStringLiteral(" · ") + recogniser;
    m_curvesTitle->setText(title);
    m_curvesTitle->setVisible(run != nullptr);
    const QStringList doubts = run ? doubtsOf(*run) : QStringList();
    m_doubts->setText(tr("Doubtful: %1").arg(doubts.join(QStringLiteral("; "))));
    m_doubts->setVisible(!doubts.isEmpty());
    makeRoomForDoubts();
    if (run) {
        const std::optional<RunResult> result = m_runs->result(*run);
        m_curves->setReference(result ? result->standing.chance : 0.5,
            !result                                   ? QString()
                : result->standing.question.exclusive ? tr("chance: always the same answer")
                                                      : tr("chance: always the more frequent"));
    }
    m_curves->setEpochs(epochs, run ? run->epochsPlanned : 1, run ? run->bestEpoch : 0);
}

/// As high as they are at their width, which a splitter does not ask about.
void TrainingPage::makeRoomForDoubts()
{
    m_doubts->setMinimumHeight(m_doubts->heightForWidth(m_doubts->width()));
}

bool TrainingPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_doubts && event->type() == QEvent::Resize)
        makeRoomForDoubts();
    return Page::eventFilter(watched, event);
}

/// What stands in place of curves that are not there yet.
QString TrainingPage::curvesHint() const
{
    const Run *run = chosenRun();
    switch (run ? m_controller.activity(*run) : RunActivity::None) {
    case RunActivity::None:
    case RunActivity::NotStarted:
        return run ? tr("No epoch of this run is finished.")
                   : tr("Accuracy and loss will be drawn here, epoch by epoch.");
    case RunActivity::TrainsElsewhere:
    case RunActivity::WaitsElsewhere:
        return tr("The curves begin with the first epoch that is finished.");
    case RunActivity::Waiting:
    case RunActivity::Training:
    case RunActivity::Paused:
    case RunActivity::Stopping:
        return tr("The curves begin with the first clips that are learned from.");
    }
    return {};
}

/// Of the run that trains here; of others only their epochs are known.
void TrainingPage::updateSteps()
{
    const Run *run = chosenRun();
    const TrainingNow &now = m_controller.now();
    std::vector<CurvesView::Step> steps;
    if (run && now.run && now.run->id == run->id) {
        for (const BatchProgress &step : now.steps)
            steps.push_back({ step.epoch, step.trainedShare, step.accuracy, step.loss });
    }
    m_curves->setSteps(steps);
    m_curves->setHint(curvesHint());
}

void TrainingPage::updateButtons()
{
    const Run *run = chosenRun();
    const RunActivity activity = run ? m_controller.activity(*run) : RunActivity::None;
    const bool free = activity == RunActivity::None || activity == RunActivity::NotStarted;
    m_resume->setEnabled(run && canResume(*run) && free);
    m_resume->setText(run && run->status == RunStatus::Queued ? tr("Start") : tr("Resume"));
    // What can never fit the run is not shown.
    const bool judged = run && hasPredictions(*run);
    const bool recogniser = run && isRecogniser(*run);
    m_errors->setEnabled(judged);
    for (const auto &[button, work] : { std::pair { m_metrics, RunWork::Validation }, { m_report, RunWork::Report },
             { m_shortcuts, RunWork::Shortcuts } })
        button->setEnabled(judged && !m_runWorks.contains({ run->id, work }));
    m_metrics->setVisible(recogniser);
    m_shortcuts->setVisible(!recogniser);
    m_delete->setEnabled(run && (free || activity == RunActivity::Waiting));
}

} // namespace retrograde
