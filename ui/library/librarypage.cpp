#include "ui/library/librarypage.h"

#include "base/error.h"
#include "library/workspace.h"
#include "ui/base/columns.h"
#include "ui/base/corewords.h"
#include "ui/base/desktop.h"
#include "ui/base/emptystate.h"
#include "ui/base/errortext.h"
#include "ui/base/searchfield.h"
#include "ui/base/spokenname.h"
#include "ui/base/tables.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/library/trackmodel.h"
#include "ui/library/welcomepanel.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>
#include <utility>

namespace retrograde {

namespace {

/// Stands in the status filter for "usable, with a warning", which is no status of its own.
constexpr int kWarned = 100;

} // namespace

LibraryPage::LibraryPage(QWidget *parent)
    : Page(parent)
    , m_model(new TrackModel(this))
    , m_states(new QStackedWidget(this))
    , m_welcome(new WelcomePanel)
{
    m_welcome->setObjectName(QStringLiteral("welcomePanel"));
    m_states->setObjectName(QStringLiteral("libraryStates"));
    m_states->addWidget(m_welcome);
    m_states->addWidget(makeList());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);

    connect(m_welcome, &WelcomePanel::demoRequested, this, &LibraryPage::demoRequested);
    connect(m_welcome, &WelcomePanel::openMusicRequested, this, &LibraryPage::openMusicRequested);
    connect(m_welcome, &WelcomePanel::importDatasetRequested, this, &LibraryPage::importDatasetRequested);
    connect(m_welcome, &WelcomePanel::cancelRequested, this, &LibraryPage::cancelRequested);
    connect(m_model, &TrackModel::problem, this, &LibraryPage::problem);
}

LibraryPage::~LibraryPage() = default;

// Longer than other functions: a list of widgets and what they do, in their order.
QWidget *LibraryPage::makeList()
{
    m_search = new SearchField(QStringLiteral("librarySearch"));
    m_search->setPlaceholderText(tr("Search the library"));
    m_search->setToolTip(tr("Words of the title, artist, album, genre, licence or file name"));
    m_search->setAccessibleName(tr("Search the library"));
    m_search->setMaximumWidth(420);

    m_dataset = new QComboBox;
    m_dataset->setObjectName(QStringLiteral("libraryDataset"));
    m_dataset->setMinimumWidth(150);
    m_status = new QComboBox;
    m_status->setObjectName(QStringLiteral("libraryStatus"));
    m_status->addItem(tr("Any status"));
    for (const TrackStatus status : { TrackStatus::Ok, TrackStatus::Quarantined, TrackStatus::Missing })
        m_status->addItem(statusWords(status), static_cast<int>(status));
    m_status->insertItem(2, tr("usable, with a warning"), kWarned);
    m_counts = TextLabel::forHtml();
    m_counts->setObjectName(QStringLiteral("libraryCounts"));

    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(8, 8, 8, 8);
    bar->setSpacing(8);
    bar->addWidget(m_search, 1);
    bar->addWidget(m_dataset);
    bar->addWidget(m_status);
    bar->addStretch(0);
    bar->addWidget(m_counts);

    m_view = new QTreeView;
    m_view->setObjectName(QStringLiteral("libraryView"));
    m_view->setAccessibleName(tr("Tracks"));
    setUpTable(m_view);
    m_view->setModel(m_model);
    m_search->setList(m_view);
    // After the view's own, so that what it forgot is put back.
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this, &LibraryPage::rememberView);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LibraryPage::restoreView);
    m_view->setExpandsOnDoubleClick(false);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(TrackModel::ArtistColumn, Qt::AscendingOrder);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    new Columns(m_view, TrackModel::TitleColumn,
        { { TrackModel::ArtistColumn, 180 }, { TrackModel::AlbumColumn, 160 }, { TrackModel::LengthColumn, 112 },
            { TrackModel::LicenceColumn, 120 }, { TrackModel::DatasetColumn, 120 },
            { TrackModel::StatusColumn, 180 } });

    m_nothingFound = new EmptyState;
    m_nothingFound->setTexts(tr("Nothing matches"), tr("No track fits the search and the filters."));
    QPushButton *clear = m_nothingFound->addButton(tr("Show all tracks"), QStringLiteral("libraryShowAll"));

    m_results = new QStackedWidget;
    m_results->setObjectName(QStringLiteral("libraryResults"));
    m_results->addWidget(m_view);
    m_results->addWidget(m_nothingFound);

    m_rendered = new TextLabel;
    m_rendered->setObjectName(QStringLiteral("libraryRendered"));
    m_rendered->setContentsMargins(8, 0, 8, 8);
    m_rendered->setWordWrap(true);
    m_rendered->setVisible(false);

    auto *list = new QWidget;
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    setSpokenName(m_dataset, tr("Dataset"));
    setSpokenName(m_status, tr("Status"));
    layout->addWidget(m_rendered);
    layout->addWidget(m_results, 1);

    // Typing asks the database once per pause, not once per letter.
    m_searchDelay = new QTimer(this);
    m_searchDelay->setSingleShot(true);
    m_searchDelay->setInterval(120);
    connect(m_searchDelay, &QTimer::timeout, this, &LibraryPage::applyFilter);
    connect(m_search, &QLineEdit::textChanged, m_searchDelay, qOverload<>(&QTimer::start));
    connect(m_search, &SearchField::searchNow, this, [this] {
        if (m_searchDelay->isActive())
            applyFilter();
    });
    connect(m_dataset, &QComboBox::currentIndexChanged, this, &LibraryPage::applyFilter);
    connect(m_status, &QComboBox::currentIndexChanged, this, &LibraryPage::applyFilter);
    connect(m_counts, &QLabel::linkActivated, this, [this] {
        // All of those that were counted, whatever is searched for.
        m_search->clear();
        m_dataset->setCurrentIndex(0);
        m_status->setCurrentIndex(m_status->findData(static_cast<int>(TrackStatus::Quarantined)));
        applyFilter();
    });
    connect(clear, &QPushButton::clicked, this, [this] {
        m_search->clear();
        m_dataset->setCurrentIndex(0);
        m_status->setCurrentIndex(0);
        applyFilter();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &LibraryPage::announceCurrent);
    connect(m_view, &QTreeView::activated, this, &LibraryPage::playRequested);
    connect(m_view, &QTreeView::customContextMenuRequested, this, &LibraryPage::showContextMenu);
    return list;
}

void LibraryPage::setWorkspace(Workspace *workspace)
{
    m_workspace = workspace;
    {
        const QSignalBlocker blockSearch(m_search);
        const QSignalBlocker blockStatus(m_status);
        m_search->clear();
        m_status->setCurrentIndex(0);
    }
    m_model->setWorkspace(nullptr);
    updateDatasets();
    m_model->setFilter({});
    m_seen = {}; // another workspace's tracks have the same numbers
    m_model->setWorkspace(workspace);
    updateRendered();
    updateCounts();
    updateState();
    m_welcome->showChoices();
}

void LibraryPage::refresh()
{
    updateDatasets();
    m_model->reload();
    updateRendered();
    updateCounts();
    updateState();
}

/// The model starts afresh with every search, every order and every import, so what the user sees is kept: the chosen
/// row, the open tracks, the place.
void LibraryPage::rememberView()
{
    const Seen before = std::exchange(m_seen, {});
    const QModelIndex current = m_view->currentIndex();
    if (const Track *track = m_model->track(current)) {
        m_seen.track = track->id;
        m_seen.clip = m_model->clip(current) ? current.row() : -1;
    } else { // a search may have hidden it
        m_seen.track = before.track;
        m_seen.clip = before.clip;
        m_seen.hidden = true;
    }
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, 0);
        if (m_view->isExpanded(index))
            m_seen.open.push_back(m_model->track(index)->id);
    }
    m_seen.place = m_view->verticalScrollBar()->value();
}

void LibraryPage::restoreView()
{
    const QScopedValueRollback guard(m_restoring, true);
    for (const Id id : m_seen.open) {
        const QModelIndex index = m_model->indexOfTrack(id);
        m_model->fetchMore(index); // the view would do so, but later
        m_view->expand(index);
    }
    QModelIndex again = m_model->indexOfTrack(m_seen.track);
    if (again.isValid() && m_seen.clip >= 0) {
        m_model->fetchMore(again);
        again = m_model->index(m_seen.clip, 0, again);
    }
    m_view->setCurrentIndex(again); // or none: the list would choose its first row as it gets the focus
    if (m_seen.hidden && again.isValid())
        m_view->scrollTo(again);
    else
        m_view->verticalScrollBar()->setValue(m_seen.place);
}

void LibraryPage::showProgress(const Progress &progress)
{
    m_welcome->showProgress(progress);
}

void LibraryPage::showIdle(const QString &sentence)
{
    m_welcome->showChoices(sentence);
}

void LibraryPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LibraryPage::moveSelection(int step)
{
    moveCurrentRow(m_view, step);
}

QVariantMap LibraryPage::state() const
{
    const QModelIndex current = m_view->currentIndex();
    const Track *track = m_model->track(current);
    return { { QStringLiteral("track"), QVariant::fromValue<qlonglong>(track ? track->id : 0) },
        { QStringLiteral("clip"), m_model->clip(current) ? current.row() : -1 },
        { QStringLiteral("columns"), m_view->header()->saveState() } };
}

void LibraryPage::setState(const QVariantMap &state)
{
    m_view->header()->restoreState(state.value(QStringLiteral("columns")).toByteArray());
    QModelIndex index = m_model->indexOfTrack(state.value(QStringLiteral("track")).toLongLong());
    if (const int clip = state.value(QStringLiteral("clip"), -1).toInt(); index.isValid() && clip >= 0) {
        m_model->fetchMore(index);
        index = m_model->index(clip, 0, index);
    }
    if (index.isValid())
        m_view->setCurrentIndex(index);
}

void LibraryPage::applyFilter()
{
    m_searchDelay->stop();
    TrackQuery query;
    query.search = m_search->text().trimmed().toStdString();
    if (m_dataset->currentIndex() > 0)
        query.dataset = m_dataset->currentData().toString().toStdString();
    if (m_status->currentIndex() > 0) {
        query.warned = m_status->currentData().toInt() == kWarned;
        if (!query.warned)
            query.status = static_cast<TrackStatus>(m_status->currentData().toInt());
    }
    m_model->setFilter(query);
    updateRendered();
    updateCounts();
    updateState();
}

void LibraryPage::updateDatasets()
{
    const QString chosen = m_dataset->currentData().toString();
    const QSignalBlocker block(m_dataset);
    m_dataset->clear();
    m_dataset->addItem(tr("All datasets"));
    try {
        if (m_workspace) {
            for (const Dataset &dataset : m_workspace->datasets()) {
                const QString name = QString::fromStdString(dataset.name);
                m_dataset->addItem(name, name);
                m_dataset->setItemData(m_dataset->count() - 1, coreText(dataset.note), Qt::ToolTipRole);
            }
        }
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
    m_dataset->setCurrentIndex(chosen.isEmpty() ? 0 : std::max(0, m_dataset->findData(chosen)));
}

/// Says of the chosen dataset, or of all that are shown, that it was not recorded.
void LibraryPage::updateRendered()
{
    QStringList names;
    try {
        if (m_workspace) {
            for (const Dataset &dataset : m_workspace->datasets()) {
                const QString name = QString::fromStdString(dataset.name);
                if (dataset.rendered && (m_dataset->currentIndex() <= 0 || m_dataset->currentData().toString() == name))
                    names << tr("“%1”: %2", "dataset: note").arg(name, coreText(dataset.note));
            }
        }
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
    m_rendered->setText(names.join(u'\n'));
    m_rendered->setVisible(!names.isEmpty());
}

std::optional<Dataset> LibraryPage::datasetOf(const Track &track)
{
    try {
        return m_workspace->dataset(track.datasetName);
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
        return {};
    }
}

bool LibraryPage::isFiltered() const
{
    return !m_search->text().trimmed().isEmpty() || m_dataset->currentIndex() > 0 || m_status->currentIndex() > 0;
}

void LibraryPage::updateCounts()
{
    if (!m_workspace) {
        m_counts->clear();
        return;
    }
    try {
        const auto number = [](std::int64_t value) { return static_cast<int>(value); };
        const int all = number(m_workspace->countTracks({}));
        const int shown = m_model->rowCount();
        TrackQuery query;
        query.status = TrackStatus::Quarantined;
        const int quarantined = number(m_workspace->countTracks(query));
        // Whatever is said first counts the rows beneath, so that it never contradicts them.
        QStringList parts;
        parts << (isFiltered() ? tr("%1 of %n track(s)", nullptr, all).arg(shown) : tr("%n track(s)", nullptr, all));
        if (!isFiltered())
            parts << tr("%n clip(s)", nullptr, number(m_workspace->countClips()));
        if (quarantined > 0)
            parts << QStringLiteral("<a href=\"quarantined\">%1</a>").arg(tr("%n quarantined", nullptr, quarantined));
        m_counts->setText(parts.join(QStringLiteral(" · ")));
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
}

void LibraryPage::updateState()
{
    bool empty = true;
    try {
        empty = !m_workspace || m_workspace->countTracks({}) == 0;
    } catch (const Error &error) {
        Q_EMIT problem(describe(error));
    }
    showState(m_states, empty ? 0 : 1);
    showState(m_results, m_model->rowCount() > 0 ? 0 : 1);
}

void LibraryPage::announceCurrent()
{
    if (m_restoring)
        return;
    if (const std::optional<StageItem> item = chosen())
        Q_EMIT itemSelected(*item);
}

std::optional<StageItem> LibraryPage::chosen() const
{
    const QModelIndex index = m_view->currentIndex();
    const Track *track = m_model->track(index);
    if (!track)
        return {};
    StageItem item;
    item.track = *track;
    if (const std::optional<Clip> clip = m_model->clip(index)) {
        item.startSeconds = clip->startSeconds;
        item.seconds = clip->seconds;
    }
    return item;
}

void LibraryPage::showContextMenu(const QPoint &position)
{
    const Track *found = m_model->track(m_view->indexAt(position));
    if (!found)
        return;
    const Track track = *found;
    const QString file = toFileName(track.path);
    const QString folder = toFileName(track.path.parent_path());
    QMenu menu(this);
    menu.setObjectName(QStringLiteral("libraryMenu"));
    menu.addAction(tr("Play"), this, &LibraryPage::playRequested)->setEnabled(track.status == TrackStatus::Ok);
    menu.addAction(tr("Show in the file manager"), this, [this, folder] {
        if (!openInDesktop(folder))
            Q_EMIT problem(tr("No program on this desktop opens the folder %1.").arg(folder));
    });
    menu.addAction(tr("Copy the path"), this, [file] { QGuiApplication::clipboard()->setText(file); });
    menu.addAction(tr("Copy artist and licence"), this,
        [text = toQString(attribution(track))] { QGuiApplication::clipboard()->setText(text); });
    menu.addSeparator();
    QAction *release
        = menu.addAction(tr("Use it all the same"), this, [this, track] { Q_EMIT releaseRequested(track.id); });
    release->setObjectName(QStringLiteral("libraryRelease"));
    release->setEnabled(track.status == TrackStatus::Quarantined && track.sampleCount > 0);
    menu.addAction(tr("Remove from the library…"), this, [this, track] { Q_EMIT removeTrackRequested(track); })
        ->setObjectName(QStringLiteral("libraryRemoveTrack"));
    if (const std::optional<Dataset> dataset = datasetOf(track)) {
        menu.addSeparator();
        const QString name = menuText(toQString(dataset->name));
        menu.addAction(
                tr("Import “%1” again").arg(name), this, [this, dataset] { Q_EMIT importAgainRequested(*dataset); })
            ->setObjectName(QStringLiteral("libraryImportAgain"));
        menu.addAction(tr("Remove “%1” from the library…").arg(name), this,
                [this, dataset] { Q_EMIT removeDatasetRequested(*dataset); })
            ->setObjectName(QStringLiteral("libraryRemoveDataset"));
    }
    menu.exec(m_view->viewport()->mapToGlobal(position));
}

} // namespace retrograde
