#pragma once

#include "library/records.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace retrograde {

/// What a user knows about the files of a folder: a CSV file with a `path` column (absolute, or relative to the
/// folder), optionally title, artist, album, genre, licence (or license) and split, and any other column a label with
/// 1, 0 or nothing (unlabelled). The separator may be a comma, a semicolon or a tab. Cells that make no sense are left
/// out and noted; the rest counts.
class LabelsFile {
public:
    /// @param root the folder that relative paths are relative to
    /// @throws Error NotFound, Unreadable; InvalidArgument when there is no `path` column
    LabelsFile(const std::filesystem::path &file, const std::filesystem::path &root);

    /// Takes over what the file says about @p track (by its path) and marks the row as used. Empty cells change
    /// nothing. @returns whether there is a row
    bool apply(Track &track, std::vector<Label> &labels);
    /// What was wrong, one sentence each with file and line; and, of rows that no track asked for, that they are
    /// about files that are not there. Long lists are cut.
    std::vector<std::string> notes() const;

private:
    static constexpr std::size_t kTexts = 6;
    struct Row {
        std::int64_t line = 0;
        bool used = false;
        std::array<std::string, kTexts> texts;
        std::vector<std::pair<std::size_t, double>> labels; ///< column and value
    };
    static std::string *textOf(Track &track, std::size_t text);
    bool read(char separator);
    void readRow(const std::vector<std::string> &fields, std::int64_t line);
    std::string at(std::int64_t line) const;

    std::filesystem::path m_file;
    std::filesystem::path m_root;
    std::vector<std::string> m_columns; ///< lower-cased where their names are ours; empty = to be ignored
    std::map<std::string, Row> m_rows; ///< by the absolute path's bytes
    std::map<std::size_t, std::pair<std::int64_t, std::int64_t>> m_strangeCells; ///< column: how many, first line
    std::vector<std::string> m_notes;
};

} // namespace retrograde
