#pragma once

#include "base/error.h"

#include <QString>

namespace retrograde {

/// The words for a kind of failure. This is the only place where error codes become words.
struct ErrorText {
    QString title; ///< what happened, a few words
    QString advice; ///< what the user can do about it, one sentence
};

ErrorText errorText(ErrorCode code);

/// The error's own sentence and the advice, for a line or a message box.
QString describe(const Error &error);

} // namespace retrograde
