#pragma once

#include "ui/library/datasetpreview.h"

#include <QWizardPage>

class QComboBox;
class QFormLayout;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QTimer;

namespace retrograde {

class FileDialogs;

/// The wizard's first page: where it is, and what it is taken for.
class SourcePage : public QWizardPage {
    Q_OBJECT

public:
    explicit SourcePage(FileDialogs &files, QWidget *parent = nullptr);

    void setPath(const QString &path);
    DatasetOptions options() const;
    bool isComplete() const override;

private:
    QPushButton *addChooser(QGridLayout *grid, int row, QLabel *label, QLineEdit *edit, const QString &objectName);
    void browse();
    void recognise();
    void showFields();

    FileDialogs &m_files;
    QLineEdit *m_path = nullptr;
    QLabel *m_recognised = nullptr;
    QComboBox *m_kind = nullptr;
    QComboBox *m_subset = nullptr;
    QLineEdit *m_metadata = nullptr;
    QLineEdit *m_labels = nullptr;
    QLineEdit *m_name = nullptr;
    QList<QWidget *> m_fmaFields;
    QList<QWidget *> m_folderFields;
    QTimer *m_delay = nullptr;
};

/// The wizard's second page: how much of it there is, counted behind the window.
class PreviewPage : public QWizardPage {
    Q_OBJECT

public:
    explicit PreviewPage(const SourcePage &source, QWidget *parent = nullptr);

    void initializePage() override;
    void cleanupPage() override;
    bool isComplete() const override;

private:
    void show(const DatasetPreview &preview);
    void showProblem(const QString &sentence);

    const SourcePage &m_source;
    DatasetCounter *m_counter = nullptr;
    bool m_ready = false;
    QLabel *m_summary = nullptr;
    QProgressBar *m_busy = nullptr;
    QLabel *m_files = nullptr;
    QLabel *m_described = nullptr;
    QLabel *m_labels = nullptr;
    QWidget *m_counts = nullptr;
    QFormLayout *m_countsForm = nullptr;
    QLabel *m_notesTitle = nullptr;
    QPlainTextEdit *m_notes = nullptr;
};

/// "FMA", "OpenMIC-2018", ...
QString kindWords(DatasetKind kind);

} // namespace retrograde
