#include "spectrum/storecare.h"

#include "base/error.h"
#include "spectrum/featurefile.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <unistd.h>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

bool isHash(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

/// "ab/ab...-<hash>.rgf", as FeatureStore::fileFor() makes them.
bool isSpectrogramName(const fs::path &folder, std::string_view name)
{
    return name.ends_with(".rgf") && isHash(name.substr(0, name.size() - 4))
        && name.starts_with(folder.filename().string());
}

/// The process that writes "<name>.tmp-<process>-<number>", if this is the name of such a file.
std::optional<pid_t> writerOf(const std::string &name)
{
    constexpr std::string_view kMark = ".tmp-";
    const std::size_t mark = name.rfind(kMark);
    if (mark == std::string::npos || !(name.substr(0, mark).ends_with(".rgf") || name.substr(0, mark) == "levels"))
        return std::nullopt;
    const long process = std::strtol(name.c_str() + mark + kMark.size(), nullptr, 10);
    return process > 0 ? std::optional(static_cast<pid_t>(process)) : std::nullopt;
}

bool isRunning(pid_t process)
{
    return ::kill(process, 0) == 0 || errno == EPERM;
}

/// The header, if it belongs to a file of this name.
std::optional<FeatureFileHeader> headerOf(const Descriptor &descriptor, const fs::path &file)
{
    const std::optional<FeatureFileHeader> header = readFeatureFileHeader(descriptor);
    const bool named
        = header && file.filename() == featureFileName(textOf(header->contentHash), textOf(header->parameters));
    return named ? header : std::nullopt;
}

StoredFile judged(const fs::directory_entry &entry)
{
    StoredFile file;
    file.path = entry.path();
    std::error_code vanished;
    file.bytes = static_cast<std::int64_t>(entry.file_size(vanished));
    const std::string name = entry.path().filename();
    if (const std::optional<pid_t> writer = writerOf(name)) {
        file.kind = isRunning(*writer) ? StoredFile::Kind::Unfinished : StoredFile::Kind::Abandoned;
    } else if (isSpectrogramName(entry.path().parent_path(), name)) {
        const std::optional<FeatureFileHeader> header = headerOf(openFeatureFile(file.path), file.path);
        if (!header) {
            file.kind = StoredFile::Kind::Damaged;
            return file;
        }
        file.contentHash = textOf(header->contentHash);
        const bool current = isCurrentFingerprint(textOf(header->parameters)) && !isOutdated(*header);
        file.kind = current ? StoredFile::Kind::Spectrogram : StoredFile::Kind::Outdated;
    }
    return file;
}

/// The spectrograms of the sound @p contentHash, by their names and headers.
std::vector<fs::path> filesOf(const FeatureStore &store, const std::string &contentHash)
{
    std::vector<fs::path> files;
    std::error_code absent;
    for (const fs::directory_entry &entry : fs::directory_iterator(store.folder() / contentHash.substr(0, 2), absent)) {
        if (!entry.path().filename().string().starts_with(contentHash + "-"))
            continue;
        const std::optional<FeatureFileHeader> header = headerOf(openFeatureFile(entry.path()), entry.path());
        if (header && textOf(header->contentHash) == contentHash)
            files.push_back(entry.path());
    }
    return files;
}

} // namespace

void copySpectrograms(const FeatureStore &store, const std::string &from, const std::string &to)
{
    for (const fs::path &file : filesOf(store, from)) {
        const Descriptor descriptor = openFeatureFile(file);
        const std::optional<FeatureFileHeader> header = headerOf(descriptor, file);
        if (!header || isOutdated(*header) || !hasItsChecksum(descriptor, *header, [] {}))
            continue;
        const std::string parameters = textOf(header->parameters);
        const fs::path target = store.folder() / to.substr(0, 2) / featureFileName(to, parameters);
        std::error_code failure;
        if (fs::exists(target, failure))
            continue;
        fs::create_directories(target.parent_path(), failure);
        FeatureFileHeader copied = makeFeatureFileHeader(to, parameters, header->bins);
        copied.frames = header->frames;
        copied.maximumDb = header->maximumDb;
        copyFeatureFile(target, copied, descriptor);
    }
}

void removeSpectrograms(const FeatureStore &store, const std::string &contentHash)
{
    for (const fs::path &file : filesOf(store, contentHash)) {
        std::error_code failure;
        fs::remove(file, failure);
        if (failure)
            throw Error(ErrorCode::Io, file, "could not be removed: " + failure.message());
    }
}

std::vector<StoredFile> storedFiles(const FeatureStore &store)
{
    std::vector<StoredFile> files;
    std::error_code failure;
    fs::recursive_directory_iterator entry(store.folder(), failure);
    for (; !failure && entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
        std::error_code vanished;
        if (entry->is_regular_file(vanished) && !entry->is_symlink(vanished))
            files.push_back(judged(*entry));
    }
    if (failure && failure != std::errc::no_such_file_or_directory)
        throw Error(ErrorCode::Io, store.folder(), "could not be read: " + failure.message());
    std::sort(files.begin(), files.end(), [](const StoredFile &a, const StoredFile &b) { return a.path < b.path; });
    return files;
}

bool isIntact(const fs::path &file, const std::function<void()> &check)
{
    const Descriptor descriptor = openFeatureFile(file);
    const std::optional<FeatureFileHeader> header = headerOf(descriptor, file);
    return header && hasItsChecksum(descriptor, *header, check);
}

} // namespace retrograde
