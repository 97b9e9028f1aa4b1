#pragma once

#include "base/progress.h"
#include "library/records.h"
#include "ui/stage/page.h"

#include <optional>
#include <vector>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTimer;
class QTreeView;

namespace retrograde {

class EmptyState;
class SearchField;
class TrackModel;
class WelcomePanel;
class Workspace;

/// The tracks and clips of the workspace: search, filter, sort; choosing one puts it on the stage. An empty workspace
/// shows how to begin instead.
class LibraryPage : public Page {
    Q_OBJECT

public:
    explicit LibraryPage(QWidget *parent = nullptr);
    ~LibraryPage() override;

    /// Null while no workspace is open.
    void setWorkspace(Workspace *workspace) override;
    /// Reads the workspace again, keeping what is chosen, open and in view.
    void refresh();
    /// A job that adds music is at work: shown while there is nothing to list yet.
    void showProgress(const Progress &progress);
    /// The job ended; @p sentence for when there is still nothing to list.
    void showIdle(const QString &sentence = {});

    void focusSearch() override;
    void moveSelection(int step) override;
    std::optional<StageItem> chosen() const override;
    QVariantMap state() const override;
    void setState(const QVariantMap &state) override;

Q_SIGNALS:
    void demoRequested();
    void openMusicRequested();
    void importDatasetRequested();
    void cancelRequested();
    void releaseRequested(retrograde::Id trackId);
    void removeTrackRequested(const retrograde::Track &track);
    void removeDatasetRequested(const retrograde::Dataset &dataset);
    void importAgainRequested(const retrograde::Dataset &dataset);

private:
    QWidget *makeList();
    void applyFilter();
    bool isFiltered() const;
    void rememberView();
    void restoreView();
    void updateDatasets();
    void updateCounts();
    void updateRendered();
    void updateState();
    void announceCurrent();
    void showContextMenu(const QPoint &position);
    std::optional<Dataset> datasetOf(const Track &track);

    const Workspace *m_workspace = nullptr;
    struct Seen {
        Id track = 0; ///< of the chosen row, or of the one that was chosen until a search hid it
        int clip = -1; ///< its number; -1: the track itself is chosen
        bool hidden = false;
        std::vector<Id> open;
        int place = 0; ///< of the scroll bar
    };
    Seen m_seen; ///< while the model is reset
    bool m_restoring = false;

    TrackModel *m_model = nullptr;
    QStackedWidget *m_states = nullptr;
    WelcomePanel *m_welcome = nullptr;
    SearchField *m_search = nullptr;
    QComboBox *m_dataset = nullptr;
    QComboBox *m_status = nullptr;
    QLabel *m_counts = nullptr;
    QLabel *m_rendered = nullptr;
    QStackedWidget *m_results = nullptr;
    QTreeView *m_view = nullptr;
    EmptyState *m_nothingFound = nullptr;
    QTimer *m_searchDelay = nullptr;
};

} // namespace retrograde
