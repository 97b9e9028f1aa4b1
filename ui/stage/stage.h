#pragma once

#include "analysis/judgedclip.h"
#include "library/records.h"
#include "ui/stage/saliencysource.h"

#include <QString>
#include <QWidget>
#include <memory>
#include <optional>

namespace retrograde {

class FileDialogs;
class MessageBoxes;
class Workspace;
struct SoundDevices;

/// What was pointed at: a whole track, a clip of it, or a crop that a model judged.
struct StageItem {
    Track track;
    double startSeconds = 0;
    double seconds = 0; ///< 0 = to the track's end
    QString transform; ///< how to hear it first: "published", "reversed", "2,1,3"; empty = published, or for a
                       ///< clip that was judged what the model heard
    std::optional<JudgedClip> judged; ///< the crop is then exactly the frames that the model saw
};

/// The stage: one selection, one picture, one transport, always visible. Shows the spectrogram of the item under the
/// chosen arrangement, plays the same, moves the playhead with the ear. GUI thread; decoding and transforms run on
/// workers of its own.
///
/// A stretch that is selected in the picture is what loops, and can be played, zoomed to, put on the stage alone,
/// marked and written to a file. Marks can be named, read from and written to Raven's selection tables; they last as
/// long as the item is on the stage.
///
/// Events that a dataset noted are pointed at in the picture, and labels stand in the title's line.
///
/// A picture that is kept to compare others with stays beneath them, and can be heard in their place.
///
/// It brings its own keys, which work in its whole window: space plays and pauses (except where the focused control
/// needs it), R reverses, Alt+1 ... Alt+6 choose an order, ` or A switches between as published and the last other
/// arrangement or, while one is kept, between the two sounds, L loops; more in addKeys(). With the focus on the stage
/// Home goes to the start.
class Stage : public QWidget {
    Q_OBJECT

public:
    explicit Stage(QWidget *parent = nullptr);
    Stage(SoundDevices devices, QWidget *parent);
    ~Stage() override;

    /// The workspace whose feature store is read; null closes it. It must outlive the stage or be taken away first.
    void setWorkspace(const Workspace *workspace);
    /// Who is asked for files and told of failures, instead of the platform's own. They must outlive the stage.
    void setDialogs(FileDialogs *files, MessageBoxes *messages);
    /// Who is asked where a model looked. Without one nobody can be.
    void setSaliencySource(SaliencySource source);

    /// "published", "reversed" or an order.
    QString transform() const;
    bool isEmpty() const;
    /// Whether @p item, as it was pointed at, is what is there now.
    bool shows(const StageItem &item) const;

public Q_SLOTS:
    /// Shows @p item and stops what plays. Latest wins: skipping quickly through a list shows only the last.
    void showItem(const retrograde::StageItem &item);
    void clear();
    void togglePlay();
    void stopPlayback();
    /// "published", "reversed" or an order; picture and sound change together, playing goes on at the same musical
    /// instant, as PlayerController::setArrangement() says.
    void setTransform(const QString &transform);

Q_SIGNALS:
    void transformChanged(const QString &transform);
    void playbackStarted();
    /// Something is on the stage, or nothing any more: it needs no more height than a bar then.
    void filled(bool filled);
    /// A file was written or read: one sentence.
    void news(const QString &sentence);
    /// One sentence: the file vanished, the device failed.
    void problem(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace retrograde
