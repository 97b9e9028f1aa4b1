#pragma once

#include "base/error.h"
#include "library/database.h"
#include "library/workspace.h"

#include <array>
#include <string>

namespace retrograde {

inline constexpr const char *kDatabaseName = "retrograde.sqlite";

/// What a Workspace holds; for its own source files alone.
struct Workspace::State {
    State(const std::filesystem::path &itsFolder, Database::Access access)
        : folder(itsFolder)
        , database(itsFolder / kDatabaseName, access)
    {
    }

    std::filesystem::path folder;
    Database database;

    /// @throws Error NotFound when an UPDATE or DELETE by id met no row
    void expectOne(int changed, const char *what, Id id) const
    {
        if (changed == 0)
            throw Error(ErrorCode::NotFound, folder, std::string("there is no ") + what + " " + std::to_string(id));
    }
};

/// The status called @p name; the schema allows no other names than those in @p all.
template<typename Status, std::size_t count> Status statusCalled(const std::string &name, std::array<Status, count> all)
{
    for (const Status status : all) {
        if (toString(status) == name)
            return status;
    }
    throw Error(ErrorCode::Database, "unknown status \"" + name + "\"");
}

} // namespace retrograde
