#include "ui/base/timetext.h"

#include <QLocale>
#include <cmath>
#include <cstdint>

namespace retrograde {

QString timeText(double seconds, int decimals, bool minutes)
{
    const double scale = std::pow(10, decimals);
    // A millionth of the last digit more, so that 0.3 / 0.1 counts as 3.
    const double units = std::floor(std::abs(seconds) * scale + 1e-6);
    QLocale locale;
    const QString sign = seconds < 0 && units > 0 ? locale.negativeSign() : QString();
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    if (!minutes)
        return sign + locale.toString(units / scale, 'f', decimals);
    const auto whole = static_cast<std::int64_t>(units / scale);
    QString last = locale.toString(units / scale - static_cast<double>(whole - whole % 60), 'f', decimals);
    if (whole % 60 < 10)
        last.prepend(locale.zeroDigit());
    if (whole < 3600)
        return sign + QStringLiteral("%1:%2").arg(whole / 60).arg(last);
    return sign + QStringLiteral("%1:%2:%3").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QLatin1Char('0')).arg(last);
}

} // namespace retrograde
