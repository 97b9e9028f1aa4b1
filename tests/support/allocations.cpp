#include "support/allocations.h"

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t allocations = 0;

void *counted(std::size_t size, std::size_t alignment)
{
    ++allocations;
    const std::size_t whole = (size + alignment - 1) / alignment * alignment;
    void *const memory = std::aligned_alloc(alignment, whole > 0 ? whole : alignment);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

} // namespace

std::size_t retrograde::testing::allocationsOfThisThread()
{
    return allocations;
}

// The other forms of new and delete end in these.

void *operator new(std::size_t size)
{
    return counted(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}

void *operator new(std::size_t size, std::align_val_t alignment)
{
    return counted(size, static_cast<std::size_t>(alignment));
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}
