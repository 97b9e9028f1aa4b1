#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

namespace retrograde {

/// `names` of an enumeration: the text of each value in JSON and on the command line, in the values' order.
template<typename Type> struct ChoiceNames;

/// An enumeration whose values have names.
template<typename Type>
concept Choice = std::is_enum_v<Type> && requires
{
    ChoiceNames<Type>::names;
};

template<Choice Type> constexpr std::string_view toString(Type value)
{
    return ChoiceNames<Type>::names[static_cast<std::size_t>(value)];
}

/// The value of that name; none where there is no such value.
template<Choice Type> constexpr std::optional<Type> choiceNamed(std::string_view name)
{
    for (std::size_t i = 0; i < ChoiceNames<Type>::names.size(); ++i) {
        if (ChoiceNames<Type>::names[i] == name)
            return static_cast<Type>(i);
    }
    return {};
}

} // namespace retrograde
