#pragma once

#include "library/datasetimport.h"

#include <QWizard>
#include <filesystem>

namespace retrograde {

class FileDialogs;
class SourcePage;

/// Asks what is to be imported, says what it is and what is in it, and then asks for the import, which runs behind the
/// window like any other.
class ImportWizard : public QWizard {
    Q_OBJECT

public:
    /// @p files must outlive the wizard.
    explicit ImportWizard(FileDialogs &files, QWidget *parent = nullptr);

    void setPath(const std::filesystem::path &path);
    DatasetOptions options() const;

    void accept() override;

Q_SIGNALS:
    void importRequested(const retrograde::DatasetOptions &options);

private:
    SourcePage *m_source = nullptr;
};

} // namespace retrograde
