#include "ui/look/textlabel.h"

namespace retrograde {

TextLabel::TextLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
}

TextLabel::TextLabel(const QString &text, QWidget *parent)
    : TextLabel(parent)
{
    setText(text);
}

TextLabel *TextLabel::forHtml(QWidget *parent)
{
    auto *label = new TextLabel(parent);
    label->setTextFormat(Qt::RichText);
    return label;
}

} // namespace retrograde
