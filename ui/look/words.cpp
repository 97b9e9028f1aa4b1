#include "ui/look/words.h"

#include "analysis/errorcases.h"
#include "experiment/transform.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// Gives tr() a context of its own.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

/// Listed for the translators: what judgementWords() may say.
[[maybe_unused]] const char *const kJudgementWords[] = {
    QT_TRANSLATE_NOOP("Words", "forward"),
    QT_TRANSLATE_NOOP("Words", "probably forward"),
    QT_TRANSLATE_NOOP("Words", "cannot tell"),
    QT_TRANSLATE_NOOP("Words", "probably reversed"),
    QT_TRANSLATE_NOOP("Words", "reversed"),
    QT_TRANSLATE_NOOP("Words", "in order"),
    QT_TRANSLATE_NOOP("Words", "probably in order"),
    QT_TRANSLATE_NOOP("Words", "probably shuffled"),
    QT_TRANSLATE_NOOP("Words", "shuffled"),
    QT_TRANSLATE_NOOP("Words", "absent"),
    QT_TRANSLATE_NOOP("Words", "probably absent"),
    QT_TRANSLATE_NOOP("Words", "probably present"),
    QT_TRANSLATE_NOOP("Words", "present"),
};

} // namespace

QString transformName(const QString &transform)
{
    if (transform.isEmpty() || transform.toStdString() == kPublished)
        return Words::tr("As published");
    if (transform.toStdString() == kReversed)
        return Words::tr("Reversed");
    return Words::tr("Order %1").arg(QString(transform).replace(QLatin1Char(','), QLatin1Char(' ')));
}

QString transformWords(const QString &transform)
{
    if (transform.isEmpty() || transform.toStdString() == kPublished)
        return Words::tr("as published");
    if (transform.toStdString() == kReversed)
        return Words::tr("reversed");
    return Words::tr("order %1").arg(QString(transform).replace(QLatin1Char(','), QLatin1Char(' ')));
}

QString probabilityWords(double probability, Task task)
{
    const std::string words(judgementWords(toString(task), probability));
    return QCoreApplication::translate("Words", words.c_str());
}

QString probabilityText(double probability, Task task)
{
    return Words::tr("%1 (%2)", "words (number)")
        .arg(probabilityWords(probability, task), QLocale().toString(probability, 'f', 2));
}

QColor probabilityColor(double probability, const QPalette &palette)
{
    const bool dark = palette.color(QPalette::Window).lightness() < 128;
    if (probability < 0.35)
        return dark ? QColor(0x6c, 0xb6, 0xf5) : QColor(0x00, 0x5f, 0xa8);
    if (probability > 0.65)
        return dark ? QColor(0xff, 0xa0, 0x4d) : QColor(0xb0, 0x4a, 0x00);
    return dark ? QColor(0xb0, 0xb0, 0xb0) : QColor(0x5c, 0x5c, 0x5c);
}

QString outcomeWords(const Prediction &prediction)
{
    const double sureness = std::max(prediction.probability, 1 - prediction.probability);
    const bool sure = sureness >= kSureProbability;
    const bool unsure = std::abs(prediction.probability - 0.5) <= kUnsureMargin;
    if (isWrong(prediction))
        return sure ? Words::tr("wrong and sure") : unsure ? Words::tr("wrong, but unsure") : Words::tr("wrong");
    return sure ? Words::tr("right and sure") : unsure ? Words::tr("right, but unsure") : Words::tr("right");
}

} // namespace retrograde
