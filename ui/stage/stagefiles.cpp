#include "base/error.h"
#include "base/outputfile.h"
#include "base/problem.h"
#include "library/outputguard.h"
#include "library/raventable.h"
#include "ui/base/elidedlabel.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"
#include "ui/base/words.h"
#include "ui/stage/export.h"
#include "ui/stage/picturesizedialog.h"
#include "ui/stage/stagestate.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QRegularExpression>
#include <algorithm>

namespace retrograde {

void Stage::State::mark()
{
    const std::optional<TimeSelection> &selection = view->selection();
    if (!selection)
        return;
    const FrameGrid grid = parameters.grid();
    const FrameSpan heard { grid.frameAt(selection->begin),
        std::max(grid.frameAt(selection->begin) + 1, grid.frameAt(selection->end)) };
    // In the original it may be in several places.
    for (const FrameSpan &source : arrangement.sourceSpans(heard)) {
        marks.push_back({ grid.secondsAt(source.begin), grid.secondsAt(source.end), selection->lowHertz,
            selection->highHertz, QString::number(marks.size() + 1) });
    }
    view->setAnnotations(marks);
    enableActions();
}

/// The one that the menu was opened on, else the last that was made.
int Stage::State::pointedMark() const
{
    const int last = static_cast<int>(marks.size()) - 1;
    return markUnderMenu >= 0 && markUnderMenu <= last ? markUnderMenu : last;
}

void Stage::State::nameMark()
{
    const int number = pointedMark();
    if (number < 0)
        return;
    bool accepted = false;
    const QString label = QInputDialog::getText(&stage, tr("Name the mark"), tr("Label:"), QLineEdit::Normal,
        marks[static_cast<std::size_t>(number)].label, &accepted);
    if (!accepted || number >= std::ssize(marks)) // another clip may have come meanwhile
        return;
    marks[static_cast<std::size_t>(number)].label = label.trimmed();
    view->setAnnotations(marks);
}

void Stage::State::removeMark()
{
    if (pointedMark() < 0)
        return;
    marks.erase(marks.begin() + pointedMark());
    view->setAnnotations(marks);
    enableActions();
}

/// "Artist - Title 0.31-0.41 reversed.png": what it is can be told from the name alone, on every file system.
QString Stage::State::suggestedFile(const QString &ending) const
{
    QString name = title->text();
    if (transform.toStdString() != kPublished)
        name += u' ' + transformWords(transform);
    name.replace(u'–', u'-').replace(u':', u'.');
    name.remove(QRegularExpression(QStringLiteral("[\\x00-\\x1f/\\\\*?\"<>|]")));
    while (name.startsWith(u'.'))
        name.remove(0, 1);
    name = name.simplified().left(120).trimmed();
    return (name.isEmpty() ? QStringLiteral("picture") : name) + ending;
}

QString Stage::State::askForFile(const QString &title_, const QString &ending, const QString &filter)
{
    const QString path = files->newFile(&stage, title_, suggestedFile(ending), filter);
    if (path.isEmpty())
        return {};
    try {
        // The dialog has asked whether what is there may be replaced; these may not be, whatever was answered.
        const std::filesystem::path inputs[] { item->track.path };
        requireReplaceable(toPath(path), inputs, true);
        if (workspace)
            requireNotOfLibrary(*workspace, toPath(path));
    } catch (...) {
        warnOf(std::current_exception());
        return {};
    }
    return path;
}

void Stage::State::warnOf(const std::exception_ptr &thrown)
{
    const Error error = errorOf(thrown);
    messages->warn(&stage, errorText(error.code()).title, describe(error));
}

/// Does @p work, which is short, and says what became of it.
void Stage::State::writing(const std::function<void()> &work, const QString &path)
{
    try {
        work();
        Q_EMIT stage.news(tr("Written: %1").arg(path));
    } catch (...) {
        warnOf(std::current_exception());
    }
}

void Stage::State::exportThePicture()
{
    QSize suggested(0, 0);
    for (const TimelineView *picture : view->pictures())
        suggested = { picture->width(), suggested.height() + picture->height() };
    PictureSizeDialog dialog(suggested, &stage);
    if (dialog.exec() != QDialog::Accepted)
        return;
    const QString path
        = askForFile(tr("Write the picture"), QStringLiteral(".png"), tr("Pictures (*.png *.svg *.pdf)"));
    const PictureTexts texts { title->text() + u' ' + QStringLiteral("(%1)").arg(transformWords(transform)),
        toQString(attribution(item->track)) };
    if (!path.isEmpty())
        writing([&] { exportPicture(view->pictures(), texts, dialog.chosen(), toPath(path)); }, path);
}

void Stage::State::exportTheData()
{
    const QString path
        = askForFile(tr("Write the levels"), QStringLiteral(".npy"), tr("NumPy array or table (*.npy *.csv)"));
    if (path.isEmpty())
        return;
    const FrameGrid grid = parameters.grid();
    const std::optional<TimeSelection> &selection = view->selection();
    const FrameSpan frames = selection ? FrameSpan { grid.frameAt(selection->begin),
        std::max(grid.frameAt(selection->begin) + 1, grid.frameAt(selection->end)) }
                                       : FrameSpan { 0, arrangement.frameCount() };
    // What is the only picture shown is meant.
    const bool linear = !view->settings().constantQ && view->settings().linear && pictures.linear;
    writing(
        [&] { exportData(linear ? *pictures.linear : *pictures.constantQ, arrangement, frames, toPath(path)); }, path);
}

void Stage::State::exportTheSound()
{
    const QString path = askForFile(tr("Write the sound"), QStringLiteral(".wav"), tr("Sound (*.wav *.flac)"));
    if (path.isEmpty())
        return;
    const std::optional<TimeSelection> &selection = view->selection();
    const double begin = selection ? selection->begin : 0;
    const double end = selection ? selection->end : parameters.grid().secondsAt(arrangement.frameCount());
    writer.enqueue([this, path, begin, end, track = item->track, grid = parameters.grid(), heard = arrangement](
                       RunControl &control) {
        try {
            exportSound(
                track.path, track.sampleRate, track.sampleCount, grid, heard, begin, end, toPath(path), control);
            QMetaObject::invokeMethod(&stage, [this, path] { Q_EMIT stage.news(tr("Written: %1").arg(path)); });
        } catch (...) {
            const Error error = errorOf(std::current_exception());
            if (error.code() != ErrorCode::Cancelled) {
                QMetaObject::invokeMethod(
                    &stage, [this, error] { messages->warn(&stage, errorText(error.code()).title, describe(error)); });
            }
        }
    });
}

void Stage::State::exportMarks()
{
    const QString path
        = askForFile(tr("Write the marks"), QStringLiteral(".selections.txt"), tr("Selection table (*.txt)"));
    if (path.isEmpty())
        return;
    std::vector<RavenSelection> table;
    for (const AnnotationBox &annotation : marks)
        table.push_back({ annotation.begin, annotation.end, annotation.lowHertz, annotation.highHertz,
            annotation.label.toStdString() });
    writing([&] { writeRavenTable(toPath(path), table, item->track.path, parameters.sampleRate / 2.0); }, path);
}

void Stage::State::importMarks()
{
    const QString path
        = files->existingFile(&stage, tr("Read a selection table"), {}, tr("Selection table (*.txt *.tsv)"));
    if (path.isEmpty())
        return;
    try {
        const RavenTable table = readRavenTable(toPath(path), item->track.path);
        for (const RavenSelection &selection : table.selections)
            marks.push_back({ selection.beginSeconds, selection.endSeconds, selection.lowHertz, selection.highHertz,
                toQString(selection.label) });
        view->setAnnotations(marks);
        enableActions();
        QString news = tr("%n mark(s) on the picture", nullptr, static_cast<int>(marks.size()));
        if (table.ofOtherFiles > 0)
            news += tr("; %n row(s) left out, which are of other files (%1)", "after how many marks there are",
                static_cast<int>(table.ofOtherFiles))
                        .arg(toQString(table.anotherFile));
        Q_EMIT stage.news(news);
        if (!table.notes.empty()) {
            QStringList lines;
            for (const std::string &note : table.notes)
                lines << toQString(note);
            messages->inform(&stage, tr("Not every row could be read"),
                tr("%n row(s) of %1 make no sense and were left out.", nullptr, static_cast<int>(table.unreadable))
                    .arg(pathText(toPath(path).filename())),
                lines.join(QLatin1Char('\n')));
        }
    } catch (...) {
        warnOf(std::current_exception());
    }
}

} // namespace retrograde
