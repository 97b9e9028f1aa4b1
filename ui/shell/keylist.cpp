#include "ui/shell/keylist.h"

#include "ui/errors/verdictbar.h"
#include "ui/stage/stage.h"

#include <QAction>
#include <QCoreApplication>

namespace retrograde {

namespace {

/// Gives tr() a context of its own.
struct Keys {
    Q_DECLARE_TR_FUNCTIONS(Keys)
};

} // namespace

QList<ShortcutSheet::Group> keyGroups(const QWidget &window, const Stage &stage)
{
    const auto entry = [](const QAction *action) {
        // A keyboard's media keys say themselves what they do.
        QList<QKeySequence> keys = action->shortcuts();
        keys.removeIf([](const QKeySequence &key) {
            return key[0].key() >= Qt::Key_MediaPlay && key[0].key() <= Qt::Key_MediaTogglePlayPause;
        });
        return ShortcutSheet::Entry { QKeySequence::listToString(keys, QKeySequence::NativeText),
            QString(action->text()).remove(u'&').remove(u'…') };
    };
    QList<ShortcutSheet::Group> groups { { Keys::tr("Playing"), {} }, { Keys::tr("Choosing"), {} },
        { Keys::tr("Deciding by ear"), {} }, { Keys::tr("Window"), {} }, { Keys::tr("In the picture"), {} } };
    for (const QAction *action : stage.actions()) {
        const ShortcutSheet::Entry found = entry(action);
        if (!found.keys.isEmpty())
            groups[action->property("picture").toBool() ? 4 : 0].entries.append(found);
    }
    groups[0].entries.append({ Keys::tr("Media keys"), Keys::tr("Play, stop, next, previous") });
    for (const auto &[keys, meaning] : {
             std::pair { QStringLiteral("+  -"), Keys::tr("Zoom in and out") },
             { Keys::tr("Arrows"), Keys::tr("Move") },
             { QStringLiteral("G"), Keys::tr("Grid") },
             { QStringLiteral("Esc"), Keys::tr("End the selection") },
             { Keys::tr("Wheel"), Keys::tr("Zoom in time") },
             { Keys::tr("Drag"), Keys::tr("Select a stretch") },
             { Keys::tr("Ctrl+Drag"), Keys::tr("Select a box") },
             { Keys::tr("Shift+Drag"), Keys::tr("Move the picture") },
         })
        groups[4].entries.append({ keys, meaning });
    for (const QAction *action : window.findChildren<QAction *>()) {
        if (action->property("page").toBool())
            groups[1].entries.append(entry(action));
    }
    for (const char *name : { "actionFind", "actionNext", "actionPrevious" })
        groups[1].entries.append(entry(window.findChild<QAction *>(QLatin1String(name))));
    groups[1].entries.append({ Keys::tr("Return"), Keys::tr("Play the chosen row") });
    for (const auto &[keys, meaning] : VerdictBar::keys())
        groups[2].entries.append({ keys, meaning });
    groups[2].entries.append(entry(window.findChild<QAction *>(QStringLiteral("actionUndo"))));
    groups[2].entries.append(entry(window.findChild<QAction *>(QStringLiteral("actionRedo"))));
    for (const char *name : { "actionOpenWorkspace", "actionImportFolder", "actionImportFiles", "actionImportDataset",
             "actionShortcuts", "actionQuit" })
        groups[3].entries.append(entry(window.findChild<QAction *>(QLatin1String(name))));
    return groups;
}

} // namespace retrograde
