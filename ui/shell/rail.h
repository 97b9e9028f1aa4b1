#pragma once

#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace retrograde {

/// The column of places at the left of the window.
class Rail : public QWidget {
    Q_OBJECT

public:
    explicit Rail(QWidget *parent = nullptr);

    /// Places count from 0 in the order in which they were added. @p themeIcon is asked of the platform, @p ownIcon is
    /// ours (ui/base/icons.h).
    void addPlace(const QString &name, const QString &themeIcon, const QString &ownIcon, const QString &objectName,
        const QKeySequence &key);
    void setCurrent(int place);

Q_SIGNALS:
    void chosen(int place);

private:
    QButtonGroup *m_buttons = nullptr;
    QVBoxLayout *m_layout = nullptr;
};

} // namespace retrograde
