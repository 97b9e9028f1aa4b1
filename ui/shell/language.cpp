#include "ui/shell/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>
#include <clocale>

// A static library's resources are registered only when somebody asks for it, outside of any namespace.
static void registerTranslations()
{
    Q_INIT_RESOURCE(translations);
}

namespace retrograde {

void keepNumbersOfFilesPlain()
{
    std::setlocale(LC_NUMERIC, "C");
}

bool installTranslations(QCoreApplication &application, const QLocale &locale)
{
    registerTranslations();
    // English has a translation too, for its plurals.
    auto *own = new QTranslator(&application);
    const bool found = own->load(locale, QStringLiteral("retrograde"), QStringLiteral("_"), QStringLiteral(":/i18n"));
    if (found || own->load(QStringLiteral(":/i18n/retrograde_en.qm")))
        application.installTranslator(own);

    auto *qt = new QTranslator(&application);
    if (found
        && qt->load(
            locale, QStringLiteral("qtbase"), QStringLiteral("_"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        application.installTranslator(qt);
    return found;
}

} // namespace retrograde
