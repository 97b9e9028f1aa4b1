#pragma once

#include "audio/audioreader.h"
#include "inference/trainedmodel.h"
#include "spectrum/cqt.h"
#include "support/answers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <vector>

/// What storing one byte per cell does to a model's judgement. For programs that link retrograde::learning.
namespace retrograde::testing {

/// Crops of spectrograms that were never rounded to bytes.
class ExactClips : public Inputs {
public:
    /// @param recipe levels below each track's maximum, and nothing done to pieces
    explicit ExactClips(const ClipRecipe &recipe)
        : m_recipe(recipe)
    {
        if (recipe.defences.levels != Levels::Track || recipe.defences.normalisePieces)
            throw std::invalid_argument("exact features are compared for runs without such defences");
    }

    void add(const CqtPlan &plan, std::span<const float> sound)
    {
        m_bins = plan.parameters().bins;
        magnitudesToDb(m_tracks.emplace_back(plan.magnitudes(sound)));
    }

    torch::Tensor of(std::span<const Example> examples) const override
    {
        const CropShape &shape = m_recipe.rule.shape;
        torch::Tensor clips = torch::empty({ std::ssize(examples), shape.pieces, m_bins, shape.pieceFrames });
        auto cells = clips.accessor<float, 4>();
        for (std::int64_t clip = 0; clip < std::ssize(examples); ++clip) {
            const Example &example = examples[static_cast<std::size_t>(clip)];
            const Arrangement arrangement = shape.arrangement(
                m_recipe.transforms[static_cast<std::size_t>(example.transform)], example.beginFrame, example.shifts);
            const std::vector<float> &levels = m_tracks[example.track];
            for (std::int64_t frame = 0; frame < shape.pieces * shape.pieceFrames; ++frame)
                for (std::int64_t bin = 0; bin < m_bins; ++bin) {
                    const std::int64_t source = arrangement.sourceFrame(frame) * m_bins + bin;
                    cells[clip][frame / shape.pieceFrames][bin][frame % shape.pieceFrames]
                        = static_cast<float>((levels[static_cast<std::size_t>(source)] - m_recipe.normalisation.mean)
                            / m_recipe.normalisation.deviation);
                }
        }
        return clips;
    }

private:
    ClipRecipe m_recipe;
    std::int64_t m_bins = 0;
    std::vector<std::vector<float>> m_tracks; ///< [frame][bin]
};

/// A run's best model on its validation crops.
struct JudgedTwice {
    std::vector<Answer> stored; ///< by the stored features, one byte per cell
    std::vector<Answer> exact; ///< by the transform's own floats
    double worstMargin = 0; ///< largest difference of the two, logits
    double meanMargin = 0; ///< mean size of the margins themselves, logits
};

/// @p crops answers about each track at most. The music must still be there.
inline JudgedTwice judgeTwice(const Workspace &workspace, Id runId, std::size_t crops)
{
    TrainedModel model(workspace, runId);
    const ClipRecipe recipe = model.recipe();
    const CqtPlan plan(model.spec().features);
    std::map<Id, std::vector<Answer>> byTrack;
    for (const JudgedClip &clip : testing::storedClips(workspace, runId))
        if (byTrack[clip.answer.trackId].size() < crops)
            byTrack[clip.answer.trackId].push_back(clip.answer);

    JudgedTwice judged;
    const RunControl control;
    for (const auto &[trackId, answers] : byTrack) {
        const Track track = workspace.track(trackId).value();
        const ClipLoader stored({ workspace.features().open(track.contentHash, plan.parameters()) }, recipe);
        ExactClips exact(recipe);
        exact.add(plan, decodeAudio(track.path, plan.parameters().sampleRate).samples);

        std::vector<Example> examples;
        for (const Answer &answer : answers) {
            Example &example = examples.emplace_back();
            const auto named = std::find(recipe.transforms.begin(), recipe.transforms.end(), answer.transform);
            example.beginFrame = answer.beginFrame;
            example.transform = static_cast<int>(named - recipe.transforms.begin());
            example.shifts = recipe.rule.shape.middle();
        }
        // [clips]: of everything but "as published", and its log odds
        const auto ask = [&](const Inputs &inputs) {
            return (1 - model.ask(inputs, examples, control).answers.softmax(1).select(1, 0)).contiguous();
        };
        const torch::Tensor byStored = ask(stored);
        const torch::Tensor byExact = ask(exact);
        const auto margin = [](double probability) { return std::log(probability) - std::log1p(-probability); };
        for (std::size_t i = 0; i < examples.size(); ++i) {
            judged.stored.push_back(answers[i]);
            judged.exact.push_back(answers[i]);
            const double one = judged.stored.back().probability = byStored.data_ptr<double>()[i];
            const double other = judged.exact.back().probability = byExact.data_ptr<double>()[i];
            judged.worstMargin = std::max(judged.worstMargin, std::abs(margin(one) - margin(other)));
            judged.meanMargin += std::abs(margin(other));
        }
    }
    judged.meanMargin /= static_cast<double>(judged.exact.size());
    return judged;
}

} // namespace retrograde::testing
