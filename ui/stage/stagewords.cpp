#include "base/error.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/base/words.h"
#include "ui/stage/saliencybar.h"
#include "ui/stage/stagestate.h"

#include <QLabel>

namespace retrograde {

void Stage::State::showJudgement()
{
    if (!item || !item->judged) {
        judgement->setText(knownWords().toHtmlEscaped());
        judgement->setVisible(!judgement->text().isEmpty());
        return;
    }
    const Question &question = item->judged->question;
    const Answer &answer = item->judged->answer;
    const QString says = QStringLiteral("<span style=\"color:%1\"><b>%2</b></span>")
                             .arg(probabilityColor(answer.probability, stage.palette()).name(),
                                 answerInFull(question, answer).toHtmlEscaped());
    const QString outcome = outcomeWords(answer).toHtmlEscaped();
    if (!question.exclusive)
        judgement->setText(
            tr("%1: labelled %2 · model says: %3 · %4", "instrument, present or absent, the same, how right that is")
                .arg(toQString(answer.label).toHtmlEscaped(), probabilityWords(question, answer.wanted).toHtmlEscaped(),
                    says, outcome));
    else
        judgement->setText(
            tr("model heard: %1 · says: %2 · %3")
                .arg(transformWords(QString::fromStdString(answer.transform)).toHtmlEscaped(), says, outcome));
    judgement->show();
}

void Stage::State::readKnown()
{
    labels.clear();
    moments.clear();
    if (!item || !workspace || item->track.id == 0)
        return;
    try {
        labels = workspace->labels(item->track.id);
        for (const Event &event : workspace->events(item->track.id))
            moments.push_back({ event.seconds, event.hertz });
    } catch (const Error &error) {
        Q_EMIT stage.problem(describe(error));
    }
}

/// What is known of the track without any model.
QString Stage::State::knownWords() const
{
    QStringList present;
    QStringList absent;
    for (const Label &label : labels)
        (label.value > 0.5 ? present : absent).append(toQString(label.name));
    QStringList words;
    if (!present.isEmpty())
        words.append(tr("has %1", "list of labels").arg(present.join(QStringLiteral(", "))));
    if (!absent.isEmpty())
        words.append(tr("has not %1", "list of labels").arg(absent.join(QStringLiteral(", "))));
    if (item && !item->track.eventsOf.empty())
        words.append(
            tr("%n event(s) of %1", nullptr, static_cast<int>(moments.size())).arg(toQString(item->track.eventsOf)));
    return words.join(QStringLiteral(" · "));
}

/// Makes it what one may ask where the model looked.
void Stage::State::askAboutJudgement()
{
    if (!item || !item->judged)
        return saliency->setSubject(
            {}, tr("Where a model looked can be shown of the clips that it judged: choose one under Errors."));
    if (!item->judged->question.exclusive)
        return saliency->setSubject({},
            tr("Where a recogniser of instruments looked cannot be shown: only models that learned time reversal or a "
               "jigsaw can be asked."));
    if (!spec || !workspace)
        return saliency->setSubject({}, tr("The run that judged this clip cannot be read."));
    saliency->setSubject(SaliencyBar::Subject { workspace->folder(), *item->judged });
}

} // namespace retrograde
