#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace retrograde {

/// Asks for files. Passed in, so that tests can answer. Each gives nothing when the user changes their mind.
class FileDialogs {
public:
    virtual ~FileDialogs() = default;
    virtual QString existingFolder(QWidget *parent, const QString &title, const QString &startFolder) = 0;
    virtual QStringList audioFiles(QWidget *parent, const QString &title, const QString &startFolder) = 0;
    /// One file to be read.
    virtual QString existingFile(
        QWidget *parent, const QString &title, const QString &startFolder, const QString &filter)
        = 0;
    virtual QString newFile(QWidget *parent, const QString &title, const QString &suggestedFile, const QString &filter)
        = 0;
};

/// Says and asks. Passed in, so that tests can answer.
class MessageBoxes {
public:
    virtual ~MessageBoxes() = default;
    virtual void inform(QWidget *parent, const QString &title, const QString &text, const QString &details = {}) = 0;
    virtual void warn(QWidget *parent, const QString &title, const QString &text) = 0;
    /// @p action is the word on the button that goes ahead; the other one cancels and is the default.
    virtual bool confirm(QWidget *parent, const QString &title, const QString &text, const QString &action) = 0;
};

/// The platform's own.
class NativeFileDialogs final : public FileDialogs {
public:
    QString existingFolder(QWidget *parent, const QString &title, const QString &startFolder) override;
    QStringList audioFiles(QWidget *parent, const QString &title, const QString &startFolder) override;
    QString existingFile(
        QWidget *parent, const QString &title, const QString &startFolder, const QString &filter) override;
    QString newFile(
        QWidget *parent, const QString &title, const QString &suggestedFile, const QString &filter) override;
};

class NativeMessageBoxes final : public MessageBoxes {
public:
    void inform(QWidget *parent, const QString &title, const QString &text, const QString &details) override;
    void warn(QWidget *parent, const QString &title, const QString &text) override;
    bool confirm(QWidget *parent, const QString &title, const QString &text, const QString &action) override;
};

} // namespace retrograde
