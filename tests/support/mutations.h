#pragma once

#include "base/error.h"
#include "base/random.h"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

/// Files that are nearly what they should be.
namespace retrograde::testing {

inline std::string bytesOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(file), {} };
}

inline void putBytes(const std::filesystem::path &path, const std::string &bytes)
{
    std::ofstream(path, std::ios::binary).write(bytes.data(), std::ssize(bytes));
}

/// @p original with one to eight changes drawn from @p random: bits, bytes, numbers, spans that are lost, doubled or
/// moved, words of @p dictionary put in.
inline std::string mutated(std::string bytes, RandomStream &random, const std::vector<std::string> &dictionary)
{
    static const std::vector<std::string> kNumbers { "0", "-1", "1", "65536", "2147483647", "2147483648", "4294967295",
        "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615", "1e999", "-0.0", "nan",
        "NaN", "null", "1e-400", "99999999999999999999999999" };
    const auto position = [&] { return static_cast<std::size_t>(random.below(bytes.size() + 1)); };
    const std::uint64_t changes = 1 + random.below(8);
    for (std::uint64_t change = 0; change < changes; ++change) {
        const std::size_t where = position();
        const std::size_t length = static_cast<std::size_t>(
            random.below(1 + std::min<std::size_t>(bytes.size() - where, std::size_t { 1 } << random.below(12))));
        switch (random.below(9)) {
        case 0:
            if (where < bytes.size())
                bytes[where] = static_cast<char>(bytes[where] ^ (1 << random.below(8)));
            break;
        case 1:
            if (where < bytes.size())
                bytes[where] = static_cast<char>(random.below(256));
            break;
        case 2:
            bytes.erase(where, length);
            break;
        case 3:
            bytes.insert(where, bytes.substr(where, length));
            break;
        case 4: {
            const std::string span = bytes.substr(where, length);
            bytes.erase(where, length);
            bytes.insert(position(), span);
            break;
        }
        case 5: { // a number that is there becomes another
            const std::size_t digit = bytes.find_first_of("0123456789", where);
            if (digit == std::string::npos)
                break;
            const std::size_t end = std::min(bytes.find_first_not_of("0123456789", digit), bytes.size());
            bytes.replace(digit, end - digit, kNumbers[random.below(kNumbers.size())]);
            break;
        }
        case 6:
            if (!dictionary.empty())
                bytes.insert(where, dictionary[random.below(dictionary.size())]);
            break;
        case 7:
            bytes.resize(where);
            break;
        case 8: // a number of four or eight bytes
            for (std::size_t i = 0; i < 4u << random.below(2) && where + i < bytes.size(); ++i)
                bytes[where + i] = static_cast<char>(random.coin() ? 0xFF : random.below(2) * 0x7F);
            break;
        }
    }
    return bytes;
}

/// How often, or how long, something is tried: @p rounds in the tests, and for RETROGRADE_FUZZ_SECONDS seconds where
/// that is set. The same rounds see the same mutations; RETROGRADE_FUZZ_SEED chooses others.
class FuzzBudget {
public:
    FuzzBudget(std::string_view what, int rounds)
        : m_name(streamId(what))
        , m_rounds(rounds)
    {
        if (const char *seconds = std::getenv("RETROGRADE_FUZZ_SECONDS"))
            m_seconds = std::atof(seconds);
        if (const char *seed = std::getenv("RETROGRADE_FUZZ_SEED"))
            m_seed = std::strtoull(seed, nullptr, 10);
    }

    bool goesOn() const
    {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - m_begin;
        return m_seconds > 0 ? passed.count() < m_seconds : m_round < m_rounds;
    }
    RandomStream next() { return RandomStream(m_seed, { m_name, static_cast<std::uint64_t>(m_round++) }); }
    std::int64_t rounds() const { return m_round; }

private:
    std::uint64_t m_name;
    std::int64_t m_rounds;
    std::int64_t m_round = 0;
    double m_seconds = 0;
    std::uint64_t m_seed = 1;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

/// How many of the mutations were read, and how many refused with an Error. Anything else that is thrown passes
/// through.
struct FuzzCount {
    std::int64_t read = 0;
    std::int64_t refused = 0;

    void count(const std::function<void()> &attempt)
    {
        try {
            attempt();
            ++read;
        } catch (const Error &) {
            ++refused;
        }
    }
};

} // namespace retrograde::testing
