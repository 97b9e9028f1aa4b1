#pragma once

#include <QWidget>

namespace retrograde {

/// Lies between a scroll area and what it scrolls, and asks for as much room as that needs at least. A scroll area that
/// is given something with a layout takes for needed what the layout prefers, and what hidden pages prefer as well.
class PagesRoom : public QWidget {
    Q_OBJECT

public:
    /// Owns @p pages.
    explicit PagesRoom(QWidget *pages);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The pages need more room or less.
    void needChanged();

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *m_pages;
    QSize m_need;
};

} // namespace retrograde
