#include "experiment/taskdescription.h"
#include "experiment/transform.h"

namespace retrograde {

namespace {

/// Three pieces in one of their six orders. As the 2019 experiment's code has it, half of the crops are left in order
/// and the other half is in one of the five other orders; when the order itself is asked for, all six are equally
/// likely.
class Jigsaw : public PretextTask {
public:
    Jigsaw(bool wholeOrder, bool tellsOrders)
        : m_wholeOrder(wholeOrder)
        , m_tellsOrders(tellsOrders)
    {
    }

    const std::vector<std::string> &transforms() const override { return m_transforms; }
    int classes() const override { return m_wholeOrder ? kOrders : 2; }
    int classOf(int transform) const override { return m_wholeOrder ? transform : transform != 0; }
    int outputs() const override { return m_tellsOrders ? kOrders : classes(); }

    int draw(RandomStream &random) const override
    {
        if (m_wholeOrder)
            return static_cast<int>(random.below(kOrders));
        return random.coin() ? shuffledOrder(random) : 0;
    }

    double share(int transform) const override
    {
        if (m_wholeOrder)
            return 1.0 / kOrders;
        return transform == 0 ? 0.5 : 0.5 / (kOrders - 1);
    }

    std::vector<int> judged(RandomStream &random) const override
    {
        if (!m_wholeOrder)
            return { 0, shuffledOrder(random) };
        // Two of the six: over many crops each order comes equally often.
        const auto first = static_cast<int>(random.below(kOrders));
        const auto step = 1 + static_cast<int>(random.below(kOrders - 1));
        return { first, (first + step) % kOrders };
    }

private:
    static constexpr int kOrders = 6;

    static int shuffledOrder(RandomStream &random) { return 1 + static_cast<int>(random.below(kOrders - 1)); }

    const bool m_wholeOrder;
    const bool m_tellsOrders;
    const std::vector<std::string> m_transforms { std::string(kPublished), "1,3,2", "2,1,3", "2,3,1", "3,1,2",
        "3,2,1" };
};

std::unique_ptr<const PretextTask> pretext(const RunSpec &spec)
{
    return std::make_unique<Jigsaw>(
        spec.pretext.target == JigsawTarget::Order, spec.pretext.head == HeadKind::Adjacency);
}

Question question(const RunSpec &spec)
{
    Question question {
        .name = "jigsaw",
        .choices = { "in order", "shuffled" },
        .transformed = "shuffled",
        .words = { "in order", "probably in order", "cannot tell", "probably shuffled", "shuffled" },
        .untransformed = "in order",
        .learned = "So it hears how music goes on, in music that is new to it.",
        .verdicts = { "model_right", "model_wrong", "drone", "published_reversed", "cannot_tell" },
    };
    if (spec.pretext.target == JigsawTarget::Order) {
        question.name = "jigsaw, which order";
        question.choices = pretext(spec)->transforms();
        question.learned = "So it hears in which order pieces of music belong, in music that is new to it.";
    }
    return question;
}

} // namespace

const TaskDescription &jigsawTask()
{
    static const TaskDescription task {
        .name = toString(Task::Jigsaw),
        .pieces = 3,
        .clips = { "3x1", "3x2", "3x3", "3x5" },
        .clip = "3x3",
        .settings = { "validation_datasets", "pretext.target", "defences.gap_frames" },
        .question = question,
        .pretext = pretext,
        .poster =
            [](RunSpec &spec) {
                spec.epochs = 200;
                spec.learningRate = 1e-5;
            },
        .sound =
            [](RunSpec &spec) {
                spec.defences.gapJitterFrames = 8;
                spec.defences.normalisePieces = true;
                spec.optimisation.clipNorm = 5;
                if (!descriptionOf(spec.network).hasNeck)
                    spec.pretext.head = HeadKind::Adjacency;
            },
    };
    return task;
}

} // namespace retrograde
