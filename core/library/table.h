#pragma once

#include "base/foreignfile.h"
#include "library/csvreader.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

class RunControl;

/// A published table, read record by record in bounded memory, with what is wrong in it gathered as sentences that name
/// file and line. Cells are valid UTF-8 (decodedText()) and trimmed; cells that a short record lacks are
/// empty.
class Table {
public:
    /// @param control is asked before each block that is read, and outlives the last
    /// @throws Error NotFound, Unreadable; InvalidArgument when it is UTF-16; Cancelled
    Table(std::filesystem::path file, const RunControl &control, char separator = ',');
    Table(const Table &) = delete;
    Table &operator=(const Table &) = delete;

    const std::filesystem::path &file() const { return m_file; }
    /// Takes the next record; false at the end. What is wrong with its quoting is noted; so is a number of cells other
    /// than @p cells, unless that is 0.
    /// @throws Error Io when the disk fails; Cancelled
    bool next(std::size_t cells = 0);
    std::int64_t line() const { return m_reader.line(); }
    std::size_t size() const { return m_fields.size(); }
    /// Once per record it is noted that a cell asked for is not valid UTF-8.
    std::string cell(std::size_t column);
    /// As it stands in the file, for file names.
    const std::string &bytes(std::size_t column) const { return m_fields[column]; }

    /// About the record just read.
    void note(const std::string &sentence);
    void addNote(std::string sentence);
    /// "table.csv, line 12: "
    std::string at(std::int64_t line) const;
    /// "table.csv, line 12: ..." for each, cut when there are many.
    std::vector<std::string> notes() const;

private:
    std::filesystem::path m_file;
    ForeignStream m_stream;
    CsvReader m_reader;
    std::vector<std::string> m_fields;
    std::vector<std::string> m_notes;
    std::size_t m_noteCount = 0;
    bool m_illFormed = false; ///< noted of this record
};

/// Whether @p text is a whole number in decimal digits, without sign or space.
bool parseNumber(std::string_view text, std::int64_t &number);
/// A finite decimal number with nothing around it.
bool parseReal(std::string_view text, double &number);
/// A list of whole numbers as Python writes it: "[76, 103]", "[]". False when it is none.
bool parsePythonList(std::string_view text, std::vector<std::int64_t> &numbers);

} // namespace retrograde
