#pragma once

#include <QColor>
#include <algorithm>
#include <cmath>

/// Contrast as the Web Content Accessibility Guidelines 2.1 define it.
namespace retrograde::testing {

inline double luminance(const QColor &colour)
{
    const auto linear
        = [](double value) { return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

inline double contrast(const QColor &one, const QColor &other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

constexpr double kText = 4.5; ///< the guidelines' level AA for text
constexpr double kShape = 3.0; ///< and for lines that carry meaning

} // namespace retrograde::testing
