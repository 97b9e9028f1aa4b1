#pragma once

#include <QWidget>

class QActionGroup;
class QLabel;
class QMenu;
class QSlider;
class QToolButton;

namespace retrograde {

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

Q_SIGNALS:
    void transformChosen(const QString &transform);
    /// Between as published and the last other arrangement.
    void compareRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void setIcons();
    void highlightChecked();
    void showState();
    void showPosition();
    void showVolume();
    void showDevice();
    void fillDeviceMenu();

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
