#include "audio/wavfile.h"
#include "support/datasettrees.h"
#include "support/fakedialogs.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"
#include "support/throwingnew.h"
#include "ui/base/text.h"
#include "ui/library/importwizard.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

class TestImportWizard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder.emplace();
        m_files = {};
        m_wizard.emplace(m_files);
        m_wizard->show();
    }
    void cleanup()
    {
        m_wizard.reset();
        m_folder.reset();
    }

    void aFolderOfMusicIsCountedAndImported()
    {
        add("Music/a.wav");
        add("Music/sub/b.wav");
        QVERIFY(!button(QWizard::NextButton)->isEnabled());
        m_files.folder = toFileName(m_folder->path() / "Music");
        QTest::mouseClick(find<QPushButton>("importBrowse"), Qt::LeftButton);
        QCOMPARE(find<QLineEdit>("importPath")->text(), m_files.folder);
        QVERIFY(find<QLabel>("importRecognised")->text().contains("folder of music"));
        QVERIFY(find<QLineEdit>("importLabels")->isVisible());
        QVERIFY(!find<QComboBox>("importSubset")->isVisible());
        find<QLineEdit>("importName")->setText(" My songs ");
        QTest::mouseClick(button(QWizard::NextButton), Qt::LeftButton);
        QTRY_VERIFY(button(QWizard::FinishButton)->isEnabled());
        QVERIFY(find<QLabel>("importFiles")->text().startsWith("2 ("));
        QVERIFY(!find<QPlainTextEdit>("importNotes")->isVisible());

        const DatasetOptions options = accepted();
        QVERIFY(options.kind == DatasetKind::Folder);
        QCOMPARE(options.path, m_folder->path() / "Music");
        QCOMPARE(options.datasetName, std::string("My songs"));
    }

    void fmaIsRecognisedByWhatIsInIt()
    {
        const fs::path root = m_folder->path() / "fma";
        fs::create_directories(root / "fma_metadata");
        std::vector<FmaRow> rows(3);
        for (int i = 0; i < 3; ++i)
            rows[static_cast<std::size_t>(i)].id = i + 2;
        writeBytes(root / "fma_metadata" / "tracks.csv", fmaTracksCsv(rows));
        writeBytes(root / "fma_metadata" / "genres.csv", fmaGenresCsv());
        add("fma/fma_small/000/000002.mp3");
        add("fma/fma_small/000/000003.mp3");
        add("fma/fma_small/000/000099.mp3");
        m_wizard->setPath(root);
        QVERIFY(find<QLabel>("importRecognised")->text().contains("FMA"));
        QVERIFY(find<QComboBox>("importSubset")->isVisible());
        QVERIFY(!find<QLineEdit>("importLabels")->isVisible());
        QTest::mouseClick(button(QWizard::NextButton), Qt::LeftButton);
        QTRY_VERIFY(button(QWizard::FinishButton)->isEnabled());
        QVERIFY(find<QLabel>("importFiles")->text().startsWith("3 ("));
        QCOMPARE(find<QLabel>("importDescribed")->text(), "3, 2 of them with their sound");
        QVERIFY(find<QPlainTextEdit>("importNotes")->isVisible());
        QVERIFY(find<QPlainTextEdit>("importNotes")->toPlainText().contains("000099.mp3"));

        // Back, and another choice: what was counted is counted anew.
        QTest::mouseClick(button(QWizard::BackButton), Qt::LeftButton);
        find<QComboBox>("importSubset")->setCurrentIndex(1);
        QTest::mouseClick(button(QWizard::NextButton), Qt::LeftButton);
        QTRY_VERIFY(button(QWizard::FinishButton)->isEnabled());
        QVERIFY(find<QLabel>("importFiles")->text().startsWith("2 ("));
        const DatasetOptions options = accepted();
        QVERIFY(options.kind == DatasetKind::Fma);
        QCOMPARE(options.subset, std::string("small"));
    }

    void whatCannotBeImportedIsSaidAndNotImported()
    {
        // Taken for FMA by a person who knows better.
        add("Music/a.wav");
        m_wizard->setPath(m_folder->path() / "Music");
        find<QComboBox>("importKind")->setCurrentIndex(1);
        QTest::mouseClick(button(QWizard::NextButton), Qt::LeftButton);
        QTRY_VERIFY(find<QLabel>("importSummary")->text().contains("holds no FMA clips"));
        QVERIFY(!button(QWizard::FinishButton)->isEnabled());
        QTest::mouseClick(button(QWizard::BackButton), Qt::LeftButton);
        fs::create_directories(m_folder->path() / "empty");
        m_wizard->setPath(m_folder->path() / "empty");
        QTest::mouseClick(button(QWizard::NextButton), Qt::LeftButton);
        QTRY_VERIFY(find<QLabel>("importSummary")->text().contains("no sound file"));
        QVERIFY(!button(QWizard::FinishButton)->isEnabled());
        QTest::mouseClick(button(QWizard::BackButton), Qt::LeftButton);
        find<QLineEdit>("importPath")->setText("/no/such/folder");
        QTRY_VERIFY(find<QLabel>("importRecognised")->text().contains("no such folder"));
        QVERIFY(!button(QWizard::NextButton)->isEnabled());
    }

    void whateverCountingThrowsIsToldAndTheNextIsCounted()
    {
        add("Music/a.wav");
        for (const Thrown &what : whateverIsThrown()) {
            m_wizard->setPath(m_folder->path() / "Music");
            {
                const ThrowingNew throwing(32, SIZE_MAX, what.raise);
                QTest::mouseClick(button(QWizard::NextButton), Qt::LeftButton);
                QTRY_VERIFY(throwing.hasThrown());
                QTRY_VERIFY2(find<QLabel>("importSummary")->text().contains(QString::fromStdString(what.sentence)),
                    qPrintable(find<QLabel>("importSummary")->text()));
            }
            QVERIFY(!button(QWizard::FinishButton)->isEnabled());
            QTest::mouseClick(button(QWizard::BackButton), Qt::LeftButton);
            QTest::mouseClick(button(QWizard::NextButton), Qt::LeftButton);
            QTRY_VERIFY(button(QWizard::FinishButton)->isEnabled());
            QTest::mouseClick(button(QWizard::BackButton), Qt::LeftButton);
        }
    }

private:
    void add(const std::string &name) const
    {
        const fs::path path = m_folder->path() / name;
        fs::create_directories(path.parent_path());
        writeWav(path, sine(440, 1, 8000), 8000);
    }
    QAbstractButton *button(QWizard::WizardButton which) const { return m_wizard->button(which); }
    template<typename Widget> Widget *find(const char *name) const
    {
        return m_wizard->findChild<Widget *>(QLatin1String(name));
    }
    DatasetOptions accepted()
    {
        std::optional<DatasetOptions> options;
        const auto connection = connect(&*m_wizard, &ImportWizard::importRequested, this,
            [&](const DatasetOptions &requested) { options = requested; });
        QTest::mouseClick(button(QWizard::FinishButton), Qt::LeftButton);
        disconnect(connection);
        return options.value();
    }

    std::optional<ScratchFolder> m_folder;
    FakeFileDialogs m_files;
    std::optional<ImportWizard> m_wizard;
};

QTEST_MAIN(TestImportWizard)
#include "tst_importwizard.moc"
