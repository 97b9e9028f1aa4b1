#pragma once

#include <QList>
#include <QString>
#include <QWidget>
#include <functional>

class QHBoxLayout;
class QLabel;

namespace retrograde {

/// A strip at the top of the window with one thing to say that can wait, and what can be done about it. It stays until
/// something is chosen or it is closed; of several the newest is shown first.
class OfferBar : public QWidget {
    Q_OBJECT

public:
    struct Choice {
        QString text;
        QString objectName;
        std::function<void()> work;
    };

    explicit OfferBar(QWidget *parent = nullptr);

    /// Takes the place of an offer of the same @p name, if that is not empty.
    void offer(const QString &sentence, const QList<Choice> &choices, const QString &name = {});
    /// Whether the offer still waits for an answer.
    bool holds(const QString &name) const;
    /// Takes it away: what it offers is not to be had any more.
    void withdraw(const QString &name);
    /// Takes all away.
    void clear();

private:
    struct Offer {
        QString sentence;
        QList<Choice> choices;
        QString name;
    };
    void showNewest();
    void close();

    QList<Offer> m_offers; ///< the last is shown
    QLabel *m_sentence = nullptr;
    QHBoxLayout *m_buttons = nullptr;
};

} // namespace retrograde
