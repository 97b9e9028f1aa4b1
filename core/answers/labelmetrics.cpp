#include "answers/labelmetrics.h"

#include "base/error.h"
#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace retrograde {

namespace {

/// Into which clips are gathered to be left out in turn, where there are more of them than this.
constexpr std::size_t kMostGroups = 500;

/// A label's labelled cells, the highest probability first.
struct LabelCells {
    struct Cell {
        double probability;
        bool present;
        std::size_t clip;
    };
    std::vector<Cell> cells;
};

void requireSound(const LabelTable &table)
{
    const std::size_t cells = table.targets.size();
    if (table.probabilities.size() != cells || (table.labels.empty() ? cells != 0 : cells % table.labels.size() != 0))
        throw Error(ErrorCode::InvalidArgument, "a table of labels has columns of different lengths");
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const std::string where = table.labels[cell % table.labels.size()];
        if (!(table.probabilities[cell] >= 0 && table.probabilities[cell] <= 1)) // nor NaN
            throw Error(ErrorCode::Corrupt,
                "an answer about '" + where + "' is no probability: " + std::to_string(table.probabilities[cell]));
        if (table.targets[cell] < LabelTable::kUnlabelled || table.targets[cell] > 1)
            throw Error(ErrorCode::Corrupt,
                "what is known of '" + where
                    + "' is neither present, absent nor open: " + std::to_string(table.targets[cell]));
    }
}

void requireOneForEachLabel(const LabelTable &table, const std::vector<double> &values)
{
    if (values.size() != table.labels.size())
        throw Error(ErrorCode::InvalidArgument, "there must be one threshold or share for each label");
}

std::vector<LabelCells> columnsOf(const LabelTable &table)
{
    requireSound(table);
    std::vector<LabelCells> columns(table.labels.size());
    for (std::size_t label = 0; label < columns.size(); ++label) {
        for (std::size_t clip = 0; clip < table.clips(); ++clip) {
            const std::size_t cell = clip * table.labels.size() + label;
            if (table.targets[cell] != LabelTable::kUnlabelled)
                columns[label].cells.push_back({ table.probabilities[cell], table.targets[cell] == 1, clip });
        }
        std::stable_sort(columns[label].cells.begin(), columns[label].cells.end(),
            [](const LabelCells::Cell &a, const LabelCells::Cell &b) { return a.probability > b.probability; });
    }
    return columns;
}

/// @param weights how often each clip counts
LabelScore scoreColumn(const LabelCells &column, double threshold, const std::vector<int> &weights)
{
    LabelScore score;
    score.threshold = threshold;
    double precisionSum = 0; // over positives, of the precision down to them
    double halves = 0; // pairs ranked rightly, in halves
    std::int64_t above = 0;
    std::int64_t positivesAbove = 0;
    for (std::size_t begin = 0; begin < column.cells.size();) {
        std::int64_t positives = 0;
        std::int64_t negatives = 0;
        std::size_t end = begin;
        do
            (column.cells[end].present ? positives : negatives) += weights[column.cells[end].clip];
        while (++end < column.cells.size() && !(column.cells[end].probability < column.cells[begin].probability));
        const bool called = column.cells[begin].probability >= threshold;
        (called ? score.counts.truePositives : score.counts.falseNegatives) += positives;
        (called ? score.counts.falsePositives : score.counts.trueNegatives) += negatives;
        // Each negative of this level lies below all positives above it, and beside those of this level.
        halves += static_cast<double>(negatives) * static_cast<double>(2 * positivesAbove + positives);
        above += positives + negatives;
        positivesAbove += positives;
        if (positives > 0)
            precisionSum
                += static_cast<double>(positives) * static_cast<double>(positivesAbove) / static_cast<double>(above);
        begin = end;
    }
    const BinaryCounts &counts = score.counts;
    score.positives = counts.truePositives + counts.falseNegatives;
    score.negatives = counts.falsePositives + counts.trueNegatives;
    const auto ratio = [](std::int64_t part, std::int64_t whole) -> std::optional<double> {
        if (whole == 0)
            return {};
        return static_cast<double>(part) / static_cast<double>(whole);
    };
    score.accuracy = ratio(counts.truePositives + counts.trueNegatives, counts.total());
    score.precision = ratio(counts.truePositives, counts.truePositives + counts.falsePositives);
    score.recall = ratio(counts.truePositives, score.positives);
    if (score.positives > 0) {
        score.f1
            = ratio(2 * counts.truePositives, 2 * counts.truePositives + counts.falsePositives + counts.falseNegatives);
        score.averagePrecision = precisionSum / static_cast<double>(score.positives);
        if (score.negatives > 0)
            score.rocAuc = halves / 2 / static_cast<double>(score.positives) / static_cast<double>(score.negatives);
    }
    return score;
}

/// The mean of those that have a value; 0 when none has.
template<typename Member> double meanOver(const std::vector<LabelScore> &labels, Member member)
{
    double sum = 0;
    int count = 0;
    for (const LabelScore &label : labels) {
        if (label.*member) {
            sum += *(label.*member);
            ++count;
        }
    }
    return count > 0 ? sum / count : 0;
}

LabelScores scoreColumns(
    const std::vector<LabelCells> &columns, const std::vector<double> &thresholds, const std::vector<int> &weights)
{
    LabelScores scores;
    std::int64_t right = 0;
    for (std::size_t label = 0; label < columns.size(); ++label) {
        const LabelScore &score = scores.labels.emplace_back(scoreColumn(columns[label], thresholds[label], weights));
        right += score.counts.truePositives + score.counts.trueNegatives;
        scores.cells += score.counts.total();
    }
    scores.microAccuracy = scores.cells > 0 ? static_cast<double>(right) / static_cast<double>(scores.cells) : 0;
    scores.macroAccuracy = meanOver(scores.labels, &LabelScore::accuracy);
    scores.macroF1 = meanOver(scores.labels, &LabelScore::f1);
    scores.meanAveragePrecision = meanOver(scores.labels, &LabelScore::averagePrecision);
    return scores;
}

/// Of each clip that has a label.
std::vector<RightOf> rightOfClips(
    const std::vector<LabelCells> &columns, const std::vector<double> &thresholds, std::size_t clips)
{
    std::vector<RightOf> units(clips);
    for (std::size_t label = 0; label < columns.size(); ++label) {
        for (const LabelCells::Cell &cell : columns[label].cells) {
            units[cell.clip].right += (cell.probability >= thresholds[label]) == cell.present;
            ++units[cell.clip].asked;
        }
    }
    return units;
}

} // namespace

LabelScores scoreLabels(const LabelTable &table, const std::vector<double> &thresholds)
{
    requireOneForEachLabel(table, thresholds);
    return scoreColumns(columnsOf(table), thresholds, std::vector<int>(table.clips(), 1));
}

LabelScores scoreLabels(const LabelTable &table)
{
    return scoreLabels(table, std::vector<double>(table.labels.size(), 0.5));
}

std::vector<double> bestThresholds(const LabelTable &table)
{
    std::vector<double> thresholds;
    for (const LabelCells &column : columnsOf(table)) {
        const auto positives = std::count_if(
            column.cells.begin(), column.cells.end(), [](const LabelCells::Cell &cell) { return cell.present; });
        double best = 0.5;
        double bestF1 = -1;
        std::int64_t truePositives = 0;
        for (std::size_t called = 1; called <= column.cells.size() && positives > 0; ++called) {
            truePositives += column.cells[called - 1].present;
            const double above = column.cells[called - 1].probability;
            const double below = called < column.cells.size() ? column.cells[called].probability : 0;
            if (called < column.cells.size() && above == below)
                continue; // a threshold cannot tell them apart
            const double threshold = (above + below) / 2;
            const double f1 = 2 * static_cast<double>(truePositives)
                / static_cast<double>(static_cast<std::int64_t>(called) + positives);
            if (f1 > bestF1 || (f1 == bestF1 && std::abs(threshold - 0.5) < std::abs(best - 0.5))) {
                bestF1 = f1;
                best = threshold;
            }
        }
        thresholds.push_back(best);
    }
    return thresholds;
}

LabelBaselines labelBaselines(const LabelTable &table, const std::vector<double> &training)
{
    requireOneForEachLabel(table, training);
    LabelBaselines baselines;
    const LabelScores scores = scoreLabels(table);
    std::int64_t right = 0;
    double prevalences = 0;
    int labelled = 0;
    for (std::size_t label = 0; label < scores.labels.size(); ++label) {
        const LabelScore &score = scores.labels[label];
        right += training[label] > 0.5 ? score.positives : score.negatives;
        if (score.positives > 0) {
            prevalences
                += static_cast<double>(score.positives) / static_cast<double>(score.positives + score.negatives);
            ++labelled;
        }
    }
    baselines.majorityAccuracy = scores.cells > 0 ? static_cast<double>(right) / static_cast<double>(scores.cells) : 0;
    baselines.prevalence = labelled > 0 ? prevalences / labelled : 0;
    return baselines;
}

LabelIntervals bootstrapLabels(
    const LabelTable &table, const std::vector<double> &thresholds, int draws, std::uint64_t seed)
{
    requireOneForEachLabel(table, thresholds);
    const std::vector<LabelCells> columns = columnsOf(table);
    const std::size_t clips = table.clips();
    const LabelScores whole = scoreColumns(columns, thresholds, std::vector<int>(clips, 1));
    LabelIntervals intervals { shareOverUnits(rightOfClips(columns, thresholds, clips)), { whole.macroF1, 0, 1 },
        { whole.meanAveragePrecision, 0, 1 } };
    if (clips < 2 || whole.cells == 0 || draws < 1)
        return intervals;
    std::vector<double> f1s;
    std::vector<double> precisions;
    const auto score = [&](const std::vector<int> &weights) {
        const LabelScores scores = scoreColumns(columns, thresholds, weights);
        f1s.push_back(scores.macroF1);
        precisions.push_back(scores.meanAveragePrecision);
    };
    RandomStream random(seed, { streamId("bootstrap") });
    std::vector<int> weights(clips);
    for (int draw = 0; draw < draws; ++draw) {
        std::fill(weights.begin(), weights.end(), 0);
        for (std::size_t i = 0; i < clips; ++i)
            ++weights[random.below(clips)];
        score(weights);
    }
    const std::vector<double> f1Draws = std::exchange(f1s, {});
    const std::vector<double> precisionDraws = std::exchange(precisions, {});
    const std::size_t groups = std::min(clips, kMostGroups);
    for (std::size_t group = 0; group < groups; ++group) {
        for (std::size_t clip = 0; clip < clips; ++clip)
            weights[clip] = clip % groups == group ? 0 : 1;
        score(weights);
    }
    intervals.macroF1 = bcaInterval(whole.macroF1, f1Draws, f1s);
    intervals.meanAveragePrecision = bcaInterval(whole.meanAveragePrecision, precisionDraws, precisions);
    return intervals;
}

} // namespace retrograde
