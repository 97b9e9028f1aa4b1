#include "report/resultsection.h"

#include "experiment/transform.h"
#include "library/artists.h"
#include "report/htmltables.h"

#include <optional>
#include <set>

namespace retrograde {

namespace {

std::string inBold(std::string sentence, const std::string &part)
{
    const std::string text = escaped(part);
    if (const std::size_t at = sentence.find(text); at != std::string::npos)
        sentence.replace(at, text.size(), "<strong>" + text + "</strong>");
    return sentence;
}

std::string choiceWords(const Question &question, const std::string &choice)
{
    if (!question.tellsOrders())
        return choice;
    return choice == kPublished ? "in order" : "order " + choice;
}

std::string interval(const Interval &interval, int decimals)
{
    return decimal(interval.value, decimals) + "</td><td>" + decimal(interval.low, decimals) + " to "
        + decimal(interval.high, decimals);
}

std::string share(const Interval &interval)
{
    return percent(interval.value) + "</td><td>" + percent(interval.low) + " to " + percent(interval.high);
}

} // namespace

std::string resultSection(const RunResult &result)
{
    const std::vector<Sentence> sentences = result.sentences();
    std::string html = "<p class=\"lead\">"
        + inBold(escaped(inEnglish(sentences.front())), percent(result.standing.accuracy.value)) + ".</p>\n<p>";
    for (std::size_t i = 1; i < sentences.size(); ++i)
        html += (i > 1 ? " " : "") + escaped(inEnglish(sentences[i]));
    return html + "</p>\n";
}

std::string artistSentence(const std::vector<Track> &trained, const std::vector<Track> &judged)
{
    const std::set<std::string> known = artistKeys(trained);
    const std::set<std::string> asked = artistKeys(judged);
    std::size_t named = 0;
    for (const Track &track : judged)
        named += artistKeys(track).empty() ? 0 : 1;
    std::size_t shared = 0;
    for (const std::string &artist : asked)
        shared += known.count(artist);
    std::string text = "It was judged on " + counted(judged.size(), "track", "tracks") + " that it never trained on";
    if (named == 0)
        return text
            + ". None of them names its artist, so the same may have been trained on, which flatters the result.";
    text += ", of which " + std::to_string(named) + (named == 1 ? " names its artist: " : " name their artist: ")
        + counted(asked.size(), "artist", "artists") + ", ";
    if (shared == 0)
        text += std::string(asked.size() == 1 ? "not" : "none of them") + " among the "
            + counted(known.size(), "artist", "artists") + " known to have been trained on.";
    else
        text += std::to_string(shared) + " of them also trained on, which flatters the result.";
    std::size_t unnamed = judged.size() - named;
    for (const Track &track : trained)
        unnamed += artistKeys(track).empty() ? 1 : 0;
    if (unnamed > 0)
        text += " Who made the other " + counted(unnamed, "track", "tracks") + " of both sides is not known.";
    return text;
}

std::string confusionSection(const Question &question, const std::vector<Answer> &answers)
{
    const std::vector<std::vector<std::int64_t>> counts = confusionOf(question, answers);
    std::string html
        = "<h2>What it takes for what</h2>\n<div class=\"scroll\"><table class=\"small\">\n<tr><th>the clip "
          "was</th>";
    for (const std::string &choice : question.choices)
        html += "<th>called " + escaped(choiceWords(question, choice)) + "</th>";
    html += "<th>right (95 % Wilson interval)</th></tr>\n";
    for (std::size_t wanted = 0; wanted < counts.size(); ++wanted) {
        std::vector<std::string> cells { escaped(choiceWords(question, question.choices[wanted])) };
        std::int64_t all = 0;
        for (const std::int64_t count : counts[wanted]) {
            cells.push_back(std::to_string(count));
            all += count;
        }
        const Interval right = wilsonInterval(counts[wanted][wanted], all);
        cells.push_back(all > 0 ? percent(right.value) + " (" + percent(right.low) + " to " + percent(right.high) + ")"
                                : "none was asked");
        html += tableRow(cells);
    }
    return html
        + "</table></div>\n<p class=\"soft\">The intervals of this table treat clips as independent, which clips of "
          "one track are not; the interval above does not.</p>\n";
}

std::string labelSection(const LabelEvaluation &evaluation, RunSide side)
{
    const bool ofTest = side == RunSide::Test;
    std::string html = "<h2>How well labels are recognised" + std::string(ofTest ? " in the test clips" : "")
        + "</h2>\n<div class=\"scroll\"><table class=\"small\">\n<tr><th>"
          "all labels</th><th>model</th><th>95 % interval</th><th>without listening</th></tr>\n";
    html += tableRow({ "labelled cells that are right (micro-accuracy)", share(evaluation.intervals.microAccuracy),
        percent(evaluation.baselines.majorityAccuracy) + ", always the more frequent" });
    html += tableRow({ "mean average precision", interval(evaluation.intervals.meanAveragePrecision, 3),
        decimal(evaluation.baselines.prevalence, 3) + ", guessing" });
    html += tableRow({ "F1 at each label's threshold (macro)", interval(evaluation.intervals.macroF1, 3), "" });
    html += tableRow({ "F1 at 0.5 (macro)", decimal(evaluation.atHalf.macroF1, 3), "", "" });
    html += "</table></div>\n<p class=\"soft\">Thresholds are chosen on the validation clips"
        + std::string(ofTest ? "" : ", which flatters the F1 at them here")
        + ". Intervals are drawn over clips (BCa bootstrap).</p>\n<div class=\"scroll\"><table "
          "class=\"small\">\n<tr><th>label</th><th>present</th><th>absent</th><th>accuracy</th><th>precision</th>"
          "<th>recall</th><th>F1</th><th>threshold</th><th>F1 there</th><th>ROC-AUC</th><th>AP</th></tr>\n";
    const auto shown = [](const std::optional<double> &value) { return value ? decimal(*value, 3) : "\u2013"; };
    for (std::size_t i = 0; i < evaluation.table.labels.size(); ++i) {
        const LabelScore &half = evaluation.atHalf.labels[i];
        html += tableRow({ escaped(evaluation.table.labels[i]), std::to_string(half.positives),
            std::to_string(half.negatives), shown(half.accuracy), shown(half.precision), shown(half.recall),
            shown(half.f1), decimal(evaluation.thresholds[i], 3), shown(evaluation.atThresholds.labels[i].f1),
            shown(half.rocAuc), shown(half.averagePrecision) });
    }
    return html + "</table></div>\n";
}

} // namespace retrograde
