#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

namespace retrograde {

/// Writes what the user asked for to where the user said, as cp does: through links to what they point at, with the
/// permissions that a file there has, and into devices and pipes ("/dev/stdout", a FIFO) instead of over them. A
/// regular file is written whole or not at all. @p write fills a temporary file, as in writeAtomically(). @p path as
/// the target was checked by requireReplaceable() before, which is not repeated here.
/// @throws Error (Io) naming @p path
void writeOutput(const std::filesystem::path &path, const std::function<void(const std::filesystem::path &)> &write);
void writeOutput(const std::filesystem::path &path, std::string_view content);

/// Stands in the pages and sounds that we write, where their formats have a place for the program's name.
inline constexpr std::string_view kOutputMark = "written by Retrograde, a workbench for machine listening";

/// Whether both are there and are the same file, whatever they are called.
bool isSameFile(const std::filesystem::path &one, const std::filesystem::path &other);

/// Whether @p path is a file that we wrote: a page, sound or weights with our mark, or a table with our columns.
/// Pictures and NumPy arrays have no room for a mark.
bool isOurs(const std::filesystem::path &path);

/// @p inputs are what is read to make the output.
/// @throws Error Conflict naming @p path when it is one of @p inputs; or, unless @p force, when a file is there that
/// isOurs() does not know. Devices and pipes may always be written to.
void requireReplaceable(const std::filesystem::path &path, std::span<const std::filesystem::path> inputs, bool force);

} // namespace retrograde
