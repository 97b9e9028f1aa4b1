#pragma once

#include <QString>

namespace retrograde {

/// Has the desktop open a file or a folder with whatever it takes for right. False when it knows no program for it.
bool openInDesktop(const QString &fileName);

} // namespace retrograde
