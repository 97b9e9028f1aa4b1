#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace retrograde {

/// A repeatable random stream: xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64 from a seed and a
/// path of names. Streams with different paths are independent, so that, say, the crops of epoch 3 do not
/// depend on how many numbers epoch 2 drew, nor on which thread draws them. The sequence is the same on every
/// platform, which the standard library's distributions do not promise.
class RandomStream {
public:
    using result_type = std::uint64_t;

    /// Example: RandomStream(spec.seed, {streamId("crops"), epoch, exampleIndex}).
    explicit RandomStream(std::uint64_t seed, std::initializer_list<std::uint64_t> path = {});

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type { 0 }; }
    result_type operator()() noexcept;

    /// Uniform in [0, 1), 53 bits.
    double uniform() noexcept;
    /// Uniform in [low, high).
    double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }
    /// Uniform in 0 ... @p bound - 1, without bias (Lemire 2019). @p bound must be > 0.
    std::uint64_t below(std::uint64_t bound) noexcept;
    bool coin() noexcept { return (operator()() >> 63) != 0; }

    /// Fisher and Yates.
    template<typename T> void shuffle(std::vector<T> &values) noexcept
    {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[below(i)]);
    }

private:
    std::uint64_t m_state[4];
};

/// A number for a stream's name, fixed for all time (FNV-1a, 64 bits).
constexpr std::uint64_t streamId(std::string_view name) noexcept
{
    std::uint64_t hash = 0xcbf29ce484222325u;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return hash;
}

} // namespace retrograde
