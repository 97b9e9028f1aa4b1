#pragma once

#include "library/records.h"

#include <QWidget>
#include <optional>
#include <vector>

class QCPAxisRect;
class QCPGraph;
class QCPItemStraightLine;
class QCPItemText;
class QCPLegend;
class QCustomPlot;
class QLabel;
class QStackedWidget;

namespace retrograde {

/// Accuracy and loss of a run over its epochs, training beside validation, with the line that guessing would reach.
class CurvesView : public QWidget {
    Q_OBJECT

public:
    explicit CurvesView(QWidget *parent = nullptr);

    /// @p planned epochs set the width of the axis; @p best (1-based, 0 = none) is marked.
    void setEpochs(const std::vector<Epoch> &epochs, int planned, int best);
    /// What was measured of the training clips within the epochs; drawn thin, a line for each epoch that ends at the
    /// epoch's number, so that a curve is there before an epoch is finished.
    struct Step {
        int epoch = 0; ///< 1-based
        double share = 0; ///< 0 ... 1 of the epoch's training clips
        double accuracy = 0; ///< 0 ... 1, of the epoch so far
        double loss = 0; ///< nats, of the epoch so far
    };
    void setSteps(const std::vector<Step> &steps);
    /// The accuracy that is reached without listening, as a line with @p words on it; none when they are empty.
    void setReference(double accuracy, const QString &words);
    /// Shown in place of curves while there are none.
    void setHint(const QString &hint);

    const std::vector<Epoch> &epochs() const { return m_epochs; }
    /// Where the line of setReference() is drawn; nothing where it has no words.
    std::optional<double> reference() const { return m_guessed ? std::optional(m_guess) : std::nullopt; }

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Panel {
        QCPAxisRect *rect = nullptr;
        QCPGraph *steps = nullptr;
        QCPGraph *training = nullptr;
        QCPGraph *validation = nullptr;
        QCPGraph *best = nullptr;
    };
    void drawSteps();
    Panel makePanel(const QString &valueLabel);
    void applyPalette();
    void describeForScreenReaders(int best);

    QStackedWidget *m_states = nullptr;
    QCustomPlot *m_plot = nullptr;
    Panel m_accuracy;
    Panel m_loss;
    double m_guess = 0.5; ///< where the line is drawn
    bool m_guessed = false; ///< whether it is
    QCPItemStraightLine *m_chance = nullptr;
    QCPItemText *m_chanceText = nullptr;
    QCPLegend *m_legend = nullptr;
    QLabel *m_hint = nullptr;
    std::vector<Epoch> m_epochs;
    std::vector<Step> m_steps;
};

} // namespace retrograde
