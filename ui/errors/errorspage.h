#pragma once

#include "report/errortable.h"
#include "ui/stage/page.h"

#include <QString>
#include <optional>
#include <string>
#include <utility>
#include <vector>

class QButtonGroup;
class QComboBox;
class QPushButton;
class QStackedWidget;
class QTreeView;
class QUndoStack;

namespace retrograde {

class AnswerSelection;
class EmptyState;
class ErrorFilter;
class ErrorModel;
class FileDialogs;
class MessageBoxes;
class SearchField;
class VerdictBar;
class Workspace;

/// A trained model's mistakes, the worst first: see and hear each, and decide by ear who was right.
class ErrorsPage : public Page {
    Q_OBJECT

public:
    /// Both must outlive the page.
    ErrorsPage(FileDialogs &files, MessageBoxes &messages, QWidget *parent = nullptr);
    ~ErrorsPage() override;

    void setWorkspace(Workspace *workspace) override;
    /// The list of runs changed, or one of them has a new best epoch. What the user is looking at is not changed
    /// under their hands: newer answers are offered instead.
    void refreshRuns();
    void showRun(Id runId);
    /// Asks for a file and writes the rows shown, in their order.
    void exportCsv();
    bool canExport() const;
    /// Decides about the current row, or takes the decision back when it is the same again. A row that is not on the
    /// stage goes there first, and is not judged yet.
    void giveVerdict(const std::string &verdict);
    QUndoStack *undoStack() const { return m_undo; }

    void enter() override;
    void focusSearch() override;
    void moveSelection(int step) override;
    std::optional<StageItem> chosen() const override;
    QVariantMap state() const override;
    void setState(const QVariantMap &state) override;

Q_SIGNALS:
    void trainingRequested();
    void contentChanged();

private:
    class VerdictCommand;

    QWidget *makeBar();
    QWidget *makeTable();
    void reload();
    void listKind();
    void showRows();
    void reloadVerdicts();
    void updateState();
    void announceCurrent();
    void showVerdictOfCurrent();
    void chooseSomething();
    std::vector<ErrorRow> judgedRows() const;
    void tellOfMoved(const std::vector<ErrorRow> &judged);
    void search(const QString &text);
    void showCounts();
    void showNoRun(const std::optional<Run> &running);
    static QString runWithEpoch(const Run &run);
    void offerNewer(int epoch, const QString &shown);
    static QString verdictSentence(const ErrorRow &row, const std::string &verdict);
    static QString takenBack(const ErrorRow &row);
    void applyVerdict(const Verdict *takenAway, Verdict *given);
    Id chosenRun() const;
    /// Whether the verdict makes sense of what was asked: time and its arrow are nothing to a recogniser of
    /// instruments.
    bool fits(const std::string &verdict) const;
    int currentRow() const; ///< of the model, -1 = none
    std::optional<std::uint32_t> currentNumber() const; ///< as AnswerSelection::current()
    void followSelection();
    void selectRow(int row);
    void selectAnswer(const ErrorRow &same); ///< where it is listed

    FileDialogs &m_files;
    MessageBoxes &m_messages;
    Workspace *m_workspace = nullptr;
    Id m_listed = 0; ///< the run that it is of
    int m_shownEpoch = 0; ///< whose answers are listed
    bool m_reloading = false;
    bool m_searching = false;
    std::vector<ErrorRow> m_judgedBefore; ///< rows of an epoch in whose place another came while nobody saw the page
    std::optional<ErrorRow> m_beforeSearch; ///< what the user had chosen before a search hid it

    AnswerSelection *m_selection = nullptr;
    ErrorModel *m_model = nullptr;
    ErrorFilter *m_shown = nullptr;
    QUndoStack *m_undo = nullptr;
    QStackedWidget *m_states = nullptr;
    QComboBox *m_run = nullptr;
    QButtonGroup *m_kinds = nullptr;
    SearchField *m_search = nullptr;
    QPushButton *m_newer = nullptr;
    QPushButton *m_export = nullptr;
    QStackedWidget *m_results = nullptr;
    QTreeView *m_view = nullptr;
    EmptyState *m_nothing = nullptr;
    QPushButton *m_showAll = nullptr;
    EmptyState *m_noRun = nullptr;
    QPushButton *m_train = nullptr;
    VerdictBar *m_verdictBar = nullptr;
};

} // namespace retrograde
