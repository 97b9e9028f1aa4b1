#pragma once

#include "base/runcontrol.h"
#include "library/workspace.h"
#include "networks/batches.h"
#include "networks/checkpoint.h"

#include <filesystem>
#include <functional>

namespace retrograde {

/// The best model of a run, in evaluation mode. Not thread-safe.
class TrainedModel {
public:
    /// @throws Error NotFound (no such run, nothing trained yet), Corrupt (checkpoint), Unsupported (among others
    /// weights from elsewhere, before a run has measured what they are to take for loud and soft)
    TrainedModel(const Workspace &workspace, Id runId);

    Id runId() const { return m_runId; }
    const RunSpec &spec() const { return m_notes.spec; }
    const CheckpointNotes &notes() const { return m_notes; }
    Model model() const { return m_model; }
    /// How clips are to be made for it.
    ClipRecipe recipe() const { return recipeFor(spec()); }
    /// The same when crops are cut as @p other says. Its pieces must be as long as the model's own.
    ClipRecipe recipeFor(const RunSpec &other) const { return ClipRecipe(other, m_notes.normalisation); }

    /// From now on computes in float32, whatever it was trained in: for small differences between answers.
    void askExactly() { m_precision = Precision::Float32; }

    struct Said {
        torch::Tensor answers; ///< [clips, outputs], float64: logits
        torch::Tensor features; ///< [clips, embeddingSize()], float32
    };
    /// @param progress is told how many are done, of how many; may be empty
    /// @throws Error Cancelled
    Said ask(const Inputs &inputs, const std::vector<Example> &examples, const RunControl &control,
        const std::function<void(std::int64_t, std::int64_t)> &progress = {});

private:
    Id m_runId;
    CheckpointNotes m_notes;
    Model m_model = nullptr;
    torch::Device m_device = torch::kCPU;
    Precision m_precision = Precision::Float32;
};

/// A file's spectrogram, computed in memory that does not grow with its length and kept nowhere.
/// @throws Error as AudioReader, Cancelled
std::shared_ptr<const StoredSpectrogram> spectrogramOf(
    const std::filesystem::path &audio, const CqtPlan &plan, const RunControl &control);

/// Crops side by side from the end of the lead-in on; where they do not fit, the last one overlaps the one before. None
/// when the file is too short.
std::vector<Example> cropsSideBySide(const CropRule &rule, std::int64_t frames);

} // namespace retrograde
