#pragma once

#include "base/error.h"
#include "jobs/worker.h"
#include "library/records.h"
#include "pictures/spectrogramdata.h"
#include "pictures/waveformdata.h"
#include "spectrum/featurestore.h"

#include <QObject>
#include <memory>
#include <mutex>
#include <optional>

namespace retrograde {

class LevelTransform;

/// Pictures to be made of a clip.
struct PictureKinds {
    bool constantQ = true;
    bool linear = false;
    bool waveform = false;

    bool operator==(const PictureKinds &) const = default;
};

/// What is wanted: the frames of @p span of a track.
struct PictureRequest {
    Track track;
    FrameSpan span;
    bool whole = false; ///< the track's whole spectrogram is worth keeping
    CqtParameters parameters; ///< the linear spectrogram has the same frames
    std::optional<FeatureStore> store;
    PictureKinds kinds;
};

/// As much as there is of the pictures asked for; null where there is nothing yet.
struct ClipPictures {
    std::shared_ptr<const SpectrogramData> constantQ;
    std::shared_ptr<const SpectrogramData> linear;
    std::shared_ptr<const WaveformData> waveform;
};

/// Gets pictures for the stage on a thread of its own: spectrograms from the store; what that does not have is
/// computed, and a whole track's constant-Q spectrogram is stored. Of a short clip everything comes at once. Of a long
/// one the axes come first, then previews of all of it, then the pictures from the beginning on, while what is looked
/// at is done out of turn; memory does not grow with the length, so of a very long one only what is looked at is kept
/// in every detail. Latest wins: signals tell of the last request only.
class PictureLoader : public QObject {
    Q_OBJECT

public:
    explicit PictureLoader(QObject *parent = nullptr);
    ~PictureLoader() override;

    void request(const PictureRequest &wanted);
    void cancel();
    /// The frames of the original that are looked at, so that they are done first.
    void setVisible(FrameSpan frames);

Q_SIGNALS:
    void progressed(double share); ///< 0 ... 1
    /// The first time and whenever more is known.
    void loaded(const retrograde::ClipPictures &pictures);
    /// All that will be computed without anybody looking at it has been.
    void finished();
    void failed(const retrograde::Error &error);

private:
    class Work;
    const LevelTransform &transform(const CqtParameters &parameters);
    const LevelTransform &linearTransform(const CqtParameters &parameters);
    FrameSpan visible() const;
    /// Runs @p announce on this object's thread, unless another request has come.
    template<typename Announce> void announce(std::int64_t number, Announce announce);

    std::int64_t m_requests = 0; ///< number of the last one
    mutable std::mutex m_mutex; ///< guards m_visible
    FrameSpan m_visible;
    std::unique_ptr<LevelTransform> m_transform; ///< worker only, as the next; making one takes a while
    CqtParameters m_transformParameters;
    std::unique_ptr<LevelTransform> m_linearTransform;
    LatestJob m_job; ///< last: its job uses the others
};

} // namespace retrograde
