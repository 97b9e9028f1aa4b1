#pragma once

#include "networks/model.h"

namespace retrograde {

/// Tells in which order three pieces of music were, by comparing where each ends with where each other begins.
///
/// For each of the six ordered pairs of pieces it gives a score of following each other; the logit of an order is the
/// sum of the scores of its two joints, plus the logarithm of how often the order occurs. So what it has learned of one
/// joint holds wherever a piece was put, and a crop teaches all its joints at once, whatever order it is shown in.
/// (Pairs of fragments that follow each other: Huang, Chou and Yang 2018, "Generating Music Medleys via Playing Music
/// Puzzle Games". Which permutation as a class: Noroozi and Favaro 2016.)
///
/// A mean over the whole piece forgets what its ends are like. So edges are taken of each of the trunk's maps, the fine
/// ones (a note that goes on) and the coarse ones (a bar that goes on), with the bins' axis kept in kRows rows.
/// @note Its batch norm measures what is common to all edges, without which all of them look alike.
class AdjacencyHead : public Head {
public:
    /// @param embedding numbers that it is given of a clip as a whole, which it passes over
    /// @param widths channels of the trunk's maps @param orders of three pieces, one for each logit
    AdjacencyHead(int embedding, const std::vector<int> &widths, const std::vector<ModelShape::Order> &orders);

    int seenCount() const override { return m_embedding + edgeCount(); }
    /// The embedding and the edges of the pieces, from the maps of [batch * 3] pieces.
    torch::Tensor seen(const torch::Tensor &embedding, const std::vector<torch::Tensor> &maps) override;
    torch::Tensor answer(const torch::Tensor &seen) override;
    /// At first only likeness counts, which music gives away at once.
    void initialise() override;

private:
    int edgeSize() const; ///< numbers of one edge in one map
    int edgeCount() const; ///< and of all edges of a clip in all maps
    /// What pieces are like where they begin and end: [batch, edgeCount()], float32.
    torch::Tensor edges(const std::vector<torch::Tensor> &maps);

    const int m_embedding;
    std::vector<torch::nn::Linear> m_channels; ///< of each map
    std::vector<torch::nn::BatchNorm1d> m_norms;
    torch::Tensor m_weights; ///< of likeness in each map, [maps]
    torch::nn::Sequential m_opinion = nullptr; ///< on what likeness does not tell
    torch::Tensor m_ending; ///< of each joint: the piece that ends there, [joints]
    torch::Tensor m_beginning;
    torch::Tensor m_first; ///< of each order: the number of its first joint, [orders]
    torch::Tensor m_second;
    torch::Tensor m_priors; ///< logarithms, [orders]
};

} // namespace retrograde
