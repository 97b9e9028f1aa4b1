#pragma once

#include "support/mediafiles.h"
#include "support/scratchfolder.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

/// For tests that link SQLiteCpp.
namespace retrograde::testing {

inline std::string hexOf(const std::string &bytes)
{
    std::string hex;
    for (const char byte : bytes) {
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

/// The fixture, with its music where the database says it is, as old as it says.
struct OldWorkspace {
    ScratchFolder folder;
    std::filesystem::path music = folder.path() / "music";
    std::filesystem::path path = folder.path() / "workspace";

    OldWorkspace()
    {
        const std::filesystem::path fixture = std::filesystem::path(RETROGRADE_FIXTURES) / "workspace-2";
        std::filesystem::copy(fixture / "music", music);
        std::filesystem::create_directories(path);
        std::filesystem::copy(fixture / "features", path / "features", std::filesystem::copy_options::recursive);
        std::string sql = readBytes(fixture / "workspace.sql");
        const std::string was = hexOf("/fixture/music");
        for (std::size_t place = 0; (place = sql.find(was, place)) != std::string::npos;)
            sql.replace(place, was.size(), hexOf(music.native()));
        SQLite::Database database((path / "retrograde.sqlite").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(sql);
        SQLite::Statement times(database, "SELECT path, file_time FROM tracks");
        while (times.executeStep()) {
            const std::int64_t time = times.getColumn(1).getInt64();
            const timespec both[2] { { time / 1'000'000'000, time % 1'000'000'000 },
                { time / 1'000'000'000, time % 1'000'000'000 } };
            ::utimensat(AT_FDCWD, times.getColumn(0).getString().c_str(), both, 0);
        }
    }

    /// The rows of @p table as text, ids and all.
    std::vector<std::string> rows(const std::string &table) const
    {
        SQLite::Database database((path / "retrograde.sqlite").string(), SQLite::OPEN_READONLY);
        SQLite::Statement rows(database, "SELECT * FROM " + table + " ORDER BY 1, 2");
        std::vector<std::string> found;
        while (rows.executeStep()) {
            std::string row;
            for (int column = 0; column < rows.getColumnCount(); ++column)
                row += rows.getColumn(column).getString() + '|';
            found.push_back(row);
        }
        return found;
    }
};

} // namespace retrograde::testing
