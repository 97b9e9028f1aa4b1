#pragma once

#include "base/runcontrol.h"
#include "library/workspace.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace retrograde {

struct AuditCounts {
    std::int64_t ok = 0;
    std::int64_t warning = 0;
    std::int64_t quarantined = 0;
    std::int64_t missing = 0; ///< whatever their outcome
};

/// Of @p dataset (empty = all).
AuditCounts countAudits(const Workspace &workspace, const std::string &dataset);

/// Every track of @p dataset (empty = all) with its outcome and what was measured: RFC 4180, UTF-8, one header row.
/// Levels are in dB of full scale, shares 0 ... 1; what was not measured is empty. Whole or not at all.
/// @throws Error Io naming the file, Cancelled
void writeAuditCsv(const Workspace &workspace, const std::string &dataset, const std::filesystem::path &path,
    const RunControl &control);

} // namespace retrograde
