#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace retrograde {

/// Names content by what is in it: XXH3, 128 bits (xxHash), as 32 lower-case hexadecimal digits. For finding
/// the same thing again and for detecting damage, not for defence against forgery. Not thread-safe.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(const Hasher &) = delete;
    Hasher &operator=(const Hasher &) = delete;

    void update(std::span<const std::byte> bytes);
    /// Of all that was given so far; more may follow.
    std::string hex() const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

std::string contentHash(std::string_view bytes);

} // namespace retrograde
