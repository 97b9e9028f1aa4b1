#include "audio/wavfile.h"
#include "base/text.h"
#include "experiment/runspec.h"
#include "library/auditreport.h"
#include "library/labelsfile.h"
#include "library/oldworkspace.h"
#include "library/raventable.h"
#include "report/errortable.h"
#include "report/runreport.h"
#include "spectrum/npyfile.h"
#include "support/answers.h"
#include "support/fakedialogs.h"
#include "support/fakeoutput.h"
#include "support/locales.h"
#include "support/mediafiles.h"
#include "support/signals.h"
#include "ui/player/playercontroller.h"
#include "ui/shell/language.h"
#include "ui/spectrogram/spectrogramview.h"
#include "ui/spectrogram/waveformview.h"
#include "ui/stage/export.h"
#include "ui/stage/stage.h"

#include <QAction>
#include <QLocale>
#include <QStackedWidget>
#include <QTest>
#include <map>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 22050;

/// 1.5 as the C library writes it.
std::string oneAndAHalf()
{
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", 1.5);
    return text;
}

std::map<std::string, std::string> filesBelow(const fs::path &folder)
{
    std::map<std::string, std::string> files;
    for (const fs::directory_entry &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files[entry.path().lexically_relative(folder).string()] = readBytes(entry.path());
    }
    return files;
}

} // namespace

/// What is written to files and read from them is the same in every country. The C library's locale is wholly the
/// country's here, as QApplication leaves it.
class TestLocales : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<Locales> m_locales;
    std::unique_ptr<OldWorkspace> m_old;
    std::unique_ptr<Workspace> m_workspace;
    std::map<std::string, std::string> m_plain; ///< files as they are in the C locale

    static void live(const QString &country)
    {
        Locales::use(country.toStdString());
        QLocale::setDefault(country == "C" ? QLocale::c() : QLocale(country));
    }

    static void countries()
    {
        QTest::addColumn<QString>("country");
        for (const char *country : { "de_DE", "fr_FR", "ar_EG" })
            QTest::newRow(country) << country;
    }

    /// Everything that is written, below @p folder.
    void writeAll(const fs::path &folder) const
    {
        fs::create_directories(folder);
        const std::vector<RavenSelection> selections { { 1.416417, 2.5, 440.25, 880.5, "call" }, { 3, 4, 0, 0, "" } };
        writeRavenTable(folder / "raven.txt", selections, "a.wav", 11025);
        writeErrorsCsv(folder / "errors.csv", errorRows(*m_workspace, 1, ErrorKind::All), m_workspace->verdicts());
        writeAuditCsv(*m_workspace, {}, folder / "audit.csv", RunControl());
        writeRunReport(*m_workspace, 1, folder / "report", 2, RunControl());
        writeNpy(folder / "array.npy", std::vector<float> { 0.5f, 1.5f }, { 2, 1 });
        RunSpec spec;
        spec.learningRate = 0.00025;
        writeBytes(folder / "spec.json", spec.toJson());

        const std::vector<float> sound = struckNotes(3, kRate);
        const CqtPlan plan { CqtParameters {} };
        const auto data = std::make_shared<const SpectrogramData>(FeatureStore::inMemory(plan, sound));
        const Arrangement arrangement = Arrangement::asPublished({ 0, data->span().size() });
        exportData(*data, arrangement, { 0, 20 }, folder / "levels.csv");
        exportData(*data, arrangement, { 0, 20 }, folder / "levels.npy");
        writeWav(folder.parent_path() / "sound.wav", sound, kRate);
        exportSound(folder.parent_path() / "sound.wav", kRate, static_cast<std::int64_t>(sound.size()), FrameGrid {},
            arrangement, 0.25, 1.75, folder / "part.wav", RunControl());
        // What a picture's axes say is for people: it goes by QLocale, here the same for all.
        const QLocale country;
        QLocale::setDefault(QLocale::c());
        SpectrogramView view;
        view.setSpectrogram(data, arrangement);
        view.setAnnotations({ { 0.5, 1.25, 300, 700.5, "call" } });
        view.resize(600, 300);
        exportPicture({ &view }, { "A tune", "Ann, CC BY" }, { 600, 300 }, folder / "picture.svg");
        QLocale::setDefault(country);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!Locales::available())
            QSKIP("localedef or the sources of locales are not installed");
        m_locales = std::make_unique<Locales>();
        live("C");
        m_old = std::make_unique<OldWorkspace>();
        m_workspace = std::make_unique<Workspace>(m_old->path);
        writeAll(m_old->folder.path() / "C");
        m_plain = filesBelow(m_old->folder.path() / "C");
        QVERIFY(m_plain.size() >= 12);
        QVERIFY(m_plain.at("raven.txt").find("\t1.416417\t2.500000\t440.250\t") != std::string::npos);
    }

    void cleanup()
    {
        if (m_locales)
            live("C");
    }

    void theLocalesAreWhatTheySay()
    {
        live("de_DE");
        QCOMPARE(oneAndAHalf(), std::string("1,5"));
        live("fr_FR");
        QCOMPARE(oneAndAHalf(), std::string("1,5"));
    }

    void theWorkbenchKeepsNumbersPlain()
    {
        live("de_DE");
        keepNumbersOfFilesPlain();
        QCOMPARE(oneAndAHalf(), std::string("1.5"));
        QCOMPARE(QLocale().toString(1.5), QStringLiteral("1,5"));
    }

    void filesAreWrittenTheSame_data() { countries(); }
    void filesAreWrittenTheSame()
    {
        QFETCH(QString, country);
        live(country);
        const fs::path folder = m_old->folder.path() / country.toStdString();
        writeAll(folder);
        live("C");
        const std::map<std::string, std::string> files = filesBelow(folder);
        QCOMPARE(files.size(), m_plain.size());
        for (const auto &[name, bytes] : m_plain) {
            const std::string &other = files.at(name);
            const auto differs = std::mismatch(bytes.begin(), bytes.end(), other.begin(), other.end());
            const auto place = differs.first - bytes.begin();
            QVERIFY2(other == bytes,
                (name + " at " + std::to_string(place) + ": "
                    + displayText(other.substr(static_cast<std::size_t>(std::max<std::ptrdiff_t>(place - 30, 0)), 60)))
                    .c_str());
        }
    }

    void filesAreReadTheSame_data() { countries(); }
    void filesAreReadTheSame()
    {
        QFETCH(QString, country);
        live(country);
        const fs::path folder = m_old->folder.path();
        QVERIFY(readRavenTable(folder / "C" / "raven.txt", "a.wav").selections
            == (std::vector<RavenSelection> { { 1.416417, 2.5, 440.25, 880.5, "call" }, { 3, 4, 0, 11025, "" } }));
        writeBytes(folder / "labels.csv", "path,flute\na.wav,1.0\nb.wav,0.0\n");
        LabelsFile labels(folder / "labels.csv", "/music", RunControl());
        Track track;
        track.path = "/music/a.wav";
        QCOMPARE(labels.apply(track).labels.value().front().value, 1.0);
        double number = 0;
        QVERIFY(parseReal("0.125", number) && number == 0.125); // the tables of published datasets
        QVERIFY(!parseReal("0,125", number));
        const RunSpec spec = RunSpec::fromJson(m_plain.at("spec.json"));
        QCOMPARE(spec.learningRate, 0.00025);
        QCOMPARE(spec.with("learning_rate", "0.00125").learningRate, 0.00125);
        const Workspace workspace(m_old->path); // and what SQLite holds
        QCOMPARE(testing::storedPredictions(workspace, 1).front().probability,
            testing::storedPredictions(*m_workspace, 1).front().probability);
        QVERIFY(testing::storedPredictions(workspace, 1).front().probability
            != std::round(testing::storedPredictions(workspace, 1).front().probability));
    }

    void theStagesMarksGoOutAndComeIn_data() { countries(); }
    void theStagesMarksGoOutAndComeIn()
    {
        QFETCH(QString, country);
        live(country);
        const fs::path folder = m_old->folder.path();
        SoundDevices devices;
        devices.list = [] { return std::vector<OutputDevice> { { "Speakers", true, 48000 } }; };
        devices.open = [](const std::string &) { return makeSilentOutput(); };
        FakeFileDialogs files;
        FakeMessageBoxes messages;
        Stage stage(devices, nullptr);
        stage.setDialogs(&files, &messages);
        stage.setWorkspace(m_workspace.get());
        stage.resize(1000, 400);
        stage.show();
        StageItem item;
        TrackQuery query;
        query.search = "song6";
        item.track = m_workspace->tracks(query).front();
        stage.showItem(item);
        QTRY_COMPARE(
            stage.findChild<QStackedWidget *>("stagePages")->currentWidget()->objectName(), QStringLiteral("clipView"));
        const auto trigger = [&](const char *action, const char *name) {
            files.file = QString::fromStdString((folder / name).string());
            stage.findChild<QAction *>(QLatin1String(action))->trigger();
        };
        writeBytes(folder / "in.txt", "Begin Time (s)\tEnd Time (s)\tAnnotation\n0.416417\t1.25\tcall\n");
        trigger("importMarks", "in.txt");
        trigger("exportMarks", "out.txt");
        const std::string out = readBytes(folder / "out.txt");
        QVERIFY2(
            out.find("\t0.416417\t1.250000\t0.000\t11025.000\tsong6.flac\tcall\n") != std::string::npos, out.c_str());
        QCOMPARE(readRavenTable(folder / "out.txt", item.track.path).selections.size(), std::size_t { 1 });
        trigger("importMarks", "out.txt");
        QVERIFY(messages.warned.isEmpty());
    }
};

QTEST_MAIN(TestLocales)
#include "tst_locales.moc"
