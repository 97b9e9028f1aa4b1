#pragma once

#include "networks/model.h"

namespace retrograde {

/// Convolution and batch norm. In evaluation mode, where the norm is a fixed scale and shift, they are one convolution.
torch::Tensor normalised(torch::nn::Conv2d &convolution, torch::nn::BatchNorm2d &norm, const torch::Tensor &input);

// The parts of the networks, each in a file of its own. model.cpp puts them together.

/// convnet.cpp
std::shared_ptr<Trunk> makeConvTrunk(int channels);

/// convnetext.cpp
std::shared_ptr<Neck> makeDeepNeck(int inputs);

/// resnet18.cpp
std::shared_ptr<Trunk> makeResNetTrunk(int channels);

} // namespace retrograde
