#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace retrograde {

/// A column of numbers: this object's own, or somebody else's, such as a mapped file's, that are shared by all copies
/// and kept for as long as there is one. Reading is safe from several threads.
template<typename Number> class Column {
public:
    Column() = default;
    Column(std::vector<Number> numbers)
        : m_own(std::move(numbers))
    {
    }
    Column(std::initializer_list<Number> numbers)
        : m_own(numbers)
    {
    }
    /// @param owner what keeps @p numbers alive
    static Column shared(std::span<const Number> numbers, std::shared_ptr<const void> owner)
    {
        Column column;
        column.m_shared = numbers;
        column.m_owner = std::move(owner);
        return column;
    }

    std::size_t size() const { return numbers().size(); }
    const Number *data() const { return numbers().data(); }
    const Number *begin() const { return data(); }
    const Number *end() const { return data() + size(); }
    const Number &operator[](std::size_t row) const { return data()[row]; }
    bool isShared() const { return m_owner != nullptr; }

    /// To be changed; of numbers that are shared, a copy of its own from now on.
    std::vector<Number> &own()
    {
        if (m_owner) {
            m_own.assign(m_shared.begin(), m_shared.end());
            m_shared = {};
            m_owner.reset();
        }
        return m_own;
    }

    friend bool operator==(const Column &one, const Column &other)
    {
        return std::equal(one.begin(), one.end(), other.begin(), other.end());
    }

private:
    std::span<const Number> numbers() const { return m_owner ? m_shared : std::span<const Number>(m_own); }

    std::vector<Number> m_own;
    std::span<const Number> m_shared;
    std::shared_ptr<const void> m_owner; ///< of m_shared; null when the numbers are this object's own
};

} // namespace retrograde
