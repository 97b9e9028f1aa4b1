#include "learning/answerfile.h"

#include "base/error.h"
#include "learning/safetensors.h"

#include <cstring>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace {

using nlohmann::json;

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
            { "transforms", json(answers.transforms).dump() } });
}

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
    const auto list = [&](const char *name) {
        const torch::Tensor tensor = tensorIn(file, name, TensorType::Int64, torch::kInt64);
        const auto *values = tensor.data_ptr<std::int64_t>();
        return std::vector<std::int64_t>(values, values + tensor.numel());
    };
    answers.tracks = list("track_ids");
    answers.beginFrames = list("begin_frames");
    answers.transform = list("transform");
    answers.probabilities = tensorIn(file, "probabilities", TensorType::Float32, torch::kFloat32);
    answers.targets = tensorIn(file, "targets", TensorType::Int64, torch::kInt64);
    answers.embeddings = tensorIn(file, "embeddings", TensorType::Float16, torch::kFloat16);
    const auto clips = static_cast<std::int64_t>(answers.tracks.size());
    for (const torch::Tensor &tensor : { answers.probabilities, answers.targets, answers.embeddings }) {
        if (tensor.dim() == 0 || tensor.size(0) != clips)
            throw Error(ErrorCode::Corrupt, path, "holds tables of different lengths");
    }
    if (answers.beginFrames.size() != answers.tracks.size() || answers.transform.size() != answers.tracks.size())
        throw Error(ErrorCode::Corrupt, path, "holds tables of different lengths");
    return answers;
}

} // namespace retrograde
