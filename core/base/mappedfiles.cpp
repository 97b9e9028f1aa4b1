#include "base/mappedfiles.h"

#include <csignal>
#include <string_view>
#include <unistd.h>

namespace retrograde {

namespace {

extern "C" void onBusError(int signal, siginfo_t *info, void *)
{
    if (info->si_code != BUS_ADRERR) { // a mistake of the program, which is to be seen as such
        ::signal(signal, SIG_DFL);
        ::raise(signal);
        return;
    }
    constexpr std::string_view kSentence
        = "retrograde: a stored spectrogram or a run's answers became shorter, or unreadable, while in use; "
          "\"retrograde-cli features --verify\" finds and replaces damaged spectrograms\n";
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kSentence.data(), kSentence.size());
    ::_exit(1);
}

} // namespace

void endInWordsWhenMappedFilesFail()
{
    struct sigaction action { };
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, nullptr);
}

} // namespace retrograde
