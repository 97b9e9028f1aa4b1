#include "ui/spectrogram/pitch.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>

namespace retrograde {

namespace {

/// Gives the free functions below a translation context of their own.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Pitch)
};

constexpr int kA4 = 69;

} // namespace

double noteHertz(int note, double a4)
{
    return a4 * std::exp2((note - kA4) / 12.0);
}

QString noteName(int note)
{
    static constexpr const char16_t *kNames[]
        = { u"C", u"C♯", u"D", u"D♯", u"E", u"F", u"F♯", u"G", u"G♯", u"A", u"A♯", u"B" };
    const int octave = static_cast<int>(std::floor(note / 12.0));
    return QString::fromUtf16(kNames[note - 12 * octave]) + QString::number(octave - 1);
}

Pitch nearestPitch(double hertz, double a4)
{
    const double position = kA4 + 12 * std::log2(hertz / a4);
    const double note = std::round(position);
    return { static_cast<int>(note), 100 * (position - note) };
}

QString pitchText(double hertz, double a4)
{
    const Pitch pitch = nearestPitch(hertz, a4);
    const auto cents = static_cast<int>(std::lround(pitch.cents));
    const QLocale locale;
    return Words::tr("%1 %2 ct", "a note and the cents above it")
        .arg(noteName(pitch.note), (cents < 0 ? QString() : locale.positiveSign()) + locale.toString(cents));
}

QString hertzText(double hertz)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return Words::tr("%1 Hz").arg(locale.toString(hertz, 'f', hertz < 99.95 ? 1 : 0));
}

} // namespace retrograde
