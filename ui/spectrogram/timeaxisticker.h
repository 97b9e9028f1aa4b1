#pragma once

#include "ui/spectrogram/qcp.h"

namespace retrograde {

/// Labels a time axis that counts seconds, at every zoom with as many decimals as tell neighbours apart, or in frames.
class TimeAxisTicker : public QCPAxisTicker {
public:
    /// @p axisPixels is the axis' length, @p labelPixels the room that one label needs along it.
    void setRoom(int axisPixels, int labelPixels);
    /// Labels read min:s instead of s.
    void setMinutes(bool minutes) { m_minutes = minutes; }
    /// Labels count frames, which are so many seconds apart.
    void setFrames(bool frames) { m_frames = frames; }
    void setFrameSeconds(double seconds) { m_frameSeconds = seconds; }

protected:
    double getTickStep(const QCPRange &range) override;
    int getSubTickCount(double tickStep) override;
    QString getTickLabel(double tick, const QLocale &locale, QChar formatChar, int precision) override;

private:
    double m_labels = 8; ///< that have room
    int m_decimals = 0;
    bool m_minutes = false;
    bool m_frames = false;
    double m_frameSeconds = 1;
};

} // namespace retrograde
