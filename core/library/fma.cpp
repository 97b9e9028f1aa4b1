#include "library/fma.h"

#include "base/error.h"
#include "base/text.h"
#include "library/preparation.h"
#include "library/table.h"

#include <algorithm>
#include <map>
#include <optional>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr double kClipLength = 30; ///< seconds; what is published is a little less than it
constexpr const char *kTracks = "tracks.csv";

bool isDigits(const std::string &text, std::size_t count)
{
    return text.size() == count && text.find_first_not_of("0123456789") == std::string::npos;
}

/// Whether folders such as 000, 155 lie in @p folder.
bool holdsClips(const fs::path &folder)
{
    std::error_code error;
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        std::error_code ignored;
        if (isDigits(entry->path().filename().native(), 3) && entry->is_directory(ignored)
            && std::any_of(fs::directory_iterator(entry->path(), ignored), fs::directory_iterator(),
                [](const fs::directory_entry &file) { return fmaIdOf(file.path()) > 0; }))
            return true;
    }
    return false;
}

} // namespace

Id fmaIdOf(const fs::path &path)
{
    const std::string stem = path.stem().native();
    const std::string folder = path.parent_path().filename().native();
    std::int64_t id = 0;
    if (!isDigits(stem, 6) || folder != stem.substr(0, 3) || !hasAudioExtension(path) || !parseNumber(stem, id))
        return 0;
    return id;
}

FmaCatalogue::Subset FmaCatalogue::subsetCalled(std::string_view name)
{
    return name == "small" ? Subset::Small
        : name == "medium" ? Subset::Medium
        : name == "large"  ? Subset::Large
                           : Subset::Unknown;
}

/// Where in tracks.csv the cells are that the library keeps; npos = there is no such column.
struct FmaCatalogue::Columns {
    static constexpr std::size_t kNone = std::string::npos;
    std::size_t count = 0;
    std::map<std::string, std::size_t> places; ///< by "group/field"

    std::size_t at(const char *name) const
    {
        const auto place = places.find(name);
        return place == places.end() ? kNone : place->second;
    }
};

FmaCatalogue::FmaCatalogue(const fs::path &folder, const RunControl &control)
    : m_file(folder / kTracks)
{
    Table table(m_file, control);
    std::error_code error;
    if (fs::exists(folder / "genres.csv", error))
        readGenres(folder / "genres.csv", control);
    else
        m_notes.push_back(
            displayPath(folder / "genres.csv") + " is not there: genres have the names of tracks.csv only");
    readTracks(table);
    const std::vector<std::string> notes = table.notes();
    m_notes.insert(m_notes.end(), notes.begin(), notes.end());
}

void FmaCatalogue::readGenres(const fs::path &file, const RunControl &control)
{
    Table table(file, control);
    std::map<std::string, std::size_t> columns;
    if (table.next()) {
        for (std::size_t column = 0; column < table.size(); ++column)
            columns.emplace(table.cell(column), column);
    }
    if (columns.count("genre_id") == 0 || columns.count("title") == 0) {
        m_notes.push_back(displayPath(file.filename())
            + ", line 1: there is no column genre_id or no column title: genres have the names of tracks.csv only");
        return;
    }
    while (table.next(columns.size())) {
        std::int64_t id = 0;
        if (parseNumber(table.cell(columns["genre_id"]), id))
            m_genres[id] = table.cell(columns["title"]);
        else
            table.note("\"" + table.cell(columns["genre_id"]) + "\" is no genre's number");
    }
    const std::vector<std::string> notes = table.notes();
    m_notes.insert(m_notes.end(), notes.begin(), notes.end());
}

void FmaCatalogue::readTracks(Table &table)
{
    // Two rows of headings, the group's and the field's, and a third that names the first column.
    std::vector<std::string> groups;
    std::vector<std::string> fields;
    for (std::vector<std::string> *row : { &groups, &fields }) {
        if (!table.next())
            throw Error(ErrorCode::InvalidArgument, m_file, "ends before its headings do");
        for (std::size_t column = 0; column < table.size(); ++column)
            row->push_back(table.cell(column));
    }
    if (!table.next() || table.cell(0) != "track_id") {
        throw Error(ErrorCode::InvalidArgument, m_file,
            "is not FMA's table of tracks: after two rows of headings, its third row should begin with track_id");
    }
    Columns columns;
    columns.count = std::min(groups.size(), fields.size());
    for (std::size_t column = 1; column < columns.count; ++column)
        columns.places.emplace(groups[column] + "/" + fields[column], column);
    for (const char *wanted : { "album/title", "artist/name", "set/split", "set/subset", "track/duration",
             "track/genre_top", "track/genres_all", "track/license", "track/title" }) {
        if (columns.at(wanted) == Columns::kNone)
            table.addNote(table.at(2) + "there is no column " + wanted + "; what it says stays unknown");
    }
    while (table.next(columns.count))
        readTrack(table, columns);
}

void FmaCatalogue::readTrack(Table &table, const Columns &columns)
{
    Id id = 0;
    if (!parseNumber(table.cell(0), id) || id == 0) {
        table.note("\"" + table.cell(0) + "\" is no track's number");
        return;
    }
    const auto cell = [&](const char *name) { return table.cell(columns.at(name)); };
    Row row;
    row.line = static_cast<std::int32_t>(table.line());
    row.title = textId(cell("track/title"));
    row.artist = textId(cell("artist/name"));
    row.album = textId(cell("album/title"));
    row.licence = textId(cell("track/license"));
    row.genre = textId(genresOf(table, columns));
    const std::string split = cell("set/split");
    if (split == "training" || split == "validation" || split == "test")
        row.split = textId(split);
    else if (!split.empty())
        table.note("there is no split \"" + split + "\"");
    const std::string subset = cell("set/subset");
    row.subset = subsetCalled(subset);
    if (row.subset == Subset::Unknown && !subset.empty())
        table.note("there is no subset \"" + subset + "\"");
    double seconds = 0;
    const std::string duration = cell("track/duration");
    if (parseReal(duration, seconds) && seconds >= 0)
        row.seconds = static_cast<float>(seconds);
    else if (!duration.empty())
        table.note("\"" + duration + "\" is no duration");
    const auto [known, isNew] = m_rows.try_emplace(id, row);
    if (!isNew)
        table.note("the track was named on line " + std::to_string(known->second.line) + " already");
}

/// The top genre first, then the others.
std::string FmaCatalogue::genresOf(Table &table, const Columns &columns)
{
    const std::string top = table.cell(columns.at("track/genre_top"));
    const std::string list = table.cell(columns.at("track/genres_all"));
    std::string text = top;
    std::vector<std::int64_t> ids;
    if (!list.empty() && !parsePythonList(list, ids))
        table.note("\"" + list + "\" is no list of genres");
    for (const std::int64_t id : ids) {
        const auto genre = m_genres.find(id);
        if (genre != m_genres.end() && genre->second != top)
            text += (text.empty() ? "" : "; ") + genre->second;
    }
    return text;
}

FmaCatalogue::TextId FmaCatalogue::textId(const std::string &text)
{
    if (text.empty())
        return 0;
    const auto [known, isNew] = m_textIds.try_emplace(text, static_cast<TextId>(m_texts.size()));
    if (isNew)
        m_texts.push_back(text);
    return known->second;
}

FmaCatalogue::Subset FmaCatalogue::subsetOf(Id id) const
{
    const auto row = m_rows.find(id);
    return row == m_rows.end() ? Subset::Unknown : row->second.subset;
}

bool FmaCatalogue::isWanted(Id id) const
{
    return m_wanted == Subset::Unknown || subsetOf(id) <= m_wanted;
}

std::int64_t FmaCatalogue::wantedCount() const
{
    return std::count_if(m_rows.begin(), m_rows.end(), [&](const auto &row) { return isWanted(row.first); });
}

Annotation FmaCatalogue::apply(Track &track)
{
    Annotation annotation;
    const Id id = fmaIdOf(track.path);
    if (id == 0)
        return annotation;
    track.fmaId = id;
    track.sampleKey = track.path.stem().native();
    const auto found = m_rows.find(id);
    if (found == m_rows.end())
        return annotation;
    Row &row = found->second;
    row.used = true;
    takeText(track.title, m_texts[row.title]);
    takeText(track.artist, m_texts[row.artist]);
    takeText(track.album, m_texts[row.album]);
    takeText(track.genre, m_texts[row.genre]);
    takeText(track.licence, m_texts[row.licence]);
    takeText(track.split, m_texts[row.split]);
    static constexpr const char *kNames[] = { "small", "medium", "large", "" };
    track.subset = kNames[static_cast<std::size_t>(row.subset)];
    if (row.seconds >= 0)
        annotation.publishedSeconds = std::min<double>(row.seconds, kClipLength);
    return annotation;
}

std::vector<std::string> FmaCatalogue::notes() const
{
    std::vector<std::string> notes = m_notes;
    std::int64_t absent = 0;
    std::int32_t firstLine = 0;
    Id first = 0;
    for (const auto &[id, row] : m_rows) {
        if (row.used || !isWanted(id))
            continue;
        ++absent;
        if (first == 0 || row.line < firstLine) {
            first = id;
            firstLine = row.line;
        }
    }
    if (absent > 0) {
        notes.push_back(displayPath(m_file.filename()) + ", line " + std::to_string(firstLine) + ": of track "
            + std::to_string(first) + " there is no sound here"
            + (absent > 1 ? ", and so of " + std::to_string(absent) + " in all" : ""));
    }
    return notes;
}

FmaPlace findFma(const fs::path &path, const std::string &subset)
{
    FmaPlace place;
    std::error_code error;
    const fs::path parent = path.parent_path();
    // The folder with the tables has the one with the sound beside it.
    std::vector<fs::path> bases { path };
    if (fs::exists(path / kTracks, error))
        bases.push_back(parent);
    // The larger subsets contain the smaller ones.
    const std::vector<std::string> names = subset.empty()
        ? std::vector<std::string> { "", "fma_large", "fma_medium", "fma_small", "fma_full" }
        : std::vector<std::string> { "fma_" + subset, "", "fma_medium", "fma_large" };
    std::vector<fs::path> candidates;
    for (const fs::path &base : bases) {
        for (const std::string &name : names)
            candidates.push_back(name.empty() ? base : base / name);
    }
    const auto audio = std::find_if(candidates.begin(), candidates.end(), holdsClips);
    if (audio != candidates.end()) {
        place.audio = *audio;
        const std::string name = place.audio.filename().native();
        if (name.starts_with("fma_"))
            place.subset = FmaCatalogue::subsetCalled(std::string_view(name).substr(4));
    }
    for (const fs::path &folder : { path, path / "fma_metadata", parent / "fma_metadata", parent }) {
        if (fs::exists(folder / kTracks, error)) {
            place.metadata = folder;
            break;
        }
    }
    return place;
}

PreparedImport prepareFma(const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control)
{
    const fs::path path = absolutePath(options.path);
    FmaPlace place = findFma(path, options.subset);
    if (!options.metadata.empty())
        place.metadata = absolutePath(options.metadata);
    if (place.audio.empty()) {
        throw Error(ErrorCode::InvalidArgument, path,
            "holds no FMA clips: folders named 000, 001 and so on, with files such as 000/000002.mp3");
    }
    if (place.metadata.empty()) {
        throw Error(ErrorCode::InvalidArgument, path,
            "has no tracks.csv beside it: unpack fma_metadata.zip next to it, or say where it is");
    }
    auto catalogue = std::make_unique<FmaCatalogue>(place.metadata, control);
    FmaCatalogue::Subset wanted = place.subset;
    if (!options.subset.empty()) {
        wanted = FmaCatalogue::subsetCalled(options.subset);
        if (wanted == FmaCatalogue::Subset::Unknown)
            throw Error(ErrorCode::InvalidArgument, "FMA's subsets are small, medium and large");
    }
    catalogue->want(wanted);

    PreparedImport prepared;
    listFiles(prepared, place.audio, progress, control);
    std::vector<FolderScan::File> &files = prepared.media.files;
    std::vector<std::string> present; // all that was seen, wanted or not
    for (const FolderScan::File &file : files)
        present.push_back(file.path.native());
    prepared.media.gone = [shows = std::move(prepared.media.gone), present = std::move(present)](const Track &track) {
        return shows(track) && !std::binary_search(present.begin(), present.end(), track.path.native());
    };
    const auto strange = std::erase_if(files, [](const FolderScan::File &file) { return fmaIdOf(file.path) == 0; });
    if (strange > 0)
        prepared.notes.push_back(
            std::to_string(strange) + " sound files that are not named as FMA's clips were left alone");
    countDescribed(prepared, [&](const fs::path &file) { return catalogue->has(fmaIdOf(file)); });
    // Without a subset asked for, what is there is taken, listed or not.
    if (!options.subset.empty()) {
        std::erase_if(files, [&](const FolderScan::File &file) { return !catalogue->isWanted(fmaIdOf(file.path)); });
        prepared.describedThere = static_cast<std::int64_t>(files.size());
    }
    prepared.described = catalogue->wantedCount();
    prepared.media.datasetName = options.datasetName;
    prepared.media.kind = toString(DatasetKind::Fma);
    prepared.media.root = place.audio;
    prepared.media.threads = options.threads;
    prepared.media.annotations = catalogue.get();
    prepared.annotations = std::move(catalogue);
    return prepared;
}

} // namespace retrograde
