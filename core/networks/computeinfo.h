#pragma once

#include "experiment/runsettings.h"

#include <string>
#include <vector>

namespace retrograde {

/// What the learning engine runs on, for `info`, run records and reports.
struct ComputeInfo {
    std::string torchVersion;
    std::string blas; ///< library and kernel: "OpenBLAS 0.3.21 (SkylakeX)"
    std::string oneDnn; ///< version, empty when absent
    std::string cpuCapability; ///< what LibTorch dispatches to: "AVX512"
    int cores = 0; ///< this process may use
    bool cuda = false;
    std::vector<std::string> cudaDevices;
};

ComputeInfo computeInfo();

/// Auto -> Cuda where there is one, else Cpu. @throws Error Unsupported
ComputeDevice resolveDevice(ComputeDevice device);
/// Auto -> BFloat16 where @p device (resolved) trains faster in it, else Float32. On a processor that has both, that is
/// measured, once for each machine and number of threads (trainingspeed.h). @throws Error Unsupported
NumberFormat resolvePrecision(NumberFormat precision, ComputeDevice device, int threads);

} // namespace retrograde
