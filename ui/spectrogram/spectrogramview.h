#pragma once

#include "audio/arrangement.h"
#include "spectrum/colormap.h"
#include "ui/spectrogram/spectrogramdata.h"

#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

class QCPAbstractItem;
class QCPColorScale;
class QCPItemStraightLine;
class QCPLayer;
class QCPRange;
class QCustomPlot;
class QLabel;
class QSlider;
class QToolButton;

namespace retrograde {

class ArrangedSpectrogram;
class NoteAxisTicker;
class TimeAxisTicker;

/// What lies under the mouse.
struct CursorReading {
    double seconds = 0; ///< from the picture's left edge: when it is heard
    double originalSeconds = 0; ///< in the original
    double hertz = 0;
    double db = 0; ///< below the loudest cell
};

/// The picture of what is heard: an arranged spectrogram over time, with notes and Hz, the playhead, the joints of the
/// pieces and a colour bar. Time counts from the arrangement's first sample, which stands at the left edge, so a
/// position of the player is a place in the picture.
///
/// Wheel: zooms about the mouse, in time; over the note axis or with Ctrl, in pitch. Drag: moves. Click: seeks. Double
/// click: shows all. With the keyboard: + and - zoom, 0 shows all, arrows move.
class SpectrogramView : public QWidget {
    Q_OBJECT

public:
    static constexpr double kLowestFloorDb = -80;
    static constexpr double kHighestFloorDb = -20;

    explicit SpectrogramView(QWidget *parent = nullptr);
    ~SpectrogramView() override;

    /// Shows all of @p spectrogram heard as @p arrangement. Null shows empty axes.
    void setSpectrogram(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement);
    /// Another order of the same; the zoom stays.
    void setArrangement(const Arrangement &arrangement);

    /// Seconds.
    double duration() const;
    double visibleBegin() const;
    double visibleEnd() const;
    /// Clipped to what there is.
    void setVisibleTime(double begin, double end);
    void fit();

    /// Moves the playhead; when it leaves the visible stretch, that turns over to the next page.
    void setPlayhead(double seconds);
    double playhead() const { return m_playheadSeconds; }

    ColorMap colorMap() const { return m_colorMap; }
    double floorDb() const { return m_floorDb; }
    /// @p floorDb is the level, kLowestFloorDb ... kHighestFloorDb, from which on all is drawn in the lowest colour.
    void setColors(ColorMap map, double floorDb);

    /// Nothing outside of the picture.
    std::optional<CursorReading> readingAt(const QPoint &position) const;

Q_SIGNALS:
    void seekRequested(double seconds);
    /// The reading in words; empty when the mouse left the picture.
    void readingChanged(const QString &reading);
    void colorsChanged();

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeColorMenu();
    void applyPalette();
    void placeColorButton();
    void showColors();
    void makeRoomForLabels();
    void markPieces();
    void keepTimeInside(const QCPRange &range);
    void keepPitchInside(const QCPRange &range);
    void zoomTime(double factor);
    QString words(const CursorReading &reading) const;
    double secondsPerFrame() const;

    std::shared_ptr<const SpectrogramData> m_data;
    Arrangement m_arrangement;
    double m_playheadSeconds = 0;
    ColorMap m_colorMap = ColorMap::Viridis;
    double m_floorDb = kLowestFloorDb;
    bool m_pressed = false; ///< the mouse, on the plot
    QPoint m_pressedAt;

    // Set once; the plot owns all but the tickers and the widgets.
    QCustomPlot *m_plot;
    ArrangedSpectrogram *m_picture;
    QCPColorScale *m_colorScale;
    QCPLayer *m_playheadLayer;
    std::vector<QCPItemStraightLine *> m_playheadLines;
    QSharedPointer<NoteAxisTicker> m_noteTicker;
    QSharedPointer<TimeAxisTicker> m_timeTicker;
    QToolButton *m_colorButton;
    QSlider *m_floorSlider = nullptr;
    QLabel *m_floorLabel = nullptr;
    std::vector<QCPAbstractItem *> m_pieceMarks; ///< owned by the plot
};

} // namespace retrograde
