#pragma once

#include <span>

namespace SQLite {
class Database;
}

namespace retrograde {

/// SQLite's application_id of a workspace: "Rtgd".
inline constexpr int kApplicationId = 0x52746764;

/// The scripts that made the schema what it is, oldest first; script n leads from version n to n + 1. A script that
/// was ever released is never changed: what is to be different becomes a new script.
std::span<const char *const> migrations();

/// Applies the scripts that @p database does not have yet, each in a transaction of its own together with its
/// version number, so that a crash leaves a whole older version. Safe when several processes do it at once: whoever
/// comes second finds the work done.
/// @throws SQLite::Exception
void migrate(SQLite::Database &database, std::span<const char *const> scripts);

} // namespace retrograde
