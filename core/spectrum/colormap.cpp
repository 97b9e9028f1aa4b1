#include "spectrum/colormap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace retrograde {

namespace {

/// A colour in CIELAB under D65, where lightness is what the eye calls even.
struct Lab {
    double lightness; ///< 0 ... 100
    double a;
    double b;
};

constexpr double kWhite[3] = { 0.95047, 1.0, 1.08883 };
constexpr double kKnee = 6.0 / 29;

double toLinear(double encoded)
{
    return encoded <= 0.04045 ? encoded / 12.92 : std::pow((encoded + 0.055) / 1.055, 2.4);
}

double toEncoded(double linear)
{
    return linear <= 0.0031308 ? linear * 12.92 : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
}

double compressed(double value)
{
    return value > kKnee * kKnee * kKnee ? std::cbrt(value) : value / (3 * kKnee * kKnee) + 4.0 / 29;
}

double expanded(double value)
{
    return value > kKnee ? value * value * value : 3 * kKnee * kKnee * (value - 4.0 / 29);
}

Lab toLab(std::uint32_t color)
{
    const double red = toLinear((color >> 16 & 0xff) / 255.0);
    const double green = toLinear((color >> 8 & 0xff) / 255.0);
    const double blue = toLinear((color & 0xff) / 255.0);
    const double x = compressed((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / kWhite[0]);
    const double y = compressed((0.2126729 * red + 0.7151522 * green + 0.0721750 * blue) / kWhite[1]);
    const double z = compressed((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / kWhite[2]);
    return { 116 * y - 16, 500 * (x - y), 200 * (y - z) };
}

std::uint32_t toColor(const Lab &lab)
{
    const double middle = (lab.lightness + 16) / 116;
    const double x = kWhite[0] * expanded(middle + lab.a / 500);
    const double y = kWhite[1] * expanded(middle);
    const double z = kWhite[2] * expanded(middle - lab.b / 200);
    const auto channel = [](double linear) {
        return static_cast<std::uint32_t>(std::lround(255 * toEncoded(std::clamp(linear, 0.0, 1.0))));
    };
    return channel(3.2404542 * x - 1.5371385 * y - 0.4985314 * z) << 16
        | channel(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z) << 8
        | channel(0.0556434 * x - 0.2040259 * y + 1.0572252 * z);
}

/// Colours that a map passes through at equal distances.
std::vector<std::uint32_t> controlPoints(ColorMap map)
{
    switch (map) {
    case ColorMap::Viridis:
        return { 0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6dcd59, 0xb4de2c, 0xfde725 };
    case ColorMap::Magma:
        return { 0x000004, 0x180f3e, 0x451077, 0x721f81, 0x9f2f7f, 0xcd4071, 0xf1605d, 0xfd9567, 0xfec98d, 0xfcfdbf };
    case ColorMap::Cividis:
        return { 0x00204d, 0x00336f, 0x39486b, 0x575c6d, 0x707173, 0x8a8779, 0xa69d75, 0xc4b56c, 0xe4cf5b, 0xffea46 };
    case ColorMap::Grey:
        return { 0x000000, 0xffffff };
    case ColorMap::BlueRed:
        return { 0x3b4cc0, 0xdddddd, 0xb40426 };
    }
    return {};
}

} // namespace

std::array<std::uint32_t, 256> colorTable(ColorMap map)
{
    std::vector<Lab> points;
    for (const std::uint32_t color : controlPoints(map))
        points.push_back(toLab(color));

    std::array<std::uint32_t, 256> table {};
    for (std::size_t i = 0; i < table.size(); ++i) {
        const double position = static_cast<double>(i) / 255 * static_cast<double>(points.size() - 1);
        const std::size_t segment = std::min(static_cast<std::size_t>(position), points.size() - 2);
        const double part = position - static_cast<double>(segment);
        const Lab &from = points[segment];
        const Lab &to = points[segment + 1];
        table[i] = toColor({ std::lerp(from.lightness, to.lightness, part), std::lerp(from.a, to.a, part),
            std::lerp(from.b, to.b, part) });
    }
    return table;
}

std::vector<ColorMap> colorMaps()
{
    return { ColorMap::Viridis, ColorMap::Magma, ColorMap::Cividis, ColorMap::Grey, ColorMap::BlueRed };
}

std::string_view toString(ColorMap map)
{
    switch (map) {
    case ColorMap::Viridis:
        return "viridis";
    case ColorMap::Magma:
        return "magma";
    case ColorMap::Cividis:
        return "cividis";
    case ColorMap::Grey:
        return "grey";
    case ColorMap::BlueRed:
        return "blue-red";
    }
    return "";
}

} // namespace retrograde
