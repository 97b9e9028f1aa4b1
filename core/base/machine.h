#pragma once

#include <string>
#include <vector>

namespace retrograde {

/// A library the program was built with or has loaded.
struct LibraryVersion {
    std::string name;
    std::string version;
};

/// The processor as the operating system describes it.
struct Machine {
    std::string processor; ///< model name, empty when unknown
    std::vector<std::string>
        features; ///< of those that matter here: "avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16"
    int cores = 1; ///< this process may use
};

Machine machine();

/// Of Retrograde itself, "0.1.0".
std::string retrogradeVersion();

} // namespace retrograde
