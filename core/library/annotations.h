#pragma once

#include "library/records.h"

#include <optional>
#include <string>
#include <vector>

namespace retrograde {

/// What is known of one file besides the file itself. What has no value here stays as it was stored before.
struct Annotation {
    std::optional<std::vector<Label>> labels;
    std::optional<std::vector<Event>> events;
    double publishedSeconds = -1; ///< how long its sound is said to be, -1 = unknown
};

/// Where an import looks up what is known of its files: a labels file, the tables of a published dataset.
class Annotations {
public:
    virtual ~Annotations() = default;
    /// Takes over into @p track what is known of the file at its path; what is not known changes nothing.
    virtual Annotation apply(Track &track) = 0;
    /// Asked after the last file: what was wrong, one sentence each with file and line; what is known of files that are
    /// not there. Long lists are cut.
    virtual std::vector<std::string> notes() const = 0;
};

/// Takes @p known over into @p text, unless it is empty.
inline void takeText(std::string &text, const std::string &known)
{
    if (!known.empty())
        text = known;
}

/// Shortens a list that is to be read by a person. @param all how many there were, when not all of them were kept
void cutNotes(std::vector<std::string> &notes, std::size_t all = 0);

} // namespace retrograde
