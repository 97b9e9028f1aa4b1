#include "audio/versions.h"
#include "base/machine.h"
#include "base/mappedfiles.h"
#include "base/problem.h"
#include "library/versions.h"
#include "library/workspace.h"
#include "networks/computeinfo.h"
#include "ui/base/dialogs.h"
#include "ui/base/text.h"
#include "ui/shell/appearance.h"
#include "ui/shell/application.h"
#include "ui/shell/language.h"
#include "ui/shell/mainwindow.h"
#include "ui/stage/stage.h"

#include <QCommandLineParser>
#include <QFileInfo>
#include <QIcon>
#include <QSettings>
#include <QTimer>
#include <cstdio>
#include <exception>
#include <optional>

namespace {

using namespace retrograde;

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

struct Options {
    QString workspace;
    QString appearance;
    QStringList music;
    bool demo = false;
};

/// @return how the program ends at once, or nothing when it is to go on
std::optional<int> readOptions(const QStringList &arguments, Options &options)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "A workbench for self-supervised machine listening."));
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    const QCommandLineOption workspace(QStringLiteral("workspace"),
        QCoreApplication::translate("main", "Open the workspace in this folder."), QStringLiteral("DIR"));
    const QCommandLineOption demo(
        QStringLiteral("demo"), QCoreApplication::translate("main", "Prepare the demo library at the start."));
    const QCommandLineOption appearance(QStringLiteral("appearance"),
        QCoreApplication::translate("main", "system, light or dark, for this start."), QStringLiteral("NAME"));
    parser.addOptions({ workspace, demo, appearance });
    parser.addPositionalArgument(QStringLiteral("music"),
        QCoreApplication::translate("main", "Files and folders to import."), QStringLiteral("[music...]"));

    if (!parser.parse(arguments)) {
        std::fprintf(stderr, "%s\n", qPrintable(parser.errorText()));
        return kWrongUsage;
    }
    if (parser.isSet(help)) {
        std::fputs(qPrintable(parser.helpText()), stdout);
        return kDone;
    }
    if (parser.isSet(version)) {
        std::printf("retrograde %s\n", retrogradeVersion().c_str());
        return kDone;
    }
    options.workspace = parser.value(workspace);
    if (parser.isSet(workspace) && options.workspace.isEmpty()) {
        std::fprintf(stderr, "--workspace needs the name of a folder\n");
        return kWrongUsage;
    }
    options.appearance = parser.value(appearance);
    options.music = parser.positionalArguments();
    options.demo = parser.isSet(demo);
    if (!options.appearance.isEmpty() && toString(parseAppearance(options.appearance)) != options.appearance) {
        std::fprintf(stderr, "--appearance is system, light or dark\n");
        return kWrongUsage;
    }
    return {};
}

/// Qt ends the process without a word that helps when there is no display, so this is looked at before.
bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

QString libraryVersions(const ComputeInfo &compute)
{
    QStringList lines { QStringLiteral("Qt %1").arg(QString::fromLatin1(qVersion())) };
    const auto add = [&](const std::vector<LibraryVersion> &libraries) {
        for (const LibraryVersion &library : libraries)
            lines << toQString(library.name) + u' ' + toQString(library.version);
    };
    add(audioLibraryVersions());
    add(libraryLibraryVersions());
    lines << QStringLiteral("LibTorch ") + toQString(compute.torchVersion);
    lines << toQString(compute.blas);
    return lines.join(u'\n');
}

/// The whole program. @return its exit code
int run(int argc, char **argv)
{
    QCoreApplication::setOrganizationName(QStringLiteral("retrograde"));
    QCoreApplication::setApplicationName(QStringLiteral("retrograde"));
    QCoreApplication::setApplicationVersion(toQString(retrogradeVersion()));

    Options options;
    {
        // The options are read by an application without windows, so that --help needs no display.
        QCoreApplication reader(argc, argv);
        installTranslations(reader, QLocale());
        if (const std::optional<int> end = readOptions(QCoreApplication::arguments(), options))
            return *end;
    }
    if (!hasDisplay()) {
        std::fprintf(stderr, "retrograde: there is no display; retrograde-cli does the same work without one\n");
        return kFailed;
    }

    Application application(argc, argv);
    endInWordsWhenMappedFilesFail();
    keepNumbersOfFilesPlain();
    QGuiApplication::setDesktopFileName(QStringLiteral("retrograde"));
    QApplication::setWindowIcon(QIcon::fromTheme(QStringLiteral("retrograde")));
    installTranslations(application, QLocale());
    const QString appearance = options.appearance.isEmpty() ? QSettings().value(QStringLiteral("appearance")).toString()
                                                            : options.appearance;
    applyAppearance(parseAppearance(appearance));

    const ComputeInfo compute = computeInfo();
    NativeFileDialogs files;
    NativeMessageBoxes messages;
    MainWindow::World world;
    world.stage = new Stage;
    world.files = &files;
    world.messages = &messages;
    world.devices = { QStringLiteral("auto"), QStringLiteral("cpu") };
    if (compute.cuda)
        world.devices << QStringLiteral("cuda");
    world.versions = libraryVersions(compute);
    MainWindow window(world);
    // Once the handler that failed is left.
    QObject::connect(
        &application, &Application::handlerFailed, &window, &MainWindow::showProblem, Qt::QueuedConnection);
    window.show();

    // Once the window is up, so that what cannot be opened is reported in front of it.
    QTimer::singleShot(0, &window, [&] {
        window.openWorkspace(options.workspace.isEmpty() ? Workspace::defaultFolder()
                                                         : toPath(QFileInfo(options.workspace).absoluteFilePath()));
        std::vector<std::filesystem::path> music;
        for (const QString &path : options.music)
            music.push_back(toPath(QFileInfo(path).absoluteFilePath()));
        window.importPaths(music);
        if (options.demo)
            window.prepareDemo();
    });
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    try {
        return run(argc, argv);
    } catch (...) {
        logProblem(sentenceOf(std::current_exception()));
        return kFailed;
    }
}
