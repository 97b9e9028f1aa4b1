#include "library/leaks.h"

#include "base/text.h"
#include "library/artists.h"

#include <map>
#include <set>

namespace retrograde {

namespace {

constexpr std::size_t kMostExamples = 5; ///< of each kind

/// What identifies a part's tracks, with a track for each to name.
struct Marks {
    std::map<std::string, const Track *> tracks; ///< by "row 12", "fma 12"
    std::map<std::string, const Track *> artists;
    std::map<std::string, const Track *> contents;

    explicit Marks(const Part &part)
    {
        for (const Track &track : part.tracks) {
            // An excerpt and the track that it is from are one, in whatever datasets they are.
            tracks.emplace(
                track.fmaId > 0 ? "fma " + std::to_string(track.fmaId) : "row " + std::to_string(track.id), &track);
            for (const std::string &artist : artistKeys(track))
                artists.emplace(artist, &track);
            if (!track.contentHash.empty())
                contents.emplace(track.contentHash, &track);
        }
    }
};

std::int64_t common(const std::map<std::string, const Track *> &first,
    const std::map<std::string, const Track *> &second, const std::string &what, std::vector<std::string> &examples)
{
    std::int64_t count = 0;
    for (const auto &[key, track] : first) {
        const auto other = second.find(key);
        if (other == second.end())
            continue;
        if (static_cast<std::size_t>(++count) <= kMostExamples)
            examples.push_back(what + ": " + displayPath(track->path) + " and " + displayPath(other->second->path));
    }
    return count;
}

Overlap overlapOf(const Part &first, const Marks &ofFirst, const Part &second, const Marks &ofSecond)
{
    Overlap overlap;
    overlap.first = first.name;
    overlap.second = second.name;
    overlap.tracks = common(ofFirst.tracks, ofSecond.tracks, "the same track", overlap.examples);
    overlap.artists = common(ofFirst.artists, ofSecond.artists, "the same artist", overlap.examples);
    overlap.contents = common(ofFirst.contents, ofSecond.contents, "the same sound", overlap.examples);
    return overlap;
}

} // namespace

std::vector<Overlap> findOverlaps(const std::vector<Part> &parts, const std::vector<Part> &judges)
{
    std::vector<Marks> marks;
    for (const Part &part : parts)
        marks.emplace_back(part);
    for (const Part &judge : judges)
        marks.emplace_back(judge);
    const auto part
        = [&](std::size_t i) -> const Part & { return i < parts.size() ? parts[i] : judges[i - parts.size()]; };
    std::vector<Overlap> overlaps;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        for (std::size_t j = i + 1; j < marks.size(); ++j)
            overlaps.push_back(overlapOf(part(i), marks[i], part(j), marks[j]));
    }
    return overlaps;
}

} // namespace retrograde
