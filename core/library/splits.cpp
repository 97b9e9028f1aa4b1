#include "library/splits.h"

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "library/artists.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace retrograde {

namespace {

/// What belongs together, as a forest of indices (union by joining roots, find with path halving).
class Unions {
public:
    explicit Unions(std::size_t count)
        : m_parents(count)
    {
        std::iota(m_parents.begin(), m_parents.end(), std::size_t { 0 });
    }

    std::size_t find(std::size_t index)
    {
        while (m_parents[index] != index)
            index = m_parents[index] = m_parents[m_parents[index]];
        return index;
    }

    void join(std::size_t first, std::size_t second) { m_parents[find(first)] = find(second); }

private:
    std::vector<std::size_t> m_parents;
};

struct Group {
    std::vector<const Track *> tracks;
    std::string name; ///< the same whatever the order of the tracks
    double seconds = 0;
    std::uint64_t priority = 0;
};

/// Joins tracks of equal content, excerpts of one track and, when asked to, tracks of equal artists.
std::vector<Group> groupsOf(const std::vector<const Track *> &tracks, bool byArtist)
{
    Unions unions(tracks.size());
    std::map<std::string, std::size_t> firstOfContent;
    std::map<std::string, std::size_t> firstOfArtist;
    std::map<Id, std::size_t> firstOfSource;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        if (!tracks[i]->contentHash.empty())
            unions.join(i, firstOfContent.try_emplace(tracks[i]->contentHash, i).first->second);
        if (tracks[i]->fmaId > 0)
            unions.join(i, firstOfSource.try_emplace(tracks[i]->fmaId, i).first->second);
        if (!byArtist)
            continue;
        for (const std::string &artist : artistKeys(*tracks[i]))
            unions.join(i, firstOfArtist.try_emplace(artist, i).first->second);
    }
    std::map<std::size_t, Group> groups;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
        Group &group = groups[unions.find(i)];
        const std::vector<std::string> artists = artistKeys(*tracks[i]);
        const std::string name
            = byArtist && !artists.empty() ? "artist " + artists.front() : "content " + lotKey(*tracks[i]);
        group.name = group.tracks.empty() ? name : std::min(group.name, name);
        group.tracks.push_back(tracks[i]);
        group.seconds += tracks[i]->seconds;
    }
    std::vector<Group> found;
    for (auto &[root, group] : groups)
        found.push_back(std::move(group));
    return found;
}

/// Marks the groups to hold out, which come in the order in which they are to be tried.
std::vector<bool> heldOut(const std::vector<Group> &groups, double validationShare)
{
    double total = 0;
    for (const Group &group : groups)
        total += group.seconds;
    const double wanted = validationShare * total;
    std::vector<bool> held(groups.size(), false);
    std::size_t remaining = groups.size();
    double sum = 0;
    const auto hold = [&](std::size_t i) {
        held[i] = true;
        sum += groups[i].seconds;
        --remaining;
    };
    for (std::size_t i = 0; i < groups.size() && sum < wanted && remaining > 1; ++i) {
        if (sum + groups[i].seconds <= 1.25 * wanted)
            hold(i);
    }
    while (remaining > 1) {
        std::size_t smallest = groups.size();
        for (std::size_t i = 0; i < groups.size(); ++i) {
            if (!held[i] && (smallest == groups.size() || groups[i].seconds < groups[smallest].seconds))
                smallest = i;
        }
        const bool closer = std::abs(sum + groups[smallest].seconds - wanted) < std::abs(sum - wanted);
        if (!closer && remaining < groups.size())
            break;
        hold(smallest);
    }
    return held;
}

void addArtists(std::set<std::string> &artists, const Track &track)
{
    for (std::string &artist : artistKeys(track))
        artists.insert(std::move(artist));
}

int artistCount(const std::vector<Track> &tracks)
{
    return static_cast<int>(artistKeys(tracks).size());
}

/// Brings both sides into the order of their content, and counts who made them.
void sortAndCount(Split &split)
{
    for (std::vector<Track> *side : { &split.training, &split.validation }) {
        std::sort(side->begin(), side->end(), [](const Track &a, const Track &b) {
            return std::tie(lotKey(a), a.contentHash, a.artist, a.title, a.path)
                < std::tie(lotKey(b), b.contentHash, b.artist, b.title, b.path);
        });
    }
    split.trainingArtists = artistCount(split.training);
    split.validationArtists = artistCount(split.validation);
}

Split divide(const std::vector<const Track *> &tracks, bool byArtist, double validationShare, std::uint64_t seed)
{
    std::vector<Group> groups = groupsOf(tracks, byArtist);
    Split split;
    split.byArtist = byArtist;
    if (groups.size() < 2)
        return split;
    // Each group draws its own number, so that a new track moves few of the others to the other side.
    for (Group &group : groups)
        group.priority = RandomStream(seed, { streamId("split"), streamId(group.name) })();
    std::sort(groups.begin(), groups.end(),
        [](const Group &a, const Group &b) { return std::tie(a.priority, a.name) < std::tie(b.priority, b.name); });
    const std::vector<bool> held = heldOut(groups, validationShare);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        for (const Track *track : groups[i].tracks)
            (held[i] ? split.validation : split.training).push_back(*track);
    }
    sortAndCount(split);
    return split;
}

/// @throws Error as splitTracks()
Split splitInTwo(const std::vector<Track> &tracks, bool byArtist, double validationShare, std::uint64_t seed)
{
    if (!(validationShare > 0 && validationShare < 1))
        throw Error(ErrorCode::InvalidArgument, "the share to validate on must lie between 0 and 1");
    std::vector<const Track *> sorted;
    for (const Track &track : tracks)
        sorted.push_back(&track);
    // Sums of seconds must not depend on the order either.
    std::sort(sorted.begin(), sorted.end(), [](const Track *a, const Track *b) {
        return std::tie(lotKey(*a), a->contentHash, a->artist, a->seconds)
            < std::tie(lotKey(*b), b->contentHash, b->artist, b->seconds);
    });
    Split split = divide(sorted, byArtist, validationShare, seed);
    if (byArtist && (split.trainingArtists == 0 || split.validationArtists == 0))
        split = divide(sorted, false, validationShare, seed);
    if (split.training.empty() || split.validation.empty())
        throw Error(ErrorCode::Training, "at least two tracks of different content are needed to train and validate");
    return split;
}

std::set<std::string> contentsOf(const std::vector<Track> &tracks)
{
    std::set<std::string> contents;
    for (const Track &track : tracks)
        contents.insert(track.contentHash);
    contents.erase(std::string());
    return contents;
}

bool anyOf(const std::set<std::string> &artists, const Track &track)
{
    const std::vector<std::string> keys = artistKeys(track);
    return std::any_of(keys.begin(), keys.end(), [&](const std::string &artist) { return artists.count(artist) > 0; });
}

/// Moves tracks of @p part whose content is among @p taken to @p left.
void leaveOut(std::vector<Track> &part, const std::set<std::string> &taken, std::vector<Track> &left)
{
    const auto first = std::stable_partition(
        part.begin(), part.end(), [&](const Track &track) { return taken.count(track.contentHash) == 0; });
    left.insert(left.end(), std::make_move_iterator(first), std::make_move_iterator(part.end()));
    part.erase(first, part.end());
}

Split splitAsPublished(const std::vector<Track> &tracks, const SplitRule &rule)
{
    Split split;
    for (const Track &track : tracks) {
        const std::string name = toLower(track.split);
        (name == "training" || name == "train"            ? split.training
                : name == "validation" || name == "valid" ? split.validation
                : name == "test"                          ? split.test
                                                          : split.left)
            .push_back(track);
    }
    if (split.training.empty())
        throw Error(ErrorCode::Training, "no track is published as one to train on");
    leaveOut(split.training, contentsOf(split.test), split.left);
    leaveOut(split.validation, contentsOf(split.test), split.left);
    leaveOut(split.training, contentsOf(split.validation), split.left);
    if (split.validation.empty()) {
        Split inner = splitInTwo(split.training, true, rule.validationShare, rule.seed);
        split.training = std::move(inner.training);
        split.validation = std::move(inner.validation);
        split.byArtist = inner.byArtist;
    }
    split.trainingArtists = artistCount(split.training);
    split.validationArtists = artistCount(split.validation);
    return split;
}

} // namespace

Split splitTracks(const std::vector<Track> &tracks, double validationShare, std::uint64_t seed)
{
    return splitInTwo(tracks, true, validationShare, seed);
}

Split splitTracks(const std::vector<Track> &tracks, const SplitRule &rule)
{
    if (rule.by == SplitBy::Published)
        return splitAsPublished(tracks, rule);
    const bool byArtist = rule.by == SplitBy::Artist;
    if (rule.testShare == 0)
        return splitInTwo(tracks, byArtist, rule.validationShare, rule.seed);
    if (!(rule.testShare > 0 && rule.testShare + rule.validationShare < 1))
        throw Error(ErrorCode::InvalidArgument, "the shares to test and to validate on must leave some to train on");
    Split outer = splitInTwo(tracks, byArtist, rule.testShare, RandomStream(rule.seed, { streamId("test") })());
    Split split = splitInTwo(outer.training, byArtist, rule.validationShare / (1 - rule.testShare), rule.seed);
    split.test = std::move(outer.validation);
    split.byArtist = split.byArtist && outer.byArtist;
    return split;
}

Split splitAgainst(const std::vector<Track> &tracks, std::vector<Track> validation)
{
    if (validation.empty())
        throw Error(ErrorCode::Training, "there is no music to validate on");
    Split split;
    split.training = withoutDownstream(tracks, validation, true);
    if (split.training.empty())
        throw Error(ErrorCode::Training,
            "nothing is left to train on: all of the other music shares its artists or its sound with the music to "
            "validate on");
    std::set<Id> kept;
    for (const Track &track : split.training)
        kept.insert(track.id);
    std::copy_if(tracks.begin(), tracks.end(), std::back_inserter(split.left),
        [&](const Track &track) { return !kept.contains(track.id); });
    split.validation = std::move(validation);
    sortAndCount(split);
    split.byArtist = split.trainingArtists > 0 && split.validationArtists > 0;
    return split;
}

std::vector<Track> withoutDownstream(
    const std::vector<Track> &tracks, const std::vector<Track> &downstream, bool artistsToo)
{
    std::set<Id> rows;
    std::set<Id> fmaIds;
    std::set<std::string> contents;
    std::set<std::string> artists;
    for (const Track &track : downstream) {
        rows.insert(track.id);
        fmaIds.insert(track.fmaId);
        contents.insert(track.contentHash);
        addArtists(artists, track);
    }
    fmaIds.erase(0);
    contents.erase(std::string());
    for (const Track &track : tracks) {
        if (fmaIds.count(track.fmaId) > 0)
            addArtists(artists, track);
    }
    std::vector<Track> kept;
    std::copy_if(tracks.begin(), tracks.end(), std::back_inserter(kept), [&](const Track &track) {
        return rows.count(track.id) == 0 && fmaIds.count(track.fmaId) == 0 && contents.count(track.contentHash) == 0
            && !(artistsToo && anyOf(artists, track));
    });
    return kept;
}

} // namespace retrograde
