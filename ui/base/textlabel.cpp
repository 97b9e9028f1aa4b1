#include "ui/base/textlabel.h"

#include <QEvent>

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

void TextLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    // HTML takes the colour of its links when it is read.
    if (event->type() == QEvent::PaletteChange && textFormat() == Qt::RichText) {
        const QString html = text();
        clear();
        setText(html);
    }
}

} // namespace retrograde
