#pragma once

#include "experiment/runspec.h"
#include "library/records.h"

#include <QStringList>
#include <QVariantMap>
#include <QWidget>
#include <map>
#include <utility>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QSpinBox;
class QToolButton;

namespace retrograde {

/// The settings of the next run.
class RunForm : public QWidget {
    Q_OBJECT

public:
    explicit RunForm(QWidget *parent = nullptr);

    /// As the controls stand.
    RunSpec spec() const;
    /// What the controls show, by their names, to be put back after a restart; what is not offered any more is left.
    QVariantMap state() const;
    void setState(const QVariantMap &state);
    /// Dataset names to choose from, and those of them that have labels; the choice stays where it can.
    void setDatasets(const QStringList &names, const QStringList &labelled);
    /// Runs whose trunk a recogniser can start from; the choice stays where it can.
    void setSources(const std::vector<Run> &runs);
    /// Devices to choose from, as RunSpec names them.
    void setDevices(const QStringList &devices);
    /// Why the run cannot start; empty takes the sentence away.
    void setProblem(const QString &sentence);
    /// With a sentence, the button is off and says why.
    void setUnavailable(const QString &reason);
    /// Whether another run trains or waits: a new one waits then.
    void setQueues(bool queues);

Q_SIGNALS:
    void startRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showMore(bool more);
    /// Those that fit the task.
    void showRows();
    void setProblemColour();
    /// Offers what fits the task, and fills in the preset's recipe.
    void applyTask();
    /// @p all: the recipe's values, whatever the user has set.
    void applyPreset(bool all);
    void offerDatasets();
    void offerSources();
    void updateStart();
    Task task() const;
    Network network() const;

    struct Source {
        Id id = 0;
        QString title;
        RunSpec spec;
        bool operator==(const Source &) const = default;
    };

    /// Fields that not all tasks have (TaskDescription::settings), by the setting.
    std::vector<std::pair<const char *, QWidget *>> m_ofTasks;
    std::map<Task, QString> m_clips; ///< the clip length that was chosen last for each task
    Task m_clipsOf = Task::Reversal; ///< whose clip lengths are offered
    bool m_hasPreset = false; ///< the fields were filled in once
    RunSpec m_preset; ///< what the fields do not show comes from it
    QStringList m_datasets;
    QStringList m_labelled;
    std::vector<Source> m_sources;
    bool m_failed = false; ///< what is said is why the last start failed
    QString m_unavailable; ///< why nothing can be trained; empty = it can
    QFormLayout *m_form = nullptr;
    QComboBox *m_task = nullptr;
    QComboBox *m_network = nullptr;
    QComboBox *m_clip = nullptr;
    QComboBox *m_dataset = nullptr;
    QComboBox *m_validation = nullptr;
    QComboBox *m_source = nullptr;
    QComboBox *m_trunk = nullptr;
    QComboBox *m_labels = nullptr;
    QSpinBox *m_epochs = nullptr;
    QComboBox *m_recipe = nullptr;
    QComboBox *m_target = nullptr;
    QScrollArea *m_scroll = nullptr;
    QToolButton *m_more = nullptr;
    QSpinBox *m_batch = nullptr;
    QSpinBox *m_gap = nullptr;
    QDoubleSpinBox *m_learningRate = nullptr;
    QLineEdit *m_seed = nullptr;
    QComboBox *m_device = nullptr;
    QComboBox *m_precision = nullptr;
    QPushButton *m_start = nullptr;
    QLabel *m_problem = nullptr;
};

} // namespace retrograde
