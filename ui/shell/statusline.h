#pragma once

#include "base/progress.h"

#include <QWidget>
#include <optional>

class QLabel;
class QProgressBar;
class QTimer;
class QToolButton;

namespace retrograde {

/// The line at the foot of the window: what trains and how long it will take; what job is under way beside it; and for
/// a while, what went wrong.
class StatusLine : public QWidget {
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    /// @p share 0 ... 1 shows how far it is, a negative one that nobody knows; none shows no bar.
    void setTraining(const QString &text, std::optional<double> share = {});
    /// @param waiting jobs that come after
    void showJob(const Progress &progress, int waiting = 0);
    void hideJob();
    enum class Tone { News, Problem };
    /// Stays for some seconds.
    void showNotice(const QString &sentence, Tone tone);
    QString notice() const;

Q_SIGNALS:
    void trainingClicked();
    void cancelClicked();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showTraining();
    void setNoticeColour();

    Tone m_tone = Tone::News;
    QString m_trainingText;
    QToolButton *m_training = nullptr;
    QProgressBar *m_trainingBar = nullptr;
    QLabel *m_notice = nullptr;
    QTimer *m_noticeTimer = nullptr;
    QWidget *m_job = nullptr;
    QLabel *m_jobText = nullptr;
    QProgressBar *m_jobBar = nullptr;
};

} // namespace retrograde
