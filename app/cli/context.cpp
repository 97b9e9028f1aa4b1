#include "app/cli/context.h"

#include "base/outputfile.h"
#include "base/text.h"
#include "library/outputguard.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace retrograde::cli {

namespace fs = std::filesystem;

namespace {

double steadySeconds()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Characters as a terminal counts them, near enough: UTF-8 lead bytes.
std::size_t width(const std::string &text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Bytes of the well-formed UTF-8 sequence that begins with @p lead.
std::size_t utf8Length(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

/// "\\u202e" for a character of two or three bytes.
std::string escapedForJson(std::string_view character)
{
    unsigned code = static_cast<unsigned char>(character[0]) & (character.size() == 2 ? 0x1Fu : 0x0Fu);
    for (const char next : character.substr(1))
        code = (code << 6) | (static_cast<unsigned char>(next) & 0x3Fu);
    char text[8];
    std::snprintf(text, sizeof text, "\\u%04x", code);
    return text;
}

} // namespace

void requireWritable(const Context &context, const fs::path &out, const std::vector<fs::path> &inputs)
{
    std::error_code ignored;
    if (!fs::is_regular_file(out, ignored))
        return;
    requireReplaceable(out, inputs, true);
    if (fs::exists(context.workspace / "retrograde.sqlite", ignored))
        requireNotOfLibrary(Workspace(context.workspace), out);
    requireReplaceable(out, inputs, context.force);
}

void tellOfStrays(const Workspace &workspace)
{
    const std::size_t strays = workspace.strayCheckpoints().size();
    if (strays > 0)
        remark("There are checkpoints of " + std::to_string(strays) + (strays == 1 ? " run" : " runs")
            + " that the workspace's database does not know: it is new, or an older copy. \"retrograde-cli recover\" "
              "brings runs back from their checkpoints; what else an older database knew is only in its copies.");
}

CLI::Validator wholeNumber()
{
    return CLI::Validator(
        [](std::string &text) {
            std::int64_t number = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool whole = error == std::errc() && end == text.data() + text.size() && number >= 0;
            return whole ? std::string() : "'" + shortened(displayText(text), 40) + "' is no whole number";
        },
        "", "whole number");
}

void printJson(const nlohmann::ordered_json &document)
{
    const std::string text = document.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    // Such characters occur in strings alone, where JSON has another way to write them, which commands no terminal.
    std::string printed;
    printed.reserve(text.size() + 1);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = std::min(utf8Length(text[at]), text.size() - at);
        const std::string_view character = std::string_view(text).substr(at, length);
        if (length > 1 && displayText(character) != character)
            printed += escapedForJson(character);
        else
            printed += character;
        at += length;
    }
    std::printf("%s\n", printed.c_str());
}

void complain(const std::string &sentence)
{
    std::fprintf(stderr, "retrograde-cli: %s\n", shortened(displayText(sentence), 2 * kLongestSentence).c_str());
}

void remark(const std::string &sentence)
{
    std::fprintf(stderr, "%s\n", shortened(displayText(sentence), 2 * kLongestSentence).c_str());
}

ProgressLine::ProgressLine()
    : m_terminal(::isatty(STDERR_FILENO) != 0)
{
}

ProgressLine::~ProgressLine()
{
    if (m_open)
        std::fputs("\n", stderr);
}

ProgressCallback ProgressLine::callback()
{
    return [this](const Progress &progress) {
        std::string text = progress.stage;
        if (progress.total > 0)
            text += " " + std::to_string(progress.done) + " of " + std::to_string(progress.total);
        if (progress.filesPerSecond > 0)
            text += number(", %.3g files/s", progress.filesPerSecond);
        if (progress.timesRealTime > 0)
            text += number(", %.0f times real time", progress.timesRealTime);
        if (!progress.item.empty())
            text += ": " + progress.item;
        show(text, progress.total > 0 && progress.done == progress.total);
    };
}

void ProgressLine::show(const std::string &text, bool important)
{
    const double now = steadySeconds();
    if (!important && now - m_lastShown < (m_terminal ? 0.1 : 5.0))
        return;
    m_lastShown = now;
    if (m_terminal) {
        std::fprintf(stderr, "\r\033[K%s", shortened(displayText(text), 100).c_str());
        std::fflush(stderr);
        m_open = true;
    } else {
        std::fprintf(stderr, "%s\n", displayText(text).c_str());
    }
}

TextTable::TextTable(std::vector<Column> columns)
    : m_columns(std::move(columns))
{
}

void TextTable::add(std::vector<std::string> cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i)
        cells[i] = shortened(displayText(cells[i]), m_columns[i].limit);
    m_rows.push_back(std::move(cells));
}

void TextTable::print() const
{
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
        std::size_t widest = width(m_columns[i].title);
        for (const auto &row : m_rows)
            widest = std::max(widest, width(row[i]));
        widths.push_back(widest);
    }
    const auto line = [&](const auto &cellAt) {
        std::string text;
        for (std::size_t i = 0; i < m_columns.size(); ++i) {
            const std::string cell = cellAt(i);
            const std::string padding(widths[i] - width(cell), ' ');
            text += i ? "  " : "";
            text += m_columns[i].right ? padding + cell : cell + padding;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        std::printf("%s\n", text.c_str());
    };
    line([&](std::size_t i) { return m_columns[i].title; });
    for (const auto &row : m_rows)
        line([&](std::size_t i) { return row[i]; });
}

std::string number(const char *format, double value)
{
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

} // namespace retrograde::cli
