#include "training/runprogress.h"

#include <algorithm>

namespace retrograde {

namespace {

/// How much faster clips are judged than learned from, until it is known.
constexpr double kGuessedSpeedUp = 4;

} // namespace

BatchProgress RunProgress::at(int number, std::int64_t trained, std::int64_t validated) const
{
    const std::int64_t epochsAfter = epochs - number;
    const auto trainingLeft = static_cast<double>(trainingClips - trained + epochsAfter * trainingClips);
    const auto validationLeft = static_cast<double>(validationClips - validated + epochsAfter * validationClips);
    const double trainingRate = training.rate();
    const double validationRate = validation.rate() > 0 ? validation.rate() : kGuessedSpeedUp * trainingRate;

    BatchProgress progress;
    progress.epoch = number;
    progress.epochs = epochs;
    progress.clipsDone = trained + validated;
    progress.clipsTotal = trainingClips + validationClips;
    progress.trainedShare
        = static_cast<double>(trained) / static_cast<double>(std::max<std::int64_t>(1, trainingClips));
    const double costOfValidating = trainingRate > 0 ? trainingRate / validationRate : 1 / kGuessedSpeedUp;
    const auto inTrainingClips = [&](std::int64_t learned, std::int64_t judged) {
        return static_cast<double>(learned) + static_cast<double>(judged) * costOfValidating;
    };
    progress.runShare
        = (number - 1
              + inTrainingClips(trained, validated) / std::max(1.0, inTrainingClips(trainingClips, validationClips)))
        / epochs;
    const double statisticsRate = statistics.rate() > 0 ? statistics.rate() : validationRate;
    const auto statisticsLeft = static_cast<double>((epochsAfter + (validated > 0 ? 0 : 1)) * statisticsClips);
    if (trainingRate > 0)
        progress.secondsLeft
            = trainingLeft / trainingRate + validationLeft / validationRate + statisticsLeft / statisticsRate;
    return progress;
}

} // namespace retrograde
