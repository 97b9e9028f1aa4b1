#include "library/labelsfile.h"

#include "base/error.h"
#include "base/text.h"
#include "library/csvreader.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostNotes = 50;
constexpr std::string_view kPath = "path";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD"; // U+FFFD

/// Columns that are not labels; the order is that of LabelsFile::textOf.
constexpr std::array<std::string_view, 6> kTextColumns { "title", "artist", "album", "genre", "licence", "split" };

std::string columnName(const std::string &cell)
{
    const std::string name(trimmed(displayText(cell)));
    const std::string lowered = toLower(name);
    if (lowered == "license")
        return "licence";
    const bool ours
        = lowered == kPath || std::find(kTextColumns.begin(), kTextColumns.end(), lowered) != kTextColumns.end();
    return ours ? lowered : name;
}

bool isIllFormed(const std::string &bytes)
{
    return bytes.find(kReplacement) == std::string::npos && displayText(bytes).find(kReplacement) != std::string::npos;
}

std::optional<double> labelValue(std::string_view cell)
{
    double value = -1;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc() || end != cell.data() + cell.size() || (value != 0 && value != 1))
        return std::nullopt;
    return value;
}

/// Keeps a list that is to be read by a person readable.
void cut(std::vector<std::string> &notes)
{
    if (notes.size() <= kMostNotes)
        return;
    const std::size_t more = notes.size() - kMostNotes;
    notes.resize(kMostNotes);
    notes.push_back("... and " + std::to_string(more) + " more");
}

} // namespace

LabelsFile::LabelsFile(const fs::path &file, const fs::path &root)
    : m_file(file)
    , m_root(root)
{
    for (const char separator : { ',', ';', '\t' }) {
        if (read(separator))
            return;
    }
    throw Error(ErrorCode::InvalidArgument, m_file, "has no column \"path\"");
}

/// Reads the whole file unless, separated so, its first record has no path column.
bool LabelsFile::read(char separator)
{
    std::error_code ignored;
    if (!fs::exists(m_file, ignored))
        throw Error(ErrorCode::NotFound, m_file, "there is no such file");
    errno = 0;
    std::ifstream stream(m_file, std::ios::binary);
    if (!stream || fs::is_directory(m_file, ignored))
        throw Error(ErrorCode::Unreadable, m_file, errno ? std::strerror(errno) : "cannot be read");

    CsvReader reader(stream, separator);
    std::vector<std::string> fields;
    if (!reader.next(fields))
        return false;
    if (fields[0].starts_with("\xFF\xFE") || fields[0].starts_with("\xFE\xFF"))
        throw Error(ErrorCode::InvalidArgument, m_file, "is UTF-16 text; please save it as UTF-8");
    m_columns.clear();
    for (const std::string &field : fields)
        m_columns.push_back(columnName(field));
    if (std::find(m_columns.begin(), m_columns.end(), kPath) == m_columns.end())
        return false;
    for (auto column = m_columns.begin(); column != m_columns.end(); ++column) {
        if (!column->empty() && std::find(m_columns.begin(), column, *column) != column) {
            m_notes.push_back(at(1) + "there is more than one column \"" + *column + "\"; the first counts");
            column->clear();
        }
    }
    while (reader.next(fields)) {
        if (!reader.problem().empty()) {
            m_notes.push_back(at(reader.line()) + reader.problem());
        } else if (fields.size() != m_columns.size()) {
            m_notes.push_back(at(reader.line()) + "there are " + std::to_string(fields.size()) + " cells, not "
                + std::to_string(m_columns.size()));
        }
        readRow(fields, reader.line());
    }
    return true;
}

void LabelsFile::readRow(const std::vector<std::string> &fields, std::int64_t line)
{
    Row row;
    row.line = line;
    fs::path path;
    bool illFormed = false;
    for (std::size_t column = 0; column < std::min(fields.size(), m_columns.size()); ++column) {
        const std::string &name = m_columns[column];
        const std::string_view cell = trimmed(fields[column]);
        if (name.empty() || cell.empty())
            continue;
        if (name == kPath) {
            path = fields[column];
            continue;
        }
        const auto text = std::find(kTextColumns.begin(), kTextColumns.end(), name);
        if (text != kTextColumns.end()) {
            illFormed = illFormed || isIllFormed(fields[column]);
            row.texts[static_cast<std::size_t>(text - kTextColumns.begin())] = displayText(cell);
        } else if (const std::optional<double> value = labelValue(cell)) {
            row.labels.emplace_back(column, *value);
        } else {
            auto &[count, firstLine] = m_strangeCells[column];
            if (count++ == 0)
                firstLine = line;
        }
    }
    if (illFormed)
        m_notes.push_back(at(line) + "it is not valid UTF-8; what could not be read is shown as \uFFFD");
    if (path.empty()) {
        m_notes.push_back(at(line) + "there is no path");
        return;
    }
    const auto [known, isNew] = m_rows.try_emplace((m_root / path).lexically_normal().native(), std::move(row));
    if (!isNew)
        m_notes.push_back(at(line) + "the path was named on line " + std::to_string(known->second.line) + " already");
}

std::string LabelsFile::at(std::int64_t line) const
{
    return displayPath(m_file.filename()) + ", line " + std::to_string(line) + ": ";
}

std::string *LabelsFile::textOf(Track &track, std::size_t text)
{
    return std::array { &track.title, &track.artist, &track.album, &track.genre, &track.licence, &track.split }[text];
}

bool LabelsFile::apply(Track &track, std::vector<Label> &labels)
{
    const auto found = m_rows.find(track.path.lexically_normal().native());
    if (found == m_rows.end())
        return false;
    Row &row = found->second;
    row.used = true;
    for (std::size_t text = 0; text < kTexts; ++text) {
        if (!row.texts[text].empty())
            *textOf(track, text) = row.texts[text];
    }
    labels.clear();
    for (const auto &[column, value] : row.labels)
        labels.push_back({ track.id, m_columns[column], value });
    return true;
}

std::vector<std::string> LabelsFile::notes() const
{
    std::vector<std::string> notes = m_notes;
    for (const auto &[column, cells] : m_strangeCells) {
        const auto &[count, firstLine] = cells;
        notes.push_back(at(firstLine) + "column \"" + m_columns[column] + "\" holds neither 1, 0 nor nothing here"
            + (count > 1 ? ", and so in " + std::to_string(count) + " lines in all" : ""));
    }
    cut(notes);
    std::vector<std::string> unused;
    for (const auto &[path, row] : m_rows) {
        if (!row.used)
            unused.push_back(at(row.line) + "no such file was imported: " + displayPath(path));
    }
    cut(unused);
    notes.insert(notes.end(), unused.begin(), unused.end());
    return notes;
}

} // namespace retrograde
