#pragma once

#include "library/annotations.h"
#include "library/table.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace retrograde {

/// What a user knows about the files of a folder: a CSV file with a `path` column (absolute, or relative to the
/// folder), optionally title, artist, album, genre, licence (or license) and split, and any other column a label with
/// 1, 0 or nothing (unlabelled); true and false are the same as 1 and 0. The separator may be a comma, a semicolon or a
/// tab, or what a first line "sep=;" says; where it is not a comma, numbers may have a decimal comma. Cells that make
/// no sense are left out and noted; the rest counts.
///
/// A path names the file that has just these bytes, or, where there is none, the one that is the same but for how
/// letters with accents are coded (NFC or NFD, as macOS has it; UTF-8 or Windows-1252), for backslashes instead of
/// slashes and for spaces around it.
class LabelsFile final : public Annotations {
public:
    /// @param root the folder that relative paths are relative to
    /// @throws Error NotFound, Unreadable; InvalidArgument when there is no `path` column; Cancelled
    LabelsFile(const std::filesystem::path &file, const std::filesystem::path &root, const RunControl &control);

    /// Empty cells change nothing.
    Annotation apply(Track &track) override;
    std::vector<std::string> notes() const override;

private:
    static constexpr std::size_t kTexts = 6;
    struct Row {
        std::int64_t line = 0;
        bool used = false;
        std::array<std::string, kTexts> texts;
        std::vector<std::pair<std::size_t, double>> labels; ///< column and value
    };
    static std::string *textOf(Track &track, std::size_t text);
    static bool findColumns(Table &table, std::vector<std::string> &columns);
    void readColumns();
    void readRow(Table &table);
    Row *rowOf(const std::filesystem::path &path);

    std::filesystem::path m_root;
    char m_separator = ',';
    std::unique_ptr<Table> m_table;
    std::vector<std::string> m_columns; ///< lower-cased where their names are ours; empty = to be ignored
    std::map<std::string, Row> m_rows; ///< by the absolute path's bytes
    std::multimap<std::string, std::string> m_alike; ///< those, by what paths that are alike have in common
    std::map<std::size_t, std::pair<std::int64_t, std::int64_t>> m_strangeCells; ///< column: how many, first line
};

} // namespace retrograde
