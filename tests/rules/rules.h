#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

/// The rules of the house, each a function from a source tree to the sentences that say where it is broken.
namespace retrograde::rules {

using Violations = std::vector<std::string>;

/// The folders of docs/ARCHITECTURE.md, lowest first: its list items that begin with a folder in backticks.
std::vector<std::string> folderOrder(const std::filesystem::path &root);
/// Every folder of core/, ui/ and app/ that has a CMakeLists.txt is in that list and the other way round.
Violations unlistedFolders(const std::filesystem::path &root);
/// An include in quotes names a file of the project, in its own folder or one that stands above it in the list.
Violations includesDownwards(const std::filesystem::path &root);
/// For each of those folders, the others that it includes from.
std::map<std::string, std::set<std::string>> folderIncludes(const std::filesystem::path &root);
/// Each third-party library is included in its one place.
Violations strayHeaders(const std::filesystem::path &root);
/// Every .cpp below core/, ui/ and app/ is named in the CMakeLists.txt beside it.
Violations unlistedSources(const std::filesystem::path &root);
/// Every header starts with #pragma once; no source line promises work for later; no file of the program is longer than
/// kMostLines.
inline constexpr std::size_t kMostLines = 600;
Violations untidySources(const std::filesystem::path &root);
/// Numbers with a fraction are neither written nor read by what follows the locale: printf and its like, std::stod and
/// its like, streams. Of app/cli it is enough that it never leaves the C locale.
Violations localisedNumbers(const std::filesystem::path &root);
/// packaging/packages.txt has one "purpose: package" on each line, none twice, and README.md points to it; no other
/// file of the set-up repeats a name of it.
Violations packageList(const std::filesystem::path &root);
/// Text from files is never taken for HTML: labels are TextLabels (ui/base/textlabel.h), tooltips are shown by ToolTips
/// alone (ui/base/tooltips.h), message boxes by ui/base/dialogs.cpp, and nothing else makes HTML of text.
Violations textTakenForHtml(const std::filesystem::path &root);
/// There is a translation, and none has an unfinished, vanished or empty entry.
Violations unfinishedTranslations(const std::filesystem::path &root);
/// Nothing outside a description (TaskDescription, NetworkDescription) depends on which task or network it is, so that
/// one is added in one place.
Violations askedWhichTask(const std::filesystem::path &root);

} // namespace retrograde::rules
