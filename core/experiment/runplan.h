#pragma once

#include "experiment/runspec.h"
#include "library/workspace.h"

#include <string>
#include <vector>

namespace retrograde {

/// Whether the label holds: relevance above one half.
bool isPresent(const Label &label);

/// Which tracks a run trains on and which it holds out. Decided once, when the run is created, so that music which is
/// added before a run is resumed does not move tracks from one side to the other.
struct RunPlan {
    std::vector<Id> training;
    std::vector<Id> validation;
    std::vector<Id> test; ///< neither trained on nor chosen by; empty when there is no such side
    std::vector<std::string> labels; ///< of the recogniser: what its outputs stand for
    /// Of the recogniser: what always giving the more frequent answer reaches on the labels that it is chosen by.
    double majorityAccuracy = 0;
    bool byArtist = false;
    int trainingArtists = 0;
    int validationArtists = 0;
    int testArtists = 0;
    int leftOut = 0; ///< tracks that OpenMIC's clips are from, or those clips, unless their dataset was chosen by name
    int copies = 0; ///< tracks that sound exactly like another, which is used in their stead; pretext tasks only
    int shared = 0; ///< tracks that share an artist or sound with the datasets to validate on, so left out as well
    int tooShort = 0; ///< tracks of the chosen datasets that are shorter than one clip

    /// @throws Error NotFound (a dataset, a label), Training (no music, too little of it; no labels, or labels of which
    /// nothing can be learned)
    static RunPlan make(const Workspace &workspace, const RunSpec &spec);

    /// Hashes of sounds trained on that were not in the library when the run was brought in from elsewhere.
    std::vector<std::string> alsoHeard;

    /// As the member "split" of a run's details.
    std::string toDetails() const;
    /// @throws Error Corrupt
    static RunPlan fromDetails(const std::string &details);
};

} // namespace retrograde
