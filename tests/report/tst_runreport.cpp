#include "report/runreport.h"

#include "audio/audioreader.h"
#include "base/error.h"
#include "experiment/transform.h"
#include "inference/evaluation.h"
#include "library/featureextraction.h"
#include "report/errortable.h"
#include "report/escape.h"
#include "report/reportdata.h"
#include "spectrum/colormap.h"
#include "support/answers.h"
#include "support/musiclibrary.h"
#include "support/trainedrecogniser.h"
#include "training/createrun.h"

#include <QFile>
#include <QTest>
#include <QXmlStreamReader>
#include <algorithm>
#include <cmath>
#include <png.h>

using namespace retrograde;
using retrograde::testing::errorOf;
using retrograde::testing::LabelledLibrary;
using retrograde::testing::MusicLibrary;
using retrograde::testing::Prediction;
using retrograde::testing::trainedRecogniser;

namespace fs = std::filesystem;

namespace {

constexpr const char *kNasty = "<script>alert('x')</script> & \"S\xc3\xb6hne\"";

struct Picture {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<png_byte> pixels;

    std::uint32_t at(std::size_t x, std::size_t y) const
    {
        const png_byte *pixel = &pixels[(y * width + x) * 3];
        return static_cast<std::uint32_t>(pixel[0] << 16 | pixel[1] << 8 | pixel[2]);
    }
};

Picture readPng(const fs::path &path)
{
    png_image image {};
    image.version = PNG_IMAGE_VERSION;
    if (!png_image_begin_read_from_file(&image, path.c_str()))
        throw std::runtime_error(image.message);
    image.format = PNG_FORMAT_RGB;
    Picture picture { image.width, image.height, std::vector<png_byte>(PNG_IMAGE_SIZE(image)) };
    png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr);
    return picture;
}

} // namespace

class TestRunReport : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<MusicLibrary> m_library;
    std::vector<Track> m_tracks;
    Id m_run = 0;

    fs::path folder(const char *name) const { return m_library->workspace().parent_path() / name; }

    Prediction prediction(std::size_t track, std::int64_t begin, int target, double probability) const
    {
        Prediction made;
        made.trackId = m_tracks[track].id;
        made.beginFrame = begin;
        made.frameCount = 210;
        made.transform = target ? kReversed : kPublished;
        made.target = target;
        made.probability = probability;
        made.loss = -std::log(target ? probability : 1 - probability);
        return made;
    }

    static QString textOf(const fs::path &path)
    {
        QFile file(QString::fromStdString(path.string()));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("the page cannot be read");
        return QString::fromUtf8(file.readAll());
    }

private Q_SLOTS:
    void initTestCase()
    {
        // A run as training leaves it, with outcomes chosen by hand.
        m_library = std::make_unique<MusicLibrary>(4, 12.0, 4);
        Workspace workspace(m_library->workspace());
        workspace.setDatasetNote(workspace.dataset("Notes")->id, "synthesised stand-in for the demo library");
        TrackQuery byPath;
        byPath.sortBy = TrackColumn::Path;
        m_tracks = workspace.tracks(byPath);
        m_tracks[3].artist = "<i>Nobody & \"Sons\"";
        m_tracks[3].title = kNasty;
        m_tracks[3].licence = "GPL-2+ <b>";
        workspace.updateTrack(m_tracks[3]);

        Run run;
        RunSpec spec;
        spec.epochs = 3;
        spec.threads = 2;
        spec.device = ComputeDevice::Cpu;
        spec.precision = NumberFormat::Float32;
        run.spec = spec.toJson();
        run.task = "reversal";
        run.network = "convnet";
        run.clip = "5";
        run.status = RunStatus::Completed;
        run.epochsPlanned = run.epochsDone = 3;
        run.bestEpoch = 2;
        run.validationAccuracy = 0.5;
        run.validationLoss = 0.7;
        run.details = R"({"split": {"by": "artist", "training_tracks": [)" + std::to_string(m_tracks[0].id) + ","
            + std::to_string(m_tracks[1].id) + R"(], "validation_tracks": [)" + std::to_string(m_tracks[2].id) + ","
            + std::to_string(m_tracks[3].id)
            + R"(], "training_artists": 2, "validation_artists": 2, "too_short": 1},)"
              R"("left_out": [{"track": 99, "reason": "gone.ogg: could not be <opened>"}],)"
              R"("versions": {"libtorch": "1.13.0", "blas": "OpenBLAS 0.3.21"}, "parameters": 6626146,)"
              R"("examples": {"training": 40, "validation": 6}})";
        m_run = workspace.addRun(run);
        for (int epoch = 1; epoch <= 3; ++epoch)
            workspace.addEpoch(m_run, { epoch, 0.7 / epoch, 0.5 + 0.1 * epoch, 0.7, 0.6, 1e-4, 3.0, 20.0 });
        testing::storePredictions(workspace, m_run,
            {
                prediction(2, 5, 0, 0.1), // right
                prediction(2, 5, 1, 0.9), // right
                prediction(2, 215, 0, 0.3), // right
                prediction(2, 215, 1, 0.02), // wrong, the second worst
                prediction(3, 100, 0, 0.6), // wrong, hardly
                prediction(3, 100, 1, 0.01), // wrong, the worst
            });
    }

    void thePageIsWellFormedAndSelfContained()
    {
        const Workspace workspace(m_library->workspace());
        const RunReport report = writeRunReport(workspace, m_run, folder("report"), 10, RunControl());
        QCOMPARE(report.page, folder("report") / "report.html");
        const QString page = textOf(report.page);
        QXmlStreamReader reader(page);
        QStringList tags;
        while (!reader.atEnd()) {
            if (reader.readNext() == QXmlStreamReader::StartElement)
                tags.append(reader.name().toString());
        }
        QVERIFY2(!reader.hasError(),
            qPrintable(
                reader.errorString() + ": " + page.split('\n').value(static_cast<int>(reader.lineNumber()) - 1)));
        QCOMPARE(tags.count("svg"), 2);
        QCOMPARE(tags.count("img"), 3);
        QCOMPARE(tags.count("audio"), 3);
        QVERIFY(!tags.contains("script") && !tags.contains("link") && !tags.contains("b"));
        QVERIFY(!page.contains("http"));
    }

    void itSaysWhatWasFound()
    {
        const Workspace workspace(m_library->workspace());
        const QString page
            = textOf(writeRunReport(workspace, m_run, folder("said"), 10, RunControl()).page).simplified();
        QVERIFY(page.contains("<strong>50.0 %</strong>")); // 3 of 6
        QVERIFY(page.contains("(answers: 6, tracks: 2); always the same answer reaches 50.0 %"));
        QVERIFY(page.contains(
            "It was judged on 2 tracks that it never trained on, of which 2 name their artist: 2 artists, "
            "none of them among the 2 artists known to have been trained on."));
        QVERIFY(page.contains("Of epoch 2, which was chosen as the best of 3 on these very clips"));
        QVERIFY(page.contains("no more than can be had without listening"));
        QVERIFY(page.contains("<td>forward</td><td>2</td><td>1</td>"));
        QVERIFY(page.contains("<td>reversed</td><td>2</td><td>1</td>"));
        QVERIFY(page.contains("3 of 3 mistakes"));
        QVERIFY(page.contains("Artist 2 (1)")); // held out
        QVERIFY(page.contains("synthesised stand-in for the demo library"));
        QVERIFY(page.contains("gone.ogg: could not be &lt;opened&gt;"));
        QVERIFY(page.contains("1 track was too short"));
        QVERIFY(page.contains("GPL-2+ &lt;b&gt;"));
        QVERIFY(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;S\u00f6hne&quot;"));
        QVERIFY(page.contains("6626146"));
        QVERIFY(page.contains("OpenBLAS 0.3.21"));
        RunSpec anywhere;
        anywhere.epochs = 3;
        QVERIFY(page.contains(QString::fromStdString(anywhere.identity())));
        QVERIFY(page.contains("always the same (50.0 %)"));
    }

    void theWorstComeFirstAndOnlyAsManyAsWanted()
    {
        const Workspace workspace(m_library->workspace());
        const RunReport report = writeRunReport(workspace, m_run, folder("two"), 2, RunControl());
        QCOMPARE(report.sounds,
            (std::vector<fs::path> { folder("two") / "mistake-001.wav", folder("two") / "mistake-002.wav" }));
        const QString page = textOf(report.page);
        QVERIFY(page.contains("p(reversed) 0.010"));
        QVERIFY(page.indexOf("p(reversed) 0.010") < page.indexOf("p(reversed) 0.020"));
        QVERIFY(!page.contains("p(reversed) 0.600"));
        QVERIFY(writeRunReport(workspace, m_run, folder("none"), 0, RunControl()).sounds.empty());
    }

    void theSoundIsWhatTheModelHeard()
    {
        const Workspace workspace(m_library->workspace());
        const RunReport report = writeRunReport(workspace, m_run, folder("sounds"), 3, RunControl());
        const AudioBuffer original = decodeAudio(m_tracks[3].path, 22050);
        const AudioBuffer reversed = decodeAudio(report.sounds[0]);
        QCOMPARE(reversed.sampleRate, 22050);
        QCOMPARE(reversed.samples.size(), std::size_t { 210 * 512 });
        // Frames 100 ... 309 backwards, each about its centre: the first sample heard is half a hop past frame 309's.
        for (std::size_t i = 0; i < reversed.samples.size(); ++i)
            QVERIFY(std::abs(reversed.samples[i] - original.samples[309 * 512 + 256 - i]) < 1.0f / 32000);
        const AudioBuffer published = decodeAudio(report.sounds[2]);
        QCOMPARE(published.samples.size(), std::size_t { 210 * 512 });
        for (std::size_t i = 0; i < published.samples.size(); ++i)
            QVERIFY(std::abs(published.samples[i] - original.samples[100 * 512 - 256 + i]) < 1.0f / 32000);
    }

    void thePictureIsWhatTheModelSaw()
    {
        const Workspace workspace(m_library->workspace());
        writeRunReport(workspace, m_run, folder("pictures"), 1, RunControl());
        const CqtPlan plan { CqtParameters() };
        const auto spectrogram = featuresOf(workspace.features(), m_tracks[3], plan, RunControl());
        const Picture picture = readPng(folder("pictures") / "mistake-001.png");
        QCOMPARE(picture.width, std::size_t { 3 * 210 });
        QCOMPARE(picture.height, std::size_t { 3 * 84 });
        const auto colors = colorTable(ColorMap::Magma);
        for (std::size_t frame = 0; frame < 210; ++frame) {
            for (std::size_t bin = 0; bin < 84; ++bin) {
                const std::uint8_t cell = spectrogram->frame(309 - static_cast<std::int64_t>(frame))[bin];
                QCOMPARE(picture.at(3 * frame + 1, 3 * (83 - bin) + 1), colors[cell]);
            }
        }
    }

    void theTestSideStandsBesideTheValidation()
    {
        Workspace workspace(m_library->workspace());
        QVERIFY(
            !textOf(writeRunReport(workspace, m_run, folder("untested"), 0, RunControl()).page).contains("<h2>Test"));
        testing::storePredictions(workspace, m_run,
            { prediction(0, 5, 0, 0.1), prediction(0, 5, 1, 0.9), prediction(1, 5, 0, 0.2), prediction(1, 5, 1, 0.4) },
            RunSide::Test);
        const QString page = textOf(writeRunReport(workspace, m_run, folder("tested"), 0, RunControl()).page);
        testing::storePredictions(workspace, m_run, {}, RunSide::Test);
        const QString test = page.section("<h2>Test</h2>", 1).section("<h2>", 0, 0);
        QVERIFY(test.contains("<strong>75.0 %</strong> right"));
        QVERIFY(test.contains("Of epoch 2, on test clips that neither trained it nor chose it."));
        QVERIFY(!test.contains("flatters"));
        QVERIFY(page.contains("<strong>50.0 %</strong> right")); // of the validation, as before
    }

    void whereThePosterIsNotRepeatedIsSaid()
    {
        Workspace workspace(m_library->workspace());
        RunSpec spec = RunSpec::preset("poster", Task::Reversal, Network::ConvNet);
        spec.learningRate = 0.5;
        Run run = workspace.run(createRun(workspace, spec)).value();
        run.epochsDone = run.bestEpoch = 1;
        run.validationAccuracy = 1;
        workspace.updateRun(run);
        testing::storePredictions(workspace, run.id, { prediction(2, 5, 0, 0.1), prediction(3, 5, 1, 0.9) });
        const QString heading = "<h2>Where it differs from the experiment of 2019</h2>";
        const QString page = textOf(writeRunReport(workspace, run.id, folder("poster"), 0, RunControl()).page);
        const QString differences = page.section(heading, 1).section("<h2>", 0, 0);
        QVERIFY(differences.contains("<li>4 of the 4 tracks are not the Free Music Archive&#39;s"));
        QVERIFY(differences.contains("<li>The setting learning_rate is 0.5, in 2019 it was 0.0001.</li>"));
        QVERIFY(!textOf(writeRunReport(workspace, m_run, folder("other"), 0, RunControl()).page).contains(heading));
        workspace.deleteRun(run.id);
    }

    void verdictsByEarAreInIt()
    {
        Workspace workspace(m_library->workspace());
        const FrameGrid grid = CqtParameters().grid();
        Verdict verdict;
        verdict.runId = m_run;
        verdict.trackId = m_tracks[3].id;
        verdict.startSeconds = grid.secondsAt(100);
        verdict.seconds = grid.secondsAt(210);
        verdict.verdict = "model_right";
        verdict.note = kReversed;
        workspace.addVerdict(verdict);
        verdict.verdict = "drone"; // thought better of
        workspace.addVerdict(verdict);
        verdict.startSeconds = grid.secondsAt(215);
        verdict.trackId = m_tracks[2].id;
        verdict.note = kPublished;
        verdict.verdict = "cannot_tell";
        workspace.addVerdict(verdict);
        Run other = workspace.run(m_run).value();
        other.id = 0;
        verdict.runId = workspace.addRun(other);
        verdict.verdict = "published_reversed";
        workspace.addVerdict(verdict);
        const QString page = textOf(writeRunReport(workspace, m_run, folder("verdicts"), 1, RunControl()).page);
        QVERIFY(page.contains("<h2>Verdicts by ear</h2>"));
        QVERIFY(page.contains("<p>Cannot tell: 1, Drone: no arrow of time: 1.</p>"));
        QCOMPARE(page.count("<td>Drone: no arrow of time</td>"), 2); // among the mistakes, and among the verdicts
        QCOMPARE(page.count("<td>Cannot tell</td>"), 1);
        QVERIFY(!page.contains("Model is right") && !page.contains("Published reversed"));
    }

    void whoMadeTheMusicIsSaidAsFarAsItIsKnown()
    {
        const auto by = [](const std::vector<std::string> &artists) {
            std::vector<Track> tracks;
            for (const std::string &artist : artists)
                tracks.emplace_back().artist = artist;
            return tracks;
        };
        QCOMPARE(artistSentence(by({ "A", "B", "" }), by({ "C", "c ", "", "" })),
            "It was judged on 4 tracks that it never trained on, of which 2 name their artist: 1 artist, not among the "
            "2 artists known to have been trained on. Who made the other 3 tracks of both sides is not known.");
        QCOMPARE(artistSentence(by({ "A", "B" }), by({ "b", "C" })),
            "It was judged on 2 tracks that it never trained on, of which 2 name their artist: 2 artists, 1 of them "
            "also trained on, which flatters the result.");
        QCOMPARE(artistSentence(by({ "A" }), by({ "" })),
            "It was judged on 1 track that it never trained on. None of them names its artist, so the same may have "
            "been trained on, which flatters the result.");
    }

    void aRecogniserHasOneToo()
    {
        const LabelledLibrary library;
        const Id run = trainedRecogniser(library);
        Workspace workspace(library.workspace());
        const std::vector<ErrorRow> rows = errorRows(workspace, run, ErrorKind::All);
        Verdict verdict;
        verdict.runId = run;
        verdict.trackId = rows.front().track->id;
        verdict.startSeconds = rows.front().startSeconds;
        verdict.verdict = "model_wrong";
        verdict.note = rows.front().label;
        workspace.addVerdict(verdict);
        const RunReport report = writeRunReport(workspace, run, folder("recogniser"), 4, RunControl());
        const QString page = textOf(report.page);
        QXmlStreamReader reader(page);
        while (!reader.atEnd())
            reader.readNext();
        QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
        QVERIFY(page.contains(QString("<h1>Run %1: instruments, ConvNet").arg(run)));
        QVERIFY(page.contains("of the labelled cells right, 95 % interval over tracks"));
        QVERIFY(page.contains("always a label&#39;s more frequent answer reaches"));
        QVERIFY(page.contains("mean average precision"));
        for (const char *label : { "noise", "notes" })
            QCOMPARE(page.count(QString("<tr><td>%1</td>").arg(label)), 1);
        QVERIFY(page.contains("<p>Model is wrong: 1.</p>"));
        QVERIFY(page.contains("from random weights, finetuned"));
        QVERIFY(!page.contains("<h2>Test"));
        evaluateTest(workspace, run, {}, RunControl());
        const QString tested = textOf(writeRunReport(workspace, run, folder("recogniser"), 0, RunControl()).page);
        QVERIFY(tested.contains("<h2>Test</h2>"));
        QVERIFY(tested.contains("on test clips that neither trained it nor chose it"));
        for (const char *label : { "noise", "notes" })
            QCOMPARE(tested.count(QString("<tr><td>%1</td>").arg(label)), 2);
        // What is said of other tasks has no place here.
        for (const char *foreign :
            { "time reversal", "arrow of time", "reversed", "ROC curve", "What it takes for what" })
            QVERIFY2(!page.contains(foreign), foreign);
        const auto wrong = std::count_if(rows.begin(), rows.end(), [](const ErrorRow &row) { return row.isWrong(); });
        QCOMPARE(report.sounds.size(), static_cast<std::size_t>(std::min<std::ptrdiff_t>(wrong, 4)));
        if (wrong > 0)
            QVERIFY(page.contains("p(present)"));
    }

    /// Each paragraph, cell and heading of the page stands in the article too, written for LaTeX.
    void theArticleSaysWhatThePageSays()
    {
        Workspace workspace(m_library->workspace());
        const RunReport page = writeRunReport(workspace, m_run, folder("both"), 2, RunControl());
        const QString before = textOf(page.page);
        const RunReport article
            = writeRunReport(workspace, m_run, folder("both"), 3, RunControl(), false, ReportFormat::Latex);
        QCOMPARE(article.page, folder("both") / "report.tex");
        const QString latex = textOf(article.page);
        QXmlStreamReader reader(before);
        int texts = 0;
        int shown = 0;
        QString around;
        while (!reader.atEnd()) {
            const QXmlStreamReader::TokenType token = reader.readNext();
            if (token == QXmlStreamReader::StartElement && reader.name() == QLatin1String("svg"))
                reader.skipCurrentElement();
            if (token == QXmlStreamReader::StartElement)
                around = reader.name().toString();
            if (token != QXmlStreamReader::Characters || reader.isWhitespace() || around == QLatin1String("style"))
                continue;
            ++texts;
            const QString text = reader.text().toString().simplified();
            const QString wanted = QString::fromStdString(latexEscaped(text.toStdString()));
            QVERIFY2(latex.contains(wanted) || text.startsWith("2 of 3 mistakes"), qPrintable(wanted));
        }
        QVERIFY(texts > 100);
        // The curves, and what is beside the text.
        QVERIFY(latex.contains("(1,0.7000)(2,0.3500)(3,0.2333)"));
        QVERIFY(latex.contains("(1,60.0000)(2,70.0000)(3,80.0000)"));
        for (const char *name : { "latex-mistake-001", "latex-mistake-002", "latex-mistake-003" }) {
            shown += static_cast<int>(latex.count(QString("{%1.png}").arg(name)));
            QVERIFY(fs::exists(folder("both") / (std::string(name) + ".png")));
            QVERIFY(latex.contains(QString("%1.wav").arg(name)));
        }
        QCOMPARE(shown, 3);
        QCOMPARE(article.sounds.size(), std::size_t { 3 });
        // The page and what it shows are as they were.
        QCOMPARE(textOf(page.page), before);
        QVERIFY(!fs::exists(folder("both") / "mistake-003.png"));
        QVERIFY(fs::exists(folder("both") / "mistake-002.wav"));
        // It may be written again, but not over what is no report.
        writeRunReport(workspace, m_run, folder("both"), 1, RunControl(), false, ReportFormat::Latex);
        fs::create_directories(folder("thesis"));
        QFile thesis(QString::fromStdString((folder("thesis") / "report.tex").string()));
        QVERIFY(thesis.open(QIODevice::WriteOnly) && thesis.write("\\documentclass{book}") > 0);
        thesis.close();
        const Error refused = errorOf(
            [&] { writeRunReport(workspace, m_run, folder("thesis"), 1, RunControl(), false, ReportFormat::Latex); });
        QCOMPARE(refused.code(), ErrorCode::Conflict);
        QCOMPARE(refused.path(), folder("thesis") / "report.tex");
        QCOMPARE(textOf(folder("thesis") / "report.tex"), QString("\\documentclass{book}"));
    }

    void aVanishedFileIsToldOf()
    {
        const Workspace workspace(m_library->workspace());
        const fs::path away = m_tracks[3].path.string() + ".away";
        fs::rename(m_tracks[3].path, away);
        const RunReport report = writeRunReport(workspace, m_run, folder("vanished"), 3, RunControl());
        fs::rename(away, m_tracks[3].path);
        QCOMPARE(report.sounds.size(), std::size_t { 1 });
        QVERIFY(textOf(report.page).contains("No sound: "));
    }

    void withoutPredictionsThereIsNoReport()
    {
        Workspace workspace(m_library->workspace());
        QCOMPARE(errorOf([&] { writeRunReport(workspace, 9999, folder("no"), 3, RunControl()); }).code(),
            ErrorCode::NotFound);
        Run run = workspace.run(m_run).value();
        run.id = 0;
        const Id bare = workspace.addRun(run);
        QCOMPARE(errorOf([&] { writeRunReport(workspace, bare, folder("no"), 3, RunControl()); }).code(),
            ErrorCode::Conflict);
        QVERIFY(!fs::exists(folder("no")));
        RunControl stopped;
        stopped.stop();
        QCOMPARE(errorOf([&] { writeRunReport(workspace, m_run, folder("stopped"), 3, stopped); }).code(),
            ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestRunReport)
#include "tst_runreport.moc"
