#include "spectrum/cqtkernel.h"
#include "spectrum/decibels.h"
#include "spectrum/halfband.h"

#include <array>
#include <cstddef>
#include <utility>

#ifdef __x86_64__
#pragma GCC target("avx2,fma")

namespace {
constexpr std::size_t kLanes = 8;
constexpr std::size_t kUnitLanes = 8;
constexpr std::size_t kPanelUnits = 3;
constexpr std::size_t kTileFrames = 4;
} // namespace

#include "spectrum/cqtkernelbody.h"

namespace retrograde {
const CqtKernel kAvx2Kernel = kernelOf("avx2");
}
#endif
