#pragma once

#include "base/filestamp.h"
#include "base/framegrid.h"
#include "base/runcontrol.h"
#include "pictures/spectrogramdata.h"
#include "pictures/waveformdata.h"
#include "spectrum/featurestore.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace retrograde {

class LevelTransform;

/// Pictures to be made of a clip.
struct PictureKinds {
    bool constantQ = true;
    bool linear = false;
    bool waveform = false;

    bool operator==(const PictureKinds &) const = default;
};

/// What is wanted: the frames of @p span of a sound file.
struct PictureRequest {
    std::filesystem::path path;
    std::string contentHash; ///< of the decoded sound, its name in the store; empty = unknown
    std::optional<FileStamp> imported; ///< the file as it was when its sound got that name; empty = unknown
    FrameSpan span;
    bool whole = false; ///< the file's whole spectrogram is worth keeping
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

/// Between who makes pictures and who shows them. All must be there; they are called on the thread of make().
struct PictureCallbacks {
    std::function<void(double share)> progressed; ///< 0 ... 1
    /// The first time and whenever more is known.
    std::function<void(const ClipPictures &pictures)> loaded;
    /// All that will be computed without anybody looking at it has been.
    std::function<void()> finished;
    /// The frames of the original that are looked at, so that they are done first; empty when there are none.
    std::function<FrameSpan()> visible;
};

/// Makes the pictures of one clip after the other: spectrograms come from the store; what that does not have is
/// computed, and a whole file's constant-Q spectrogram is stored. Of a short clip everything comes at once. Of a long
/// one the axes come first, then previews of all of it, then the pictures from the beginning on, while what is looked
/// at is done out of turn; memory does not grow with the length, so of a very long one only what is looked at is kept
/// in every detail. Not thread-safe; keeps the transforms for the next request, for making one takes a while.
class PictureMaker {
public:
    PictureMaker();
    ~PictureMaker();
    PictureMaker(const PictureMaker &) = delete;
    PictureMaker &operator=(const PictureMaker &) = delete;

    /// Returns when everything is there. Of a long clip that is only when each of its pictures lies in the store;
    /// otherwise it goes on after finished() with what is looked at, until @p control stops it.
    /// @throws Error Cancelled when it is stopped; as AudioReader; Io as FeatureStore::compute(); InvalidArgument for
    /// parameters outside their ranges and for an empty sound; Unsupported, which is logged, when there is not enough
    /// memory. What else a callback throws passes through.
    void make(const PictureRequest &wanted, const RunControl &control, const PictureCallbacks &callbacks);

private:
    class Work;
    const LevelTransform &transform(const CqtParameters &parameters);
    const LevelTransform &linearTransform(const CqtParameters &parameters);

    std::unique_ptr<LevelTransform> m_transform;
    CqtParameters m_transformParameters;
    std::unique_ptr<LevelTransform> m_linearTransform;
};

} // namespace retrograde
