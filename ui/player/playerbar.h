#pragma once

#include <QWidget>
#include <array>

class QAction;
class QActionGroup;
class QLabel;
class QMenu;
class QSlider;
class QSpinBox;
class QToolButton;

namespace retrograde {

class LevelMeter;
class PlayerController;

/// The buttons of the transport and of the arrangement that is heard. Shows what the controller announces; which
/// arrangement is chosen is its owner's business.
class PlayerBar : public QWidget {
    Q_OBJECT

public:
    /// @p controller must outlive the bar.
    explicit PlayerBar(PlayerController &controller, QWidget *parent = nullptr);

    /// The chosen arrangement: "published", "reversed" or an order.
    void setTransform(const QString &transform);
    /// Frames left out at the end of each piece of an order, and whether they are heard as silence.
    void setGap(int frames, bool audible);
    void toggleMute();

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void transformChosen(const QString &transform);
    /// Between as published and the last other arrangement.
    void compareRequested();
    void gapChosen(int frames, bool audible);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    /// What is left out where there is no room, the first one first.
    std::array<QWidget *, 4> foldable() const;
    int widthOf(const QWidget *part) const;
    void fold();
    void showNoticeIcon();
    void showState();
    void showPosition();
    void showVolume();
    void showDevice();
    void fillDeviceMenu();
    void addChannelEntries();
    void makeSpeedMenu();
    void makeGapEntries(QMenu *menu);
    void showSpeed();

    PlayerController &m_controller;
    QToolButton *m_play;
    QToolButton *m_stop;
    QToolButton *m_loop;
    QLabel *m_position;
    QSlider *m_seek;
    QToolButton *m_published;
    QToolButton *m_reversed;
    QToolButton *m_order;
    QActionGroup *m_orders;
    QToolButton *m_compare;
    QToolButton *m_speed;
    QActionGroup *m_speeds;
    QAction *m_keepPitch = nullptr;
    QSpinBox *m_gap = nullptr;
    QAction *m_gapAudible = nullptr;
    LevelMeter *m_meter;
    QToolButton *m_mute;
    QSlider *m_volume;
    QToolButton *m_device;
    QMenu *m_deviceMenu;
    QWidget *m_notice;
    QLabel *m_noticeIcon;
    QLabel *m_noticeText;
    int m_volumeBeforeMute = 80;
};

} // namespace retrograde
