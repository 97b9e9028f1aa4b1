#pragma once

#include "base/runcontrol.h"

#include <filesystem>
#include <string>
#include <vector>

namespace retrograde {

/// Held while a folder of fetched files is being changed; dies with the process.
class FetchLock {
public:
    /// @throws Error Io; Conflict when another holds it, with @p sentence
    FetchLock(const std::filesystem::path &folder, const std::string &sentence);
    ~FetchLock();
    FetchLock(const FetchLock &) = delete;
    FetchLock &operator=(const FetchLock &) = delete;

private:
    int m_descriptor = -1;
};

/// What became of one package: an empty cause means that it is there.
struct Fetched {
    std::string cause;
    bool archiveAnswers = true; ///< false: there is little hope for the next package
};

/// Downloads a Debian package by apt-get, unpacks it, and puts those of its files that match one of @p patterns into
/// <folder>/<package>/, with its copyright file: no root, nothing is installed. The folder appears whole or not at all.
/// @param patterns below /usr/share, as fnmatch() reads them; a `*` does not cross a slash
/// @param scratch a folder for what is on its way, emptied before and gone afterwards
/// @throws Error Cancelled
Fetched fetchPackage(const std::string &package, const std::vector<std::string> &patterns,
    const std::filesystem::path &folder, const std::filesystem::path &scratch, const RunControl &control);

} // namespace retrograde
