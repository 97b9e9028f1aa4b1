#pragma once

#include <QDialog>
#include <QSize>

class QSpinBox;

namespace retrograde {

/// Asks for the size of a picture to be written.
class PictureSizeDialog : public QDialog {
    Q_OBJECT

public:
    explicit PictureSizeDialog(const QSize &suggested, QWidget *parent = nullptr);

    QSize chosen() const;

private:
    QSpinBox *m_width;
    QSpinBox *m_height;
};

} // namespace retrograde
