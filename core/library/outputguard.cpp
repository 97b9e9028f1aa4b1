#include "library/outputguard.h"

#include "base/error.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

/// What a workspace keeps in its folder; others may keep there what they like.
constexpr std::array<std::string_view, 4> kOwn { "retrograde.sqlite", "features", "checkpoints", "trunk-features" };

/// @p path without links in it, as far as it is there.
fs::path real(const fs::path &path)
{
    std::error_code error;
    fs::path found = fs::weakly_canonical(path, error);
    return error ? fs::absolute(path).lexically_normal() : found;
}

/// @p path from @p folder on; empty when it does not lie in it.
fs::path within(const fs::path &path, const fs::path &folder)
{
    const auto [left, right] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    if (left != folder.end() && !left->empty())
        return {};
    fs::path rest;
    for (auto part = right; part != path.end(); ++part)
        rest /= *part;
    return rest;
}

} // namespace

void requireNotOfLibrary(const Workspace &workspace, const fs::path &path)
{
    const fs::path target = real(path);
    const fs::path own = within(target, real(workspace.folder()));
    if (!own.empty() && std::any_of(kOwn.begin(), kOwn.end(), [&](std::string_view name) {
            return own.begin()->native().starts_with(name);
        }))
        throw Error(ErrorCode::Conflict, path, "belongs to the workspace: choose another file to write to");
    const auto isTrack = [&](const fs::path &file) { return workspace.trackByPath(file).has_value(); };
    bool found = isTrack(target) || isTrack(fs::absolute(path).lexically_normal());
    // A library that was imported through a link knows its files by that.
    for (const Dataset &dataset : workspace.datasets()) {
        const fs::path rest = within(target, real(dataset.root));
        found = found || (!rest.empty() && isTrack(dataset.root / rest));
    }
    if (found)
        throw Error(ErrorCode::Conflict, path, "is music of the library: choose another file to write to");
}

} // namespace retrograde
