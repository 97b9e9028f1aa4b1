#include "ui/training/runcontrols.h"

#include "ui/base/elidedlabel.h"
#include "ui/base/text.h"
#include "ui/base/words.h"
#include "ui/training/trainingcontroller.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QPushButton>
#include <algorithm>

namespace retrograde {

QString nowText(const TrainingNow &now, NowDetail detail)
{
    using Phase = TrainingNow::Phase;
    QStringList parts;
    const auto addProgress = [&](bool withTime) {
        if (!now.progress)
            return;
        const BatchProgress &progress = *now.progress;
        parts << RunControls::tr("epoch %1 of %2").arg(progress.epoch).arg(progress.epochs);
        // Where the line is cut it is at its end: what one waits for comes first.
        if (withTime && progress.secondsLeft >= 0)
            parts << remainingText(progress.secondsLeft);
        if (progress.validating)
            parts << RunControls::tr("validating");
        if (progress.clipsDone > 0 && detail == NowDetail::Full) {
            parts << RunControls::tr("loss %1").arg(numberText(progress.loss, 3));
            parts << RunControls::tr("%1 of its training clips right").arg(percentText(progress.accuracy));
        }
        if (!withTime)
            return;
        if (progress.clipsPerSecond > 0 && detail == NowDetail::Full)
            parts << RunControls::tr("%1 clips/s")
                         .arg(numberText(progress.clipsPerSecond, progress.clipsPerSecond < 10 ? 1 : 0));
    };
    switch (now.phase) {
    case Phase::Idle:
        break;
    case Phase::Starting:
        parts << RunControls::tr("starting");
        break;
    case Phase::Preparing:
        parts << stageText(now.preparing.stage);
        if (now.preparing.total > 0)
            parts << RunControls::tr("%1 of %2", "done, in all").arg(now.preparing.done).arg(now.preparing.total);
        break;
    case Phase::Training:
        addProgress(true);
        if (parts.isEmpty())
            parts << RunControls::tr("starting");
        break;
    case Phase::Paused:
        parts << RunControls::tr("paused");
        addProgress(false);
        break;
    case Phase::Stopping:
        parts << RunControls::tr("stopping after this batch");
        addProgress(false);
        break;
    }
    return unbroken(parts.join(QStringLiteral(" · ")));
}

double nowShare(const TrainingNow &now)
{
    using Phase = TrainingNow::Phase;
    if (now.phase == Phase::Preparing && now.preparing.total > 0)
        return static_cast<double>(now.preparing.done) / static_cast<double>(now.preparing.total);
    return now.progress && now.progress->epochs > 0 ? now.progress->runShare : -1;
}

RunControls::RunControls(TrainingController &controller, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_text(new ElidedLabel)
    , m_bar(new QProgressBar)
{
    setObjectName(QStringLiteral("runControls"));
    m_text->setObjectName(QStringLiteral("nowText"));
    m_bar->setObjectName(QStringLiteral("nowBar"));
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(120);
    m_bar->setAccessibleName(tr("How far the run is"));
    m_pause = makeButton(tr("Pause"), QStringLiteral("pauseButton"), {});
    m_stop = makeButton(tr("Stop"), QStringLiteral("stopButton"),
        tr("Stops after this batch, keeping its place: the run can be resumed."));
    m_earlier = makeButton(tr("Earlier"), QStringLiteral("earlierButton"), tr("Trains before the run ahead of it."));
    m_later = makeButton(tr("Later"), QStringLiteral("laterButton"), tr("Lets the run behind it go first."));
    m_takeOut = makeButton(tr("Don’t train"), QStringLiteral("takeOutButton"),
        tr("Takes the run out of the queue. It stays listed, and can be started later."));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_bar);
    for (QPushButton *button : { m_pause, m_stop, m_earlier, m_later, m_takeOut })
        layout->addWidget(button);

    connect(m_pause, &QPushButton::clicked, this,
        [this] { m_controller.setPaused(m_controller.now().phase != TrainingNow::Phase::Paused); });
    connect(m_stop, &QPushButton::clicked, this, [this] { m_controller.stop(m_run->id); });
    connect(m_earlier, &QPushButton::clicked, this, [this] { m_controller.move(m_run->id, -1); });
    connect(m_later, &QPushButton::clicked, this, [this] { m_controller.move(m_run->id, +1); });
    connect(m_takeOut, &QPushButton::clicked, this, [this] { m_controller.stop(m_run->id); });
    setRun(nullptr);
}

QPushButton *RunControls::makeButton(const QString &text, const QString &objectName, const QString &toolTip)
{
    auto *button = new QPushButton(text);
    button->setObjectName(objectName);
    button->setToolTip(toolTip);
    return button;
}

void RunControls::setRun(const Run *run)
{
    m_run = run ? std::optional(*run) : std::nullopt;
    const RunActivity activity = run ? m_controller.activity(*run) : RunActivity::None;
    const bool trains
        = activity == RunActivity::Training || activity == RunActivity::Paused || activity == RunActivity::Stopping;
    const bool waits = activity == RunActivity::Waiting;
    for (QWidget *part :
        { static_cast<QWidget *>(m_bar), static_cast<QWidget *>(m_pause), static_cast<QWidget *>(m_stop) })
        part->setVisible(trains);
    for (QPushButton *button : { m_earlier, m_later, m_takeOut })
        button->setVisible(waits);
    if (trains) {
        const TrainingNow &now = m_controller.now();
        m_text->setText(nowText(now));
        const double share = nowShare(now);
        m_bar->setRange(0, share < 0 ? 0 : 1000);
        m_bar->setValue(static_cast<int>(1000 * share));
        m_pause->setText(activity == RunActivity::Paused ? tr("Continue") : tr("Pause"));
        for (QPushButton *button : { m_pause, m_stop })
            button->setEnabled(activity != RunActivity::Stopping);
    } else if (waits) {
        showWaiting();
    } else if (activity == RunActivity::TrainsElsewhere) {
        m_text->setText(tr("Another window or a command line is training it: epoch %1 of %2 is done.")
                            .arg(run->epochsDone)
                            .arg(run->epochsPlanned));
    } else if (activity == RunActivity::WaitsElsewhere) {
        m_text->setText(tr("It waits for its turn in another window."));
    }
    setVisible(trains || waits || activity == RunActivity::TrainsElsewhere || activity == RunActivity::WaitsElsewhere);
}

void RunControls::showWaiting()
{
    const std::vector<Id> waiting = m_controller.waiting();
    const auto ahead = std::find(waiting.begin(), waiting.end(), m_run->id) - waiting.begin();
    m_text->setText(ahead == 0 ? tr("Waiting: it is the next one.")
                               : tr("Waiting: %n other run(s) come first.", nullptr, static_cast<int>(ahead)));
    m_earlier->setEnabled(ahead > 0);
    m_later->setEnabled(ahead + 1 < std::ssize(waiting));
}

} // namespace retrograde
