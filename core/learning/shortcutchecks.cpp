#include "learning/shortcutchecks.h"

#include "base/error.h"
#include "learning/judging.h"
#include "learning/lesson.h"
#include "learning/runplan.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace retrograde {

namespace {

constexpr int kApart = 23; ///< frames: pieces share nothing, for the longest filter spans 22
constexpr int kGaps[] = { 0, 5, 11, kApart, 46 }; ///< frames
constexpr int kParts = 5;
constexpr std::int64_t kEdgeFrames = 2; ///< at either side of a piece, which the probe sees
constexpr std::size_t kProbeExamples = 1500;
constexpr int kProbeSteps = 300;
constexpr double kProbeMargin = 0.03; ///< above chance, at the low end of the interval, that is worth an alarm
constexpr double kDifference = 0.05; ///< between two groups, beyond their intervals

ShortcutPoint pointOf(std::string name, double value, const std::vector<Prediction> &predictions)
{
    return { std::move(name), value, static_cast<std::int64_t>(predictions.size()),
        accuracyByTrackBootstrap(predictions) };
}

std::string percent(double share)
{
    return std::to_string(static_cast<int>(std::lround(100 * share))) + " %";
}

/// Whether @p a is better than @p b beyond doubt.
bool isClearlyBetter(const Interval &a, const Interval &b)
{
    return a.low > b.high && a.value - b.value >= kDifference;
}

std::string groupOfCodec(const std::string &codec)
{
    for (const char *lossless : { "pcm", "flac", "alac", "wavpack", "ape", "tta", "tak", "mlp", "truehd" }) {
        if (codec.rfind(lossless, 0) == 0)
            return "lossless";
    }
    return "compressed with loss";
}

/// Rows for a probe: what it is shown of each clip.
using View = torch::Tensor (*)(const torch::Tensor &clips);

/// [n, pieces, bins, frames] -> the frames at the edges, [n, rest]
torch::Tensor edges(const torch::Tensor &clips)
{
    const std::int64_t frames = clips.size(3);
    return torch::cat({ clips.slice(3, 0, kEdgeFrames), clips.slice(3, frames - kEdgeFrames) }, 3).flatten(1);
}

/// ... -> the mean level of each piece, or of each third of a clip that is in one piece
torch::Tensor means(const torch::Tensor &clips)
{
    if (clips.size(1) > 1)
        return clips.mean({ 2, 3 });
    std::vector<torch::Tensor> thirds;
    for (const torch::Tensor &third : clips.chunk(3, 3))
        thirds.push_back(third.mean({ 2, 3 }));
    return torch::cat(thirds, 1);
}

/// Trains a small network on rows and returns its probabilities of class 1 ... for the others.
torch::Tensor probe(
    const torch::Tensor &rows, const torch::Tensor &classes, const torch::Tensor &others, const RunControl &control)
{
    torch::manual_seed(1);
    const torch::Tensor mean = rows.mean(0);
    const torch::Tensor deviation = rows.std(0).clamp_min(1e-3);
    const torch::Tensor input = (rows - mean) / deviation;
    torch::nn::Sequential net(torch::nn::Linear(rows.size(1), 32), torch::nn::ReLU(), torch::nn::Linear(32, 2));
    torch::optim::AdamW optimiser(net->parameters(), torch::optim::AdamWOptions(3e-3).weight_decay(0.1));
    for (int step = 0; step < kProbeSteps; ++step) {
        control.check();
        optimiser.zero_grad();
        torch::nn::functional::cross_entropy(net->forward(input), classes).backward();
        optimiser.step();
    }
    const torch::NoGradGuard noGradients;
    return net->forward((others - mean) / deviation).softmax(1).select(1, 1).to(torch::kFloat64).contiguous();
}

class Checks {
public:
    Checks(const Workspace &workspace, Id runId, const ProgressCallback &progress, const RunControl &control)
        : m_workspace(workspace)
        , m_progress(progress)
        , m_control(control)
        , m_model(workspace, runId)
        , m_spec(m_model.spec())
        , m_heldOut(unheardTracks(workspace, m_model, {}))
    {
    }

    ShortcutReport run()
    {
        byGap();
        const std::vector<Prediction> predictions
            = judge(m_workspace, m_model, m_heldOut, m_spec, m_control).predictions;
        // Of the six orders five are shuffled, so that always saying so is right more often than not.
        const auto transformed
            = std::count_if(predictions.begin(), predictions.end(), [](const Prediction &p) { return p.target == 1; });
        const double share = static_cast<double>(transformed) / static_cast<double>(predictions.size());
        m_report.chance = std::max(share, 1 - share);
        byPosition(predictions);
        byCodec(predictions);
        probes(predictions);
        return std::move(m_report);
    }

private:
    void tell(const char *stage, std::int64_t done, std::int64_t total)
    {
        if (m_progress)
            m_progress({ stage, done, total, {} });
    }

    void byGap()
    {
        if (m_spec.task != Task::Jigsaw)
            return;
        for (const int gap : kGaps) {
            tell("Asking with other gaps", static_cast<std::int64_t>(m_report.byGap.size()), std::size(kGaps));
            RunSpec other = m_spec;
            other.defences.gapFrames = gap;
            m_report.byGap.push_back(pointOf("gap of " + std::to_string(gap) + " frames", gap,
                judge(m_workspace, m_model, m_heldOut, other, m_control).predictions));
        }
        // Pieces that were further apart in training shared nothing: if such a model is better at narrow gaps, it is
        // because music goes on.
        const ShortcutPoint *trained = nullptr;
        for (const ShortcutPoint &point : m_report.byGap) {
            if (point.value <= m_spec.defences.gapFrames)
                trained = &point;
            if (point.value < kApart)
                continue;
            if (m_spec.defences.gapFrames < kApart && isClearlyBetter(trained->accuracy, point.accuracy))
                m_report.alarms.push_back("accuracy falls from " + percent(trained->accuracy.value) + " with a "
                    + trained->name + ", as in training, to " + percent(point.accuracy.value) + " with a " + point.name
                    + ": the model reads what neighbouring pieces share at their joint");
            break;
        }
    }

    void byPosition(const std::vector<Prediction> &predictions)
    {
        const FrameGrid grid = m_spec.features.grid();
        std::map<Id, double> frames;
        for (const Track &track : m_heldOut)
            frames[track.id] = track.seconds * grid.sampleRate / grid.hop;
        std::vector<std::vector<Prediction>> parts(kParts);
        for (const Prediction &prediction : predictions) {
            const double middle
                = static_cast<double>(prediction.beginFrame) + static_cast<double>(prediction.frameCount) / 2;
            const int part = static_cast<int>(kParts * middle / std::max(1.0, frames[prediction.trackId]));
            parts[static_cast<std::size_t>(std::clamp(part, 0, kParts - 1))].push_back(prediction);
        }
        constexpr const char *kNames[]
            = { "first fifth", "second fifth", "middle fifth", "fourth fifth", "last fifth" };
        for (int part = 0; part < kParts; ++part)
            m_report.byPosition.push_back(
                pointOf(kNames[part], (part + 0.5) / kParts, parts[static_cast<std::size_t>(part)]));
        std::vector<Prediction> inside;
        for (int part = 1; part < kParts - 1; ++part)
            inside.insert(inside.end(), parts[static_cast<std::size_t>(part)].begin(),
                parts[static_cast<std::size_t>(part)].end());
        const Interval interior = accuracyByTrackBootstrap(inside);
        for (const int part : { 0, kParts - 1 }) {
            const ShortcutPoint &end = m_report.byPosition[static_cast<std::size_t>(part)];
            if (end.examples > 0 && !inside.empty() && isClearlyBetter(end.accuracy, interior))
                m_report.alarms.push_back("the " + end.name + " of tracks is judged better than their inside ("
                    + percent(end.accuracy.value) + " against " + percent(interior.value)
                    + "): beginnings and fade-outs may give the answer away");
        }
    }

    void byCodec(const std::vector<Prediction> &predictions)
    {
        std::map<Id, std::string> groups;
        for (const Track &track : m_heldOut)
            groups[track.id] = groupOfCodec(track.codec);
        std::map<std::string, std::vector<Prediction>> byGroup;
        for (const Prediction &prediction : predictions)
            byGroup[groups[prediction.trackId]].push_back(prediction);
        for (const auto &[group, some] : byGroup)
            m_report.byCodec.push_back(pointOf(group, 0, some));
        if (m_report.byCodec.size() == 2 && isClearlyBetter(m_report.byCodec[0].accuracy, m_report.byCodec[1].accuracy))
            m_report.alarms.emplace_back(
                "music that was compressed with loss is judged better than lossless music: the "
                "codec may give the answer away");
    }

    /// The clips of @p examples, a part at a time, as @p view shows them.
    static torch::Tensor seen(const ClipLoader &loader, const std::vector<Example> &examples, View view)
    {
        constexpr std::size_t kBatch = 64;
        std::vector<torch::Tensor> rows;
        for (std::size_t first = 0; first < examples.size(); first += kBatch)
            rows.push_back(view(loader.of({ examples.data() + first, std::min(kBatch, examples.size() - first) })));
        return torch::cat(rows);
    }

    void probes(const std::vector<Prediction> &judged)
    {
        // Both see clips as the model does; whether a clip was transformed is what they are asked.
        const auto task = makePretextTask(m_spec);
        const Side training = openSide(trainingTracks());
        const Side heldOut = openSide(m_heldOut);
        std::vector<Example> known = TrainingExamples(m_spec, task.get(), training.frames()).epoch(1);
        known.resize(std::min(known.size(), kProbeExamples));
        std::vector<Example> asked;
        std::vector<Prediction> answers;
        std::map<Id, std::size_t> places;
        for (std::size_t i = 0; i < heldOut.tracks.size(); ++i)
            places[heldOut.tracks[i].id] = i;
        for (const Prediction &prediction : judged) {
            if (!places.contains(prediction.trackId))
                continue;
            Example &example = asked.emplace_back();
            example.track = places[prediction.trackId];
            example.beginFrame = prediction.beginFrame;
            example.shifts = CropShape(m_spec).middle();
            const auto &transforms = task->transforms();
            example.transform = static_cast<int>(
                std::find(transforms.begin(), transforms.end(), prediction.transform) - transforms.begin());
            answers.push_back(prediction);
        }
        const ClipLoader knownClips(training.spectrograms, m_model.recipe());
        const ClipLoader askedClips(heldOut.spectrograms, m_model.recipe());
        std::vector<std::int64_t> classes;
        for (const Example &example : known)
            classes.push_back(example.transform == 0 ? 0 : 1);
        const std::pair<const char *, View> kViews[] = { { "edge frames only", edges }, { "mean levels only", means } };
        for (const auto &[name, view] : kViews) {
            tell("Probing", static_cast<std::int64_t>(m_report.probes.size()), std::size(kViews));
            const torch::Tensor said = probe(seen(knownClips, known, view), torch::tensor(classes, torch::kInt64),
                seen(askedClips, asked, view), m_control);
            for (std::size_t i = 0; i < answers.size(); ++i)
                answers[i].probability = said.data_ptr<double>()[i];
            m_report.probes.push_back(pointOf(name, 0, answers));
            const Interval &accuracy = m_report.probes.back().accuracy;
            if (accuracy.low > m_report.chance + kProbeMargin)
                m_report.alarms.push_back(std::string("a tiny model that sees ") + name + " is right in "
                    + percent(accuracy.value) + " of the cases: as much can be had without listening");
        }
    }

    std::vector<Track> trainingTracks() const
    {
        const RunPlan plan = RunPlan::fromDetails(m_workspace.run(m_model.runId())->details);
        std::vector<Track> tracks;
        for (const Id id : plan.training) {
            if (const std::optional<Track> track = m_workspace.track(id))
                tracks.push_back(*track);
        }
        return tracks;
    }

    /// What lies in the store already, for the run has put it there.
    Side openSide(const std::vector<Track> &tracks) const
    {
        const CropRule rule(m_spec);
        Side side;
        for (const Track &track : tracks) {
            auto spectrogram = m_workspace.features().open(track.contentHash, m_spec.features);
            if (!spectrogram || rule.clipsIn(spectrogram->frames()) == 0)
                continue;
            side.tracks.push_back(track);
            side.spectrograms.push_back(std::move(spectrogram));
        }
        if (side.tracks.empty())
            throw Error(ErrorCode::Training, "the features of the run's music are gone: extract them again");
        return side;
    }

    const Workspace &m_workspace;
    const ProgressCallback &m_progress;
    const RunControl &m_control;
    TrainedModel m_model;
    const RunSpec m_spec;
    const std::vector<Track> m_heldOut;
    ShortcutReport m_report;
};

} // namespace

ShortcutReport checkShortcuts(
    const Workspace &workspace, Id runId, const ProgressCallback &progress, const RunControl &control)
{
    const std::optional<Run> run = workspace.run(runId);
    if (run && run->task == toString(Task::Instruments))
        throw Error(ErrorCode::InvalidArgument, "run " + std::to_string(runId) + " is no pretext run");
    return Checks(workspace, runId, progress, control).run();
}

} // namespace retrograde
