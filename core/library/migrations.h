#pragma once

#include <filesystem>
#include <span>

namespace SQLite {
class Database;
}

namespace retrograde {

/// SQLite's application_id of a workspace: "Rtgd".
inline constexpr int kApplicationId = 0x52746764;

/// A step from one version of the schema to the next.
struct Migration {
    const char *script = nullptr;
    /// What goes before it, in the same transaction: moves what the script drops into files of the workspace's folder.
    void (*before)(SQLite::Database &database, const std::filesystem::path &folder) = nullptr;
};

/// The steps that made the schema what it is, oldest first; number n leads from version n to n + 1. One that was ever
/// released is never changed: what is to be different becomes a new one.
std::span<const Migration> migrations();

/// Takes the steps that @p database, which lies in @p folder, does not have yet, each in a transaction of its own
/// together with its version number, so that a crash leaves a whole older version. Safe when several processes do it at
/// once: whoever comes second finds the work done.
/// @throws SQLite::Exception; Error Io
void migrate(SQLite::Database &database, const std::filesystem::path &folder, std::span<const Migration> steps);

} // namespace retrograde
