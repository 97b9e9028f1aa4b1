#pragma once

#include "pictures/waveformdata.h"
#include "ui/spectrogram/timelineview.h"

#include <memory>

namespace retrograde {

class ArrangedWaveform;

/// The outline of the sound that is heard, over time; close up every sample.
class WaveformView : public TimelineView {
    Q_OBJECT

public:
    explicit WaveformView(QWidget *parent = nullptr);
    ~WaveformView() override;

    /// @p grid is that of the arrangement's frames, at the waveform's sample rate. Null shows empty axes.
    void setWaveform(
        std::shared_ptr<const WaveformData> waveform, const FrameGrid &grid, const Arrangement &arrangement);
    /// The same with more known of it; all that the user chose stays.
    void refine(std::shared_ptr<const WaveformData> waveform);

protected:
    QString wordsAt(const QPoint &position) const override;
    QCPRange valueLimits() const override;
    double smallestValueRange() const override;
    void arrangementChanged() override;
    void applyPalette() override;

private:
    std::shared_ptr<const WaveformData> m_data;
    FrameGrid m_grid;
    ArrangedWaveform *m_picture; ///< owned by the plot
};

} // namespace retrograde
