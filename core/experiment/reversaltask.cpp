#include "experiment/pretext.h"

#include "experiment/transform.h"

namespace retrograde {

namespace {

/// Forwards or backwards, each with probability 1/2; 1 = reversed.
class Reversal : public PretextTask {
public:
    const std::vector<std::string> &transforms() const override { return m_transforms; }
    int classes() const override { return 2; }
    int classOf(int transform) const override { return transform; }
    int draw(RandomStream &random) const override { return random.coin() ? 1 : 0; }
    double share(int) const override { return 0.5; }
    std::vector<int> judged(RandomStream &) const override { return { 0, 1 }; }

private:
    const std::vector<std::string> m_transforms { std::string(kPublished), std::string(kReversed) };
};

} // namespace

std::unique_ptr<const PretextTask> makeReversal(const RunSpec &)
{
    return std::make_unique<Reversal>();
}

} // namespace retrograde
