#pragma once

#include "library/records.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

/// The artists whom one text names, in its order, trimmed, none empty. They are taken for several where taggers put
/// several into one tag:
/// - between ";" (how several values of one field arrive; the end of an HTML entity is none);
/// - between "/" with spaces around it, and without them (ID3v2.3) where each part has at least three letters, which
///   leaves AC/DC, K/DA and Au/Ra whole;
/// - before and after "feat.", "ft.", "feat", "ft" or "featuring" as a word of its own, be it in brackets.
/// Not at "&", "and", "," or "x", which are in many names.
std::vector<std::string> artistNames(std::string_view text);

/// What a track's artists are compared by, sorted and without repetition: their names, trimmed and as folded()
/// compares, so that neither case nor the form of Unicode nor accents tell them apart. Empty: unknown.
std::vector<std::string> artistKeys(const Track &track);
/// All artists of @p tracks, each once, as artistKeys() names them.
std::set<std::string> artistKeys(const std::vector<Track> &tracks);

} // namespace retrograde
