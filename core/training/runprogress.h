#pragma once

#include "experiment/runevent.h"

#include <cstdint>
#include <map>
#include <string>

namespace retrograde {

/// Seconds of work, for rates: pauses are left out, earlier sessions are not known.
class Pace {
public:
    void add(std::int64_t clips, double seconds)
    {
        m_clips += clips;
        m_seconds += seconds;
    }
    double seconds() const { return m_seconds; }
    /// Clips per second; 0 while nothing was measured.
    double rate() const { return m_seconds > 0 ? static_cast<double>(m_clips) / m_seconds : 0; }

private:
    std::int64_t m_clips = 0;
    double m_seconds = 0;
};

/// A running mean over an epoch's examples.
struct Tally {
    std::int64_t examples = 0;
    double lossSum = 0;
    std::int64_t right = 0;
    std::int64_t judged = 0;
    std::map<std::string, double> measureSums {};

    double loss() const { return examples ? lossSum / static_cast<double>(examples) : 0; }
    double accuracy() const { return judged ? static_cast<double>(right) / static_cast<double>(judged) : 0; }
};

/// How fast a session learns and judges, and what that says of how far the run is and how long it still takes.
struct RunProgress {
    int epochs = 0; ///< of the run
    std::int64_t trainingClips = 0; ///< of an epoch
    std::int64_t validationClips = 0;
    Pace training; ///< of this session
    Pace validation;
    std::int64_t statisticsClips = 0; ///< of an epoch, that batch norm's statistics are measured from
    Pace statistics {};

    /// Of epoch @p number, in which @p trained clips are learned from and @p validated judged. Gives epoch, clips,
    /// shares and time left.
    BatchProgress at(int number, std::int64_t trained, std::int64_t validated) const;
};

} // namespace retrograde
