#pragma once

#include <compare>
#include <optional>
#include <string_view>
#include <vector>

namespace retrograde {

struct TaskDescription;

/// What a run learns, by name: one of those that are registered. What tells one from another is its TaskDescription,
/// and nothing else asks which task it is.
class Task {
public:
    static const Task Reversal; ///< pretext: is the clip heard forwards or backwards
    static const Task Jigsaw; ///< pretext: are its three pieces in their order
    static const Task Instruments; ///< downstream: which of the labels hold

    /// The task of that name; none where there is no such task.
    static std::optional<Task> named(std::string_view name);
    /// Of all there are, in the order in which they are offered.
    static std::vector<std::string_view> names();
    /// Adds one to those that the program has. To be called before other threads run. @param description lives as long
    /// as the program @throws Error Conflict when there is a task of that name
    static Task add(const TaskDescription &description);

    constexpr std::string_view name() const { return m_name; }
    const TaskDescription *operator->() const; ///< experiment/taskdescription.h

    constexpr auto operator<=>(const Task &) const = default;

private:
    constexpr explicit Task(std::string_view name)
        : m_name(name)
    {
    }

    std::string_view m_name; ///< of what lives as long as the program
};

inline constexpr Task Task::Reversal { "reversal" };
inline constexpr Task Task::Jigsaw { "jigsaw" };
inline constexpr Task Task::Instruments { "instruments" };

constexpr std::string_view toString(Task task)
{
    return task.name();
}

} // namespace retrograde
