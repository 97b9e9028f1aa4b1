#include "library/table.h"

#include "base/error.h"
#include "base/runcontrol.h"
#include "base/text.h"
#include "library/annotations.h"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostKept = 200; ///< notes; the rest is counted

} // namespace

Table::Table(fs::path file, const RunControl &control, char separator)
    : m_file(std::move(file))
    , m_stream(m_file, ForeignFile::kLargestTable)
    , m_reader(m_stream, separator)
{
    m_stream.setCheck([&control] { control.check(); });
    const std::string beginning = m_stream.beginning();
    if (beginning.starts_with("\xFF\xFE") || beginning.starts_with("\xFE\xFF"))
        throw Error(ErrorCode::InvalidArgument, m_file, "is UTF-16 text; please save it as UTF-8");
}

bool Table::next(std::size_t cells)
{
    if (!m_reader.next(m_fields))
        return false;
    if (!m_reader.problem().empty())
        note(m_reader.problem());
    else if (cells > 0 && m_fields.size() != cells)
        note("there are " + std::to_string(m_fields.size()) + " cells, not " + std::to_string(cells));
    m_illFormed = false;
    return true;
}

std::string Table::cell(std::size_t column)
{
    if (column >= m_fields.size())
        return {};
    if (!m_illFormed && !isUtf8(m_fields[column])) {
        m_illFormed = true;
        note("it is not valid UTF-8, and was read as Windows-1252");
    }
    return std::string(trimmed(decodedText(m_fields[column])));
}

void Table::note(const std::string &sentence)
{
    addNote(at(line()) + sentence);
}

void Table::addNote(std::string sentence)
{
    if (m_notes.size() < kMostKept)
        m_notes.push_back(std::move(sentence));
    ++m_noteCount;
}

std::string Table::at(std::int64_t line) const
{
    return displayPath(m_file.filename()) + ", line " + std::to_string(line) + ": ";
}

std::vector<std::string> Table::notes() const
{
    std::vector<std::string> notes = m_notes;
    cutNotes(notes, m_noteCount); // those that were not kept are counted all the same
    return notes;
}

bool parseNumber(std::string_view text, std::int64_t &number)
{
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos)
        return false;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

bool parseReal(std::string_view text, double &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && std::isfinite(number);
}

bool parsePythonList(std::string_view text, std::vector<std::int64_t> &numbers)
{
    numbers.clear();
    text = trimmed(text);
    if (text.size() < 2 || text.front() != '[' || text.back() != ']')
        return false;
    text = trimmed(text.substr(1, text.size() - 2));
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::int64_t number = 0;
        if (!parseNumber(trimmed(text.substr(0, comma)), number))
            return false;
        numbers.push_back(number);
        // A comma may follow the last number as well.
        text = comma < text.size() ? trimmed(text.substr(comma + 1)) : std::string_view();
    }
    return true;
}

} // namespace retrograde
