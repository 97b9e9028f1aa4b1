#pragma once

#include "experiment/runspec.h"
#include "experiment/transform.h"
#include "jobs/worker.h"
#include "library/workspace.h"
#include "ui/base/dialogs.h"
#include "ui/player/playercontroller.h"
#include "ui/spectrogram/clipview.h"
#include "ui/stage/pictureloader.h"
#include "ui/stage/stage.h"

#include <QTimer>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QAction;
class QLabel;
class QMenu;
class QProgressBar;
class QStackedWidget;
class QToolButton;

namespace retrograde {

class ElidedLabel;
class EmptyState;
class PlayerBar;
class SaliencyBar;
class ViewMenu;

/// What the stage holds: for its own sources alone. What is shown and heard is in stage.cpp, in which order in
/// stagearrangement.cpp, beside what in stagecompare.cpp, within what in stagecontext.cpp; the keys, menus and settings
/// are in stagekeys.cpp, marks and files in stagefiles.cpp, what is known of the item in words in stagewords.cpp.
struct Stage::State {
    State(Stage &owner, SoundDevices devices)
        : stage(owner)
        , player(std::move(devices))
    {
    }

    void build();
    void addKeys();
    void restoreSettings();
    void showPage(QWidget *page);
    void load();
    void show(const ClipPictures &pictures);
    void showVisible();
    void showComparison();
    void loopSelection();
    void playPiece(int piece);
    void zoomToSelection();
    void cropToSelection();
    void showContext(bool shown);
    void pin(bool pinned);
    void compareByEar();
    void hearPinned(bool wanted);
    PlayableFile playable(const Track &track) const;
    void setGap(int frames, bool audible);
    void mark();
    int pointedMark() const;
    void nameMark();
    void removeMark();
    void takeSettings(const ClipViewSettings &settings);
    void storeSettings() const;
    void enableActions();
    QString suggestedFile(const QString &ending) const;
    QString askForFile(const QString &title, const QString &ending, const QString &filter);
    void warnOf(const std::exception_ptr &thrown);
    void writing(const std::function<void()> &work, const QString &path);
    void exportThePicture();
    void exportTheData();
    void exportTheSound();
    void exportMarks();
    void importMarks();
    FrameSpan whatIsSeen() const;
    void showJudgement();
    QString knownWords() const;
    void readKnown();
    void askAboutJudgement();
    void showError(const Error &error);
    void applyTransform(const QString &wanted);
    std::optional<RunSpec> specOf(const StageItem &wanted) const;
    void rearrange(const QString &wanted);
    Arrangement arranged(const QString &wanted) const;

    Stage &stage;
    PlayerController player;
    PictureLoader loader;
    const Workspace *workspace = nullptr;

    std::optional<StageItem> item;
    std::optional<RunSpec> spec; ///< of the run that judged the item
    CqtParameters parameters;
    FrameSpan span;
    QString transform = QString::fromLatin1(kPublished);
    QString lastOther = QString::fromLatin1(kReversed); ///< arrangement to compare as published with
    Arrangement arrangement;
    ClipPictures pictures; ///< of the item; empty while they are being made
    FrameSpan crop; ///< the frames that the model saw
    bool context = false; ///< the whole track is shown, with the crop marked
    /// What the crop is to come back to after its track was shown.
    QString cropTransform;
    double cropPosition = 0; ///< seconds
    std::optional<TimeSelection> cropSelection;
    std::optional<TimeSelection> awaitedSelection; ///< to be shown with the picture that is being made
    int gapFrames = 0; ///< left out at each joint
    bool gapAudible = false;
    bool compares = false; ///< another picture is shown beneath
    std::vector<AnnotationBox> marks;
    int markUnderMenu = -1;
    std::vector<Label> labels; ///< of the item's track, as its dataset has them
    std::vector<Moment> moments; ///< the events in it
    /// Kept to compare others with.
    struct Pinned {
        std::shared_ptr<const SpectrogramData> picture;
        PlayableFile sound;
        Arrangement arrangement;
        QString title;
    };
    std::optional<Pinned> pinned;
    bool hearsPinned = false; ///< it is what the player has, instead of the item
    NativeFileDialogs nativeFiles;
    NativeMessageBoxes nativeMessages;
    FileDialogs *files = &nativeFiles;
    MessageBoxes *messages = &nativeMessages;

    ElidedLabel *title = nullptr;
    QLabel *judgement = nullptr;
    QWidget *header = nullptr;
    ElidedLabel *emptyLine = nullptr; ///< stands for everything but the player while nothing is there
    QStackedWidget *pages = nullptr;
    EmptyState *emptyPage = nullptr;
    QWidget *blankPage = nullptr;
    EmptyState *busyPage = nullptr;
    QProgressBar *progress = nullptr;
    EmptyState *errorPage = nullptr;
    ClipView *view = nullptr;
    SaliencyBar *saliency = nullptr;
    ViewMenu *viewMenu = nullptr;
    QToolButton *viewButton = nullptr;
    QToolButton *exportButton = nullptr;
    QMenu *clipMenu = nullptr;
    QMenu *exportMenu = nullptr;
    std::vector<QAction *> needPicture;
    std::vector<QAction *> needSelection;
    std::vector<QAction *> needMark;
    QAction *contextAction = nullptr;
    QAction *compareAction = nullptr;
    QAction *pinAction = nullptr;
    ElidedLabel *readOut = nullptr;
    PlayerBar *bar = nullptr;
    QTimer busyTimer;
    JobQueue writer; ///< last: its jobs use the others
};

} // namespace retrograde
