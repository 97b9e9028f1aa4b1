#include "ui/library/welcomepanel.h"

#include "ui/base/colours.h"
#include "ui/base/elidedlabel.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace retrograde {

namespace {

constexpr int kTextWidth = 480;

QLabel *makeTitle(const QString &text, double scale)
{
    auto *label = new TextLabel(text);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * scale);
    label->setFont(font);
    label->setAlignment(Qt::AlignCenter);
    return label;
}

QLabel *makeSentence(const QString &text)
{
    auto *label = new TextLabel(text);
    label->setWordWrap(true);
    label->setMinimumWidth(kTextWidth);
    label->setMaximumWidth(kTextWidth);
    return label;
}

} // namespace

WelcomePanel::WelcomePanel(QWidget *parent)
    : QWidget(parent)
    , m_states(new QStackedWidget(this))
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_states->addWidget(makeChoices());
    m_states->addWidget(makeBusy());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);
}

QWidget *WelcomePanel::makeChoices()
{
    auto *choices = new QWidget;
    auto *demo = new QPushButton(tr("Try the demo library"));
    demo->setObjectName(QStringLiteral("demoButton"));
    demo->setDefault(true);
    auto *open = new QPushButton(tr("Open my music…"));
    open->setObjectName(QStringLiteral("openMusicButton"));
    auto *dataset = new QPushButton(tr("I have FMA or OpenMIC…"));
    dataset->setObjectName(QStringLiteral("importDatasetButton"));
    for (QPushButton *button : { demo, open, dataset })
        button->setMinimumSize(240, 36);
    connect(demo, &QPushButton::clicked, this, &WelcomePanel::demoRequested);
    connect(open, &QPushButton::clicked, this, &WelcomePanel::openMusicRequested);
    connect(dataset, &QPushButton::clicked, this, &WelcomePanel::importDatasetRequested);

    m_outcome = makeSentence({});
    m_outcome->setObjectName(QStringLiteral("welcomeOutcome"));
    m_outcome->setVisible(false);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(16);
    grid->addWidget(demo, 0, 0);
    grid->addWidget(makeSentence(tr("64 tracks of freely licensed music, 55 MB to download once. The quickest "
                                    "way to hear a model's first mistake.")),
        0, 1);
    grid->addWidget(open, 1, 0);
    grid->addWidget(makeSentence(tr("A folder of music in any format. The files stay where they are and are never "
                                    "changed; you can also drop files and folders on this window.")),
        1, 1);
    grid->addWidget(dataset, 2, 0);
    grid->addWidget(makeSentence(tr("A published dataset as it was unpacked: FMA, OpenMIC-2018 or BirdVox, with its "
                                    "labels, artists, licences and splits.")),
        2, 1);
    grid->addWidget(m_outcome, 3, 1);

    auto *layout = new QVBoxLayout(choices);
    layout->addStretch(1);
    layout->addWidget(makeTitle(tr("Teach a machine to hear which way time runs"), 1.5));
    layout->addSpacing(24);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addLayout(grid);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addStretch(2);
    return choices;
}

QWidget *WelcomePanel::makeBusy()
{
    auto *busy = new QWidget;
    m_stage = makeTitle({}, 1.2);
    m_stage->setObjectName(QStringLiteral("welcomeStage"));
    m_bar = new QProgressBar;
    m_bar->setObjectName(QStringLiteral("welcomeProgress"));
    m_bar->setFixedWidth(kTextWidth);
    m_item = new ElidedLabel;
    m_item->setFixedWidth(kTextWidth);
    m_item->setAlignment(Qt::AlignCenter);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(QStringLiteral("welcomeCancel"));
    connect(cancel, &QPushButton::clicked, this, &WelcomePanel::cancelRequested);

    auto *layout = new QVBoxLayout(busy);
    layout->setSpacing(8);
    layout->addStretch(1);
    layout->addWidget(m_stage, 0, Qt::AlignHCenter);
    layout->addWidget(m_bar, 0, Qt::AlignHCenter);
    layout->addWidget(m_item, 0, Qt::AlignHCenter);
    layout->addWidget(cancel, 0, Qt::AlignHCenter);
    layout->addStretch(2);
    return busy;
}

void WelcomePanel::showProgress(const Progress &progress)
{
    m_stage->setText(stageText(progress.stage));
    m_bar->setRange(0, progress.total > 0 ? 1000 : 0);
    m_bar->setValue(progress.total > 0 ? static_cast<int>(1000 * progress.done / progress.total) : 0);
    m_item->setText(toQString(progress.item));
    m_states->setCurrentIndex(1);
}

void WelcomePanel::showChoices(const QString &sentence)
{
    m_outcome->setText(sentence);
    m_outcome->setVisible(!sentence.isEmpty());
    m_states->setCurrentIndex(0);
}

} // namespace retrograde
