#include "library/openmic.h"

#include "base/error.h"
#include "base/foreignfile.h"
#include "base/text.h"
#include "library/preparation.h"
#include "library/table.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

constexpr const char *kClassMap = "class-map.json";
constexpr const char *kLabels = "openmic-2018-aggregated-labels.csv";
constexpr const char *kMetadata = "openmic-2018-metadata.csv";
constexpr double kClipLength = 10; ///< seconds
constexpr std::uint64_t kLargestClassMap = 1 << 20; ///< bytes; that of twenty classes has 400

std::map<std::string, std::size_t> columnsOf(Table &table)
{
    std::map<std::string, std::size_t> columns;
    if (table.next()) {
        for (std::size_t column = 0; column < table.size(); ++column)
            columns.emplace(table.cell(column), column);
    }
    return columns;
}

/// The first line of a file beside the tables that says that the clips were not recorded; empty = there is none.
std::string renderedNoteIn(const fs::path &root)
{
    std::string text;
    try {
        text = readForeignText(root / kRenderedFile);
    } catch (const Error &) {
        return {}; // most datasets were recorded
    }
    return shortened(trimmed(displayText(text.substr(0, text.find('\n')))), kLongestSentence);
}

/// A key with no sound, and how many more.
struct Absent {
    std::string where; ///< the first one's, "" = none
    std::string key;
    std::int64_t count = 0;
};

} // namespace

bool OpenMicKey::parse(std::string_view text, OpenMicKey &key)
{
    return text.size() > 7 && text[6] == '_' && parseNumber(text.substr(0, 6), key.fmaId)
        && parseNumber(text.substr(7), key.offsetMilliseconds);
}

OpenMicTables::OpenMicTables(const fs::path &root, const RunControl &control)
    : m_renderedNote(renderedNoteIn(root))
{
    readClassMap(root / kClassMap);
    readLabels(root / kLabels, control);
    for (const char *split : { "train", "test" })
        readPartition(root / "partitions" / ("split01_" + std::string(split) + ".csv"), split, control);
    readMetadata(root / kMetadata, control);
}

void OpenMicTables::readClassMap(const fs::path &file)
{
    const std::string text = readForeignText(file, kLargestClassMap);
    const nlohmann::json map = nlohmann::json::parse(text, nullptr, false);
    if (!map.is_object() || map.empty())
        throw Error(ErrorCode::InvalidArgument, file, "is not OpenMIC's map of class names to numbers");
    m_names.resize(map.size());
    for (const auto &[name, number] : map.items()) {
        if (!number.is_number_unsigned() || number.get<std::uint64_t>() >= map.size()
            || !m_names[number.get<std::size_t>()].empty() || name.empty())
            throw Error(ErrorCode::InvalidArgument, file,
                "gives the class \"" + displayText(name) + "\" a number that is none, or another's");
        m_names[number.get<std::size_t>()] = displayText(name);
        m_instruments[displayText(name)] = number.get<std::size_t>();
    }
}

OpenMicTables::Row *OpenMicTables::rowOf(Table &table, const std::string &key)
{
    OpenMicKey parsed;
    if (!OpenMicKey::parse(key, parsed)) {
        table.note("\"" + key + "\" is no key such as 000046_3840");
        return nullptr;
    }
    const auto [row, isNew] = m_rows.try_emplace(key);
    if (isNew)
        row->second.where = table.at(table.line());
    return &row->second;
}

void OpenMicTables::readLabels(const fs::path &file, const RunControl &control)
{
    Table table(file, control);
    const std::map<std::string, std::size_t> columns = columnsOf(table);
    for (const char *name : { "sample_key", "instrument", "relevance" }) {
        if (columns.count(name) == 0)
            throw Error(ErrorCode::InvalidArgument, file, std::string("has no column \"") + name + "\"");
    }
    if (columns.count("num_responses") == 0)
        table.note("there is no column \"num_responses\"; how many listeners were asked stays unknown");
    while (table.next(columns.size()))
        readLabel(table, columns);
    takeNotes(table);
}

void OpenMicTables::readLabel(Table &table, const std::map<std::string, std::size_t> &columns)
{
    Labelled label;
    const std::string instrument = table.cell(columns.at("instrument"));
    const auto known = m_instruments.find(instrument);
    if (known == m_instruments.end()) {
        table.note("the class map has no instrument \"" + instrument + "\"");
        return;
    }
    label.instrument = known->second;
    const std::string relevance = table.cell(columns.at("relevance"));
    if (!parseReal(relevance, label.relevance) || label.relevance < 0 || label.relevance > 1) {
        table.note("the relevance \"" + relevance + "\" does not lie between 0 and 1");
        return;
    }
    if (const auto column = columns.find("num_responses"); column != columns.end()) {
        const std::string responses = table.cell(column->second);
        std::int64_t count = 0;
        if (parseNumber(responses, count) && count < 1'000'000)
            label.responses = static_cast<int>(count);
        else
            table.note("\"" + responses + "\" is no number of responses");
    }
    Row *row = rowOf(table, table.cell(columns.at("sample_key")));
    if (!row)
        return;
    if (std::any_of(row->labels.begin(), row->labels.end(),
            [&](const Labelled &other) { return other.instrument == label.instrument; })) {
        table.note("the clip has a label for " + instrument + " already; the first counts");
        return;
    }
    row->labels.push_back(label);
    ++m_labelCount;
}

void OpenMicTables::readPartition(const fs::path &file, const std::string &split, const RunControl &control)
{
    std::error_code error;
    if (!fs::exists(file, error)) {
        m_notes.push_back(displayPath(file) + " is not there: which clips are for " + split + " stays unknown");
        return;
    }
    Table table(file, control);
    while (table.next(1)) {
        Row *row = rowOf(table, table.cell(0));
        if (row && !row->split.empty() && row->split != split)
            table.note("the clip is in the part " + row->split + " already");
        else if (row)
            row->split = split;
    }
    takeNotes(table);
}

void OpenMicTables::readMetadata(const fs::path &file, const RunControl &control)
{
    std::error_code error;
    if (!fs::exists(file, error)) {
        m_notes.push_back(displayPath(file) + " is not there: artists, titles and licences stay unknown");
        return;
    }
    Table table(file, control);
    const std::map<std::string, std::size_t> columns = columnsOf(table);
    if (columns.count("sample_key") == 0) {
        table.note("there is no column \"sample_key\": artists, titles and licences stay unknown");
        takeNotes(table);
        return;
    }
    const auto cell = [&](const char *name) {
        const auto column = columns.find(name);
        return column == columns.end() ? std::string() : table.cell(column->second);
    };
    while (table.next(columns.size())) {
        Row *row = rowOf(table, cell("sample_key"));
        if (!row)
            continue;
        row->title = cell("track_title");
        row->artist = cell("artist_name");
        row->album = cell("album_title");
        row->genre = cell("genre_title");
        row->licence = cell("license_title");
        row->url = cell("track_url");
    }
    takeNotes(table);
}

void OpenMicTables::takeNotes(const Table &table)
{
    const std::vector<std::string> notes = table.notes();
    m_notes.insert(m_notes.end(), notes.begin(), notes.end());
}

Annotation OpenMicTables::apply(Track &track)
{
    Annotation annotation;
    const std::string name = track.path.stem().native();
    OpenMicKey key;
    if (!OpenMicKey::parse(name, key))
        return annotation;
    track.sampleKey = name;
    // The keys of rendered clips are numbers of nothing in the archive.
    track.fmaId = m_renderedNote.empty() ? key.fmaId : 0;
    track.offsetSeconds = static_cast<double>(key.offsetMilliseconds) / 1000;
    annotation.publishedSeconds = kClipLength;
    const auto found = m_rows.find(name);
    if (found == m_rows.end())
        return annotation;
    Row &row = found->second;
    row.used = true;
    takeText(track.title, row.title);
    takeText(track.artist, row.artist);
    takeText(track.album, row.album);
    takeText(track.genre, row.genre);
    takeText(track.licence, row.licence);
    takeText(track.sourceUrl, row.url);
    takeText(track.split, row.split);
    annotation.labels.emplace();
    for (const Labelled &label : row.labels)
        annotation.labels->push_back({ track.id, m_names[label.instrument], label.relevance, label.responses });
    return annotation;
}

std::vector<std::string> OpenMicTables::notes() const
{
    std::vector<std::string> notes = m_notes;
    std::map<std::string, Absent> absent; // by the table that named them
    for (const auto &[key, row] : m_rows) {
        if (row.used)
            continue;
        Absent &gap = absent[row.where.substr(0, row.where.find(','))];
        if (gap.count++ == 0 || key < gap.key) {
            gap.key = key;
            gap.where = row.where;
        }
    }
    for (const auto &[table, gap] : absent) {
        notes.push_back(gap.where + "of " + gap.key + " there is no sound here"
            + (gap.count > 1 ? ", and so of " + std::to_string(gap.count) + " keys in all" : ""));
    }
    return notes;
}

fs::path findOpenMic(const fs::path &path)
{
    std::error_code error;
    for (const fs::path &folder : { path, path / "openmic-2018", path.parent_path() }) {
        if (fs::exists(folder / kLabels, error) && (folder != path.parent_path() || path.filename() == "audio"))
            return folder;
    }
    return {};
}

PreparedImport prepareOpenMic(
    const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control)
{
    const fs::path path = absolutePath(options.path);
    const fs::path root = findOpenMic(path);
    if (root.empty())
        throw Error(ErrorCode::InvalidArgument, path, std::string("holds no ") + kLabels);
    auto tables = std::make_unique<OpenMicTables>(root, control);

    PreparedImport prepared;
    std::error_code error;
    const fs::path audio = root / "audio";
    if (!fs::is_directory(audio, error))
        throw Error(ErrorCode::NotFound, audio, "there is no such folder: the clips should lie in it");
    listFiles(prepared, audio, progress, control);
    countDescribed(prepared, [&](const fs::path &file) { return tables->has(file.stem().native()); });
    prepared.described = static_cast<std::int64_t>(tables->size());
    prepared.labels = tables->labelCount();
    prepared.media.note = tables->renderedNote();
    prepared.media.rendered = !prepared.media.note.empty();
    prepared.media.datasetName = options.datasetName;
    prepared.media.kind = toString(DatasetKind::OpenMic);
    prepared.media.root = root;
    prepared.media.threads = options.threads;
    prepared.media.annotations = tables.get();
    prepared.annotations = std::move(tables);
    return prepared;
}

} // namespace retrograde
