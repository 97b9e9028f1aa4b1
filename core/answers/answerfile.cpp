#include "answers/answerfile.h"

#include "answers/safetensors.h"
#include "base/error.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

namespace retrograde {

namespace {

using nlohmann::json;

template<typename Number>
TensorView viewOf(const std::vector<Number> &numbers, TensorType type, std::vector<std::int64_t> shape)
{
    return { type, std::move(shape), std::as_bytes(std::span(numbers)) };
}

std::vector<std::int64_t> widened(const std::vector<std::int16_t> &numbers)
{
    return { numbers.begin(), numbers.end() };
}

/// @throws Error Corrupt
const TensorView &tensorIn(const SafetensorsFile &file, const char *name, TensorType type)
{
    const TensorView &view = file.tensor(name);
    if (view.type != type)
        throw Error(ErrorCode::Corrupt, file.path(), std::string("holds '") + name + "' as another type of number");
    if (view.shape.size() > 2)
        throw Error(ErrorCode::Corrupt, file.path(), std::string("holds '") + name + "' in too many dimensions");
    return view;
}

template<typename Number> std::vector<Number> numbersIn(const SafetensorsFile &file, const char *name, TensorType type)
{
    const TensorView &view = tensorIn(file, name, type);
    std::vector<Number> numbers(view.bytes.size() / sizeof(Number));
    if (!numbers.empty())
        std::memcpy(numbers.data(), view.bytes.data(), view.bytes.size());
    return numbers;
}

/// Numbers of choices and of transforms. @throws Error Corrupt with @p otherwise when one is larger than any
std::vector<std::int16_t> smallNumbersIn(const SafetensorsFile &file, const char *name, const char *otherwise)
{
    const auto numbers = numbersIn<std::int64_t>(file, name, TensorType::Int64);
    using Small = std::numeric_limits<std::int16_t>;
    if (std::any_of(numbers.begin(), numbers.end(),
            [](std::int64_t number) { return number < Small::min() || number > Small::max(); }))
        throw Error(ErrorCode::Corrupt, file.path(), otherwise);
    std::vector<std::int16_t> small(numbers.size());
    std::transform(numbers.begin(), numbers.end(), small.begin(),
        [](std::int64_t number) { return static_cast<std::int16_t>(number); });
    return small;
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

void writeAnswers(const std::filesystem::path &path, const AnswerTable &table)
{
    const auto clips = static_cast<std::int64_t>(table.clips());
    const auto choices = static_cast<std::int64_t>(table.choices.size());
    const std::vector<std::int64_t> transform = widened(table.transform);
    const std::vector<std::int64_t> wanted = widened(table.wanted);
    writeSafetensors(path,
        {
            { "track_ids", viewOf(table.track, TensorType::Int64, { clips }) },
            { "begin_frames", viewOf(table.beginFrame, TensorType::Int64, { clips }) },
            { "transform", viewOf(transform, TensorType::Int64, { clips }) },
            { "probabilities", viewOf(table.probability, TensorType::Float32, { clips, choices }) },
            { "targets",
                viewOf(wanted, TensorType::Int64,
                    table.exclusive ? std::vector { clips } : std::vector { clips, choices }) },
            { "embeddings",
                viewOf(
                    table.embedding, TensorType::Float16, { clips, static_cast<std::int64_t>(table.embeddingWidth) }) },
        },
        { { "format", "retrograde-answers-1" }, { "classes", json(table.choices).dump() },
            { "transforms", json(table.transforms).dump() }, { "run", table.run } });
}

AnswerTable readAnswers(const std::filesystem::path &path)
{
    const SafetensorsFile file = SafetensorsFile::read(path);
    AnswerTable table;
    try {
        json::parse(file.metadata("classes")).get_to(table.choices);
        json::parse(file.metadata("transforms")).get_to(table.transforms);
    } catch (const json::exception &) {
        throw Error(ErrorCode::Corrupt, path, "holds notes that cannot be read");
    }
    if (const auto run = file.metadata().find("run"); run != file.metadata().end())
        table.run = run->second;
    table.track = numbersIn<std::int64_t>(file, "track_ids", TensorType::Int64);
    table.beginFrame = numbersIn<std::int64_t>(file, "begin_frames", TensorType::Int64);
    table.transform = smallNumbersIn(file, "transform", "holds transforms that it does not name");
    file.requireFinite("probabilities");
    table.probability = numbersIn<float>(file, "probabilities", TensorType::Float32);
    table.wanted = smallNumbersIn(file, "targets", "holds right answers that are none of its classes");
    table.embedding = numbersIn<std::uint16_t>(file, "embeddings", TensorType::Float16);

    // How many numbers there are is checked below; that they lie as they should, here.
    const auto clips = static_cast<std::int64_t>(table.clips());
    const auto choices = static_cast<std::int64_t>(table.choices.size());
    const auto requireShape = [&](const char *name, const std::vector<std::int64_t> &shape) {
        if (file.tensor(name).shape != shape)
            throw Error(ErrorCode::Corrupt, path, std::string("holds '") + name + "' in another shape");
    };
    for (const char *column : { "track_ids", "begin_frames", "transform" })
        requireShape(column, { clips });
    requireShape("probabilities", { clips, choices });
    table.exclusive = file.tensor("targets").shape.size() == 1;
    requireShape("targets", table.exclusive ? std::vector { clips } : std::vector { clips, choices });
    const std::vector<std::int64_t> &found = file.tensor("embeddings").shape;
    // Of no clips they may claim any width.
    if (found.size() != 2 || found[0] != clips || found[1] < 0 || found[1] > std::numeric_limits<std::int32_t>::max())
        throw Error(ErrorCode::Corrupt, path, "holds 'embeddings' in another shape");
    table.embeddingWidth = static_cast<std::size_t>(found[1]);
    requireConsistent(table, path);
    return table;
}

} // namespace retrograde
