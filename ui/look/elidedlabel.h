#pragma once

#include <QLabel>

namespace retrograde {

/// One line of plain text that ends in "..." where there is no room for all of it, and then shows all in its tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget *parent = nullptr);

    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
};

} // namespace retrograde
