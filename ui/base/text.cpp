#include "ui/base/text.h"

#include "base/text.h"
#include "ui/base/words.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QLocale>
#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// Gives the free functions below a translation context of their own.
class Text {
    Q_DECLARE_TR_FUNCTIONS(Text)
};

/// Listed for the translators: what the core may call the stages of its long jobs.
[[maybe_unused]] const char *const kStages[] = {
    QT_TRANSLATE_NOOP("Text", "Looking for music"),
    QT_TRANSLATE_NOOP("Text", "Importing"),
    QT_TRANSLATE_NOOP("Text", "Telling sounds apart"),
    QT_TRANSLATE_NOOP("Text", "Fetching music from Debian's archive"),
    QT_TRANSLATE_NOOP("Text", "Synthesising a stand-in"),
    QT_TRANSLATE_NOOP("Text", "Rendering labelled clips"),
    QT_TRANSLATE_NOOP("Text", "Looking for features"),
    QT_TRANSLATE_NOOP("Text", "Extracting features"),
    QT_TRANSLATE_NOOP("Text", "Writing the report"),
    QT_TRANSLATE_NOOP("Text", "Checking for shortcuts"),
    QT_TRANSLATE_NOOP("Text", "Asking with other gaps"),
    QT_TRANSLATE_NOOP("Text", "Asking about cut sound"),
    QT_TRANSLATE_NOOP("Text", "Asking about encoded clips"),
    QT_TRANSLATE_NOOP("Text", "Asking what single properties tell"),
    QT_TRANSLATE_NOOP("Text", "Judging the test tracks"),
    QT_TRANSLATE_NOOP("Text", "Measuring the trunk's statistics"),
    QT_TRANSLATE_NOOP("Text", "Judging the model"),
    QT_TRANSLATE_NOOP("Text", "Computing features of the frozen trunk"),
};

} // namespace

QString toQString(std::string_view text)
{
    return QString::fromStdString(displayText(text));
}

QString stageText(std::string_view stage)
{
    return QCoreApplication::translate("Text", std::string(stage).c_str());
}

QString pathText(const std::filesystem::path &path)
{
    return QString::fromStdString(displayPath(path));
}

QString toFileName(const std::filesystem::path &path)
{
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

std::filesystem::path toPath(const QString &fileName)
{
    return std::filesystem::path(QFile::encodeName(fileName).toStdString());
}

QString withCapital(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

QString menuText(const QString &text)
{
    return QString(text).replace(u'&', QStringLiteral("&&"));
}

QString percentText(double share)
{
    return unbroken(Text::tr("%1 %", "a percentage").arg(numberText(100 * share, 1)));
}

QString numberText(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

QString remainingText(double seconds)
{
    if (seconds < 0 || !std::isfinite(seconds))
        return {};
    if (seconds < 45)
        return Text::tr("less than a minute left");
    const int minutes = std::max(1, static_cast<int>(std::min(std::lround(seconds / 60), 6'000'000L)));
    if (minutes < 90)
        return unbroken(Text::tr("about %n min left", nullptr, minutes));
    return unbroken(Text::tr("about %1 h %2 min left").arg(minutes / 60).arg(minutes % 60));
}

QString dateText(std::string_view utc)
{
    const QString text = toQString(utc);
    const QDateTime time = QDateTime::fromString(text, Qt::ISODate);
    return time.isValid() ? QLocale().toString(time.toLocalTime(), QLocale::ShortFormat) : text;
}

} // namespace retrograde
