#include "report/reporttemplate.h"

#include "answers/sentence.h"
#include "base/error.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "report/escape.h"
#include "report/templates.h"

#include <algorithm>
#include <cmath>
#include <kainjow/mustache.hpp>

namespace retrograde {

namespace {

namespace mustache = kainjow::mustache;
using mustache::data;

/// A section that is left out where @p text is empty, and shows it where it is not.
data unlessEmpty(const std::string &text)
{
    return text.empty() ? data(false) : data(text);
}

/// Of each of @p values what @p make makes of it.
template<typename Values, typename Make> data listOf(const Values &values, const Make &make)
{
    data list(data::type::list);
    for (const auto &value : values)
        list << make(value);
    return list;
}

data textList(const std::vector<std::string> &texts)
{
    return listOf(texts, [](const std::string &text) { return data(text); });
}

data pairsOf(const NamedTexts &pairs)
{
    return listOf(pairs, [](const auto &pair) {
        data row;
        row["name"] = pair.first;
        row["text"] = pair.second;
        return row;
    });
}

std::string joined(const std::vector<std::string> &texts, const char *between)
{
    std::string all;
    for (const std::string &text : texts)
        all += (all.empty() ? "" : between) + text;
    return all;
}

data resultOf(const ReportResult &result)
{
    const std::string accuracy = percent(result.accuracy);
    const std::size_t at = std::min(result.figures.find(accuracy), result.figures.size());
    data made;
    made["before"] = result.figures.substr(0, at);
    made["accuracy"] = result.figures.substr(at, accuracy.size());
    made["after"] = result.figures.substr(std::min(at + accuracy.size(), result.figures.size()));
    made["conclusions"] = joined(result.conclusions, " ");
    return made;
}

std::string rangeOf(const Interval &interval)
{
    return percent(interval.low) + " to " + percent(interval.high);
}

std::string rangeOf(const Interval &interval, int decimals)
{
    return decimalText(interval.low, decimals) + " to " + decimalText(interval.high, decimals);
}

data confusionOf(const ReportConfusion &confusion)
{
    data made;
    made["columns"] = std::to_string(confusion.choices.size());
    made["choices"] = textList(confusion.choices);
    made["rows"] = listOf(confusion.rows, [](const ReportConfusion::Row &row) {
        data cells;
        cells["was"] = row.was;
        cells["called"] = listOf(row.called, [](std::int64_t count) { return data(std::to_string(count)); });
        cells["right"] = row.right ? percent(row.right->value) + " (" + rangeOf(*row.right) + ")" : "none was asked";
        return cells;
    });
    return made;
}

data labelsOf(const ReportLabels &labels)
{
    const auto figure
        = [](const char *name, const std::string &value, const std::string &interval, const std::string &without) {
              data row;
              row["name"] = name;
              row["value"] = value;
              row["interval"] = interval;
              row["without"] = without;
              return row;
          };
    const auto number = [](const std::optional<double> &value) { return value ? decimalText(*value, 3) : "\u2013"; };
    data made;
    made["ofTest"] = labels.ofTest;
    data figures(data::type::list);
    figures << figure("labelled cells that are right (micro-accuracy)", percent(labels.microAccuracy.value),
        rangeOf(labels.microAccuracy), percent(labels.majorityAccuracy) + ", always the more frequent");
    figures << figure("mean average precision", number(labels.meanAveragePrecision.value),
        rangeOf(labels.meanAveragePrecision, 3), number(labels.prevalence) + ", guessing");
    figures << figure(
        "F1 at each label's threshold (macro)", number(labels.macroF1.value), rangeOf(labels.macroF1, 3), "");
    figures << figure("F1 at 0.5 (macro)", number(labels.macroF1AtHalf), "", "");
    made["figures"] = std::move(figures);
    made["each"] = listOf(labels.labels, [&](const ReportLabels::Label &label) {
        data row;
        row["name"] = label.name;
        row["present"] = std::to_string(label.present);
        row["absent"] = std::to_string(label.absent);
        row["accuracy"] = number(label.accuracy);
        row["precision"] = number(label.precision);
        row["recall"] = number(label.recall);
        row["f1"] = number(label.f1);
        row["threshold"] = number(label.threshold);
        row["f1AtThreshold"] = number(label.f1AtThreshold);
        row["rocAuc"] = number(label.rocAuc);
        row["averagePrecision"] = number(label.averagePrecision);
        return row;
    });
    return made;
}

/// As a drawing for HTML, and as numbers for who draws it.
data chartOf(const Chart &chart)
{
    constexpr std::size_t kTicks = 8;
    std::size_t epochs = 1;
    for (const Curve &curve : chart.curves)
        epochs = std::max(epochs, curve.values.size());
    std::vector<std::string> ticks;
    for (std::size_t epoch = 1; epoch <= epochs; epoch += (epochs + kTicks - 1) / kTicks)
        ticks.push_back(std::to_string(epoch));
    data made;
    made["svg"] = toSvg(chart);
    made["title"] = chart.title;
    made["verticalLabel"] = chart.verticalLabel;
    made["low"] = decimalText(chart.low, 4);
    made["high"] = unlessEmpty(chart.high ? decimalText(*chart.high, 4) : "");
    made["epochs"] = std::to_string(epochs);
    made["epochTicks"] = joined(ticks, ",");
    made["reference"] = decimalText(chart.reference, 4);
    made["referenceName"] = chart.referenceName;
    made["marked"] = false;
    if (chart.marked > 0) {
        data marked;
        marked["epoch"] = std::to_string(chart.marked);
        marked["name"] = chart.markedName;
        made["marked"] = std::move(marked);
    }
    made["curves"] = listOf(chart.curves, [&](const Curve &curve) {
        data points(data::type::list);
        for (std::size_t i = 0; i < curve.values.size(); ++i) {
            data point;
            point["x"] = std::to_string(i + 1);
            // Far outside of its axis a point would be too much for TeX.
            const double value = curve.values[i];
            point["y"] = decimalText(std::isfinite(value) && chart.high ? std::min(value, *chart.high) : value, 4);
            points << point;
        }
        data row;
        row["name"] = curve.name;
        row["style"] = curve.cssClass;
        row["points"] = std::move(points);
        return row;
    });
    return made;
}

data clipOf(const ReportClip &clip)
{
    const Track &track = *clip.row.track;
    data made;
    made["title"] = track.title;
    made["artist"] = track.artist.empty() ? "unknown artist" : track.artist;
    made["licence"] = track.licence.empty() ? "licence not stated" : track.licence;
    made["file"] = track.path.filename().string();
    made["at"]
        = formatDuration(clip.row.startSeconds) + "\u2013" + formatDuration(clip.row.startSeconds + clip.row.seconds);
    made["was"] = clip.was;
    made["said"] = clip.said;
    made["verdict"] = clip.verdict;
    return made;
}

data mistakesOf(const ReportMistakes &mistakes)
{
    data worst(data::type::list);
    for (std::size_t i = 0; i < mistakes.worst.size(); ++i) {
        const ReportMistake &mistake = mistakes.worst[i];
        const Answer &answer = mistake.clip.row;
        data row = clipOf(mistake.clip);
        row["number"] = std::to_string(i + 1);
        row["probability"] = decimalText(answer.probability, probabilityDecimals(answer.probability, 3));
        row["loss"] = decimalText(answer.loss, 2);
        row["picture"] = unlessEmpty(mistake.picture.file);
        row["noPicture"] = unlessEmpty(mistake.picture.missing);
        row["sound"] = unlessEmpty(mistake.sound.file);
        row["noSound"] = unlessEmpty(mistake.sound.missing);
        worst << row;
    }
    data made;
    made["introduction"] = mistakes.introduction;
    made["probabilityOf"] = mistakes.probabilityOf;
    made["any"] = !mistakes.worst.empty();
    made["worst"] = std::move(worst);
    return made;
}

data verdictsOf(const RunReportData &report)
{
    if (report.judgedByEar.empty())
        return data(false);
    std::vector<std::string> counts;
    for (const auto &[verdict, count] : report.verdicts)
        counts.push_back(verdict + ": " + std::to_string(count));
    data made;
    made["counts"] = joined(counts, ", ");
    made["clips"] = listOf(report.judgedByEar, clipOf);
    return made;
}

data musicOf(const ReportMusic &music)
{
    data made;
    made["division"] = music.division;
    made["sides"] = listOf(music.sides, [](const ReportMusic::Side &side) {
        data row;
        row["name"] = side.name;
        row["tracks"] = std::to_string(side.tracks);
        row["length"] = formatDuration(side.seconds);
        row["artists"] = side.artists;
        return row;
    });
    made["leftOut"] = music.leftOut.empty() ? data(false) : data("reasons", textList(music.leftOut));
    made["notes"] = textList(music.notes);
    return made;
}

data dataOf(const RunReportData &report)
{
    data made;
    made["mark"] = std::string(kOutputMark);
    made["title"] = report.title;
    made["status"] = report.status;
    made["validation"] = resultOf(report.validation);
    made["judgedOn"] = report.judgedOn;
    made["test"] = report.test ? resultOf(*report.test) : data(false);
    made["datasetNotes"] = pairsOf(report.datasetNotes);
    made["charts"] = listOf(report.charts, chartOf);
    made["confusion"] = report.confusion ? confusionOf(*report.confusion) : data(false);
    made["labels"] = listOf(report.labels, labelsOf);
    made["mistakes"] = mistakesOf(report.mistakes);
    made["byEar"] = verdictsOf(report);
    made["music"] = musicOf(report.music);
    made["settings"] = pairsOf(report.settings);
    made["differences"]
        = report.differencesFrom2019.empty() ? data(false) : data("sentences", textList(report.differencesFrom2019));
    made["versions"] = pairsOf(report.versions);
    return made;
}

/// The engine leaves a place empty whose name nobody knows; here that is a mistake.
class KnownNames : public mustache::context<std::string> {
public:
    using context::context;

    const data *get(const std::string &name) const override
    {
        if (const data *found = context::get(name))
            return found;
        throw Error(ErrorCode::InvalidArgument, "the template of a report asks for \"" + name + "\"");
    }
};

/// What the engine writes to.
struct Text {
    std::string all;

    Text &operator<<(const std::string &part)
    {
        all += part;
        return *this;
    }
};

} // namespace

ReportFormat parseReportFormat(std::string_view name)
{
    if (name == "html")
        return ReportFormat::Html;
    if (name == "latex")
        return ReportFormat::Latex;
    throw Error(
        ErrorCode::InvalidArgument, "a report is written as html or latex, not as \"" + std::string(name) + "\"");
}

std::string rendered(const RunReportData &report, ReportFormat format)
{
    const bool html = format == ReportFormat::Html;
    mustache::mustache engine { std::string(html ? kHtmlTemplate : kLatexTemplate) };
    if (!engine.is_valid())
        throw Error(ErrorCode::InvalidArgument, "the template of a report: " + engine.error_message());
    engine.set_custom_escape(html ? htmlEscaped : latexEscaped);
    const data values = dataOf(report);
    KnownNames names(&values);
    Text text;
    engine.render(names, text);
    return text.all;
}

} // namespace retrograde
