#include "ui/spectrogram/noteaxisticker.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// Which notes of an octave are labelled, in semitones above C, and the smallest distance between two of them.
struct Pattern {
    int distance;
    std::vector<int> notes;
};

/// Densest first; every pattern with room for it has C, and A (440 Hz) where it can.
const std::vector<Pattern> &patterns()
{
    static const std::vector<Pattern> all = {
        { 1, { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 } },
        { 2, { 0, 2, 4, 7, 9 } },
        { 3, { 0, 4, 9 } },
        { 5, { 0, 7 } },
        { 12, { 0 } },
    };
    return all;
}

constexpr int kFinestCents = 1;

} // namespace

void NoteAxisTicker::setRoom(int axisPixels, int labelPixels)
{
    m_axisPixels = std::max(1, axisPixels);
    m_labelPixels = std::max(1, labelPixels);
}

double NoteAxisTicker::binAt(double note) const
{
    return m_scale.binAt(m_a4 * std::exp2((note - 69) / 12));
}

double NoteAxisTicker::noteAt(double bin) const
{
    return 69 + 12 * std::log2(m_scale.hertzAt(bin) / m_a4);
}

void NoteAxisTicker::generate(const QCPRange &range, const QLocale &, QChar, int, QVector<double> &ticks,
    QVector<double> *subTicks, QVector<QString> *tickLabels)
{
    ticks.clear();
    if (subTicks)
        subTicks->clear();
    if (m_scale.kind == FrequencyScale::Kind::Logarithmic)
        generateNotes(range, ticks, subTicks);
    else
        generateHertz(range, ticks, subTicks);
    if (tickLabels) {
        tickLabels->clear();
        for (const double bin : std::as_const(ticks))
            tickLabels->append(label(bin));
    }
}

QString NoteAxisTicker::label(double bin) const
{
    const double hertz = m_scale.hertzAt(bin);
    if (m_scale.kind == FrequencyScale::Kind::Linear) {
        if (hertz < noteHertz(0, m_a4)) // lower than any note that has a name in use
            return hertzText(hertz);
        return hertzText(hertz) + QLatin1Char(' ') + noteName(nearestPitch(hertz, m_a4).note);
    }
    const Pitch pitch = nearestPitch(hertz, m_a4);
    const bool onNote = std::abs(pitch.cents) < 0.1;
    return (onNote ? noteName(pitch.note) : pitchText(hertz, m_a4)) + QLatin1Char(' ') + hertzText(hertz);
}

void NoteAxisTicker::generateHertz(const QCPRange &range, QVector<double> &ticks, QVector<double> *subTicks) const
{
    const double low = std::max(0.0, m_scale.hertzAt(range.lower));
    const double high = m_scale.hertzAt(range.upper);
    if (!(high > low))
        return;
    // At least 0.1 Hz, which is what labels tell apart, and above 100 Hz they tell whole ones.
    const double atLeast = std::max({ (high - low) * m_labelPixels / m_axisPixels, 0.1, high > 99.95 ? 1.0 : 0.0 });
    const double power = std::pow(10, std::floor(std::log10(atLeast)));
    double step = power;
    for (const double factor : { 1.0, 2.0, 5.0, 10.0 }) {
        step = factor * power;
        if (step >= atLeast * (1 - 1e-9))
            break;
    }
    const auto add = [&](double distance, QVector<double> &to) {
        const auto last = static_cast<std::int64_t>(std::floor(high / distance + 1e-9));
        for (auto i = static_cast<std::int64_t>(std::ceil(low / distance - 1e-9)); i <= last; ++i)
            to.append(m_scale.binAt(static_cast<double>(i) * distance));
    };
    add(step, ticks);
    if (subTicks)
        add(step / 5, *subTicks);
    if (ticks.isEmpty()) // zoomed in so far that no round number is left
        ticks.append(range.center());
}

void NoteAxisTicker::generateNotes(const QCPRange &range, QVector<double> &ticks, QVector<double> *subTicks) const
{
    const double low = noteAt(range.lower);
    const double high = noteAt(range.upper);
    if (!(high > low))
        return;
    const double pixelsPerNote = m_axisPixels / (high - low);
    const double distance = m_labelPixels / pixelsPerNote; // semitones that a label covers

    const auto addNote = [&](int note, QVector<double> *to) {
        if (note >= low && note <= high)
            to->append(binAt(note));
    };
    const int firstOctave = static_cast<int>(std::floor(low / 12));
    const int lastOctave = static_cast<int>(std::floor(high / 12));
    const auto addPattern = [&](const Pattern &pattern, int octaves, QVector<double> *to) {
        for (int octave = firstOctave; octave <= lastOctave; ++octave) {
            if (octave % octaves != 0)
                continue;
            for (const int note : pattern.notes)
                addNote(12 * octave + note, to);
        }
    };

    if (distance <= 0.5) {
        // Room for more than the notes: the finest step in cents that divides a semitone and has room.
        int cents = 50;
        for (const int step : { 20, 10, 5, 2, kFinestCents }) {
            if (step / 100.0 >= distance)
                cents = step;
        }
        const auto first = static_cast<std::int64_t>(std::ceil(low * 100 / cents));
        const auto last = static_cast<std::int64_t>(std::floor(high * 100 / cents));
        for (std::int64_t step = first; step <= last; ++step)
            ticks.append(binAt(static_cast<double>(step * cents) / 100));
        return;
    }
    const auto pattern
        = std::find_if(patterns().begin(), patterns().end(), [&](const Pattern &p) { return p.distance >= distance; });
    if (pattern != patterns().end())
        addPattern(*pattern, 1, &ticks);
    else
        addPattern(patterns().back(), static_cast<int>(std::ceil(distance / 12)), &ticks);
    if (subTicks && pixelsPerNote >= 4)
        addPattern(patterns().front(), 1, subTicks);
}

} // namespace retrograde
