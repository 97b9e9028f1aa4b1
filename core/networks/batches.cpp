#include "networks/batches.h"

#include <cmath>

namespace retrograde {

ClipLoader::ClipLoader(Spectrograms tracks, const ClipRecipe &recipe)
    : m_tracks(std::move(tracks))
    , m_recipe(recipe)
{
}

torch::Tensor ClipLoader::of(std::span<const Example> examples) const
{
    const CropShape &shape = m_recipe.rule.shape;
    const int bins = m_tracks.front()->bins();
    torch::Tensor batch
        = torch::empty({ static_cast<std::int64_t>(examples.size()), shape.pieces, bins, shape.pieceFrames });
    const std::size_t clipSize = m_recipe.cells(bins);
    for (std::size_t i = 0; i < examples.size(); ++i)
        fillClip(
            *m_tracks[examples[i].track], examples[i], m_recipe, { batch.data_ptr<float>() + i * clipSize, clipSize });
    return batch;
}

double probabilityOf(double margin)
{
    return 1 / (1 + std::exp(-margin));
}

double lossOf(double margin, bool second)
{
    // log(1 + e^x) with x = the margin by which the wrong class leads, written so that nothing overflows.
    const double lead = second ? -margin : margin;
    return std::max(lead, 0.0) + std::log1p(std::exp(-std::abs(lead)));
}

} // namespace retrograde
