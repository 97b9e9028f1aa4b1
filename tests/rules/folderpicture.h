#pragma once

#include <filesystem>
#include <string>

namespace retrograde::rules {

/// docs/images/folders.svg as it is to be: the folders of docs/ARCHITECTURE.md, each above all that it includes from.
/// What a folder reaches by way of another has no line of its own.
std::string folderPicture(const std::filesystem::path &root);

} // namespace retrograde::rules
