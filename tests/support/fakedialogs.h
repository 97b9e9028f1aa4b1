#pragma once

#include "ui/base/dialogs.h"

namespace retrograde::testing {

/// Answers as the test says, at once.
class FakeFileDialogs final : public FileDialogs {
public:
    QString folder;
    QStringList files;
    QString file;
    QString suggestedFile; ///< of the last question for a new file

    QString existingFolder(QWidget *, const QString &, const QString &) override { return folder; }
    QStringList audioFiles(QWidget *, const QString &, const QString &) override { return files; }
    QString existingFile(QWidget *, const QString &, const QString &, const QString &) override { return file; }
    QString newFile(QWidget *, const QString &, const QString &suggested, const QString &) override
    {
        suggestedFile = suggested;
        return file;
    }
};

/// Remembers what was said and answers as the test says.
class FakeMessageBoxes final : public MessageBoxes {
public:
    QStringList informed;
    QStringList warned;
    QStringList asked;
    bool answer = true;

    void inform(QWidget *, const QString &, const QString &text, const QString &) override { informed << text; }
    void warn(QWidget *, const QString &, const QString &text) override { warned << text; }
    bool confirm(QWidget *, const QString &, const QString &text, const QString &) override
    {
        asked << text;
        return answer;
    }
};

} // namespace retrograde::testing
