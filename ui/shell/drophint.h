#pragma once

#include "ui/base/textlabel.h"

namespace retrograde {

/// Lies over the window while files are dragged over it: what is beneath shines through, framed, with what a drop does.
class DropHint : public TextLabel {
    Q_OBJECT

public:
    explicit DropHint(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace retrograde
