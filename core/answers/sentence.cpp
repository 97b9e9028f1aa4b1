#include "answers/sentence.h"

#include "base/text.h"

namespace retrograde {

namespace {

struct Words {
    std::string operator()(const Share &share) const { return percent(share.value); }
    std::string operator()(const Figure &figure) const { return decimalText(figure.value, 2); }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(const std::string &text) const { return text; }
};

} // namespace

std::string percent(double share)
{
    return decimalText(100 * share, 1) + " %";
}

std::string inEnglish(const Sentence &sentence)
{
    std::string text;
    for (std::size_t i = 0; i < sentence.text.size(); ++i) {
        const std::size_t next = i + 1;
        const bool isPlace = sentence.text[i] == '%' && next < sentence.text.size() && sentence.text[next] >= '1'
            && sentence.text[next] <= '9';
        const auto place = isPlace ? static_cast<std::size_t>(sentence.text[next] - '1') : sentence.values.size();
        if (place < sentence.values.size()) {
            text += std::visit(Words(), sentence.values[place]);
            ++i;
        } else {
            text += sentence.text[i];
        }
    }
    return text;
}

} // namespace retrograde
