#pragma once

#include "library/records.h"

#include <QWidget>
#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace retrograde {

class TrainingController;
struct TrainingNow;

/// What the chosen run is doing just now, and what can be done about it: pause and stop it while it trains, move it in
/// the queue or take it out while it waits. Nothing is shown of a run with which nothing is being done.
class RunControls : public QWidget {
    Q_OBJECT

public:
    /// @p controller must outlive this.
    explicit RunControls(TrainingController &controller, QWidget *parent = nullptr);

    /// The run that everything here is about; null for none. Call again whenever what it is doing changes.
    void setRun(const Run *run);

private:
    QPushButton *makeButton(const QString &text, const QString &objectName, const QString &toolTip);
    void showWaiting();

    TrainingController &m_controller;
    std::optional<Run> m_run;
    QLabel *m_text = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_earlier = nullptr;
    QPushButton *m_later = nullptr;
    QPushButton *m_takeOut = nullptr;
};

enum class NowDetail { Full, Brief };
/// What the training thread is doing, without the run's title: "epoch 7 of 25 · about 4 min left", in full also how
/// well and how fast it learns.
QString nowText(const TrainingNow &now, NowDetail detail = NowDetail::Full);
/// How far the run is, 0 ... 1; negative while unknown.
double nowShare(const TrainingNow &now);

} // namespace retrograde
