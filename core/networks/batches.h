#pragma once

#include "experiment/examples.h"

#include <memory>
#include <span>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

/// Turns examples into what the network takes. Immutable, so several threads may use it.
class Inputs {
public:
    virtual ~Inputs() = default;
    /// [batch, ...] on the CPU
    virtual torch::Tensor of(std::span<const Example> examples) const = 0;
};

/// Crops of spectrograms.
class ClipLoader : public Inputs {
public:
    using Spectrograms = std::vector<std::shared_ptr<const StoredSpectrogram>>;

    ClipLoader(Spectrograms tracks, const ClipRecipe &recipe);

    /// [batch, pieces, bins, frames] on the CPU
    torch::Tensor of(std::span<const Example> examples) const override;
    const ClipRecipe &recipe() const { return m_recipe; }

private:
    Spectrograms m_tracks;
    ClipRecipe m_recipe;
};

/// Probability of the second of two classes whose logits differ by @p margin.
double probabilityOf(double margin);
/// Cross-entropy, nats, of an example whose class is the second one (or is not).
double lossOf(double margin, bool second);

} // namespace retrograde
