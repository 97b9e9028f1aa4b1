#pragma once

#include "experiment/cropshape.h"
#include "networks/head.h"

#include <memory>
#include <string>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

/// The convolutions of a network.
class Trunk : public torch::nn::Module {
public:
    /// [n, channels, bins, frames] -> what it finds where, from fine to coarse: [n, widths()[i], bins', frames'] each.
    virtual std::vector<torch::Tensor> maps(const torch::Tensor &input) = 0;
    virtual std::vector<int> widths() const = 0;

    int features() const { return widths().back(); }
    /// [n, features()], float32: of what maps() found, the means of the coarsest.
    static torch::Tensor means(const std::vector<torch::Tensor> &maps)
    {
        return maps.back().to(torch::kFloat32).mean({ 2, 3 });
    }
};

/// Layers between trunk and head, which see what the trunk found in all pieces: [n, inputs] -> [n, features()].
class Neck : public torch::nn::Module {
public:
    virtual torch::Tensor forward(const torch::Tensor &input) = 0;
    virtual int features() const = 0;
};

/// Number formats the trunk's convolutions may run in. All else is float32.
enum class Precision { Float32, BFloat16 };
Precision precisionOf(const RunSpec &spec);

/// What decides which tensors a model has.
struct ModelShape {
    Network network = Network::ConvNet;
    int pieces = 1; ///< of a clip
    int outputs = 2; ///< logits
    bool lateFusion = true; ///< one trunk sees each piece; otherwise the pieces are its channels

    /// An order that pieces may be in, as numbers of the pieces from 1, and how often it is.
    struct Order {
        std::vector<int> pieces;
        double share = 0;
    };
    std::vector<Order>
        orders {}; ///< that an adjacency head is to tell apart, one for each output; empty = a linear head
    bool standardised = false; ///< whether a linear head sees the embedding through a Standardiser

    /// As a run with @p outputs outputs wants it.
    static ModelShape of(const RunSpec &spec, int outputs);
};

/// A trunk, which sees the pieces of a clip one by one or as its channels; perhaps a neck, which sees what the trunk
/// found in all pieces; and a head on these features. A new network is a file with its trunk (and neck) and a line in
/// model.cpp, a new head a file and a line in head.cpp; see docs/EXTENDING.md.
class ModelImpl : public torch::nn::Module {
public:
    explicit ModelImpl(const ModelShape &shape);

    /// What the head sees: [batch, pieces, bins, frames] -> [batch, featureCount()], float32
    torch::Tensor features(const torch::Tensor &clips, Precision precision = Precision::Float32);
    /// Features -> logits [batch, outputs], float32
    torch::Tensor judge(const torch::Tensor &features) { return m_head->answer(features); }
    torch::Tensor forward(const torch::Tensor &clips, Precision precision = Precision::Float32)
    {
        return judge(features(clips, precision));
    }

    const ModelShape &shape() const { return m_shape; }
    int featureCount() const { return m_head->seenCount(); }
    /// What the trunk (or neck) found in the clip as a whole, without what a head looks at beside it.
    /// [batch, featureCount()] -> [batch, embeddingSize()]
    torch::Tensor embeddingOf(const torch::Tensor &features) const { return features.slice(1, 0, embeddingSize()); }
    int embeddingSize() const;
    std::shared_ptr<Trunk> trunk() const { return m_trunk; }
    std::shared_ptr<Head> head() const { return m_head; }
    std::int64_t parameterCount() const;

    struct Named {
        std::string name;
        torch::Tensor tensor;
        bool ofHead; ///< or of trunk and neck
        bool parameter; ///< or else a running statistic
    };
    /// All that training changes, by the names that checkpoints use: torchvision's for ResNet18.
    std::vector<Named> tensors() const;

private:
    int trunkFeatures() const;

    ModelShape m_shape;
    std::shared_ptr<Trunk> m_trunk;
    std::shared_ptr<Neck> m_neck; ///< null = none
    std::shared_ptr<Head> m_head;
};
TORCH_MODULE(Model);

/// Weights drawn from Kaiming's normal distribution, biases 0. Uses LibTorch's global random generator.
void initialise(ModelImpl &model, std::uint64_t seed);

/// Whether there is a batch norm within.
bool hasStatistics(const torch::nn::Module &module);
/// Starts the running statistics of all batch norms anew. Weights move faster than moving averages follow, so they are
/// measured with the weights at rest before the network is used in evaluation mode.
void forgetStatistics(torch::nn::Module &module);

/// Lays the weights of all convolutions out with their channels last, which is what the fast kernels want.
void layOutChannelsLast(torch::nn::Module &module);

/// Batch norm whose running statistics are plain means over all batches since forgetStatistics().
torch::nn::BatchNorm2d plainMeanNorm(int channels);

} // namespace retrograde
