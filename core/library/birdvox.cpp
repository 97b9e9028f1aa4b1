#include "library/birdvox.h"

#include "base/error.h"
#include "base/text.h"
#include "library/preparation.h"
#include "library/table.h"

#include <algorithm>
#include <limits>
#include <regex>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr const char *kLabel = "bird";
constexpr double kClipLength = 10; ///< seconds, of DCASE-20k

/// The number of the recording unit in a name of BirdVox-full-night's, such as
/// BirdVox-full-night_csv-annotations_unit07.csv; 0 = there is none.
int unitOf(const fs::path &path)
{
    static const std::regex pattern(R"(.*birdvox.full.night.*unit0*([1-9][0-9]?)\.[a-z0-9]+)", std::regex::icase);
    std::smatch match;
    const std::string name = path.filename().native();
    return std::regex_match(name, match, pattern) ? std::stoi(match[1]) : 0;
}

bool isTable(const fs::path &path)
{
    const std::string name = toLower(path.filename().native());
    return name.ends_with(".csv") && (name.starts_with("birdvoxdcase20k") || unitOf(path) > 0);
}

std::size_t columnOf(Table &table, std::initializer_list<const char *> names)
{
    for (std::size_t column = 0; column < table.size(); ++column) {
        for (const char *name : names) {
            if (toLower(table.cell(column)) == name)
                return column;
        }
    }
    throw Error(ErrorCode::InvalidArgument, table.file(), std::string("has no column \"") + *names.begin() + "\"");
}

} // namespace

BirdVoxTables::BirdVoxTables(const std::vector<fs::path> &tables, const RunControl &control)
{
    for (const fs::path &table : tables) {
        if (const int unit = unitOf(table))
            readNight(table, unit, control);
        else
            readClips(table, control);
    }
}

void BirdVoxTables::readClips(const fs::path &file, const RunControl &control)
{
    Table table(file, control);
    table.next();
    const std::size_t item = columnOf(table, { "itemid" });
    const std::size_t bird = columnOf(table, { "hasbird" });
    const std::size_t cells = table.size();
    while (table.next(cells)) {
        const std::string value = table.cell(bird);
        const std::string id = table.cell(item);
        if (id.empty() || (value != "0" && value != "1")) {
            table.note("itemid and hasbird should be a name and 0 or 1, not \"" + id + "\" and \"" + value + "\"");
            continue;
        }
        const auto [known, isNew]
            = m_clips.try_emplace(id, ClipRow { value == "1" ? 1.0 : 0.0, {}, table.at(table.line()), false });
        if (!isNew)
            table.note("the clip was named before: " + known->second.where + "that counts");
    }
    const std::vector<std::string> notes = table.notes();
    m_notes.insert(m_notes.end(), notes.begin(), notes.end());
}

void BirdVoxTables::readNight(const fs::path &file, int unit, const RunControl &control)
{
    Table table(file, control);
    table.next();
    const std::size_t time = columnOf(table, { "time (s)", "center time (s)" });
    const std::size_t frequency = columnOf(table, { "freq (hz)", "center freq (hz)" });
    const std::size_t cells = table.size();
    Night &night = m_nights[unit];
    night.where = table.at(1);
    while (table.next(cells)) {
        Event event;
        if (!parseReal(table.cell(time), event.seconds) || event.seconds < 0) {
            table.note("\"" + table.cell(time) + "\" is no time in seconds");
            continue;
        }
        if (!parseReal(table.cell(frequency), event.hertz) || event.hertz <= 0) {
            table.note("\"" + table.cell(frequency) + "\" is no frequency in Hz; the call counts without it");
            event.hertz = std::numeric_limits<double>::quiet_NaN();
        }
        night.events.push_back(event);
    }
    std::stable_sort(
        night.events.begin(), night.events.end(), [](const Event &a, const Event &b) { return a.seconds < b.seconds; });
    const std::vector<std::string> notes = table.notes();
    m_notes.insert(m_notes.end(), notes.begin(), notes.end());
}

std::int64_t BirdVoxTables::labelCount() const
{
    auto count = static_cast<std::int64_t>(m_clips.size());
    for (const auto &[unit, night] : m_nights)
        count += static_cast<std::int64_t>(night.events.size());
    return count;
}

bool BirdVoxTables::has(const fs::path &file) const
{
    return m_clips.count(file.stem().native()) > 0 || m_nights.count(unitOf(file)) > 0;
}

Annotation BirdVoxTables::apply(Track &track)
{
    Annotation annotation;
    if (const auto clip = m_clips.find(track.path.stem().native()); clip != m_clips.end()) {
        clip->second.used = true;
        track.sampleKey = clip->first;
        annotation.publishedSeconds = kClipLength;
        annotation.labels = { Label { track.id, kLabel, clip->second.value, 0 } };
        return annotation;
    }
    const auto night = m_nights.find(unitOf(track.path));
    if (night == m_nights.end())
        return annotation;
    night->second.used = true;
    track.eventsOf = kLabel;
    if (track.seconds > 0 && !night->second.events.empty() && night->second.events.back().seconds > track.seconds) {
        const auto late = std::count_if(night->second.events.begin(), night->second.events.end(),
            [&](const Event &event) { return event.seconds >= track.seconds; });
        m_notes.push_back(night->second.where + std::to_string(late) + " calls lie after the end of "
            + displayPath(track.path.filename()));
    }
    annotation.events = night->second.events;
    return annotation;
}

std::vector<std::string> BirdVoxTables::notes() const
{
    std::vector<std::string> notes = m_notes;
    std::int64_t absent = 0;
    std::string first;
    for (const auto &[id, row] : m_clips) {
        if (!row.used && absent++ == 0)
            first = row.where + "of " + id;
    }
    for (const auto &[unit, night] : m_nights) {
        if (!night.used && absent++ == 0)
            first = night.where + "of unit " + std::to_string(unit);
    }
    if (absent > 0) {
        notes.push_back(first + " there is no sound here"
            + (absent > 1 ? ", and so of " + std::to_string(absent) + " in all" : ""));
    }
    return notes;
}

std::vector<fs::path> findBirdVox(const fs::path &path)
{
    std::vector<fs::path> found;
    std::vector<fs::path> folders { path };
    std::error_code error;
    for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored))
            folders.push_back(entry->path());
    }
    if (path.filename() == "wav")
        folders.push_back(path.parent_path());
    for (const fs::path &folder : folders) {
        std::error_code ignored;
        for (fs::directory_iterator entry(folder, ignored); !ignored && entry != fs::directory_iterator();
             entry.increment(ignored)) {
            if (isTable(entry->path()))
                found.push_back(entry->path());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

PreparedImport prepareBirdVox(
    const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control)
{
    const fs::path path = absolutePath(options.path);
    const std::vector<fs::path> found = findBirdVox(path);
    if (found.empty()) {
        throw Error(ErrorCode::InvalidArgument, path,
            "holds no table of BirdVox: BirdVoxDCASE20k_csvpublic.csv, or one CSV for each unit of BirdVox-full-night");
    }
    auto tables = std::make_unique<BirdVoxTables>(found, control);
    PreparedImport prepared;
    listFiles(prepared, path, progress, control);
    countDescribed(prepared, [&](const fs::path &file) { return tables->has(file); });
    prepared.described = tables->size();
    prepared.labels = tables->labelCount();
    prepared.media.datasetName = options.datasetName;
    prepared.media.kind = toString(DatasetKind::BirdVox);
    prepared.media.root = path;
    prepared.media.threads = options.threads;
    prepared.media.annotations = tables.get();
    prepared.annotations = std::move(tables);
    return prepared;
}

} // namespace retrograde
