#pragma once

#include "support/scratchfolder.h"

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace retrograde::testing {

/// Locales of the C library made on the spot from their sources (Debian's package locales), for a machine may have none
/// but C; the process and its children find them for as long as this lives. The process is in the C locale before and
/// after.
class Locales {
public:
    static bool available()
    {
        return std::filesystem::exists("/usr/share/i18n/locales/de_DE")
            && std::system("command -v localedef >/dev/null") == 0;
    }

    /// @throws std::runtime_error when they cannot be made
    Locales()
    {
        for (const std::string name : { "de_DE", "fr_FR", "ar_EG" }) {
            const std::string command = "localedef -i " + name + " -f UTF-8 '" + (m_folder / (name + ".UTF-8")).string()
                + "' >/dev/null 2>&1";
            if (std::system(command.c_str()) != 0)
                throw std::runtime_error("localedef failed for " + name);
        }
        ::setenv("LOCPATH", m_folder.path().c_str(), 1);
    }
    ~Locales()
    {
        std::setlocale(LC_ALL, "C");
        ::unsetenv("LOCPATH");
    }
    Locales(const Locales &) = delete;
    Locales &operator=(const Locales &) = delete;

    /// "C", "de_DE", "fr_FR" or "ar_EG". @throws std::runtime_error when there is none
    static void use(const std::string &name)
    {
        if (!std::setlocale(LC_ALL, (name == "C" ? name : name + ".UTF-8").c_str()))
            throw std::runtime_error("there is no locale " + name);
    }

private:
    ScratchFolder m_folder;
};

} // namespace retrograde::testing
