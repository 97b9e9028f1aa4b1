#include "ui/player/playerbar.h"

#include "experiment/transform.h"
#include "ui/base/checkedlook.h"
#include "ui/base/elidedlabel.h"
#include "ui/base/errortext.h"
#include "ui/base/icons.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/base/timetext.h"
#include "ui/base/words.h"
#include "ui/player/levelmeter.h"
#include "ui/player/playercontroller.h"

#include <QActionGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProxyStyle>
#include <QRegularExpression>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QWidgetAction>
#include <algorithm>
#include <vector>

namespace retrograde {

namespace {

constexpr int kGap = 8;
constexpr int kIconSide = 20;
constexpr int kSeekSteps = 10000;

/// A click anywhere on the slider goes there, instead of a page towards it.
class JumpingSliderStyle : public QProxyStyle {
public:
    int styleHint(
        StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *returned) const override
    {
        if (hint == SH_Slider_AbsoluteSetButtons)
            return Qt::LeftButton;
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
};

QString withKey(const QString &text, const QString &key)
{
    return QStringLiteral("%1 (%2)").arg(text, key);
}

QToolButton *makeButton(QWidget *parent, const char *name, const QString &text, const QString &toolTip)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(QLatin1String(name));
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(toolTip);
    button->setIconSize({ kIconSide, kIconSide });
    return button;
}

/// What the menu says of a choice of channels, and what the button beside it says for as long as it holds.
struct ChannelWords {
    QString entry;
    QString sign;
};

ChannelWords wordsOf(const ChannelMix &channels)
{
    switch (channels.kind) {
    case ChannelMix::Kind::Stereo:
        return { PlayerBar::tr("Channels as published"), {} };
    case ChannelMix::Kind::Mean:
        return { PlayerBar::tr("Mono, as models hear it"), PlayerBar::tr("Mono") };
    case ChannelMix::Kind::Single:
        break;
    }
    return channels.channel == 1 ? ChannelWords { PlayerBar::tr("Left channel alone"), PlayerBar::tr("Left") }
                                 : ChannelWords { PlayerBar::tr("Right channel alone"), PlayerBar::tr("Right") };
}

/// A line that parts groups of controls.
QFrame *makeSeparator(QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Sunken);
    return line;
}

} // namespace

// Longer than other functions: a list of the controls, in their order.
PlayerBar::PlayerBar(PlayerController &controller, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
{
    setObjectName(QStringLiteral("playerBar"));
    setAccessibleName(tr("Player"));

    m_play = makeButton(this, "playButton", tr("Play"), {});
    m_stop = makeButton(this, "stopButton", tr("Stop"), tr("Stop and go back to the start"));
    m_loop = makeButton(this, "loopButton", tr("Loop"), withKey(tr("Play again and again"), QStringLiteral("L")));
    m_loop->setCheckable(true);

    m_position = new TextLabel(this);
    m_position->setObjectName(QStringLiteral("positionLabel"));
    m_position->setAccessibleName(tr("Position and length"));
    m_position->setAlignment(Qt::AlignRight | Qt::AlignVCenter);

    m_seek = new QSlider(Qt::Horizontal, this);
    m_seek->setObjectName(QStringLiteral("seekSlider"));
    m_seek->setAccessibleName(tr("Position"));
    m_seek->setToolTip(tr("Position"));
    m_seek->setRange(0, kSeekSteps);
    m_seek->setSingleStep(kSeekSteps / 100);
    m_seek->setPageStep(kSeekSteps / 10);
    m_seek->setMinimumWidth(72);

    m_published = makeButton(this, "publishedButton", transformName(QString::fromLatin1(kPublished)),
        tr("Hear and see the sound as it was published"));
    m_reversed = makeButton(this, "reversedButton", transformName(QString::fromLatin1(kReversed)),
        withKey(tr("Hear and see the sound backwards"), QStringLiteral("R")));
    m_order = makeButton(this, "orderButton", tr("Order"),
        withKey(tr("Hear and see the sound in three pieces, in another order"), tr("Alt+1 to Alt+6")));
    for (QToolButton *button : { m_published, m_reversed, m_order }) {
        button->setCheckable(true);
        button->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed); // its words are never cut off
    }
    m_order->setPopupMode(QToolButton::InstantPopup);
    auto *orderMenu = new QMenu(m_order);
    orderMenu->setObjectName(QStringLiteral("orderMenu"));
    m_orders = new QActionGroup(this);
    m_orders->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    std::vector<int> order = { 1, 2, 3 };
    do {
        const QString transform = QString::fromStdString(orderText(order));
        QAction *action = orderMenu->addAction(QString(transform).replace(QLatin1Char(','), QLatin1Char(' ')));
        action->setObjectName(QStringLiteral("order%1").arg(QString(transform).remove(QLatin1Char(','))));
        action->setData(transform);
        action->setCheckable(true);
        m_orders->addAction(action);
        connect(action, &QAction::triggered, this, [this, transform] { Q_EMIT transformChosen(transform); });
    } while (std::next_permutation(order.begin(), order.end()));
    makeGapEntries(orderMenu);
    m_order->setMenu(orderMenu);
    m_compare = makeButton(this, "compareButton", tr("A/B"),
        withKey(
            tr("Switch between as published and the last other arrangement, or the kept sound"), QStringLiteral("`")));
    m_compare->setAccessibleName(tr("Compare"));

    makeSpeedMenu();
    m_meter = new LevelMeter(this);

    m_mute = makeButton(this, "muteButton", tr("Mute"), tr("Mute"));
    m_mute->setCheckable(true);
    m_volume = new QSlider(Qt::Horizontal, this);
    m_volume->setObjectName(QStringLiteral("volumeSlider"));
    m_volume->setAccessibleName(tr("Volume"));
    m_volume->setRange(0, 100);
    m_volume->setFixedWidth(96);

    m_device = makeButton(this, "deviceButton", tr("Output device"), {});
    m_device->setPopupMode(QToolButton::InstantPopup);
    m_deviceMenu = new QMenu(m_device);
    m_deviceMenu->setObjectName(QStringLiteral("deviceMenu"));
    m_device->setMenu(m_deviceMenu);

    auto *sliderStyle = new JumpingSliderStyle;
    sliderStyle->setParent(this);
    for (QSlider *slider : { m_seek, m_volume })
        slider->setStyle(sliderStyle);
    for (QToolButton *button : { m_play, m_stop, m_loop, m_speed, m_mute, m_device })
        button->setAutoRaise(true);

    m_notice = new QWidget(this);
    m_notice->setObjectName(QStringLiteral("noticeRow"));
    m_noticeIcon = new TextLabel(m_notice);
    m_noticeText = new ElidedLabel(m_notice);
    m_noticeText->setObjectName(QStringLiteral("noticeLabel"));
    auto *noticeLayout = new QHBoxLayout(m_notice);
    noticeLayout->setContentsMargins(0, 0, 0, 0);
    noticeLayout->setSpacing(kGap / 2);
    noticeLayout->addWidget(m_noticeIcon);
    noticeLayout->addWidget(m_noticeText);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    auto *transport = new QHBoxLayout;
    transport->setSpacing(0);
    for (QToolButton *button : { m_play, m_stop, m_loop })
        transport->addWidget(button);
    layout->addLayout(transport);
    layout->addWidget(m_position);
    layout->addWidget(m_seek, 1);
    layout->addWidget(makeSeparator(this));
    auto *arrangement = new QHBoxLayout;
    arrangement->setSpacing(2);
    for (QToolButton *button : { m_published, m_reversed, m_order })
        arrangement->addWidget(button);
    arrangement->addSpacing(kGap);
    arrangement->addWidget(m_compare);
    layout->addLayout(arrangement);
    layout->addWidget(makeSeparator(this));
    auto *volume = new QHBoxLayout;
    volume->setSpacing(2);
    volume->addWidget(m_mute);
    volume->addWidget(m_volume);
    layout->addWidget(m_speed);
    layout->addWidget(m_meter);
    layout->addLayout(volume);
    layout->addWidget(m_device);
    layout->addWidget(m_notice);

    connect(m_play, &QToolButton::clicked, &m_controller, &PlayerController::togglePlay);
    connect(m_stop, &QToolButton::clicked, &m_controller, &PlayerController::stop);
    connect(m_loop, &QToolButton::clicked, &m_controller, &PlayerController::setLoop);
    connect(m_seek, &QSlider::valueChanged, this,
        [this](int value) { m_controller.seek(m_controller.duration() * value / kSeekSteps); });
    connect(
        m_published, &QToolButton::clicked, this, [this] { Q_EMIT transformChosen(QString::fromLatin1(kPublished)); });
    connect(
        m_reversed, &QToolButton::clicked, this, [this] { Q_EMIT transformChosen(QString::fromLatin1(kReversed)); });
    connect(m_compare, &QToolButton::clicked, this, &PlayerBar::compareRequested);
    connect(m_mute, &QToolButton::clicked, this, [this](bool mute) {
        if (mute)
            m_volumeBeforeMute = m_controller.volume();
        m_controller.setVolume(mute ? 0 : m_volumeBeforeMute);
    });
    connect(m_volume, &QSlider::valueChanged, &m_controller, &PlayerController::setVolume);
    connect(m_deviceMenu, &QMenu::aboutToShow, this, [this] {
        fillDeviceMenu();
        m_controller.listDevices();
    });

    connect(&m_controller, &PlayerController::stateChanged, this, &PlayerBar::showState);
    connect(&m_controller, &PlayerController::soundChanged, this, &PlayerBar::showState);
    connect(&m_controller, &PlayerController::soundChanged, this, &PlayerBar::showPosition);
    connect(&m_controller, &PlayerController::positionChanged, this, &PlayerBar::showPosition);
    connect(&m_controller, &PlayerController::loopChanged, this, [this] { m_loop->setChecked(m_controller.loops()); });
    connect(&m_controller, &PlayerController::speedChanged, this, &PlayerBar::showSpeed);
    connect(&m_controller, &PlayerController::levelChanged, m_meter, &LevelMeter::setLevel);
    connect(&m_controller, &PlayerController::volumeChanged, this, &PlayerBar::showVolume);
    connect(&m_controller, &PlayerController::deviceChanged, this, &PlayerBar::showDevice);
    connect(&m_controller, &PlayerController::channelsChanged, this, &PlayerBar::showDevice);
    connect(&m_controller, &PlayerController::devicesListed, this, [this] {
        showDevice();
        if (m_deviceMenu->isVisible())
            fillDeviceMenu();
    });

    for (QToolButton *button : { m_published, m_reversed, m_order, m_loop, m_mute })
        showWhenChecked(button);
    setThemedIcon(m_stop, QStringLiteral("media-playback-stop"), QStringLiteral("stop"));
    setThemedIcon(m_loop, QStringLiteral("media-playlist-repeat"), QStringLiteral("loop"));
    setThemedIcon(m_device, QStringLiteral("audio-headphones"), QStringLiteral("device"));
    // As wide as its longest text, so that the bar does not shift, and with room for the arrow.
    m_order->setText(transformName(QStringLiteral("3,2,1")));
    m_order->setMinimumWidth(m_order->sizeHint().width() + kGap);

    showNoticeIcon();
    showState();
    showPosition();
    showSpeed();
    showVolume();
    showDevice();
    setTransform(QString::fromLatin1(kPublished));
}

void PlayerBar::makeSpeedMenu()
{
    m_speed = makeButton(this, "speedButton", tr("Speed"), {});
    m_speed->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_speed);
    menu->setObjectName(QStringLiteral("speedMenu"));
    m_speeds = new QActionGroup(this);
    for (const double speed : { 0.5, 0.75, 1.0, 1.5, 2.0 }) {
        QAction *action = menu->addAction(tr("%1×", "so many times as fast").arg(QLocale().toString(speed)));
        action->setObjectName(QStringLiteral("speed%1").arg(speed * 100));
        action->setData(speed);
        action->setCheckable(true);
        m_speeds->addAction(action);
        connect(action, &QAction::triggered, this,
            [this, speed] { m_controller.setSpeed(speed, m_keepPitch->isChecked()); });
    }
    menu->addSeparator();
    m_keepPitch = menu->addAction(tr("Keep the pitch"));
    m_keepPitch->setObjectName(QStringLiteral("keepPitch"));
    m_keepPitch->setCheckable(true);
    connect(m_keepPitch, &QAction::triggered, this,
        [this](bool keep) { m_controller.setSpeed(m_controller.speed(), keep); });
    m_speed->setMenu(menu);
}

void PlayerBar::showSpeed()
{
    const QString text = tr("%1×", "so many times as fast").arg(QLocale().toString(m_controller.speed()));
    m_speed->setText(text);
    m_speed->setToolTip(tr("Speed: %1").arg(text));
    m_keepPitch->setChecked(m_controller.keepsPitch());
    const QList<QAction *> speeds = m_speeds->actions();
    for (QAction *action : speeds)
        action->setChecked(action->data().toDouble() == m_controller.speed());
}

void PlayerBar::makeGapEntries(QMenu *menu)
{
    menu->addSeparator();
    auto *row = new QWidget(menu);
    auto *rowLayout = new QHBoxLayout(row);
    rowLayout->setContentsMargins(24, 4, 16, 4);
    auto *label = new TextLabel(tr("Left out at each joint:"), row);
    m_gap = new QSpinBox(row);
    m_gap->setObjectName(QStringLiteral("gapSpin"));
    m_gap->setAccessibleName(tr("Frames left out at the end of each piece"));
    m_gap->setRange(0, 200);
    m_gap->setSuffix(tr(" frames", "unit after a number"));
    label->setBuddy(m_gap);
    rowLayout->addWidget(label);
    rowLayout->addWidget(m_gap);
    auto *rowAction = new QWidgetAction(menu);
    rowAction->setDefaultWidget(row);
    menu->addAction(rowAction);
    m_gapAudible = menu->addAction(tr("Hear what is left out as silence"));
    m_gapAudible->setObjectName(QStringLiteral("gapAudible"));
    m_gapAudible->setCheckable(true);
    const auto choose = [this] { Q_EMIT gapChosen(m_gap->value(), m_gapAudible->isChecked()); };
    connect(m_gap, &QSpinBox::valueChanged, this, choose);
    connect(m_gapAudible, &QAction::triggered, this, choose);
}

void PlayerBar::toggleMute()
{
    m_mute->click();
}

void PlayerBar::setGap(int frames, bool audible)
{
    const QSignalBlocker blocker(m_gap);
    m_gap->setValue(frames);
    m_gapAudible->setChecked(audible);
}

void PlayerBar::setTransform(const QString &transform)
{
    const bool published = transform.isEmpty() || transform.toStdString() == kPublished;
    const bool reversed = transform.toStdString() == kReversed;
    m_published->setChecked(published);
    m_reversed->setChecked(reversed);
    m_order->setChecked(!published && !reversed);
    m_order->setText(published || reversed ? tr("Order") : transformName(transform));
    const QList<QAction *> orders = m_orders->actions();
    for (QAction *action : orders)
        action->setChecked(action->data().toString() == transform);
}

void PlayerBar::showNoticeIcon()
{
    m_noticeIcon->setPixmap(
        themedIcon(QStringLiteral("dialog-warning"), QStringLiteral("warning"), palette()).pixmap(16, 16));
}

void PlayerBar::showState()
{
    const bool playing = m_controller.state() == PlayerController::State::Playing;
    const QString text = playing ? tr("Pause") : tr("Play");
    m_play->setText(text);
    m_play->setAccessibleName(text);
    m_play->setToolTip(withKey(text, tr("Space")));
    const QList<QWidget *> needSound { m_play, m_stop, m_seek, m_published, m_reversed, m_order, m_compare };
    for (QWidget *widget : needSound)
        widget->setEnabled(m_controller.hasSound());
    setThemedIcon(m_play, playing ? QStringLiteral("media-playback-pause") : QStringLiteral("media-playback-start"),
        playing ? QStringLiteral("pause") : QStringLiteral("play"));
}

void PlayerBar::showPosition()
{
    const double duration = m_controller.duration();
    m_position->setText(tr("%1 / %2", "position / length")
                            .arg(timeText(m_controller.position(), 1, true), timeText(duration, 1, true)));
    // Of the same width whatever the digits, so that the slider does not twitch.
    const QString widest
        = timeText(duration, 1, true).replace(QRegularExpression(QStringLiteral("\\d")), QStringLiteral("0"));
    const int room
        = m_position->fontMetrics().horizontalAdvance(tr("%1 / %2", "position / length").arg(widest, widest));
    if (room != m_position->minimumWidth()) {
        m_position->setMinimumWidth(room);
        fold();
    }
    if (!m_seek->isSliderDown()) {
        const QSignalBlocker blocker(m_seek);
        m_seek->setValue(duration > 0 ? static_cast<int>(m_controller.position() / duration * kSeekSteps) : 0);
    }
}

void PlayerBar::showVolume()
{
    const QSignalBlocker blocker(m_volume);
    m_volume->setValue(m_controller.volume());
    m_volume->setToolTip(tr("Volume: %1 %").arg(numberText(m_controller.volume(), 0)));
    const bool muted = m_controller.volume() == 0;
    m_mute->setChecked(muted);
    setThemedIcon(m_mute, muted ? QStringLiteral("audio-volume-muted") : QStringLiteral("audio-volume-high"),
        muted ? QStringLiteral("muted") : QStringLiteral("volume"));
}

void PlayerBar::showDevice()
{
    const QString name = m_controller.isSilent() ? tr("No sound (silent)")
        : m_controller.device().isEmpty()        ? tr("System default")
                                                 : m_controller.device();
    const ChannelWords channels = wordsOf(m_controller.channels());
    m_device->setToolTip(tr("Output device: %1").arg(name) + QLatin1Char('\n') + channels.entry);
    m_device->setText(channels.sign);
    m_device->setToolButtonStyle(channels.sign.isEmpty() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    const bool noDevice = m_controller.devicesKnown() && m_controller.devices().empty();
    QString reason = m_controller.notice();
    if (reason.isEmpty() && noDevice && !m_controller.isSilent())
        reason = tr("This machine has no sound device.");
    m_notice->setVisible(!reason.isEmpty());
    m_noticeText->setText(noDevice ? tr("No sound device: playing silently") : tr("Device failed: playing silently"));
    m_notice->setToolTip(m_noticeText->text() + QLatin1Char('\n') + reason + QLatin1Char('\n')
        + tr("Connect a device, then choose it in the menu with the headphones."));
    fold();
}

void PlayerBar::fillDeviceMenu()
{
    m_deviceMenu->clear();
    auto *group = new QActionGroup(m_deviceMenu);
    const auto add = [&](const QString &text, const QString &name, bool checked) {
        QAction *action = m_deviceMenu->addAction(text);
        action->setObjectName(name);
        action->setCheckable(true);
        action->setChecked(checked);
        group->addAction(action);
        return action;
    };
    const bool silent = m_controller.isSilent();
    if (!m_controller.devicesKnown()) {
        m_deviceMenu->addAction(tr("Looking for devices ..."))->setEnabled(false);
    } else if (m_controller.devices().empty()) {
        m_deviceMenu->addAction(tr("No sound device found"))->setEnabled(false);
    }
    connect(add(tr("System default"), QStringLiteral("deviceDefault"), !silent && m_controller.device().isEmpty()),
        &QAction::triggered, this, [this] { m_controller.setDevice({}); });
    for (const OutputDevice &device : m_controller.devices()) {
        const QString name = QString::fromStdString(device.name);
        connect(add(menuText(name), QStringLiteral("device:") + name, !silent && m_controller.device() == name),
            &QAction::triggered, this, [this, name] { m_controller.setDevice(name); });
    }
    m_deviceMenu->addSeparator();
    connect(add(tr("No sound (silent)"), QStringLiteral("deviceSilent"), silent), &QAction::triggered, this,
        [this] { m_controller.setSilent(); });
    addChannelEntries();
}

void PlayerBar::addChannelEntries()
{
    m_deviceMenu->addSeparator();
    auto *group = new QActionGroup(m_deviceMenu);
    for (const auto &[name, mix] : kHeardChannels) {
        QAction *action = m_deviceMenu->addAction(wordsOf(mix).entry);
        action->setObjectName(QStringLiteral("channels:") + QLatin1String(name));
        action->setCheckable(true);
        action->setChecked(m_controller.channels() == mix);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, mix = mix] { m_controller.setChannels(mix); });
    }
}

std::array<QWidget *, 4> PlayerBar::foldable() const
{
    return { m_noticeText, m_meter, m_volume, m_seek };
}

/// With the space beside it; 0 where it would not be seen anyway.
int PlayerBar::widthOf(const QWidget *part) const
{
    if (part == m_noticeText && m_notice->isHidden())
        return 0;
    const int least = std::max(part->minimumSizeHint().width(), part->minimumWidth());
    return least + (part == m_noticeText ? kGap / 2 : part == m_volume ? 2 : kGap);
}

QSize PlayerBar::minimumSizeHint() const
{
    QSize least = layout()->totalMinimumSize();
    for (const QWidget *part : foldable()) {
        if (!part->isHidden())
            least.rwidth() -= widthOf(part);
    }
    return least;
}

/// In a narrow window the words of the notice go first, which its tooltip has as well, then the meter, then the volume,
/// which can still be muted, and last the slider, for the picture is one as well.
void PlayerBar::fold()
{
    // Measured, not reckoned: what a part takes depends on the layouts that it lies in.
    const auto needed = [this] {
        m_notice->layout()->invalidate();
        m_notice->updateGeometry();
        layout()->invalidate();
        return layout()->totalMinimumSize().width();
    };
    const auto parts = foldable();
    for (QWidget *part : parts)
        part->setVisible(true);
    for (QWidget *part : parts) {
        if (needed() <= width())
            break;
        part->setVisible(false);
    }
}

void PlayerBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fold();
}

void PlayerBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        showNoticeIcon();
    QWidget::changeEvent(event);
}

} // namespace retrograde
