#pragma once

#include "analysis/judgedclip.h"
#include "experiment/taskdescription.h"

#include <algorithm>
#include <string>

/// Clips as if a model had judged them. For tests that link retrograde::analysis.
namespace retrograde::testing {

/// Of a question with two answers, that of a run of @p spec. @param probability of having been transformed
inline JudgedClip judgedClip(
    const RunSpec &spec, std::int64_t begin, std::int64_t frames, const std::string &transform, double probability)
{
    JudgedClip clip;
    clip.frameCount = frames;
    clip.question = questionOf(spec);
    clip.answer.beginFrame = begin;
    clip.answer.transform = transform;
    clip.answer.wanted = wantedChoice(clip.question, transform);
    clip.answer.said = probability >= 0.5;
    clip.answer.probability = probability;
    clip.answer.sureness = std::max(probability, 1 - probability);
    return clip;
}

} // namespace retrograde::testing
