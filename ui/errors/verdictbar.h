#pragma once

#include <QList>
#include <QString>
#include <QWidget>
#include <functional>
#include <string>
#include <utility>

class QButtonGroup;
class QCheckBox;

namespace retrograde {

/// A button for each verdict, with its key, and whether a clip plays as soon as it is chosen.
class VerdictBar : public QWidget {
    Q_OBJECT

public:
    /// @param keys where the verdicts' keys are heard: the page
    explicit VerdictBar(QWidget *keys);

    /// Marks the verdict that was given; empty: none was.
    void mark(const std::string &verdict, bool enabled);
    /// Only verdicts that make sense of what is listed are on offer.
    void offer(const std::function<bool(const std::string &)> &fits);
    bool playsWhenChosen() const;
    /// Key and meaning of each verdict, for the help sheet.
    static QList<std::pair<QString, QString>> keys();

Q_SIGNALS:
    void given(const std::string &verdict);

private:
    QButtonGroup *m_buttons = nullptr;
    QCheckBox *m_autoplay = nullptr;
};

} // namespace retrograde
