#pragma once

#include "experiment/choice.h"

#include <array>
#include <string_view>

namespace retrograde {

enum class Network { ConvNet, ConvNetExt, ResNet18 };

template<> struct ChoiceNames<Network> {
    static constexpr std::array<std::string_view, 3> names { "convnet", "convnet-ext", "resnet18" };
};

/// What must be known of a network to specify a run; what it is made of is in core/networks.
struct NetworkDescription {
    std::string_view title; ///< for people: "ConvNet"
    bool wantsPieces = false; ///< sees a clip as three pieces, whatever the task
    bool hasNeck = false; ///< has layers of its own for all pieces together
    bool takesChannels = false; ///< the pieces of a clip may be its channels
};

inline constexpr std::array<NetworkDescription, 3> kNetworkDescriptions { {
    { .title = "ConvNet" },
    { .title = "ConvNet-ext", .wantsPieces = true, .hasNeck = true },
    { .title = "ResNet18", .wantsPieces = true, .takesChannels = true },
} };

constexpr const NetworkDescription &descriptionOf(Network network)
{
    return kNetworkDescriptions[static_cast<std::size_t>(network)];
}

} // namespace retrograde
