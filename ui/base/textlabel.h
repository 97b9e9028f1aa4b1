#pragma once

#include <QLabel>

namespace retrograde {

/// A label that shows its text letter by letter. Qt's own guesses from the text whether it is HTML, and then fetches
/// what that names: a title read from a file could make the program read another.
class TextLabel : public QLabel {
    Q_OBJECT

public:
    explicit TextLabel(QWidget *parent = nullptr);
    explicit TextLabel(const QString &text, QWidget *parent = nullptr);

    /// A label whose text is HTML that the program wrote itself: whatever comes from elsewhere goes through
    /// toHtmlEscaped() first.
    static TextLabel *forHtml(QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;
};

} // namespace retrograde
