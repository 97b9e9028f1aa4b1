#pragma once

#include "base/runcontrol.h"
#include "learning/batches.h"
#include "learning/model.h"

#include <filesystem>
#include <functional>
#include <string>

namespace retrograde {

/// What a frozen trunk finds in one crop of each track: computed once and kept in a file, for the trunk never changes.
class FeatureBank : public Inputs {
public:
    struct Request {
        ModelImpl &model; ///< in whatever mode; unchanged afterwards
        torch::Device device;
        Precision precision;
        /// Batch norm takes the statistics of the batch instead of those that training left.
        bool batchStatistics = false;
        std::string key; ///< names model, crops and tracks
        std::filesystem::path folder; ///< where files are kept
    };

    /// @param crops one for each track, in the order of tracks
    /// @param progress is told how many are done, of how many
    /// @throws Error Cancelled, Io
    FeatureBank(const Request &request, const Inputs &clips, const std::vector<Example> &crops,
        const std::function<void(std::int64_t, std::int64_t)> &progress, const RunControl &control);

    /// [batch, features]
    torch::Tensor of(std::span<const Example> examples) const override;
    bool wasKept() const { return m_wasKept; }

private:
    torch::Tensor m_rows; ///< [tracks, features]
    bool m_wasKept = false;
};

} // namespace retrograde
