#pragma once

#include "audio/arrangement.h"
#include "ui/spectrogram/spectrogramview.h"

#include <QImage>
#include <QWidget>
#include <memory>

namespace retrograde {

/// The whole clip, small, with a frame around what is visible above it. Dragging the frame moves it, dragging one of
/// its ends zooms, a click beside it goes there.
class OverviewStrip : public QWidget {
    Q_OBJECT

public:
    explicit OverviewStrip(QWidget *parent = nullptr);

    void setSpectrogram(std::shared_ptr<const SpectrogramData> spectrogram);
    void setArrangement(const Arrangement &arrangement, double duration);
    void setColors(const SpectrogramColors &colors);
    /// Seconds.
    void setVisibleTime(double begin, double end);
    void setPlayhead(double seconds);
    /// Pixels to the left and right of the strip, to stand flush with the pictures.
    void setMargins(int left, int right);

    QSize sizeHint() const override;

Q_SIGNALS:
    void visibleTimeRequested(double begin, double end);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    enum class Grip { None, Frame, Begin, End };

    QRect strip() const;
    double secondsAt(double x) const;
    double pixelAt(double seconds) const;
    Grip gripAt(double x) const;
    void forgetPicture();

    std::shared_ptr<const SpectrogramData> m_data;
    Arrangement m_arrangement;
    SpectrogramColors m_colors;
    double m_duration = 0;
    double m_begin = 0;
    double m_end = 0;
    double m_playhead = 0;
    int m_leftMargin = 0;
    int m_rightMargin = 0;
    QImage m_picture; ///< null: to be drawn anew
    Grip m_grip = Grip::None;
    double m_grippedAt = 0; ///< seconds from the frame's beginning
};

} // namespace retrograde
