#pragma once

#include "base/progress.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace retrograde {

/// What an empty workspace shows: the ways to begin, and how far the chosen one is.
class WelcomePanel : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePanel(QWidget *parent = nullptr);

    /// Shows @p progress in place of the buttons.
    void showProgress(const Progress &progress);
    /// Shows the buttons again; @p sentence says what became of the last attempt, empty = nothing to say.
    void showChoices(const QString &sentence = {});

Q_SIGNALS:
    void demoRequested();
    void openMusicRequested();
    void importDatasetRequested();
    void cancelRequested();

private:
    QWidget *makeChoices();
    QWidget *makeBusy();

    QStackedWidget *m_states = nullptr;
    QLabel *m_outcome = nullptr;
    QLabel *m_stage = nullptr;
    QLabel *m_item = nullptr;
    QProgressBar *m_bar = nullptr;
};

} // namespace retrograde
