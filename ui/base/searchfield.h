#pragma once

#include <QLineEdit>

class QAbstractItemView;

namespace retrograde {

/// Where one types to find rows of a list. Return and Down go on to the list, to its first row unless one is chosen
/// there; Escape, there as well, takes the words away and goes back to the list.
class SearchField : public QLineEdit {
    Q_OBJECT

public:
    explicit SearchField(const QString &objectName, QWidget *parent = nullptr);

    /// It must outlive the field.
    void setList(QAbstractItemView *list);

Q_SIGNALS:
    /// The list is about to be gone to: what was typed must be looked for now.
    void searchNow();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void goToList();

    QAbstractItemView *m_list = nullptr;
};

} // namespace retrograde
