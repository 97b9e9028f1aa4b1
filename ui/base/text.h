#pragma once

#include <QString>
#include <filesystem>
#include <string_view>

namespace retrograde {

/// Text of the core, with anything that is not valid UTF-8 made visible.
QString toQString(std::string_view text);
/// A core's Progress::stage in the user's language.
QString stageText(std::string_view stage);
/// A path to show: never an invalid character.
QString pathText(const std::filesystem::path &path);
/// A path as Qt's file functions give and take it.
QString toFileName(const std::filesystem::path &path);
std::filesystem::path toPath(const QString &fileName);

/// @p text as the beginning of a heading: its first letter large.
QString withCapital(QString text);
/// @p text as a menu or a button shows it letter by letter, where a lone "&" would mark a key.
QString menuText(const QString &text);

/// 0.912 -> "91.2 %", in the user's notation.
QString percentText(double share);
/// In the user's notation.
QString numberText(double value, int decimals);
/// "about 4 min left"; empty when @p seconds is negative, which means unknown.
QString remainingText(double seconds);
/// "2026-11-22T15:41:33Z" -> local date and time, short. Anything else is given back as it is.
QString dateText(std::string_view utc);

} // namespace retrograde
