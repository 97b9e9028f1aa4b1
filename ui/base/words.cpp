#include "ui/base/words.h"

#include "experiment/settingdescription.h"
#include "experiment/transform.h"
#include "ui/base/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

/// Gives tr() a context of its own.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)
};

/// Listed for the translators: the words of all questions.
[[maybe_unused]] const char *const kQuestionWords[] = {
    QT_TRANSLATE_NOOP("Words", "forward"),
    QT_TRANSLATE_NOOP("Words", "probably forward"),
    QT_TRANSLATE_NOOP("Words", "cannot tell"),
    QT_TRANSLATE_NOOP("Words", "probably reversed"),
    QT_TRANSLATE_NOOP("Words", "reversed"),
    QT_TRANSLATE_NOOP("Words", "in order"),
    QT_TRANSLATE_NOOP("Words", "probably in order"),
    QT_TRANSLATE_NOOP("Words", "probably shuffled"),
    QT_TRANSLATE_NOOP("Words", "shuffled"),
    QT_TRANSLATE_NOOP("Words", "absent"),
    QT_TRANSLATE_NOOP("Words", "probably absent"),
    QT_TRANSLATE_NOOP("Words", "probably present"),
    QT_TRANSLATE_NOOP("Words", "present"),
    QT_TRANSLATE_NOOP("Words", "as published"),
};

QString translatedWord(const std::string &word)
{
    return QCoreApplication::translate("Words", word.c_str());
}

/// What figuresOf(), selectionOf(), ofTestSide(), findingOf() and Question::learned may say.
const char *const kSentences[] = {
    QT_TRANSLATE_NOOP("Words",
        "%1 right, 95 % interval over tracks %2 to %3 (answers: %4, tracks: %5); always the same answer reaches %6"),
    QT_TRANSLATE_NOOP("Words",
        "%1 of the labelled cells right, 95 % interval over tracks %2 to %3 (cells: %4, tracks: %5); always a label's "
        "more frequent answer reaches %6"),
    QT_TRANSLATE_NOOP("Words", "Of its only epoch."),
    QT_TRANSLATE_NOOP(
        "Words", "Of epoch %1, which was chosen as the best of %2 on these very clips: that flatters the figure."),
    QT_TRANSLATE_NOOP("Words", "Of epoch %1, on test clips that neither trained it nor chose it."),
    QT_TRANSLATE_NOOP(
        "Words", "That is no more than can be had without listening: nothing can be said to have been learned yet."),
    QT_TRANSLATE_NOOP("Words", "That is less than can be had without listening."),
    QT_TRANSLATE_NOOP("Words", "So it hears the arrow of time in music that is new to it."),
    QT_TRANSLATE_NOOP("Words", "So it hears how music goes on, in music that is new to it."),
    QT_TRANSLATE_NOOP("Words", "So it hears in which order pieces of music belong, in music that is new to it."),
    QT_TRANSLATE_NOOP("Words", "So it hears what the labels name, in music that is new to it."),
};

/// What runSettings() says of the settings that the window shows, and their units.
const char *const kSettings[] = {
    QT_TRANSLATE_NOOP("Words",
        "What the model has to tell: whether a clip is heard forward or reversed, whether its three pieces are in "
        "order, or, learning from labels, which instruments play."),
    QT_TRANSLATE_NOOP("Words",
        "One of the three networks of the 2019 experiment; ConvNet-ext and ResNet18 see a clip as three pieces."),
    QT_TRANSLATE_NOOP("Words", "How much the model hears at a time; longer clips are easier and slower."),
    QT_TRANSLATE_NOOP("Words", "How often the model goes through the music."),
    QT_TRANSLATE_NOOP("Words",
        "Fine-tuned, all of the network goes on learning; frozen, only the last layer learns, which shows what the "
        "network knew before."),
    QT_TRANSLATE_NOOP("Words",
        "What a jigsaw asks of the model: whether the pieces are shuffled, or which of six orders they are in."),
    QT_TRANSLATE_NOOP("Words",
        "What is left out between two pieces of a jigsaw; below 23 frames neighbours share sound, which gives their "
        "order away."),
    QT_TRANSLATE_NOOP("Words", "Clips per training step."),
    QT_TRANSLATE_NOOP("Words", "The optimiser's step size at its peak."),
    QT_TRANSLATE_NOOP("Words",
        "Decides the first weights, the crops and their order; the same seed and settings give the same run again."),
    QT_TRANSLATE_NOOP("Words", "Where the network is computed."),
    QT_TRANSLATE_NOOP("Words", "Number format of the convolutions; bfloat16 is faster on processors that have it."),
    QT_TRANSLATE_NOOP("Words", "frames"),
};

QString answerWords(const Question &question, const Answer &answer)
{
    if (!question.tellsOrders())
        return probabilityWords(question, answer.probability);
    return answer.said == 0 ? probabilityWords(question, 0)
                            : transformWords(toQString(question.choices[static_cast<std::size_t>(answer.said)]));
}

QString probabilityNumber(double probability)
{
    return QLocale().toString(probability, 'f', probabilityDecimals(probability, 2));
}

QString inFull(const Question &question, const QString &words, double probability)
{
    return Words::tr("%1 (P %2 %3)", "words, of what the number is the probability, number")
        .arg(words, transformedWord(question), probabilityNumber(probability));
}

} // namespace

QString transformName(const QString &transform)
{
    if (transform.isEmpty() || transform.toStdString() == kPublished)
        return Words::tr("As published");
    if (transform.toStdString() == kReversed)
        return Words::tr("Reversed");
    return Words::tr("Order %1").arg(QString(transform).replace(QLatin1Char(','), QLatin1Char(' ')));
}

QString transformWords(const QString &transform)
{
    if (transform.isEmpty() || transform.toStdString() == kPublished)
        return Words::tr("as published");
    if (transform.toStdString() == kReversed)
        return Words::tr("reversed");
    return Words::tr("order %1").arg(QString(transform).replace(QLatin1Char(','), QLatin1Char(' ')));
}

QString choiceWords(const std::string &choice)
{
    const bool isOrder = choice == kPublished || choice.find(',') != std::string::npos;
    return isOrder ? transformWords(QString::fromStdString(choice)) : translatedWord(choice);
}

QString transformedWord(const Question &question)
{
    return translatedWord(question.transformed);
}

QString untransformedName(const Question &question)
{
    return withCapital(translatedWord(question.untransformed));
}

QString probabilityWords(const Question &question, double probability)
{
    return translatedWord(question.wordsOf(probability));
}

QString answerText(const Question &question, const Answer &answer)
{
    return Words::tr("%1 (%2)", "words (number)")
        .arg(answerWords(question, answer), probabilityNumber(answer.probability));
}

QString probabilityInFull(const Question &question, double probability)
{
    return inFull(question, probabilityWords(question, probability), probability);
}

QString answerInFull(const Question &question, const Answer &answer)
{
    return inFull(question, answerWords(question, answer), answer.probability);
}

QColor probabilityColor(double probability, const QPalette &palette)
{
    const bool dark = palette.color(QPalette::Window).lightness() < 128;
    if (probability < 0.35)
        return dark ? QColor(0x6c, 0xb6, 0xf5) : QColor(0x00, 0x5f, 0xa8);
    if (probability > 0.65)
        return dark ? QColor(0xff, 0xa0, 0x4d) : QColor(0xb0, 0x4a, 0x00);
    return dark ? QColor(0xb0, 0xb0, 0xb0) : QColor(0x5c, 0x5c, 0x5c);
}

QString outcomeWords(const Answer &answer)
{
    const bool sure = answer.sureness >= kSureProbability;
    const bool unsure = answer.sureness <= 0.5 + kUnsureMargin;
    if (answer.isWrong())
        return sure ? Words::tr("wrong and sure") : unsure ? Words::tr("wrong, but unsure") : Words::tr("wrong");
    return sure ? Words::tr("right and sure") : unsure ? Words::tr("right, but unsure") : Words::tr("right");
}

QString translated(const Sentence &sentence)
{
    struct ToText {
        QString operator()(const Share &share) const
        {
            return Words::tr("%1 %", "percent").arg(QLocale().toString(100 * share.value, 'f', 1));
        }
        QString operator()(const Figure &figure) const { return QLocale().toString(figure.value, 'f', 2); }
        QString operator()(std::int64_t number) const { return QLocale().toString(number); }
        QString operator()(const std::string &text) const { return QString::fromStdString(text); }
    };
    const QString text = QCoreApplication::translate("Words", sentence.text.c_str());
    // One pass, because what one value brings in must not be taken for the place of another.
    QString filled;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const int place = text[i] == u'%' && i + 1 < text.size() ? text[i + 1].digitValue() : -1;
        if (place >= 1 && place <= static_cast<int>(sentence.values.size())) {
            filled += std::visit(ToText(), sentence.values[static_cast<std::size_t>(place - 1)]);
            ++i;
        } else {
            filled += text[i];
        }
    }
    return unbroken(filled);
}

QString settingWords(std::string_view key)
{
    return QCoreApplication::translate("Words", runSetting(key).words.c_str());
}

QString settingUnit(std::string_view key)
{
    const std::string &unit = runSetting(key).unit;
    return unit.empty() ? QString() : QChar(QChar::Nbsp) + QCoreApplication::translate("Words", unit.c_str());
}

QString unbroken(QString text)
{
    static const QRegularExpression gap(QStringLiteral("(?<=\\d) (?=(?:%|s|min|h|Hz|dB|[A-Za-z]+/s)(?!\\w))"));
    return text.replace(gap, QString(QChar::Nbsp));
}

QStringList sentencesToTranslate()
{
    QStringList sentences;
    for (const char *sentence : kSentences)
        sentences << QString::fromUtf8(sentence);
    for (const char *words : kSettings)
        sentences << QString::fromUtf8(words);
    return sentences;
}

} // namespace retrograde
