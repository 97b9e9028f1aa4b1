#include "ui/training/runwords.h"

#include "ui/base/text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace retrograde {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(RunWords)
};

} // namespace

QString taskWords(std::string_view task)
{
    if (task == toString(Task::Reversal))
        return Words::tr("Time reversal");
    if (task == toString(Task::Jigsaw))
        return Words::tr("Jigsaw");
    if (task == toString(Task::Instruments))
        return Words::tr("Instruments");
    return toQString(task);
}

QString networkWords(std::string_view network)
{
    if (network == toString(Network::ConvNet))
        return QStringLiteral("ConvNet");
    if (network == toString(Network::ConvNetExt))
        return QStringLiteral("ConvNet-ext");
    if (network == toString(Network::ResNet18))
        return QStringLiteral("ResNet18");
    return toQString(network);
}

QString clipWords(std::string_view clip)
{
    const QStringList parts = toQString(clip).split(u'x');
    if (parts.size() == 2)
        return Words::tr("%1 × %2 s", "pieces, seconds of each").arg(parts[0], parts[1]);
    return Words::tr("%1 s", "seconds").arg(parts[0]);
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
        .arg(taskWords(run.task), networkWords(run.network), clipWords(run.clip));
}

bool hasPredictions(const Run &run)
{
    return run.bestEpoch > 0 && run.validationAccuracy && run.task != toString(Task::Instruments);
}

QStringList doubtsOf(const Run &run)
{
    QStringList doubts;
    const QJsonObject details = QJsonDocument::fromJson(QByteArray::fromStdString(run.details)).object();
    for (const QJsonValue &doubt : details[QLatin1String("warnings")].toArray())
        doubts << doubt.toString();
    return doubts;
}

bool canResume(const Run &run)
{
    return run.status != RunStatus::Completed && run.status != RunStatus::Running;
}

} // namespace retrograde
