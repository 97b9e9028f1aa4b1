#include "answers/errorcases.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <string>
#include <tuple>

namespace retrograde {

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
        return std::tuple(kind == ErrorKind::Unsure ? answer.sureness : -answer.loss, answer.trackId, answer.beginFrame,
            answer.isTransformed());
    };
    return key(one) < key(other);
}

} // namespace retrograde
