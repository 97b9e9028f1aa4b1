#include "library/unfinishedwork.h"

#include "base/error.h"
#include "base/foreignfile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr const char *kFolder = "unfinished";
constexpr std::uintmax_t kMostBytes = 1 << 20;

/// Paths are bytes, JSON is text: each byte becomes a number.
nlohmann::json toJson(const fs::path &path)
{
    nlohmann::json bytes = nlohmann::json::array();
    for (const char byte : path.native())
        bytes.push_back(static_cast<unsigned char>(byte));
    return bytes;
}

UnfinishedWork read(const fs::path &file)
{
    UnfinishedWork work;
    const nlohmann::json note = nlohmann::json::parse(readForeignText(file, kMostBytes));
    work.demo = note.at("demo").get<bool>();
    for (const nlohmann::json &bytes : note.at("imports")) {
        std::string path;
        for (const nlohmann::json &byte : bytes) {
            if (byte.get<int>() < 0 || byte.get<int>() > 255)
                throw Error(ErrorCode::Corrupt, file, "holds a number that is no byte");
            path += static_cast<char>(byte.get<int>());
        }
        if (fs::path(path).is_absolute())
            work.imports.emplace_back(path);
    }
    return work;
}

} // namespace

WorkNote::WorkNote(const fs::path &workspace, const UnfinishedWork &work)
{
    nlohmann::json imports = nlohmann::json::array();
    for (const fs::path &path : work.imports)
        imports.push_back(toJson(path));
    const std::string text = nlohmann::json { { "demo", work.demo }, { "imports", imports } }.dump();

    // Never the workspace itself: one that was moved away meanwhile shall not grow again where it was.
    std::error_code error;
    fs::create_directory(workspace / kFolder, error);
    std::string name = (workspace / kFolder / "work-XXXXXX").string();
    m_descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (m_descriptor < 0)
        throw Error(ErrorCode::Io, workspace / kFolder, std::string("could not be written: ") + std::strerror(errno));
    m_file = name;
    ::flock(m_descriptor, LOCK_EX | LOCK_NB); // nobody else knows the name yet
    if (::write(m_descriptor, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        const int cause = errno;
        done();
        ::close(m_descriptor);
        throw Error(ErrorCode::Io, m_file, std::string("could not be written: ") + std::strerror(cause));
    }
}

WorkNote::~WorkNote()
{
    ::close(m_descriptor);
}

void WorkNote::done() noexcept
{
    ::unlink(m_file.c_str());
}

std::vector<UnfinishedWork> takeUnfinishedWork(const fs::path &workspace)
{
    std::vector<UnfinishedWork> found;
    std::error_code error;
    for (fs::directory_iterator entry(workspace / kFolder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const fs::path file = entry->path();
        const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        if (descriptor < 0)
            continue;
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
            try {
                found.push_back(read(file));
            } catch (const std::exception &) {
                // Cut off while it was written, so that nothing had begun; or no note of ours.
            }
            std::error_code ignored;
            fs::remove(file, ignored);
        }
        ::close(descriptor);
    }
    return found;
}

} // namespace retrograde
