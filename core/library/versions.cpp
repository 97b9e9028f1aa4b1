#include "library/versions.h"

#include <sqlite3.h>

namespace retrograde {

std::vector<LibraryVersion> libraryLibraryVersions()
{
    return { { "SQLite", sqlite3_libversion() } };
}

} // namespace retrograde
