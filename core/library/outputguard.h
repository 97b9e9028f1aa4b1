#pragma once

#include "library/workspace.h"

#include <filesystem>

namespace retrograde {

/// Before something is written over the file @p path: it must be neither music of the library nor one of the
/// workspace's own files, under whatever name and through whatever links.
/// @throws Error Conflict naming @p path
void requireNotOfLibrary(const Workspace &workspace, const std::filesystem::path &path);

} // namespace retrograde
