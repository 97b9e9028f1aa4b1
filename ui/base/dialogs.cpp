#include "ui/base/dialogs.h"

#include "ui/base/words.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace retrograde {

namespace {

/// One that shows its text letter by letter, for it names files.
class PlainMessageBox : public QMessageBox {
public:
    PlainMessageBox(Icon icon, const QString &title, const QString &text, StandardButtons buttons, QWidget *parent)
        : QMessageBox(icon, title, {}, buttons, parent)
    {
        setTextFormat(Qt::PlainText);
        setText(unbroken(text));
    }
};

} // namespace

QString NativeFileDialogs::existingFolder(QWidget *parent, const QString &title, const QString &startFolder)
{
    return QFileDialog::getExistingDirectory(parent, title, startFolder);
}

QStringList NativeFileDialogs::audioFiles(QWidget *parent, const QString &title, const QString &startFolder)
{
    const QString everything = QCoreApplication::translate("FileDialogs", "All files (*)");
    const QString audio = QCoreApplication::translate("FileDialogs", "Audio")
        + QStringLiteral(" (*.mp3 *.ogg *.oga *.opus *.flac *.wav *.aif *.aiff *.m4a *.aac *.wma *.mka *.mod *.xm)");
    return QFileDialog::getOpenFileNames(parent, title, startFolder, audio + QStringLiteral(";;") + everything);
}

QString NativeFileDialogs::existingFile(
    QWidget *parent, const QString &title, const QString &startFolder, const QString &filter)
{
    return QFileDialog::getOpenFileName(parent, title, startFolder, filter);
}

QString NativeFileDialogs::newFile(
    QWidget *parent, const QString &title, const QString &suggestedFile, const QString &filter)
{
    return QFileDialog::getSaveFileName(parent, title, suggestedFile, filter);
}

void NativeMessageBoxes::inform(QWidget *parent, const QString &title, const QString &text, const QString &details)
{
    PlainMessageBox box(QMessageBox::Information, title, text, QMessageBox::Ok, parent);
    box.setDetailedText(details);
    box.exec();
}

void NativeMessageBoxes::warn(QWidget *parent, const QString &title, const QString &text)
{
    PlainMessageBox(QMessageBox::Warning, title, text, QMessageBox::Ok, parent).exec();
}

bool NativeMessageBoxes::confirm(QWidget *parent, const QString &title, const QString &text, const QString &action)
{
    PlainMessageBox box(QMessageBox::Question, title, text, QMessageBox::Cancel, parent);
    const QPushButton *goAhead = box.addButton(action, QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == goAhead;
}

} // namespace retrograde
