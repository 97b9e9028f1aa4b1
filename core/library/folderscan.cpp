#include "library/folderscan.h"

#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <string_view>
#include <sys/stat.h>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

/// In alphabetical order: what FFmpeg as Debian builds it decodes and people keep sound in; tracker modules by way of
/// libopenmpt.
constexpr std::string_view kAudioExtensions[] = { "3g2", "3ga", "3gp", "669", "aa3", "aac", "ac3", "adts", "aif",
    "aifc", "aiff", "alac", "amf", "amr", "ape", "au", "awb", "bw64", "bwf", "caf", "dbm", "dff", "dsf", "dsm", "dtm",
    "dts", "eac3", "ec3", "f4a", "far", "flac", "gsm", "it", "j2b", "m1a", "m2a", "m4a", "m4b", "m4r", "mdl", "med",
    "mka", "mkv", "mo3", "mod", "mov", "mp1", "mp2", "mp3", "mp4", "mpa", "mpc", "mpga", "mptm", "mtm", "oga", "ogg",
    "ogx", "okt", "oma", "opus", "ptm", "ra", "rf64", "rm", "s3m", "shn", "snd", "sph", "spx", "stm", "tak", "tta",
    "ult", "voc", "w64", "wav", "wave", "weba", "webm", "wma", "wv", "xm" };
/// In alphabetical order: what lies beside music and is none.
constexpr std::string_view kOtherExtensions[] = { "accurip", "bmp", "csv", "cue", "db", "doc", "docx", "gif", "htm",
    "html", "ini", "jpeg", "jpg", "json", "log", "lrc", "m3u", "m3u8", "md", "md5", "nfo", "odt", "pdf", "pls", "png",
    "rtf", "sfv", "tif", "tiff", "tsv", "txt", "url", "webp", "xls", "xlsx", "xml", "xspf", "yaml", "yml" };

/// The same by name, where there is no ending.
constexpr std::string_view kOtherNames[] = { "authors", "changelog", "changes", "copying", "copyright", "credits",
    "licence", "license", "news", "readme", "todo" };

/// Whether @p path ends with one of @p endings.
bool endsWithOneOf(const fs::path &path, std::span<const std::string_view> endings)
{
    const std::string extension = toLower(path.extension().native());
    return extension.size() > 1
        && std::binary_search(endings.begin(), endings.end(), std::string_view(extension).substr(1));
}

bool isKnownToBeSilent(const fs::path &path)
{
    const std::string name = toLower(path.filename().native());
    return name.starts_with('.') || endsWithOneOf(path, kOtherExtensions)
        || std::binary_search(std::begin(kOtherNames), std::end(kOtherNames), std::string_view(name));
}

bool isBelow(const fs::path &path, const fs::path &folder)
{
    return path.native().starts_with(folder == folder.root_path() ? folder.native() : folder.native() + '/');
}

class Scanner {
public:
    Scanner(const ProgressCallback &progress, const RunControl &control)
        : m_progress(progress)
        , m_control(control)
    {
    }

    FolderScan scan(const fs::path &root)
    {
        m_folders.push_back(root);
        while (!m_folders.empty() || !m_links.empty()) {
            std::vector<fs::path> &from = m_folders.empty() ? m_links : m_folders;
            const fs::path folder = std::move(from.back());
            from.pop_back();
            read(folder);
        }
        std::sort(m_found.files.begin(), m_found.files.end(),
            [](const FolderScan::File &a, const FolderScan::File &b) { return a.path.native() < b.path.native(); });
        return std::move(m_found);
    }

private:
    void read(const fs::path &folder)
    {
        struct stat status { };
        if (::stat(folder.c_str(), &status) == 0 && !m_visited.emplace(status.st_dev, status.st_ino).second)
            return;
        std::error_code error;
        fs::directory_iterator entry(folder, error);
        for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
            m_control.check();
            if (!entry->path().filename().native().starts_with('.'))
                take(entry->path());
        }
        if (error)
            m_found.unreadable.emplace_back(folder, error.message());
    }

    void take(const fs::path &path)
    {
        struct stat status { };
        const bool seen = ::stat(path.c_str(), &status) == 0;
        if (seen && S_ISDIR(status.st_mode)) {
            struct stat own { };
            const bool isLink = ::lstat(path.c_str(), &own) == 0 && S_ISLNK(own.st_mode);
            (isLink ? m_links : m_folders).push_back(path);
        } else if (hasAudioExtension(path)) {
            m_found.files.push_back({ path, seen ? FileStamp::of(status) : FileStamp() });
            if (m_progress && m_found.files.size() % 100 == 0)
                m_progress({ "Looking for music", static_cast<std::int64_t>(m_found.files.size()), 0,
                    displayPath(path.parent_path()) });
        } else if (seen && S_ISREG(status.st_mode) && !isKnownToBeSilent(path)) {
            ++m_found.passedOver[toLower(path.extension().native())];
        }
    }

    const ProgressCallback &m_progress;
    const RunControl &m_control;
    FolderScan m_found;
    std::vector<fs::path> m_folders; ///< still to be read
    std::vector<fs::path> m_links; ///< to folders, still to be followed
    std::set<std::pair<dev_t, ino_t>> m_visited;
};

} // namespace

bool FolderScan::shows(const fs::path &root, const fs::path &path) const
{
    return isBelow(path, root) && std::none_of(unreadable.begin(), unreadable.end(), [&](const auto &folder) {
        return isBelow(path, folder.first);
    });
}

fs::path absolutePath(const fs::path &path)
{
    const fs::path absolute = fs::absolute(path).lexically_normal();
    return absolute.has_filename() || !absolute.has_relative_path() ? absolute : absolute.parent_path();
}

bool hasAudioExtension(const fs::path &path)
{
    return endsWithOneOf(path, kAudioExtensions);
}

FolderScan scanFolder(const fs::path &root, const ProgressCallback &progress, const RunControl &control)
{
    FolderScan found = Scanner(progress, control).scan(root);
    for (const auto &[folder, cause] : found.unreadable) {
        if (folder == root)
            throw Error(ErrorCode::Unreadable, root, "the folder cannot be read: " + cause);
    }
    return found;
}

} // namespace retrograde
