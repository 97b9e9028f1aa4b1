#pragma once

#include "base/runcontrol.h"
#include "networks/batches.h"
#include "networks/model.h"

#include <filesystem>
#include <functional>
#include <string>

namespace retrograde {

/// Names a trunk (and neck) by what is in its tensors, running statistics included.
std::string trunkName(const ModelImpl &model);

/// Measures the statistics of all batch norms of a trunk (and neck) on at most 512 of @p crops, spread evenly over
/// them, and leaves the model in evaluation mode. The same crops give the same statistics.
/// @param crops two or more
/// @throws Error Cancelled
void measureNorms(ModelImpl &model, torch::Device device, Precision precision, const Inputs &clips,
    const std::vector<Example> &crops, const std::function<void(std::int64_t, std::int64_t)> &progress,
    const RunControl &control);

/// What a frozen trunk finds in one crop of each track: computed once and kept in a file, for the trunk never changes.
class FeatureBank : public Inputs {
public:
    struct Request {
        ModelImpl &model; ///< in whatever mode; unchanged afterwards. Asked in evaluation mode, as ever after.
        torch::Device device;
        Precision precision;
        std::string key; ///< names trunk, crops and tracks
        std::filesystem::path folder; ///< where files are kept
    };

    /// @param crops one for each track, in the order of tracks
    /// @param progress is told how many are done, of how many
    /// @throws Error Cancelled, Io
    FeatureBank(const Request &request, const Inputs &clips, const std::vector<Example> &crops,
        const std::function<void(std::int64_t, std::int64_t)> &progress, const RunControl &control);

    /// [batch, features]
    torch::Tensor of(std::span<const Example> examples) const override;
    /// Those of all crops, [tracks, features]
    const torch::Tensor &rows() const { return m_rows; }
    bool wasKept() const { return m_wasKept; }

private:
    torch::Tensor m_rows; ///< [tracks, features]
    bool m_wasKept = false;
};

} // namespace retrograde
