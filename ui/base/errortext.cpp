#include "ui/base/errortext.h"
#include "ui/base/corewords.h"

#include "ui/base/text.h"

#include <QCoreApplication>

namespace retrograde {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

} // namespace

ErrorText errorText(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return { Words::tr("A setting does not fit"), Words::tr("Change the setting and try again.") };
    case ErrorCode::NotFound:
        return { Words::tr("Not found"), Words::tr("It may have been moved, renamed or deleted.") };
    case ErrorCode::Unreadable:
        return { Words::tr("No access"), Words::tr("Check the permissions of the file or folder.") };
    case ErrorCode::NotAudio:
        return { Words::tr("Not audio"), Words::tr("Try to open the file in a player: it may be damaged.") };
    case ErrorCode::Corrupt:
        return { Words::tr("Damaged file"), Words::tr("Restore the file from a copy, or delete it and start afresh.") };
    case ErrorCode::Unsupported:
        return { Words::tr("Not supported here"), Words::tr("A newer version of Retrograde may be able to do it.") };
    case ErrorCode::Changed:
        return { Words::tr("The file has changed"),
            Words::tr("Import it again, so that the library knows what it holds now.") };
    case ErrorCode::Conflict:
        return { Words::tr("Already in use"), Words::tr("Wait until the other work has ended, then try again.") };
    case ErrorCode::Io:
        return { Words::tr("Reading or writing failed"), Words::tr("Check that the disk is there and not full.") };
    case ErrorCode::Database:
        return { Words::tr("The workspace's database failed"),
            Words::tr("Check that the disk is not full, then open the workspace again.") };
    case ErrorCode::Device:
        return { Words::tr("The device failed"), Words::tr("Check that it is connected, or choose another one.") };
    case ErrorCode::Training:
        return { Words::tr("Training cannot go on"), Words::tr("Import more music, or change the settings.") };
    case ErrorCode::Cancelled:
        return { Words::tr("Cancelled"), {} };
    }
    return {};
}

QString describe(const Error &error)
{
    QString sentence = coreText(error.cause());
    if (!error.path().empty())
        sentence = pathText(error.path()) + QStringLiteral(": ") + sentence;
    if (!sentence.endsWith(u'.'))
        sentence += u'.';
    const QString advice = errorText(error.code()).advice;
    return advice.isEmpty() ? sentence : sentence + u' ' + advice;
}

} // namespace retrograde
