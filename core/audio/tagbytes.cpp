#include "audio/tagbytes.h"

#include "audio/mediafile.h"
#include "audio/mpegframe.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace retrograde {

namespace {

constexpr std::int64_t kId3v1 = 128;
constexpr std::int64_t kEnhancedId3v1 = 227;
constexpr std::int64_t kId3v2Header = 10;
constexpr std::int64_t kApeFooter = 32;
constexpr std::int64_t kLyricsFooter = 15; ///< six digits and a mark
constexpr int kMostTags = 16;
constexpr std::size_t kFirstFrame = 512; ///< bytes, of an MP3: enough for what stands in the first
constexpr std::int64_t kSearched = std::int64_t { 32 } << 20;
constexpr std::int64_t kBlock = std::int64_t { 1 } << 20;

unsigned byteAt(std::string_view bytes, std::size_t place)
{
    return static_cast<unsigned char>(bytes[place]);
}

/// The length of the ID3v2 tag that @p bytes begin with, or whose footer they are; id3.org, 2.4.0, 3.1 and 3.4.
std::optional<std::int64_t> id3v2Length(std::string_view bytes, std::string_view mark)
{
    if (bytes.size() < static_cast<std::size_t>(kId3v2Header) || !bytes.starts_with(mark) || byteAt(bytes, 3) > 4
        || byteAt(bytes, 3) < 2 || byteAt(bytes, 4) == 0xFF)
        return std::nullopt;
    std::int64_t length = 0;
    for (std::size_t i = 6; i < 10; ++i) {
        if (byteAt(bytes, i) >= 0x80)
            return std::nullopt;
        length = length << 7 | byteAt(bytes, i);
    }
    const bool hasFooter = (byteAt(bytes, 5) & 0x10) != 0;
    return length + kId3v2Header + (hasFooter ? kId3v2Header : 0);
}

/// Where the tag with a footer or of a fixed length begins that ends at @p end; @p end when there is none.
std::int64_t beginOfMarkedTag(MediaFile &file, std::int64_t end)
{
    const auto tail = [&](std::int64_t size) {
        return size <= end ? file.peek(end - size, static_cast<std::size_t>(size)) : std::string();
    };
    if (tail(kId3v1).starts_with("TAG"))
        return end - kId3v1;
    if (tail(kEnhancedId3v1).starts_with("TAG+"))
        return end - kEnhancedId3v1;
    if (const auto length = id3v2Length(tail(kId3v2Header), "3DI"); length && *length <= end)
        return end - *length;
    if (const std::string ape = tail(kApeFooter); ape.starts_with("APETAGEX")) {
        std::int64_t length = 0; // of the items and this footer
        for (std::size_t i = 4; i-- > 0;)
            length = length << 8 | byteAt(ape, 12 + i);
        const bool hasHeader = byteAt(ape, 23) >> 7 != 0;
        length += hasHeader ? kApeFooter : 0;
        if (length >= kApeFooter && length <= end)
            return end - length;
    }
    if (const std::string lyrics = tail(kLyricsFooter); lyrics.ends_with("LYRICS200")) {
        const bool isNumber
            = std::all_of(lyrics.begin(), lyrics.begin() + 6, [](char c) { return c >= '0' && c <= '9'; });
        const std::int64_t length = isNumber ? std::stoll(lyrics.substr(0, 6)) + kLyricsFooter : 0;
        if (length > kLyricsFooter && length <= end)
            return end - length;
    }
    return end;
}

/// Where the ID3v2 tag that ends at @p end begins, if that is where an MP3's first frame has it end.
std::int64_t beginOfTagBehindMpeg(MediaFile &file, std::int64_t end)
{
    const std::int64_t first = endOfLeadingTags(file);
    const std::string frame = file.peek(first, kFirstFrame);
    const auto stated = statedMpegBytes({ reinterpret_cast<const std::uint8_t *>(frame.data()), frame.size() });
    if (!stated || first + *stated >= end)
        return end;
    const auto length = id3v2Length(file.peek(first + *stated, static_cast<std::size_t>(kId3v2Header)), "ID3");
    return length && first + *stated + *length == end ? first + *stated : end;
}

} // namespace

std::int64_t endOfLeadingTags(MediaFile &file)
{
    std::int64_t end = 0;
    for (int i = 0; i < kMostTags; ++i) {
        const auto length = id3v2Length(file.peek(end, static_cast<std::size_t>(kId3v2Header)), "ID3");
        if (!length)
            break;
        end += *length;
    }
    return end;
}

std::int64_t beginOfTrailingTags(MediaFile &file)
{
    std::int64_t begin = file.size();
    for (int i = 0; i < kMostTags; ++i) {
        const std::int64_t next = beginOfMarkedTag(file, begin);
        if (next == begin)
            break;
        begin = next;
    }
    return beginOfTagBehindMpeg(file, begin);
}

std::int64_t beginOfAppendedTag(MediaFile &file)
{
    const std::int64_t end = file.size();
    const std::int64_t first = std::max<std::int64_t>(0, end - kSearched);
    for (std::int64_t blockEnd = end; blockEnd > first;) {
        const std::int64_t begin = std::max(first, blockEnd - kBlock);
        // Overlaps the block behind it by a header less one byte.
        const std::string bytes = file.peek(begin, static_cast<std::size_t>(blockEnd - begin + kId3v2Header - 1));
        for (std::size_t at = bytes.rfind("ID3"); at != std::string::npos;
             at = at == 0 ? std::string::npos : bytes.rfind("ID3", at - 1)) {
            const auto length = id3v2Length(std::string_view(bytes).substr(at), "ID3");
            if (length && begin + static_cast<std::int64_t>(at) + *length == end)
                return begin + static_cast<std::int64_t>(at);
        }
        blockEnd = begin;
    }
    return end;
}

} // namespace retrograde
