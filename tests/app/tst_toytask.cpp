#include "base/error.h"
#include "experiment/settingdescription.h"
#include "report/runreport.h"
#include "support/fakedialogs.h"
#include "support/musiclibrary.h"
#include "support/toytask.h"
#include "ui/base/words.h"
#include "ui/errors/errormodel.h"
#include "ui/errors/errorspage.h"
#include "ui/stage/stage.h"
#include "ui/training/runform.h"
#include "ui/training/runmodel.h"
#include "ui/training/trainingcontroller.h"
#include "ui/training/trainingpage.h"

#include <QComboBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QProcess>
#include <QSpinBox>
#include <QTest>
#include <QTextDocumentFragment>
#include <QToolButton>
#include <QTreeView>
#include <optional>

using namespace retrograde;
using retrograde::testing::MusicLibrary;

/// A task that is registered, and nothing more, is found in every place that shows tasks.
class TestToyTask : public QObject {
    Q_OBJECT

private:
    std::optional<MusicLibrary> m_library;
    std::optional<Workspace> m_workspace;
    Id m_run = 0; ///< of the toy task, trained by the command line

    struct Said {
        int code = -1;
        QByteArray output;
        QByteArray complaint;
    };
    Said ask(const char *program, const QStringList &arguments) const
    {
        QProcess process;
        process.start(QString::fromUtf8(program),
            QStringList { "--workspace", QString::fromStdString(m_library->workspace().string()) } + arguments);
        process.waitForFinished(240'000);
        return { process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            process.readAllStandardOutput(), process.readAllStandardError() };
    }
    Said ask(const QStringList &arguments) const { return ask(TOY_CLI, arguments); }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(!Task::named("rotation")); // it is not in the program
        Task::add(testing::rotationTask());
        m_library.emplace(6, 17.0, 3);
        m_workspace.emplace(m_library->workspace());
        const Said trained = ask({ "--threads", "2", "pretrain", "--task", "rotation", "--network", "convnet", "--clip",
            "3x1", "--epochs", "1", "--batch", "4", "--set", "precision=float32" });
        QVERIFY2(trained.code == 0, trained.complaint.constData());
        m_run = trained.output.trimmed().toLongLong();
        QVERIFY(m_workspace->run(m_run).has_value());
    }

    void aNameIsTakenOnce()
    {
        QCOMPARE(Task::names().back(), std::string_view("rotation"));
        QVERIFY(Task::named("rotation")->name() == "rotation");
        try {
            Task::add(testing::rotationTask());
            QFAIL("the task was added twice");
        } catch (const Error &error) {
            QVERIFY(error.code() == ErrorCode::Conflict);
        }
    }

    void itsRecipesAndLimitsAreItsOwn()
    {
        const Task toy = parseTask("rotation");
        const RunSpec spec = RunSpec::preset("poster", toy, Network::ConvNet);
        QCOMPARE(spec.epochs, 77);
        QCOMPARE(spec.clip.toString(), std::string("3x4"));
        spec.validate();
        QVERIFY(RunSpec::fromJson(spec.toJson()) == spec);
        RunSpec::preset("sound", toy, Network::ResNet18).validate();
        QVERIFY_THROWS_EXCEPTION(Error, spec.with("clip", "5"));
    }

    void theCommandLineKnowsIt()
    {
        QVERIFY(ask({ "pretrain", "--help" }).output.contains("reversal, jigsaw, rotation"));
        QVERIFY(ask({ "settings", "--markdown" }).output.contains("reversal, jigsaw, instruments, rotation"));
        const Said shown = ask({ "run", "show", QString::number(m_run), "--json" });
        QVERIFY2(shown.code == 0, shown.complaint.constData());
        const QJsonObject run = QJsonDocument::fromJson(shown.output).object();
        QCOMPARE(run["task"].toString(), "rotation");
        QCOMPARE(run["validation_result"].toObject()["question"].toString(), "toy rotation");
        const Said listed = ask({ "errors", QString::number(m_run), "--kind", "all", "--json" });
        const QJsonArray rows = QJsonDocument::fromJson(listed.output).array();
        QVERIFY(!rows.isEmpty());
        const QStringList words { "unturned", "hardly turned", "may be turned", "rather turned", "turned" };
        for (const QJsonValue &row : rows) {
            QVERIFY(words.contains(row.toObject()["words"].toString()));
            QVERIFY(words.contains(row.toObject()["answer"].toString()));
        }
        QVERIFY(ask({ "errors", QString::number(m_run), "--kind", "all" }).output.contains("p(turned)"));
    }

    /// The program without it lists the run, and says what it lacks.
    void aProgramWithoutItSaysSo()
    {
        const Said listed = ask(RETROGRADE_CLI, { "runs" });
        QCOMPARE(listed.code, 0);
        QVERIFY(listed.output.contains("rotation"));
        const Said shown = ask(RETROGRADE_CLI, { "errors", QString::number(m_run) });
        QCOMPARE(shown.code, 1);
        QVERIFY2(shown.complaint.contains("task must be one of reversal, jigsaw, instruments, not 'rotation'"),
            shown.complaint.constData());
    }

    void theFormOffersIt()
    {
        RunForm form;
        form.show();
        auto *task = form.findChild<QComboBox *>("formTask");
        const int index = task->findText("Toy rotation");
        QVERIFY(index >= 0);
        task->setCurrentIndex(index);
        const auto *clip = form.findChild<QComboBox *>("formClip");
        QCOMPARE(clip->count(), 2);
        QCOMPARE(clip->currentText(), "3 × 4\u00a0s");
        form.findChild<QToolButton *>("formMore")->setChecked(true);
        QVERIFY(form.findChild<QSpinBox *>("formGap")->isVisible()); // as its description says
        QVERIFY(!form.findChild<QComboBox *>("formTarget")->isVisible());
        QVERIFY(!form.findChild<QComboBox *>("formValidation")->isVisible());
        const RunSpec spec = form.spec();
        spec.validate();
        QCOMPARE(toString(spec.task), std::string_view("rotation"));
        // Also after a restart.
        RunForm again;
        again.setState(form.state());
        QVERIFY(again.spec() == spec);
    }

    void theTablesNameIt()
    {
        TrainingController controller;
        testing::FakeMessageBoxes messages;
        TrainingPage page(controller, messages);
        controller.setWorkspace(&*m_workspace);
        page.setWorkspace(&*m_workspace);
        page.showRun(m_run);
        const QModelIndex current = page.findChild<QTreeView *>("runView")->currentIndex();
        QCOMPARE(current.siblingAtColumn(RunModel::TaskColumn).data().toString(), "Toy rotation");
    }

    void theErrorsPageAsksItsQuestion()
    {
        testing::FakeMessageBoxes messages;
        testing::FakeFileDialogs files;
        ErrorsPage page(files, messages);
        page.setWorkspace(&*m_workspace);
        page.show();
        page.showRun(m_run);
        page.findChild<QToolButton *>("kind_all")->click();
        QVERIFY(page.findChild<QComboBox *>("errorsRun")->currentText().contains("Toy rotation"));
        const QAbstractItemModel *rows = page.findChild<QTreeView *>("errorsView")->model();
        QVERIFY(rows->rowCount() > 0);
        QCOMPARE(rows->headerData(ErrorModel::SaysColumn, Qt::Horizontal).toString(), "Model says (P turned)");
        QStringList heard;
        for (int row = 0; row < rows->rowCount(); ++row)
            heard << rows->index(row, ErrorModel::HeardColumn).data().toString();
        heard.removeDuplicates();
        heard.sort();
        QCOMPARE(heard, (QStringList { "As it began", "Order 2 3 1" }));
        QVERIFY(page.findChild<QToolButton *>("verdict_drone")->isVisible());
        QVERIFY(!page.findChild<QToolButton *>("verdict_published_reversed")->isVisible());
        // The stage words the answer alike.
        const StageItem item = page.chosen().value();
        QCOMPARE(item.judged->question.name, std::string("toy rotation"));
        Stage stage;
        stage.setWorkspace(&*m_workspace);
        stage.showItem(item);
        const QString words
            = QTextDocumentFragment::fromHtml(stage.findChild<QLabel *>("stageJudgement")->text()).toPlainText();
        QVERIFY2(words.contains("(P turned 0"), qPrintable(words));
        stage.setWorkspace(nullptr);
    }

    void theReportIsAboutIt()
    {
        const auto folder = m_library->workspace().parent_path() / "report";
        const RunReport report = writeRunReport(*m_workspace, m_run, folder, 1, RunControl());
        QFile page(QString::fromStdString(report.page.string()));
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QString html = QString::fromUtf8(page.readAll());
        QVERIFY(html.contains("<h1>Run " + QString::number(m_run) + ": toy rotation, "));
        QVERIFY(html.contains("p(turned)") || html.contains("It made none"));
    }
};

QTEST_MAIN(TestToyTask)
#include "tst_toytask.moc"
