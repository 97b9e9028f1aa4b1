#pragma once

#include "base/error.h"

#include <exception>
#include <string>
#include <string_view>

namespace retrograde {

/// Whatever was thrown, as an Error: one as it is, the other exceptions of libraries with what their first line says,
/// without their jargon, and what is no exception at all with that it was none. For the boundaries of jobs and
/// programs, where nothing may get past: catch (...) { tell(errorOf(std::current_exception())); } What was no Error is
/// logged as well (logProblem()), for it should have been one.
Error errorOf(const std::exception_ptr &thrown);
/// Its sentence.
std::string sentenceOf(const std::exception_ptr &thrown);

/// One line on standard error, for whoever looks for the cause later: "retrograde: <sentence>".
void logProblem(std::string_view sentence);

} // namespace retrograde
