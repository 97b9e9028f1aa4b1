#include "experiment/runrecord.h"

#include "base/error.h"

#include <nlohmann/json.hpp>
#include <type_traits>

namespace retrograde {

namespace {

using nlohmann::json;

/// Leaves @p target as it is where @p key is absent or something else.
template<typename Value> void take(const json &object, const char *key, Value &target)
{
    const auto found = object.find(key);
    if (found == object.end() || (std::is_integral_v<Value> && !found->is_number_integer()))
        return;
    try {
        target = found->get<Value>();
    } catch (const json::exception &) {
        return;
    }
}

json part(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_object() ? *found : json::object();
}

} // namespace

std::string RunRecord::toDetails() const
{
    json details = plan ? json::parse(plan->toDetails()) : json::object();
    details["left_out"] = json::array();
    for (const LeftOut &track : leftOut)
        details["left_out"].push_back({ { "track", track.track }, { "reason", track.reason } });
    details["warnings"] = warnings;
    if (normalisation)
        details["normalisation"] = { { "mean_db", normalisation->mean }, { "deviation_db", normalisation->deviation } };
    if (trainingExamples > 0 || validationExamples > 0)
        details["examples"] = { { "training", trainingExamples }, { "validation", validationExamples } };
    if (parameters > 0)
        details["parameters"] = parameters;
    if (threads > 0)
        details.update({ { "device", device }, { "precision", precision }, { "threads", threads } });
    if (!versions.empty())
        details["versions"] = versions;
    if (timing)
        details["timing"] = { { "training_seconds", timing->training }, { "waiting_seconds", timing->waiting },
            { "validation_seconds", timing->validation }, { "recording_seconds", timing->recording } };
    if (!differencesFrom2019.empty())
        details["differences_from_2019"] = differencesFrom2019;
    if (!importedFrom.empty())
        details["imported_from"] = importedFrom;
    if (!recoveredFrom.empty())
        details["recovered_from"] = recoveredFrom;
    return details.dump(-1, ' ', false, json::error_handler_t::replace);
}

RunRecord RunRecord::fromDetails(const std::string &text)
{
    RunRecord record;
    const json details = json::parse(text, nullptr, false);
    if (!details.is_object())
        return record;
    try {
        record.plan = RunPlan::fromDetails(text);
    } catch (const Error &) {
        record.plan.reset();
    }
    std::vector<json> leftOut;
    take(details, "left_out", leftOut);
    for (const json &entry : leftOut) {
        LeftOut &track = record.leftOut.emplace_back();
        if (entry.is_object()) {
            take(entry, "track", track.track);
            take(entry, "reason", track.reason);
        }
    }
    if (const json stored = part(details, "normalisation"); !stored.empty()) {
        Normalisation &normalisation = record.normalisation.emplace();
        take(stored, "mean_db", normalisation.mean);
        take(stored, "deviation_db", normalisation.deviation);
    }
    const json examples = part(details, "examples");
    take(examples, "training", record.trainingExamples);
    take(examples, "validation", record.validationExamples);
    take(details, "parameters", record.parameters);
    take(details, "device", record.device);
    take(details, "precision", record.precision);
    take(details, "threads", record.threads);
    take(details, "versions", record.versions);
    take(details, "warnings", record.warnings);
    if (const json stored = part(details, "timing"); !stored.empty()) {
        Timing &timing = record.timing.emplace();
        take(stored, "training_seconds", timing.training);
        take(stored, "waiting_seconds", timing.waiting);
        take(stored, "validation_seconds", timing.validation);
        take(stored, "recording_seconds", timing.recording);
    }
    take(details, "differences_from_2019", record.differencesFrom2019);
    take(details, "imported_from", record.importedFrom);
    take(details, "recovered_from", record.recoveredFrom);
    return record;
}

} // namespace retrograde
