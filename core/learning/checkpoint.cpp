#include "learning/checkpoint.h"

#include "base/error.h"
#include "base/machine.h"

#include <cstring>
#include <functional>
#include <nlohmann/json.hpp>
#include <type_traits>

namespace retrograde {

namespace {

using nlohmann::json;

constexpr const char *kFormat = "retrograde-1";
constexpr const char *kMean = "adamw.exp_avg.";
constexpr const char *kSquare = "adamw.exp_avg_sq.";
constexpr const char *kStep = "adamw.step.";

/// All that training changes in @p net, by name.
void forEachTensor(
    torch::nn::Module &net, const std::function<void(const std::string &name, torch::Tensor &tensor)> &visit)
{
    for (auto &entry : net.named_parameters())
        visit(entry.key(), entry.value());
    for (auto &entry : net.named_buffers())
        visit(entry.key(), entry.value());
}

/// The moments that @p optimiser keeps of @p parameter; null before its first step. (What the states are filed
/// under differs between versions of LibTorch.)
template<typename Optimiser> auto stateOf(Optimiser &optimiser, const torch::Tensor &parameter)
{
    using States = std::remove_cvref_t<decltype(optimiser.state())>;
    if constexpr (std::is_same_v<typename States::key_type, std::string>)
        return optimiser.state().find(c10::guts::to_string(parameter.unsafeGetTensorImpl()));
    else
        return optimiser.state().find(parameter.unsafeGetTensorImpl());
}

void setState(torch::optim::AdamW &optimiser, const torch::Tensor &parameter,
    std::unique_ptr<torch::optim::OptimizerParamState> state)
{
    const auto put = [&](auto &states) {
        using States = std::remove_cvref_t<decltype(states)>;
        if constexpr (std::is_same_v<typename States::key_type, std::string>)
            states[c10::guts::to_string(parameter.unsafeGetTensorImpl())] = std::move(state);
        else
            states[parameter.unsafeGetTensorImpl()] = std::move(state);
    };
    put(optimiser.state());
}

/// Tensors on their way into a file: copies in C order on the CPU, kept alive until written.
class Gathered {
public:
    void add(const std::string &name, const torch::Tensor &tensor)
    {
        const torch::Tensor copy = tensor.detach().to(torch::kCPU).contiguous();
        m_kept.push_back(copy);
        TensorView view;
        view.type = copy.dtype() == torch::kInt64 ? TensorType::Int64 : TensorType::Float32;
        TORCH_CHECK(copy.dtype() == torch::kInt64 || copy.dtype() == torch::kFloat32, "unexpected element type");
        view.shape = copy.sizes().vec();
        view.bytes = { static_cast<const std::byte *>(copy.data_ptr()), copy.nbytes() };
        m_views.emplace(name, view);
    }

    void add(const std::string &name, std::int64_t number) { add(name, torch::tensor(number, torch::kInt64)); }

    const TensorViews &views() const { return m_views; }

private:
    std::vector<torch::Tensor> m_kept;
    TensorViews m_views;
};

/// Copies a stored tensor into @p target, whatever its layout and device.
void load(const SafetensorsFile &file, const std::string &name, torch::Tensor &target)
{
    const TensorView &view = file.tensor(name);
    const TensorType wanted = target.dtype() == torch::kInt64 ? TensorType::Int64 : TensorType::Float32;
    if (view.type != wanted || view.shape != target.sizes().vec())
        throw Error(ErrorCode::Corrupt, file.path(), "holds '" + name + "' in another shape than this network's");
    torch::Tensor staged = torch::empty(target.sizes(), torch::TensorOptions().dtype(target.dtype()));
    std::memcpy(staged.data_ptr(), view.bytes.data(), view.bytes.size());
    const torch::NoGradGuard noGradients;
    target.copy_(staged);
}

json toJson(const Epoch &epoch)
{
    return { { "epoch", epoch.epoch }, { "loss", epoch.loss }, { "accuracy", epoch.accuracy },
        { "validation_loss", epoch.validationLoss }, { "validation_accuracy", epoch.validationAccuracy },
        { "learning_rate", epoch.learningRate }, { "seconds", epoch.seconds },
        { "clips_per_second", epoch.clipsPerSecond } };
}

Epoch epochFromJson(const json &object)
{
    Epoch epoch;
    object.at("epoch").get_to(epoch.epoch);
    object.at("loss").get_to(epoch.loss);
    object.at("accuracy").get_to(epoch.accuracy);
    object.at("validation_loss").get_to(epoch.validationLoss);
    object.at("validation_accuracy").get_to(epoch.validationAccuracy);
    object.at("learning_rate").get_to(epoch.learningRate);
    object.at("seconds").get_to(epoch.seconds);
    object.at("clips_per_second").get_to(epoch.clipsPerSecond);
    return epoch;
}

} // namespace

std::filesystem::path lastCheckpoint(const std::filesystem::path &folder)
{
    return folder / "last.safetensors";
}

std::filesystem::path bestCheckpoint(const std::filesystem::path &folder)
{
    return folder / "best.safetensors";
}

void saveCheckpoint(const std::filesystem::path &path, torch::nn::Module &net, const torch::optim::AdamW *optimiser,
    const CheckpointNotes &notes)
{
    Gathered tensors;
    forEachTensor(net, [&](const std::string &name, const torch::Tensor &tensor) { tensors.add(name, tensor); });
    if (optimiser) {
        for (const auto &entry : net.named_parameters()) {
            const auto found = stateOf(*optimiser, entry.value());
            if (found == optimiser->state().end())
                continue;
            const auto &state = static_cast<const torch::optim::AdamWParamState &>(*found->second);
            tensors.add(kMean + entry.key(), state.exp_avg());
            tensors.add(kSquare + entry.key(), state.exp_avg_sq());
            tensors.add(kStep + entry.key(), state.step());
        }
    }
    writeSafetensors(path, tensors.views(),
        {
            { "format", kFormat },
            { "program", "Retrograde " + retrogradeVersion() },
            { "task", std::string(toString(notes.spec.task)) },
            { "network", std::string(toString(notes.spec.network)) },
            { "features", notes.spec.features.fingerprint() },
            { "spec", notes.spec.toJson() },
            { "fingerprint", notes.spec.fingerprint() },
            { "normalisation",
                json { { "mean", notes.normalisation.mean }, { "deviation", notes.normalisation.deviation } }.dump() },
            { "epoch", toJson(notes.epoch).dump() },
            { "best", toJson(notes.best).dump() },
        });
}

CheckpointNotes readNotes(const SafetensorsFile &file, const RunSpec &expected)
{
    if (file.metadata("format") != kFormat)
        throw Error(
            ErrorCode::Unsupported, file.path(), "is a checkpoint of another kind ('" + file.metadata("format") + "')");
    const auto require = [&](const char *key, const std::string &wanted, const char *words) {
        if (file.metadata(key) != wanted)
            throw Error(ErrorCode::Unsupported, file.path(),
                std::string("was trained ") + words + " '" + file.metadata(key) + "', but '" + wanted + "' is wanted");
    };
    require("task", std::string(toString(expected.task)), "for the task");
    require("network", std::string(toString(expected.network)), "with the network");
    require("features", expected.features.fingerprint(), "on the features");
    try {
        CheckpointNotes notes;
        notes.spec = expected;
        const json normalisation = json::parse(file.metadata("normalisation"));
        normalisation.at("mean").get_to(notes.normalisation.mean);
        normalisation.at("deviation").get_to(notes.normalisation.deviation);
        notes.epoch = epochFromJson(json::parse(file.metadata("epoch")));
        notes.best = epochFromJson(json::parse(file.metadata("best")));
        return notes;
    } catch (const json::exception &) {
        throw Error(ErrorCode::Corrupt, file.path(), "holds notes that cannot be read");
    }
}

void loadWeights(const SafetensorsFile &file, torch::nn::Module &net)
{
    forEachTensor(net, [&](const std::string &name, torch::Tensor &tensor) { load(file, name, tensor); });
}

void loadOptimiser(const SafetensorsFile &file, torch::nn::Module &net, torch::optim::AdamW &optimiser)
{
    for (const auto &entry : net.named_parameters()) {
        const torch::NoGradGuard noGradients;
        auto state = std::make_unique<torch::optim::AdamWParamState>();
        state->exp_avg(torch::empty_like(entry.value()));
        state->exp_avg_sq(torch::empty_like(entry.value()));
        load(file, kMean + entry.key(), state->exp_avg());
        load(file, kSquare + entry.key(), state->exp_avg_sq());
        torch::Tensor step = torch::zeros({}, torch::kInt64);
        load(file, kStep + entry.key(), step);
        state->step(step.item<std::int64_t>());
        setState(optimiser, entry.value(), std::move(state));
    }
}

} // namespace retrograde
