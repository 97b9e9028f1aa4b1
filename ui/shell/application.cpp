#include "ui/shell/application.h"

#include "base/problem.h"
#include "ui/base/errortext.h"

#include <exception>

namespace retrograde {

bool Application::notify(QObject *receiver, QEvent *event)
{
    try {
        return QApplication::notify(receiver, event);
    } catch (const Error &error) {
        logProblem(error.what());
        Q_EMIT handlerFailed(describe(error));
    } catch (...) {
        Q_EMIT handlerFailed(describe(errorOf(std::current_exception())));
    }
    return true;
}

} // namespace retrograde
