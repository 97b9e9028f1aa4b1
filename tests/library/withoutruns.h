#pragma once

#include <SQLiteCpp/SQLiteCpp.h>
#include <filesystem>

namespace retrograde::testing {

/// For as long as it lives, a workspace's table of runs is not to be found, as in a damaged database.
class WithoutRuns {
public:
    explicit WithoutRuns(const std::filesystem::path &workspace)
        : m_database((workspace / "retrograde.sqlite").string(), SQLite::OPEN_READWRITE)
    {
        m_database.exec("ALTER TABLE runs RENAME TO elsewhere");
    }
    ~WithoutRuns() { m_database.exec("ALTER TABLE elsewhere RENAME TO runs"); }
    WithoutRuns(const WithoutRuns &) = delete;
    WithoutRuns &operator=(const WithoutRuns &) = delete;

private:
    SQLite::Database m_database;
};

} // namespace retrograde::testing
