#include "ui/shell/recentworkspaces.h"

#include "library/workspacefolder.h"
#include "ui/base/text.h"

#include <QSettings>
#include <QStringList>

namespace retrograde {

namespace {

constexpr int kMost = 8;
const QLatin1String kKey("recentWorkspaces");

} // namespace

std::vector<std::filesystem::path> recentWorkspaces()
{
    std::vector<std::filesystem::path> folders;
    const QStringList names = QSettings().value(kKey).toStringList();
    for (const QString &name : names) {
        if (folderKind(toPath(name)) == FolderKind::Workspace)
            folders.push_back(toPath(name));
    }
    return folders;
}

void rememberWorkspace(const std::filesystem::path &folder)
{
    QSettings settings;
    QStringList names = settings.value(kKey).toStringList();
    names.removeAll(toFileName(folder));
    names.prepend(toFileName(folder));
    settings.setValue(kKey, names.mid(0, kMost));
}

} // namespace retrograde
