#include "ui/spectrogram/timeaxisticker.h"

#include "ui/base/timetext.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

void TimeAxisTicker::setRoom(int axisPixels, int labelPixels)
{
    m_labels = std::max(1.0, static_cast<double>(axisPixels) / std::max(1, labelPixels));
}

namespace {

/// The least of 1, 2, 5, 10, 20 ... and 0.5, 0.2, 0.1 ... that is at least @p atLeast.
double roundStep(double atLeast)
{
    const double power = std::pow(10, std::floor(std::log10(atLeast)));
    double step = 0;
    for (const double factor : { 1.0, 2.0, 5.0, 10.0 }) {
        step = factor * power;
        if (step >= atLeast * (1 - 1e-9))
            break;
    }
    return step;
}

} // namespace

double TimeAxisTicker::getTickStep(const QCPRange &range)
{
    const double atLeast = range.size() / m_labels;
    if (m_frames)
        return m_frameSeconds * roundStep(std::max(1.0, atLeast / m_frameSeconds));
    double step = 0;
    if (atLeast <= 1) {
        step = roundStep(atLeast);
    } else {
        for (const double candidate : { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600 }) {
            step = candidate;
            if (step >= atLeast)
                break;
        }
        if (step < atLeast)
            step = 3600 * std::ceil(atLeast / 3600);
    }
    m_decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    return step;
}

int TimeAxisTicker::getSubTickCount(double tickStep)
{
    if (m_frames)
        return tickStep < 1.5 * m_frameSeconds ? 0
                                               : QCPAxisTicker::getSubTickCount(std::round(tickStep / m_frameSeconds));
    // Between two labels the step is cut where a whole number of seconds, or a round part of one, falls.
    if (tickStep < 1 || tickStep == 2 || tickStep == 5 || tickStep == 10)
        return QCPAxisTicker::getSubTickCount(tickStep);
    if (tickStep == 15)
        return 2;
    return tickStep == 1 ? 4 : tickStep == 30 ? 2 : 5;
}

QString TimeAxisTicker::getTickLabel(double tick, const QLocale &locale, QChar, int)
{
    if (m_frames)
        return locale.toString(static_cast<qlonglong>(std::llround(tick / m_frameSeconds)));
    return timeText(std::abs(tick) < 1e-9 ? 0 : tick, m_decimals, m_minutes);
}

} // namespace retrograde
