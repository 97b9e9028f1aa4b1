#include "answers/answertable.h"

#include "base/error.h"

#include <algorithm>

namespace retrograde {

namespace {

constexpr std::size_t kMostChoices = 10'000;
/// More frames than any sound has: times the hop, in samples, they still fit 64 bits.
constexpr std::int64_t kMostFrames = std::int64_t { 1 } << 40;

} // namespace

void requireConsistent(const AnswerTable &table, const std::filesystem::path &path)
{
    const auto require = [&](bool holds, const char *otherwise) {
        if (!holds)
            throw Error(ErrorCode::Corrupt, path, otherwise);
    };
    const std::size_t clips = table.clips();
    const std::size_t choices = table.choices.size();
    require(choices <= kMostChoices, "names more classes than any task has");
    require(table.beginFrame.size() == clips && table.transform.size() == clips, "holds tables of different lengths");
    require(table.probability.size() == clips * choices,
        "holds a table of probabilities that is not one of its clips by its classes");
    require(table.wanted.size() == (table.exclusive ? clips : clips * choices),
        "holds a table of right answers that is not one of its clips by its classes");
    require(table.embedding.size() == clips * table.embeddingWidth, "holds tables of different lengths");

    const auto all = [](const auto &column, auto holds) { return std::all_of(column.begin(), column.end(), holds); };
    require(all(table.probability, [](float p) { return p >= 0 && p <= 1; }),
        "holds probabilities that do not lie between 0 and 1");
    const std::int64_t least = table.exclusive ? 0 : AnswerTable::kUnlabelled;
    const std::int64_t most = table.exclusive ? static_cast<std::int64_t>(choices) - 1 : 1;
    require(all(table.wanted, [&](std::int64_t wanted) { return wanted >= least && wanted <= most; }),
        "holds right answers that are none of its classes");
    const auto transforms = static_cast<std::int64_t>(table.transforms.size());
    require(all(table.transform, [&](std::int64_t transform) { return transform >= 0 && transform < transforms; }),
        "holds transforms that it does not name");
    require(all(table.beginFrame, [](std::int64_t frame) { return frame >= 0 && frame < kMostFrames; }),
        "holds clips that begin nowhere");
}

} // namespace retrograde
