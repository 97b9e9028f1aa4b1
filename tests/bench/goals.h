#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace retrograde::bench {

/// Figures beside what they are to reach, printed as one table.
class GoalTable {
public:
    void add(const std::string &figure, const std::string &goal, const std::string &measured, bool held);
    /// A figure without a goal, which explains the one above it.
    void note(const std::string &figure, const std::string &measured);
    /// True when every goal was held.
    bool print() const;

private:
    struct Row {
        std::string figure;
        std::string goal;
        std::string measured;
        std::string verdict;
    };
    std::vector<Row> m_rows;
};

template<typename... Values> std::string text(const char *format, Values... values)
{
    char characters[256];
    std::snprintf(characters, sizeof characters, format, values...);
    return characters;
}

inline double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The shortest of the times that @p work took, repeated for @p seconds: what the machine does when nothing disturbs.
template<typename Work> double bestSeconds(double seconds, Work &&work)
{
    double best = 1e300;
    for (const double end = now() + seconds; now() < end || best == 1e300;) {
        const double begin = now();
        work();
        best = std::min(best, now() - begin);
    }
    return best;
}

} // namespace retrograde::bench
