#include "bench/goals.h"

#include <algorithm>

namespace retrograde::bench {

void GoalTable::add(const std::string &figure, const std::string &goal, const std::string &measured, bool held)
{
    m_rows.push_back({ figure, goal, measured, held ? "held" : "MISSED" });
}

void GoalTable::note(const std::string &figure, const std::string &measured)
{
    m_rows.push_back({ "  " + figure, "", measured, "" });
}

bool GoalTable::print() const
{
    std::size_t figure = 0;
    std::size_t goal = 0;
    std::size_t measured = 0;
    for (const Row &row : m_rows) {
        figure = std::max(figure, row.figure.size());
        goal = std::max(goal, row.goal.size());
        measured = std::max(measured, row.measured.size());
    }
    const auto line = [&](const Row &row) {
        std::printf("%-*s  %-*s  %-*s  %s\n", static_cast<int>(figure), row.figure.c_str(), static_cast<int>(goal),
            row.goal.c_str(), static_cast<int>(measured), row.measured.c_str(), row.verdict.c_str());
    };
    line({ "figure", "goal", "measured", "" });
    for (const Row &row : m_rows)
        line(row);
    return std::none_of(m_rows.begin(), m_rows.end(), [](const Row &row) { return row.verdict == "MISSED"; });
}

} // namespace retrograde::bench
