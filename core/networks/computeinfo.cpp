#include "networks/computeinfo.h"

#include "base/error.h"
#include "base/machine.h"
#include "base/paths.h"
#include "base/text.h"
#include "networks/trainingspeed.h"

#include <ATen/Version.h>
#include <algorithm>
#include <dlfcn.h>
#include <filesystem>
#include <torch/torch.h>
#include <torch/version.h>

namespace retrograde {

namespace {

/// The library whose matrix product LibTorch calls: the first that offers it is the one the linker bound.
std::filesystem::path blasLibrary()
{
    void *product = dlsym(RTLD_DEFAULT, "sgemm_");
    Dl_info where {};
    if (!product || !dladdr(product, &where) || !where.dli_fname)
        return {};
    std::error_code ignored;
    const std::filesystem::path resolved = std::filesystem::canonical(where.dli_fname, ignored);
    return ignored ? std::filesystem::path(where.dli_fname) : resolved;
}

/// Calls a function of OpenBLAS that returns text and may not be there.
std::string openBlasText(const char *function)
{
    using Function = char *(*)();
    const auto get = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, function));
    return get ? get() : std::string();
}

std::string describeBlas()
{
    const std::string library = toLower(displayPath(blasLibrary()));
    const auto contains = [&](const char *part) { return library.find(part) != std::string::npos; };
    if (contains("openblas")) {
        // "OpenBLAS 0.3.21 DYNAMIC_ARCH NO_AFFINITY SkylakeX MAX_THREADS=64"
        const std::string config = openBlasText("openblas_get_config");
        const std::size_t space = config.find(' ');
        const std::string name = config.substr(0, space == std::string::npos ? space : config.find(' ', space + 1));
        const std::string kernel = openBlasText("openblas_get_corename");
        return (name.empty() ? "OpenBLAS" : name) + (kernel.empty() ? "" : " (" + kernel + ")");
    }
    if (at::hasMKL() || contains("mkl"))
        return "MKL";
    if (contains("blis"))
        return "BLIS";
    return std::string(contains("atlas") ? "ATLAS" : "reference BLAS") + ": slow; install libopenblas0-pthread";
}

/// The first run of digits and dots in @p text: "2.6.3" of "Intel(R) MKL-DNN v2.6.3 (Git Hash ...)".
std::string versionIn(const std::string &text)
{
    const std::size_t begin = text.find_first_of("0123456789");
    if (begin == std::string::npos)
        return {};
    return text.substr(begin, text.find_first_not_of("0123456789.", begin) - begin);
}

/// What LibTorch says of itself after @p key, up to the end of the line or to a comma.
std::string configEntry(const std::string &key)
{
    const std::string config = at::show_config();
    const std::size_t found = config.find(key);
    if (found == std::string::npos)
        return {};
    const std::size_t begin = found + key.size();
    return std::string(trimmed(std::string_view(config).substr(begin, config.find_first_of(",\n", begin) - begin)));
}

} // namespace

ComputeInfo computeInfo()
{
    ComputeInfo info;
    info.torchVersion = TORCH_VERSION;
    info.blas = describeBlas();
    info.oneDnn = at::hasMKLDNN() ? versionIn(at::get_mkldnn_version()) : std::string();
    info.cpuCapability = configEntry("CPU capability usage:");
    info.cores = machine().cores;
    info.cuda = torch::cuda::is_available();
    if (info.cuda) {
        for (std::size_t i = 0; i < torch::cuda::device_count(); ++i)
            info.cudaDevices.push_back("cuda:" + std::to_string(i));
    }
    return info;
}

ComputeDevice resolveDevice(ComputeDevice device)
{
    if (device == ComputeDevice::Cpu)
        return device;
    if (torch::cuda::is_available())
        return ComputeDevice::Cuda;
    if (device == ComputeDevice::Cuda)
        throw Error(ErrorCode::Unsupported,
            "no CUDA device can be used: either there is none, or this LibTorch was built without CUDA");
    return ComputeDevice::Cpu;
}

NumberFormat resolvePrecision(NumberFormat precision, ComputeDevice device, int threads)
{
    if (precision == NumberFormat::Float32)
        return precision;
    // On CUDA, convolutions in float32 already use the matrix units through TF32; bfloat16 is for those who ask.
    if (device == ComputeDevice::Cuda)
        return precision == NumberFormat::Auto ? NumberFormat::Float32 : precision;
    const std::vector<std::string> features = machine().features;
    const bool fast = std::find(features.begin(), features.end(), "avx512_bf16") != features.end();
    if (precision == NumberFormat::BFloat16 && !fast)
        throw Error(ErrorCode::Unsupported,
            "this processor cannot compute in bfloat16 (it lacks AVX512-BF16); choose float32 or auto");
    if (precision == NumberFormat::BFloat16 || !fast)
        return fast ? NumberFormat::BFloat16 : NumberFormat::Float32;
    return knownTrainingSpeed(threads, userCacheFolder()).prefersBFloat16() ? NumberFormat::BFloat16
                                                                            : NumberFormat::Float32;
}

} // namespace retrograde
