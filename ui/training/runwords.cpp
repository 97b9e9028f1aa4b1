#include "ui/training/runwords.h"

#include "base/error.h"
#include "experiment/runrecord.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "ui/base/corewords.h"
#include "ui/base/text.h"
#include "ui/base/words.h"

#include <QCoreApplication>

namespace retrograde {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(RunWords)
};

/// Nothing when this version cannot read it.
std::optional<RunSpec> readableSpecOf(const Run &run)
{
    try {
        return RunSpec::fromJson(run.spec);
    } catch (const Error &) {
        return {};
    }
}

/// Listed for the translators: the names of all questions.
[[maybe_unused]] const char *const kQuestions[] = {
    QT_TRANSLATE_NOOP("RunWords", "time reversal"),
    QT_TRANSLATE_NOOP("RunWords", "jigsaw"),
    QT_TRANSLATE_NOOP("RunWords", "jigsaw, which order"),
    QT_TRANSLATE_NOOP("RunWords", "instruments"),
};

QString taskWords(const Question &question)
{
    return withCapital(QCoreApplication::translate("RunWords", question.name.c_str()));
}

/// Nothing for other tasks.
std::optional<Downstream> downstreamOf(const Run &run)
{
    if (!isRecogniser(run))
        return {};
    const std::optional<RunSpec> spec = readableSpecOf(run);
    return spec ? std::optional(spec->downstream) : std::nullopt;
}

} // namespace

QString taskWords(Task task)
{
    RunSpec spec;
    spec.task = task;
    return taskWords(questionOf(spec));
}

QString taskWords(const Run &run)
{
    if (const std::optional<RunSpec> spec = readableSpecOf(run))
        return taskWords(questionOf(*spec));
    const std::optional<Task> task = Task::named(run.task);
    return task ? taskWords(*task) : toQString(run.task);
}

QString networkWords(std::string_view network)
{
    const std::optional<Network> known = choiceNamed<Network>(network);
    return toQString(known ? descriptionOf(*known).title : network);
}

QString clipWords(std::string_view clip)
{
    const QStringList parts = toQString(clip).split(u'x');
    if (parts.size() == 2)
        return unbroken(Words::tr("%1 × %2 s", "pieces, seconds of each").arg(parts[0], parts[1]));
    return unbroken(Words::tr("%1 s", "seconds").arg(parts[0]));
}

QString statusWords(RunStatus status)
{
    switch (status) {
    case RunStatus::Queued:
        return Words::tr("waiting");
    case RunStatus::Running:
        return Words::tr("running");
    case RunStatus::Completed:
        return Words::tr("completed");
    case RunStatus::Stopped:
        return Words::tr("stopped");
    case RunStatus::Interrupted:
        return Words::tr("interrupted");
    case RunStatus::Failed:
        return Words::tr("failed");
    }
    return {};
}

QString runTitle(const Run &run)
{
    return Words::tr("Run %1 · %2 / %3 / %4", "number, task, network, clip length")
        .arg(run.id)
        .arg(taskWords(run), networkWords(run.network), clipWords(run.clip));
}

QString recogniserWords(const Run &run)
{
    const std::optional<Downstream> downstream = downstreamOf(run);
    if (!downstream)
        return {};
    const bool frozen = downstream->trunk == TrunkMode::Frozen;
    const QString start = downstream->fromRun == 0
        ? (frozen ? Words::tr("from random weights, frozen") : Words::tr("from random weights"))
        : (frozen ? Words::tr("from run %1, frozen") : Words::tr("from run %1, fine-tuned")).arg(downstream->fromRun);
    return start + QStringLiteral(" · ")
        + (downstream->labelsPerClass > 0 ? Words::tr("%n label(s) a class", nullptr, downstream->labelsPerClass)
                                          : Words::tr("all labels"));
}

QString recogniserTag(const Run &run)
{
    const std::optional<Downstream> downstream = downstreamOf(run);
    if (!downstream)
        return {};
    QString tag = downstream->fromRun == 0 ? Words::tr("random") : Words::tr("run %1").arg(downstream->fromRun);
    if (downstream->trunk == TrunkMode::Frozen)
        tag += QStringLiteral(", ") + Words::tr("frozen");
    if (downstream->labelsPerClass > 0)
        tag += QStringLiteral(" · ") + QString::number(downstream->labelsPerClass);
    return tag;
}

bool hasPredictions(const Run &run)
{
    return run.bestEpoch > 0 && run.validationAccuracy;
}

QStringList doubtsOf(const Run &run)
{
    QStringList doubts;
    for (const std::string &warning : RunRecord::fromDetails(run.details).warnings)
        doubts << coreText(warning);
    return doubts;
}

bool canResume(const Run &run)
{
    return run.status != RunStatus::Completed && run.status != RunStatus::Running;
}

} // namespace retrograde
