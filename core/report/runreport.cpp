#include "report/runreport.h"

#include "audio/audioreader.h"
#include "audio/wavfile.h"
#include "base/error.h"
#include "base/outputfile.h"
#include "experiment/cropshape.h"
#include "experiment/storedrun.h"
#include "library/featureextraction.h"
#include "report/clippicture.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace retrograde {

namespace {

namespace fs = std::filesystem;

constexpr int kPictureScale = 3;

/// The files of a report in one format, whose names no other format's report has: so neither shows the other's.
class Files {
public:
    Files(fs::path folder, ReportFormat format)
        : m_folder(std::move(folder))
        , m_html(format == ReportFormat::Html)
    {
    }

    const fs::path &folder() const { return m_folder; }
    fs::path page() const { return m_folder / (m_html ? "report.html" : "report.tex"); }
    /// The name of the picture or sound of the mistake @p number, which counts from 1.
    std::string medium(std::size_t number, const char *ending) const
    {
        char name[48];
        std::snprintf(name, sizeof name, "%smistake-%03zu%s", m_html ? "" : "latex-", number, ending);
        return name;
    }

    /// Another report may be replaced, but nothing else. @throws Error Conflict
    void requireRoom(int worst, bool force) const
    {
        requireReplaceable(page(), {}, force);
        std::error_code ignored;
        if (force || fs::exists(page(), ignored))
            return;
        for (std::size_t number = 1; number <= static_cast<std::size_t>(std::max(worst, 0)); ++number) {
            for (const char *ending : { ".png", ".wav" })
                requireReplaceable(m_folder / medium(number, ending), {}, false);
        }
    }

private:
    fs::path m_folder;
    bool m_html;
};

/// Writes the pictures and sounds of mistakes.
class Media {
public:
    Media(const Workspace &workspace, const Run &run, const Files &files, const RunControl &control)
        : m_workspace(workspace)
        , m_spec(specOf(run))
        , m_plan(m_spec.features)
        , m_files(files)
        , m_control(control)
    {
    }

    void writePicture(ReportMistake &mistake, std::size_t number) const
    {
        attempt("picture", mistake.picture, m_files.medium(number, ".png"), [&](const fs::path &path) {
            const ErrorRow &row = mistake.clip.row;
            const auto spectrogram = featuresOf(m_workspace.features(), *row.track, m_plan, m_control);
            writeClipPicture(path, *spectrogram, arrangementOf(row), ColorMap::Magma, kPictureScale);
        });
    }

    void writeSound(ReportMistake &mistake, std::size_t number) const
    {
        attempt("sound", mistake.sound, m_files.medium(number, ".wav"), [&](const fs::path &path) {
            const ErrorRow &row = mistake.clip.row;
            const Arrangement arrangement = arrangementOf(row);
            const FrameGrid grid = m_spec.features.grid();
            const SoundArrangement sound(arrangement, grid, grid.sampleRate);
            const std::int64_t begin = std::max<std::int64_t>(0, sound.sourceBegin());
            const AudioBuffer original = decodeAudio(row.track->path, grid.sampleRate, begin,
                std::max<std::int64_t>(0, sound.sourceEnd() - begin), [this] { m_control.check(); });
            writeWav(path, arrangeSound(arrangement, grid, grid.sampleRate, original.samples, begin), grid.sampleRate);
        });
    }

private:
    Arrangement arrangementOf(const ErrorRow &row) const
    {
        return judgedArrangement(m_spec, row.transform, row.beginFrame);
    }

    /// Words stand for what concerns the music, such as a file that cannot be read any more; a full disk or a stop
    /// concerns the whole report.
    template<typename Write>
    void attempt(const char *what, ReportMedium &medium, const std::string &name, const Write &write) const
    {
        try {
            write(m_files.folder() / name);
            medium.file = name;
        } catch (const Error &error) {
            if (error.code() == ErrorCode::Io || error.code() == ErrorCode::Cancelled)
                throw;
            medium.missing = "No " + std::string(what) + ": " + error.what();
        }
    }

    const Workspace &m_workspace;
    const RunSpec m_spec;
    const CqtPlan m_plan;
    const Files &m_files;
    const RunControl &m_control;
};

} // namespace

RunReport writeRunReport(const Workspace &workspace, Id runId, const fs::path &folder, int worst,
    const RunControl &control, bool force, ReportFormat format)
{
    // What keeps it from being written is found before a folder is made for nothing.
    const Run run = storedRun(workspace, runId);
    RunReportData data = reportDataOf(workspace, run, worst);
    const Files files(folder, format);
    files.requireRoom(worst, force);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw Error(ErrorCode::Io, folder, "could not be created: " + error.message());

    RunReport report { files.page(), {} };
    const Media media(workspace, run, files, control);
    for (std::size_t i = 0; i < data.mistakes.worst.size(); ++i) {
        control.check();
        ReportMistake &mistake = data.mistakes.worst[i];
        media.writePicture(mistake, i + 1);
        media.writeSound(mistake, i + 1);
        if (!mistake.sound.file.empty())
            report.sounds.push_back(folder / mistake.sound.file);
    }
    writeOutput(report.page, rendered(data, format));
    return report;
}

} // namespace retrograde
