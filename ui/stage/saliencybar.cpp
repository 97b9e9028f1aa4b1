#include "ui/stage/saliencybar.h"

#include "base/problem.h"
#include "ui/base/textlabel.h"
#include "ui/base/words.h"
#include "ui/spectrogram/clipview.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <cmath>
#include <utility>

namespace retrograde {

namespace {

/// What is there sooner comes without anybody being told to wait.
constexpr int kDelayMilliseconds = 500;
/// Probabilities that differ by more are not one model's: reckoning in bfloat16 changes them by up to 0.02.
constexpr double kOtherModel = 0.05;

/// A run that goes on replaces its best model, and only that one can be asked. What its answer is, where that is not
/// the one that was listed; else empty.
QString noteOf(const SaliencyMap &map, const JudgedClip &judged)
{
    if (std::abs(map.probability - judged.answer.probability) <= kOtherModel)
        return {};
    return SaliencyBar::tr("The run has learned on: its model now says %1, which is what the lines are about.")
        .arg(probabilityInFull(judged.question, map.probability));
}

SaliencyOverlay overlayOf(SaliencyMap map, const JudgedClip &judged)
{
    SaliencyOverlay overlay;
    overlay.transformed = map.probability >= 0.5;
    overlay.undecided = map.order.empty() && std::abs(map.probability - 0.5) <= kUnsureMargin;
    // The words of an answer, without how sure it is.
    overlay.answer = map.order.empty() ? probabilityWords(judged.question, overlay.transformed ? 1 : 0)
                                       : transformWords(QString::fromStdString(map.order));
    overlay.note = noteOf(map, judged);
    overlay.map = std::make_shared<SaliencyMap>(std::move(map));
    return overlay;
}

} // namespace

SaliencyBar::SaliencyBar(ClipView &view, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_action(new QAction(tr("Show where the model looked"), this))
    , m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("saliencyBar"));
    auto *text = new TextLabel(tr("Asking the model"), this);
    m_progress->setObjectName(QStringLiteral("saliencyProgress"));
    m_progress->setAccessibleName(text->text());
    m_progress->setFixedSize(96, fontMetrics().height());
    m_progress->setTextVisible(false);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("saliencyCancel"));
    cancel->setFlat(true);
    cancel->setFixedHeight(fontMetrics().height() + 4);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(text);
    layout->addWidget(m_progress);
    layout->addWidget(cancel);
    hide();

    m_delay.setSingleShot(true);
    m_delay.setInterval(kDelayMilliseconds);
    connect(&m_delay, &QTimer::timeout, this, &QWidget::show);
    connect(cancel, &QPushButton::clicked, m_action, [this] { m_action->setChecked(false); });
    m_action->setObjectName(QStringLiteral("actionSaliency"));
    m_action->setShortcut(Qt::Key_W);
    m_action->setCheckable(true);
    m_action->setProperty("picture", true); // as for the stage's own: of the picture rather than of the player
    connect(m_action, &QAction::toggled, this, &SaliencyBar::toggle);
    setSubject({});
}

SaliencyBar::~SaliencyBar() = default;

void SaliencyBar::setSource(SaliencySource source)
{
    m_source = std::move(source);
    setPictureThere(m_pictureThere);
}

void SaliencyBar::setSubject(const std::optional<Subject> &subject, const QString &whyNot)
{
    stopAsking();
    m_overlay = {};
    m_subject = subject;
    m_whyNot = whyNot;
    if (!subject)
        m_action->setChecked(false);
    setPictureThere(false);
}

void SaliencyBar::setPictureThere(bool there)
{
    m_pictureThere = there;
    m_action->setEnabled(m_source && there && (m_subject || !m_whyNot.isEmpty()));
    askWhereWanted();
    showOverlay();
}

void SaliencyBar::showOverlay()
{
    m_view.setSaliency(m_action->isChecked() && m_pictureThere ? m_overlay : SaliencyOverlay {});
}

void SaliencyBar::toggle(bool wanted)
{
    stopAsking();
    if (wanted && !m_subject) {
        m_action->setChecked(false);
        Q_EMIT news(m_whyNot);
        return;
    }
    askWhereWanted();
    showOverlay();
}

void SaliencyBar::askWhereWanted()
{
    if (m_action->isChecked() && m_action->isEnabled() && m_subject && !m_overlay.map && !m_asking)
        ask();
}

void SaliencyBar::ask()
{
    m_asking = true;
    m_progress->setRange(0, 0); // until it is known how much there is to do
    m_delay.start();
    m_job.post([this, number = m_requests, source = m_source, subject = *m_subject](const RunControl &control) {
        const auto tell = [this, number](const Progress &progress) {
            announce(number, [this, progress] {
                m_progress->setRange(0, static_cast<int>(progress.total));
                m_progress->setValue(static_cast<int>(progress.done));
            });
        };
        try {
            const SaliencyOverlay overlay
                = overlayOf(source(subject.workspace, subject.judged, tell, control), subject.judged);
            announce(number, [this, overlay] {
                stopAsking();
                m_overlay = overlay;
                showOverlay();
            });
        } catch (...) {
            const Error error = errorOf(std::current_exception());
            if (error.code() == ErrorCode::Cancelled)
                return;
            announce(number, [this, error] {
                m_action->setChecked(false);
                Q_EMIT failed(error);
            });
        }
    });
}

void SaliencyBar::stopAsking()
{
    m_asking = false;
    m_job.cancel();
    ++m_requests;
    m_delay.stop();
    hide();
}

/// Runs @p work on this object's thread, unless the asking was stopped.
template<typename Work> void SaliencyBar::announce(std::int64_t number, Work work)
{
    QMetaObject::invokeMethod(this, [this, number, work = std::move(work)] {
        if (number == m_requests)
            work();
    });
}

} // namespace retrograde
