#include "library/raventable.h"

#include "base/error.h"
#include "base/foreignfile.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "library/csvreader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <set>

namespace retrograde {

namespace {

constexpr std::uint64_t kLargestSelectionTable = 64 << 20; ///< bytes; half a million selections

/// A cell of a table that has no way to quote.
std::string cell(const std::string &text)
{
    return displayText(text); // which has neither tabs nor line ends
}

std::string number(double value, int decimals)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

class Columns {
public:
    explicit Columns(const std::vector<std::string> &header)
    {
        for (const std::string &name : header)
            m_names.push_back(toLower(trimmed(name)));
    }
    /// -1 where there is none of them.
    int find(std::initializer_list<const char *> names) const
    {
        for (const char *name : names) {
            const auto found = std::find(m_names.begin(), m_names.end(), name);
            if (found != m_names.end())
                return static_cast<int>(found - m_names.begin());
        }
        return -1;
    }

private:
    std::vector<std::string> m_names;
};

} // namespace

void writeRavenTable(const std::filesystem::path &path, std::span<const RavenSelection> selections,
    const std::filesystem::path &soundFile, double highestHertz)
{
    std::string text = "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tBegin "
                       "File\tAnnotation\n";
    int count = 0;
    for (const RavenSelection &selection : selections) {
        const bool limited = selection.highHertz > selection.lowHertz;
        text += std::to_string(++count) + "\tSpectrogram 1\t1\t" + number(selection.beginSeconds, 6) + '\t'
            + number(selection.endSeconds, 6) + '\t' + number(limited ? selection.lowHertz : 0, 3) + '\t'
            + number(limited ? selection.highHertz : highestHertz, 3) + '\t' + cell(displayPath(soundFile.filename()))
            + '\t' + cell(selection.label) + '\n';
    }
    writeOutput(path, text);
}

std::vector<RavenSelection> readRavenTable(const std::filesystem::path &path)
{
    ForeignStream file(path, kLargestSelectionTable);
    CsvReader reader(file, '\t');
    std::vector<std::string> fields;
    if (!reader.next(fields))
        throw Error(ErrorCode::Corrupt, path, "is empty; a selection table begins with the names of its columns");
    const Columns columns(fields);
    const int begin = columns.find({ "begin time (s)", "start time (s)", "begin time" });
    const int end = columns.find({ "end time (s)", "end time" });
    const int low = columns.find({ "low freq (hz)", "low frequency (hz)" });
    const int high = columns.find({ "high freq (hz)", "high frequency (hz)" });
    const int label = columns.find({ "annotation", "species", "label", "common name" });
    const int selectionNumber = columns.find({ "selection" });
    const int view = columns.find({ "view" });
    if (begin < 0 || end < 0)
        throw Error(ErrorCode::Corrupt, path,
            "is no selection table: it has no columns \"Begin Time (s)\" and \"End Time (s)\"");

    std::vector<RavenSelection> selections;
    std::set<std::string> seen;
    while (reader.next(fields)) {
        const auto text = [&](int column) {
            return column >= 0 && column < static_cast<int>(fields.size())
                ? std::string(trimmed(fields[static_cast<std::size_t>(column)]))
                : std::string();
        };
        const auto value = [&](int column, bool needed) {
            const std::string written = text(column);
            double parsed = 0;
            const auto [rest, problem] = std::from_chars(written.data(), written.data() + written.size(), parsed);
            if (written.empty() && !needed)
                return 0.0;
            if (problem != std::errc() || rest != written.data() + written.size() || !std::isfinite(parsed)
                || parsed < 0) {
                throw Error(ErrorCode::Corrupt, path,
                    "line " + std::to_string(reader.line()) + ": '" + displayText(written) + "' is not a number");
            }
            return parsed;
        };
        RavenSelection selection { value(begin, true), value(end, true), value(low, false), value(high, false),
            text(label) };
        if (selection.endSeconds < selection.beginSeconds) {
            throw Error(ErrorCode::Corrupt, path,
                "line " + std::to_string(reader.line()) + ": the selection ends before it begins");
        }
        if (selectionNumber >= 0 && view >= 0 && !seen.insert(text(selectionNumber)).second)
            continue;
        selections.push_back(std::move(selection));
    }
    return selections;
}

} // namespace retrograde
