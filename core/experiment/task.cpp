#include "experiment/task.h"

#include "base/error.h"
#include "base/text.h"
#include "experiment/taskdescription.h"
#include "experiment/transform.h"

#include <algorithm>

namespace retrograde {

namespace {

std::vector<const TaskDescription *> &registered()
{
    static std::vector<const TaskDescription *> all { &reversalTask(), &jigsawTask(), &instrumentsTask() };
    return all;
}

const TaskDescription *find(std::string_view name)
{
    const auto &all = registered();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto *task) { return task->name == name; });
    return found == all.end() ? nullptr : *found;
}

} // namespace

std::optional<Task> Task::named(std::string_view name)
{
    const TaskDescription *found = find(name);
    return found ? std::optional(Task(found->name)) : std::nullopt;
}

std::vector<std::string_view> Task::names()
{
    std::vector<std::string_view> names;
    for (const TaskDescription *task : registered())
        names.push_back(task->name);
    return names;
}

Task Task::add(const TaskDescription &description)
{
    if (find(description.name))
        throw Error(ErrorCode::Conflict, "there is a task '" + std::string(description.name) + "' already");
    registered().push_back(&description);
    return Task(description.name);
}

const TaskDescription *Task::operator->() const
{
    return find(m_name);
}

bool TaskDescription::hasSetting(std::string_view key) const
{
    return std::find(settings.begin(), settings.end(), key) != settings.end();
}

Question questionOf(const RunSpec &spec)
{
    return spec.task->question(spec);
}

int wantedChoice(const Question &question, const std::string &transform)
{
    if (transform == kPublished)
        return 0;
    if (!question.tellsOrders())
        return 1;
    const auto found = std::find(question.choices.begin(), question.choices.end(), transform);
    if (found == question.choices.end())
        throw Error(
            ErrorCode::InvalidArgument, "'" + displayText(transform) + "' is none of the orders that were asked for");
    return static_cast<int>(found - question.choices.begin());
}

} // namespace retrograde
