#include "ui/base/colours.h"

#include <cmath>

namespace retrograde::colours {

namespace {

QColor mix(const QColor &a, const QColor &b, double shareOfB)
{
    const auto channel = [shareOfB](int x, int y) { return static_cast<int>(std::lround(x + shareOfB * (y - x))); };
    return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()), channel(a.blue(), b.blue()));
}

} // namespace

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < 128;
}

QColor faint(const QPalette &palette)
{
    return mix(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.35);
}

QColor failure(const QPalette &palette)
{
    return isDark(palette) ? QColor(0xff, 0x8a, 0x80) : QColor(0xb3, 0x26, 0x1e);
}

QColor trainingCurve(const QPalette &palette)
{
    return isDark(palette) ? QColor(0x9a, 0xa0, 0xa6) : QColor(0x75, 0x75, 0x75);
}

QColor validationCurve(const QPalette &palette)
{
    return isDark(palette) ? QColor(0x4d, 0xd0, 0xb1) : QColor(0x00, 0x79, 0x6b);
}

} // namespace retrograde::colours
