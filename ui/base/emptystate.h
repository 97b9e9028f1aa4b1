#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace retrograde {

/// What a panel shows instead of nothing: what this is, what to do next, and a button that does it.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &sentence);
    /// Adds a button below the text. The first one is the suggested step.
    QPushButton *addButton(const QString &text, const QString &objectName);
    /// Adds any widget below the buttons.
    void addWidget(QWidget *widget);

private:
    QLabel *m_title = nullptr;
    QLabel *m_sentence = nullptr;
    QVBoxLayout *m_content = nullptr;
};

} // namespace retrograde
