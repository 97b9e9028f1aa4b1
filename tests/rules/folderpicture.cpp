#include "rules/folderpicture.h"

#include "rules/rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace retrograde::rules {

namespace {

using Edges = std::map<std::string, std::set<std::string>>;

constexpr int kWidth = 126;
constexpr int kHeight = 30;
constexpr int kAcross = 26; ///< between two boxes of a row
constexpr int kDown = 34; ///< between two rows
constexpr int kMargin = 12;

bool reaches(const Edges &edges, const std::string &from, const std::string &to)
{
    const std::set<std::string> &next = edges.at(from);
    return next.contains(to)
        || std::any_of(next.begin(), next.end(), [&](const std::string &step) { return reaches(edges, step, to); });
}

/// Without what is reached by way of another.
Edges reduced(const Edges &edges)
{
    Edges kept;
    for (const auto &[from, all] : edges) {
        kept[from];
        for (const std::string &to : all) {
            const bool byAnother = std::any_of(all.begin(), all.end(),
                [&](const std::string &other) { return other != to && reaches(edges, other, to); });
            if (!byAnother)
                kept[from].insert(to);
        }
    }
    return kept;
}

struct Place {
    int row = 0; ///< counted from the bottom
    int x = 0; ///< of the box's middle
};

const char *fillOf(const std::string &folder)
{
    return folder.starts_with("core/") ? "#dbe9f6" : folder.starts_with("ui/") ? "#e3f1dd" : "#f7e6cf";
}

} // namespace

std::string folderPicture(const std::filesystem::path &root)
{
    const std::vector<std::string> order = folderOrder(root);
    const Edges edges = reduced(folderIncludes(root));
    std::map<std::string, Place> places;
    int rows = 0;
    std::map<std::pair<bool, int>, std::vector<std::string>> groups; ///< of core or not, by row
    for (const std::string &folder : order) {
        int row = 0;
        for (const std::string &below : edges.at(folder))
            row = std::max(row, places[below].row + 1);
        places[folder].row = row;
        rows = std::max(rows, row + 1);
        groups[{ folder.starts_with("core/"), row }].push_back(folder);
    }
    // Core to the left, what shows it to the right.
    std::map<bool, int> widest;
    for (const auto &[group, folders] : groups)
        widest[group.first] = std::max(widest[group.first], static_cast<int>(folders.size()));
    const auto widthOf = [](int boxes) { return boxes * (kWidth + kAcross) - kAcross; };
    const int coreWidth = widthOf(widest[true]);
    const int width = 3 * kMargin + coreWidth + kAcross + widthOf(widest[false]);
    const int height = 2 * kMargin + rows * (kHeight + kDown) - kDown;
    for (const auto &[group, folders] : groups) {
        const int left = group.first ? kMargin : 2 * kMargin + coreWidth + kAcross;
        int x = left + (widthOf(widest[group.first]) - widthOf(static_cast<int>(folders.size())) + kWidth) / 2;
        for (const std::string &folder : folders) {
            places[folder].x = x;
            x += kWidth + kAcross;
        }
    }
    const auto topOf = [&](const Place &place) { return height - kMargin - kHeight - place.row * (kHeight + kDown); };

    const auto number = [](int value) { return "\"" + std::to_string(value) + "\""; };
    std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=" + number(width) + " height=" + number(height)
        + " font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
    for (const std::string &folder : order) {
        for (const std::string &below : edges.at(folder))
            svg += "<line x1=" + number(places[folder].x) + " y1=" + number(topOf(places[folder]) + kHeight)
                + " x2=" + number(places[below].x) + " y2=" + number(topOf(places[below]))
                + " stroke=\"#8a8a8a\" stroke-width=\"1.2\"/>\n";
    }
    for (const std::string &folder : order) {
        const Place &place = places[folder];
        svg += "<rect x=" + number(place.x - kWidth / 2) + " y=" + number(topOf(place)) + " width=" + number(kWidth)
            + " height=" + number(kHeight) + " rx=\"5\" fill=\"" + fillOf(folder)
            + "\" stroke=\"#555555\"/>\n<text x=" + number(place.x) + " y=" + number(topOf(place) + 20)
            + " text-anchor=\"middle\" fill=\"#111111\">" + folder + "</text>\n";
    }
    return svg + "</svg>\n";
}

} // namespace retrograde::rules
