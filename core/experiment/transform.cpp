#include "experiment/transform.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace retrograde {

std::vector<int> parseOrder(std::string_view text)
{
    const Error bad(ErrorCode::InvalidArgument,
        "'" + displayText(text) + "' is not an order of pieces; write each of 1 ... n once, such as 2,1,3");
    std::vector<int> order;
    for (std::string_view rest = text;;) {
        const std::size_t comma = rest.find(',');
        const std::string_view part = trimmed(rest.substr(0, comma));
        int number = 0;
        const auto [end, problem] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (problem != std::errc() || end != part.data() + part.size())
            throw bad;
        order.push_back(number);
        if (comma == std::string_view::npos)
            break;
        rest.remove_prefix(comma + 1);
    }
    std::vector<int> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (sorted[i] != static_cast<int>(i) + 1)
            throw bad;
    }
    if (order.size() < 2)
        throw bad;
    return order;
}

std::string orderText(const std::vector<int> &order)
{
    std::string text;
    for (const int piece : order) {
        if (!text.empty())
            text += ',';
        text += std::to_string(piece);
    }
    return text;
}

Arrangement arrangementFor(std::string_view transform, FrameSpan span, std::int64_t gapFrames)
{
    if (transform == kPublished)
        return Arrangement::asPublished(span);
    if (transform == kReversed)
        return Arrangement::reversed(span);
    return Arrangement::jigsaw(span, parseOrder(transform), gapFrames);
}

} // namespace retrograde
