#pragma once

#include <cstddef>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace retrograde::testing {

/// In programs that link retrograde::throwingnew: whatever libraries and the system might throw within a job, thrown
/// from where it asks for memory, so that no job needs a door for tests.
class ThrowingNew {
public:
    /// Once, the next time that a thread other than this one asks new for @p least ... @p most bytes, @p raise is
    /// called instead, which throws.
    ThrowingNew(std::size_t least, std::size_t most, std::function<void()> raise);
    ~ThrowingNew();
    ThrowingNew(const ThrowingNew &) = delete;
    ThrowingNew &operator=(const ThrowingNew &) = delete;

    bool hasThrown() const;
};

/// Something that is thrown although it is no Error, and a part of the sentence that is said of it.
struct Thrown {
    const char *name;
    std::function<void()> raise;
    std::string sentence;
};
inline std::vector<Thrown> whateverIsThrown()
{
    return {
        { "runtime_error", [] { throw std::runtime_error("expected a tensor\nException raised from somewhere"); },
            "an unexpected problem: expected a tensor" },
        { "bad_alloc", [] { throw std::bad_alloc(); }, "there is not enough memory" },
        { "int", [] { throw 7; }, "an unexpected problem that says nothing of itself" },
    };
}

} // namespace retrograde::testing
