#include "base/random.h"

#include <bit>

namespace retrograde {

namespace {

std::uint64_t splitMix64(std::uint64_t &state) noexcept
{
    std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

} // namespace

RandomStream::RandomStream(std::uint64_t seed, std::initializer_list<std::uint64_t> path)
{
    std::uint64_t state = seed;
    for (const std::uint64_t part : path)
        state = splitMix64(state) ^ (part * 0xd1342543de82ef95u);
    for (std::uint64_t &word : m_state)
        word = splitMix64(state);
}

RandomStream::result_type RandomStream::operator()() noexcept
{
    const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
    const std::uint64_t shifted = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= shifted;
    m_state[3] = std::rotl(m_state[3], 45);
    return result;
}

double RandomStream::uniform() noexcept
{
    return static_cast<double>(operator()() >> 11) * 0x1.0p-53;
}

std::uint64_t RandomStream::below(std::uint64_t bound) noexcept
{
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(operator()()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
        const std::uint64_t threshold = -bound % bound;
        while (static_cast<std::uint64_t>(product) < threshold)
            product = static_cast<Wide>(operator()()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
}

} // namespace retrograde
