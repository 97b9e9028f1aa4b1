#include "answers/answerfile.h"

#include "answers/safetensors.h"
#include "base/error.h"

#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

namespace retrograde {

namespace {

using nlohmann::json;

template<typename Number>
TensorView viewOf(const Column<Number> &numbers, TensorType type, std::vector<std::int64_t> shape)
{
    return { type, std::move(shape), std::as_bytes(std::span(numbers.data(), numbers.size())) };
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

/// As they lie in the file; a copy where they lie as no number may, which files of the first versions have.
template<typename Number> Column<Number> columnIn(const SafetensorsFile &file, const char *name, TensorType type)
{
    const std::span<const std::byte> bytes = tensorIn(file, name, type).bytes;
    const std::size_t count = bytes.size() / sizeof(Number);
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(Number) == 0)
        return Column<Number>::shared({ reinterpret_cast<const Number *>(bytes.data()), count }, file.owner());
    std::vector<Number> numbers(count);
    if (count > 0)
        std::memcpy(numbers.data(), bytes.data(), bytes.size());
    return numbers;
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
    writeSafetensors(path,
        {
            { "track_ids", viewOf(table.track, TensorType::Int64, { clips }) },
            { "begin_frames", viewOf(table.beginFrame, TensorType::Int64, { clips }) },
            { "transform", viewOf(table.transform, TensorType::Int64, { clips }) },
            { "probabilities", viewOf(table.probability, TensorType::Float32, { clips, choices }) },
            { "targets",
                viewOf(table.wanted, TensorType::Int64,
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
    const SafetensorsFile file = SafetensorsFile::map(path);
    AnswerTable table;
    try {
        json::parse(file.metadata("classes")).get_to(table.choices);
        json::parse(file.metadata("transforms")).get_to(table.transforms);
    } catch (const json::exception &) {
        throw Error(ErrorCode::Corrupt, path, "holds notes that cannot be read");
    }
    if (const auto run = file.metadata().find("run"); run != file.metadata().end())
        table.run = run->second;
    table.track = columnIn<std::int64_t>(file, "track_ids", TensorType::Int64);
    table.beginFrame = columnIn<std::int64_t>(file, "begin_frames", TensorType::Int64);
    table.transform = columnIn<std::int64_t>(file, "transform", TensorType::Int64);
    file.requireFinite("probabilities");
    table.probability = columnIn<float>(file, "probabilities", TensorType::Float32);
    table.wanted = columnIn<std::int64_t>(file, "targets", TensorType::Int64);
    table.embedding = columnIn<std::uint16_t>(file, "embeddings", TensorType::Float16);

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
