#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace retrograde {

class Objective;
class Workspace;
struct RunSpec;
struct Side;

/// Makes what a run of @p spec learns of the music that was opened.
/// @param labels of a recogniser of instruments
using ObjectiveMaker = std::function<std::unique_ptr<const Objective>(const Workspace &workspace, const RunSpec &spec,
    const std::vector<std::string> &labels, const Side &training, const Side &validation)>;

} // namespace retrograde
