#include "library/database.h"

#include "base/error.h"
#include "base/text.h"
#include "library/migrations.h"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Savepoint.h>
#include <SQLiteCpp/Transaction.h>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <limits>
#include <new>
#include <sqlite3.h>
#include <sys/stat.h>
#include <thread>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds kPatience { 10'000 }; ///< waited for another connection's writes

[[noreturn]] void translate(const SQLite::Exception &exception, const fs::path &file)
{
    switch (exception.getErrorCode()) {
    case SQLITE_FULL:
        throw Error(ErrorCode::Io, file, "the disk is full");
    case SQLITE_IOERR:
        throw Error(ErrorCode::Io, file, std::string("could not be read or written: ") + exception.what());
    case SQLITE_CANTOPEN:
        throw Error(ErrorCode::Unreadable, file, "could not be opened");
    case SQLITE_READONLY:
    case SQLITE_PERM:
        throw Error(ErrorCode::Unreadable, file, "may not be written");
    case SQLITE_NOTADB:
        throw Error(ErrorCode::Corrupt, file, "is not a database");
    case SQLITE_CORRUPT:
        throw Error(ErrorCode::Corrupt, file, "is damaged");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw Error(ErrorCode::Conflict, file, "another program has been writing to it for too long");
    case SQLITE_CONSTRAINT:
        if (exception.getExtendedErrorCode() == SQLITE_CONSTRAINT_UNIQUE
            || exception.getExtendedErrorCode() == SQLITE_CONSTRAINT_PRIMARYKEY)
            throw Error(ErrorCode::Conflict, file, "already holds such an entry");
        [[fallthrough]];
    default:
        throw Error(ErrorCode::Database, file, exception.what());
    }
}

/// @p text as valid UTF-8, its line breaks kept.
std::string storedText(const std::string &text)
{
    std::string stored;
    std::size_t begin = 0;
    for (;;) {
        const std::size_t end = text.find('\n', begin);
        stored += displayText(std::string_view(text).substr(begin, end - begin));
        if (end == std::string::npos)
            return stored;
        stored += '\n';
        begin = end + 1;
    }
}

void bind(SQLite::Statement &statement, const std::vector<Value> &values)
{
    int index = 0;
    for (const Value &value : values) {
        ++index;
        if (const auto *path = std::get_if<PathValue>(&value))
            statement.bind(index, path->path.native().data(), static_cast<int>(path->path.native().size()));
        else if (const auto *text = std::get_if<std::string>(&value))
            statement.bind(index, storedText(*text));
        else if (const auto *integer = std::get_if<std::int64_t>(&value))
            statement.bind(index, *integer);
        else if (const auto *real = std::get_if<double>(&value))
            statement.bind(index, *real);
        else
            statement.bind(index);
    }
}

/// @p path for the part of a URI that it is.
std::string percentEncoded(const fs::path &path)
{
    std::string encoded;
    for (const char c : path.native()) {
        char code[4];
        std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned char>(c));
        encoded += c == '/' ? std::string(1, c) : std::string(code);
    }
    return encoded;
}

std::string_view argumentText(sqlite3_value *value)
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_value_text(value));
    return { bytes ? bytes : "", static_cast<std::size_t>(sqlite3_value_bytes(value)) };
}

} // namespace

template<typename Work> auto Database::translated(Work &&work) const
{
    try {
        return work();
    } catch (const SQLite::Exception &exception) {
        translate(exception, m_file);
    }
}

Database::Rows::Rows(const Database &database, const std::string &sql, const std::vector<Value> &values)
    : m_database(database)
    , m_statement(*database.m_connection, sql)
{
    bind(m_statement, values);
}

bool Database::Rows::next()
{
    m_column = 0;
    return m_database.translated([&] { return m_statement.executeStep(); });
}

std::int64_t Database::Rows::integer()
{
    return m_statement.getColumn(m_column++).getInt64();
}

std::optional<std::int64_t> Database::Rows::integerOrNull()
{
    const SQLite::Column column = m_statement.getColumn(m_column++);
    return column.isNull() ? std::nullopt : std::optional(column.getInt64());
}

std::optional<double> Database::Rows::realOrNull()
{
    const SQLite::Column column = m_statement.getColumn(m_column++);
    return column.isNull() ? std::nullopt : std::optional(column.getDouble());
}

double Database::Rows::real()
{
    return realOrNull().value_or(std::numeric_limits<double>::quiet_NaN());
}

std::string Database::Rows::text()
{
    return m_statement.getColumn(m_column++).getString();
}

fs::path Database::Rows::path()
{
    return text();
}

Database::Database(const fs::path &file, Access access)
    : m_file(file)
    , m_access(access)
{
    translated([&] { isReadOnly() ? openToRead() : open(); });
    m_place = place();
}

std::optional<std::pair<std::uint64_t, std::uint64_t>> Database::place() const
{
    struct stat status { };
    if (::stat(m_file.c_str(), &status) != 0)
        return std::nullopt;
    return std::pair(std::uint64_t { status.st_dev }, std::uint64_t { status.st_ino });
}

void Database::requireInPlace() const
{
    if (place() != m_place)
        throw Error(ErrorCode::Changed, m_file,
            "was moved, deleted or replaced while it was in use; what was being done could not be kept");
}

void Database::openToRead()
{
    const auto tryIt = [&](const std::string &name, int flags) {
        m_connection.emplace(name, SQLite::OPEN_READONLY | flags, kPatience.count());
        checkIdentity();
    };
    try {
        tryIt(m_file, 0);
    } catch (const SQLite::Exception &exception) {
        // Without the right to make its lists of what is written beside it, a database can only be read as one that
        // nobody changes; and not at all when some of it still lies in such a list.
        std::error_code ignored;
        fs::path log = m_file;
        log += "-wal";
        const auto waiting = fs::file_size(log, ignored);
        if (exception.getErrorCode() != SQLITE_CANTOPEN && exception.getErrorCode() != SQLITE_READONLY)
            throw;
        if (!ignored && waiting > 0)
            throw Error(ErrorCode::Unreadable, m_file,
                "was not closed when it was last written, and may not be put in order here: copy the workspace to "
                "where it may be written");
        tryIt("file:" + percentEncoded(m_file) + "?immutable=1", SQLite::OPEN_URI);
    }
    if (schemaVersion() < static_cast<int>(migrations().size()))
        throw Error(ErrorCode::Unsupported, m_file,
            "was written by an older version, and may not be brought up to date because it may not be written");
    addFunctions();
}

void Database::open()
{
    m_connection.emplace(m_file.c_str(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kPatience.count());
    checkIdentity();
    useWriteAheadLog();
    // A crash of the machine may lose the last commits but cannot damage the database; a crash of the program loses
    // none.
    m_connection->exec("PRAGMA synchronous = NORMAL");
    m_connection->exec("PRAGMA foreign_keys = ON");
    // In KiB: holds the index that searches go through, of a library of a hundred thousand tracks.
    m_connection->exec("PRAGMA cache_size = -65536");
    addFunctions();
    migrate(*m_connection, m_file.parent_path(), migrations());
}

void Database::addFunctions()
{
    m_connection->createFunction(
        "folded", 1, true, nullptr,
        [](sqlite3_context *context, int, sqlite3_value **values) {
            try {
                const std::string text = folded(argumentText(values[0]));
                sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
            } catch (const std::bad_alloc &) {
                sqlite3_result_error_nomem(context);
            }
        },
        nullptr, nullptr, nullptr);
    // SQLite's own instr() is an order of magnitude slower.
    m_connection->createFunction(
        "holds", 2, true, nullptr,
        [](sqlite3_context *context, int, sqlite3_value **values) {
            const std::string_view text = argumentText(values[0]);
            const std::string_view word = argumentText(values[1]);
            sqlite3_result_int(context, ::memmem(text.data(), text.size(), word.data(), word.size()) != nullptr);
        },
        nullptr, nullptr, nullptr);
}

void Database::checkIdentity()
{
    // One transaction, so that a first opening by another process is seen whole or not at all.
    SQLite::Transaction snapshot(*m_connection);
    const int objects = m_connection->execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    const int application = m_connection->execAndGet("PRAGMA application_id").getInt();
    const int version = m_connection->execAndGet("PRAGMA user_version").getInt();
    if (objects == 0 && application == 0 && version == 0)
        return;
    if (application != kApplicationId || version < 1)
        throw Error(ErrorCode::Corrupt, m_file, "is a database of another program");
    if (version > static_cast<int>(migrations().size()))
        throw Error(ErrorCode::Unsupported, m_file, "was written by a newer version of Retrograde");
}

void Database::useWriteAheadLog()
{
    // Two first openings at once collide here, and SQLite does not wait for this lock by itself.
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    for (;;) {
        try {
            m_connection->exec("PRAGMA journal_mode = WAL");
            return;
        } catch (const SQLite::Exception &exception) {
            if (exception.getErrorCode() != SQLITE_BUSY || std::chrono::steady_clock::now() > deadline)
                throw;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
}

void Database::transaction(const std::function<void()> &work)
{
    struct Depth {
        explicit Depth(int &value)
            : m_value(++value)
        {
        }
        ~Depth() { --m_value; }
        int &m_value;
    };
    translated([&] {
        const Depth depth(m_depth);
        if (m_depth == 1) {
            requireInPlace();
            SQLite::Transaction transaction(*m_connection, SQLite::TransactionBehavior::IMMEDIATE);
            work();
            transaction.commit();
            requireInPlace();
        } else {
            SQLite::Savepoint savepoint(*m_connection, "nested");
            work();
            savepoint.release();
        }
    });
}

Database::Rows Database::query(const std::string &sql, const std::vector<Value> &values) const
{
    return translated([&] { return Rows(*this, sql, values); });
}

std::int64_t Database::integer(const std::string &sql, const std::vector<Value> &values) const
{
    Rows rows = query(sql, values);
    return rows.next() ? rows.integer() : 0;
}

int Database::change(const std::string &sql, const std::vector<Value> &values)
{
    if (m_depth == 0)
        requireInPlace();
    return translated([&] {
        SQLite::Statement &statement = m_statements.try_emplace(sql, *m_connection, sql).first->second;
        // However this is left, the statement must not go on holding locks.
        struct Reset {
            SQLite::Statement &statement;
            ~Reset() { statement.tryReset(); }
        };
        const Reset reset { statement };
        statement.clearBindings();
        bind(statement, values);
        return statement.exec();
    });
}

std::int64_t Database::insert(const std::string &sql, const std::vector<Value> &values)
{
    change(sql, values);
    return m_connection->getLastInsertRowid();
}

int Database::schemaVersion() const
{
    return static_cast<int>(integer("PRAGMA user_version"));
}

} // namespace retrograde
