#include "support/throwingnew.h"

#include <atomic>
#include <cstdlib>
#include <thread>
#include <utility>

namespace {

std::atomic<bool> armed { false };
std::size_t leastBytes = 0; // these four are set before
std::size_t mostBytes = 0;
std::thread::id spared;
std::function<void()> *raiser = nullptr; // never deleted: a thread may be calling it

void *checked(std::size_t size, std::size_t alignment)
{
    if (armed && size >= leastBytes && size <= mostBytes && std::this_thread::get_id() != spared
        && armed.exchange(false))
        (*raiser)();
    const std::size_t whole = (size + alignment - 1) / alignment * alignment;
    void *const memory = std::aligned_alloc(alignment, whole > 0 ? whole : alignment);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

} // namespace

namespace retrograde::testing {

ThrowingNew::ThrowingNew(std::size_t least, std::size_t most, std::function<void()> raise)
{
    leastBytes = least;
    mostBytes = most;
    spared = std::this_thread::get_id();
    raiser = new std::function<void()>(std::move(raise));
    armed = true;
}

ThrowingNew::~ThrowingNew()
{
    armed = false;
}

bool ThrowingNew::hasThrown() const
{
    return !armed;
}

} // namespace retrograde::testing

// The other forms of new and delete end in these.

void *operator new(std::size_t size)
{
    return checked(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}

void *operator new(std::size_t size, std::align_val_t alignment)
{
    return checked(size, static_cast<std::size_t>(alignment));
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
