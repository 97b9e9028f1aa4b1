#pragma once

#include "base/error.h"
#include "base/text.h"

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Groups of settings as JSON. A group lists each of its settings once, by key, member and what the member may be, in a
/// function `eachSetting(group, visit)`; writing, reading and checking all follow that list.
namespace retrograde::settings {

[[noreturn]] inline void refuse(const std::string &cause)
{
    throw Error(ErrorCode::InvalidArgument, cause);
}

template<typename Names> std::string listed(const Names &names)
{
    std::string text;
    for (const std::string_view name : names)
        text += (text.empty() ? "" : ", ") + std::string(name);
    return text;
}

template<typename Number> void requireRange(const std::string &name, Number value, Number low, Number high)
{
    // Written so that NaN is refused as well.
    if (!(value >= low && value <= high)) {
        using nlohmann::json;
        refuse(name + " must be from " + json(low).dump() + " to " + json(high).dump() + ", not " + json(value).dump());
    }
}

template<typename Names> void requireOneOf(const std::string &name, const std::string &value, const Names &names)
{
    for (const std::string_view known : names) {
        if (value == known)
            return;
    }
    refuse(name + " must be one of " + listed(names) + ", not '" + displayText(value) + "'");
}

inline const char *typeWanted(const int *)
{
    return "a whole number";
}
inline const char *typeWanted(const std::int64_t *)
{
    return "a whole number";
}
inline const char *typeWanted(const std::uint64_t *)
{
    return "a whole number from 0";
}
inline const char *typeWanted(const double *)
{
    return "a number";
}
inline const char *typeWanted(const bool *)
{
    return "true or false";
}
inline const char *typeWanted(const std::string *)
{
    return "text";
}
inline const char *typeWanted(const std::vector<std::string> *)
{
    return "a list of names";
}

/// Takes settings out of one JSON object; what nobody took is an unknown key.
class Reader {
public:
    Reader(std::string prefix, const nlohmann::json &object)
        : m_prefix(std::move(prefix))
    {
        if (!object.is_object())
            refuse("the run specification" + (m_prefix.empty() ? "" : "'s '" + m_prefix + "'") + " is not an object");
        for (const auto &[key, value] : object.items())
            m_left.emplace(key, &value);
    }

    const nlohmann::json *take(const std::string &key)
    {
        const auto found = m_left.find(key);
        if (found == m_left.end())
            return nullptr;
        const nlohmann::json *value = found->second;
        m_left.erase(found);
        return value;
    }

    /// Leaves @p target as it is when the key is absent.
    template<typename T> void take(const std::string &key, T &target)
    {
        const nlohmann::json *value = take(key);
        if (!value)
            return;
        bool fits = false;
        if constexpr (std::is_same_v<T, int> || std::is_same_v<T, std::int64_t>) {
            fits = value->is_number_unsigned()
                ? value->get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<T>::max())
                : value->is_number_integer() && value->get<std::int64_t>() >= std::numeric_limits<T>::min();
        } else if constexpr (std::is_same_v<T, std::uint64_t>) {
            fits = value->is_number_unsigned();
        } else if constexpr (std::is_same_v<T, double>) {
            fits = value->is_number();
        } else if constexpr (std::is_same_v<T, bool>) {
            fits = value->is_boolean();
        } else if constexpr (std::is_same_v<T, std::string>) {
            fits = value->is_string();
        } else {
            fits = value->is_array();
            for (const nlohmann::json &entry : *value)
                fits = fits && entry.is_string();
        }
        if (!fits)
            refuse("'" + m_prefix + key + "' must be " + typeWanted(&target));
        target = value->get<T>();
    }

    void requireAllTaken() const
    {
        if (!m_left.empty())
            refuse("unknown setting '" + displayText(m_prefix + m_left.begin()->first) + "' in a run specification");
    }

private:
    std::string m_prefix;
    std::map<std::string, const nlohmann::json *> m_left;
};

// What a setting may be.
template<typename Number> struct Range {
    Number low;
    Number high;
};
struct OneOf {
    std::initializer_list<std::string_view> names;
};
struct Anything { };

template<typename Group> nlohmann::json toJson(const Group &group)
{
    nlohmann::json object = nlohmann::json::object();
    eachSetting(group, [&](const char *key, const auto &value, const auto &) { object[key] = value; });
    return object;
}

/// @throws Error InvalidArgument: not an object, an unknown key, a wrong type
template<typename Group> void fromJson(const std::string &name, const nlohmann::json &object, Group &group)
{
    Reader reader(name + ".", object);
    eachSetting(group, [&](const char *key, auto &value, const auto &) { reader.take(key, value); });
    reader.requireAllTaken();
}

/// @throws Error InvalidArgument naming the setting
template<typename Group> void validate(const std::string &name, const Group &group)
{
    eachSetting(group, [&](const char *key, const auto &value, const auto &allowed) {
        const std::string full = name + "." + key;
        using Allowed = std::remove_cvref_t<decltype(allowed)>;
        if constexpr (std::is_same_v<Allowed, OneOf>)
            requireOneOf(full, value, allowed.names);
        else if constexpr (!std::is_same_v<Allowed, Anything>)
            requireRange(full, value, allowed.low, allowed.high);
    });
}

} // namespace retrograde::settings
