#pragma once

#include <filesystem>
#include <vector>

namespace retrograde {

/// The workspaces that were opened last, the newest first, of those that are still there.
std::vector<std::filesystem::path> recentWorkspaces();
void rememberWorkspace(const std::filesystem::path &folder);

} // namespace retrograde
