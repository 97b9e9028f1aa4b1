#include "library/labelsfile.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <optional>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPath = "path";
constexpr std::size_t kUnusedKept = 200; ///< notes; the rest is counted

/// Columns that are not labels; the order is that of LabelsFile::textOf.
constexpr std::array<std::string_view, 6> kTextColumns { "title", "artist", "album", "genre", "licence", "split" };

std::string columnName(const std::string &cell)
{
    const std::string name(trimmed(plainSpaces(cell)));
    const std::string lowered = toLower(name);
    if (lowered == "license")
        return "licence";
    const bool ours
        = lowered == kPath || std::find(kTextColumns.begin(), kTextColumns.end(), lowered) != kTextColumns.end();
    return ours ? lowered : name;
}

std::optional<double> labelValue(std::string_view cell, char separator)
{
    std::string number = toLower(cell);
    if (number == "true" || number == "false")
        return number == "true" ? 1 : 0;
    if (separator != ',')
        std::replace(number.begin(), number.end(), ',', '.');
    double value = -1;
    return parseReal(number, value) && (value == 0 || value == 1) ? std::optional(value) : std::nullopt;
}

/// What a first line "sep=;" says, as spreadsheets write and read it.
std::optional<char> statedSeparator(const fs::path &file, const RunControl &control)
{
    Table table(file, control, '\x1F');
    if (!table.next() || table.size() != 1)
        return std::nullopt;
    const std::string &line = table.bytes(0);
    return line.size() == 5 && toLower(line).starts_with("sep=") ? std::optional(line.back()) : std::nullopt;
}

/// What paths that mean the same file have in common.
std::string alikeKey(const fs::path &path)
{
    std::string text = composed(decodedText(trimmed(path.native())));
    std::replace(text.begin(), text.end(), '\\', '/');
    return fs::path(text).lexically_normal().native();
}

} // namespace

LabelsFile::LabelsFile(const fs::path &file, const fs::path &root, const RunControl &control)
    : m_root(root)
{
    const std::optional<char> stated = statedSeparator(file, control);
    for (const char separator : stated ? std::string { *stated } : std::string(",;\t")) {
        m_separator = separator;
        m_table = std::make_unique<Table>(file, control, separator);
        if (stated)
            m_table->next();
        if (!findColumns(*m_table, m_columns))
            continue;
        readColumns();
        while (m_table->next(m_columns.size()))
            readRow(*m_table);
        return;
    }
    throw Error(ErrorCode::InvalidArgument, file, "has no column \"path\"");
}

/// Takes out the names of columns that have another's.
void LabelsFile::readColumns()
{
    for (auto column = m_columns.begin(); column != m_columns.end(); ++column) {
        if (!column->empty() && std::find(m_columns.begin(), column, *column) != column) {
            m_table->note("there is more than one column \"" + *column + "\"; the first counts");
            column->clear();
        }
    }
}

bool LabelsFile::findColumns(Table &table, std::vector<std::string> &columns)
{
    columns.clear();
    if (!table.next())
        return false;
    for (std::size_t column = 0; column < table.size(); ++column)
        columns.push_back(columnName(table.cell(column)));
    return std::find(columns.begin(), columns.end(), kPath) != columns.end();
}

void LabelsFile::readRow(Table &table)
{
    Row row;
    row.line = table.line();
    fs::path path;
    for (std::size_t column = 0; column < std::min(table.size(), m_columns.size()); ++column) {
        const std::string &name = m_columns[column];
        if (name == kPath && !trimmed(table.bytes(column)).empty())
            path = table.bytes(column);
        if (name.empty() || name == kPath)
            continue;
        const std::string cell = table.cell(column);
        if (cell.empty())
            continue;
        const auto text = std::find(kTextColumns.begin(), kTextColumns.end(), name);
        if (text != kTextColumns.end()) {
            row.texts[static_cast<std::size_t>(text - kTextColumns.begin())] = cell;
        } else if (const std::optional<double> value = labelValue(cell, m_separator)) {
            row.labels.emplace_back(column, *value);
        } else {
            auto &[count, firstLine] = m_strangeCells[column];
            if (count++ == 0)
                firstLine = row.line;
        }
    }
    if (path.empty()) {
        table.note("there is no path");
        return;
    }
    const auto [known, isNew] = m_rows.try_emplace((m_root / path).lexically_normal().native(), std::move(row));
    if (isNew)
        m_alike.emplace(alikeKey(m_root / trimmed(path.native())), known->first);
    else
        table.note("the path was named on line " + std::to_string(known->second.line) + " already");
}

/// The row that names the file at @p path, or null.
LabelsFile::Row *LabelsFile::rowOf(const fs::path &path)
{
    if (const auto found = m_rows.find(path.lexically_normal().native()); found != m_rows.end())
        return &found->second;
    const auto [first, last] = m_alike.equal_range(alikeKey(path));
    for (auto alike = first; alike != last; ++alike) {
        std::error_code ignored;
        if (!fs::exists(alike->second, ignored)) // else it means that file
            return &m_rows.at(alike->second);
    }
    return nullptr;
}

std::string *LabelsFile::textOf(Track &track, std::size_t text)
{
    return std::array { &track.title, &track.artist, &track.album, &track.genre, &track.licence, &track.split }[text];
}

Annotation LabelsFile::apply(Track &track)
{
    Annotation annotation;
    Row *const row = rowOf(track.path);
    if (!row)
        return annotation;
    row->used = true;
    for (std::size_t text = 0; text < kTexts; ++text)
        takeText(*textOf(track, text), row->texts[text]);
    annotation.labels.emplace();
    for (const auto &[column, value] : row->labels)
        annotation.labels->push_back({ track.id, m_columns[column], value, 0 });
    return annotation;
}

std::vector<std::string> LabelsFile::notes() const
{
    std::vector<std::string> notes = m_table->notes();
    for (const auto &[column, cells] : m_strangeCells) {
        const auto &[count, firstLine] = cells;
        notes.push_back(m_table->at(firstLine) + "column \"" + m_columns[column]
            + "\" holds neither 1, 0, true, false nor nothing here"
            + (count > 1 ? ", and so in " + std::to_string(count) + " lines in all" : ""));
    }
    cutNotes(notes);
    std::vector<std::string> unused;
    std::size_t count = 0;
    for (const auto &[path, row] : m_rows) {
        if (!row.used && count++ < kUnusedKept)
            unused.push_back(m_table->at(row.line) + "no such file was imported: " + displayPath(path));
    }
    cutNotes(unused, count);
    notes.insert(notes.end(), unused.begin(), unused.end());
    return notes;
}

} // namespace retrograde
