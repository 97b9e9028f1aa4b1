#include "inference/saliency.h"

#include "base/error.h"
#include "experiment/storedrun.h"
#include "inference/evaluationset.h"
#include "inference/trainedmodel.h"
#include "library/featureextraction.h"

#include <algorithm>
#include <limits>

namespace retrograde {

namespace {

constexpr double kFieldSeconds = 0.125; ///< half a patch
constexpr std::size_t kAskedAtOnce = 64;

/// Fields begin ... end - 1 along one side of the map.
struct Fields {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Patch {
    Fields rows;
    Fields columns;
};

/// The edges of fields @p step apart over @p size; the last field may be smaller.
std::vector<int> edgesOf(int size, int step)
{
    std::vector<int> edges;
    for (int edge = 0; edge < size; edge += step)
        edges.push_back(edge);
    edges.push_back(size);
    return edges;
}

/// Two fields at a time along a side of @p count fields that begins with field @p first, each one field further.
std::vector<Fields> pairsOf(std::size_t first, std::size_t count)
{
    std::vector<Fields> pairs;
    for (std::size_t i = 0; i + 1 < std::max(count, std::size_t { 2 }); ++i)
        pairs.push_back({ first + i, first + std::min(i + 2, count) });
    return pairs;
}

/// Where the fields lie in what the network sees: pieces of equal length, cut alike.
struct Layout {
    std::vector<int> binEdges;
    std::vector<int> frameEdges; ///< of a piece
    int pieces = 1;

    std::size_t rows() const { return binEdges.size() - 1; }
    std::size_t columnsOfPiece() const { return frameEdges.size() - 1; }
    std::size_t columns() const { return columnsOfPiece() * static_cast<std::size_t>(pieces); }

    std::vector<Patch> patches() const
    {
        std::vector<Patch> patches;
        for (std::size_t piece = 0; piece < static_cast<std::size_t>(pieces); ++piece) {
            for (const Fields &columns : pairsOf(piece * columnsOfPiece(), columnsOfPiece())) {
                for (const Fields &rows : pairsOf(0, rows()))
                    patches.push_back({ rows, columns });
            }
        }
        return patches;
    }
};

/// A clip with patches hidden. Of an example only `track` counts: the number of the patch, 0 = none is hidden.
class HiddenPatches : public Inputs {
public:
    /// @param clip [pieces, bins, frames]
    HiddenPatches(const torch::Tensor &clip, const Layout &layout, const std::vector<Patch> &patches)
        : m_clip(clip)
        , m_still(clip.mean(2, true)) // [pieces, bins, 1]
        , m_layout(layout)
        , m_patches(patches)
    {
    }

    torch::Tensor of(std::span<const Example> examples) const override
    {
        torch::Tensor batch
            = m_clip.unsqueeze(0).repeat({ static_cast<std::int64_t>(examples.size()), 1, 1, 1 }); // [n, pieces, ...]
        for (std::size_t i = 0; i < examples.size(); ++i) {
            if (examples[i].track > 0)
                hide(batch[static_cast<std::int64_t>(i)], m_patches[examples[i].track - 1]);
        }
        return batch;
    }

private:
    void hide(const torch::Tensor &clip, const Patch &patch) const
    {
        const auto piece = static_cast<std::int64_t>(patch.columns.begin / m_layout.columnsOfPiece());
        const std::size_t first = patch.columns.begin % m_layout.columnsOfPiece();
        const std::size_t last = first + patch.columns.end - patch.columns.begin;
        const int low = m_layout.binEdges[patch.rows.begin];
        const int high = m_layout.binEdges[patch.rows.end];
        clip[piece]
            .slice(0, low, high)
            .slice(1, m_layout.frameEdges[first], m_layout.frameEdges[last])
            .copy_(m_still[piece].slice(0, low, high)); // [bins of the patch, 1], the same for all its frames
    }

    const torch::Tensor m_clip;
    const torch::Tensor m_still;
    const Layout m_layout;
    const std::vector<Patch> m_patches;
};

/// The crop that was judged, on its track.
Example exampleOf(const JudgedClip &judged, const ClipRecipe &recipe, std::int64_t trackFrames)
{
    const auto transform = std::find(recipe.transforms.begin(), recipe.transforms.end(), judged.answer.transform);
    const std::int64_t length = recipe.rule.shape.cropFrames();
    if (transform == recipe.transforms.end() || judged.frameCount != length || judged.answer.beginFrame < 0
        || judged.span().end > trackFrames)
        throw Error(ErrorCode::InvalidArgument, "the run's model cannot have judged this crop");
    Example example;
    example.beginFrame = judged.answer.beginFrame;
    example.transform = static_cast<int>(transform - recipe.transforms.begin());
    example.shifts = recipe.rule.shape.middle();
    return example;
}

/// [n, classes] logits -> [n] log-odds of class @p answer against all others
torch::Tensor logOddsOf(const torch::Tensor &answers, std::int64_t answer)
{
    torch::Tensor others = answers.clone();
    others.select(1, answer).fill_(-std::numeric_limits<double>::infinity());
    return answers.select(1, answer) - others.logsumexp(1);
}

/// The transform that answer number @p answer names.
std::string transformNamed(const PretextTask &task, std::int64_t answer)
{
    int transform = 0;
    while (task.classOf(transform) != answer)
        ++transform;
    return task.transforms()[static_cast<std::size_t>(transform)];
}

/// Of what patches 1 ... do to the answer to the whole, which is number 0, the mean for each field.
std::vector<float> meanEffects(const Layout &layout, const std::vector<Patch> &patches, const torch::Tensor &logOdds)
{
    const double *odds = logOdds.data_ptr<double>();
    std::vector<double> sums(layout.rows() * layout.columns());
    std::vector<int> counts(sums.size());
    for (std::size_t i = 0; i < patches.size(); ++i) {
        for (std::size_t row = patches[i].rows.begin; row < patches[i].rows.end; ++row) {
            for (std::size_t column = patches[i].columns.begin; column < patches[i].columns.end; ++column) {
                sums[row * layout.columns() + column] += odds[0] - odds[i + 1];
                ++counts[row * layout.columns() + column];
            }
        }
    }
    std::vector<float> means(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i)
        means[i] = static_cast<float>(sums[i] / counts[i]);
    return means;
}

} // namespace

SaliencyMap saliencyOf(
    const Workspace &workspace, const JudgedClip &judged, const ProgressCallback &progress, const RunControl &control)
{
    const std::optional<Run> run = workspace.run(judged.runId);
    if (run && isRecogniser(*run))
        throw Error(ErrorCode::InvalidArgument, "run " + std::to_string(judged.runId) + " is no pretext run");
    TrainedModel model(workspace, judged.runId);
    model.askExactly(); // the effect of a patch is a small difference of two large numbers
    const std::optional<Track> track = workspace.track(judged.answer.trackId);
    if (!track)
        throw Error(ErrorCode::NotFound, "the track is no longer in the library");
    const CqtParameters &features = model.spec().features;
    const auto spectrogram = featuresOf(workspace.features(), *track, CqtPlan(features), control);
    const ClipRecipe recipe = model.recipe();
    const CropShape &shape = recipe.rule.shape;
    const Example example = exampleOf(judged, recipe, spectrogram->frames());
    const torch::Tensor clip = ClipLoader({ spectrogram }, recipe).of({ &example, 1 })[0];

    const auto fieldFrames = static_cast<int>(features.grid().frameAt(kFieldSeconds));
    const Layout layout { edgesOf(features.bins, std::max(1, features.binsPerOctave / 2)),
        edgesOf(static_cast<int>(shape.pieceFrames), std::max(1, fieldFrames)), shape.pieces };
    const std::vector<Patch> patches = layout.patches();
    const HiddenPatches inputs(clip, layout, patches);
    std::vector<torch::Tensor> said;
    for (std::size_t first = 0; first <= patches.size(); first += kAskedAtOnce) {
        if (progress)
            progress({ "Asking with patches hidden", static_cast<std::int64_t>(first),
                static_cast<std::int64_t>(patches.size()), {} });
        std::vector<Example> asked(std::min(kAskedAtOnce, patches.size() + 1 - first));
        for (std::size_t i = 0; i < asked.size(); ++i)
            asked[i].track = first + i;
        said.push_back(model.ask(inputs, asked, control).answers);
    }
    const auto task = makePretextTask(model.spec());
    const torch::Tensor answers = answersTo(*task, torch::cat(said)); // [1 + patches, classes]
    const auto answer = answers[0].argmax().item<std::int64_t>();

    SaliencyMap map;
    map.heard = shape.arrangement(judged.answer.transform, judged.answer.beginFrame, example.shifts);
    map.probability = 1 - answers[0].softmax(0)[0].item<double>();
    if (answers.size(1) > 2)
        map.order = transformNamed(*task, answer);
    map.binEdges = layout.binEdges;
    for (int piece = 0; piece < layout.pieces; ++piece) {
        for (std::size_t column = 0; column < layout.columnsOfPiece(); ++column)
            map.frameEdges.push_back(piece * shape.pieceFrames + layout.frameEdges[column]);
    }
    map.frameEdges.push_back(layout.pieces * shape.pieceFrames);
    map.values = meanEffects(layout, patches, logOddsOf(answers, answer).contiguous());
    return map;
}

} // namespace retrograde
