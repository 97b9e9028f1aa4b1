#pragma once

#include "base/error.h"
#include "base/text.h"
#include "experiment/choice.h"

#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Groups of settings as JSON. A group lists each of its settings once, by what is said of it, member and what the
/// member may be, in a function `eachSetting(group, visit)`; writing, reading, checking and describing all follow that
/// list.
namespace retrograde::settings {

/// What is said of a setting. Its default is the member's own.
struct Setting {
    const char *key;
    const char *words = ""; ///< one sentence for people
    const char *unit = ""; ///< "frames", "s", "dB"
    const char *source = ""; ///< the paper that it is from
    bool ofMachine = false; ///< says how a machine computes the experiment; no part of the experiment itself
};

// What a setting may be, where its type does not say it all.
template<typename Number> struct Range {
    Number low;
    Number high; ///< the type's greatest number = no limit
};
struct Anything { };
/// Text of a certain form, such as a clip length, or numbers that are checked together with others: in words.
struct Written {
    const char *how;
};
/// A group with a list of its own.
struct Group { };

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

/// Whether the text of a type is read by its own parse(), as ClipLength's is.
template<typename T>
concept Parsed = requires(std::string_view text, const T &value)
{
    T::parse(text);
    value.toString();
};

/// Chosen by name from a list that can be added to, as Task is.
template<typename T>
concept Registered = requires(std::string_view name)
{
    T::named(name);
    T::names();
};

template<typename T> constexpr const char *typeWanted()
{
    if constexpr (std::is_same_v<T, bool>)
        return "true or false";
    else if constexpr (std::is_same_v<T, double>)
        return "a number";
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return "a whole number from 0";
    else if constexpr (std::is_integral_v<T>)
        return "a whole number";
    else if constexpr (std::is_same_v<T, std::vector<std::string>>)
        return "a list of names";
    else
        return "text";
}

/// Takes settings out of one JSON object; what nobody took is an unknown key.
class Reader {
public:
    Reader(std::string prefix, const nlohmann::json &object)
        : m_prefix(std::move(prefix))
    {
        if (!object.is_object())
            refuse("the run specification"
                + (m_prefix.empty() ? "" : "'s '" + m_prefix.substr(0, m_prefix.size() - 1) + "'")
                + " is not an object");
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
        } else if constexpr (std::is_same_v<T, std::string> || Choice<T> || Registered<T> || Parsed<T>) {
            fits = value->is_string();
        } else {
            fits = value->is_array();
            for (const nlohmann::json &entry : *value)
                fits = fits && entry.is_string();
        }
        if (!fits)
            refuse("'" + m_prefix + key + "' must be " + typeWanted<T>());
        if constexpr (Choice<T>) {
            requireOneOf(m_prefix + key, value->get<std::string>(), ChoiceNames<T>::names);
            target = *choiceNamed<T>(value->get<std::string>());
        } else if constexpr (Registered<T>) {
            requireOneOf(m_prefix + key, value->get<std::string>(), T::names());
            target = *T::named(value->get<std::string>());
        } else if constexpr (Parsed<T>) {
            target = T::parse(value->get<std::string>());
        } else {
            target = value->get<T>();
        }
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

template<typename T> nlohmann::json jsonOf(const T &value)
{
    if constexpr (Choice<T> || Registered<T>)
        return std::string(toString(value));
    else if constexpr (Parsed<T>)
        return value.toString();
    else
        return value;
}

template<typename Settings> nlohmann::json toJson(const Settings &group)
{
    nlohmann::json object = nlohmann::json::object();
    eachSetting(group, [&]<typename Allowed>(const Setting &setting, const auto &value, const Allowed &) {
        if constexpr (std::is_same_v<Allowed, Group>)
            object[setting.key] = toJson(value);
        else
            object[setting.key] = jsonOf(value);
    });
    return object;
}

/// Absent settings keep the value that they have in @p group. @p prefix: what stands before each key, "defences.".
/// @throws Error InvalidArgument: not an object, an unknown key, a wrong type
template<typename Settings> void fromJson(const std::string &prefix, const nlohmann::json &object, Settings &group)
{
    Reader reader(prefix, object);
    eachSetting(group, [&]<typename Allowed>(const Setting &setting, auto &value, const Allowed &) {
        if constexpr (!std::is_same_v<Allowed, Group>)
            reader.take(setting.key, value);
        else if (const nlohmann::json *given = reader.take(setting.key))
            fromJson(prefix + setting.key + ".", *given, value);
    });
    reader.requireAllTaken();
}

/// @throws Error InvalidArgument naming the setting
template<typename Settings> void validate(const std::string &prefix, const Settings &group)
{
    eachSetting(group, [&]<typename Allowed>(const Setting &setting, const auto &value, const Allowed &allowed) {
        const std::string full = prefix + setting.key;
        if constexpr (std::is_same_v<Allowed, Group>)
            validate(full + ".", value);
        else if constexpr (requires { allowed.low; })
            requireRange(full, value, allowed.low, allowed.high);
    });
}

} // namespace retrograde::settings
