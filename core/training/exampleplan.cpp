#include "training/exampleplan.h"

namespace retrograde {

std::vector<Example> FixedCrops::epoch(int number) const
{
    std::vector<Example> examples = m_order.epoch(number);
    for (Example &example : examples)
        example = m_crops[example.track];
    return examples;
}

std::vector<Example> PartsOfPasses::epoch(int number) const
{
    const std::size_t views = m_pass.views();
    const std::size_t first = static_cast<std::size_t>(number - 1) * m_size;
    std::vector<Example> crops;
    std::vector<Example> pass;
    for (std::size_t i = first; i < first + m_size; ++i) {
        const std::size_t within = i % m_pass.size();
        if (pass.empty() || within == 0)
            pass = m_pass.epoch(static_cast<int>(i / m_pass.size()) + 1);
        const auto example = pass.begin() + static_cast<std::ptrdiff_t>(within * views);
        crops.insert(crops.end(), example, example + static_cast<std::ptrdiff_t>(views));
    }
    return crops;
}

} // namespace retrograde
