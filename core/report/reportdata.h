#pragma once

#include "answers/bootstrap.h"
#include "library/workspace.h"
#include "report/curves.h"
#include "report/errortable.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace retrograde {

// What a run's report says, as values: each format's template (core/report/templates) takes what it shows from these.
// Text is English and plain; what is foreign stands as it was found, and is escaped where it is written.

/// What the answers about one side came to.
struct ReportResult {
    double accuracy = 0; ///< share of right answers
    std::string figures; ///< a sentence without its full stop, in which percent(accuracy) stands
    std::vector<std::string> conclusions; ///< sentences: how the figures came about, what may be concluded
};

/// How often each answer was given to each question.
struct ReportConfusion {
    struct Row {
        std::string was; ///< of the clip, one of the choices
        std::vector<std::int64_t> called; ///< how often it was called each of the choices
        std::optional<Interval> right; ///< the share of right answers, Wilson's interval; none when none was asked
    };
    std::vector<std::string> choices;
    std::vector<Row> rows;
};

/// How well a recogniser knows its labels on one side's clips.
struct ReportLabels {
    struct Label {
        std::string name;
        std::int64_t present = 0; ///< labelled cells
        std::int64_t absent = 0;
        // At a threshold of 0.5; what is not defined has no value.
        std::optional<double> accuracy, precision, recall, f1;
        double threshold = 0.5; ///< chosen on the validation clips
        std::optional<double> f1AtThreshold;
        std::optional<double> rocAuc, averagePrecision;
    };
    bool ofTest = false; ///< otherwise of validation
    Interval microAccuracy, meanAveragePrecision;
    Interval macroF1; ///< at each label's threshold
    double macroF1AtHalf = 0;
    double majorityAccuracy = 0; ///< the micro-accuracy that can be had without listening
    double prevalence = 0; ///< the mean average precision that guessing gives
    std::vector<Label> labels;
};

/// One clip that the model was asked about.
struct ReportClip {
    ErrorRow row;
    std::string was; ///< "as published", "order 2,1,3", "violin: present"
    std::string said; ///< answerWords()
    std::string verdict; ///< by ear, verdictOf(); empty where none was given
};

/// A file beside the report that shows a mistake: its name, or why there is none.
struct ReportMedium {
    std::string file;
    std::string missing; ///< "No picture: <why>"
};

/// A mistake that is shown. Whoever writes the report's files fills in picture and sound.
struct ReportMistake {
    ReportClip clip;
    ReportMedium picture;
    ReportMedium sound;
};

struct ReportMistakes {
    std::size_t all = 0;
    std::string introduction; ///< how many of them are shown, and how; sentences
    std::string probabilityOf; ///< "reversed", "shuffled", "present"
    std::vector<ReportMistake> worst; ///< the most confident first
};

/// What was trained on, validated on, kept for testing.
struct ReportMusic {
    struct Side {
        std::string name;
        std::size_t tracks = 0;
        double seconds = 0;
        std::string artists; ///< each with the number of its tracks
    };
    std::string division; ///< how the sides were divided; sentences
    std::vector<Side> sides;
    std::vector<std::string> leftOut; ///< why tracks of the plan could not be used
    std::vector<std::string> notes; ///< sentences about tracks that were not taken
};

using NamedTexts = std::vector<std::pair<std::string, std::string>>; ///< in the order in which they are shown

struct RunReportData {
    std::string title;
    std::string status; ///< when it was made and how far it came; a sentence
    ReportResult validation;
    std::string judgedOn; ///< artistSentence(), and of clips the area under the ROC curve; sentences
    std::optional<ReportResult> test; ///< where that side was judged
    NamedTexts datasetNotes; ///< by dataset
    std::vector<Chart> charts;
    std::optional<ReportConfusion> confusion; ///< of questions about clips
    std::vector<ReportLabels> labels; ///< of a recogniser, for each side that was judged
    ReportMistakes mistakes;
    std::vector<ReportClip> judgedByEar; ///< clips with a verdict
    std::map<std::string, std::size_t> verdicts; ///< how often each was given
    ReportMusic music;
    NamedTexts settings;
    std::vector<std::string> differencesFrom2019; ///< sentences, of a run that follows the recipe of then
    NamedTexts versions;
};

/// What @p workspace knows of @p run, and of its mistakes the @p worst ones, whose files are left to be filled in.
/// @throws Error Conflict when the run has no predictions yet; Corrupt when its record is damaged
RunReportData reportDataOf(const Workspace &workspace, const Run &run, int worst);

/// Whether the artists of the music that was judged are known, and whether any of them was trained on.
/// @param trained, judged the tracks themselves
std::string artistSentence(const std::vector<Track> &trained, const std::vector<Track> &judged);

} // namespace retrograde
