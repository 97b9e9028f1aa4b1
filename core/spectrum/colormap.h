#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace retrograde {

/// Colours for levels. All but BlueRed grow lighter evenly from the lowest level to the highest, so that equal steps
/// in dB look equal, also in print and to colour-blind eyes. BlueRed is lightest in its middle.
enum class ColorMap { Viridis, Magma, Cividis, Grey, BlueRed };

/// 256 colours 0xRRGGBB, the lowest level first.
std::array<std::uint32_t, 256> colorTable(ColorMap map);

std::vector<ColorMap> colorMaps();
std::string_view toString(ColorMap map); ///< "viridis", ...

} // namespace retrograde
