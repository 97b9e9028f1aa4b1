#include "ui/library/importwizard.h"

#include "ui/base/text.h"
#include "ui/library/importpages.h"

namespace retrograde {

ImportWizard::ImportWizard(FileDialogs &files, QWidget *parent)
    : QWizard(parent)
    , m_source(new SourcePage(files))
{
    setObjectName(QStringLiteral("importWizard"));
    setWindowTitle(tr("Import a dataset"));
    setWizardStyle(QWizard::ModernStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    addPage(m_source);
    addPage(new PreviewPage(*m_source));
    resize(640, 440);
}

void ImportWizard::setPath(const std::filesystem::path &path)
{
    m_source->setPath(toFileName(path));
}

DatasetOptions ImportWizard::options() const
{
    return m_source->options();
}

void ImportWizard::accept()
{
    Q_EMIT importRequested(options());
    QWizard::accept();
}

} // namespace retrograde
