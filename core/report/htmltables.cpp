#include "report/htmltables.h"

namespace retrograde {

std::string counted(std::size_t number, const char *one, const char *many)
{
    return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::string tableRow(const std::vector<std::string> &cells)
{
    std::string row = "<tr>";
    for (const std::string &cell : cells)
        row += "<td>" + cell + "</td>";
    return row + "</tr>\n";
}

std::string pairTable(const std::vector<std::pair<std::string, std::string>> &pairs)
{
    std::string table = "<table class=\"small\">\n";
    for (const auto &[name, value] : pairs)
        table += "<tr><th scope=\"row\">" + escaped(name) + "</th><td>" + escaped(value) + "</td></tr>\n";
    return table + "</table>\n";
}

} // namespace retrograde
