#pragma once

#include "analysis/labelevaluation.h"

#include <QDialog>
#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace retrograde {

class LabelModel;

/// What a recogniser of instruments is worth: figures of all labels with their intervals beside what is reached
/// without listening, and a table of the labels. Begins with the validation clips; the test clips are judged when they
/// are asked for, since looking at them often wears them out.
class MetricsDialog : public QDialog {
    Q_OBJECT

public:
    /// @param warning what must be known of the music, such as that it was rendered; may be empty
    MetricsDialog(
        const QString &run, const LabelEvaluation &validation, const QString &warning, QWidget *parent = nullptr);

    void setTest(const LabelEvaluation &test);
    /// The test clips are no longer being judged, whatever became of it.
    void testEnded();

Q_SIGNALS:
    void testRequested();

private:
    void fill(const LabelEvaluation &evaluation);

    const LabelEvaluation m_validation;
    std::optional<LabelEvaluation> m_test;
    QComboBox *m_clips = nullptr;
    QPushButton *m_judge = nullptr;
    QLabel *m_counts = nullptr;
    QTreeWidget *m_figures = nullptr;
    LabelModel *m_model = nullptr;
};

} // namespace retrograde
