#pragma once

#include <cstdint>

/// Where tags lie that are put before or behind a sound file's own bytes, whatever its format.
namespace retrograde {

class MediaFile;

/// The first byte behind all ID3v2 tags at the file's start; 0 when there is none. @throws Error Io
std::int64_t endOfLeadingTags(MediaFile &file);

/// The first byte of the tags at the file's end, however many there are: ID3v1, ID3v2.4 with its footer, APE, Lyrics3,
/// and any ID3v2 behind an MP3 that says how long it is. The file's size when there is none. @throws Error Io
std::int64_t beginOfTrailingTags(MediaFile &file);

/// The first byte of an ID3v2 tag without a footer at the file's end, where its standard does not want it but programs
/// put it. There is nothing to know it by but a search of the last 32 MiB. The file's size when there is none.
/// @throws Error Io
std::int64_t beginOfAppendedTag(MediaFile &file);

} // namespace retrograde
