#pragma once

#include "base/error.h"
#include "jobs/worker.h"
#include "library/records.h"
#include "pictures/clippictures.h"

#include <QObject>
#include <cstdint>
#include <mutex>

namespace retrograde {

/// Asks for @p track as it was imported; its frames and which pictures of them are left to be said.
PictureRequest requestFor(const Track &track);

/// Gets pictures for the stage on a thread of its own, as PictureMaker makes them. Latest wins: signals tell of the
/// last request only.
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
    FrameSpan visible() const;
    /// Runs @p announce on this object's thread, unless another request has come.
    template<typename Announce> void announce(std::int64_t number, Announce announce);

    std::int64_t m_requests = 0; ///< number of the last one
    mutable std::mutex m_mutex; ///< guards m_visible
    FrameSpan m_visible;
    PictureMaker m_maker; ///< worker only
    LatestJob m_job; ///< last: its job uses the others
};

} // namespace retrograde
