#include "ui/stage/pictureloader.h"

#include "base/problem.h"

#include <exception>
#include <utility>

namespace retrograde {

PictureRequest requestFor(const Track &track)
{
    PictureRequest wanted;
    wanted.path = track.path;
    wanted.contentHash = track.contentHash;
    if (track.fileSize >= 0)
        wanted.imported = FileStamp { track.fileSize, track.fileTime };
    return wanted;
}

template<typename Announce> void PictureLoader::announce(std::int64_t number, Announce announce)
{
    QMetaObject::invokeMethod(this, [this, number, announce = std::move(announce)] {
        if (number == m_requests)
            announce();
    });
}

PictureLoader::PictureLoader(QObject *parent)
    : QObject(parent)
{
}

PictureLoader::~PictureLoader() = default;

void PictureLoader::request(const PictureRequest &wanted)
{
    const std::int64_t number = ++m_requests;
    setVisible({});
    m_job.post([this, wanted, number](const RunControl &control) {
        try {
            PictureCallbacks callbacks;
            callbacks.progressed
                = [this, number](double share) { announce(number, [this, share] { Q_EMIT progressed(share); }); };
            callbacks.loaded = [this, number](const ClipPictures &pictures) {
                announce(number, [this, pictures] { Q_EMIT loaded(pictures); });
            };
            callbacks.finished = [this, number] { announce(number, [this] { Q_EMIT finished(); }); };
            callbacks.visible = [this] { return visible(); };
            m_maker.make(wanted, control, callbacks);
        } catch (...) {
            const Error error = errorOf(std::current_exception());
            if (error.code() != ErrorCode::Cancelled)
                announce(number, [this, error] { Q_EMIT failed(error); });
        }
    });
}

void PictureLoader::cancel()
{
    ++m_requests;
    m_job.cancel();
}

void PictureLoader::setVisible(FrameSpan frames)
{
    const std::lock_guard lock(m_mutex);
    m_visible = frames;
}

FrameSpan PictureLoader::visible() const
{
    const std::lock_guard lock(m_mutex);
    return m_visible;
}

} // namespace retrograde
