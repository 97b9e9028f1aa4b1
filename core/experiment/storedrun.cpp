#include "experiment/storedrun.h"

#include "base/error.h"
#include "experiment/taskdescription.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace retrograde {

Run storedRun(const Workspace &workspace, Id runId)
{
    if (std::optional<Run> run = workspace.run(runId))
        return *std::move(run);
    throw Error(ErrorCode::NotFound, "there is no run " + std::to_string(runId));
}

void requireOfRun(const std::filesystem::path &path, const std::string &identity, const Run &run)
{
    if (identity != run.identity)
        throw Error(ErrorCode::Conflict, path,
            "is not of run " + std::to_string(run.id)
                + " but of another, which the workspace's database does not know under this number");
}

RunSpec specOf(const Run &run)
{
    try {
        return RunSpec::fromJson(run.spec);
    } catch (const Error &error) {
        throw Error(ErrorCode::Corrupt,
            "the record of run " + std::to_string(run.id) + " holds settings that cannot be used: " + error.cause());
    }
}

std::optional<std::string> experimentIdentity(const Workspace &workspace, const Run &run)
{
    std::vector<RunSpec> way;
    std::string source;
    for (std::optional<Run> at = run;;) {
        const auto details = nlohmann::json::parse(at->details, nullptr, false);
        if (details.is_object() && details.contains("imported_from")) {
            if (at->identity.empty())
                return {};
            source = at->identity;
            break;
        }
        const RunSpec &spec = way.emplace_back(specOf(*at));
        const Id next = spec.downstream.fromRun != 0 ? spec.downstream.fromRun : spec.downstream.likeRun;
        if (next == 0)
            break;
        // A run is made after the one that it starts from.
        const bool known = next < at->id && !(details.is_object() && details.contains("recovered_from"));
        at = known ? workspace.run(next) : std::nullopt;
        if (!at)
            return {};
    }
    for (auto spec = way.rbegin(); spec != way.rend(); ++spec)
        source = spec->identity(source);
    return source;
}

bool isRecogniser(const Run &run)
{
    const std::optional<Task> task = Task::named(run.task);
    return task && (*task)->learnsFromLabels();
}

} // namespace retrograde
