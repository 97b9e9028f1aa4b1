#include "library/demolibrary.h"

#include "base/error.h"
#include "base/paths.h"
#include "base/text.h"
#include "library/debianpackages.h"

#include <algorithm>
#include <fnmatch.h>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

/// Music of a Debian package: which files, by whom, under which licence. Artists and licences as the package's own
/// copyright file states them; that file is kept beside the music.
struct Piece {
    const char *package;
    const char *files; ///< below /usr/share, as fnmatch() reads it; a `*` does not cross a slash
    const char *artist;
    const char *licence;
};

constexpr Piece kPieces[] = {
    { "heroes-sound-tracks", "games/heroes/mod/*.xm", "Heroes team", "GPL-2+" },
    { "tecnoballz-data", "games/tecnoballz/musics/*.mod", "TLK Games", "GPL-3+" },
    { "pachi-data", "pachi/music/*.s[3t]m", "Peter Hajba", "GPL-2+" },
    { "asc-music", "games/asc/music/*.mp3", "Michael Kievernagel", "GPL-2+" },
    { "vonsh", "games/vonsh/idle_tune.mp3", "Juhani Junkala", "CC0-1.0" },
    { "vonsh", "games/vonsh/play_tune.mp3", "Przemyslaw Sikorski", "CC-BY-3.0" },
    { "pangzero", "perl5/auto/share/dist/Games-PangZero/*.mp3", "SAdam", "GPL-2+" },
    { "amoebax-data", "games/amoebax/music/*.ogg", "Àlex Almarza", "Free-Art-License-1.2" },
    // Its other Ogg files are jingles of a few seconds.
    { "seahorse-adventures", "games/seahorse-adventures/data/music/[0-9].ogg", "Tim", "GPL-2" },
    { "seahorse-adventures", "games/seahorse-adventures/data/music/title.ogg", "Tim", "GPL-2" },
    { "csmash-demosong", "games/csmash/*.ogg", "Hideaki Tanabe", "EFF Open Audio License 1.0" },
    { "funnyboat", "games/funnyboat/data/JDruid-*.ogg", "Joona Karjalainen", "Expat" },
    { "angrydd", "games/angrydd/music/intro.ogg", "Brendan Becker", "GPL-2" },
    { "angrydd", "games/angrydd/music/[sv]*.ogg", "Ben Zeigler", "GPL-2" },
    { "parsec47-data", "games/parsec47/sounds/*.ogg", "Kenta Cho", "BSD-2-Clause" },
};

constexpr const char *kDatasetName = "Demo";
constexpr const char *kStandInFolder = "stand-in";
constexpr const char *kStandInLicence = "CC0-1.0";
constexpr int kStandInTracks = 24;
constexpr int kStandInArtists = 6;
constexpr std::uint64_t kStandInSeed = 1;
/// After so many packages in a row that could not be fetched, the archive is taken to be out of reach.
constexpr int kPatience = 2;

std::vector<std::string> packageNames()
{
    std::vector<std::string> names;
    for (const Piece &piece : kPieces) {
        if (names.empty() || names.back() != piece.package)
            names.emplace_back(piece.package);
    }
    return names;
}

std::vector<std::string> patternsOf(const std::string &package)
{
    std::vector<std::string> patterns;
    for (const Piece &piece : kPieces) {
        if (package == piece.package)
            patterns.emplace_back(piece.files);
    }
    return patterns;
}

/// A row of the labels file; the paths and names here need no more than quotes.
std::string labelsRow(
    const std::string &path, const std::string &artist, const std::string &album, const std::string &licence)
{
    return '"' + path + "\",\"" + artist + "\",\"" + album + "\",\"" + licence + "\"\n";
}

std::vector<fs::path> sortedEntries(const fs::path &folder)
{
    std::vector<fs::path> entries;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder))
        entries.push_back(entry.path());
    std::sort(entries.begin(), entries.end());
    return entries;
}

/// Tells the importer who made which file: better than the files' own tags, which differ within one artist.
fs::path writeLabels(const fs::path &music)
{
    std::string table = "path,artist,album,licence\n";
    for (const Piece &piece : kPieces) {
        const fs::path folder = music / piece.package;
        if (!fs::is_directory(folder))
            continue;
        const fs::path pattern = fs::path(piece.files).filename();
        for (const fs::path &file : sortedEntries(folder)) {
            if (::fnmatch(pattern.c_str(), file.filename().c_str(), 0) == 0)
                table += labelsRow(file.lexically_relative(music), piece.artist,
                    std::string("Debian package ") + piece.package, piece.licence);
        }
    }
    if (fs::is_directory(music / kStandInFolder)) {
        for (const fs::path &artist : sortedEntries(music / kStandInFolder)) {
            for (const fs::path &file : sortedEntries(artist))
                table += labelsRow(
                    file.lexically_relative(music), artist.filename(), "Synthesised stand-in", kStandInLicence);
        }
    }
    fs::path file = music / "labels.csv";
    writeAtomically(file, table);
    return file;
}

std::string joined(const std::vector<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text;
}

DemoReport prepare(
    Workspace &workspace, const fs::path &demo, const ProgressCallback &progress, const RunControl &control)
{
    const fs::path music = demo / "music";
    fs::create_directories(music);
    const FetchLock lock(demo, "the demo library is being prepared by another Retrograde");

    DemoReport report;
    const std::vector<std::string> packages = packageNames();
    std::vector<std::string> present;
    std::vector<std::string> absent;
    std::string cause;
    int failuresInARow = 0;
    for (const std::string &package : packages) {
        control.check();
        if (progress)
            progress(
                { "Fetching music from Debian's archive", static_cast<std::int64_t>(present.size() + absent.size()),
                    static_cast<std::int64_t>(packages.size()), package });
        if (!fs::is_directory(music / package) && failuresInARow < kPatience) {
            const Fetched fetched = fetchPackage(package, patternsOf(package), music, demo / "incoming", control);
            if (!fetched.cause.empty() && cause.empty())
                cause = fetched.cause;
            failuresInARow = fetched.archiveAnswers ? 0 : failuresInARow + 1;
        }
        (fs::is_directory(music / package) ? present : absent).push_back(package);
    }

    report.standIn = present.empty();
    if (report.standIn) {
        report.standInReason = cause;
        synthesiseStandIn(music / kStandInFolder, kStandInTracks, kStandInArtists, kStandInSeed, progress, control);
    } else {
        fs::remove_all(music / kStandInFolder);
    }

    ImportOptions options;
    options.datasetName = kDatasetName;
    options.kind = "demo";
    options.labels = writeLabels(music);
    report.import = importFolder(workspace, music, options, progress, control);
    if (report.standIn) {
        workspace.setDatasetNote(report.import.datasetId,
            "Synthesised stand-in: the archive could not be reached (" + report.standInReason + ")");
        return report;
    }
    std::string note = "Debian packages: " + joined(present);
    if (!absent.empty()) {
        const std::string missing = joined(absent) + " (" + cause + ")";
        note += "; could not be fetched: " + missing;
        report.import.notes.push_back("Not all of the demo library could be fetched: " + missing + '.');
    }
    workspace.setDatasetNote(report.import.datasetId, note);
    return report;
}

} // namespace

DemoReport prepareDemoLibrary(Workspace &workspace, const ProgressCallback &progress, const RunControl &control)
{
    try {
        return prepare(workspace, userCacheFolder() / "demo", progress, control);
    } catch (const fs::filesystem_error &error) {
        throw Error(ErrorCode::Io, error.path1(), error.code().message());
    }
}

} // namespace retrograde
