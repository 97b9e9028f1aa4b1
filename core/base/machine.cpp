#include "base/machine.h"

#include "base/text.h"

#include <algorithm>
#include <fstream>
#include <sched.h>
#include <sstream>

namespace retrograde {

Machine machine()
{
    Machine found;
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos)
            continue;
        const std::string key(trimmed(std::string_view(line).substr(0, colon)));
        const std::string value(trimmed(std::string_view(line).substr(colon + 1)));
        if (key == "model name" && found.processor.empty())
            found.processor = value;
        if ((key == "flags" || key == "Features") && found.features.empty()) {
            std::istringstream words(value);
            for (std::string word; words >> word;) {
                for (const char *wanted :
                    { "sse4_2", "avx", "avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "sve" }) {
                    if (word == wanted)
                        found.features.push_back(word);
                }
            }
        }
    }
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        found.cores = std::max(1, CPU_COUNT(&allowed));
    return found;
}

std::string retrogradeVersion()
{
    return RETROGRADE_VERSION;
}

} // namespace retrograde
