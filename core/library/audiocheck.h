#pragma once

#include "library/folderscan.h"
#include "library/records.h"

#include <functional>

namespace retrograde {

/// A file decoded whole, with what was measured on the way. Of the track it knows what the file says; the status is
/// judge()'s to give.
struct CheckedFile {
    Track track;
    Audit audit;
    std::string failure; ///< why it could not be decoded at all; empty when it could
};

/// Decodes @p file whole, once. The content hash is the SoundIdentity: equal for files of the same samples, whatever
/// their tags and containers. The mono hash is that of the sample rate and of the mono sound at that rate rounded to 16
/// bits. Fails for one reason only:
/// @p check, called several times a second, throws Cancelled.
CheckedFile checkFile(const FolderScan::File &file, const std::function<void()> &check);

/// Whether a length that differs from what was promised makes a file unusable.
enum class LengthRule {
    Lenient, ///< no: it is imported as long as it is, with a warning
    Strict, ///< yes: in a dataset of clips of one length, such a file is damaged
};

/// Gives @p track the status, reason and warning that follow from what was measured. Unusable is what yields no sound,
/// and what is damaged for the most part: damaged packets (taken for 1,024 samples each) or samples that are no numbers
/// outweigh the sound; under LengthRule::Strict, also what is more than a second shorter than was published, or whose
/// header states a length that is wrong by more than a second and a tenth. A released track stays usable, with the
/// reason as a warning, as long as it has any sound.
void judge(Track &track, const Audit &audit, const std::string &failure, LengthRule rule);

} // namespace retrograde
