#include "experiment/question.h"

#include "base/error.h"
#include "base/text.h"
#include "experiment/pretext.h"
#include "experiment/transform.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

double Question::guessedLoss() const
{
    return std::log(static_cast<double>(choices.size()));
}

int Question::wanted(const std::string &transform) const
{
    if (transform == kPublished)
        return 0;
    if (!tellsOrders())
        return 1;
    const auto found = std::find(choices.begin(), choices.end(), transform);
    if (found == choices.end())
        throw Error(
            ErrorCode::InvalidArgument, "'" + displayText(transform) + "' is none of the orders that were asked for");
    return static_cast<int>(found - choices.begin());
}

Question questionOf(const RunSpec &spec)
{
    switch (spec.task) {
    case Task::Reversal:
        return { spec.task, "time reversal", { "forward", "reversed" }, true, "reversed",
            "So it hears the arrow of time in music that is new to it." };
    case Task::Jigsaw:
        if (spec.pretext.target == JigsawTarget::Order)
            return { spec.task, "jigsaw, which order", makePretextTask(spec)->transforms(), true, "shuffled",
                "So it hears in which order pieces of music belong, in music that is new to it." };
        return { spec.task, "jigsaw", { "in order", "shuffled" }, true, "shuffled",
            "So it hears how music goes on, in music that is new to it." };
    case Task::Instruments:
        return { spec.task, "instruments", { "absent", "present" }, false, "present",
            "So it hears what the labels name, in music that is new to it." };
    }
    throw Error(ErrorCode::InvalidArgument, "there is no question of this kind");
}

} // namespace retrograde
