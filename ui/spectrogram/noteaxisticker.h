#pragma once

#include "pictures/spectrogramdata.h"
#include "ui/spectrogram/pitch.h"
#include "ui/spectrogram/qcp.h"

namespace retrograde {

/// Labels a frequency axis that counts bins with notes and Hz. On a logarithmic scale ("C4 262 Hz") as many notes as
/// have room, always in a pattern that repeats with the octaves; zoomed in between two notes it goes on in cents. On a
/// linear scale ("2000 Hz B6") round numbers of Hz, each with the note nearest to it.
class NoteAxisTicker : public QCPAxisTicker {
public:
    void setScale(const FrequencyScale &scale) { m_scale = scale; }
    /// Hz of the note A4.
    void setConcertPitch(double a4) { m_a4 = a4; }
    /// @p axisPixels is the axis' length, @p labelPixels the room that one label needs along it.
    void setRoom(int axisPixels, int labelPixels);

    void generate(const QCPRange &range, const QLocale &locale, QChar formatChar, int precision, QVector<double> &ticks,
        QVector<double> *subTicks, QVector<QString> *tickLabels) override;

private:
    double binAt(double note) const;
    double noteAt(double bin) const;
    void generateNotes(const QCPRange &range, QVector<double> &ticks, QVector<double> *subTicks) const;
    void generateHertz(const QCPRange &range, QVector<double> &ticks, QVector<double> *subTicks) const;
    QString label(double bin) const;

    FrequencyScale m_scale;
    double m_a4 = kConcertPitch;
    int m_axisPixels = 300;
    int m_labelPixels = 16;
};

} // namespace retrograde
