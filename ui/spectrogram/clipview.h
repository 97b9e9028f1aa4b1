#pragma once

#include "ui/spectrogram/pitch.h"
#include "ui/spectrogram/spectrogramview.h"
#include "ui/spectrogram/waveformview.h"

#include <QWidget>
#include <array>
#include <memory>

namespace retrograde {

class OverviewStrip;

/// How a clip is looked at; what of it the user chose is remembered by the owner.
struct ClipViewSettings {
    bool constantQ = true;
    bool linear = false;
    bool waveform = false;
    bool grid = false;
    TimelineView::TimeUnit unit = TimelineView::TimeUnit::Seconds;
    double concertPitch = kConcertPitch;
    SpectrogramColors colors;

    bool operator==(const ClipViewSettings &) const = default;
};

/// A clip's pictures, one above the other on one time axis: constant-Q spectrogram, linear spectrogram, waveform; below
/// them another arrangement or another clip to compare with; at the foot the whole of it. All move together, have the
/// same colours, the same playhead and the same selection.
class ClipView : public QWidget {
    Q_OBJECT

public:
    explicit ClipView(QWidget *parent = nullptr);
    ~ClipView() override;

    const ClipViewSettings &settings() const { return m_settings; }
    /// At least one picture is shown: without any, the constant-Q spectrogram is.
    void setSettings(const ClipViewSettings &settings);

    /// Another clip, as yet without pictures; the next ones show all of it.
    void clear();
    void setArrangement(const Arrangement &arrangement);
    void setConstantQ(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement);
    void setLinear(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement);
    void setWaveform(
        std::shared_ptr<const WaveformData> waveform, const FrameGrid &grid, const Arrangement &arrangement);
    /// A second spectrogram beneath, in constant Q, with a caption for each; null takes it away.
    void setComparison(std::shared_ptr<const SpectrogramData> spectrogram, const Arrangement &arrangement,
        const QString &caption, const QString &comparedCaption);
    bool comparesWithAnother() const { return m_compares; }

    double duration() const;
    double visibleBegin() const;
    double visibleEnd() const;
    void setVisibleTime(double begin, double end);
    /// In the pictures that have frequencies.
    void setVisibleHertz(double low, double high);
    void fit();
    void setPlayhead(double seconds);
    void setSelection(const std::optional<TimeSelection> &selection);
    const std::optional<TimeSelection> &selection() const;
    void setCrop(FrameSpan frames);
    void setAnnotations(const std::vector<AnnotationBox> &annotations);
    void setMoments(const std::vector<Moment> &moments);
    /// Over the constant-Q picture; without a map nothing is.
    void setSaliency(const SaliencyOverlay &overlay);

    /// Those that are shown, from the top.
    std::vector<TimelineView *> pictures() const;

Q_SIGNALS:
    void seekRequested(double seconds);
    void visibleTimeChanged(double begin, double end);
    void selectionChanged();
    void pieceClicked(int piece);
    void readingChanged(const QString &reading);
    /// @param annotation as TimelineView's
    void menuRequested(const QPoint &globalPosition, int annotation);
    void settingsChanged();

private:
    void link(TimelineView *view);
    /// Puts another clip's picture into @p view by @p place, and it in line with the others.
    template<typename Place> void placeOne(TimelineView *view, Place place);
    void showOverview();
    void alignPictures();
    void shareHeight();
    void labelTime();
    /// The picture that the others follow where they differ.
    TimelineView *leader() const;
    std::array<TimelineView *, 4> views() const { return { m_constantQ, m_linear, m_waveform, m_compared }; }

    ClipViewSettings m_settings;
    bool m_compares = false;
    bool m_linking = false; ///< a change is being passed on
    bool m_placed = false; ///< a picture of the present clip is there
    double m_playhead = 0;
    double m_extent = 0;
    FrameSpan m_crop;
    std::vector<AnnotationBox> m_annotations;
    std::vector<Moment> m_moments;
    std::optional<TimeSelection> m_selection;

    SpectrogramView *m_constantQ;
    SpectrogramView *m_linear;
    WaveformView *m_waveform;
    SpectrogramView *m_compared;
    OverviewStrip *m_overview;
};

} // namespace retrograde
