#include "networks/checkpoint.h"

#include "base/error.h"
#include "base/machine.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <type_traits>

namespace retrograde {

namespace {

using nlohmann::json;

constexpr const char *kFormat = "retrograde-1";
constexpr std::size_t kMostLabels = 10'000;
constexpr int kMostEpochs = 1'000'000;

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

void setState(torch::optim::Optimizer &optimiser, const torch::Tensor &parameter,
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

TensorType typeOf(const torch::Tensor &tensor)
{
    return tensor.dtype() == torch::kInt64 ? TensorType::Int64 : TensorType::Float32;
}

/// Whether @p view is what @p target is, but for three colours instead of one channel.
bool isOfColours(const TensorView &view, const torch::Tensor &target)
{
    std::vector<std::int64_t> shape = target.sizes().vec();
    if (shape.size() != 4 || shape[1] != 1 || view.type != typeOf(target))
        return false;
    shape[1] = 3;
    return view.shape == shape;
}

/// Copies the sum over three colours into @p target.
void loadColours(const TensorView &view, torch::Tensor target)
{
    torch::Tensor staged = torch::empty(view.shape);
    std::memcpy(staged.data_ptr(), view.bytes.data(), view.bytes.size());
    const torch::NoGradGuard noGradients;
    target.copy_(staged.sum(1, true));
}

/// Copies a stored tensor into @p target, whatever its layout and device.
void load(const SafetensorsFile &file, const std::string &name, torch::Tensor target)
{
    const TensorView &view = file.tensor(name);
    if (view.type != typeOf(target) || view.shape != target.sizes().vec())
        throw Error(ErrorCode::Corrupt, file.path(), "holds '" + name + "' in another shape than this network's");
    file.requireFinite(name);
    torch::Tensor staged = torch::empty(target.sizes(), torch::TensorOptions().dtype(target.dtype()));
    std::memcpy(staged.data_ptr(), view.bytes.data(), view.bytes.size());
    const torch::NoGradGuard noGradients;
    target.copy_(staged);
}

std::string shapeText(const std::vector<std::int64_t> &shape)
{
    std::string text;
    for (const std::int64_t size : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text.empty() ? "a single number" : text;
}

constexpr const char *kOfObjective = "objective.";
/// Before the names of tensors that only training needs.
constexpr std::string_view kOfTraining[] = { "adamw.", "adam.", "sgd.", kOfObjective };

bool isOfTraining(std::string_view name)
{
    return std::any_of(std::begin(kOfTraining), std::end(kOfTraining),
        [&](std::string_view prefix) { return name.substr(0, prefix.size()) == prefix; });
}

/// Calls @p visit with the name and the tensor of all that an objective remembers.
template<typename Visit> void eachOfObjective(const torch::nn::Module &state, Visit visit)
{
    for (const auto &item : state.named_parameters())
        visit(kOfObjective + item.key(), item.value());
    for (const auto &item : state.named_buffers())
        visit(kOfObjective + item.key(), item.value());
}

// What each optimiser remembers of a parameter, by name.
template<typename Visit> void eachMemory(torch::optim::AdamWParamState &state, Visit visit)
{
    visit("exp_avg.", state.exp_avg());
    visit("exp_avg_sq.", state.exp_avg_sq());
}
template<typename Visit> void eachMemory(torch::optim::AdamParamState &state, Visit visit)
{
    visit("exp_avg.", state.exp_avg());
    visit("exp_avg_sq.", state.exp_avg_sq());
}
template<typename Visit> void eachMemory(torch::optim::SGDParamState &state, Visit visit)
{
    visit("momentum_buffer.", state.momentum_buffer());
}

/// Calls @p work with the prefix of the optimiser's tensors and an empty state of its kind.
template<typename Work> void withKind(torch::optim::Optimizer &optimiser, Work work)
{
    if (dynamic_cast<torch::optim::AdamW *>(&optimiser))
        work(std::string("adamw."), torch::optim::AdamWParamState());
    else if (dynamic_cast<torch::optim::Adam *>(&optimiser))
        work(std::string("adam."), torch::optim::AdamParamState());
    else
        work(std::string("sgd."), torch::optim::SGDParamState());
}

template<typename State> constexpr bool kCountsSteps = !std::is_same_v<State, torch::optim::SGDParamState>;

json toJson(const Epoch &epoch)
{
    json object { { "epoch", epoch.epoch }, { "loss", epoch.loss }, { "accuracy", epoch.accuracy },
        { "validation_loss", epoch.validationLoss }, { "validation_accuracy", epoch.validationAccuracy },
        { "learning_rate", epoch.learningRate }, { "seconds", epoch.seconds },
        { "clips_per_second", epoch.clipsPerSecond } };
    if (!epoch.measures.empty())
        object["measures"] = epoch.measures;
    return object;
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
    if (object.contains("measures"))
        object.at("measures").get_to(epoch.measures);
    return epoch;
}

json toJson(const EpochPosition &position)
{
    json object { { "epoch", position.epoch }, { "step", position.step }, { "examples", position.examples },
        { "loss_sum", position.lossSum }, { "right", position.right }, { "judged", position.judged },
        { "seconds", position.seconds } };
    if (!position.measureSums.empty())
        object["measure_sums"] = position.measureSums;
    return object;
}

EpochPosition positionFromJson(const json &object)
{
    EpochPosition position;
    object.at("epoch").get_to(position.epoch);
    object.at("step").get_to(position.step);
    object.at("examples").get_to(position.examples);
    object.at("loss_sum").get_to(position.lossSum);
    object.at("right").get_to(position.right);
    object.at("judged").get_to(position.judged);
    object.at("seconds").get_to(position.seconds);
    if (object.contains("measure_sums"))
        object.at("measure_sums").get_to(position.measureSums);
    return position;
}

json toJson(const CheckpointNotes::Heard &heard)
{
    return { { "training", heard.training }, { "validation", heard.validation }, { "test", heard.test } };
}

/// What can be read, but cannot be. @throws Error Corrupt
void requireSense(const CheckpointNotes &notes, const std::filesystem::path &path)
{
    const auto require = [&](bool holds, const char *otherwise) {
        if (!holds)
            throw Error(ErrorCode::Corrupt, path, otherwise);
    };
    require(notes.labels.size() <= kMostLabels, "names more labels than any run has");
    require(std::isfinite(notes.normalisation.mean) && std::isfinite(notes.normalisation.deviation),
        "holds a normalisation that is not finite");
    require(notes.epoch.epoch >= 0 && notes.epoch.epoch <= kMostEpochs && notes.best.epoch >= 0
            && notes.best.epoch <= notes.epoch.epoch,
        "says that it is of an epoch that cannot be");
    const RateSchedule::State &schedule = notes.schedule;
    require(std::isfinite(schedule.factor) && schedule.factor >= 0 && schedule.badEpochs >= 0,
        "holds a learning rate that cannot be");
    const EpochPosition &position = notes.position;
    require(position.epoch == 0
            || (position.epoch == notes.epoch.epoch + 1 && position.step >= 0 && position.examples >= position.step
                && position.judged >= 0 && position.right >= 0 && position.right <= position.judged
                && std::isfinite(position.lossSum) && std::isfinite(position.seconds) && position.seconds >= 0),
        "says that it is of a place within an epoch that cannot be");
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

SafetensorsFile readCheckpoint(const std::filesystem::path &path)
{
    try {
        return SafetensorsFile::read(path, SafetensorsFile::kLargestWeights);
    } catch (const Error &error) {
        if (error.code() != ErrorCode::Corrupt)
            throw;
        const bool isLast = path == lastCheckpoint(path.parent_path());
        const std::filesystem::path other
            = isLast ? bestCheckpoint(path.parent_path()) : lastCheckpoint(path.parent_path());
        try {
            SafetensorsFile::read(other, SafetensorsFile::kLargestWeights);
        } catch (const Error &) {
            throw error;
        }
        throw Error(ErrorCode::Corrupt, path,
            error.cause() + "; " + displayPath(other.filename()) + " beside it is whole: "
                + (isLast ? "the run cannot go on, but its best model can still be used"
                          : "\"import-weights\" makes a run of it, with the model of the last epoch"));
    }
}

void saveCheckpoint(const std::filesystem::path &path, const ModelImpl &model, const TrainingMemory &memory,
    const CheckpointNotes &notes)
{
    Gathered tensors;
    for (const ModelImpl::Named &entry : model.tensors())
        tensors.add(entry.name, entry.tensor);
    if (torch::optim::Optimizer *optimiser = memory.optimiser) {
        withKind(*optimiser, [&](const std::string &prefix, const auto &kind) {
            using State = std::remove_cvref_t<decltype(kind)>;
            for (const ModelImpl::Named &entry : model.tensors()) {
                const auto found = stateOf(*optimiser, entry.tensor);
                if (!entry.parameter || found == optimiser->state().end())
                    continue;
                auto &state = static_cast<State &>(*found->second);
                eachMemory(state, [&](const char *what, const torch::Tensor &remembered) {
                    if (remembered.defined())
                        tensors.add(prefix + what + entry.name, remembered);
                });
                if constexpr (kCountsSteps<State>)
                    tensors.add(prefix + "step." + entry.name, state.step());
            }
        });
    }
    if (memory.objective)
        eachOfObjective(*memory.objective,
            [&](const std::string &name, const torch::Tensor &tensor) { tensors.add(name, tensor); });
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
                json { { "mean", notes.normalisation.mean }, { "deviation", notes.normalisation.deviation },
                    { "known", notes.normalisationKnown } }
                    .dump() },
            { "epoch", toJson(notes.epoch).dump() },
            { "best", toJson(notes.best).dump() },
            { "labels", json(notes.labels).dump() },
            { "run", notes.run },
            { "workspace", notes.workspace },
            { "heard", toJson(notes.heard).dump() },
            { "norms", json(notes.normsMeasured ? "measured" : "taken over").dump() },
            { "schedule",
                json { { "factor", notes.schedule.factor }, { "bad_epochs", notes.schedule.badEpochs },
                    { "best", notes.schedule.best ? json(*notes.schedule.best) : json() } }
                    .dump() },
            { "position", toJson(notes.position).dump() },
        });
}

RunSpec readSpec(const SafetensorsFile &file)
{
    if (file.metadata("format") != kFormat)
        throw Error(
            ErrorCode::Unsupported, file.path(), "is a checkpoint of another kind ('" + file.metadata("format") + "')");
    try {
        return RunSpec::fromJson(file.metadata("spec"));
    } catch (const Error &error) {
        throw Error(ErrorCode::Corrupt, file.path(), "holds settings that cannot be used: " + error.cause());
    }
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
        notes.normalisationKnown = normalisation.value("known", true);
        notes.epoch = epochFromJson(json::parse(file.metadata("epoch")));
        notes.best = epochFromJson(json::parse(file.metadata("best")));
        // Checkpoints of the first versions lack these.
        const auto optional = [&](const char *key) {
            const auto found = file.metadata().find(key);
            return found == file.metadata().end() ? json() : json::parse(found->second);
        };
        if (const json labels = optional("labels"); !labels.is_null())
            labels.get_to(notes.labels);
        notes.normsMeasured = optional("norms") == "measured";
        if (const json schedule = optional("schedule"); !schedule.is_null()) {
            schedule.at("factor").get_to(notes.schedule.factor);
            schedule.at("bad_epochs").get_to(notes.schedule.badEpochs);
            if (const json &value = schedule.at("best"); !value.is_null())
                notes.schedule.best = value.get<double>();
        }
        if (const json position = optional("position"); !position.is_null())
            notes.position = positionFromJson(position);
        const auto text = [&](const char *key) {
            const auto found = file.metadata().find(key);
            return found == file.metadata().end() ? std::string() : found->second;
        };
        notes.run = text("run");
        notes.workspace = text("workspace");
        if (const json heard = optional("heard"); !heard.is_null()) {
            heard.at("training").get_to(notes.heard.training);
            heard.at("validation").get_to(notes.heard.validation);
            heard.at("test").get_to(notes.heard.test);
        }
        requireSense(notes, file.path());
        return notes;
    } catch (const json::exception &) {
        throw Error(ErrorCode::Corrupt, file.path(), "holds notes that cannot be read");
    }
}

std::vector<std::string> mismatches(
    const SafetensorsFile &file, const ModelImpl &model, bool withoutHead, Colours colours)
{
    std::vector<std::string> lines;
    std::set<std::string, std::less<>> known;
    for (const ModelImpl::Named &entry : model.tensors()) {
        known.insert(entry.name);
        if (withoutHead && entry.ofHead)
            continue;
        const auto found = file.tensors().find(entry.name);
        const std::vector<std::int64_t> wanted = entry.tensor.sizes().vec();
        if (found == file.tensors().end())
            lines.push_back(entry.name + " is missing; wanted is " + shapeText(wanted));
        else if (found->second.type != typeOf(entry.tensor))
            lines.push_back(entry.name + " is of another number type");
        else if (found->second.shape != wanted
            && !(colours == Colours::Added && isOfColours(found->second, entry.tensor)))
            lines.push_back(entry.name + " is " + shapeText(found->second.shape) + "; wanted is " + shapeText(wanted));
    }
    for (const auto &[name, view] : file.tensors()) {
        if (!withoutHead && !known.contains(name) && !isOfTraining(name))
            lines.push_back(displayText(name) + " is no tensor of this network");
    }
    return lines;
}

void loadWeights(const SafetensorsFile &file, ModelImpl &model)
{
    for (const ModelImpl::Named &entry : model.tensors())
        load(file, entry.name, entry.tensor);
}

void loadTrunk(const SafetensorsFile &file, ModelImpl &model, Colours colours)
{
    const std::vector<std::string> lines = mismatches(file, model, true, colours);
    if (!lines.empty())
        throw Error(ErrorCode::Unsupported, file.path(),
            "does not fit this network: " + lines.front()
                + (lines.size() > 1 ? " (and " + std::to_string(lines.size() - 1) + " more)" : ""));
    for (const ModelImpl::Named &entry : model.tensors()) {
        if (entry.ofHead)
            continue;
        if (const TensorView &view = file.tensor(entry.name); isOfColours(view, entry.tensor))
            loadColours(view, entry.tensor);
        else
            load(file, entry.name, entry.tensor);
    }
}

void loadObjective(const SafetensorsFile &file, torch::nn::Module &state)
{
    eachOfObjective(state, [&](const std::string &name, const torch::Tensor &tensor) { load(file, name, tensor); });
}

void loadOptimiser(const SafetensorsFile &file, const ModelImpl &model, torch::optim::Optimizer &optimiser)
{
    withKind(optimiser, [&](const std::string &prefix, const auto &kind) {
        using State = std::remove_cvref_t<decltype(kind)>;
        for (const ModelImpl::Named &entry : model.tensors()) {
            // What was never stepped, such as a frozen trunk, is not remembered.
            const bool counted = file.tensors().contains(prefix + "step." + entry.name);
            if (!entry.parameter || (kCountsSteps<State> && !counted && !entry.tensor.requires_grad()))
                continue;
            const torch::NoGradGuard noGradients;
            auto state = std::make_unique<State>();
            if constexpr (kCountsSteps<State>) {
                state->exp_avg(torch::empty_like(entry.tensor));
                state->exp_avg_sq(torch::empty_like(entry.tensor));
                torch::Tensor step = torch::zeros({}, torch::kInt64);
                load(file, prefix + "step." + entry.name, step);
                if (step.item<std::int64_t>() < 0)
                    throw Error(ErrorCode::Corrupt, file.path(), "holds a number of steps that cannot be");
                state->step(step.item<std::int64_t>());
            } else {
                if (!file.tensors().contains(prefix + "momentum_buffer." + entry.name))
                    continue;
                state->momentum_buffer(torch::empty_like(entry.tensor));
            }
            eachMemory(*state,
                [&](const char *what, const torch::Tensor &memory) { load(file, prefix + what + entry.name, memory); });
            setState(optimiser, entry.tensor, std::move(state));
        }
    });
}

} // namespace retrograde
