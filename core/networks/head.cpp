#include "networks/head.h"

#include "networks/adjacencyhead.h"
#include "networks/linearhead.h"
#include "networks/standardisedhead.h"

namespace retrograde {

std::shared_ptr<Head> makeHead(const ModelShape &shape, int embedding, const std::vector<int> &widths)
{
    if (!shape.orders.empty())
        return std::make_shared<AdjacencyHead>(embedding, widths, shape.orders);
    if (shape.standardised)
        return std::make_shared<StandardisedHead>(embedding, shape.outputs);
    return std::make_shared<LinearHead>(embedding, shape.outputs);
}

} // namespace retrograde
