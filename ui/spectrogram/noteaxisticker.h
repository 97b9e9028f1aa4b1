#pragma once

#include "ui/spectrogram/qcp.h"

namespace retrograde {

/// Labels a frequency axis that counts constant-Q bins with notes and Hz ("C4 262 Hz"): as many notes as have room,
/// always in a pattern that repeats with the octaves. Zoomed in between two notes it goes on in cents.
class NoteAxisTicker : public QCPAxisTicker {
public:
    /// Bin @p bin is centred on fmin * 2^(bin / binsPerOctave) Hz.
    void setScale(double fmin, int binsPerOctave);
    /// @p axisPixels is the axis' length, @p labelPixels the room that one label needs along it.
    void setRoom(int axisPixels, int labelPixels);

    void generate(const QCPRange &range, const QLocale &locale, QChar formatChar, int precision, QVector<double> &ticks,
        QVector<double> *subTicks, QVector<QString> *tickLabels) override;

private:
    double binAt(double note) const;
    double noteAt(double bin) const;

    double m_fmin = 32.70319566257483;
    int m_binsPerOctave = 12;
    int m_axisPixels = 300;
    int m_labelPixels = 16;
};

} // namespace retrograde
