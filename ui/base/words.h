#pragma once

#include "answers/answer.h"
#include "answers/sentence.h"
#include "library/records.h"

#include <QColor>
#include <QPalette>
#include <QString>
#include <QStringList>
#include <string_view>

namespace retrograde {

// How transforms and judgements are worded and coloured, everywhere in the workbench.

/// "As published", "Reversed", "Order 2 1 3".
QString transformName(const QString &transform);
/// The same within a sentence: "as published", "reversed", "order 2 1 3".
QString transformWords(const QString &transform);
/// How a clip is called to which nothing was done: "As published", "In order".
QString untransformedName(const Question &question);
/// What a probability is of: "reversed", "shuffled", "present".
QString transformedWord(const Question &question);
/// One of Question::choices: "reversed", "in order", "order 2 1 3".
QString choiceWords(const std::string &choice);
/// "probably reversed", "cannot tell", "forward"; of a jigsaw "probably shuffled", "in order"; of a label "present",
/// "probably absent".
QString probabilityWords(const Question &question, double probability);
/// "forward (0.03)"; of an answer that names an order "order 2 1 3 (0.97)", with the probability that it is shuffled.
QString answerText(const Question &question, const Answer &answer);
/// Both where no heading says of what the number is the probability: "forward (P reversed 0.03)".
QString probabilityInFull(const Question &question, double probability);
QString answerInFull(const Question &question, const Answer &answer);
/// Blue = forward or intact, orange = reversed or shuffled, grey = cannot tell; legible as text on the palette's
/// window and for colour-blind eyes.
QColor probabilityColor(double probability, const QPalette &palette);
/// "wrong and sure", "right, but unsure" ...
QString outcomeWords(const Answer &answer);
/// The core's sentence in the user's language and notation.
QString translated(const Sentence &sentence);
/// What the list of settings (experiment/settingdescription.h) says of one, in the user's language.
QString settingWords(std::string_view key);
/// Its unit as the end of a number, the space included; empty where it has none.
QString settingUnit(std::string_view key);
/// With no-break spaces between numbers and their units or signs of percent: no line ends between them.
QString unbroken(QString text);
/// All that the core may say of a run's accuracy, and of the settings that the window shows, so that tests can see that
/// it is translated.
QStringList sentencesToTranslate();

} // namespace retrograde
