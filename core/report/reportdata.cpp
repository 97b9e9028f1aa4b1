#include "report/reportdata.h"

#include "analysis/labelevaluation.h"
#include "analysis/storedanswers.h"
#include "answers/metrics.h"
#include "base/error.h"
#include "base/text.h"
#include "experiment/cropshape.h"
#include "experiment/runplan.h"
#include "experiment/runrecord.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "experiment/transform.h"
#include "library/artists.h"
#include "report/verdicts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace retrograde {

namespace {

using nlohmann::json;

/// "a, b, c"
std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

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

ReportResult resultTold(const RunResult &result)
{
    ReportResult told;
    told.accuracy = result.standing.accuracy.value;
    const std::vector<Sentence> sentences = result.sentences();
    told.figures = inEnglish(sentences.front());
    for (std::size_t i = 1; i < sentences.size(); ++i)
        told.conclusions.push_back(inEnglish(sentences[i]));
    return told;
}

std::string choiceWords(const Question &question, const std::string &choice)
{
    if (!question.tellsOrders())
        return choice;
    return choice == kPublished ? "in order" : "order " + choice;
}

ReportConfusion confusionTold(const Question &question, const std::vector<Answer> &answers)
{
    ReportConfusion told;
    for (const std::string &choice : question.choices)
        told.choices.push_back(choiceWords(question, choice));
    const std::vector<std::vector<std::int64_t>> counts = confusionOf(question, answers);
    for (std::size_t wanted = 0; wanted < counts.size(); ++wanted) {
        ReportConfusion::Row row { told.choices[wanted], counts[wanted], {} };
        std::int64_t all = 0;
        for (const std::int64_t count : counts[wanted])
            all += count;
        if (all > 0)
            row.right = wilsonInterval(counts[wanted][wanted], all);
        told.rows.push_back(std::move(row));
    }
    return told;
}

ReportLabels labelsTold(const LabelEvaluation &evaluation, RunSide side)
{
    ReportLabels told;
    told.ofTest = side == RunSide::Test;
    told.microAccuracy = evaluation.intervals.microAccuracy;
    told.meanAveragePrecision = evaluation.intervals.meanAveragePrecision;
    told.macroF1 = evaluation.intervals.macroF1;
    told.macroF1AtHalf = evaluation.atHalf.macroF1;
    told.majorityAccuracy = evaluation.baselines.majorityAccuracy;
    told.prevalence = evaluation.baselines.prevalence;
    for (std::size_t i = 0; i < evaluation.table.labels.size(); ++i) {
        const LabelScore &half = evaluation.atHalf.labels[i];
        told.labels.push_back({ evaluation.table.labels[i], half.positives, half.negatives, half.accuracy,
            half.precision, half.recall, half.f1, evaluation.thresholds[i], evaluation.atThresholds.labels[i].f1,
            half.rocAuc, half.averagePrecision });
    }
    return told;
}

class Collection {
public:
    Collection(const Workspace &workspace, const Run &run)
        : m_workspace(workspace)
        , m_run(run)
        , m_spec(specOf(run))
        , m_shape(m_spec)
        , m_record(RunRecord::fromDetails(run.details))
        , m_plan(m_record.plan.value_or(RunPlan {}))
        , m_question(questionOf(m_spec))
        , m_rows(errorRows(workspace, run.id, ErrorKind::All))
        , m_verdicts(workspace.verdicts())
        , m_verdictOfRow(newestVerdicts(m_rows, m_verdicts))
        , m_training(tracksOf(m_plan.training))
        , m_validation(tracksOf(m_plan.validation))
    {
    }

    RunReportData data(int worst) const
    {
        const std::optional<RunResult> validation = resultOf(m_workspace, m_run);
        if (!validation)
            throw Error(ErrorCode::Conflict, "run " + std::to_string(m_run.id) + " has no predictions yet");
        RunReportData data;
        data.title = "Run " + std::to_string(m_run.id) + ": " + m_question.name + ", "
            + std::string(descriptionOf(m_spec.network).title) + ", clips of " + m_spec.clip.toString() + " s";
        data.status = statusSentence();
        data.validation = resultTold(*validation);
        data.judgedOn = judgedOn();
        if (const std::optional<RunResult> test = resultOf(m_workspace, m_run, RunSide::Test))
            data.test = resultTold(*test);
        data.datasetNotes = datasetNotes();
        data.charts = charts(validation->standing);
        if (m_question.exclusive) {
            data.confusion = confusionTold(m_question, std::vector<Answer>(m_rows.begin(), m_rows.end()));
        } else {
            data.labels.push_back(labelsTold(evaluateValidation(m_workspace, m_run.id), RunSide::Validation));
            if (const std::optional<LabelEvaluation> test = knownTest(m_workspace, m_run.id))
                data.labels.push_back(labelsTold(*test, RunSide::Test));
        }
        data.mistakes = mistakes(worst);
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            if (!m_verdictOfRow[row])
                continue;
            data.judgedByEar.push_back(clip(row));
            ++data.verdicts[data.judgedByEar.back().verdict];
        }
        data.music = music();
        data.settings = settings();
        data.differencesFrom2019 = m_record.differencesFrom2019;
        data.versions = { m_record.versions.begin(), m_record.versions.end() };
        return data;
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

    /// What the clip of @p row was: what was done to it, or whether it has the label.
    std::string truthWords(const ErrorRow &row) const
    {
        if (!row.label.empty())
            return row.label + ": " + m_question.choices[static_cast<std::size_t>(row.wanted)];
        const std::string &transform = row.transform;
        if (transform == kPublished)
            return m_question.untransformed;
        return transform == kReversed ? transform : "order " + transform;
    }

    std::string statusSentence() const
    {
        return "Created " + m_run.createdAt + ", " + std::string(toString(m_run.status)) + " after "
            + std::to_string(m_run.epochsDone) + " of " + std::to_string(m_run.epochsPlanned) + " epochs and "
            + formatDuration(m_run.trainingSeconds) + " of training" + (m_run.reason.empty() ? "" : ": " + m_run.reason)
            + ".";
    }

    std::string judgedOn() const
    {
        const std::string artists = artistSentence(m_training, judgedTracks());
        if (!m_question.exclusive)
            return artists;
        return artists + " Ranked by the model's probability, a " + m_question.transformed
            + " clip stands above an untouched one in "
            + percent(rocAuc(std::vector<Answer>(m_rows.begin(), m_rows.end())))
            + " of all pairs (area under the ROC curve).";
    }

    std::vector<Track> judgedTracks() const
    {
        std::map<Id, Track> tracks;
        for (const ErrorRow &row : m_rows)
            tracks.emplace(row.track->id, *row.track);
        std::vector<Track> found;
        for (auto &[id, track] : tracks)
            found.push_back(std::move(track));
        return found;
    }

    NamedTexts datasetNotes() const
    {
        std::set<std::string> names;
        for (const auto *side : { &m_training, &m_validation }) {
            for (const Track &track : *side)
                names.insert(track.datasetName);
        }
        NamedTexts notes;
        for (const std::string &name : names) {
            const std::optional<Dataset> dataset = m_workspace.dataset(name);
            if (dataset && !dataset->note.empty())
                notes.emplace_back(name, dataset->note);
        }
        return notes;
    }

    std::vector<Chart> charts(const Standing &validation) const
    {
        Chart loss;
        loss.title = "Loss";
        loss.verticalLabel = "cross-entropy, nats";
        loss.reference = m_question.guessedLoss();
        loss.referenceName = "guessing (" + decimalText(loss.reference, 3) + ")";
        Chart accuracy;
        accuracy.title = "Accuracy";
        accuracy.verticalLabel
            = m_question.exclusive ? "share of right answers, %" : "labelled cells that are right, %";
        accuracy.high = 100;
        accuracy.reference = 100 * validation.chance;
        accuracy.referenceName = (m_question.exclusive ? "always the same (" : "always the more frequent (")
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
        return { loss, accuracy };
    }

    ReportClip clip(std::size_t row) const
    {
        const ErrorRow &of = m_rows[row];
        const Verdict *verdict = m_verdictOfRow[row];
        return { of, truthWords(of), answerWords(m_question, of), verdict ? verdictOf(of, *verdict) : std::string() };
    }

    ReportMistakes mistakes(int worst) const
    {
        ReportMistakes told;
        told.probabilityOf = m_question.transformed;
        for (std::size_t row = 0; row < m_rows.size(); ++row) {
            if (!m_rows[row].isWrong())
                continue;
            ++told.all;
            if (told.worst.size() < static_cast<std::size_t>(std::max(0, worst)))
                told.worst.push_back({ clip(row), {}, {} });
        }
        if (told.all == 0) {
            told.introduction = "It made none on the clips it was validated on.";
            return told;
        }
        const CqtParameters &features = m_spec.features;
        told.introduction = std::to_string(told.worst.size()) + " of " + counted(told.all, "mistake", "mistakes")
            + ", the most confident first. The sound and the picture are exactly what the model was given: "
            + decimalText(features.grid().secondsAt(m_shape.pieces * m_shape.pieceFrames), 2) + " s, mono, "
            + std::to_string(features.sampleRate) + " Hz; notes from " + decimalText(features.frequency(0), 0)
            + " Hz (below) to " + decimalText(features.frequency(features.bins - 1), 0)
            + " Hz, time from left to right.";
        return told;
    }

    ReportMusic music() const
    {
        ReportMusic told;
        told.division = m_spec.validationDatasets.empty() ? "Divided by "
                + std::string(m_plan.byArtist ? "artist: no known artist is" : "track: no track is") + " on two sides."
                                                          : "Held out: all of " + joined(m_spec.validationDatasets)
                + ". No known artist and no sound is on both sides.";
        const auto add = [&](const char *name, const std::vector<Track> &tracks) {
            double seconds = 0;
            for (const Track &track : tracks)
                seconds += track.seconds;
            told.sides.push_back({ name, tracks.size(), seconds, artistList(tracks) });
        };
        add("trained on", m_training);
        add("validated on", m_validation);
        if (const std::vector<Track> test = tracksOf(m_plan.test); !test.empty())
            add("kept for testing", test);
        for (const RunRecord::LeftOut &track : m_record.leftOut)
            told.leftOut.push_back(track.reason);
        const auto note = [&](int tracks, const char *one, const char *many, const char *why) {
            if (tracks > 0)
                told.notes.push_back(counted(tracks, one, many) + why);
        };
        note(m_plan.tooShort, "track was", "tracks were", " too short for one clip.");
        note(m_plan.copies, "track", "tracks", " not used: sounding exactly like another.");
        note(m_plan.shared, "track", "tracks", " not trained on: sharing an artist or sound with those held out.");
        return told;
    }

    /// Where a recogniser begins and what it learns from; none of other tasks.
    NamedTexts recogniserSettings() const
    {
        if (m_question.exclusive)
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

    NamedTexts settings() const
    {
        const FrameGrid grid = m_spec.features.grid();
        NamedTexts pairs {
            { "datasets", m_spec.datasets.empty() ? "all" : joined(m_spec.datasets) },
            { "clip",
                m_spec.clip.toString() + " s (" + std::to_string(m_shape.cropFrames()) + " frames, "
                    + decimalText(grid.secondsAt(m_shape.cropFrames()), 2) + " s)" },
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
                m_spec.clip.pieces > 1 ? std::to_string(m_spec.defences.gapFrames) + " frames, jitter "
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
                    + counted(m_spec.threads, "thread", "threads") },
            { "parameters", std::to_string(m_record.parameters) },
            { "features", m_spec.features.fingerprint() },
            { "specification", m_spec.fingerprint() },
            { "experiment, wherever it is run", experimentIdentity(m_workspace, m_run).value_or("not known") },
        };
        const auto ofRecogniser = recogniserSettings();
        pairs.insert(pairs.begin(), ofRecogniser.begin(), ofRecogniser.end());
        return pairs;
    }

    const Workspace &m_workspace;
    const Run &m_run;
    const RunSpec m_spec;
    const CropShape m_shape;
    const RunRecord m_record;
    const RunPlan m_plan; ///< empty where that is not known
    const Question m_question;
    const std::vector<ErrorRow> m_rows; ///< the worst first
    const std::vector<Verdict> m_verdicts;
    const std::vector<const Verdict *> m_verdictOfRow; ///< null where none was given
    const std::vector<Track> m_training;
    const std::vector<Track> m_validation;
};

} // namespace

RunReportData reportDataOf(const Workspace &workspace, const Run &run, int worst)
{
    return Collection(workspace, run).data(worst);
}

std::string artistSentence(const std::vector<Track> &trained, const std::vector<Track> &judged)
{
    const std::set<std::string> known = artistKeys(trained);
    const std::set<std::string> asked = artistKeys(judged);
    std::size_t named = 0;
    for (const Track &track : judged)
        named += artistKeys(track).empty() ? 0 : 1;
    std::size_t shared = 0;
    for (const std::string &artist : asked)
        shared += known.count(artist);
    std::string text
        = "It was judged on " + counted(std::ssize(judged), "track", "tracks") + " that it never trained on";
    if (named == 0)
        return text
            + ". None of them names its artist, so the same may have been trained on, which flatters the result.";
    text += ", of which " + std::to_string(named) + (named == 1 ? " names its artist: " : " name their artist: ")
        + counted(asked.size(), "artist", "artists") + ", ";
    if (shared == 0)
        text += std::string(asked.size() == 1 ? "not" : "none of them") + " among the "
            + counted(known.size(), "artist", "artists") + " known to have been trained on.";
    else
        text += std::to_string(shared) + " of them also trained on, which flatters the result.";
    std::size_t unnamed = judged.size() - named;
    for (const Track &track : trained)
        unnamed += artistKeys(track).empty() ? 1 : 0;
    if (unnamed > 0)
        text += " Who made the other " + counted(unnamed, "track", "tracks") + " of both sides is not known.";
    return text;
}

} // namespace retrograde
