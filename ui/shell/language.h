#pragma once

class QCoreApplication;
class QLocale;

namespace retrograde {

/// Takes the numbers of the C library back to the C locale. QCoreApplication's constructor has set the user's, and
/// libraries write and read files by it. What the window shows goes by QLocale and is not touched.
void keepNumbersOfFilesPlain();

/// Makes the application speak @p locale's language, and Qt's own dialogs with it, where there is a translation.
/// Otherwise it stays English. Before the first widget is made.
/// @return whether there is a translation
bool installTranslations(QCoreApplication &application, const QLocale &locale);

} // namespace retrograde
