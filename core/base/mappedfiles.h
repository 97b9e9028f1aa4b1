#pragma once

namespace retrograde {

/// Stored spectrograms and answers are read from mapped files; the system has no other answer than SIGBUS when one of
/// these is cut short by another program while it is read, or when its disk fails. From this call on that ends the
/// program with one line on standard error and exit code 1, like any other failure that leaves nothing to go on with;
/// what was committed is kept. For programs to call once, at their start.
void endInWordsWhenMappedFilesFail();

} // namespace retrograde
