#include "ui/shell/statusline.h"

#include "ui/base/colours.h"
#include "ui/base/elidedlabel.h"
#include "ui/base/text.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>
#include <algorithm>

namespace retrograde {

namespace {

constexpr int kNoticeMilliseconds = 15'000;

QProgressBar *makeBar(const QString &objectName)
{
    auto *bar = new QProgressBar;
    bar->setObjectName(objectName);
    bar->setTextVisible(false);
    bar->setFixedSize(96, 12);
    return bar;
}

void setShare(QProgressBar *bar, double share)
{
    bar->setRange(0, share < 0 ? 0 : 1000);
    bar->setValue(static_cast<int>(1000 * share));
}

} // namespace

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent)
{
    m_training = new QToolButton;
    m_training->setObjectName(QStringLiteral("statusTraining"));
    m_training->setAutoRaise(true);
    m_training->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_training->setToolTip(tr("Go to training"));
    m_training->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    m_training->setMinimumWidth(1); // its text is cut to the room there is, and never keeps the window from shrinking
    m_trainingBar = makeBar(QStringLiteral("statusTrainingBar"));
    m_trainingBar->setAccessibleName(tr("How far the run is"));
    m_trainingBar->setVisible(false);

    m_notice = new ElidedLabel;
    m_notice->setObjectName(QStringLiteral("statusNotice"));
    m_notice->setVisible(false);
    m_noticeTimer = new QTimer(this);
    m_noticeTimer->setSingleShot(true);
    m_noticeTimer->setInterval(kNoticeMilliseconds);
    connect(m_noticeTimer, &QTimer::timeout, this, [this] { showNotice({}, Tone::News); });

    m_jobText = new ElidedLabel;
    m_jobText->setObjectName(QStringLiteral("statusJob"));
    m_jobText->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_jobBar = makeBar(QStringLiteral("statusJobBar"));
    m_jobBar->setAccessibleName(tr("How far the job is"));
    auto *cancel = new QToolButton;
    cancel->setObjectName(QStringLiteral("statusCancel"));
    cancel->setText(tr("Cancel"));
    cancel->setAutoRaise(true);
    m_job = new QWidget;
    auto *jobLayout = new QHBoxLayout(m_job);
    jobLayout->setContentsMargins(0, 0, 0, 0);
    jobLayout->setSpacing(8);
    jobLayout->addWidget(m_jobText, 1);
    jobLayout->addWidget(m_jobBar);
    jobLayout->addWidget(cancel);
    m_job->setVisible(false);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 0);
    layout->setSpacing(8);
    layout->addWidget(m_training);
    layout->addWidget(m_trainingBar);
    layout->addWidget(m_notice, 1);
    layout->addWidget(m_job, 1);
    layout->addStretch();
    setFixedHeight(28);

    connect(m_training, &QToolButton::clicked, this, &StatusLine::trainingClicked);
    connect(cancel, &QToolButton::clicked, this, &StatusLine::cancelClicked);
    setNoticeColour();
}

void StatusLine::setTraining(const QString &text, std::optional<double> share)
{
    m_trainingText = text;
    m_trainingBar->setVisible(share.has_value());
    setShare(m_trainingBar, share.value_or(0));
    showTraining();
}

/// As much of it as there is room for beside what else is said, which gets a third of the line where it needs that
/// much.
void StatusLine::showTraining()
{
    const auto roomOf
        = [this](const QWidget *part) { return part->isHidden() ? 0 : layout()->spacing() + part->sizeHint().width(); };
    const int bar = m_trainingBar->isHidden() ? 0 : layout()->spacing() + m_trainingBar->width();
    const int others = std::min(roomOf(m_notice) + roomOf(m_job), width() / 3);
    m_training->setText(m_trainingText);
    const QFontMetrics metrics = m_training->fontMetrics();
    const int frame = m_training->sizeHint().width() - metrics.horizontalAdvance(m_trainingText);
    const QMargins margins = layout()->contentsMargins();
    const int room = width() - margins.left() - margins.right() - bar - others - frame;
    m_training->setText(metrics.elidedText(m_trainingText, Qt::ElideRight, room));
    m_training->setAccessibleName(m_trainingText);
}

void StatusLine::showJob(const Progress &progress, int waiting)
{
    QStringList parts { stageText(progress.stage) };
    if (progress.total > 0)
        parts << tr("%1 of %2", "done, in all").arg(progress.done).arg(progress.total);
    if (!progress.item.empty())
        parts << toQString(progress.item);
    if (waiting > 0)
        parts << tr("%n more waiting", nullptr, waiting);
    m_jobText->setText(parts.join(QStringLiteral(" · ")));
    setShare(
        m_jobBar, progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total) : -1);
    m_job->setVisible(true);
    showTraining();
}

void StatusLine::hideJob()
{
    m_job->setVisible(false);
    showTraining();
}

void StatusLine::showNotice(const QString &sentence, Tone tone)
{
    m_tone = tone;
    setNoticeColour();
    m_notice->setText(sentence);
    m_notice->setVisible(!sentence.isEmpty());
    if (!sentence.isEmpty())
        m_noticeTimer->start();
    showTraining();
}

QString StatusLine::notice() const
{
    return m_notice->text();
}

void StatusLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setNoticeColour();
}

void StatusLine::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showTraining();
}

void StatusLine::setNoticeColour()
{
    QPalette toned;
    if (m_tone == Tone::Problem)
        toned.setColor(QPalette::WindowText, colours::failure(palette()));
    m_notice->setPalette(toned);
}

} // namespace retrograde
