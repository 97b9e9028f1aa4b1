#pragma once

class QCoreApplication;
class QLocale;

namespace retrograde {

/// Makes the application speak @p locale's language, and Qt's own dialogs with it, where there is a translation.
/// Otherwise it stays English. Before the first widget is made.
/// @return whether there is a translation
bool installTranslations(QCoreApplication &application, const QLocale &locale);

} // namespace retrograde
