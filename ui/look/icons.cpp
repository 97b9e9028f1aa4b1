#include "ui/look/icons.h"

#include <QBuffer>
#include <QFile>
#include <QImageReader>
#include <QPixmap>

// A static library's resources are registered only when somebody asks for it, outside of any namespace.
static void registerResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace retrograde {

namespace {

QIcon ownIcon(const QString &name, const QPalette &palette)
{
    registerResources();
    QFile file(QStringLiteral(":/retrograde/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray drawing = file.readAll();

    QIcon icon;
    const auto add = [&](QPalette::ColorGroup group, QIcon::Mode mode) {
        QByteArray coloured = drawing;
        coloured.replace("currentColor", palette.color(group, QPalette::ButtonText).name().toLatin1());
        for (const int side : { 16, 24, 32, 48, 64 }) {
            QBuffer buffer(&coloured);
            QImageReader reader(&buffer, "svg");
            reader.setScaledSize({ side, side });
            icon.addPixmap(QPixmap::fromImage(reader.read()), mode);
        }
    };
    add(QPalette::Active, QIcon::Normal);
    add(QPalette::Disabled, QIcon::Disabled);
    return icon;
}

} // namespace

QIcon themedIcon(const QString &themeName, const QString &ownName, const QPalette &palette)
{
    return QIcon::hasThemeIcon(themeName) ? QIcon::fromTheme(themeName) : ownIcon(ownName, palette);
}

} // namespace retrograde
