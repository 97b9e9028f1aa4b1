#pragma once

#include "learning/convnet.h"
#include "learning/examples.h"

#include <memory>
#include <span>
#include <vector>

namespace retrograde {

/// Turns examples into what the network takes.
class ClipLoader {
public:
    using Spectrograms = std::vector<std::shared_ptr<const StoredSpectrogram>>;

    ClipLoader(Spectrograms tracks, const CropRule &rule, const Normalisation &normalisation, torch::Device device);

    /// [batch, 1, bins, frames], channels last
    torch::Tensor clips(std::span<const Example> examples) const;
    /// [batch], 1 = reversed
    torch::Tensor labels(std::span<const Example> examples) const;

private:
    Spectrograms m_tracks;
    CropRule m_rule;
    Normalisation m_normalisation;
    torch::Device m_device;
};

/// How much more the network takes each clip for reversed than for published: the difference of its logits. The
/// network must be in evaluation mode.
std::vector<double> margins(
    ReversalNet &net, const ClipLoader &loader, std::span<const Example> examples, Precision precision);

/// Probability of reversed.
double probabilityOf(double margin);
/// Cross-entropy, nats, of an example that is (or is not) reversed.
double lossOf(double margin, bool reversed);

} // namespace retrograde
