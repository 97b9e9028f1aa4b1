#include "experiment/pretext.h"

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

} // namespace

std::unique_ptr<const PretextTask> makeJigsaw(const RunSpec &spec)
{
    return std::make_unique<Jigsaw>(
        spec.pretext.target == JigsawTarget::Order, spec.pretext.head == HeadKind::Adjacency);
}

} // namespace retrograde
