#include "spectrum/npyfile.h"

#include "base/error.h"
#include "base/outputfile.h"

#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

namespace retrograde {

namespace {

static_assert(std::endian::native == std::endian::little, "the array is written as it lies in memory, as '<f4'");

/// The magic, the version, the header's length and a Python dictionary, padded so that the values begin at a multiple
/// of 64 bytes.
std::string npyHeader(const std::vector<std::int64_t> &shape)
{
    std::string dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
    for (std::size_t i = 0; i < shape.size(); ++i)
        dictionary += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    dictionary += shape.size() == 1 ? ",), }" : "), }"; // a tuple of one needs its comma

    constexpr std::size_t kPrefix = 10;
    constexpr std::size_t kAlignment = 64;
    const std::size_t total = (kPrefix + dictionary.size() + 1 + kAlignment - 1) / kAlignment * kAlignment;
    dictionary.resize(total - kPrefix - 1, ' ');
    dictionary += '\n';

    std::string header("\x93NUMPY\x01\x00", 8);
    header += static_cast<char>(dictionary.size() & 0xff);
    header += static_cast<char>(dictionary.size() >> 8);
    return header + dictionary;
}

} // namespace

void writeNpy(const std::filesystem::path &path, std::span<const float> values, const std::vector<std::int64_t> &shape)
{
    std::int64_t cells = 1;
    for (const std::int64_t extent : shape)
        cells *= extent;
    if (cells != static_cast<std::int64_t>(values.size()))
        throw Error(ErrorCode::InvalidArgument, path, "the array's shape does not match its number of values");

    writeOutput(path, [&](const std::filesystem::path &temporary) {
        std::ofstream file(temporary, std::ios::binary);
        const std::string header = npyHeader(shape);
        file.write(header.data(), static_cast<std::streamsize>(header.size()));
        const std::span<const std::byte> bytes = std::as_bytes(values);
        file.write(reinterpret_cast<const char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        file.close();
        if (!file)
            throw Error(ErrorCode::Io, path, std::string("could not be written: ") + std::strerror(errno));
    });
}

} // namespace retrograde
