#include "inference/shortcutchecks.h"

#include "answers/bootstrap.h"
#include "base/error.h"
#include "experiment/runplan.h"
#include "experiment/storedrun.h"
#include "inference/evaluationset.h"
#include "inference/judging.h"
#include "inference/shortcutprobes.h"
#include "inference/shortcutsubject.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace retrograde {

namespace {

constexpr int kApart = 23; ///< frames: pieces share nothing, for the longest filter spans 22
constexpr int kWidest = 46; ///< frames
constexpr int kGaps[] = { 0, 5, 11, kApart, kWidest }; ///< frames
constexpr int kParts = 5;
constexpr std::int64_t kGapCrops = 1000; ///< that are asked about with each gap
constexpr std::size_t kProbeExamples = 1500;
constexpr int kProbeEpochs = 50; ///< of training crops, where one has fewer than that
/// Above chance, at the low end of the interval, that is worth an alarm. Of a few tracks the interval is narrow enough
/// for noise to stand 0.03 above chance by luck.
constexpr double kProbeMargin = 0.05;
constexpr double kDifference = 0.05; ///< between two groups, beyond their intervals

ShortcutPoint pointOf(std::string name, double value, const std::vector<Answer> &answers)
{
    return { std::move(name), value, static_cast<std::int64_t>(answers.size()), accuracyByTrackBootstrap(answers) };
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

bool isClear(const Interval &difference)
{
    return difference.low > 0 && difference.value >= kDifference;
}

double rightness(const Answer &answer)
{
    return answer.saysTransformed() == answer.isTransformed() ? 1 : 0;
}

/// A number for each of a list of examples.
struct Scores {
    std::vector<Id> tracks;
    std::vector<double> values;
};

/// Of each example whether it is right by @p a, less whether by @p b: lists of the same clips.
Scores differences(const std::vector<Answer> &a, const std::vector<Answer> &b)
{
    Scores scores;
    for (std::size_t i = 0; i < a.size(); ++i) {
        scores.tracks.push_back(a[i].trackId);
        scores.values.push_back(rightness(a[i]) - rightness(b[i]));
    }
    return scores;
}

/// The mean of @p scores, each -most ... most, with its interval over tracks.
Interval meanByTrackBootstrap(const Scores &scores, double most = 1)
{
    std::map<Id, SumOf> byTrack;
    for (std::size_t i = 0; i < scores.values.size(); ++i) {
        SumOf &track = byTrack[scores.tracks[i]];
        track.sum += scores.values[i];
        ++track.count;
    }
    std::vector<SumOf> tracks;
    for (const auto &[id, track] : byTrack)
        tracks.push_back(track);
    return meanOverUnits(std::move(tracks), -most, most);
}

bool isLossless(const Track &track)
{
    for (const char *codec : { "pcm", "flac", "alac", "wavpack", "ape", "tta", "tak", "mlp", "truehd" }) {
        if (track.codec.rfind(codec, 0) == 0)
            return true;
    }
    return false;
}

/// @p spec with exactly so many frames between neighbouring pieces.
RunSpec withGap(RunSpec spec, int gap)
{
    spec.defences.gapFrames = gap;
    spec.defences.gapJitterFrames = 0;
    return spec;
}

/// The crop of shape @p to with the same middle piece as @p example, a crop of shape @p from.
Example moved(Example example, const CropShape &from, const CropShape &to)
{
    const std::int64_t middle = example.beginFrame + from.slotFrames + from.trimFrames;
    example.beginFrame = middle - to.slotFrames - to.trimFrames;
    return example;
}

class Checks {
public:
    Checks(const Workspace &workspace, const ShortcutSubject &subject, const ProgressCallback &progress,
        const RunControl &control)
        : m_workspace(workspace)
        , m_progress(progress)
        , m_control(control)
        , m_subject(subject)
        , m_spec(subject.spec)
        , m_task(makePretextTask(m_spec))
        , m_plan(m_spec.features)
        , m_side(openSide(subject.heldOut))
    {
    }

    ShortcutReport run()
    {
        byGap();
        byCut();
        const auto set = makePretextSet(m_spec, m_side);
        const std::vector<Answer> answers = asked(
            ClipLoader(m_side.spectrograms, recipeFor(m_spec)), set->examples(), set->examples(), m_side.tracks);
        // Of the six orders five are shuffled, so that always saying so is right more often than not.
        const auto transformed = std::count_if(
            answers.begin(), answers.end(), [](const Answer &answer) { return answer.isTransformed(); });
        const double share = static_cast<double>(transformed) / static_cast<double>(answers.size());
        m_report.chance = std::max(share, 1 - share);
        byPosition(answers);
        byCodec(answers);
        byEncoding();
        askProbes(answers);
        return std::move(m_report);
    }

private:
    void tell(const char *stage, std::int64_t done, std::int64_t total)
    {
        if (m_progress)
            m_progress({ stage, done, total, {} });
    }

    std::vector<Answer> asked(const Inputs &inputs, const std::vector<Example> &asked,
        const std::vector<Example> &named, const std::vector<Track> &tracks)
    {
        return answersAbout(*m_task, named, tracks, m_subject.ask(inputs, asked).contiguous());
    }

    /// Crops that have room for the widest gap, with exactly that.
    std::vector<Example> roomyCrops(const Side &side, std::int64_t most) const
    {
        return validationExamples(CropRule(withGap(m_spec, widest())), *m_task, side.frames(), most, m_spec.splitSeed);
    }

    int widest() const { return std::max(kWidest, m_spec.defences.gapFrames); }

    void byGap()
    {
        if (m_spec.clip.pieces == 1)
            return;
        const std::vector<Example> crops = roomyCrops(m_side, kGapCrops);
        if (crops.empty())
            return; // tracks are too short for any other gap
        // Pieces of a training crop are never nearer than this; the jitter only takes them further apart.
        const int own = m_spec.defences.gapFrames;
        std::set<int> gaps(std::begin(kGaps), std::end(kGaps));
        gaps.insert(own);
        const CropShape wide(withGap(m_spec, widest()));
        std::map<int, std::vector<Answer>> answers;
        for (const int gap : gaps) {
            tell("Asking with other gaps", static_cast<std::int64_t>(answers.size()),
                static_cast<std::int64_t>(gaps.size()));
            const RunSpec as = withGap(m_spec, gap);
            std::vector<Example> same;
            for (const Example &crop : crops)
                same.push_back(moved(crop, wide, CropShape(as)));
            answers[gap] = asked(ClipLoader(m_side.spectrograms, recipeFor(as)), same, same, m_side.tracks);
        }
        for (const auto &[gap, some] : answers) {
            ShortcutPoint &point
                = m_report.byGap.emplace_back(pointOf("gap of " + std::to_string(gap) + " frames", gap, some));
            if (gap != kApart)
                point.difference = meanByTrackBootstrap(differences(some, answers.at(kApart)));
        }
        // Pieces that were further apart in training shared nothing: if such a model is better at narrow gaps, it is
        // because music goes on.
        if (own >= kApart)
            return;
        const Interval fall = meanByTrackBootstrap(differences(answers.at(own), answers.at(kApart)));
        if (isClear(fall))
            m_report.alarms.push_back("accuracy falls by " + percent(fall.value) + " of the clips from a gap of "
                + std::to_string(own) + " frames, the narrowest in training, to one of " + std::to_string(kApart)
                + " frames: the model reads what neighbouring pieces share at their joint, or needs music that goes on "
                  "at once; the pieces cut out of the sound tell which");
    }

    /// Whether sharing sound is what helps. Cutting the sound changes edges, too, even where nothing is shared; what it
    /// costs there is taken off what it costs at the narrowest gap of training.
    void byCut()
    {
        if (m_spec.clip.pieces == 1)
            return;
        const std::vector<Example> crops = roomyCrops(m_side, m_subject.soundCrops);
        const CropShape wide(withGap(m_spec, widest()));
        std::vector<Scores> costs;
        for (const int gap : { m_spec.defences.gapFrames, widest() }) {
            const RunSpec as = withGap(m_spec, gap);
            std::vector<Example> same;
            for (const Example &crop : crops)
                same.push_back(moved(crop, wide, CropShape(as)));
            const auto [whole, cut] = bothWays(
                "Asking about cut sound", same, as,
                [&](const Track &track, const Example &example, double maximum) {
                    return std::pair { changedCrop(track, example, as, m_plan, maximum, {}),
                        cutCrop(track, example, as, m_plan, maximum) };
                },
                cutSpec(as));
            if (whole.empty())
                return;
            const std::string frames = "gap of " + std::to_string(gap) + " frames, ";
            m_report.byCut.push_back(pointOf(frames + "spectrogram cut", gap, whole));
            m_report.byCut.push_back(pointOf(frames + "sound cut", gap, cut));
            m_report.byCut.back().difference = meanByTrackBootstrap(differences(cut, whole));
            costs.push_back(differences(whole, cut));
            if (gap == widest())
                break; // trained as wide as that
        }
        if (costs.size() < 2)
            return;
        Scores shared = costs[0];
        for (std::size_t i = 0; i < shared.values.size(); ++i)
            shared.values[i] -= costs[1].values[i];
        const Interval cost = meanByTrackBootstrap(shared, 2); // a difference of differences
        if (isClear(cost))
            m_report.alarms.push_back("with pieces cut out of the sound instead of the spectrogram, so that they share "
                                      "nothing, the model is right in "
                + percent(cost.value) + " of the clips less than such a cut costs where nothing is shared ("
                + percent(cost.low) + " to " + percent(cost.high)
                + "): it reads what neighbouring pieces share at their joint");
    }

    /// The model's answers to two versions of the same crops, made from sound; without those of which that cannot be
    /// made. Both lists are of the same clips.
    /// @param make (track, example, maximum of its features) -> both versions; the second is seen as @p second says
    template<typename Make>
    std::pair<std::vector<Answer>, std::vector<Answer>> bothWays(const char *stage, const std::vector<Example> &crops,
        const RunSpec &first, const Make &make, const RunSpec &second)
    {
        ClipLoader::Spectrograms spectrograms[2];
        std::vector<Example> asked[2];
        std::vector<Example> named;
        std::optional<std::pair<SoundCrop, SoundCrop>> made;
        for (std::size_t i = 0; i < crops.size(); ++i) {
            tell(stage, static_cast<std::int64_t>(i), static_cast<std::int64_t>(crops.size()));
            m_control.check();
            try {
                // The same crop comes under several transforms, one after the other.
                if (i == 0 || !made || crops[i].track != crops[i - 1].track
                    || crops[i].beginFrame != crops[i - 1].beginFrame) {
                    made.reset();
                    made = make(
                        m_side.tracks[crops[i].track], crops[i], m_side.spectrograms[crops[i].track]->maximumDb());
                }
                int version = 0;
                for (const SoundCrop *crop : { &made->first, &made->second }) {
                    asked[version].push_back(crop->example);
                    asked[version].back().transform = crops[i].transform;
                    asked[version].back().track = spectrograms[version].size();
                    spectrograms[version].push_back(crop->spectrogram);
                    ++version;
                }
                named.push_back(crops[i]);
            } catch (const Error &error) {
                if (error.code() == ErrorCode::Cancelled)
                    throw;
                // The file is gone or damaged: its features alone are left.
            }
        }
        if (named.empty())
            return {};
        return { this->asked(ClipLoader(spectrograms[0], recipeFor(first)), asked[0], named, m_side.tracks),
            this->asked(ClipLoader(spectrograms[1], recipeFor(second)), asked[1], named, m_side.tracks) };
    }

    void byPosition(const std::vector<Answer> &answers)
    {
        const FrameGrid grid = m_spec.features.grid();
        std::map<Id, double> frames;
        for (const Track &track : m_side.tracks)
            frames[track.id] = track.seconds * grid.sampleRate / grid.hop;
        std::vector<std::vector<Answer>> parts(kParts);
        for (const Answer &answer : answers) {
            const double middle
                = static_cast<double>(answer.beginFrame) + static_cast<double>(CropShape(m_spec).cropFrames()) / 2;
            const int part = static_cast<int>(kParts * middle / std::max(1.0, frames[answer.trackId]));
            parts[static_cast<std::size_t>(std::clamp(part, 0, kParts - 1))].push_back(answer);
        }
        constexpr const char *kNames[]
            = { "first fifth", "second fifth", "middle fifth", "fourth fifth", "last fifth" };
        for (int part = 0; part < kParts; ++part)
            m_report.byPosition.push_back(
                pointOf(kNames[part], (part + 0.5) / kParts, parts[static_cast<std::size_t>(part)]));
        std::vector<Answer> inside;
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

    /// Other codecs mostly mean other music, so this is no evidence; byEncoding() is.
    void byCodec(const std::vector<Answer> &answers)
    {
        std::map<Id, std::string> groups;
        for (const Track &track : m_side.tracks)
            groups[track.id] = isLossless(track) ? "lossless" : "compressed with loss";
        std::map<std::string, std::vector<Answer>> byGroup;
        for (const Answer &answer : answers)
            byGroup[groups[answer.trackId]].push_back(answer);
        for (const auto &[group, some] : byGroup)
            m_report.byCodec.push_back(pointOf(group, 0, some));
    }

    void byEncoding()
    {
        std::vector<Example> crops
            = validationExamples(CropRule(m_spec), *m_task, m_side.frames(), m_subject.soundCrops, m_spec.splitSeed);
        const bool anyLossless = std::any_of(m_side.tracks.begin(), m_side.tracks.end(), isLossless);
        if (anyLossless)
            std::erase_if(crops, [&](const Example &crop) { return !isLossless(m_side.tracks[crop.track]); });
        const auto [plain, encoded] = bothWays(
            "Asking about encoded clips", crops, m_spec,
            [&](const Track &track, const Example &example, double maximum) {
                return std::pair { changedCrop(track, example, m_spec, m_plan, maximum, {}),
                    changedCrop(track, example, m_spec, m_plan, maximum, m_subject.encoding) };
            },
            m_spec);
        if (plain.empty())
            return;
        m_report.byEncoding.push_back(pointOf(anyLossless ? "lossless clips" : "clips as they are", 0, plain));
        m_report.byEncoding.push_back(pointOf("through MP3", 0, encoded));
        m_report.byEncoding.back().difference = meanByTrackBootstrap(differences(encoded, plain));
        const Interval &gain = *m_report.byEncoding.back().difference;
        if (isClear(gain))
            m_report.alarms.push_back("the same clips are judged better after MP3 than before, by "
                + percent(gain.value) + " (" + percent(gain.low) + " to " + percent(gain.high)
                + "): what the codec leaves behind gives the answer away");
    }

    /// The clips of @p examples, a part at a time, as @p view shows them.
    static torch::Tensor seen(const ClipLoader &loader, const std::vector<Example> &examples, probes::View view)
    {
        constexpr std::size_t kBatch = 64;
        std::vector<torch::Tensor> rows;
        for (std::size_t first = 0; first < examples.size(); first += kBatch)
            rows.push_back(view(loader.of({ examples.data() + first, std::min(kBatch, examples.size() - first) })));
        return torch::cat(rows);
    }

    void askProbes(const std::vector<Answer> &judged)
    {
        // Both see clips as the model does; whether a clip was transformed is what they are asked.
        const Side training = openSide(m_subject.training);
        const TrainingExamples examples(m_spec, m_task.get(), training.frames());
        std::vector<Example> known;
        for (int epoch = 1; known.size() < kProbeExamples && epoch <= kProbeEpochs; ++epoch) {
            const std::vector<Example> more = examples.epoch(epoch);
            known.insert(known.end(), more.begin(), more.end());
        }
        known.resize(std::min(known.size(), kProbeExamples));
        std::vector<Example> asked;
        std::vector<Answer> answers;
        std::map<Id, std::size_t> places;
        for (std::size_t i = 0; i < m_side.tracks.size(); ++i)
            places[m_side.tracks[i].id] = i;
        for (const Answer &answer : judged) {
            if (!places.contains(answer.trackId))
                continue;
            Example &example = asked.emplace_back();
            example.track = places[answer.trackId];
            example.beginFrame = answer.beginFrame;
            example.shifts = CropShape(m_spec).middle();
            const auto &transforms = m_task->transforms();
            example.transform = static_cast<int>(
                std::find(transforms.begin(), transforms.end(), answer.transform) - transforms.begin());
            answers.push_back(answer);
        }
        const ClipLoader knownClips(training.spectrograms, recipeFor(m_spec));
        const ClipLoader askedClips(m_side.spectrograms, recipeFor(m_spec));
        std::vector<std::int64_t> classes;
        for (const Example &example : known)
            classes.push_back(example.transform == 0 ? 0 : 1);
        const std::pair<const char *, probes::View> kViews[]
            = { { "edge frames only", probes::edges }, { "levels only", probes::levels } };
        for (const auto &[name, view] : kViews) {
            tell("Asking what single properties tell", static_cast<std::int64_t>(m_report.probes.size()),
                std::size(kViews));
            const torch::Tensor said = probes::answers(seen(knownClips, known, view),
                torch::tensor(classes, torch::kInt64), seen(askedClips, asked, view), m_control);
            for (std::size_t i = 0; i < answers.size(); ++i)
                answers[i].probability = said.data_ptr<double>()[i];
            m_report.probes.push_back(pointOf(name, 0, answers));
            const Interval &accuracy = m_report.probes.back().accuracy;
            if (accuracy.low > m_report.chance + kProbeMargin)
                m_report.alarms.push_back(std::string("a tiny model that sees ") + name + " is right in "
                    + percent(accuracy.value) + " of the cases: as much can be had without listening");
        }
    }

    ClipRecipe recipeFor(const RunSpec &as) const { return ClipRecipe(as, m_subject.normalisation); }

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
    const ShortcutSubject &m_subject;
    const RunSpec m_spec;
    const std::unique_ptr<const PretextTask> m_task;
    const CqtPlan m_plan;
    const Side m_side; ///< what is asked about, as far as it can be used
    ShortcutReport m_report;
};

} // namespace

ShortcutReport checkShortcuts(const Workspace &workspace, const ShortcutSubject &subject,
    const ProgressCallback &progress, const RunControl &control)
{
    return Checks(workspace, subject, progress, control).run();
}

ShortcutReport checkShortcuts(
    const Workspace &workspace, Id runId, const ProgressCallback &progress, const RunControl &control)
{
    const std::optional<Run> run = workspace.run(runId);
    if (run && isRecogniser(*run))
        throw Error(ErrorCode::InvalidArgument, "run " + std::to_string(runId) + " is no pretext run");
    TrainedModel model(workspace, runId);
    ShortcutSubject subject;
    subject.spec = model.spec();
    subject.normalisation = model.notes().normalisation;
    subject.ask = [&](const Inputs &inputs, const std::vector<Example> &examples) {
        return model.ask(inputs, examples, control).answers;
    };
    for (const Id id : RunPlan::fromDetails(workspace.run(runId)->details).training) {
        if (const std::optional<Track> track = workspace.track(id))
            subject.training.push_back(*track);
    }
    subject.heldOut = unheardTracks(workspace, model, {});
    return checkShortcuts(workspace, subject, progress, control);
}

} // namespace retrograde
