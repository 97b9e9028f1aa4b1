#pragma once

#include <QApplication>

namespace retrograde {

/// Whatever an event's handler throws ends that handler with a sentence and a line of the log, not the program and the
/// training with it.
class Application : public QApplication {
    Q_OBJECT

public:
    using QApplication::QApplication;

    /// Called by Qt for the events of all threads.
    bool notify(QObject *receiver, QEvent *event) override;

Q_SIGNALS:
    /// A handler has thrown. Comes on the thread of the handler.
    void handlerFailed(const QString &sentence);
};

} // namespace retrograde
