#include "learning/answerfile.h"

#include "base/error.h"
#include "learning/safetensors.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>

namespace retrograde {

namespace {

using nlohmann::json;

/// More frames than any sound has: times the hop, in samples, they still fit 64 bits.
constexpr std::int64_t kMostFrames = std::int64_t { 1 } << 40;

torch::Tensor numbers(const std::vector<std::int64_t> &values)
{
    return torch::tensor(values, torch::kInt64);
}

TensorView viewOf(const torch::Tensor &tensor, TensorType type)
{
    return { type, tensor.sizes().vec(), { static_cast<const std::byte *>(tensor.data_ptr()), tensor.nbytes() } };
}

torch::Tensor tensorIn(const SafetensorsFile &file, const char *name, TensorType type, torch::ScalarType scalar)
{
    const TensorView &view = file.tensor(name);
    if (view.type != type)
        throw Error(ErrorCode::Corrupt, file.path(), std::string("holds '") + name + "' as another type of number");
    if (view.shape.size() > 2)
        throw Error(ErrorCode::Corrupt, file.path(), std::string("holds '") + name + "' in too many dimensions");
    // One that is empty may claim any other size.
    constexpr std::int64_t kMost = std::int64_t { 1 } << 31;
    if (std::any_of(view.shape.begin(), view.shape.end(), [](std::int64_t size) { return size > kMost; }))
        throw Error(ErrorCode::Corrupt, file.path(), std::string("holds '") + name + "' in another shape");
    torch::Tensor tensor = torch::empty(view.shape, scalar);
    if (!view.bytes.empty())
        std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor;
}

} // namespace

std::filesystem::path validationAnswers(const std::filesystem::path &folder)
{
    return folder / "validation.safetensors";
}

std::filesystem::path testAnswers(const std::filesystem::path &folder)
{
    return folder / "test.safetensors";
}

void writeAnswers(const std::filesystem::path &path, const Answers &answers)
{
    const torch::Tensor tracks = numbers(answers.tracks);
    const torch::Tensor begins = numbers(answers.beginFrames);
    const torch::Tensor transform = numbers(answers.transform);
    const torch::Tensor probabilities = answers.probabilities.to(torch::kFloat32).contiguous();
    const torch::Tensor targets = answers.targets.to(torch::kInt64).contiguous();
    const torch::Tensor embeddings = answers.embeddings.to(torch::kFloat16).contiguous();
    writeSafetensors(path,
        {
            { "track_ids", viewOf(tracks, TensorType::Int64) },
            { "begin_frames", viewOf(begins, TensorType::Int64) },
            { "transform", viewOf(transform, TensorType::Int64) },
            { "probabilities", viewOf(probabilities, TensorType::Float32) },
            { "targets", viewOf(targets, TensorType::Int64) },
            { "embeddings", viewOf(embeddings, TensorType::Float16) },
        },
        { { "format", "retrograde-answers-1" }, { "classes", json(answers.classes).dump() },
            { "transforms", json(answers.transforms).dump() }, { "run", answers.run } });
}

namespace {

constexpr std::size_t kMostClasses = 10'000;

/// Every dimension against every other, and every number against what it counts. @throws Error Corrupt
void requireSense(const Answers &answers, const std::filesystem::path &path)
{
    const auto require = [&](bool holds, const char *otherwise) {
        if (!holds)
            throw Error(ErrorCode::Corrupt, path, otherwise);
    };
    const auto clips = static_cast<std::int64_t>(answers.tracks.size());
    const auto classes = static_cast<std::int64_t>(answers.classes.size());
    require(answers.classes.size() <= kMostClasses, "names more classes than any task has");
    require(answers.beginFrames.size() == answers.tracks.size() && answers.transform.size() == answers.tracks.size(),
        "holds tables of different lengths");
    require(answers.probabilities.dim() == 2 && answers.probabilities.size(0) == clips
            && answers.probabilities.size(1) == classes,
        "holds a table of probabilities that is not one of its clips by its classes");
    const bool table = answers.targets.dim() == 2;
    require((answers.targets.dim() == 1 || (table && answers.targets.size(1) == classes))
            && answers.targets.size(0) == clips,
        "holds a table of right answers that is not one of its clips by its classes");
    require(answers.embeddings.dim() == 2 && answers.embeddings.size(0) == clips, "holds tables of different lengths");

    const std::span probabilities(
        answers.probabilities.data_ptr<float>(), static_cast<std::size_t>(answers.probabilities.numel()));
    require(std::all_of(probabilities.begin(), probabilities.end(), [](float p) { return p >= 0 && p <= 1; }),
        "holds probabilities that do not lie between 0 and 1");
    const std::span targets(
        answers.targets.data_ptr<std::int64_t>(), static_cast<std::size_t>(answers.targets.numel()));
    const std::int64_t least = table ? -1 : 0;
    const std::int64_t most = table ? 1 : std::max<std::int64_t>(classes - 1, 0);
    require(std::all_of(
                targets.begin(), targets.end(), [&](std::int64_t target) { return target >= least && target <= most; }),
        "holds right answers that are none of its classes");
    const auto transforms = static_cast<std::int64_t>(answers.transforms.size());
    require(std::all_of(answers.transform.begin(), answers.transform.end(),
                [&](std::int64_t transform) { return transform >= 0 && transform < transforms; }),
        "holds transforms that it does not name");
    require(std::all_of(answers.beginFrames.begin(), answers.beginFrames.end(),
                [](std::int64_t frame) { return frame >= 0 && frame < kMostFrames; }),
        "holds clips that begin nowhere");
}

} // namespace

Answers readAnswers(const std::filesystem::path &path)
{
    const SafetensorsFile file = SafetensorsFile::read(path);
    Answers answers;
    try {
        json::parse(file.metadata("classes")).get_to(answers.classes);
        json::parse(file.metadata("transforms")).get_to(answers.transforms);
    } catch (const json::exception &) {
        throw Error(ErrorCode::Corrupt, path, "holds notes that cannot be read");
    }
    if (const auto run = file.metadata().find("run"); run != file.metadata().end())
        answers.run = run->second;
    const auto list = [&](const char *name) {
        const torch::Tensor tensor = tensorIn(file, name, TensorType::Int64, torch::kInt64);
        const auto *values = tensor.data_ptr<std::int64_t>();
        return std::vector<std::int64_t>(values, values + tensor.numel());
    };
    answers.tracks = list("track_ids");
    answers.beginFrames = list("begin_frames");
    answers.transform = list("transform");
    file.requireFinite("probabilities");
    answers.probabilities = tensorIn(file, "probabilities", TensorType::Float32, torch::kFloat32);
    answers.targets = tensorIn(file, "targets", TensorType::Int64, torch::kInt64);
    answers.embeddings = tensorIn(file, "embeddings", TensorType::Float16, torch::kFloat16);
    requireSense(answers, path);
    return answers;
}

} // namespace retrograde
