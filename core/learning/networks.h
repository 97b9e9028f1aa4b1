#pragma once

#include "learning/model.h"

namespace retrograde {

// The parts of the networks, each in a file of its own. model.cpp puts them together.

/// convnet.cpp
std::shared_ptr<Trunk> makeConvTrunk(int channels);

/// convnetext.cpp
std::shared_ptr<Trunk> makeDeepNeck(int inputs);

/// resnet18.cpp
std::shared_ptr<Trunk> makeResNetTrunk(int channels);

} // namespace retrograde
