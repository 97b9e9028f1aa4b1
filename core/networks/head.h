#pragma once

#include <memory>
#include <string>
#include <torch/torch.h>
#include <vector>

namespace retrograde {

struct ModelShape;

/// The last part of a model, which makes logits of what trunk and neck found in a clip. A kind is a file of its own and
/// a line in makeHead(); a trunk that another run takes over leaves its head behind.
class Head : public torch::nn::Module {
public:
    /// Numbers of a clip that it looks at.
    virtual int seenCount() const = 0;
    /// What it looks at, of which the first numbers are always the embedding.
    /// @param embedding what trunk and neck found in each clip as a whole, [batch, numbers], float32
    /// @param maps the trunk's, of [batch * pieces] where it sees piece by piece
    /// @return [batch, seenCount()], float32
    virtual torch::Tensor seen(const torch::Tensor &embedding, const std::vector<torch::Tensor> &maps) = 0;
    /// [batch, seenCount()] -> logits [batch, outputs], float32
    virtual torch::Tensor answer(const torch::Tensor &seen) = 0;

    /// Sets its weights as they are before the first step, drawn from LibTorch's global random generator. Convolutions
    /// and linear layers within it were drawn already, as the whole model's are.
    virtual void initialise() { }
    /// Told once, before the first step, of all that a frozen trunk found in the training clips.
    /// @param seen [n, seenCount()], n > 0
    virtual void measure(const torch::Tensor &seen) { (void)seen; }
    /// What checkpoints call its tensor @p name.
    /// @param prefix that the network puts before the names of its head
    virtual std::string checkpointName(const std::string &prefix, const std::string &name) const
    {
        return prefix + name;
    }
};

/// The head that @p shape wants.
/// @param embedding numbers that it is given of a clip as a whole @param widths channels of the trunk's maps
std::shared_ptr<Head> makeHead(const ModelShape &shape, int embedding, const std::vector<int> &widths);

} // namespace retrograde
