#include "spectrum/cqtkernel.h"
#include "spectrum/decibels.h"
#include "spectrum/halfband.h"

#include <array>
#include <cstddef>
#include <utility>

#ifdef __x86_64__
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,fma,prefer-vector-width=512")

namespace {
constexpr std::size_t kLanes = 16;
constexpr std::size_t kUnitLanes = 8;
constexpr std::size_t kPanelUnits = 6;
constexpr std::size_t kTileFrames = 8;
} // namespace

#include "spectrum/cqtkernelbody.h"

namespace retrograde {
const CqtKernel kAvx512Kernel = kernelOf("avx512");
}
#endif
