#include "spectrum/cqtkernel.h"

#include "base/error.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace retrograde {

namespace {

std::vector<const CqtKernel *> runnableKernels()
{
    std::vector<const CqtKernel *> kernels;
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
        && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("fma"))
        kernels.push_back(&kAvx512Kernel);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        kernels.push_back(&kAvx2Kernel);
#endif
    kernels.push_back(&kPortableKernel);
    return kernels;
}

} // namespace

const std::vector<const CqtKernel *> &cqtKernels()
{
    static const std::vector<const CqtKernel *> kernels = runnableKernels();
    return kernels;
}

const CqtKernel &cqtKernel()
{
    const std::vector<const CqtKernel *> &kernels = cqtKernels();
    const char *value = std::getenv("RETROGRADE_CPU");
    const std::string_view wanted = value ? value : "";
    if (wanted.empty())
        return *kernels.front();
    const auto found
        = std::find_if(kernels.begin(), kernels.end(), [&](const CqtKernel *kernel) { return kernel->name == wanted; });
    if (found != kernels.end())
        return **found;
    if (wanted == "avx512" || wanted == "avx2")
        throw Error(ErrorCode::Unsupported,
            "this processor cannot run the " + std::string(wanted) + " code that RETROGRADE_CPU asks for");
    throw Error(ErrorCode::InvalidArgument, "RETROGRADE_CPU must be avx512, avx2 or portable");
}

} // namespace retrograde
