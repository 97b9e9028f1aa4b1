#include "base/error.h"

#include "base/text.h"

namespace retrograde {

Error::Error(ErrorCode code, const std::string &cause)
    : std::runtime_error(cause)
    , m_code(code)
    , m_cause(cause)
{
}

Error::Error(ErrorCode code, std::filesystem::path path, const std::string &cause)
    : std::runtime_error(displayPath(path) + ": " + cause)
    , m_code(code)
    , m_path(std::move(path))
    , m_cause(cause)
{
}

} // namespace retrograde
