#include "ui/base/corewords.h"

#include "ui/base/text.h"
#include "ui/base/words.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>
#include <vector>

namespace retrograde {

namespace {

/// What the core says, with %1, %2 ... for what it says it of.
const char *const kSentences[] = {
    QT_TRANSLATE_NOOP("Core", "there is no such file"),
    QT_TRANSLATE_NOOP("Core", "there is no such file or folder"),
    QT_TRANSLATE_NOOP("Core", "is a link to a file that is not there"),
    QT_TRANSLATE_NOOP("Core", "cannot be opened: %1"),
    QT_TRANSLATE_NOOP("Core", "could not be opened"),
    QT_TRANSLATE_NOOP("Core", "could not be opened: %1"),
    QT_TRANSLATE_NOOP("Core", "could not be written"),
    QT_TRANSLATE_NOOP("Core", "could not be written: %1"),
    QT_TRANSLATE_NOOP("Core", "could not be written to the end"),
    QT_TRANSLATE_NOOP("Core", "could not be written to its end"),
    QT_TRANSLATE_NOOP("Core", "could not be written to disk: %1"),
    QT_TRANSLATE_NOOP("Core", "cannot be written: %1"),
    QT_TRANSLATE_NOOP("Core", "cannot be read"),
    QT_TRANSLATE_NOOP("Core", "could not be read"),
    QT_TRANSLATE_NOOP("Core", "could not be read: %1"),
    QT_TRANSLATE_NOOP("Core", "could not be read to its end"),
    QT_TRANSLATE_NOOP("Core", "could not be deleted: %1"),
    QT_TRANSLATE_NOOP("Core", "could not be removed: %1"),
    QT_TRANSLATE_NOOP("Core", "could not be locked: %1"),
    QT_TRANSLATE_NOOP("Core", "could not be created: %1"),
    QT_TRANSLATE_NOOP("Core", "may not be written"),
    QT_TRANSLATE_NOOP("Core", "is not a folder"),
    QT_TRANSLATE_NOOP("Core", "the folder cannot be read: %1"),
    QT_TRANSLATE_NOOP("Core", "the folder %1 could not be read: %2"),
    QT_TRANSLATE_NOOP("Core", "the file is no longer there"),
    QT_TRANSLATE_NOOP("Core", "the file was changed while it was open"),
    QT_TRANSLATE_NOOP("Core", "the file %1 went away while it was being imported"),
    QT_TRANSLATE_NOOP(
        "Core", "went away while it was being imported; what was done is kept, and importing again goes on there"),
    QT_TRANSLATE_NOOP("Core", "cancelled"),
    QT_TRANSLATE_NOOP("Core", "is not a sound file"),
    QT_TRANSLATE_NOOP("Core", "is not a MIDI file, or is damaged"),
    QT_TRANSLATE_NOOP("Core", "is not a soundfont"),
    QT_TRANSLATE_NOOP("Core", "this kind of file cannot hold sound at %1 Hz"),
    QT_TRANSLATE_NOOP("Core", "is too long for a WAV file, which ends at 4 GiB"),
    QT_TRANSLATE_NOOP("Core", "no sound could be decoded from it"),
    QT_TRANSLATE_NOOP("Core", "most of its samples are not numbers"),
    QT_TRANSLATE_NOOP("Core", "most of it is damaged: %1 packets could not be decoded"),
    QT_TRANSLATE_NOOP("Core", "only %1 s of sound, where %2 s are published"),
    QT_TRANSLATE_NOOP("Core", "its header states %1 s, but it holds %2 s of sound"),
    QT_TRANSLATE_NOOP("Core", "it is silent"),
    QT_TRANSLATE_NOOP("Core", "damaged packets: %1"),
    QT_TRANSLATE_NOOP("Core", "samples that are not numbers: %1"),
    QT_TRANSLATE_NOOP("Core", "shorter than the %1 s that are published"),
    QT_TRANSLATE_NOOP("Core", "its header states %1 s"),
    QT_TRANSLATE_NOOP("Core", "%1 % of it is clipped"),
    QT_TRANSLATE_NOOP("Core", "cut out of a longer MP3: its first %1 ms are noise or silence"),
    QT_TRANSLATE_NOOP("Core", "could not be decoded: %1"),
    QT_TRANSLATE_NOOP("Core", "released by hand: %1"),
    QT_TRANSLATE_NOOP("Core", "no longer in its folder"),
    QT_TRANSLATE_NOOP("Core", "is not in quarantine"),
    QT_TRANSLATE_NOOP("Core", "cannot be released, for there is no sound in it"),
    QT_TRANSLATE_NOOP("Core", "has changed since it was imported; please import it again"),
    QT_TRANSLATE_NOOP("Core", "it has no sound there"),
    QT_TRANSLATE_NOOP("Core", "The sound is too short to be cut into %1 pieces."),
    QT_TRANSLATE_NOOP("Core", "A piece of sound cannot end before it begins."),
    QT_TRANSLATE_NOOP("Core", "The sound system does not start: %1"),
    QT_TRANSLATE_NOOP("Core", "There is no sound device; connect one and try again."),
    QT_TRANSLATE_NOOP("Core", "The sound device \"%1\" is not there; connect it or choose another."),
    QT_TRANSLATE_NOOP("Core", "The sound device \"%1\" does not play sound at %2 Hz; choose another."),
    QT_TRANSLATE_NOOP("Core", "The sound device \"%1\" cannot be used: %2. Another program may hold it."),
    QT_TRANSLATE_NOOP("Core", "is not a folder and could not be made one"),
    QT_TRANSLATE_NOOP("Core", "the workspace's folder may not be written"),
    QT_TRANSLATE_NOOP("Core", "the disk is full"),
    QT_TRANSLATE_NOOP("Core", "could not be read or written: %1"),
    QT_TRANSLATE_NOOP("Core", "is not a database"),
    QT_TRANSLATE_NOOP("Core", "is damaged"),
    QT_TRANSLATE_NOOP("Core", "another program has been writing to it for too long"),
    QT_TRANSLATE_NOOP("Core", "already holds such an entry"),
    QT_TRANSLATE_NOOP("Core", "is a database of another program"),
    QT_TRANSLATE_NOOP("Core", "was written by a newer version of Retrograde"),
    QT_TRANSLATE_NOOP("Core", "a dataset \"%1\" exists already, of %2"),
    QT_TRANSLATE_NOOP("Core", "a run is being trained just now: stop it before music is removed"),
    QT_TRANSLATE_NOOP("Core", "run %1 is being trained just now"),
    QT_TRANSLATE_NOOP("Core", "run %1 is being trained in another window"),
    QT_TRANSLATE_NOOP("Core", "run %1 waits for its turn in another window"),
    QT_TRANSLATE_NOOP("Core", "there is no run %1"),
    QT_TRANSLATE_NOOP("Core", "there is no track %1"),
    QT_TRANSLATE_NOOP("Core", "there is no dataset '%1'"),
    QT_TRANSLATE_NOOP("Core", "run %1 is completed"),
    QT_TRANSLATE_NOOP("Core", "run %1 has not finished an epoch yet"),
    QT_TRANSLATE_NOOP("Core", "run %1 has no predictions yet; they are stored when an epoch is finished"),
    QT_TRANSLATE_NOOP("Core", "run %1 is no pretext run"),
    QT_TRANSLATE_NOOP("Core", "run %1 does not recognise instruments"),
    QT_TRANSLATE_NOOP("Core", "run %1 to start from has not finished an epoch yet"),
    QT_TRANSLATE_NOOP("Core", "run %1 to start from does not exist"),
    QT_TRANSLATE_NOOP("Core", "the program ended while it trained"),
    QT_TRANSLATE_NOOP("Core", "the track is no longer in the library"),
    QT_TRANSLATE_NOOP("Core", "there is no music to train on: import a folder of music first"),
    QT_TRANSLATE_NOOP("Core", "there is no music to validate on"),
    QT_TRANSLATE_NOOP("Core", "at least two tracks of different content are needed to train and validate"),
    QT_TRANSLATE_NOOP("Core", "no track is published as one to train on"),
    QT_TRANSLATE_NOOP("Core",
        "nothing is left to train on: all of the other music shares its artists or its sound with the music to "
        "validate on"),
    QT_TRANSLATE_NOOP("Core", "nothing is left to train on: all of the music is in the datasets to validate on"),
    QT_TRANSLATE_NOOP("Core", "the datasets to validate on have no track that can be used"),
    QT_TRANSLATE_NOOP("Core",
        "none of the music has labels to learn from: import it with a labels file that says which instruments play"),
    QT_TRANSLATE_NOOP("Core", "none of the music has the label '%1'"),
    QT_TRANSLATE_NOOP("Core",
        "all of the music is OpenMIC's, on which models will be judged: to train on it, choose its dataset by name"),
    QT_TRANSLATE_NOOP("Core", "every track is too short for one clip of %1 s: choose a shorter clip"),
    QT_TRANSLATE_NOOP("Core", "every track to validate on is too short for one clip of %1 s: choose a shorter clip"),
    QT_TRANSLATE_NOOP("Core",
        "there is only one clip to train on, and nothing can be learned from one: add music, or choose a shorter clip"),
    QT_TRANSLATE_NOOP("Core", "is gone, so this run cannot go on; start a new one"),
    QT_TRANSLATE_NOOP("Core", "belongs to a run with other settings"),
    QT_TRANSLATE_NOOP("Core", "the validation loss is not a finite number (epoch %1): try a lower learning rate"),
    QT_TRANSLATE_NOOP("Core", "the loss is no longer a finite number%1"),
    QT_TRANSLATE_NOOP("Core", "the loss has exploded%1"),
    QT_TRANSLATE_NOOP(
        "Core", "no CUDA device can be used: either there is none, or this LibTorch was built without CUDA"),
    QT_TRANSLATE_NOOP(
        "Core", "this processor cannot compute in bfloat16 (it lacks AVX512-BF16); choose float32 or auto"),
    QT_TRANSLATE_NOOP("Core", "the features of the run's music are gone: extract them again"),
    QT_TRANSLATE_NOOP("Core", "none of the music can be used to judge the model"),
    QT_TRANSLATE_NOOP("Core", "there is no music that the model was not trained on"),
    QT_TRANSLATE_NOOP("Core", "the run's model cannot have judged this crop"),
    QT_TRANSLATE_NOOP("Core", "is damaged or no checkpoint: %1"),
    QT_TRANSLATE_NOOP("Core", "holds notes that cannot be read"),
    QT_TRANSLATE_NOOP("Core", "is shorter than one clip"),
    QT_TRANSLATE_NOOP("Core", "holds settings that cannot be used: %1"),
    QT_TRANSLATE_NOOP("Core", "has no column \"%1\""),
    QT_TRANSLATE_NOOP("Core", "is UTF-16 text; please save it as UTF-8"),
    QT_TRANSLATE_NOOP(
        "Core", "is not FMA's table of tracks: after two rows of headings, its third row should begin with track_id"),
    QT_TRANSLATE_NOOP(
        "Core", "holds no FMA clips: folders named 000, 001 and so on, with files such as 000/000002.mp3"),
    QT_TRANSLATE_NOOP("Core", "has no tracks.csv beside it: unpack fma_metadata.zip next to it, or say where it is"),
    QT_TRANSLATE_NOOP("Core", "ends before its headings do"),
    QT_TRANSLATE_NOOP("Core", "is not OpenMIC's map of class names to numbers"),
    QT_TRANSLATE_NOOP("Core", "there is no such folder: the clips should lie in it"),
    QT_TRANSLATE_NOOP("Core",
        "holds no table of BirdVox: BirdVoxDCASE20k_csvpublic.csv, or one CSV for each unit of BirdVox-full-night"),
    QT_TRANSLATE_NOOP("Core", "is empty; a selection table begins with the names of its columns"),
    QT_TRANSLATE_NOOP("Core", "is no selection table: it has no columns \"Begin Time (s)\" and \"End Time (s)\""),
    QT_TRANSLATE_NOOP("Core", "line %1: '%2' is not a number"),
    QT_TRANSLATE_NOOP("Core", "line %1: the selection ends before it begins"),
    QT_TRANSLATE_NOOP("Core", "Not all of the demo library could be fetched: %1."),
    QT_TRANSLATE_NOOP("Core", "Debian packages: %1"),
    QT_TRANSLATE_NOOP("Core",
        "accuracy falls from %1 with a %2, as in training, to %3 with a %4: the model reads what neighbouring pieces "
        "share at their joint"),
    QT_TRANSLATE_NOOP("Core",
        "the %1 of tracks is judged better than their inside (%2 against %3): beginnings and fade-outs may give the "
        "answer away"),
    QT_TRANSLATE_NOOP("Core",
        "music that was compressed with loss is judged better than lossless music: the codec may give the answer away"),
    QT_TRANSLATE_NOOP("Core", "is an MP3 in free format, a kind of MP3 that is not supported"),
    QT_TRANSLATE_NOOP("Core", "is not a sound file, or is damaged from its start"),
    QT_TRANSLATE_NOOP("Core", "holds no sound"),
    QT_TRANSLATE_NOOP("Core", "has %1 channels, more than the %2 that are read"),
    QT_TRANSLATE_NOOP("Core", "is larger than 16 MiB, which no MIDI file is"),
    QT_TRANSLATE_NOOP("Core", "%1 need about %2, and only %3 may be written there for some of its disk to stay free"),
    QT_TRANSLATE_NOOP("Core", "is %1 long, and such a file is never longer than %2"),
    QT_TRANSLATE_NOOP("Core", "became shorter while it was read"),
    QT_TRANSLATE_NOOP("Core", "could not be written: its links lead in a circle"),
    QT_TRANSLATE_NOOP("Core", "could not be written: it is a folder"),
    QT_TRANSLATE_NOOP("Core", "is what is to be read: choose another file to write to"),
    QT_TRANSLATE_NOOP("Core", "it is not known where your home folder is: set HOME, or name a workspace"),
    QT_TRANSLATE_NOOP("Core", "there is not enough memory for this"),
    QT_TRANSLATE_NOOP("Core", "a record is damaged and cannot be read"),
    QT_TRANSLATE_NOOP("Core", "an unexpected problem: %1"),
    QT_TRANSLATE_NOOP("Core", "is damaged: its content is not what its checksum says it was"),
    QT_TRANSLATE_NOOP("Core", "holds numbers in '%1' that are not finite"),
    QT_TRANSLATE_NOOP(
        "Core", "is not of run %1 but of another, which the workspace's database does not know under this number"),
    QT_TRANSLATE_NOOP(
        "Core", "there is no music that the model was not trained on, by artists that it was not trained on"),
    QT_TRANSLATE_NOOP("Core",
        "run %1 kept no tracks for testing: its test_share is 0, or there was too little music for a third side"),
    QT_TRANSLATE_NOOP("Core",
        "its channels cancel: each has sound, but next to nothing is left when they are mixed (retrograde-cli render "
        "--channel 1 writes one of them to a file of its own)"),
    QT_TRANSLATE_NOOP("Core", "its loudest sample is %1 times full scale"),
    QT_TRANSLATE_NOOP("Core", "is longer than 100 hours, the most that is read of a file"),
    QT_TRANSLATE_NOOP(
        "Core", "was moved, deleted or replaced while it was in use; what was being done could not be kept"),
    QT_TRANSLATE_NOOP(
        "Core", "was written by an older version, and may not be brought up to date because it may not be written"),
    QT_TRANSLATE_NOOP("Core", "belongs to the workspace: choose another file to write to"),
    QT_TRANSLATE_NOOP("Core", "is music of the library: choose another file to write to"),
    QT_TRANSLATE_NOOP("Core", "passed over for their endings: %1"),
    QT_TRANSLATE_NOOP("Core", "is no file, so no database"),
    QT_TRANSLATE_NOOP("Core", "the record of run %1 is damaged: it does not say what it should"),
    QT_TRANSLATE_NOOP("Core", "the record of run %1 holds settings that cannot be used: %2"),
    QT_TRANSLATE_NOOP(
        "Core", "a tiny model that sees %1 is right in %2 of the cases: as much can be had without listening"),
    QT_TRANSLATE_NOOP("Core", "edge frames only"),
    QT_TRANSLATE_NOOP("Core", "levels only"),
    QT_TRANSLATE_NOOP("Core",
        "Rendered from MIDI tunes with soundfonts, not recorded: scores on these clips tell how well soundfonts are "
        "told apart, not instruments."),
    QT_TRANSLATE_NOOP("Core",
        "the same clips are judged better after MP3 than before, by %1 (%2 to %3): what the codec leaves behind gives "
        "the answer away"),
};

struct Pattern {
    const char *sentence;
    QRegularExpression expression;
};

/// Those with places to fill, the longer ones first: what they leave open is less.
const std::vector<Pattern> &patterns()
{
    static const std::vector<Pattern> all = [] {
        std::vector<Pattern> made;
        for (const char *sentence : kSentences) {
            QString expression = QRegularExpression::escape(QString::fromUtf8(sentence));
            if (!expression.contains(QRegularExpression(QStringLiteral("%[1-9]|\\\\%[1-9]"))))
                continue;
            expression.replace(QRegularExpression(QStringLiteral("\\\\?%[1-9]")), QStringLiteral("(.*?)"));
            made.push_back({ sentence,
                QRegularExpression(
                    QRegularExpression::anchoredPattern(expression), QRegularExpression::DotMatchesEverythingOption) });
        }
        std::stable_sort(made.begin(), made.end(),
            [](const Pattern &one, const Pattern &other) { return qstrlen(one.sentence) > qstrlen(other.sentence); });
        return made;
    }();
    return all;
}

const QHash<QString, const char *> &wholeSentences()
{
    static const QHash<QString, const char *> all = [] {
        QHash<QString, const char *> made;
        for (const char *sentence : kSentences)
            made.insert(QString::fromUtf8(sentence), sentence);
        return made;
    }();
    return all;
}

/// Decimals, with a unit or without one, as the window's language writes them; anything else as it is.
QString inLocalNotation(const QString &text)
{
    static const QRegularExpression number(QStringLiteral("^-?[0-9]+\\.[0-9]+( [A-Za-z%]+)?$"));
    return number.match(text).hasMatch() ? QString(text).replace(u'.', QLocale().decimalPoint()) : text;
}

QString translated(const QString &text, int depth)
{
    if (const auto whole = wholeSentences().constFind(text); whole != wholeSentences().constEnd())
        return QCoreApplication::translate("Core", *whole);
    for (const Pattern &pattern : patterns()) {
        const QRegularExpressionMatch match = pattern.expression.match(text);
        if (!match.hasMatch())
            continue;
        QString found = QCoreApplication::translate("Core", pattern.sentence);
        // From the last to the first, each once: what is filled in may itself look like a place.
        QStringList parts;
        for (int i = 1; i <= match.lastCapturedIndex(); ++i) {
            const QString part = match.captured(i);
            const qsizetype before = match.capturedStart(i) - 1;
            const bool quoted = before >= 0 && (text[before] == u'"' || text[before] == u'\'');
            parts << (quoted ? part : inLocalNotation(depth > 0 ? translated(part, depth - 1) : part));
        }
        QString filled;
        for (int i = 0; i < found.size(); ++i) {
            const int number = found[i] == u'%' && i + 1 < found.size() ? found[i + 1].digitValue() : -1;
            if (number >= 1 && number <= parts.size()) {
                filled += parts[number - 1];
                ++i;
            } else {
                filled += found[i];
            }
        }
        return filled;
    }
    return text;
}

} // namespace

QString coreText(std::string_view english)
{
    // Several findings about one file stand side by side.
    QStringList words = toQString(english).split(QStringLiteral("; "));
    const QString all = words.join(QStringLiteral("; "));
    const QString together = translated(all, 1);
    if (together != all || words.size() == 1)
        return unbroken(together);
    for (QString &part : words)
        part = translated(part, 1);
    return unbroken(words.join(QStringLiteral("; ")));
}

} // namespace retrograde
