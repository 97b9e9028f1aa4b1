#include "report/html.h"

#include "base/text.h"

namespace retrograde {

std::string escaped(std::string_view text)
{
    std::string safe;
    for (const char c : displayText(text)) {
        switch (c) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        case '\'':
            safe += "&#39;";
            break;
        default:
            safe += c;
        }
    }
    return safe;
}

std::string decimal(double value, int decimals)
{
    return decimalText(value, decimals);
}

} // namespace retrograde
