#include "ui/errors/answerselection.h"

#include <algorithm>
#include <utility>

namespace retrograde {

AnswerSelection::AnswerSelection(QObject *parent)
    : QObject(parent)
{
}

void AnswerSelection::setAnswers(const Question &question, Answers answers)
{
    const std::optional<ErrorRow> before = currentAnswer();
    m_question = question;
    m_answers = std::move(answers);
    std::transform(kErrorKinds.begin(), kErrorKinds.end(), m_counts.begin(), [this](ErrorKind kind) {
        return static_cast<std::size_t>(std::count_if(
            m_answers->begin(), m_answers->end(), [kind](const ErrorRow &answer) { return belongs(answer, kind); }));
    });
    update(before);
}

void AnswerSelection::setKind(ErrorKind kind)
{
    m_kind = kind;
    update(currentAnswer());
}

void AnswerSelection::setCurrent(std::optional<std::uint32_t> number)
{
    if (std::exchange(m_current, number) != number)
        Q_EMIT currentChanged();
}

void AnswerSelection::update(const std::optional<ErrorRow> &current)
{
    m_rows = select(*m_answers, m_kind);
    // The same clip of another run is another answer.
    m_current
        = current && !m_answers->empty() && m_answers->front().runId == current->runId ? find(*current) : std::nullopt;
    Q_EMIT rowsChanged();
}

std::size_t AnswerSelection::count(ErrorKind kind) const
{
    return m_counts[static_cast<std::size_t>(
        std::find(kErrorKinds.begin(), kErrorKinds.end(), kind) - kErrorKinds.begin())];
}

std::optional<std::uint32_t> AnswerSelection::find(const ErrorRow &same) const
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(), [&](std::uint32_t number) {
        const ErrorRow &answer = (*m_answers)[number];
        return answer.trackId == same.trackId && answer.beginFrame == same.beginFrame
            && answer.subject() == same.subject();
    });
    return found == m_rows.end() ? std::nullopt : std::optional(*found);
}

std::optional<ErrorRow> AnswerSelection::currentAnswer() const
{
    return m_current ? std::optional((*m_answers)[*m_current]) : std::nullopt;
}

} // namespace retrograde
