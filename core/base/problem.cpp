#include "base/problem.h"

#include "base/error.h"
#include "base/text.h"

#include <cstdio>
#include <filesystem>
#include <new>

namespace retrograde {

namespace {

/// @p thrown is no Error.
Error translated(const std::exception_ptr &thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const std::bad_alloc &) {
        return Error(ErrorCode::Unsupported, "there is not enough memory for this");
    } catch (const std::filesystem::filesystem_error &error) {
        const std::string cause = error.code().message();
        return error.path1().empty() ? Error(ErrorCode::Io, cause) : Error(ErrorCode::Io, error.path1(), cause);
    } catch (const std::exception &exception) {
        const std::string_view all = exception.what();
        const std::string_view line = all.substr(0, all.find('\n')); // LibTorch adds where in its code it happened
        if (line.starts_with("[json.exception"))
            return Error(ErrorCode::Corrupt, "a record is damaged and cannot be read");
        return Error(ErrorCode::Unsupported, "an unexpected problem: " + displayText(line));
    } catch (...) {
        return Error(ErrorCode::Unsupported, "an unexpected problem that says nothing of itself");
    }
}

} // namespace

Error errorOf(const std::exception_ptr &thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const Error &error) {
        return error;
    } catch (...) {
        Error error = translated(thrown);
        logProblem(error.what());
        return error;
    }
}

std::string sentenceOf(const std::exception_ptr &thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const Error &error) {
        return error.what();
    } catch (...) {
        return translated(thrown).what();
    }
}

void logProblem(std::string_view sentence)
{
    std::fprintf(stderr, "retrograde: %s\n", shortened(displayText(sentence), kLongestSentence).c_str());
}

} // namespace retrograde
