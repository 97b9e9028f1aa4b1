#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

namespace retrograde {

/// A file name as a value of the database: its bytes, whatever they are.
struct PathValue {
    std::filesystem::path path;
};
/// What a `?` in a statement stands for. Text is stored as valid UTF-8 (ill-formed sequences become U+FFFD); the first
/// alternative is NULL.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, PathValue>;

/// One connection to a workspace's database; used by one thread at a time. Everything that SQLite throws leaves it as
/// an Error that names the file.
class Database {
public:
    /// The rows of a query, read one after the other: next(), then the row's columns from left to right.
    class Rows {
    public:
        bool next();
        std::int64_t integer();
        int number() { return static_cast<int>(integer()); }
        double real(); ///< NULL reads as NaN
        std::optional<double> realOrNull();
        std::optional<std::int64_t> integerOrNull();
        std::string text();
        std::filesystem::path path();

    private:
        friend class Database;
        Rows(const Database &database, const std::string &sql, const std::vector<Value> &values);

        const Database &m_database;
        SQLite::Statement m_statement;
        int m_column = 0;
    };

    enum class Access {
        ReadWrite,
        ReadOnly, ///< also on a disk or in a folder that may not be written
    };

    /// Opens @p file, creates it when absent or empty and brings it to the newest schema; but neither when it is only
    /// to be read.
    /// @throws Error as Workspace::Workspace
    Database(const std::filesystem::path &file, Access access);

    bool isReadOnly() const { return m_access == Access::ReadOnly; }
    /// Asked before and after each change as well, for SQLite goes on writing into a file that was deleted.
    /// @throws Error Changed when the file that was opened is no longer the one of this name
    void requireInPlace() const;

    /// Runs @p work in a transaction that holds the write lock from its start; inside another one it becomes a
    /// savepoint of that. Rolled back when @p work throws.
    void transaction(const std::function<void()> &work);

    Rows query(const std::string &sql, const std::vector<Value> &values = {}) const;
    /// The first column of the first row.
    std::int64_t integer(const std::string &sql, const std::vector<Value> &values = {}) const;
    /// Runs a statement that yields no rows; returns how many rows it inserted, changed or deleted.
    int change(const std::string &sql, const std::vector<Value> &values);
    /// As change(), for one INSERT; returns the new row's id.
    std::int64_t insert(const std::string &sql, const std::vector<Value> &values);
    int schemaVersion() const;

private:
    template<typename Work> auto translated(Work &&work) const;
    void open();
    void openToRead();
    /// The file's device and number; nothing when it is not there.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> place() const;
    /// folded(text), and holds(text, word): whether the text has the word in it.
    void addFunctions();
    /// @throws Error when the database is not a workspace's, or a newer program's
    void checkIdentity();
    void useWriteAheadLog();

    std::filesystem::path m_file;
    Access m_access;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> m_place; ///< as of the opening
    std::optional<SQLite::Database> m_connection;
    std::unordered_map<std::string, SQLite::Statement> m_statements; ///< of change(), prepared once
    int m_depth = 0; ///< of nested transactions
};

} // namespace retrograde
