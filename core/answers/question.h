#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace retrograde {

// From which probability on an answer is called sure, and how near to one half it is called unsure.
inline constexpr double kSureProbability = 0.8;
inline constexpr double kUnsureMargin = 0.15;

/// What a run's model is asked about a clip, and the words for it: one value for each task and target, from which
/// everything that words, scores or judges answers takes what it needs. Words are English; ui/base translates them.
struct Question {
    std::string name; ///< "time reversal", "jigsaw", "jigsaw, which order", "instruments"
    /// The answers there are, by number; 0 always means that nothing was done, or that the label is not there.
    std::vector<std::string> choices;
    /// Whether each clip gets one of the choices; otherwise each label of a clip is asked about on its own.
    bool exclusive = true;
    std::string transformed; ///< what a probability is of: "reversed", "shuffled", "present"
    /// The words beside such a probability: surely not, probably not, open, probably, surely.
    std::array<std::string, 5> words;
    std::string untransformed; ///< how a clip is called to which nothing was done: "as published", "in order"
    /// What may be concluded when the answers are better than any that can be given without listening: a sentence.
    std::string learned;
    /// What a listener may decide about an answer, by their stored names (Verdict::verdict), in the order in which they
    /// are offered.
    std::vector<std::string> verdicts;

    /// What guessing among the choices reaches, and costs in nats. Who knows which choice is frequent reaches more:
    /// Standing::chance.
    double guessedAccuracy() const { return 1.0 / static_cast<double>(choices.size()); }
    double guessedLoss() const;
    /// Whether choices are the transforms themselves ("published", "2,1,3"), not just whether there was one.
    bool tellsOrders() const { return choices.size() > 2; }
    /// "probably reversed", "cannot tell", "forward": the words beside @p probability. Boundaries: <= 0.2 the first,
    /// < 0.35 the second, <= 0.65 the third, < 0.8 the fourth, else the fifth; what is no number has the third.
    const std::string &wordsOf(double probability) const;

    bool operator==(const Question &) const = default;
};

/// Decimals to show a probability with beside its words: @p atLeast, or where 6 are enough, as many more as it takes
/// that rounding does not carry it over one of their boundaries.
int probabilityDecimals(double probability, int atLeast);

} // namespace retrograde
