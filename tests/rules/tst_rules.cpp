#include "rules/folderpicture.h"
#include "rules/rules.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

using namespace retrograde::rules;
namespace fs = std::filesystem;

namespace {

using Rule = Violations (*)(const fs::path &);

struct NamedRule {
    const char *name;
    Rule rule;
};
constexpr NamedRule kRules[] = {
    { "every folder is listed", unlistedFolders },
    { "includes never point down the list", includesDownwards },
    { "libraries stay in their place", strayHeaders },
    { "sources are listed by name", unlistedSources },
    { "sources are tidy", untidySources },
    { "packages are named once", packageList },
    { "translations are complete", unfinishedTranslations },
    { "numbers follow no locale", localisedNumbers },
    { "text is not taken for HTML", textTakenForHtml },
    { "no task is asked which it is", askedWhichTask },
};

/// True when there is none; otherwise they are printed, each on a line of its own.
bool noneOf(const Violations &violations)
{
    for (const std::string &violation : violations)
        qWarning("%s", violation.c_str());
    return violations.empty();
}

void write(const fs::path &path, const std::string &text)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
}

/// A small project that keeps every rule.
void writeSoundTree(const fs::path &root)
{
    write(root / "docs/ARCHITECTURE.md",
        "- `core/base`: errors\n- `core/audio`: sound\n- `ui/stage`: the clip\n- `app/workbench`: the window\n");
    write(root / "README.md", "Packages: packaging/packages.txt\n");
    write(root / "run", "grep . packaging/packages.txt\n");
    write(root / "packaging/packages.txt", "# needed\nbuild: g++\nrun: libsound-dev\n");
    write(root / "translations/retrograde_de.ts", "<translation>Ja</translation>\n");
    write(root / "core/base/CMakeLists.txt", "retrograde_library(base SOURCES error.cpp)\n");
    write(root / "core/base/error.h", "#pragma once\n#include <string>\n");
    write(root / "core/base/error.cpp", "#include \"base/error.h\"\n");
    write(root / "core/audio/CMakeLists.txt", "retrograde_library(audio\n    SOURCES\n        reader.cpp\n)\n");
    write(root / "core/audio/reader.h", "#pragma once\n");
    write(root / "core/audio/reader.cpp", "#include \"base/error.h\"\n#include <libavformat/avformat.h>\n");
    write(root / "ui/stage/CMakeLists.txt", "retrograde_library(ui_stage SOURCES stage.cpp)\n");
    write(root / "ui/stage/stage.h", "#pragma once\n#include <QWidget>\n");
    write(root / "ui/stage/stage.cpp", "#include \"ui/stage/stage.h\"\n#include \"audio/reader.h\"\n");
    write(root / "app/workbench/CMakeLists.txt", "add_executable(retrograde main.cpp)\n");
    write(root / "app/workbench/main.cpp", "#include \"ui/stage/stage.h\"\n#include <QApplication>\n");
}

} // namespace

class TestRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theProjectKeeps_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(std::size(kRules)); ++i)
            QTest::newRow(kRules[i].name) << i;
    }
    void theProjectKeeps()
    {
        QFETCH(int, index);
        QVERIFY(noneOf(kRules[index].rule(RETROGRADE_SOURCE_DIR)));
    }

    void thePictureOfTheFoldersIsOfToday()
    {
        QFile picture(QStringLiteral(RETROGRADE_SOURCE_DIR "/docs/images/folders.svg"));
        QVERIFY(picture.open(QIODevice::ReadOnly));
        QVERIFY2(picture.readAll().toStdString() == folderPicture(RETROGRADE_SOURCE_DIR),
            "includes have changed: cmake --build --preset ci --target draw-folders");
    }

    /// Each of the changes that docs/EXTENDING.md shows can be made to the sources as they are.
    void theDocumentedChangesApply_data()
    {
        QTest::addColumn<QByteArray>("change");
        QFile document(RETROGRADE_SOURCE_DIR "/docs/EXTENDING.md");
        QVERIFY(document.open(QIODevice::ReadOnly));
        QByteArray heading;
        QByteArray change;
        bool within = false;
        for (const QByteArray &line : document.readAll().split('\n')) {
            if (line.startsWith("## "))
                heading = line.mid(3);
            if (line == "```" && within)
                QTest::newRow(heading.constData()) << change;
            if (within && line != "```")
                change += line + '\n';
            within = line == "```diff" || (within && line != "```");
            if (!within)
                change.clear();
        }
    }
    void theDocumentedChangesApply()
    {
        QFETCH(QByteArray, change);
        QProcess patch;
        patch.setProcessChannelMode(QProcess::MergedChannels);
        patch.start("patch", { "--dry-run", "--force", "-p1", "-d", RETROGRADE_SOURCE_DIR });
        patch.write(change);
        patch.closeWriteChannel();
        QVERIFY(patch.waitForFinished());
        const QByteArray said = patch.readAll();
        QVERIFY2(patch.exitStatus() == QProcess::NormalExit && patch.exitCode() == 0, said.constData());
        QVERIFY2(!said.contains("fuzz"), said.constData());
    }

    void aSoundTreeKeepsAllRules()
    {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        writeSoundTree(root);
        for (const NamedRule &rule : kRules)
            QVERIFY(noneOf(rule.rule(root)));
    }

    void eachRuleCanBeBroken_data()
    {
        QTest::addColumn<QString>("rule");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("content");
        QTest::addColumn<QString>("complaint");
        const auto row = [](const char *rule, const char *file, const char *content, const char *complaint) {
            QTest::addRow("%s: %s", file, complaint)
                << QString(rule) << QString(file) << QString(content) << QString(complaint);
        };
        row(kRules[0].name, "core/jobs/CMakeLists.txt", "", "lists core/jobs 0 times");
        row(kRules[0].name, "docs/ARCHITECTURE.md",
            "- `core/base`\n- `core/audio`\n- `ui/stage`\n- `app/workbench`\n- `core/moon`\n",
            "core/moon, which does not");
        row(kRules[1].name, "core/base/error.cpp", "#include \"audio/reader.h\"\n",
            "core/base must not know core/audio");
        row(kRules[1].name, "core/audio/reader.h", "#pragma once\n#include \"ui/stage/stage.h\"\n",
            "core/audio must not know ui/stage");
        row(kRules[1].name, "ui/stage/stage.cpp", "  #  include \"stage.h\"\n", "\"stage.h\" is no header");
        row(kRules[2].name, "core/base/error.h", "#pragma once\n#include <QString>\n", "Qt has no place");
        row(kRules[2].name, "core/base/CMakeLists.txt", "error.cpp Qt6::Core", "core does not link Qt");
        row(kRules[2].name, "app/cli/main.cpp", "#include <QWidget>\n", "Qt has no place");
        row(kRules[2].name, "ui/stage/stage.cpp", "#include <qcustomplot.h>\n", "QCustomPlot has no place");
        row(kRules[2].name, "core/audio/reader.cpp", "#include <torch/torch.h>\n", "LibTorch has no place");
        row(kRules[2].name, "ui/stage/stage.cpp", "#include <sqlite3.h>\n", "SQLite has no place");
        row(kRules[2].name, "core/base/error.cpp", "#include <SQLiteCpp/Database.h>\n", "SQLite has no place");
        row(kRules[2].name, "core/base/error.cpp", "#include <libswresample/swresample.h>\n", "FFmpeg has no place");
        row(kRules[2].name, "core/base/error.cpp", "#include <portaudio.h>\n", "PortAudio has no place");
        row(kRules[2].name, "core/base/error.cpp", "#include <sndfile.h>\n", "libsndfile has no place");
        row(kRules[2].name, "ui/stage/stage.cpp", "#include <rubberband/RubberBandStretcher.h>\n",
            "Rubber Band has no place");
        row(kRules[2].name, "core/base/error.cpp", "#include <fftw3.h>\n", "FFTW has no place");
        row(kRules[2].name, "core/base/error.cpp", "#include <kainjow/mustache.hpp>\n", "Mustache has no place");
        row(kRules[3].name, "core/audio/readers.cpp", "", "core/audio/readers.cpp: is not named");
        row(kRules[3].name, "core/base/CMakeLists.txt", "SOURCES terror.cpp)", "core/base/error.cpp: is not named");
        row(kRules[4].name, "core/base/error.h", "// Errors.\n#pragma once\n", "#pragma once");
        row(kRules[4].name, "core/base/error.cpp",
            "// TO"
            "DO: the rest\n",
            "leaves work for later");
        static const std::string tooLong(kMostLines + 1, '\n');
        row(kRules[4].name, "core/base/error.cpp", tooLong.c_str(), "more than 600");
        row(kRules[5].name, "packaging/packages.txt", "build: g++\ntest: g++\n", "names g++ a second time");
        row(kRules[5].name, "packaging/packages.txt", "build: g++\ncmake\n", "is not \"purpose: package\"");
        row(kRules[5].name, "packaging/packages.txt", "", "names no package");
        row(kRules[5].name, "run", "apt-get install libsound-dev", "run: repeats libsound-dev");
        row(kRules[5].name, "README.md", "See the wiki.", "does not point to");
        row(kRules[6].name, "translations/retrograde_de.ts", "<translation type=\"unfinished\">Ja</translation>",
            "not translated");
        row(kRules[6].name, "translations/retrograde_fr.ts", "<translation></translation>", "not translated");
        row(kRules[7].name, "core/audio/reader.cpp", "std::snprintf(text, size, \"%.*f\", decimals, value);\n",
            "reader.cpp:1: this number follows the locale");
        row(kRules[7].name, "ui/stage/stage.cpp", "const double value = std::stod(text);\n", "this follows the locale");
        row(kRules[7].name, "app/cli/main.cpp", "std::setlocale(LC_ALL, \"\");\n", "would leave the C locale");
        row(kRules[8].name, "ui/stage/stage.cpp", "auto *title = new QLabel(name);\n", "use a TextLabel");
        row(kRules[8].name, "ui/stage/stage.cpp", "QLabel title;\n", "use a TextLabel");
        row(kRules[8].name, "ui/stage/stage.cpp", "QToolTip::showText(here, name);\n", "use ToolTips::show()");
        row(kRules[8].name, "ui/stage/stage.cpp", "title->setTextFormat(Qt::AutoText);\n", "use plain text");
        row(kRules[8].name, "ui/stage/stage.cpp", "QMessageBox::warning(this, {}, name);\n", "use MessageBoxes");
        row(kRules[8].name, "ui/stage/stage.cpp", "QMessageBox box(this);\n", "use MessageBoxes");
        row(kRules[8].name, "ui/stage/stage.cpp", "notes->setHtml(name);\n", "use plain text");
        row(kRules[8].name, "ui/stage/stage.cpp", "title->setToolTip(\"<b>\" + name);\n", "it is not HTML");
        row(kRules[9].name, "core/audio/reader.cpp", "if (spec.task != Task::Jigsaw)\n", "asks which task");
        row(kRules[9].name, "ui/stage/stage.cpp", "if (run.task == toString(Task::Jigsaw))\n", "asks which task");
        row(kRules[9].name, "ui/stage/stage.cpp", "case Network::ConvNet:\n", "asks which task or network");
    }
    void eachRuleCanBeBroken()
    {
        QFETCH(QString, rule);
        QFETCH(QString, file);
        QFETCH(QString, content);
        QFETCH(QString, complaint);
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        writeSoundTree(root);
        write(root / file.toStdString(), content.toStdString());
        Violations violations;
        for (const NamedRule &candidate : kRules) {
            if (rule == candidate.name)
                violations = candidate.rule(root);
        }
        QCOMPARE(violations.size(), std::size_t { 1 });
        QVERIFY2(QString::fromStdString(violations.front()).contains(complaint), violations.front().c_str());
    }

#ifdef RETROGRADE_LUPDATE
    void everyTranslationKnowsEveryText()
    {
        const QTemporaryDir folder;
        const fs::path translations = fs::path(RETROGRADE_SOURCE_DIR) / "translations";
        for (const fs::directory_entry &entry : fs::directory_iterator(translations)) {
            if (entry.path().extension() != ".ts")
                continue;
            const fs::path copy = fs::path(folder.path().toStdString()) / "translations" / entry.path().filename();
            fs::create_directories(copy.parent_path());
            fs::copy_file(entry.path(), copy);
            // Texts that the file does not have yet come out as unfinished ones. English needs its plurals only.
            QStringList arguments { "-silent", "-locations", "none", "-no-obsolete", "-I", ".", "-I", "core" };
            if (entry.path().stem().string().ends_with("_en"))
                arguments << "-pluralonly";
            arguments << "ui"
                      << "app/workbench"
                      << "-ts" << QString::fromStdString(copy.string());
            QProcess lupdate;
            lupdate.setWorkingDirectory(RETROGRADE_SOURCE_DIR);
            lupdate.start(RETROGRADE_LUPDATE, arguments);
            QVERIFY2(lupdate.waitForFinished(120'000), qPrintable(lupdate.errorString()));
            QVERIFY2(lupdate.exitCode() == 0, lupdate.readAllStandardError());
        }
        QVERIFY(noneOf(unfinishedTranslations(folder.path().toStdString())));
    }
#endif
};

QTEST_APPLESS_MAIN(TestRules)
#include "tst_rules.moc"
