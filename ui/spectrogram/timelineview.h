#pragma once

#include "audio/arrangement.h"
#include "ui/spectrogram/annotation.h"

#include <QWidget>
#include <array>
#include <memory>
#include <optional>
#include <vector>

class QCPAbstractItem;
class QCPAxis;
class QCPGraph;
class QCPItemRect;
class QCPItemStraightLine;
class QCPItemText;
class QCPLayer;
class QCPPainter;
class QCPRange;
class QCustomPlot;
class QMouseEvent;
class QWheelEvent;

namespace retrograde {

class TimeAxisTicker;

/// A stretch of what is heard, and where it was drawn as a box the frequencies it reaches over.
struct TimeSelection {
    double begin = 0; ///< seconds from the picture's left edge
    double end = 0;
    double lowHertz = 0; ///< both 0: all frequencies
    double highHertz = 0;

    double seconds() const { return end - begin; }
    bool operator==(const TimeSelection &) const = default;
};

/// What every picture of a clip over time has in common: the time axis, the playhead, the joints of the pieces, the
/// crop a model saw, labels, the selection, and how one moves about in it. Time counts from the arrangement's first
/// sample, which stands at the left edge, so a position of the player is a place in the picture.
///
/// Mouse: wheel zooms about the mouse, over the value axis or with Ctrl in values; sideways or with Shift it moves.
/// Drag selects a stretch, with Ctrl a box; with Shift or the middle button it moves the picture, and so does dragging
/// an axis. Click seeks. Double click shows all. Two fingers zoom. Keys: + and - zoom, 0 shows all, arrows and the page
/// keys move, G shows the grid, Escape ends the selection.
class TimelineView : public QWidget {
    Q_OBJECT

public:
    enum class TimeUnit { Seconds, Frames };

    ~TimelineView() override;

    /// Another order of the same; the zoom stays.
    void setArrangement(const Arrangement &arrangement);
    const Arrangement &arrangement() const { return m_arrangement; }

    /// Seconds.
    double duration() const;
    double visibleBegin() const;
    double visibleEnd() const;
    /// How far the time axis goes where something longer is shown beside it; 0: to the end of the clip.
    void setExtent(double seconds);
    /// Clipped to what there is, and to no less than a frame.
    void setVisibleTime(double begin, double end);
    /// Of the value axis; nothing changes where that has no frequencies.
    void setVisibleHertz(double low, double high);
    void fit();

    /// Moves the playhead; when it leaves the visible stretch, that turns over to the next page.
    void setPlayhead(double seconds);
    double playhead() const { return m_playheadSeconds; }

    /// Clipped to what there is; nothing where nothing is left.
    void setSelection(const std::optional<TimeSelection> &selection);
    const std::optional<TimeSelection> &selection() const { return m_selection; }

    /// The frames of the original that a model saw; empty for none.
    void setCrop(FrameSpan frames);
    void setAnnotations(const std::vector<AnnotationBox> &annotations);
    /// Drawn as pointers at their pitch, or along the upper edge where it is not known or has no place.
    void setMoments(const std::vector<Moment> &moments);

    bool hasContent() const { return m_hasContent; }
    /// The picture without its axes, within the widget.
    QRect pictureRect() const;
    /// Pixels kept free to the right of the picture, so that stacked pictures stand flush.
    void setRightRoom(int pixels);
    /// At least so many pixels to its left, where the value axis may need more.
    void setLeftRoom(int pixels);

    bool hasGrid() const { return m_grid; }
    virtual void setGrid(bool shown);
    TimeUnit timeUnit() const { return m_unit; }
    void setTimeUnit(TimeUnit unit);
    /// Whether the time axis is labelled: of pictures that stand one above the other only the lowest needs it.
    void setTimeLabels(bool shown);
    /// A line of text above the picture that says what it shows; empty for none.
    void setCaption(const QString &caption);
    /// The picture with its axes in another size, for export, without the playhead. @p painter stands at its upper
    /// left.
    void paintTo(QCPPainter &painter, const QSize &size);

Q_SIGNALS:
    void seekRequested(double seconds);
    void visibleTimeChanged(double begin, double end);
    void selectionChanged();
    /// The number of the piece was clicked, 0 = the one heard first.
    void pieceClicked(int piece);
    /// What lies under the mouse in words; empty when the mouse left the picture.
    void readingChanged(const QString &reading);
    void gridChanged(bool shown);
    /// @param annotation number of the one under the mouse, the last of several; -1 = none
    void menuRequested(const QPoint &globalPosition, int annotation);
    /// The picture came to lie elsewhere within the widget.
    void laidOut();

protected:
    TimelineView(const QString &plotName, QWidget *parent);

    /// Shows another clip: all of it, from the beginning. @p hasContent false: empty axes.
    void setTimeline(const FrameGrid &grid, const Arrangement &arrangement, bool hasContent);
    QCustomPlot *plot() const { return m_plot; }
    double secondsPerFrame() const;
    /// Time and place in the original in words; empty outside of the picture.
    QString timeWords(const QPoint &position) const;
    /// The output frame under @p position, with its fraction; nothing outside of the picture.
    std::optional<double> frameAt(const QPoint &position) const;
    /// Seconds in the original of an output frame with fraction; nothing in a gap. Frame f begins at f hops there, as
    /// for marks, labels and clips, so that in a track as it is published this is the time that is heard.
    std::optional<double> originalSecondsAt(double frame) const;
    void replotSoon();
    bool isInPicture(const QPoint &position) const;

    // What kinds of picture differ in.
    virtual QString wordsAt(const QPoint &position) const = 0;
    /// Of the value axis.
    virtual QCPRange valueLimits() const = 0;
    virtual double smallestValueRange() const = 0;
    /// 0 where the value axis has no frequencies.
    virtual double hertzAt(double value) const;
    virtual double valueAt(double hertz) const;
    virtual void arrangementChanged() { }
    virtual void applyPalette();
    /// Before each replot.
    virtual void makeRoomForLabels();
    /// Pixels kept free above the picture, beyond what labels need there.
    void setTopRoom(int pixels);

    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Drag { None, Select, Box, Move, MoveTime, MoveValues };

    bool press(QMouseEvent *event);
    bool move(QMouseEvent *event);
    bool release(QMouseEvent *event);
    bool wheel(QWheelEvent *event);
    QString readingAt(const QPoint &position) const;
    void tellReading();
    void dragSelection(const QPoint &position);
    void dragPicture(const QPoint &position);
    int pieceNumberAt(const QPoint &position) const;
    int annotationAt(const QPoint &position) const;
    void nameTimeAxis();
    void keepLeftRoom();
    void mark();
    void markPieces();
    void markCrop();
    void markAnnotations();
    void markMoments();
    QCPItemRect *addBox(FrameSpan output, const QColor &color, const QString &text, double lowHertz, double highHertz);
    void showSelection();
    void dimAround(bool box);
    void showFocus(bool focused);
    void keepTimeInside(const QCPRange &range);
    void keepValuesInside(const QCPRange &range);
    void zoom(QCPAxis *axis, double factor, double about);

    FrameGrid m_frameGrid;
    Arrangement m_arrangement;
    bool m_hasContent = false;
    bool m_toldOfPicture = false;
    double m_extent = 0;
    double m_playheadSeconds = 0;
    std::optional<TimeSelection> m_selection;
    FrameSpan m_crop;
    std::vector<AnnotationBox> m_annotations;
    std::vector<Moment> m_moments;
    bool m_grid = false;
    bool m_timeLabels = true;
    TimeUnit m_unit = TimeUnit::Seconds;
    Drag m_drag = Drag::None;
    bool m_dragged = false;
    std::optional<QPoint> m_pointer; ///< where it rests over the plot
    QPoint m_pressedAt;
    QPoint m_draggedTo;
    QRect m_laidOut;
    int m_rightRoom = 0;
    int m_leftRoom = 0;
    int m_topRoom = 0;

    // Set once; the plot owns all but the ticker.
    QCustomPlot *m_plot;
    QSharedPointer<TimeAxisTicker> m_timeTicker;
    QCPLayer *m_selectionLayer;
    QCPItemRect *m_selectionBox;
    std::array<QCPItemRect *, 4> m_dimmed; ///< left, right, above, beneath
    QCPLayer *m_playheadLayer;
    std::vector<QCPItemStraightLine *> m_playheadLines;
    QCPItemText *m_caption = nullptr;
    QCPGraph *m_momentPointers; ///< items would be slow: there may be thousands
    std::vector<QCPAbstractItem *> m_marks;
    std::vector<QCPItemText *> m_pieceNumbers; ///< some of the marks, in the order heard
    std::vector<std::pair<QCPItemRect *, int>> m_annotationBoxes; ///< others of them, with the annotation's number
};

} // namespace retrograde
