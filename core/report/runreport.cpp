#include "report/runreport.h"

#include "analysis/errorcases.h"
#include "analysis/metrics.h"
#include "audio/audioreader.h"
#include "audio/wavfile.h"
#include "base/error.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "experiment/cropshape.h"
#include "experiment/question.h"
#include "experiment/runplan.h"
#include "experiment/runrecord.h"
#include "experiment/transform.h"
#include "library/featureextraction.h"
#include "report/clippicture.h"
#include "report/curves.h"
#include "report/errortable.h"
#include "report/htmltables.h"
#include "report/resultsection.h"
#include "report/verdicts.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

namespace retrograde {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kPictureScale = 3;

constexpr const char *kStyle = R"css(
:root { color-scheme: light dark; --text: #1b1f24; --soft: #59636e; --line: #d5dae0; --page: #ffffff; --card: #f6f8fa;
  --training: #7a8796; --validation: #0b62c4; --warm: #b85c00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --soft: #9aa4af; --line: #3a424c; --page: #14171b;
  --card: #1d2228; --training: #8b98a6; --validation: #5aa7ff; --warm: #ffa657; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 1180px;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem; }
.lead { font-size: 1.15rem; } .soft { color: var(--soft); }
.note { border-left: 4px solid var(--warm); background: var(--card); padding: .6rem 1rem; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem; } .charts figure { flex: 1 1 460px; margin: 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; }
table.small { width: auto; } .scroll { overflow-x: auto; }
img { display: block; width: 420px; max-width: 100%; image-rendering: pixelated; }
audio { width: 420px; max-width: 100%; margin-top: .3rem; }
svg { width: 100%; height: auto; } svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
svg text.title { font-weight: 600; font-size: 14px; } svg text.tick, svg text.label { fill: var(--soft); }
svg .grid { stroke: var(--line); } svg .reference { stroke: var(--warm); stroke-dasharray: 6 4; }
svg .marked { stroke: var(--soft); stroke-dasharray: 2 4; }
svg .curve { fill: none; stroke-width: 2; } svg polyline.training { stroke: var(--training); }
svg polyline.validation { stroke: var(--validation); } svg circle.training { fill: var(--training); }
svg circle.validation { fill: var(--validation); }
.key { display: inline-block; width: 1.4em; height: .25em; vertical-align: middle; margin-right: .4em; }
.key.training { background: var(--training); } .key.validation { background: var(--validation); }
)css";

/// Artists of @p tracks by name, and how many tracks name none.
std::string artistList(const std::vector<Track> &tracks)
{
    std::map<std::string, std::size_t> counts;
    for (const Track &track : tracks)
        ++counts[track.artist];
    std::string list;
    for (const auto &[artist, count] : counts) {
        if (!artist.empty())
            list += (list.empty() ? "" : ", ") + artist + " (" + std::to_string(count) + ")";
    }
    if (const auto unknown = counts.find(""); unknown != counts.end())
        list += (list.empty() ? "" : ", ") + counted(unknown->second, "track", "tracks") + " by unknown artists";
    return list;
}

/// Of the names of a mistake's picture and sound.
std::string stemOf(std::size_t number)
{
    char stem[32];
    std::snprintf(stem, sizeof stem, "mistake-%03zu", number);
    return stem;
}

/// Another report may be replaced, but nothing else. @throws Error Conflict
void requireRoom(const fs::path &folder, int worst, bool force)
{
    const fs::path page = folder / "report.html";
    requireReplaceable(page, {}, force);
    std::error_code ignored;
    if (force || fs::exists(page, ignored))
        return;
    for (std::size_t number = 1; number <= static_cast<std::size_t>(std::max(worst, 0)); ++number) {
        for (const char *ending : { ".png", ".wav" })
            requireReplaceable(folder / (stemOf(number) + ending), {}, false);
    }
}

class Page {
public:
    Page(const Workspace &workspace, const Run &run, const fs::path &folder, const RunControl &control)
        : m_workspace(workspace)
        , m_run(run)
        , m_folder(folder)
        , m_control(control)
        , m_spec(specOf(run))
        , m_shape(m_spec)
        , m_record(RunRecord::fromDetails(run.details))
        , m_split(m_record.plan.value_or(RunPlan {}))
        , m_question(questionOf(m_spec))
        , m_rows(errorRows(workspace, run.id, ErrorKind::All))
        , m_verdicts(workspace.verdicts())
        , m_plan(m_spec.features)
    {
        m_verdictOfRow = newestVerdicts(m_rows, m_verdicts);
        m_training = tracksOf(m_split.training);
        m_validation = tracksOf(m_split.validation);
    }

    RunReport write(int worst)
    {
        RunReport report;
        report.page = m_folder / "report.html";
        const std::string title = "Run " + std::to_string(m_run.id) + ": " + m_question.name + ", " + networkWords()
            + ", clips of " + m_spec.clip.toString() + " s";
        std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta "
                           "name=\"generator\" content=\""
            + std::string(kOutputMark) + "\"/>\n<title>" + escaped(title) + "</title>\n<style>" + kStyle
            + "</style>\n</head>\n<body>\n<h1>" + escaped(title) + "</h1>\n";
        html += "<p class=\"soft\">" + escaped(statusSentence()) + "</p>\n";
        const std::optional<RunResult> validation = resultOf(m_workspace, m_run);
        if (!validation)
            throw Error(ErrorCode::Conflict, "run " + std::to_string(m_run.id) + " has no predictions yet");
        html += summary(*validation);
        html += dataNotes();
        html += charts(validation->standing);
        if (m_question.ofClips) {
            html += confusionSection(m_question, std::vector<Answer>(m_rows.begin(), m_rows.end()));
        } else {
            html += labelSection(evaluateValidation(m_workspace, m_run.id), RunSide::Validation);
            if (const std::optional<LabelEvaluation> test = knownTest(m_workspace, m_run.id))
                html += labelSection(*test, RunSide::Test);
        }
        html += mistakes(worst, report);
        html += verdicts();
        html += data();
        html += settings();
        html += differences();
        html += versions();
        html += "</body>\n</html>\n";
        writeOutput(report.page, html);
        return report;
    }

private:
    std::vector<Track> tracksOf(const std::vector<Id> &ids) const
    {
        std::vector<Track> tracks;
        for (const Id id : ids) {
            if (const std::optional<Track> track = m_workspace.track(id))
                tracks.push_back(*track);
        }
        return tracks;
    }

    bool isJigsaw() const { return m_spec.task == Task::Jigsaw; }

    std::string networkWords() const
    {
        switch (m_spec.network) {
        case Network::ConvNet:
            return "ConvNet";
        case Network::ConvNetExt:
            return "ConvNet-ext";
        case Network::ResNet18:
            return "ResNet18";
        }
        return m_run.network;
    }

    /// What the clip of @p row was: what was done to it, or whether it has the label.
    std::string truthWords(const ErrorRow &row) const
    {
        if (!row.label.empty())
            return row.label + ": " + m_question.choices[static_cast<std::size_t>(row.wanted)];
        const std::string &transform = row.prediction.transform;
        if (transform == kPublished)
            return isJigsaw() ? "in order" : "as published";
        return transform == kReversed ? transform : "order " + transform;
    }

    std::string statusSentence() const
    {
        return "Created " + m_run.createdAt + ", " + std::string(toString(m_run.status)) + " after "
            + std::to_string(m_run.epochsDone) + " of " + std::to_string(m_run.epochsPlanned) + " epochs and "
            + formatDuration(m_run.trainingSeconds) + " of training" + (m_run.reason.empty() ? "" : ": " + m_run.reason)
            + ".";
    }

    std::string summary(const RunResult &validation) const
    {
        std::string html = "<h2>Validation</h2>\n" + resultSection(validation) + "<p>"
            + escaped(artistSentence(m_training, judgedTracks()));
        if (m_question.ofClips) {
            std::vector<Prediction> predictions;
            for (const ErrorRow &row : m_rows)
                predictions.push_back(row.prediction);
            html += " Ranked by the model's probability, a " + m_question.transformed
                + " clip stands above an untouched one in " + percent(rocAuc(predictions))
                + " of all pairs (area under the ROC curve).";
        }
        html += "</p>\n";
        if (const std::optional<RunResult> test = resultOf(m_workspace, m_run, RunSide::Test))
            html += "<h2>Test</h2>\n" + resultSection(*test);
        return html;
    }

    std::vector<Track> judgedTracks() const
    {
        std::map<Id, Track> tracks;
        for (const ErrorRow &row : m_rows)
            tracks.emplace(row.track.id, row.track);
        std::vector<Track> found;
        for (auto &[id, track] : tracks)
            found.push_back(std::move(track));
        return found;
    }

    std::string dataNotes() const
    {
        std::set<std::string> names;
        for (const auto *side : { &m_training, &m_validation }) {
            for (const Track &track : *side)
                names.insert(track.datasetName);
        }
        std::string notes;
        for (const std::string &name : names) {
            const std::optional<Dataset> dataset = m_workspace.dataset(name);
            if (dataset && !dataset->note.empty())
                notes += "<p class=\"note\">About the dataset " + escaped(name) + ": " + escaped(dataset->note)
                    + "</p>\n";
        }
        return notes;
    }

    std::string charts(const Standing &validation) const
    {
        Chart loss;
        loss.title = "Loss";
        loss.verticalLabel = "cross-entropy, nats";
        loss.reference = m_question.guessedLoss();
        loss.referenceName = "guessing (" + decimal(loss.reference, 3) + ")";
        Chart accuracy;
        accuracy.title = "Accuracy";
        accuracy.verticalLabel = m_question.ofClips ? "share of right answers, %" : "labelled cells that are right, %";
        accuracy.high = 100;
        accuracy.reference = 100 * validation.chance;
        accuracy.referenceName = (m_question.ofClips ? "always the same (" : "always the more frequent (")
            + percent(validation.chance) + ")";
        for (Chart *chart : { &loss, &accuracy }) {
            chart->curves = { { "training", "training", {} }, { "validation", "validation", {} } };
            chart->marked = m_run.bestEpoch;
            chart->markedName = "best";
        }
        for (const Epoch &epoch : m_workspace.epochs(m_run.id)) {
            loss.curves[0].values.push_back(epoch.loss);
            loss.curves[1].values.push_back(epoch.validationLoss);
            accuracy.curves[0].values.push_back(100 * epoch.accuracy);
            accuracy.curves[1].values.push_back(100 * epoch.validationAccuracy);
        }
        return "<h2>How it learned</h2>\n<p class=\"soft\"><span class=\"key training\"></span>training (random crops, "
               "louder and softer) \u2003<span class=\"key validation\"></span>validation (the same clips every "
               "epoch)</p>\n<div class=\"charts\">\n<figure>"
            + toSvg(loss) + "</figure>\n<figure>" + toSvg(accuracy) + "</figure>\n</div>\n";
    }

    std::string mistakes(int worst, RunReport &report)
    {
        std::vector<std::size_t> wrong; // rows
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            if (m_rows[row].isWrong())
                wrong.push_back(row);
        }
        std::string html = "<h2>Its worst mistakes</h2>\n";
        if (wrong.empty())
            return html + "<p>It made none on the clips it was validated on.</p>\n";
        const std::size_t all = wrong.size();
        wrong.resize(std::min(all, static_cast<std::size_t>(std::max(0, worst))));
        html += "<p>" + std::to_string(wrong.size()) + " of " + counted(all, "mistake", "mistakes")
            + ", the most confident first. The sound and the picture are exactly what the model was given: "
            + decimal(m_spec.features.grid().secondsAt(m_shape.pieces * m_shape.pieceFrames), 2) + " s, mono, "
            + std::to_string(m_spec.features.sampleRate) + " Hz; notes from " + decimal(m_spec.features.frequency(0), 0)
            + " Hz (below) to " + decimal(m_spec.features.frequency(m_spec.features.bins - 1), 0)
            + " Hz, time from left to right.</p>\n<div class=\"scroll\"><table>\n<tr><th class=\"number\">no.</th>"
              "<th>music</th><th>at</th><th>was</th><th>model says</th><th>by ear</th><th>listen and look</th></tr>\n";
        for (std::size_t i = 0; i < wrong.size(); ++i) {
            m_control.check();
            html += mistakeRow(i + 1, m_rows[wrong[i]], m_verdictOfRow[wrong[i]], report);
        }
        return html + "</table></div>\n";
    }

    std::string mistakeRow(std::size_t number, const ErrorRow &row, const Verdict *verdict, RunReport &report)
    {
        const Prediction &prediction = row.prediction;
        return "<tr><td class=\"number\">" + std::to_string(number) + "</td><td>" + musicWords(row) + "</td><td>"
            + timeWords(row) + "</td><td>" + escaped(truthWords(row)) + "</td><td>" + escaped(answerWords(row))
            + "<br/><span class=\"soft\">p(" + m_question.transformed + ") "
            + decimal(prediction.probability, probabilityDecimals(prediction.probability, 3)) + "<br/>loss "
            + decimal(prediction.loss, 2) + "</span></td><td>" + (verdict ? escaped(verdictOf(row, *verdict)) : "")
            + "</td><td>" + media(number, row, report) + "</td></tr>\n";
    }

    static std::string musicWords(const ErrorRow &row)
    {
        return "<strong>" + escaped(row.track.title) + "</strong><br/>"
            + escaped(row.track.artist.empty() ? "unknown artist" : row.track.artist) + "<br/><span class=\"soft\">"
            + escaped(row.track.licence.empty() ? "licence not stated" : row.track.licence) + "<br/>"
            + escaped(displayPath(row.track.path.filename())) + "</span>";
    }

    static std::string timeWords(const ErrorRow &row)
    {
        return formatDuration(row.startSeconds) + "\u2013" + formatDuration(row.startSeconds + row.seconds);
    }

    /// What a listener decided about this run's answers: how often, and about which clips.
    std::string verdicts() const
    {
        std::map<std::string, std::size_t> counts;
        std::string rows;
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            if (!m_verdictOfRow[i])
                continue;
            const std::string words = verdictOf(m_rows[i], *m_verdictOfRow[i]);
            ++counts[words];
            rows += tableRow({ musicWords(m_rows[i]), timeWords(m_rows[i]), escaped(truthWords(m_rows[i])),
                escaped(answerWords(m_rows[i])), escaped(words) });
        }
        if (counts.empty())
            return {};
        std::vector<std::string> parts;
        for (const auto &[words, count] : counts)
            parts.push_back(words + ": " + std::to_string(count));
        return "<h2>Verdicts by ear</h2>\n<p>" + escaped(joined(parts))
            + ".</p>\n<div class=\"scroll\"><table>\n<tr><th>music</th><th>at</th><th>was</th><th>model says</th>"
              "<th>by ear</th></tr>\n"
            + rows + "</table></div>\n";
    }

    /// The picture and the sound of one mistake; words where the file cannot be read any more.
    std::string media(std::size_t number, const ErrorRow &row, RunReport &report)
    {
        const std::string stem = stemOf(number);
        const Prediction &prediction = row.prediction;
        const Arrangement arrangement = judgedArrangement(m_spec, prediction.transform, prediction.beginFrame);
        std::string html;
        const auto attempt = [&](const char *what, const auto &work) {
            try {
                work();
            } catch (const Error &error) {
                // What concerns the music is told here; a full disk or a stop concerns the whole report.
                if (error.code() == ErrorCode::Io || error.code() == ErrorCode::Cancelled)
                    throw;
                html += "<p class=\"soft\">No " + std::string(what) + ": " + escaped(error.what()) + "</p>";
            }
        };
        attempt("picture", [&] {
            const auto spectrogram = featuresOf(m_workspace.features(), row.track, m_plan, m_control);
            const std::string name = stem + ".png";
            writeClipPicture(m_folder / name, *spectrogram, arrangement, ColorMap::Magma, kPictureScale);
            html += "<img src=\"" + name + "\" alt=\"constant-Q spectrogram of mistake " + std::to_string(number)
                + "\"/>";
        });
        attempt("sound", [&] {
            const fs::path path = m_folder / (stem + ".wav");
            const FrameGrid grid = m_spec.features.grid();
            const SoundArrangement sound(arrangement, grid, grid.sampleRate);
            const std::int64_t begin = std::max<std::int64_t>(0, sound.sourceBegin());
            const AudioBuffer original = decodeAudio(row.track.path, grid.sampleRate, begin,
                std::max<std::int64_t>(0, sound.sourceEnd() - begin), [this] { m_control.check(); });
            writeWav(path, arrangeSound(arrangement, grid, grid.sampleRate, original.samples, begin), grid.sampleRate);
            report.sounds.push_back(path);
            html += "<audio controls=\"controls\" preload=\"none\" src=\"" + stem + ".wav\"></audio>";
        });
        return html;
    }

    std::string data() const
    {
        const auto side = [](const char *name, const std::vector<Track> &tracks) {
            double seconds = 0;
            for (const Track &track : tracks)
                seconds += track.seconds;
            return tableRow(
                { name, std::to_string(tracks.size()), escaped(formatDuration(seconds)), escaped(artistList(tracks)) });
        };
        const std::string division = m_spec.validationDatasets.empty() ? "Divided by "
                + std::string(m_split.byArtist ? "artist: no known artist is" : "track: no track is") + " on two sides."
                                                                       : "Held out: all of "
                + escaped(joined(m_spec.validationDatasets)) + ". No known artist and no sound is on both sides.";
        std::string html = "<h2>Music</h2>\n<p>" + division
            + "</p>\n<div class=\"scroll\"><table>\n<tr><th></th><th>tracks</th><th>length</th>"
              "<th>artists (tracks)</th></tr>\n"
            + side("trained on", m_training) + side("validated on", m_validation);
        if (const std::vector<Track> test = tracksOf(m_split.test); !test.empty())
            html += side("kept for testing", test);
        html += "</table></div>\n";
        if (!m_record.leftOut.empty()) {
            html += "<p>Left out:</p>\n<ul>\n";
            for (const RunRecord::LeftOut &track : m_record.leftOut)
                html += "<li>" + escaped(track.reason) + "</li>\n";
            html += "</ul>\n";
        }
        if (m_split.tooShort > 0)
            html += "<p>" + counted(static_cast<std::size_t>(m_split.tooShort), "track was", "tracks were")
                + " too short for one clip.</p>\n";
        if (m_split.copies > 0)
            html += "<p>" + counted(static_cast<std::size_t>(m_split.copies), "track", "tracks")
                + " not used: sounding exactly like another.</p>\n";
        if (m_split.shared > 0)
            html += "<p>" + counted(static_cast<std::size_t>(m_split.shared), "track", "tracks")
                + " not trained on: sharing an artist or sound with those held out.</p>\n";
        return html;
    }

    /// Where a recogniser begins and what it learns from; none of other tasks.
    std::vector<std::pair<std::string, std::string>> recogniserSettings() const
    {
        if (m_question.ofClips)
            return {};
        const Downstream &downstream = m_spec.downstream;
        return {
            { "trunk",
                (downstream.fromRun == 0 ? "from random weights" : "from run " + std::to_string(downstream.fromRun))
                    + ", " + std::string(toString(downstream.trunk)) },
            { "labels of each class to learn from",
                downstream.labelsPerClass == 0 ? "all" : std::to_string(downstream.labelsPerClass) },
            { "weighting of classes", std::string(toString(downstream.weighting)) },
        };
    }

    std::string settings() const
    {
        const FrameGrid grid = m_spec.features.grid();
        std::vector<std::pair<std::string, std::string>> pairs {
            { "datasets", m_spec.datasets.empty() ? "all" : joined(m_spec.datasets) },
            { "clip",
                m_spec.clip.toString() + " s (" + std::to_string(m_shape.cropFrames()) + " frames, "
                    + decimal(grid.secondsAt(m_shape.cropFrames()), 2) + " s)" },
            { "training clips an epoch", std::to_string(m_record.trainingExamples) },
            { "validation examples", std::to_string(m_record.validationExamples) },
            { "epochs", std::to_string(m_spec.epochs) },
            { "batch", std::to_string(m_spec.batch) },
            { "optimiser",
                std::string(toString(m_spec.optimisation.optimiser)) + ", learning rate "
                    + json(m_spec.learningRate).dump() + ", schedule "
                    + std::string(toString(m_spec.optimisation.schedule)) + ", weight decay "
                    + json(m_spec.weightDecay).dump() },
            { "level jitter", "\u00b1" + json(m_spec.gainJitterDb).dump() + " dB" },
            { "gap between pieces",
                isJigsaw() ? std::to_string(m_spec.defences.gapFrames) + " frames, jitter "
                        + std::to_string(m_spec.defences.gapJitterFrames) + ", taken from "
                        + (m_spec.defences.trim == Trim::End ? "the end of each piece" : "both sides of each piece")
                           : "none" },
            { "answers from",
                m_spec.pretext.head == HeadKind::Adjacency ? "how pieces end and others begin"
                                                           : "means over each piece" },
            { "levels",
                "relative to: " + std::string(toString(m_spec.defences.levels))
                    + "; normalisation: " + std::string(toString(m_spec.defences.normalisation))
                    + (m_spec.defences.normalisePieces ? ", and of each piece" : "") },
            { "crops keep clear of", json(m_spec.defences.interiorSeconds).dump() + " s at either end" },
            { "held out",
                m_spec.validationDatasets.empty() ? percent(m_spec.validationShare) + " of the sound"
                                                  : "all of " + joined(m_spec.validationDatasets) },
            { "seed", std::to_string(m_spec.seed) },
            { "device",
                std::string(toString(m_spec.device)) + ", " + std::string(toString(m_spec.precision)) + ", "
                    + counted(static_cast<std::size_t>(m_spec.threads), "thread", "threads") },
            { "parameters", std::to_string(m_record.parameters) },
            { "features", m_spec.features.fingerprint() },
            { "specification", m_spec.fingerprint() },
            { "experiment, wherever it is run", experimentIdentity(m_workspace, m_run).value_or("not known") },
        };
        const auto ofRecogniser = recogniserSettings();
        pairs.insert(pairs.begin(), ofRecogniser.begin(), ofRecogniser.end());
        return "<h2>Settings</h2>\n" + pairTable(pairs);
    }

    /// What keeps a run of the recipe of 2019 from being the same; nothing for other runs.
    std::string differences() const
    {
        if (m_record.differencesFrom2019.empty())
            return {};
        std::string list;
        for (const std::string &sentence : m_record.differencesFrom2019)
            list += "<li>" + escaped(sentence) + "</li>\n";
        return "<h2>Where it differs from the experiment of 2019</h2>\n<ul>\n" + list + "</ul>\n";
    }

    std::string versions() const
    {
        return "<h2>Versions</h2>\n" + pairTable({ m_record.versions.begin(), m_record.versions.end() });
    }

    const Workspace &m_workspace;
    const Run &m_run;
    const fs::path &m_folder;
    const RunControl &m_control;
    const RunSpec m_spec;
    const CropShape m_shape;
    const RunRecord m_record;
    const RunPlan m_split; ///< empty where that is not known
    const Question m_question;
    std::vector<ErrorRow> m_rows; ///< the worst first
    const std::vector<Verdict> m_verdicts;
    std::vector<const Verdict *> m_verdictOfRow;
    std::vector<Track> m_training;
    std::vector<Track> m_validation;
    CqtPlan m_plan;
};

} // namespace

RunReport writeRunReport(
    const Workspace &workspace, Id runId, const fs::path &folder, int worst, const RunControl &control, bool force)
{
    // Before a folder is made for nothing.
    const Run run = storedRun(workspace, runId);
    if (storedAnswers(workspace, run).empty())
        throw Error(ErrorCode::Conflict, "run " + std::to_string(runId) + " has no predictions yet");
    requireRoom(folder, worst, force);
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        throw Error(ErrorCode::Io, folder, "could not be created: " + error.message());
    return Page(workspace, run, folder, control).write(worst);
}

} // namespace retrograde
