#include "ui/base/icons.h"

#include <QAbstractButton>
#include <QBuffer>
#include <QEvent>
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

class ButtonIcon : public QObject {
public:
    explicit ButtonIcon(QAbstractButton *button)
        : QObject(button)
        , m_button(button)
    {
        setObjectName(name());
        button->installEventFilter(this);
    }

    static QString name() { return QStringLiteral("buttonIcon"); }

    void show(const QString &themeName, const QString &ownName)
    {
        m_themeName = themeName;
        m_ownName = ownName;
        m_button->setIcon(themedIcon(themeName, ownName, m_button->palette()));
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::PaletteChange)
            show(m_themeName, m_ownName);
        return QObject::eventFilter(watched, event);
    }

private:
    QAbstractButton *m_button;
    QString m_themeName;
    QString m_ownName;
};

} // namespace

QIcon themedIcon(const QString &themeName, const QString &ownName, const QPalette &palette)
{
    return QIcon::hasThemeIcon(themeName) ? QIcon::fromTheme(themeName) : ownIcon(ownName, palette);
}

void setThemedIcon(QAbstractButton *button, const QString &themeName, const QString &ownName)
{
    auto *icon
        = static_cast<ButtonIcon *>(button->findChild<QObject *>(ButtonIcon::name(), Qt::FindDirectChildrenOnly));
    if (!icon)
        icon = new ButtonIcon(button);
    icon->show(themeName, ownName);
}

} // namespace retrograde
