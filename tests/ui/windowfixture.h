#pragma once

#include "library/workspace.h"
#include "support/fakedialogs.h"
#include "support/scratchfolder.h"
#include "support/signals.h"
#include "support/workspacefixture.h"
#include "ui/base/text.h"
#include "ui/player/playercontroller.h"
#include "ui/shell/language.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/statusline.h"
#include "ui/stage/stage.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <memory>

namespace retrograde::testing {

constexpr int kPatience = 60'000; ///< ms, for what a busy machine computes

/// A main window without a sound device, with dialogs that the test answers.
class WindowFixture {
public:
    FakeFileDialogs files;
    FakeMessageBoxes messages;

    static void useOwnSettings(const char *name)
    {
        QCoreApplication::setOrganizationName("retrograde-test");
        QCoreApplication::setApplicationName(QLatin1String(name));
        QStandardPaths::setTestModeEnabled(true);
        QSettings().clear();
        installTranslations(*QCoreApplication::instance(), QLocale::c()); // English has its plurals from there
    }

    ~WindowFixture() { close(); }

    void open(const std::filesystem::path &workspace)
    {
        SoundDevices none;
        none.list = [] { return std::vector<OutputDevice>(); };
        MainWindow::World world;
        world.stage = new Stage(none, nullptr);
        world.files = &files;
        world.messages = &messages;
        world.devices = { "auto", "cpu" };
        m_window = std::make_unique<MainWindow>(world);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->openWorkspace(workspace);
    }
    /// As a user closes it, saying yes when asked.
    void close()
    {
        if (!m_window)
            return;
        messages.answer = true;
        m_window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), kPatience);
        m_window.reset();
    }
    /// Without a word to anybody, as a process goes that is killed.
    void drop() { m_window.reset(); }

    MainWindow &window() { return *m_window; }
    Stage *stage() { return m_window->findChild<Stage *>(); }
    QString notice() { return m_window->findChild<StatusLine *>()->notice(); }
    template<typename Object> Object *find(const char *name) const
    {
        return m_window->findChild<Object *>(QLatin1String(name));
    }
    /// A push button of this name before anything else: the player has a "stopButton" as well.
    void click(const char *name)
    {
        QWidget *widget = find<QPushButton>(name);
        QTest::mouseClick(widget ? widget : find<QWidget>(name), Qt::LeftButton);
    }

private:
    std::unique_ptr<MainWindow> m_window;
};

/// So many short tracks in @p folder.
inline void writeNotes(const std::filesystem::path &folder, int tracks, double seconds = 12)
{
    std::filesystem::create_directories(folder);
    for (int i = 0; i < tracks; ++i) {
        writeWav(folder / ("notes" + std::to_string(i) + ".wav"),
            struckNotes(seconds, 22050, static_cast<std::uint64_t>(i + 1)), 22050);
    }
}

/// Everything below @p folder, to see that nothing came or went.
inline std::vector<std::string> filesBelow(const std::filesystem::path &folder)
{
    std::vector<std::string> names;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder))
        names.push_back(entry.path().string());
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace retrograde::testing
