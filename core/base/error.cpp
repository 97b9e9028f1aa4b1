#include "base/error.h"

#include "base/text.h"

namespace retrograde {

Error::Error(ErrorCode code, const std::string &cause)
    : std::runtime_error(shortened(cause, kLongestSentence))
    , m_code(code)
    , m_cause(what())
{
}

Error::Error(ErrorCode code, std::filesystem::path path, const std::string &cause)
    : std::runtime_error(displayPath(path) + ": " + shortened(cause, kLongestSentence))
    , m_code(code)
    , m_path(std::move(path))
    , m_cause(shortened(cause, kLongestSentence))
{
}

} // namespace retrograde
