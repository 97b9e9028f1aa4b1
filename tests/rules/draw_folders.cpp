// Prints docs/images/folders.svg anew.

#include "rules/folderpicture.h"

#include <cstdio>

int main()
{
    std::fputs(retrograde::rules::folderPicture(RETROGRADE_SOURCE_DIR).c_str(), stdout);
}
