#pragma once

#include "analysis/judgedclip.h"
#include "base/error.h"
#include "jobs/worker.h"
#include "ui/spectrogram/saliencyoverlay.h"
#include "ui/stage/saliencysource.h"

#include <QTimer>
#include <QWidget>
#include <optional>

class QAction;
class QProgressBar;

namespace retrograde {

class ClipView;

/// Shows where a model looked: asks, on a thread of its own, and has the answer drawn over the picture. An action
/// turns that on and off. What one sees of the widget is how far the asking is, once that takes a while, with a button
/// to cancel it.
class SaliencyBar : public QWidget {
    Q_OBJECT

public:
    /// What can be asked about.
    struct Subject {
        std::filesystem::path workspace;
        JudgedClip judged;
    };

    /// @p view must outlive it.
    SaliencyBar(ClipView &view, QWidget *parent);
    ~SaliencyBar() override;

    QAction *action() const { return m_action; }
    void setSource(SaliencySource source);
    /// Another item is on the stage, or none: what is shown or asked of the one before goes, and while the action is on
    /// the new one is asked about as soon as its picture is there. @p whyNot says why there is no subject, to whoever
    /// asks all the same.
    void setSubject(const std::optional<Subject> &subject, const QString &whyNot = {});
    /// The item's picture has come, as yet without the map, or is gone.
    void setPictureThere(bool there);

Q_SIGNALS:
    void failed(const retrograde::Error &error);
    /// One sentence: why nothing can be asked.
    void news(const QString &sentence);

private:
    void toggle(bool wanted);
    void askWhereWanted();
    void ask();
    void stopAsking();
    void showOverlay();
    template<typename Work> void announce(std::int64_t number, Work work);

    ClipView &m_view;
    QAction *m_action;
    SaliencySource m_source;
    std::optional<Subject> m_subject;
    QString m_whyNot;
    bool m_pictureThere = false;
    bool m_asking = false;
    SaliencyOverlay m_overlay; ///< of the subject, once it was asked for
    std::int64_t m_requests = 0; ///< counts, so that the answer to one that was stopped is told apart
    QProgressBar *m_progress;
    QTimer m_delay;
    LatestJob m_job; ///< last: its job uses the others
};

} // namespace retrograde
