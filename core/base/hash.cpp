#include "base/hash.h"

#include <cstdint>
#include <cstdio>
#include <new>
#include <xxhash.h>

namespace retrograde {

struct Hasher::State {
    XXH3_state_t *xxh = XXH3_createState();
    ~State() { XXH3_freeState(xxh); }
};

Hasher::Hasher()
    : m_state(std::make_unique<State>())
{
    if (!m_state->xxh)
        throw std::bad_alloc();
    XXH3_128bits_reset(m_state->xxh);
}

Hasher::~Hasher() = default;

void Hasher::update(std::span<const std::byte> bytes)
{
    XXH3_128bits_update(m_state->xxh, bytes.data(), bytes.size());
}

std::string Hasher::hex() const
{
    const XXH128_hash_t hash = XXH3_128bits_digest(m_state->xxh);
    char text[33];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
        static_cast<unsigned long long>(hash.low64));
    return text;
}

std::string contentHash(std::string_view bytes)
{
    Hasher hasher;
    hasher.update(std::as_bytes(std::span(bytes)));
    return hasher.hex();
}

} // namespace retrograde
