#include "ui/base/desktop.h"

#include <QDesktopServices>
#include <QUrl>

namespace retrograde {

bool openInDesktop(const QString &fileName)
{
    return QDesktopServices::openUrl(QUrl::fromLocalFile(fileName));
}

} // namespace retrograde
