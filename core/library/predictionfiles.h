#pragma once

#include <filesystem>

namespace SQLite {
class Database;
}

namespace retrograde {

/// Of schema versions up to 6, which kept what pretext models said in a table `predictions` besides their answer files:
/// writes the answer files that are not there, from that table. What models found (embeddings) it did not hold.
/// @throws SQLite::Exception; Error Io
void movePredictionsToFiles(SQLite::Database &database, const std::filesystem::path &folder);

} // namespace retrograde
