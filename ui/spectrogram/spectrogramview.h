#pragma once

#include "pictures/spectrogramdata.h"
#include "spectrum/colormap.h"
#include "ui/spectrogram/saliencyoverlay.h"
#include "ui/spectrogram/timelineview.h"

#include <memory>
#include <optional>

class QCPColorScale;

namespace retrograde {

class ArrangedSpectrogram;
class NoteAxisTicker;
class SaliencyLayer;

/// What levels are counted from.
enum class LevelReference {
    Loudest, ///< the loudest cell of the sound
    FullScale, ///< a power of 1
};

/// How levels become colours.
struct SpectrogramColors {
    static constexpr double kLowestDb = -120;
    static constexpr double kHighestDb = 40;
    static constexpr double kSmallestRange = 5;

    ColorMap map = ColorMap::Viridis;
    double floorDb = -80; ///< all that is softer has the lowest colour
    double topDb = 0; ///< all that is louder has the highest
    LevelReference reference = LevelReference::Loudest;

    /// The levels within the bounds above, and at least kSmallestRange apart.
    SpectrogramColors clamped() const;
    bool operator==(const SpectrogramColors &) const = default;
};

/// What lies under the mouse.
struct CursorReading {
    double seconds = 0; ///< from the picture's left edge: when it is heard
    std::optional<double> originalSeconds; ///< in the original; nothing in a gap
    std::int64_t frame = 0; ///< from the picture's left edge
    double hertz = 0;
    int bin = 0;
    double db = 0; ///< from the reference of the colours
};

/// The picture of what is heard: an arranged spectrogram over time, with notes and Hz and a colour bar.
class SpectrogramView : public TimelineView {
    Q_OBJECT

public:
    explicit SpectrogramView(QWidget *parent = nullptr, const QString &plotName = QStringLiteral("spectrogramPlot"));
    ~SpectrogramView() override;

    /// Shows all of @p spectrogram heard as @p arrangement. Null shows empty axes.
    void setSpectrogram(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement);
    /// The same with more known of it; all that the user chose stays.
    void refine(std::shared_ptr<const SpectrogramData> spectrogram);
    const std::shared_ptr<const SpectrogramData> &spectrogram() const { return m_data; }

    const SpectrogramColors &colors() const { return m_colors; }
    void setColors(const SpectrogramColors &colors);
    /// Hz of the note A4.
    void setConcertPitch(double a4);

    /// Over the picture, of the same sound; without a map nothing is.
    void setSaliency(const SaliencyOverlay &overlay);
    const SaliencyOverlay &saliency() const;

    /// Nothing outside of the picture.
    std::optional<CursorReading> readingAt(const QPoint &position) const;

protected:
    QString wordsAt(const QPoint &position) const override;
    QCPRange valueLimits() const override;
    double smallestValueRange() const override;
    double hertzAt(double value) const override;
    double valueAt(double hertz) const override;
    void arrangementChanged() override;
    void applyPalette() override;
    void makeRoomForLabels() override;

private:
    double referenceDb() const;
    void showColors();

    std::shared_ptr<const SpectrogramData> m_data;
    SpectrogramColors m_colors;
    double m_a4;

    // Set once; the plot owns all but the ticker.
    ArrangedSpectrogram *m_picture;
    SaliencyLayer *m_saliency;
    QCPColorScale *m_colorScale;
    QSharedPointer<NoteAxisTicker> m_noteTicker;
};

} // namespace retrograde
