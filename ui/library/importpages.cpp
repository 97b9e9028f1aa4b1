#include "ui/library/importpages.h"

#include "ui/base/dialogs.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace retrograde {

namespace {

constexpr DatasetKind kKinds[] = { DatasetKind::Folder, DatasetKind::Fma, DatasetKind::OpenMic, DatasetKind::BirdVox };

QString countText(std::int64_t count)
{
    return QLocale().toString(static_cast<qlonglong>(count));
}

} // namespace

QString kindWords(DatasetKind kind)
{
    switch (kind) {
    case DatasetKind::Folder:
        return QCoreApplication::translate("DatasetKind", "a folder of music");
    case DatasetKind::Fma:
        return QCoreApplication::translate("DatasetKind", "FMA (Free Music Archive dataset)");
    case DatasetKind::OpenMic:
        return QCoreApplication::translate("DatasetKind", "OpenMIC-2018");
    case DatasetKind::BirdVox:
        return QCoreApplication::translate("DatasetKind", "BirdVox");
    }
    return {};
}

SourcePage::SourcePage(FileDialogs &files, QWidget *parent)
    : QWizardPage(parent)
    , m_files(files)
    , m_path(new QLineEdit)
    , m_recognised(new TextLabel)
    , m_kind(new QComboBox)
    , m_subset(new QComboBox)
    , m_metadata(new QLineEdit)
    , m_labels(new QLineEdit)
    , m_name(new QLineEdit)
    , m_delay(new QTimer(this))
{
    setTitle(tr("What do you want to import?"));
    setSubTitle(
        tr("Choose the folder that you unpacked a dataset into, or any folder of music. Nothing in it is changed."));

    m_path->setObjectName(QStringLiteral("importPath"));
    m_kind->setObjectName(QStringLiteral("importKind"));
    for (const DatasetKind kind : kKinds)
        m_kind->addItem(kindWords(kind), static_cast<int>(kind));
    m_recognised->setObjectName(QStringLiteral("importRecognised"));
    m_recognised->setWordWrap(true);
    m_subset->setObjectName(QStringLiteral("importSubset"));
    m_subset->addItem(tr("whatever is there"), QString());
    m_subset->addItem(tr("small (8,000 clips)"), QStringLiteral("small"));
    m_subset->addItem(tr("up to medium (25,000)"), QStringLiteral("medium"));
    m_subset->addItem(tr("up to large (106,574)"), QStringLiteral("large"));
    m_metadata->setObjectName(QStringLiteral("importMetadata"));
    m_metadata->setPlaceholderText(tr("looked for beside the music"));
    m_labels->setObjectName(QStringLiteral("importLabels"));
    m_labels->setPlaceholderText(tr("none"));
    m_name->setObjectName(QStringLiteral("importName"));
    m_name->setPlaceholderText(tr("named after the folder"));

    auto *grid = new QGridLayout(this);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    const auto label = [](const QString &text, QWidget *buddy) {
        auto *made = new TextLabel(text);
        made->setBuddy(buddy);
        return made;
    };
    int row = 0;
    QPushButton *choosePath
        = addChooser(grid, row++, label(tr("&Folder:"), m_path), m_path, QStringLiteral("importBrowse"));
    grid->addWidget(m_recognised, row++, 1, 1, 2);
    grid->addWidget(label(tr("&Read it as:"), m_kind), row, 0);
    grid->addWidget(m_kind, row++, 1, 1, 2);
    auto *subsetLabel = label(tr("&Subset:"), m_subset);
    grid->addWidget(subsetLabel, row, 0);
    grid->addWidget(m_subset, row++, 1, 1, 2);
    auto *metadataLabel = label(tr("Folder of &tracks.csv:"), m_metadata);
    QPushButton *chooseMetadata
        = addChooser(grid, row++, metadataLabel, m_metadata, QStringLiteral("importBrowseMetadata"));
    auto *labelsLabel = label(tr("&Labels (CSV):"), m_labels);
    QPushButton *chooseLabels = addChooser(grid, row++, labelsLabel, m_labels, QStringLiteral("importBrowseLabels"));
    grid->addWidget(label(tr("Na&me in the library:"), m_name), row, 0);
    grid->addWidget(m_name, row++, 1, 1, 2);
    grid->setRowStretch(row, 1);
    m_fmaFields = { subsetLabel, m_subset, metadataLabel, m_metadata, chooseMetadata };
    m_folderFields = { labelsLabel, m_labels, chooseLabels };

    m_delay->setSingleShot(true);
    m_delay->setInterval(200);
    connect(m_delay, &QTimer::timeout, this, &SourcePage::recognise);
    connect(m_path, &QLineEdit::textChanged, m_delay, qOverload<>(&QTimer::start));
    connect(m_path, &QLineEdit::textChanged, this, &QWizardPage::completeChanged);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &SourcePage::showFields);
    connect(choosePath, &QPushButton::clicked, this, &SourcePage::browse);
    connect(chooseMetadata, &QPushButton::clicked, this, [this] {
        const QString folder = m_files.existingFolder(this, tr("Folder of tracks.csv"), m_path->text());
        if (!folder.isEmpty())
            m_metadata->setText(QDir::toNativeSeparators(folder));
    });
    connect(chooseLabels, &QPushButton::clicked, this, [this] {
        const QString file = m_files.existingFile(this, tr("Labels"), m_path->text(), tr("CSV files (*.csv *.tsv)"));
        if (!file.isEmpty())
            m_labels->setText(QDir::toNativeSeparators(file));
    });
    showFields();
}

QPushButton *SourcePage::addChooser(
    QGridLayout *grid, int row, QLabel *label, QLineEdit *edit, const QString &objectName)
{
    auto *button = new QPushButton(tr("Choose…"));
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    grid->addWidget(label, row, 0);
    grid->addWidget(edit, row, 1);
    grid->addWidget(button, row, 2);
    return button;
}

void SourcePage::browse()
{
    const QString start = m_path->text().isEmpty() ? QDir::homePath() : m_path->text();
    const QString folder = m_files.existingFolder(this, tr("Folder to import"), start);
    if (!folder.isEmpty())
        setPath(folder);
}

void SourcePage::setPath(const QString &path)
{
    m_path->setText(QDir::toNativeSeparators(path));
    recognise();
}

void SourcePage::recognise()
{
    m_delay->stop();
    if (!isComplete()) {
        m_recognised->setText(m_path->text().isEmpty() ? QString() : tr("There is no such folder."));
        return;
    }
    const DatasetKind kind = recogniseDataset(toPath(m_path->text()));
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(kind)));
    m_recognised->setText(tr("This is %1.", "kind of dataset").arg(kindWords(kind)));
}

void SourcePage::showFields()
{
    const auto kind = static_cast<DatasetKind>(m_kind->currentData().toInt());
    for (QWidget *field : m_fmaFields)
        field->setVisible(kind == DatasetKind::Fma);
    for (QWidget *field : m_folderFields)
        field->setVisible(kind == DatasetKind::Folder);
}

bool SourcePage::isComplete() const
{
    return !m_path->text().isEmpty() && QFileInfo(m_path->text()).isDir();
}

DatasetOptions SourcePage::options() const
{
    DatasetOptions options;
    options.kind = static_cast<DatasetKind>(m_kind->currentData().toInt());
    options.path = toPath(m_path->text());
    options.datasetName = m_name->text().trimmed().toStdString();
    if (options.kind == DatasetKind::Fma) {
        options.subset = m_subset->currentData().toString().toStdString();
        if (!m_metadata->text().isEmpty())
            options.metadata = toPath(m_metadata->text());
    }
    if (options.kind == DatasetKind::Folder && !m_labels->text().isEmpty())
        options.labels = toPath(m_labels->text());
    return options;
}

PreviewPage::PreviewPage(const SourcePage &source, QWidget *parent)
    : QWizardPage(parent)
    , m_source(source)
    , m_counter(new DatasetCounter(this))
    , m_summary(new TextLabel)
    , m_busy(new QProgressBar)
    , m_files(new TextLabel)
    , m_described(new TextLabel)
    , m_labels(new TextLabel)
    , m_counts(new QWidget)
    , m_notesTitle(new TextLabel(tr("Worth knowing:")))
    , m_notes(new QPlainTextEdit)
{
    setTitle(tr("What is there"));
    setSubTitle(tr("Each file will be decoded once, checked, and listed with what was found."));
    setButtonText(QWizard::FinishButton, tr("&Import"));

    m_summary->setObjectName(QStringLiteral("importSummary"));
    m_summary->setWordWrap(true);
    m_busy->setRange(0, 0);
    m_files->setObjectName(QStringLiteral("importFiles"));
    m_described->setObjectName(QStringLiteral("importDescribed"));
    m_labels->setObjectName(QStringLiteral("importLabelCount"));
    m_notes->setObjectName(QStringLiteral("importNotes"));
    m_notes->setReadOnly(true);
    m_countsForm = new QFormLayout(m_counts);
    m_countsForm->setContentsMargins(0, 0, 0, 0);
    m_countsForm->addRow(tr("Sound files:"), m_files);
    m_countsForm->addRow(tr("Entries in tables:"), m_described);
    m_countsForm->addRow(tr("Labels in tables:"), m_labels);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addWidget(m_summary);
    layout->addWidget(m_busy);
    layout->addWidget(m_counts);
    layout->addWidget(m_notesTitle);
    layout->addWidget(m_notes, 1);
    layout->addStretch(0);
    auto *promise
        = new TextLabel(tr("You can go on working, cancel, and import again later: what is done is not done twice."));
    promise->setWordWrap(true);
    layout->addWidget(promise);

    connect(m_counter, &DatasetCounter::progressed, this,
        [this](qint64 files) { m_summary->setText(tr("Looking: %1 files so far …").arg(countText(files))); });
    connect(m_counter, &DatasetCounter::counted, this, &PreviewPage::show);
    connect(m_counter, &DatasetCounter::failed, this, &PreviewPage::showProblem);
}

void PreviewPage::initializePage()
{
    m_ready = false;
    m_summary->setText(tr("Looking …"));
    m_busy->setVisible(true);
    m_counts->setVisible(false);
    m_notesTitle->setVisible(false);
    m_notes->setVisible(false);
    m_counter->request(m_source.options());
}

void PreviewPage::cleanupPage()
{
    m_counter->cancel();
}

void PreviewPage::show(const DatasetPreview &preview)
{
    const DatasetOptions options = m_source.options();
    m_ready = preview.files > 0;
    m_busy->setVisible(false);
    QString summary = tr("%1: %2", "kind of dataset: folder").arg(kindWords(options.kind), pathText(options.path));
    if (!m_ready)
        summary += u'\n' + tr("There is no sound file in it that could be imported.");
    if (preview.rendered)
        summary += u'\n' + tr("These clips are rendered by a program, not recorded.");
    m_summary->setText(summary);
    m_files->setText(
        tr("%1 (%2)", "count (size)").arg(countText(preview.files), QLocale().formattedDataSize(preview.bytes)));
    m_described->setText(preview.described > 0
            ? tr("%1, %2 of them with their sound").arg(countText(preview.described), countText(preview.describedThere))
            : tr("no tables"));
    m_labels->setText(countText(preview.labels));
    m_countsForm->setRowVisible(m_labels, preview.labels > 0);
    m_counts->setVisible(true);
    m_notes->setPlainText(preview.notes.join(u'\n'));
    m_notesTitle->setVisible(!preview.notes.isEmpty());
    m_notes->setVisible(!preview.notes.isEmpty());
    Q_EMIT completeChanged();
}

void PreviewPage::showProblem(const QString &sentence)
{
    m_busy->setVisible(false);
    m_summary->setText(sentence);
}

bool PreviewPage::isComplete() const
{
    return m_ready;
}

} // namespace retrograde
