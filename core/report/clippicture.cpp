#include "report/clippicture.h"

#include "base/error.h"
#include "base/outputfile.h"

#include <cstring>
#include <png.h>
#include <string>
#include <vector>

namespace retrograde {

void writeClipPicture(const std::filesystem::path &path, const StoredSpectrogram &spectrogram,
    const Arrangement &arrangement, ColorMap map, int scale)
{
    const std::array<std::uint32_t, 256> colors = colorTable(map);
    const auto width = static_cast<std::size_t>(arrangement.frameCount() * scale);
    const auto height = static_cast<std::size_t>(spectrogram.bins() * scale);
    std::vector<png_byte> pixels(width * height * 3);
    for (std::size_t x = 0; x < width; ++x) {
        const auto frame = static_cast<std::int64_t>(x) / scale;
        const std::uint8_t *cells = spectrogram.frame(arrangement.sourceFrame(frame));
        for (std::size_t y = 0; y < height; ++y) {
            const std::uint32_t color = colors[cells[(height - 1 - y) / static_cast<std::size_t>(scale)]];
            png_byte *pixel = &pixels[(y * width + x) * 3];
            pixel[0] = static_cast<png_byte>(color >> 16);
            pixel[1] = static_cast<png_byte>(color >> 8);
            pixel[2] = static_cast<png_byte>(color);
        }
    }

    png_image image;
    std::memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = PNG_FORMAT_RGB;
    writeOutput(path, [&](const std::filesystem::path &temporary) {
        if (!png_image_write_to_file(&image, temporary.c_str(), 0, pixels.data(), 0, nullptr))
            throw Error(ErrorCode::Io, path, std::string("could not be written: ") + image.message);
    });
}

} // namespace retrograde
