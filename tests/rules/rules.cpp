#include "rules/rules.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace retrograde::rules {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> linesOf(const fs::path &path)
{
    std::ifstream file(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

std::string contentOf(const fs::path &path)
{
    std::ifstream file(path);
    return { std::istreambuf_iterator<char>(file), {} };
}

/// Files below the folders, relative to @p root, sorted.
std::vector<fs::path> filesIn(
    const fs::path &root, std::initializer_list<const char *> folders, std::initializer_list<const char *> extensions)
{
    std::vector<fs::path> files;
    for (const char *folder : folders) {
        if (!fs::exists(root / folder))
            continue;
        for (const fs::directory_entry &entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string extension = entry.path().extension();
            if (entry.is_regular_file()
                && std::find(extensions.begin(), extensions.end(), extension) != extensions.end())
                files.push_back(entry.path().lexically_relative(root));
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

struct Include {
    fs::path file; ///< relative to the root
    std::size_t line = 0;
    bool quoted = false;
    std::string name;

    std::string where() const { return file.string() + ":" + std::to_string(line) + ": "; }
};

std::vector<Include> includesIn(const fs::path &root, std::initializer_list<const char *> folders)
{
    static const std::regex pattern(R"(^\s*#\s*include\s*(["<])([^">]+)[">].*)");
    std::vector<Include> includes;
    for (const fs::path &file : filesIn(root, folders, { ".h", ".cpp" })) {
        const std::vector<std::string> lines = linesOf(root / file);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            std::smatch match;
            if (std::regex_match(lines[i], match, pattern))
                includes.push_back({ file, i + 1, match[1] == "\"", match[2] });
        }
    }
    return includes;
}

/// "core/audio" of core/audio/player.h.
std::string folderOf(const fs::path &file)
{
    return file.parent_path().generic_string();
}

bool isBelow(const fs::path &file, const std::string &folder)
{
    return (file.generic_string() + "/").starts_with(folder + "/");
}

} // namespace

std::vector<std::string> folderOrder(const fs::path &root)
{
    static const std::regex item(R"(^[-*0-9.]+ `((core|ui|app)/[a-z]+)/?`.*)");
    std::vector<std::string> folders;
    for (const std::string &line : linesOf(root / "docs" / "ARCHITECTURE.md")) {
        std::smatch match;
        if (std::regex_match(line, match, item))
            folders.push_back(match[1]);
    }
    return folders;
}

Violations unlistedFolders(const fs::path &root)
{
    Violations violations;
    const std::vector<std::string> listed = folderOrder(root);
    std::set<std::string> present;
    for (const char *top : { "core", "ui", "app" }) {
        if (!fs::exists(root / top))
            continue;
        for (const fs::directory_entry &entry : fs::directory_iterator(root / top)) {
            if (fs::exists(entry.path() / "CMakeLists.txt"))
                present.insert(entry.path().lexically_relative(root).generic_string());
        }
    }
    for (const std::string &folder : present) {
        const auto count = std::count(listed.begin(), listed.end(), folder);
        if (count != 1)
            violations.push_back(
                "docs/ARCHITECTURE.md: lists " + folder + " " + std::to_string(count) + " times instead of once");
    }
    for (const std::string &folder : listed) {
        if (!present.contains(folder))
            violations.push_back("docs/ARCHITECTURE.md: lists " + folder + ", which does not exist");
    }
    return violations;
}

Violations includesDownwards(const fs::path &root)
{
    Violations violations;
    std::map<std::string, std::size_t> rank;
    for (const std::string &folder : folderOrder(root))
        rank.emplace(folder, rank.size());
    for (const Include &include : includesIn(root, { "core", "ui", "app" })) {
        if (!include.quoted || include.name.ends_with(".moc"))
            continue;
        const fs::path named(include.name);
        const fs::path target = isBelow(named, "ui") || isBelow(named, "app") ? named : "core" / named;
        if (!fs::exists(root / target)) {
            violations.push_back(include.where() + "\"" + include.name + "\" is no header of the project");
            continue;
        }
        const auto from = rank.find(folderOf(include.file));
        const auto to = rank.find(folderOf(target));
        if (from == rank.end() || to == rank.end())
            continue; // unlistedFolders() says so.
        if (to->second > from->second)
            violations.push_back(include.where() + from->first + " must not know " + to->first + ", which is above it");
    }
    return violations;
}

std::map<std::string, std::set<std::string>> folderIncludes(const fs::path &root)
{
    std::map<std::string, std::set<std::string>> found;
    for (const std::string &folder : folderOrder(root))
        found[folder];
    for (const Include &include : includesIn(root, { "core", "ui", "app" })) {
        const fs::path named(include.name);
        const std::string from = folderOf(include.file);
        const std::string to = folderOf(isBelow(named, "ui") || isBelow(named, "app") ? named : "core" / named);
        if (include.quoted && from != to && found.contains(from) && found.contains(to))
            found[from].insert(to);
    }
    return found;
}

Violations strayHeaders(const fs::path &root)
{
    struct Place {
        const char *library;
        std::regex header;
        std::vector<std::string> allowed; ///< folders or files; tests of the same thing may look, too
    };
    static const std::array<Place, 12> places { {
        { "Qt", std::regex(R"(Q[A-Z].*|qt?[a-z]+/.*|qcustomplot\.h)"), { "ui", "app/workbench", "tests" } },
        { "QCustomPlot", std::regex(R"(qcustomplot\.h)"), { "ui/spectrogram/qcp.h" } },
        { "LibTorch", std::regex(R"((torch|ATen|c10|caffe2)/.*)"),
            { "core/networks", "core/inference", "core/training", "tests/networks", "tests/inference", "tests/training",
                "tests/bench", "tests/support/torcherror.cpp" } },
        { "SQLite", std::regex(R"((SQLiteCpp/.*|sqlite3.*))"), { "core/library", "tests/library", "tests/app" } },
        { "FFmpeg", std::regex(R"((libav|libsw)[a-z]+/.*)"), { "core/audio", "tests/audio", "tests/support" } },
        { "PortAudio", std::regex(R"(portaudio\.h|pa_.*\.h)"), { "core/audio", "tests/audio" } },
        { "FluidSynth", std::regex(R"(fluidsynth\.h)"), { "core/audio" } },
        { "libsndfile", std::regex(R"(sndfile\.h.*)"), { "core/audio", "tests/audio", "tests/support" } },
        { "Rubber Band", std::regex(R"(rubberband/.*)"), { "core/audio" } },
        { "utf8proc", std::regex(R"(utf8proc\.h)"), { "core/base" } },
        { "Mustache", std::regex(R"(kainjow/.*)"), { "core/report/reporttemplate.cpp" } },
        { "FFTW", std::regex(R"(fftw3\.h)"), { "core/spectrum", "tests/spectrum", "tests/support" } },
    } };
    Violations violations;
    for (const Include &include : includesIn(root, { "core", "ui", "app", "tests" })) {
        for (const Place &place : places) {
            if (!std::regex_match(include.name, place.header))
                continue;
            const bool allowed = std::any_of(place.allowed.begin(), place.allowed.end(),
                [&](const std::string &folder) { return isBelow(include.file, folder); });
            if (!allowed)
                violations.push_back(include.where() + place.library + " has no place here (<" + include.name + ">)");
        }
    }
    for (const fs::path &file : filesIn(root, { "core" }, { ".txt" })) {
        if (contentOf(root / file).find("Qt6::") != std::string::npos)
            violations.push_back(file.string() + ": core does not link Qt");
    }
    return violations;
}

Violations unlistedSources(const fs::path &root)
{
    Violations violations;
    for (const fs::path &file : filesIn(root, { "core", "ui", "app" }, { ".cpp" })) {
        const fs::path list = file.parent_path() / "CMakeLists.txt";
        std::istringstream words(contentOf(root / list));
        const std::string name = file.filename();
        bool listed = false;
        for (std::string word; words >> word;) {
            word.erase(std::remove(word.begin(), word.end(), ')'), word.end());
            listed = listed || word == name || word.ends_with("(" + name);
        }
        if (!listed)
            violations.push_back(file.string() + ": is not named in " + list.string());
    }
    return violations;
}

Violations untidySources(const fs::path &root)
{
    static const std::regex promise(R"(.*\b(TO)(DO)\b.*|.*\b(FIX)(ME)\b.*|.*\bXX(X)\b.*)");
    Violations violations;
    for (const fs::path &file : filesIn(root, { "core", "ui", "app", "tests" }, { ".h", ".cpp" })) {
        const std::vector<std::string> lines = linesOf(root / file);
        if (file.extension() == ".h" && (lines.empty() || lines.front() != "#pragma once"))
            violations.push_back(file.string() + ":1: does not start with #pragma once");
        if (lines.size() > kMostLines && !isBelow(file, "tests"))
            violations.push_back(file.string() + ": has " + std::to_string(lines.size()) + " lines, more than "
                + std::to_string(kMostLines));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (std::regex_match(lines[i], promise))
                violations.push_back(file.string() + ":" + std::to_string(i + 1) + ": leaves work for later");
        }
    }
    return violations;
}

Violations localisedNumbers(const fs::path &root)
{
    // As literals of printf and its like; a space between, as in "20 % faster", is no flag of theirs.
    static const std::regex conversion(R"(%[-+#0]*[0-9*]*(\.[0-9*]+)?L?[aefgAEFG](?![A-Za-z]))");
    static const std::regex reading(R"(\b(stof|stod|stold|strtof|strtod|strtold|atof|sscanf|fscanf|ostringstream)\b)");
    static const std::regex locale(R"(\b(setlocale|QCoreApplication|QApplication)\b)");
    Violations violations;
    for (const fs::path &file : filesIn(root, { "core", "ui", "app" }, { ".cpp", ".h" })) {
        const bool isCommandLine = file.native().starts_with("app/cli/");
        std::size_t number = 0;
        for (const std::string &line : linesOf(root / file)) {
            ++number;
            const std::string where = file.string() + ":" + std::to_string(number) + ": ";
            if (isCommandLine && std::regex_search(line, locale))
                violations.push_back(where + "the command line would leave the C locale");
            if (!isCommandLine && line.find('"') != std::string::npos && std::regex_search(line, conversion))
                violations.push_back(where + "this number follows the locale: decimalText() does not");
            if (!isCommandLine && std::regex_search(line, reading))
                violations.push_back(where + "this follows the locale: std::from_chars and std::to_chars do not");
        }
    }
    return violations;
}

Violations textTakenForHtml(const fs::path &root)
{
    struct Door {
        std::regex pattern;
        std::string place; ///< the one file that may
        const char *instead;
    };
    static const std::array<Door, 6> doors { {
        { std::regex(R"(.*\bnew QLabel\b.*|.*\bQLabel [a-z]\w*\s*[;({].*|.*<QLabel>\(.*)"), "ui/base/textlabel.cpp",
            "a TextLabel of ui/base/textlabel.h" },
        { std::regex(R"(.*\bQToolTip::(showText|setText).*)"), "ui/base/tooltips.cpp", "ToolTips::show()" },
        { std::regex(R"(.*\bQt::(AutoText|RichText|MarkdownText)\b.*)"), "ui/base/textlabel.cpp", "plain text" },
        { std::regex(R"(.*\b(QMessageBox::(information|warning|critical|question|about)|new QMessageBox)\b.*)"
                     R"(|.*\bQMessageBox [a-z]\w*\s*[;({].*|.*\bQErrorMessage\b.*)"),
            "ui/base/dialogs.cpp", "MessageBoxes" },
        { std::regex(R"(.*\b(setHtml|insertHtml|appendHtml|setMarkdown)\(.*|.*\bQTextBrowser\b.*)"), {}, "plain text" },
        { std::regex(R"(.*\bsetToolTip\(.*(toHtmlEscaped|<[a-z/]+>).*)"), {}, "the text alone: it is not HTML" },
    } };
    Violations violations;
    for (const fs::path &file : filesIn(root, { "ui", "app" }, { ".h", ".cpp" })) {
        const std::vector<std::string> lines = linesOf(root / file);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            for (const Door &door : doors) {
                if (file.generic_string() != door.place && std::regex_match(lines[i], door.pattern))
                    violations.push_back(file.string() + ":" + std::to_string(i + 1)
                        + ": could take text for HTML; use " + door.instead);
            }
        }
    }
    return violations;
}

Violations askedWhichTask(const fs::path &root)
{
    static const std::regex asked(
        R"(.*([!=]=\s*(toString\()?|\bcase )(Task|Network)::\w.*|.*\b(Task|Network)::\w+\)?\s*[!=]=.*)");
    Violations violations;
    for (const fs::path &file : filesIn(root, { "core", "ui", "app" }, { ".h", ".cpp" })) {
        const std::vector<std::string> lines = linesOf(root / file);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (std::regex_match(lines[i], asked))
                violations.push_back(file.string() + ":" + std::to_string(i + 1)
                    + ": asks which task or network it is; ask its description (core/experiment) instead");
        }
    }
    return violations;
}

Violations packageList(const fs::path &root)
{
    static const std::regex entry(R"(^(build|run|test|bench|deb): ([a-z0-9][a-z0-9+.-]+)$)");
    const fs::path list = fs::path("packaging") / "packages.txt";
    Violations violations;
    std::set<std::string> names;
    const std::vector<std::string> lines = linesOf(root / list);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string where = list.string() + ":" + std::to_string(i + 1) + ": ";
        std::smatch match;
        if (lines[i].empty() || lines[i].starts_with('#'))
            continue;
        if (!std::regex_match(lines[i], match, entry))
            violations.push_back(where + "is not \"purpose: package\"");
        else if (!names.insert(match[2]).second)
            violations.push_back(where + "names " + match[2].str() + " a second time");
    }
    if (names.empty())
        violations.push_back(list.string() + ": names no package");
    if (contentOf(root / "README.md").find(list.generic_string()) == std::string::npos)
        violations.push_back("README.md: does not point to " + list.string());
    for (const char *file : { "run", ".ci/run", "README.md" }) {
        const std::string content = contentOf(root / file);
        for (const std::string &name : names) {
            if (name.ends_with("-dev") && content.find(name) != std::string::npos)
                violations.push_back(std::string(file) + ": repeats " + name + " from " + list.string());
        }
    }
    return violations;
}

Violations unfinishedTranslations(const fs::path &root)
{
    Violations violations;
    const std::vector<fs::path> files = filesIn(root, { "translations" }, { ".ts" });
    if (files.empty())
        violations.push_back("translations: there is none");
    for (const fs::path &file : files) {
        const std::vector<std::string> lines = linesOf(root / file);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const std::string &line = lines[i];
            const bool open = line.find("type=\"unfinished\"") != std::string::npos
                || line.find("type=\"vanished\"") != std::string::npos
                || line.find("type=\"obsolete\"") != std::string::npos
                || line.find("<translation></translation>") != std::string::npos
                || line.find("<numerusform></numerusform>") != std::string::npos;
            if (open)
                violations.push_back(file.string() + ":" + std::to_string(i + 1) + ": not translated, or not used");
        }
    }
    return violations;
}

} // namespace retrograde::rules
