#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace retrograde {

/// What kind of thing went wrong. The user interface chooses its words and its advice by it.
enum class ErrorCode {
    InvalidArgument, ///< a setting outside its range, an unknown name
    NotFound, ///< no such file, run, dataset, device
    Unreadable, ///< exists, but may not be read or written
    NotAudio, ///< no audio stream could be decoded
    Corrupt, ///< was written by us or by a known tool, but is damaged
    Unsupported, ///< understood, but this build or machine cannot do it
    Changed, ///< a file is not what it was when it was imported or opened
    Conflict, ///< somebody else holds what is needed, or the state forbids it
    Io, ///< reading or writing failed: full disk, vanished device
    Database, ///< SQLite refused
    Device, ///< the sound or compute device failed
    Training, ///< the run itself cannot go on: no examples, loss not finite
    Cancelled, ///< the user asked to stop; never shown as a failure
};

/// The one exception type of the project. Errors of third-party libraries are translated into it where
/// they occur. what() is one sentence: "<file>: <cause>" where a file is concerned, else "<cause>"; a cause that quotes
/// more than a sentence's worth is cut.
class Error : public std::runtime_error {
public:
    Error(ErrorCode code, const std::string &cause);
    /// @p path may hold any bytes; what() shows it as valid UTF-8.
    Error(ErrorCode code, std::filesystem::path path, const std::string &cause);

    ErrorCode code() const noexcept { return m_code; }
    /// Empty when no file is concerned.
    const std::filesystem::path &path() const noexcept { return m_path; }
    /// The sentence without the file's name.
    const std::string &cause() const noexcept { return m_cause; }

private:
    ErrorCode m_code;
    std::filesystem::path m_path;
    std::string m_cause;
};

} // namespace retrograde
