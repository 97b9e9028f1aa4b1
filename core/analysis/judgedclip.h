#pragma once

#include "answers/answer.h"
#include "base/framegrid.h"
#include "library/records.h"

namespace retrograde {

/// A clip that a run's model judged: where it is, and what was said of it.
struct JudgedClip {
    Id runId = 0;
    std::int64_t frameCount = 0; ///< of the crop, in frames of the run's grid
    Question question;
    Answer answer;

    FrameSpan span() const { return { answer.beginFrame, answer.beginFrame + frameCount }; }
};

} // namespace retrograde
