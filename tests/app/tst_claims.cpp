#include "answers/answerfile.h"
#include "library/csvreader.h"
#include "report/runreport.h"
#include "support/answers.h"
#include "support/fakedialogs.h"
#include "support/labelledlibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"
#include "ui/base/words.h"
#include "ui/errors/errormodel.h"
#include "ui/errors/errorspage.h"
#include "ui/training/curvesview.h"
#include "ui/training/runmodel.h"
#include "ui/training/trainingcontroller.h"
#include "ui/training/trainingpage.h"

#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QtEndian>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <initializer_list>
#include <map>
#include <optional>
#include <random>
#include <set>

using namespace retrograde;
using namespace retrograde::testing;

namespace {

/// One answer, as this test understands what is stored.
struct Case {
    Id track = 0;
    std::string wanted;
    bool right = false;
};

/// What a run may claim, worked out here from nothing but what is stored of its answers.
struct Claim {
    /// Of a bound: a few tracks have few different draws, between which a bound jumps with the draws' chance.
    struct Range {
        double from = 0;
        double to = 1;
        bool holds(double value) const { return value >= from - 1e-4 && value <= to + 1e-4; }
    };
    double accuracy = 0;
    Range low { 0, 0 };
    Range high { 1, 1 };
    double chance = 0;
    int answers = 0;
    int tracks = 0;
};

QByteArray contentOf(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A tensor of a safetensors file, read by that format's definition.
template<typename Number> std::vector<double> tensorOf(const QByteArray &file, const char *name)
{
    const auto length = static_cast<qsizetype>(qFromLittleEndian<quint64>(file.constData()));
    const QJsonObject header = QJsonDocument::fromJson(file.mid(8, length)).object();
    const QJsonArray offsets = header[QLatin1String(name)].toObject()["data_offsets"].toArray();
    const auto *numbers = reinterpret_cast<const Number *>(file.constData() + 8 + length + offsets[0].toInteger());
    const auto count = (offsets[1].toInteger() - offsets[0].toInteger()) / static_cast<qint64>(sizeof(Number));
    return std::vector<double>(numbers, numbers + count);
}

QStringList labelsOf(const QByteArray &file)
{
    const auto length = static_cast<qsizetype>(qFromLittleEndian<quint64>(file.constData()));
    const QJsonObject header = QJsonDocument::fromJson(file.mid(8, length)).object();
    QStringList labels;
    for (const QJsonValue &label :
        QJsonDocument::fromJson(header["__metadata__"].toObject()["classes"].toString().toUtf8()).array())
        labels << label.toString();
    return labels;
}

std::vector<Case> storedCases(const Workspace &workspace, const Run &run)
{
    std::vector<Case> cases;
    if (run.task == "instruments") {
        const QByteArray file = contentOf(workspace.checkpointFolder(run.id) / "validation.safetensors");
        const QStringList labels = labelsOf(file);
        const std::vector<double> tracks = tensorOf<qint64>(file, "track_ids");
        const std::vector<double> targets = tensorOf<qint64>(file, "targets");
        const std::vector<double> probabilities = tensorOf<float>(file, "probabilities");
        for (std::size_t cell = 0; cell < targets.size(); ++cell) {
            if (targets[cell] < 0)
                continue; // nobody labelled it
            const auto ofClip = static_cast<std::size_t>(labels.size());
            cases.push_back({ static_cast<Id>(tracks[cell / ofClip]),
                (labels[static_cast<qsizetype>(cell % ofClip)] + (targets[cell] > 0 ? "+" : "-")).toStdString(),
                (probabilities[cell] >= 0.5) == (targets[cell] > 0) });
        }
        return cases;
    }
    const bool orders = QJsonDocument::fromJson(QByteArray::fromStdString(run.spec))["pretext"]["target"] == "order"
        && run.task == "jigsaw";
    const AnswerTable table = readAnswers(validationAnswers(workspace.checkpointFolder(run.id)));
    for (std::size_t clip = 0; clip < table.clips(); ++clip) {
        const std::string &transform = table.transforms[static_cast<std::size_t>(table.transform[clip])];
        const bool changed = transform != "published";
        const auto said = table.probability.begin() + static_cast<std::ptrdiff_t>(clip * table.choices.size());
        const auto highest = std::max_element(said, said + static_cast<std::ptrdiff_t>(table.choices.size())) - said;
        cases.push_back({ table.track[clip],
            orders        ? transform
                : changed ? "changed"
                          : "not",
            orders ? table.choices[static_cast<std::size_t>(highest)] == transform : (said[1] >= 0.5F) == changed });
    }
    return cases;
}

/// What is right in @p cases without listening.
double chanceIn(const Workspace &workspace, const Run &run, const std::vector<Case> &cases)
{
    std::map<std::string, int> wanted;
    for (const Case &each : cases)
        ++wanted[each.wanted];
    int best = 0;
    if (run.task != "instruments") {
        for (const auto &[name, count] : wanted)
            best = std::max(best, count);
    } else {
        std::map<std::string, int> surplus;
        const QJsonObject split
            = QJsonDocument::fromJson(QByteArray::fromStdString(run.details)).object()["split"].toObject();
        for (const QJsonValue &id : split["training_tracks"].toArray()) {
            for (const Label &label : workspace.labels(id.toInteger()))
                surplus[label.name] += label.value > 0.5 ? 1 : -1;
        }
        for (const auto &[name, sum] : surplus)
            best += wanted[name + (sum > 0 ? "+" : "-")];
    }
    return static_cast<double>(best) / static_cast<double>(cases.size());
}

double normal(double z)
{
    return 0.5 * std::erfc(-z / std::sqrt(2));
}

double normalInverse(double share)
{
    double z = 0;
    for (int step = 0; step < 60; ++step) // Newton
        z -= std::clamp((normal(z) - share) / (std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0))), -0.5, 0.5);
    return z;
}

/// Efron's BCa over tracks, by its definition.
void drawInterval(Claim &claim, const std::vector<Case> &cases)
{
    std::map<Id, std::pair<double, double>> byTrack;
    for (const Case &each : cases) {
        byTrack[each.track].first += each.right;
        byTrack[each.track].second += 1;
    }
    std::vector<std::pair<double, double>> tracks;
    double right = 0;
    double all = 0;
    for (const auto &[id, share] : byTrack) {
        tracks.push_back(share);
        right += share.first;
        all += share.second;
    }
    const double value = right / all;
    std::mt19937_64 random(99);
    std::uniform_int_distribution<std::size_t> any(0, tracks.size() - 1);
    std::vector<double> draws;
    double below = 0;
    for (int draw = 0; draw < 20'000; ++draw) {
        double drawnRight = 0;
        double drawn = 0;
        for (std::size_t i = 0; i < tracks.size(); ++i) {
            const auto &[r, n] = tracks[any(random)];
            drawnRight += r;
            drawn += n;
        }
        draws.push_back(drawnRight / drawn);
        below += draws.back() < value ? 1 : draws.back() > value ? 0 : 0.5;
    }
    std::sort(draws.begin(), draws.end());
    double mean = 0;
    for (const auto &[r, n] : tracks)
        mean += (right - r) / (all - n) / static_cast<double>(tracks.size());
    double squares = 0;
    double cubes = 0;
    for (const auto &[r, n] : tracks) {
        const double influence = mean - (right - r) / (all - n);
        squares += influence * influence;
        cubes += influence * influence * influence;
    }
    const double bias = normalInverse(below / 20'000);
    const double skew = cubes / (6 * std::pow(squares, 1.5));
    const auto bound = [&](double z) {
        const double share = normal(bias + (bias + z) / (1 - skew * (bias + z)));
        const auto at
            = [&](double which) { return draws[static_cast<std::size_t>(std::clamp(which * 20'000, 0.0, 19'999.0))]; };
        return Claim::Range { at(share - 0.015), at(share + 0.015) };
    };
    claim.low = bound(-1.96);
    claim.high = bound(1.96);
}

Claim claimOf(const Workspace &workspace, const Run &run)
{
    const std::vector<Case> cases = storedCases(workspace, run);
    Claim claim;
    std::set<Id> tracks;
    int right = 0;
    for (const Case &each : cases) {
        right += each.right;
        tracks.insert(each.track);
    }
    claim.answers = static_cast<int>(cases.size());
    claim.tracks = static_cast<int>(tracks.size());
    claim.accuracy = static_cast<double>(right) / claim.answers;
    claim.chance = chanceIn(workspace, run, cases);
    if (right > 0 && right < claim.answers)
        drawInterval(claim, cases);
    else if (right > 0) // Wilson's over the tracks
        claim.low.from = claim.low.to = claim.tracks / (claim.tracks + 3.84146);
    else
        claim.high.from = claim.high.to = 3.84146 / (claim.tracks + 3.84146);
    return claim;
}

QString share(double value)
{
    return QString::asprintf("%.1f %%", 100 * value);
}

/// The shares that were rounded up from the middle between two tenths, as of 37 in 80, rounded to the even tenth
/// instead: Qt does the one, the C++ library the other.
QString evenTies(QString text, std::initializer_list<double> values)
{
    for (const double value : values) {
        char even[32];
        std::snprintf(even, sizeof even, "%.1f %%", 100 * value);
        text.replace(share(value), QLatin1String(even));
    }
    return text;
}

} // namespace

/// Every task and target with every network, through every place that says what a run is worth.
class TestClaims : public QObject {
    Q_OBJECT

private:
    std::optional<LabelledLibrary> m_library;
    std::optional<Workspace> m_workspace;

    QByteArray ask(const QStringList &arguments) const
    {
        QProcess process;
        process.start(QStringLiteral(RETROGRADE_CLI),
            QStringList { "--workspace", QString::fromStdString(m_library->workspace().string()) } + arguments);
        process.waitForFinished(120'000);
        if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
            qWarning("%s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

    Id trained(Task task, const char *target, Network network)
    {
        RunSpec spec = RunSpec::preset("sound", task, network);
        spec.pretext.target = choiceNamed<JigsawTarget>(target).value();
        spec.clip = ClipLength::parse(task == Task::Jigsaw ? "3x1" : task == Task::Reversal ? "1" : "2");
        spec.epochs = 2;
        spec.batch = 8;
        spec.validationShare = 0.4;
        spec.threads = 1;
        spec.device = ComputeDevice::Cpu;
        spec.precision = NumberFormat::Float32;
        const Id run = createRun(*m_workspace, spec);
        RunControl control;
        if (trainRun(m_library->workspace(), run, {}, control) != RunStatus::Completed)
            qWarning("%s", m_workspace->run(run)->reason.c_str());
        return run;
    }

    /// Puts other answers in the place of a run's: all right but for every tenth, or all the same.
    void plant(Id id, bool constant)
    {
        Run run = *m_workspace->run(id);
        if (run.task == "instruments") {
            const auto path = validationAnswers(m_workspace->checkpointFolder(id));
            AnswerTable answers = readAnswers(path);
            std::vector<float> &probability = answers.probability.own();
            for (std::size_t cell = 0; cell < probability.size(); ++cell)
                probability[cell] = constant || answers.wanted[cell] == 1 ? 0.9f : 0.1f;
            writeAnswers(path, answers);
        } else {
            std::vector<Prediction> predictions = testing::storedPredictions(*m_workspace, id);
            for (std::size_t i = 0; i < predictions.size(); ++i) {
                Prediction &prediction = predictions[i];
                const bool orders = !prediction.answer.empty();
                const bool wrong = i % 10 == 9;
                const bool says = constant || (prediction.target == 1) != wrong;
                prediction.probability = says ? 0.97 : 0.03;
                if (orders)
                    prediction.answer = constant ? "2,1,3" : wrong ? "3,2,1" : prediction.transform;
                const bool right
                    = orders ? prediction.answer == prediction.transform : says == (prediction.target == 1);
                prediction.loss = right ? 0.03 : 3.5;
            }
            testing::storePredictions(*m_workspace, id, predictions);
        }
        run.validationAccuracy = claimOf(*m_workspace, run).accuracy;
        m_workspace->updateRun(run);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_library.emplace(5);
        m_workspace.emplace(m_library->workspace());
        int number = 0;
        for (Track &track : m_workspace->tracks()) {
            if (++number % 3 > 0) // of the others nobody knows
                track.artist = "Artist " + std::to_string(number % 8);
            m_workspace->updateTrack(track);
        }
    }

    void everyPlaceSaysTheSame_data()
    {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("target");
        QTest::addColumn<int>("network");
        QTest::addColumn<QString>("answers");
        const std::tuple<const char *, Task, const char *> kinds[] = {
            { "reversal", Task::Reversal, "shuffled" },
            { "jigsaw", Task::Jigsaw, "shuffled" },
            { "jigsaw order", Task::Jigsaw, "order" },
            { "instruments", Task::Instruments, "shuffled" },
        };
        for (const auto &[name, task, target] : kinds) {
            for (const Network network : { Network::ConvNet, Network::ConvNetExt, Network::ResNet18 }) {
                const QString row = QString(name) + ' ' + toString(network).data();
                QTest::newRow(qPrintable(row)) << toString(task).data() << target << int(network) << "its own";
            }
            for (const char *planted : { "good", "constant" })
                QTest::newRow(qPrintable(QString(name) + ", " + planted))
                    << toString(task).data() << target << int(Network::ConvNet) << planted;
        }
    }

    void everyPlaceSaysTheSame()
    {
        QFETCH(QString, task);
        QFETCH(QString, target);
        QFETCH(int, network);
        QFETCH(QString, answers);
        const Id id
            = trained(parseTask(task.toStdString()), target.toStdString().c_str(), static_cast<Network>(network));
        if (answers != "its own")
            plant(id, answers == "constant");
        const Run run = *m_workspace->run(id);
        QVERIFY2(run.status == RunStatus::Completed, run.reason.c_str());
        const Claim claim = claimOf(*m_workspace, run);
        QVERIFY(claim.answers > 5 && claim.tracks > 3);
        const bool exclusive = task != "instruments";

        // The record.
        QVERIFY(std::abs(*run.validationAccuracy - claim.accuracy) < 1e-9);

        // JSON, to which this test's own interval is compared.
        const QString number = QString::number(id);
        const QJsonObject shown = QJsonDocument::fromJson(ask({ "run", "show", number, "--json" })).object();
        const QJsonObject result = shown["validation_result"].toObject();
        const QJsonObject accuracy = result["accuracy"].toObject();
        const double low = accuracy["low"].toDouble();
        const double high = accuracy["high"].toDouble();
        const QString tried = QString("%1 %2 %3, here %4 %5-%6 %7-%8")
                                  .arg(accuracy["value"].toDouble())
                                  .arg(low)
                                  .arg(high)
                                  .arg(claim.accuracy)
                                  .arg(claim.low.from)
                                  .arg(claim.low.to)
                                  .arg(claim.high.from)
                                  .arg(claim.high.to);
        QVERIFY2(std::abs(accuracy["value"].toDouble() - claim.accuracy) < 1e-9, qPrintable(tried));
        QVERIFY2(claim.low.holds(low) && claim.high.holds(high), qPrintable(tried));
        QVERIFY(std::abs(result["chance"].toDouble() - claim.chance) < 1e-9);
        QCOMPARE(result["answers"].toInt(), claim.answers);
        QCOMPARE(result["tracks"].toInt(), claim.tracks);
        QCOMPARE(shown["validation_accuracy_interval"].toArray()[0].toDouble(), low);
        QCOMPARE(shown["validation_examples"].toInt(), claim.answers);

        // The sentences that these numbers carry.
        const QString figures = exclusive
            ? QString("%1 right, 95 % interval over tracks %2 to %3 (answers: %4, tracks: %5); always the same answer "
                      "reaches %6")
                  .arg(share(claim.accuracy), share(low), share(high))
                  .arg(claim.answers)
                  .arg(claim.tracks)
                  .arg(share(claim.chance))
            : QString("%1 of the labelled cells right, 95 % interval over tracks %2 to %3 (cells: %4, tracks: %5); "
                      "always a label's more frequent answer reaches %6")
                  .arg(share(claim.accuracy), share(low), share(high))
                  .arg(claim.answers)
                  .arg(claim.tracks)
                  .arg(share(claim.chance));
        const QMap<QString, QString> learned { { "time reversal", "the arrow of time" },
            { "jigsaw", "how music goes on" }, { "jigsaw, which order", "in which order pieces of music belong" },
            { "instruments", "what the labels name" } };
        const QString question = exclusive ? task == "reversal" ? "time reversal"
                : target == "order"                             ? "jigsaw, which order"
                                                                : "jigsaw"
                                           : "instruments";
        // Where labels are the other way round than in training, their more frequent answer is worse than a coin.
        const double bar = exclusive ? claim.chance : std::max(claim.chance, 0.5);
        const QString finding = low > bar
            ? "So it hears " + learned[question] + (question.startsWith("jigsaw") ? ", in" : " in")
            : high < bar ? "That is less than can be had without listening."
                         : "That is no more than can be had without listening";
        if (answers == "constant" && exclusive)
            QVERIFY(low <= claim.chance && claim.chance <= high);
        if (answers == "good" && exclusive)
            QVERIFY2(low > claim.chance, qPrintable(tried));
        const QString selection = run.epochsDone == 1
            ? "Of its only epoch."
            : QString("Of epoch %1, which was chosen as the best of %2 on these very clips")
                  .arg(run.bestEpoch)
                  .arg(run.epochsDone);
        const auto saysAll = [&](QString place, const char *name) {
            place.remove("<strong>").remove("</strong>").replace("&#39;", "'");
            place = place.simplified(); // spaces that break no line are spaces, too
            for (const QString &part : { figures, finding.section(',', 0, 0), selection }) {
                if (!place.contains(part)
                    && !place.contains(evenTies(part, { claim.accuracy, low, high, claim.chance }))) {
                    qWarning("%s lacks: %s\n%s", name, qPrintable(part), qPrintable(place.left(3000)));
                    return false;
                }
            }
            for (auto other = learned.begin(); other != learned.end(); ++other) {
                if (other.key() != question && place.contains("hears " + other.value()))
                    return false;
            }
            return true;
        };
        QCOMPARE(result["question"].toString(), question);
        QVERIFY(saysAll(result["words"].toString(), "JSON"));
        QVERIFY(saysAll(QString::fromUtf8(ask({ "run", "show", number })), "run show"));

        // The list of runs, its tooltip, and the line in the curves.
        TrainingController controller;
        FakeMessageBoxes messages;
        FakeFileDialogs files;
        TrainingPage page(controller, messages);
        controller.setWorkspace(&*m_workspace);
        page.setWorkspace(&*m_workspace);
        page.showRun(id);
        auto *view = page.findChild<QTreeView *>("runView");
        const QModelIndex cell = view->currentIndex().siblingAtColumn(RunModel::AccuracyColumn);
        QCOMPARE(cell.data().toString().simplified(), share(claim.accuracy));
        QVERIFY(saysAll(cell.data(Qt::ToolTipRole).toString(), "tooltip"));
        auto *curves = page.findChild<CurvesView *>();
        QVERIFY(curves->reference().has_value());
        QVERIFY(std::abs(*curves->reference() - claim.chance) < 1e-9);

        // The errors page.
        ErrorsPage errors(files, messages);
        errors.setWorkspace(&*m_workspace);
        errors.showRun(id);
        QVERIFY(errors.findChild<QComboBox *>("errorsRun")
                    ->currentText()
                    .simplified()
                    .endsWith(share(claim.accuracy) + QString(" in epoch %1").arg(m_workspace->run(id)->bestEpoch)));
        errors.findChild<QToolButton *>("kind_all")->click();
        const QAbstractItemModel *rows = errors.findChild<QTreeView *>("errorsView")->model();
        QCOMPARE(rows->rowCount(), claim.answers);
        int wrong = 0;
        for (int row = 0; row < rows->rowCount(); ++row)
            wrong += rows->index(row, ErrorModel::SaysColumn).data(Qt::ToolTipRole).toString().startsWith("wrong");
        QCOMPARE(wrong, claim.answers - static_cast<int>(std::lround(claim.accuracy * claim.answers)));

        // The report.
        const auto folder = m_library->workspace().parent_path() / ("report " + std::to_string(id));
        const RunReport report = writeRunReport(*m_workspace, id, folder, 1, RunControl());
        const QString html = QString::fromUtf8(contentOf(report.page));
        QVERIFY(html.contains("<h1>Run " + number + ": " + question + ", "));
        QVERIFY(saysAll(html, "report"));
        QVERIFY(html.contains((exclusive ? "always the same (" : "always the more frequent (") + share(claim.chance)));

        // CSV and the list of errors.
        const QString csv = QString::fromStdString((folder / "errors.csv").string());
        const QJsonArray listed = QJsonDocument::fromJson(ask({ "errors", number, "--csv", csv, "--json" })).array();
        QCOMPARE(listed.size(), claim.answers);
        int listedWrong = 0;
        for (const QJsonValue &row : listed)
            listedWrong += row.toObject()["wrong"].toBool();
        QCOMPARE(listedWrong, wrong);
        const QList<QByteArray> lines = contentOf(folder / "errors.csv").trimmed().split('\n');
        QCOMPARE(lines.size(), claim.answers + 1);
        QVERIFY(lines[0].trimmed().contains(",answer,right,title,"));
        int right = 0;
        std::ifstream table((folder / "errors.csv").string());
        CsvReader reader(table);
        for (std::vector<std::string> fields; reader.next(fields);)
            right += fields.at(7) == "1";
        QCOMPARE(right, claim.answers - wrong);

        // Asked again, the model says the same, and the same is said of it.
        if (answers == "its own" && exclusive) {
            const QJsonObject again = QJsonDocument::fromJson(ask({ "evaluate", number, "--json" })).object();
            QVERIFY(std::abs(again["accuracy"].toDouble() - claim.accuracy) < 1e-9);
            QCOMPARE(again["interval"].toObject()["low"].toDouble(), low);
            QCOMPARE(again["chance"].toDouble(), result["chance"].toDouble());
            const QString words = again["words"].toString();
            QVERIFY(words.startsWith(figures)
                || words.startsWith(evenTies(figures, { claim.accuracy, low, high, claim.chance })));
        }
    }

    void everySentenceIsListedForTranslation()
    {
        const QStringList listed = sentencesToTranslate();
        const auto isListed
            = [&](const Sentence &sentence) { return listed.contains(QString::fromStdString(sentence.text)); };
        for (const auto &[task, target] : { std::pair { Task::Reversal, "shuffled" }, { Task::Jigsaw, "shuffled" },
                 { Task::Jigsaw, "order" }, { Task::Instruments, "shuffled" } }) {
            RunSpec spec;
            spec.task = task;
            spec.pretext.target = choiceNamed<JigsawTarget>(target).value();
            Standing standing;
            standing.question = questionOf(spec);
            QVERIFY(isListed(figuresOf(standing)));
            for (const Interval &interval :
                { Interval { 0.9, 0.8, 1 }, Interval { 0.4, 0.2, 0.9 }, Interval { 0, 0, 0.1 } }) {
                standing.accuracy = interval;
                standing.chance = 0.5;
                QVERIFY2(isListed(findingOf(standing)), inEnglish(findingOf(standing)).c_str());
            }
        }
        QVERIFY(isListed(selectionOf(1, 1)) && isListed(selectionOf(2, 9)) && isListed(ofTestSide(3)));
    }
};

QTEST_MAIN(TestClaims)
#include "tst_claims.moc"
