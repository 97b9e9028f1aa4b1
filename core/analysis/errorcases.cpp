#include "analysis/errorcases.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

namespace retrograde {

namespace {

/// 0 ... 4: surely not, probably not, open, probably, surely.
std::size_t degree(double probability)
{
    if (std::isnan(probability))
        return 2;
    const double sureness = std::max(probability, 1 - probability);
    if (sureness <= 0.5 + kUnsureMargin)
        return 2;
    const bool sure = sureness >= kSureProbability;
    return probability < 0.5 ? (sure ? 0 : 1) : (sure ? 4 : 3);
}

} // namespace

ErrorKind parseErrorKind(std::string_view name)
{
    for (const ErrorKind kind : { ErrorKind::Sure, ErrorKind::Wrong, ErrorKind::Unsure, ErrorKind::All }) {
        if (name == toString(kind))
            return kind;
    }
    throw Error(ErrorCode::InvalidArgument,
        "there is no kind of error '" + displayText(name) + "'; there is: sure, wrong, unsure, all");
}

std::string_view toString(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Sure:
        return "sure";
    case ErrorKind::Unsure:
        return "unsure";
    case ErrorKind::All:
        return "all";
    case ErrorKind::Wrong:
        return "wrong";
    }
    return "";
}

bool isWrong(const Prediction &prediction)
{
    return (prediction.probability >= 0.5) != (prediction.target == 1);
}

bool belongs(const Answer &answer, ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Sure:
        return answer.isWrong() && answer.sureness >= kSureProbability;
    case ErrorKind::Unsure:
        return answer.sureness <= 0.5 + kUnsureMargin;
    case ErrorKind::All:
        return true;
    case ErrorKind::Wrong:
        return answer.isWrong();
    }
    return false;
}

bool isWorse(const Answer &one, const Answer &other, ErrorKind kind)
{
    const auto key = [&](const Answer &answer) {
        const Prediction &p = answer.prediction;
        return std::tuple(kind == ErrorKind::Unsure ? answer.sureness : -p.loss, p.trackId, p.beginFrame, p.target);
    };
    return key(one) < key(other);
}

std::string_view reversalWords(double probability)
{
    constexpr std::string_view kWords[]
        = { "forward", "probably forward", "cannot tell", "probably reversed", "reversed" };
    return kWords[degree(probability)];
}

std::string_view jigsawWords(double probability)
{
    constexpr std::string_view kWords[]
        = { "in order", "probably in order", "cannot tell", "probably shuffled", "shuffled" };
    return kWords[degree(probability)];
}

std::string_view labelWords(double probability)
{
    constexpr std::string_view kWords[] = { "absent", "probably absent", "cannot tell", "probably present", "present" };
    return kWords[degree(probability)];
}

std::string_view judgementWords(std::string_view task, double probability)
{
    return task == "jigsaw"     ? jigsawWords(probability)
        : task == "instruments" ? labelWords(probability)
                                : reversalWords(probability);
}

int probabilityDecimals(double probability, int atLeast)
{
    constexpr int kMost = 6;
    for (int decimals = atLeast; decimals <= kMost; ++decimals) {
        const double power = std::pow(10, decimals);
        if (degree(std::round(probability * power) / power) == degree(probability))
            return decimals;
    }
    return atLeast;
}

std::string_view transformedWord(std::string_view task)
{
    return task == "jigsaw" ? "shuffled" : task == "instruments" ? "present" : "reversed";
}

} // namespace retrograde
