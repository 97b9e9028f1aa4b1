#pragma once

#include "library/datasetimport.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace retrograde {

class Table;

/// "000046_3840": an excerpt of the Free Music Archive's track 46 that begins 3.84 s into it.
struct OpenMicKey {
    Id fmaId = 0;
    std::int64_t offsetMilliseconds = 0;

    /// False when @p text is no such key.
    static bool parse(std::string_view text, OpenMicKey &key);
};

/// The tables of OpenMIC-2018: class map, labels with their relevance and the number of listeners, the official split,
/// and who made what. All from JSON and CSV; the pickled arrays are not read. A pair of clip and instrument that the
/// labels do not name is unlabelled, and stays so.
class OpenMicTables final : public Annotations {
public:
    /// @throws Error NotFound, Unreadable; InvalidArgument when the class map or the labels are not OpenMIC's;
    /// Cancelled
    OpenMicTables(const std::filesystem::path &root, const RunControl &control);

    /// The first line of the file that says that the clips are rendered; empty = there is none.
    const std::string &renderedNote() const { return m_renderedNote; }

    std::size_t size() const { return m_rows.size(); }
    bool has(const std::string &key) const { return m_rows.count(key) > 0; }
    std::int64_t labelCount() const { return m_labelCount; }

    Annotation apply(Track &track) override;
    std::vector<std::string> notes() const override;

private:
    struct Labelled {
        std::size_t instrument = 0;
        double relevance = 0;
        int responses = 0;
    };
    struct Row {
        std::vector<Labelled> labels;
        std::string split;
        std::string title, artist, album, genre, licence, url;
        std::string where; ///< file and line that named the key first
        bool used = false;
    };

    void readClassMap(const std::filesystem::path &file);
    void readLabels(const std::filesystem::path &file, const RunControl &control);
    void readLabel(Table &table, const std::map<std::string, std::size_t> &columns);
    void readPartition(const std::filesystem::path &file, const std::string &split, const RunControl &control);
    void readMetadata(const std::filesystem::path &file, const RunControl &control);
    /// Null, with a note, when the key is none.
    Row *rowOf(Table &table, const std::string &key);
    void takeNotes(const Table &table);

    std::map<std::string, std::size_t> m_instruments; ///< their indices
    std::vector<std::string> m_names;
    std::unordered_map<std::string, Row> m_rows; ///< by key
    std::int64_t m_labelCount = 0;
    std::string m_renderedNote;
    std::vector<std::string> m_notes;
};

/// A file beside the tables whose first line says that the clips are rendered, not recorded.
inline constexpr const char *kRenderedFile = "rendered.txt";

/// The folder of OpenMIC's tables at or just below @p path; empty = none.
std::filesystem::path findOpenMic(const std::filesystem::path &path);

PreparedImport prepareOpenMic(
    const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
