#pragma once

#include <cstddef>
#include <new>
#include <utility>
#include <vector>

namespace retrograde {

/// Memory that begins where a cache line does, so that no vector of an aligned table straddles two.
template<typename T> struct CacheLineAllocator {
    using value_type = T;
    static constexpr std::align_val_t kAlignment { 64 };

    CacheLineAllocator() = default;
    template<typename U> CacheLineAllocator(const CacheLineAllocator<U> &) { }

    T *allocate(std::size_t count) { return static_cast<T *>(::operator new(count * sizeof(T), kAlignment)); }
    void deallocate(T *memory, std::size_t) { ::operator delete(memory, kAlignment); }
    /// Values that nobody gave are left unset: resize() costs nothing.
    template<typename U> void construct(U *place) { ::new (static_cast<void *>(place)) U; }
    template<typename U, typename... Arguments> void construct(U *place, Arguments &&...arguments)
    {
        ::new (static_cast<void *>(place)) U(std::forward<Arguments>(arguments)...);
    }
    bool operator==(const CacheLineAllocator &) const = default;
};

template<typename T> using AlignedVector = std::vector<T, CacheLineAllocator<T>>;

} // namespace retrograde
