// Verdicts on the page of mistakes: given by ear, taken back, undone.

#include "base/error.h"
#include "library/workspace.h"
#include "report/verdicts.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/errors/answerselection.h"
#include "ui/errors/errormodel.h"
#include "ui/errors/errorspage.h"
#include "ui/errors/verdictbar.h"

#include <QUndoCommand>
#include <QUndoStack>
#include <algorithm>
#include <optional>
#include <utility>

namespace retrograde {

QString ErrorsPage::verdictSentence(const ErrorRow &row, const std::string &verdict)
{
    return tr("“%1”: %2", "track, verdict").arg(toQString(row.track->title), verdictWords(verdict));
}

QString ErrorsPage::takenBack(const ErrorRow &row)
{
    return tr("The verdict on “%1” is taken back.").arg(toQString(row.track->title));
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

    void redo() override
    {
        replace(m_before, m_after);
        if (!std::exchange(m_isRedone, true))
            return; // it is given for the first time, and told of by whoever gave it
        m_page.selectAnswer(m_row);
        Q_EMIT m_page.news(m_after ? verdictSentence(m_row, m_after->verdict) : takenBack(m_row));
    }
    void undo() override
    {
        replace(m_after, m_before);
        m_page.selectAnswer(m_row);
        Q_EMIT m_page.news(m_before ? ErrorsPage::tr("The verdict on “%1” is again: %2", "track, verdict")
                                          .arg(toQString(m_row.track->title), verdictWords(m_before->verdict))
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
    bool m_isRedone = false; ///< from the second time on
};

void ErrorsPage::reloadVerdicts()
{
    try {
        m_model->setVerdicts(m_workspace ? m_workspace->verdicts() : std::vector<Verdict> {});
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
}

bool ErrorsPage::fits(const std::string &verdict) const
{
    const std::vector<std::string> &offered = m_model->question().verdicts;
    return std::find(offered.begin(), offered.end(), verdict) != offered.end();
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
        Q_EMIT news(
            tr("“%1” is on the stage now, to be heard before it is judged.").arg(toQString(shown.track->title)));
        return;
    }
    const Verdict *known = m_model->verdict(row);
    const std::optional<Verdict> before = known ? std::optional(*known) : std::nullopt;
    if (before && before->verdict == verdict && !isOfAnotherAnswer(*before, shown)) {
        m_undo->push(new VerdictCommand(*this, before, {}, shown));
        Q_EMIT news(takenBack(shown));
        return;
    }
    Verdict given;
    given.trackId = shown.trackId;
    given.startSeconds = shown.startSeconds;
    given.seconds = shown.seconds;
    given.verdict = verdict;
    given.answer = shown.answer;
    given.note = shown.subject();
    given.runId = shown.runId;
    m_undo->push(new VerdictCommand(*this, before, given, shown));
    const QString said = verdictSentence(shown, verdict);
    moveSelection(+1);
    const bool moved = currentRow() != row;
    Q_EMIT news(moved ? tr("%1. This is the next one; Ctrl+Z undoes it.").arg(said)
                      : tr("%1. It was the last of the list; Ctrl+Z undoes it.").arg(said));
}

/// Those listed that were judged by ear.
std::vector<ErrorRow> ErrorsPage::judgedRows() const
{
    std::vector<ErrorRow> judged;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->verdict(row))
            judged.push_back(m_model->row(row));
    }
    return judged;
}

/// What was judged by ear may be a mistake of another kind in a newer epoch, or none.
/// @param judged that were listed before
void ErrorsPage::tellOfMoved(const std::vector<ErrorRow> &judged)
{
    const auto moved
        = std::count_if(judged.begin(), judged.end(), [this](const ErrorRow &row) { return !m_selection->find(row); });
    if (moved > 0)
        Q_EMIT news(tr("%n clip(s) that you judged are not of this kind any more, and stand under All.", nullptr,
            static_cast<int>(moved)));
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

void ErrorsPage::showVerdictOfCurrent()
{
    const int row = currentRow();
    const Verdict *verdict = row < 0 ? nullptr : m_model->verdict(row);
    const bool holds = verdict && !isOfAnotherAnswer(*verdict, m_model->row(row));
    m_verdictBar->mark(holds ? verdict->verdict : std::string(), row >= 0);
    m_verdictBar->offer([this](const std::string &offered) { return fits(offered); });
}

} // namespace retrograde
