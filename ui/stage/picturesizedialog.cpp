#include "ui/stage/picturesizedialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>
#include <QSpinBox>

namespace retrograde {

namespace {

constexpr int kSmallest = 200;
constexpr int kLargest = 20000;

} // namespace

PictureSizeDialog::PictureSizeDialog(const QSize &suggested, QWidget *parent)
    : QDialog(parent)
    , m_width(new QSpinBox)
    , m_height(new QSpinBox)
{
    setObjectName(QStringLiteral("pictureSizeDialog"));
    setWindowTitle(tr("Size of the picture"));
    auto *form = new QFormLayout(this);
    const auto add = [&](QSpinBox *box, const char *name, const QString &text, int value) {
        box->setObjectName(QLatin1String(name));
        box->setRange(kSmallest, kLargest);
        box->setSingleStep(100);
        box->setSuffix(tr(" px", "unit after a number"));
        box->setValue(value);
        form->addRow(text, box);
    };
    add(m_width, "pictureWidth", tr("Width:"), suggested.width());
    add(m_height, "pictureHeight", tr("Height:"), suggested.height());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
}

QSize PictureSizeDialog::chosen() const
{
    return { m_width->value(), m_height->value() };
}

} // namespace retrograde
