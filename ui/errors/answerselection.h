#pragma once

#include "report/errortable.h"

#include <QObject>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace retrograde {

/// All kinds, in the order in which they are offered.
inline constexpr std::array kErrorKinds { ErrorKind::Sure, ErrorKind::Wrong, ErrorKind::Unsure, ErrorKind::All };

/// Which of a run's answers the page of mistakes is about, and which of these is the current one. There is one for all
/// views of the page, which show it and change it, so that they cannot disagree. An answer goes by its number among all
/// that the run's epoch gave. GUI thread.
class AnswerSelection : public QObject {
    Q_OBJECT

public:
    using Answers = std::shared_ptr<const std::vector<ErrorRow>>;

    explicit AnswerSelection(QObject *parent = nullptr);

    /// Other answers in the place of those that there were. The current one stays current where they are the same
    /// run's, and the one about the same clip is of the kind. @param question that was asked of all
    /// @param answers not null
    void setAnswers(const Question &question, Answers answers);
    void setKind(ErrorKind kind);
    /// @param number of one of rows(), or none
    void setCurrent(std::optional<std::uint32_t> number);

    const Question &question() const { return m_question; }
    const std::vector<ErrorRow> &answers() const { return *m_answers; }
    ErrorKind kind() const { return m_kind; }
    /// How many of answers() are of @p kind.
    std::size_t count(ErrorKind kind) const;
    /// Those of the kind that is chosen, in its order.
    const Rows &rows() const { return m_rows; }
    std::optional<std::uint32_t> current() const { return m_current; }
    /// The one of rows() about the same clip as @p same, heard the same way or asked about the same label.
    std::optional<std::uint32_t> find(const ErrorRow &same) const;

Q_SIGNALS:
    void rowsChanged(); ///< and with them, perhaps, what is current
    void currentChanged(); ///< of the same rows

private:
    /// Chooses rows anew, of which @p current stays the current one if it is there.
    void update(const std::optional<ErrorRow> &current);
    std::optional<ErrorRow> currentAnswer() const;

    Question m_question;
    Answers m_answers = std::make_shared<const std::vector<ErrorRow>>();
    ErrorKind m_kind = ErrorKind::Sure;
    std::array<std::size_t, kErrorKinds.size()> m_counts {};
    Rows m_rows;
    std::optional<std::uint32_t> m_current;
};

} // namespace retrograde
