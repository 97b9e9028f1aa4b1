#pragma once

#include "base/runcontrol.h"
#include "experiment/runspec.h"
#include "library/workspace.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace retrograde {

struct CropPrediction {
    double startSeconds = 0;
    double seconds = 0;
    double probability = 0; ///< that the crop, heard as the file has it, is transformed (reversed)
};

struct FilePrediction {
    double meanProbability = 0;
    std::vector<CropPrediction> crops; ///< side by side over the file; the last one ends at the file's end
};

/// A trained run's best model, ready to judge sound. Not thread-safe.
class Predictor {
public:
    /// @throws Error NotFound (no such run, nothing trained yet), Corrupt (checkpoint), Unsupported
    Predictor(const Workspace &workspace, Id runId);
    ~Predictor();

    const RunSpec &spec() const;
    /// @throws Error as AudioReader; Training when the file is shorter than one crop
    FilePrediction predict(const std::filesystem::path &audio, const RunControl &control);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace retrograde
