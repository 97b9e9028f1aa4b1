#pragma once

#include "base/random.h"
#include "experiment/runspec.h"

#include <memory>
#include <string>
#include <vector>

namespace retrograde {

/// A task that music sets for itself: something is done to a crop, and the network is to say what. Immutable.
class PretextTask {
public:
    virtual ~PretextTask() = default;

    /// What may be done to a crop, as CropShape::arrangement() understands it. The first is kPublished.
    virtual const std::vector<std::string> &transforms() const = 0;
    /// How many answers there are; 0 always means that nothing was done.
    virtual int classes() const = 0;
    /// The right answer when transform number @p transform was done.
    virtual int classOf(int transform) const = 0;
    /// How many logits a network gives: one for each answer, or, where its head tells all transforms apart, one for
    /// each of these.
    virtual int outputs() const { return classes(); }
    /// The output that is to be the highest.
    int outputOf(int transform) const { return outputs() == classes() ? classOf(transform) : transform; }
    /// The transform of a training crop.
    virtual int draw(RandomStream &random) const = 0;
    /// Of how many training crops, as a share, draw() makes transform number @p transform.
    virtual double share(int transform) const = 0;
    /// The transforms under which each validation crop is judged.
    virtual std::vector<int> judged(RandomStream &random) const = 0;
};

/// @throws Error InvalidArgument when the run's task is no pretext task
std::unique_ptr<const PretextTask> makePretextTask(const RunSpec &spec);

} // namespace retrograde
