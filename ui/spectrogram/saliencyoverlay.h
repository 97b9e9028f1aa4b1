#pragma once

#include "analysis/saliencymap.h"

#include <QString>
#include <memory>

namespace retrograde {

/// What is drawn over a picture of where a model looked.
struct SaliencyOverlay {
    std::shared_ptr<const SaliencyMap> map; ///< null: nothing
    QString answer; ///< of the model, in words: "reversed", "in order", "order 2 1 3"
    bool transformed = false; ///< what the answer says of the crop
    bool undecided = false; ///< where the model cannot tell, and the answer is only the likelier one
    QString note {}; ///< one sentence on whose answer it is, to stand above what the lines mean; mostly empty
};

} // namespace retrograde
