#pragma once

#include <QLayout>
#include <QList>

namespace retrograde {

/// Items beside each other, and in further rows where they do not fit: buttons of any language in windows of any width.
class FlowLayout : public QLayout {
    Q_OBJECT

public:
    /// @p spacing px between items, in both directions
    explicit FlowLayout(int spacing, QWidget *parent = nullptr);
    ~FlowLayout() override;

    /// Takes what room its row has left, at least its own.
    void setExpanding(QWidget *widget) { m_expanding = widget; }

    void addItem(QLayoutItem *item) override;
    int count() const override;
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    /// @return the height that is needed; places the items only when asked to
    int arrange(const QRect &rect, bool place) const;

    QList<QLayoutItem *> m_items;
    QWidget *m_expanding = nullptr;
};

} // namespace retrograde
