#include "library/raventable.h"

#include "base/error.h"
#include "base/foreignfile.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "library/table.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace retrograde {

namespace {

constexpr std::int64_t kMostNotes = 200;
constexpr std::uint64_t kLargestSelectionTable = 64 << 20; ///< bytes; half a million selections

/// A cell of a table that has no way to quote.
std::string cell(const std::string &text)
{
    return displayText(text); // which has neither tabs nor line ends
}

/// A name as it is compared: letters and digits alone, so that "Begin Time (s)" is R's "Begin.Time..s." as well.
std::string bare(std::string_view name)
{
    std::string letters;
    for (const char c : toLower(name)) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            letters += c;
    }
    return letters;
}

bool isQuoted(std::string_view cell)
{
    return cell.size() >= 2 && cell.front() == '"' && cell.back() == '"';
}

std::string unquoted(std::string_view cell)
{
    if (!isQuoted(cell))
        return std::string(cell);
    cell = cell.substr(1, cell.size() - 2);
    std::string text;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        text += cell[i];
        if (cell.substr(i, 2) == "\"\"" || cell.substr(i, 2) == "\\\"") // doubled, or as R escapes it
            text.back() = cell[++i];
    }
    return text;
}

/// What a path of any system ends in.
std::string_view lastPart(std::string_view path)
{
    return path.substr(path.find_last_of("/\\") + 1);
}

/// A file's name as it is compared: systems differ in case and in how they code letters with accents.
std::string fileKey(std::string_view name)
{
    return folded(trimmed(decodedText(name)));
}

/// The rows of a table as its lines hold them.
class Rows {
public:
    Rows(std::istream &stream, const std::filesystem::path &path)
        : m_stream(stream)
        , m_path(path)
    {
    }

    /// Takes the next line that is not blank apart; false at the end.
    bool next()
    {
        std::string line;
        while (takeLine(line)) {
            m_cells.clear();
            bool blank = true;
            for (std::string_view rest = line;;) {
                const std::size_t end = rest.find('\t');
                const std::string_view cell = trimmed(rest.substr(0, end));
                m_cells.push_back(m_quoted ? unquoted(cell) : std::string(cell));
                blank = blank && m_cells.back().empty();
                if (end == std::string_view::npos)
                    break;
                rest.remove_prefix(end + 1);
            }
            if (!blank)
                return true;
        }
        if (m_stream.bad())
            throw Error(ErrorCode::Io, m_path, "could not be read to its end");
        return false;
    }

    /// Takes the row at hand for the names of the columns.
    void takeHeader()
    {
        m_quoted = isQuoted(m_cells.front());
        for (const std::string &name : m_cells)
            m_names.push_back(bare(name));
    }

    bool hasColumn(std::string_view name) const { return columnOf(name) < m_names.size(); }
    /// The first of the columns that exists, in the row at hand; empty where there is none.
    std::string cell(std::initializer_list<std::string_view> names) const
    {
        for (const std::string_view name : names) {
            if (const std::size_t column = columnOf(name); column < m_names.size())
                return column < m_cells.size() ? m_cells[column] : std::string();
        }
        return {};
    }
    std::int64_t line() const { return m_line; }

private:
    /// Lines end with LF, CR LF or CR.
    bool takeLine(std::string &line)
    {
        line.clear();
        std::streambuf &bytes = *m_stream.rdbuf();
        int byte = bytes.sbumpc();
        if (byte == std::char_traits<char>::eof())
            return false;
        ++m_line;
        for (; byte != std::char_traits<char>::eof() && byte != '\n' && byte != '\r'; byte = bytes.sbumpc())
            line += std::char_traits<char>::to_char_type(byte);
        if (byte == '\r' && bytes.sgetc() == '\n')
            bytes.sbumpc();
        return true;
    }

    std::size_t columnOf(std::string_view name) const
    {
        const auto found = std::find(m_names.begin(), m_names.end(), bare(name));
        return static_cast<std::size_t>(found - m_names.begin());
    }

    std::istream &m_stream;
    const std::filesystem::path &m_path;
    std::vector<std::string> m_names;
    std::vector<std::string> m_cells;
    std::int64_t m_line = 0;
    bool m_quoted = false;
};

/// A number of seconds or hertz; 0 where nothing is written and @p needed is false. @throws Error that says why not
double numberIn(const std::string &written, bool needed)
{
    if (written.empty() && !needed)
        return 0;
    std::string text = written;
    if (std::count(text.begin(), text.end(), ',') == 1 && text.find('.') == std::string::npos)
        text[text.find(',')] = '.';
    double number = 0;
    if (!parseReal(text, number) || number < 0)
        throw Error(ErrorCode::Corrupt, "'" + shortened(decodedText(written), 40) + "' is not a number");
    return number;
}

/// @throws Error that says why the row makes no sense
RavenSelection selectionIn(const Rows &rows)
{
    RavenSelection selection;
    selection.beginSeconds = numberIn(rows.cell({ "Begin Time (s)", "Start Time (s)", "Begin Time" }), true);
    selection.endSeconds = numberIn(rows.cell({ "End Time (s)", "End Time" }), true);
    if (selection.endSeconds < selection.beginSeconds)
        throw Error(ErrorCode::Corrupt, "the selection ends before it begins");
    if (const std::string offset = rows.cell({ "File Offset (s)" }); !offset.empty()) {
        const double begin = numberIn(offset, true);
        selection.endSeconds = begin + (selection.endSeconds - selection.beginSeconds);
        selection.beginSeconds = begin;
    }
    selection.lowHertz = numberIn(rows.cell({ "Low Freq (Hz)", "Low Frequency (Hz)" }), false);
    selection.highHertz = numberIn(rows.cell({ "High Freq (Hz)", "High Frequency (Hz)" }), false);
    selection.label = decodedText(rows.cell({ "Annotation", "Species", "Label", "Common Name" }));
    return selection;
}

} // namespace

void writeRavenTable(const std::filesystem::path &path, std::span<const RavenSelection> selections,
    const std::filesystem::path &soundFile, double highestHertz)
{
    std::string text = "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tBegin "
                       "File\tAnnotation\n";
    int count = 0;
    for (const RavenSelection &selection : selections) {
        const bool limited = selection.highHertz > selection.lowHertz;
        text += std::to_string(++count) + "\tSpectrogram 1\t1\t" + decimalText(selection.beginSeconds, 6) + '\t'
            + decimalText(selection.endSeconds, 6) + '\t' + decimalText(limited ? selection.lowHertz : 0, 3) + '\t'
            + decimalText(limited ? selection.highHertz : highestHertz, 3) + '\t'
            + decodedText(soundFile.filename().native()) + '\t' + cell(selection.label) + '\n';
    }
    writeOutput(path, text);
}

RavenTable readRavenTable(const std::filesystem::path &path, const std::filesystem::path &soundFile)
{
    ForeignStream file(path, kLargestSelectionTable);
    Rows rows(file, path);
    if (!rows.next())
        throw Error(ErrorCode::Corrupt, path, "is empty; a selection table begins with the names of its columns");
    rows.takeHeader();
    const auto hasOneOf = [&](std::initializer_list<std::string_view> names) {
        return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return rows.hasColumn(name); });
    };
    if (!hasOneOf({ "Begin Time (s)", "Start Time (s)", "Begin Time" }) || !hasOneOf({ "End Time (s)", "End Time" }))
        throw Error(ErrorCode::Corrupt, path,
            "is no selection table: it has no columns \"Begin Time (s)\" and \"End Time (s)\"");

    RavenTable table;
    struct Seen {
        std::string view;
        std::size_t place; ///< among the selections
    };
    std::map<std::array<std::string, 4>, Seen> seen; // by number, file and times
    while (rows.next()) {
        std::string of = rows.cell({ "Begin File" });
        if (of.empty())
            of = lastPart(rows.cell({ "Begin Path" }));
        if (!of.empty() && !soundFile.empty() && fileKey(of) != fileKey(soundFile.filename().native())) {
            if (table.ofOtherFiles++ == 0)
                table.anotherFile = decodedText(of);
            continue;
        }
        try {
            RavenSelection selection = selectionIn(rows);
            const std::string view = rows.cell({ "View" });
            const std::string number = rows.cell({ "Selection" });
            if (!view.empty() && !number.empty()) {
                const auto [known, isNew]
                    = seen.try_emplace({ number, of, rows.cell({ "Begin Time (s)", "Start Time (s)", "Begin Time" }),
                                           rows.cell({ "End Time (s)", "End Time" }) },
                        Seen { view, table.selections.size() });
                if (!isNew && known->second.view != view) {
                    RavenSelection &first = table.selections[known->second.place];
                    if (first.highHertz <= first.lowHertz) {
                        first.lowHertz = selection.lowHertz;
                        first.highHertz = selection.highHertz;
                    }
                    continue;
                }
            }
            table.selections.push_back(std::move(selection));
        } catch (const Error &why) {
            if (++table.unreadable <= kMostNotes)
                table.notes.push_back("line " + std::to_string(rows.line()) + ": " + why.cause());
        }
    }
    return table;
}

} // namespace retrograde
