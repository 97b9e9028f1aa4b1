#pragma once

#include "library/datasetimport.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace retrograde {

/// What BirdVox's tables say: of DCASE-20k's clips, whether a bird calls in them; of full-night's recordings, when and
/// how high each call is, as heard by an expert who listened to all of them, so that a clip without a call is one
/// without a bird.
class BirdVoxTables final : public Annotations {
public:
    /// @throws Error NotFound, Unreadable; InvalidArgument when a table has not the columns it is published with;
    /// Cancelled
    BirdVoxTables(const std::vector<std::filesystem::path> &tables, const RunControl &control);

    std::int64_t size() const { return static_cast<std::int64_t>(m_clips.size() + m_nights.size()); }
    std::int64_t labelCount() const;
    bool has(const std::filesystem::path &file) const;

    Annotation apply(Track &track) override;
    std::vector<std::string> notes() const override;

private:
    struct ClipRow {
        double value = 0;
        std::string dataset;
        std::string where; ///< file and line
        bool used = false;
    };
    struct Night {
        std::vector<Event> events;
        std::string where;
        bool used = false;
    };

    void readClips(const std::filesystem::path &file, const RunControl &control);
    void readNight(const std::filesystem::path &file, int unit, const RunControl &control);

    std::map<std::string, ClipRow> m_clips; ///< by itemid, the file's stem
    std::map<int, Night> m_nights; ///< by the recording unit's number
    std::vector<std::string> m_notes;
};

/// BirdVox's tables at @p path, just below it, or beside it; empty = none.
std::vector<std::filesystem::path> findBirdVox(const std::filesystem::path &path);

PreparedImport prepareBirdVox(
    const DatasetOptions &options, const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
