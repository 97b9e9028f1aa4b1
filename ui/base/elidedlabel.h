#pragma once

#include <QLabel>

namespace retrograde {

/// One line of plain text with "..." at its end, or as set, where there is no room for all of it; then its tooltip
/// shows all.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;
    void setElideMode(Qt::TextElideMode mode) { m_elideMode = mode; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Qt::TextElideMode m_elideMode = Qt::ElideRight;
};

} // namespace retrograde
