#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace retrograde {

/// Reads comma-separated values (RFC 4180) record by record, in memory bounded by one record: quoted fields with
/// separators, doubled quotes and line breaks in them; lines that end with LF, CR LF or CR; a UTF-8 byte order mark.
/// Whatever the bytes, it goes on as well as it can and says what was wrong. Fields are bytes as they stand in the
/// file.
class CsvReader {
public:
    /// A record that grows beyond this many bytes is cut there: usually a quote that is never closed.
    static constexpr std::size_t kLongestRecord = 1 << 20;

    /// @p stream must outlive the reader.
    explicit CsvReader(std::istream &stream, char separator = ',');

    /// Takes the next record into @p fields (at least one); false at the end. Empty lines are passed over.
    bool next(std::vector<std::string> &fields);
    /// The line on which the record just read begins, from 1.
    std::int64_t line() const { return m_recordLine; }
    /// What was wrong with the record just read, one clause; empty when nothing was.
    const std::string &problem() const { return m_problem; }

private:
    int take();
    bool atLineEnd(int byte);

    std::streambuf &m_bytes;
    char m_separator;
    std::int64_t m_line = 1; ///< of the byte that comes next
    std::int64_t m_recordLine = 0;
    std::string m_problem;
};

} // namespace retrograde
