#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"
#include "library/workspace.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace retrograde::cli {

/// The exit codes that scripts rely on.
enum ExitCode { kDone = 0, kFailed = 1, kWrongUsage = 2, kCancelled = 130 };

/// The global options, and the one command that was chosen. Each add...Commands() function declares its commands
/// and has the chosen one store what to do in `command`; main() runs it after everything is parsed.
struct Context {
    std::filesystem::path workspace;
    bool force = false; ///< writes over files that are not ours
    bool json = false;
    std::optional<std::uint64_t> seed;
    int threads = 0; ///< 0 = all cores
    std::string device = "auto";
    RunControl *control = nullptr; ///< stopped by Ctrl-C
    std::function<int()> command;
};

void addInfoCommand(CLI::App &app, Context &context);
void addAuditCommands(CLI::App &app, Context &context);
void addImportCommands(CLI::App &app, Context &context);
void addLibraryCommands(CLI::App &app, Context &context);
void addSoundCommands(CLI::App &app, Context &context);
void addRunCommands(CLI::App &app, Context &context);
void addModelCommands(CLI::App &app, Context &context);
void addSettingsCommand(CLI::App &app, Context &context);

/// What the list of settings says of one, for the option that sets it: "Clips per training step (2 to 4096)".
std::string settingHelp(std::string_view key);

/// Before anything is read for it: whether @p out may be written, of which @p inputs are the sources. What is read,
/// music of the library and the workspace's own files never may; what else is there and not ours only with --force.
/// @throws Error Conflict
void requireWritable(
    const Context &context, const std::filesystem::path &out, const std::vector<std::filesystem::path> &inputs = {});
/// Says on standard error which folders of checkpoints no run belongs to, and what can be done about it.
void tellOfStrays(const Workspace &workspace);
/// For options that are numbers of runs and tracks, or count: whole numbers, 0 ... 2^63 - 1, and nothing else.
CLI::Validator wholeNumber();

/// One JSON document on standard output. Ill-formed UTF-8 is replaced.
void printJson(const nlohmann::ordered_json &document);
/// One line on standard error: "retrograde-cli: <sentence>".
void complain(const std::string &sentence);
/// A remark for people on standard error; not an error.
void remark(const std::string &sentence);

/// Shows progress on standard error: one line that is rewritten on a terminal, else a line every few seconds.
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    ProgressCallback callback();
    void show(const std::string &text, bool important = false);

private:
    bool m_terminal;
    bool m_open = false;
    double m_lastShown = -1e9; ///< seconds on the steady clock
};

/// A table with its columns aligned; numbers to the right.
class TextTable {
public:
    struct Column {
        std::string title;
        bool right = false;
        std::size_t limit = 60; ///< characters; longer cells end in an ellipsis
    };
    explicit TextTable(std::vector<Column> columns);
    void add(std::vector<std::string> cells);
    void print() const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

/// printf for one number.
std::string number(const char *format, double value);

} // namespace retrograde::cli
