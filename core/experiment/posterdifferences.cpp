#include "experiment/posterdifferences.h"

#include "experiment/taskdescription.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace {

using nlohmann::json;

/// Settings that say where and on what, not how.
constexpr const char *kNotOfTheRecipe[] = { "datasets", "validation_datasets", "device", "threads", "precision", "seed",
    "split_seed", "clip", "validation_minutes" };

std::string counted(std::int64_t count, std::int64_t all, const char *what)
{
    return std::to_string(count) + " of the " + std::to_string(all) + " tracks " + what;
}

/// Settings of @p spec that are not the recipe's, as "key: its value, not the recipe's".
void addChanges(const json &ours, const json &recipe, const std::string &prefix, std::vector<std::string> &found)
{
    for (const auto &[key, value] : recipe.items()) {
        const bool passed = prefix.empty()
            && std::any_of(std::begin(kNotOfTheRecipe), std::end(kNotOfTheRecipe),
                [&key = key](const char *name) { return key == name; });
        if (passed || ours.at(key) == value)
            continue;
        if (value.is_object())
            addChanges(ours.at(key), value, prefix + key + ".", found);
        else
            found.push_back("The setting " + prefix + key + " is " + ours.at(key).dump() + ", in 2019 it was "
                + value.dump() + ".");
    }
}

} // namespace

bool followsPoster(const RunSpec &spec)
{
    const RunSpec recipe = RunSpec::preset("poster", spec.task, spec.network);
    return spec.defences == recipe.defences && spec.optimisation == recipe.optimisation;
}

std::vector<std::string> posterDifferences(const Workspace &workspace, const RunSpec &spec, const RunPlan &plan)
{
    const bool pretext = !spec.task->learnsFromLabels();
    std::vector<std::string> found;
    std::int64_t all = 0;
    std::int64_t foreign = 0;
    std::int64_t otherCodec = 0;
    for (const auto *side : { &plan.training, &plan.validation, &plan.test }) {
        for (const Id id : *side) {
            const std::optional<Track> track = workspace.track(id);
            if (!track)
                continue;
            const std::optional<Dataset> dataset = workspace.dataset(track->datasetName);
            ++all;
            foreign += !dataset || dataset->kind != (pretext ? "fma" : "openmic");
            otherCodec += track->codec.rfind("mp3", 0) != 0;
        }
    }
    if (foreign > 0)
        found.push_back(counted(foreign, all,
            pretext ? "are not the Free Music Archive's, all of which they were in 2019."
                    : "are not OpenMIC's, all of which they were in 2019."));
    if (pretext && otherCodec > 0)
        found.push_back(counted(otherCodec, all, "are no MP3, all of which they were in 2019."));
    addChanges(json::parse(spec.toJson()), json::parse(RunSpec::preset("poster", spec.task, spec.network).toJson()), "",
        found);
    if (!spec.validationDatasets.empty())
        found.emplace_back("Whole datasets are held out; in 2019 it was a fifth of the tracks.");
    if (pretext) {
        found.emplace_back("Each validation crop is judged as published and transformed, in every epoch the same; in "
                           "2019 place and transform were drawn anew.");
        found.emplace_back("One of several tracks that sound the same is used; in 2019 all were.");
    }
    found.emplace_back("Levels are stored in steps of 0.31 dB; in 2019 they were floating-point numbers.");
    return found;
}

} // namespace retrograde
