#pragma once

#include "base/error.h"
#include "jobs/worker.h"
#include "library/records.h"
#include "spectrum/featurestore.h"
#include "ui/spectrogram/spectrogramdata.h"

#include <QObject>
#include <memory>
#include <optional>

namespace retrograde {

/// What is wanted: the frames of @p span of a track.
struct PictureRequest {
    Track track;
    FrameSpan span;
    bool whole = false; ///< the track's whole spectrogram is worth keeping
    CqtParameters parameters;
    std::optional<FeatureStore> store;
};

/// Gets spectrograms for the stage on a thread of its own: from the store; where that has none, a whole track is
/// computed and stored, a clip is computed for itself. Latest wins: signals tell of the last request only.
class PictureLoader : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void request(const PictureRequest &wanted);
    void cancel();

Q_SIGNALS:
    void progressed(double share); ///< 0 ... 1
    void loaded(std::shared_ptr<const retrograde::SpectrogramData> picture);
    void failed(const retrograde::Error &error);

private:
    std::shared_ptr<const SpectrogramData> load(
        const PictureRequest &wanted, std::int64_t number, const RunControl &control);
    const CqtPlan &plan(const CqtParameters &parameters);
    /// Runs @p announce on this object's thread, unless another request has come.
    template<typename Announce> void announce(std::int64_t number, Announce announce);

    std::int64_t m_requests = 0; ///< number of the last one
    std::optional<CqtPlan> m_plan; ///< worker only; making one takes a while
    LatestJob m_job; ///< last: its job uses the others
};

} // namespace retrograde
