#include "spectrum/cqtkernel.h"
#include "spectrum/decibels.h"
#include "spectrum/halfband.h"

#include <array>
#include <cstddef>
#include <utility>

namespace {
constexpr std::size_t kLanes = 4;
constexpr std::size_t kUnitLanes = 4;
constexpr std::size_t kPanelUnits = 2;
constexpr std::size_t kTileFrames = 4;
} // namespace

#include "spectrum/cqtkernelbody.h"

namespace retrograde {
const CqtKernel kPortableKernel = kernelOf("portable");
}
