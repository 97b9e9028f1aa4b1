#include "ui/training/runform.h"

#include "base/error.h"
#include "experiment/settingdescription.h"
#include "experiment/storedrun.h"
#include "experiment/taskdescription.h"
#include "ui/base/colours.h"
#include "ui/base/text.h"
#include "ui/base/textlabel.h"
#include "ui/base/words.h"
#include "ui/training/runwords.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QScrollArea>
#include <QSpinBox>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace retrograde {

namespace {

/// Learning rates span decades, so a step is a factor, not a sum.
class LearningRateBox : public QDoubleSpinBox {
public:
    explicit LearningRateBox(QWidget *parent = nullptr)
        : QDoubleSpinBox(parent)
    {
        setDecimals(6);
        setRange(1e-6, 1);
    }

    void stepBy(int steps) override
    {
        for (; steps > 0; --steps)
            setValue(value() * 2);
        for (; steps < 0; ++steps)
            setValue(value() / 2);
    }

    /// Without the zeros that the six decimals would show.
    QString textFromValue(double value) const override { return locale().toString(value, 'g', 6); }
};

/// The wheel scrolls the form: a setting that happens to pass beneath the pointer is not changed by it.
class WheelPassesBy : public QObject {
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel)
            return QObject::eventFilter(watched, event);
        event->ignore();
        return true;
    }
};

void addRow(QFormLayout *form, const QString &label, QWidget *field, const QString &objectName, const QString &help)
{
    field->setObjectName(objectName);
    field->setToolTip(help);
    field->setAccessibleName(label);
    field->installEventFilter(new WheelPassesBy(field));
    // The panel is narrow: what does not fit is shortened, and whole in the list.
    if (auto *choice = qobject_cast<QComboBox *>(field)) {
        choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        choice->setMinimumContentsLength(8);
    }
    form->addRow(label, field);
}

/// As the list of settings says: limits, unit.
void limit(QSpinBox *box, const char *setting)
{
    const SettingDescription &said = runSetting(setting);
    box->setRange(static_cast<int>(said.low), static_cast<int>(said.high));
    box->setSuffix(settingUnit(setting));
}

/// What @p box has chosen by name.
template<Choice Type> void choose(const QComboBox *box, Type &setting)
{
    setting = choiceNamed<Type>(box->currentData().toString().toStdString()).value_or(setting);
}

/// Offers @p first, which stands for none, and @p names; the choice stays where it can.
void refill(QComboBox *box, const QString &first, const QStringList &names)
{
    const QString chosen = box->currentData().toString();
    box->clear();
    box->addItem(first);
    for (const QString &name : names)
        box->addItem(name, name);
    box->setCurrentIndex(chosen.isEmpty() ? 0 : std::max(0, box->findData(chosen)));
}

} // namespace

// Longer than other functions: a list of the fields, in their order.
RunForm::RunForm(QWidget *parent)
    : QWidget(parent)
{
    const RunSpec standard;

    m_task = new QComboBox;
    for (const std::string_view name : Task::names())
        m_task->addItem(taskWords(Task::named(name).value()), toQString(name));
    m_network = new QComboBox;
    for (const Network network : { Network::ConvNet, Network::ConvNetExt, Network::ResNet18 })
        m_network->addItem(networkWords(toString(network)), static_cast<int>(network));
    m_clip = new QComboBox;
    m_recipe = new QComboBox;
    m_recipe->addItem(tr("Against shortcuts"), QStringLiteral("sound"));
    m_recipe->addItem(tr("Poster (2019)"), QStringLiteral("poster"));
    m_dataset = new QComboBox;
    m_validation = new QComboBox;
    m_source = new QComboBox;
    m_trunk = new QComboBox;
    m_trunk->addItem(tr("Fine-tuned"), QStringLiteral("finetuned"));
    m_trunk->addItem(tr("Frozen"), QStringLiteral("frozen"));
    m_labels = new QComboBox;
    for (const int count : { 10, 50, 250, 500 })
        m_labels->addItem(QString::number(count), count);
    m_labels->addItem(tr("All"), 0);
    m_labels->setCurrentIndex(m_labels->count() - 1);
    m_epochs = new QSpinBox;
    limit(m_epochs, "epochs");
    m_epochs->setValue(standard.epochs);

    auto *form = m_form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setVerticalSpacing(4);
    form->setHorizontalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setLabelAlignment(Qt::AlignLeft);
    addRow(form, tr("Task"), m_task, QStringLiteral("formTask"), settingWords("task"));
    addRow(form, tr("Network"), m_network, QStringLiteral("formNetwork"), settingWords("network"));
    addRow(form, tr("Clip length"), m_clip, QStringLiteral("formClip"), settingWords("clip"));
    addRow(form, tr("Music"), m_dataset, QStringLiteral("formDataset"), tr("What to train on."));
    addRow(form, tr("Validate on"), m_validation, QStringLiteral("formValidation"),
        tr("What the model is judged by as it learns: a fifth of the music, by artist where known, or a dataset that "
           "is not trained on. What shares an artist or sound with that dataset is left out of training. A part of "
           "what is held out is kept to test on at the end."));
    addRow(form, tr("Start from"), m_source, QStringLiteral("formSource"),
        tr("Where the network comes from: random weights, or what a run of the same network has learned without "
           "labels."));
    addRow(form, tr("Network is"), m_trunk, QStringLiteral("formTrunk"), settingWords("downstream.trunk"));
    addRow(form, tr("Labels per class"), m_labels, QStringLiteral("formLabels"),
        tr("How many labelled tracks of each label to learn from. Smaller samples lie within larger ones."));
    addRow(form, tr("Epochs"), m_epochs, QStringLiteral("formEpochs"), settingWords("epochs"));

    addRow(form, tr("Recipe"), m_recipe, QStringLiteral("formRecipe"),
        tr("“Against shortcuts” keeps the model from reading artefacts instead of music. “Poster” repeats the original "
           "experiment, shortcuts included."));

    m_target = new QComboBox;
    m_target->addItem(tr("Shuffled or not"), QStringLiteral("shuffled"));
    m_target->addItem(tr("Which of six orders"), QStringLiteral("order"));
    m_gap = new QSpinBox;
    limit(m_gap, "defences.gap_frames");
    m_batch = new QSpinBox;
    limit(m_batch, "batch");
    m_batch->setValue(standard.batch);
    m_learningRate = new LearningRateBox;
    m_learningRate->setValue(standard.learningRate);
    m_seed = new QLineEdit(QString::number(standard.seed));
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{1,19}")), m_seed));
    m_device = new QComboBox;
    m_precision = new QComboBox;
    m_precision->addItem(tr("Automatic"), QStringLiteral("auto"));
    m_precision->addItem(QStringLiteral("float32"), QStringLiteral("float32"));
    m_precision->addItem(QStringLiteral("bfloat16"), QStringLiteral("bfloat16"));

    // All in one layout, so that labels and fields of both groups stand beneath each other.
    m_more = new QToolButton;
    m_more->setObjectName(QStringLiteral("formMore"));
    m_more->setText(tr("More settings"));
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setAutoRaise(true);
    m_more->setCheckable(true);
    connect(m_more, &QToolButton::toggled, this, &RunForm::showMore);
    connect(m_more, &QToolButton::clicked, this, [this](bool more) {
        if (more) // once there is room for them
            QTimer::singleShot(0, m_precision, [this] { m_scroll->ensureWidgetVisible(m_precision, 0, 8); });
    });
    form->addRow(m_more);
    addRow(form, tr("Answer"), m_target, QStringLiteral("formTarget"), settingWords("pretext.target"));
    addRow(form, tr("Gap"), m_gap, QStringLiteral("formGap"), settingWords("defences.gap_frames"));
    addRow(form, tr("Batch"), m_batch, QStringLiteral("formBatch"), settingWords("batch"));
    addRow(
        form, tr("Learning rate"), m_learningRate, QStringLiteral("formLearningRate"), settingWords("learning_rate"));
    addRow(form, tr("Seed"), m_seed, QStringLiteral("formSeed"), settingWords("seed"));
    addRow(form, tr("Device"), m_device, QStringLiteral("formDevice"), settingWords("device"));
    addRow(form, tr("Precision"), m_precision, QStringLiteral("formPrecision"), settingWords("precision"));
    setDevices({ QStringLiteral("auto"), QStringLiteral("cpu") });

    m_start = new QPushButton(tr("Start training"));
    m_start->setObjectName(QStringLiteral("startButton"));
    m_start->setMinimumHeight(32);
    connect(m_start, &QPushButton::clicked, this, &RunForm::startRequested);

    m_problem = new TextLabel;
    m_problem->setObjectName(QStringLiteral("formProblem"));
    m_problem->setWordWrap(true);
    m_problem->setVisible(false);

    // The settings scroll, the button that starts stays.
    auto *fields = new QWidget;
    auto *fieldsLayout = new QVBoxLayout(fields);
    fieldsLayout->setContentsMargins(8, 8, 8, 8);
    fieldsLayout->setSpacing(8);
    fieldsLayout->addLayout(form);
    fieldsLayout->addStretch(1);
    m_scroll = new QScrollArea;
    m_scroll->setObjectName(QStringLiteral("formScroll"));
    m_scroll->setWidget(fields);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(8, 0, 8, 8);
    foot->setSpacing(4);
    foot->addWidget(m_problem);
    foot->addWidget(m_start);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_scroll, 1);
    layout->addLayout(foot);
    m_ofTasks = { { "validation_datasets", m_validation }, { "downstream.from_run", m_source },
        { "downstream.trunk", m_trunk }, { "downstream.labels_per_class", m_labels }, { "pretext.target", m_target },
        { "defences.gap_frames", m_gap } };
    showMore(false);
    connect(m_task, &QComboBox::currentIndexChanged, this, &RunForm::applyTask);
    for (QComboBox *box : { m_network, m_trunk })
        connect(box, &QComboBox::currentIndexChanged, this, [this] { applyPreset(false); });
    connect(m_recipe, &QComboBox::currentIndexChanged, this, [this] { applyPreset(true); });
    connect(m_network, &QComboBox::currentIndexChanged, this, &RunForm::offerSources);
    applyTask();
}

Task RunForm::task() const
{
    return Task::named(m_task->currentData().toString().toStdString()).value();
}

Network RunForm::network() const
{
    return static_cast<Network>(m_network->currentData().toInt());
}

void RunForm::applyTask()
{
    if (m_clip->count() > 0)
        m_clips[m_clipsOf] = m_clip->currentData().toString();
    m_clipsOf = task();
    m_clip->clear();
    for (const std::string &clip : task()->clips)
        m_clip->addItem(clipWords(clip), toQString(clip));
    showRows();
    offerDatasets();
    offerSources();
    updateStart();
    applyPreset(false);
    const auto chosen = m_clips.find(task());
    m_clip->setCurrentIndex(
        m_clip->findData(chosen != m_clips.end() ? chosen->second : QString::fromStdString(m_preset.clip.toString())));
}

/// What the user has set stays when the task or the network becomes another; what stands as the recipe had it follows.
/// A recipe that is chosen is taken as it is.
void RunForm::applyPreset(bool all)
{
    const RunSpec before = m_preset;
    m_preset = RunSpec::preset(m_recipe->currentData().toString().toStdString(), task(), network());
    if (task()->learnsFromLabels() && m_trunk->currentData().toString() == u"frozen")
        m_preset.freezeTrunk();
    const auto follow = [this, all](auto *field, auto old, auto now) {
        if (all || !m_hasPreset || field->value() == old)
            field->setValue(now);
    };
    follow(m_epochs, before.epochs, m_preset.epochs);
    follow(m_batch, before.batch, m_preset.batch);
    follow(m_learningRate, before.learningRate, m_preset.learningRate);
    follow(m_gap, before.defences.gapFrames, m_preset.defences.gapFrames);
    m_hasPreset = true;
}

void RunForm::showMore(bool more)
{
    showRows();
    m_more->setArrowType(more ? Qt::DownArrow : Qt::RightArrow);
}

void RunForm::showRows()
{
    const bool more = m_more->isChecked();
    for (const auto &[key, field] : m_ofTasks)
        m_form->setRowVisible(field, task()->hasSetting(key) && (more || (field != m_target && field != m_gap)));
    for (QWidget *field : std::initializer_list<QWidget *> { m_batch, m_learningRate, m_seed, m_device, m_precision })
        m_form->setRowVisible(field, more);
}

RunSpec RunForm::spec() const
{
    RunSpec spec = m_preset;
    spec.clip = ClipLength::parse(m_clip->currentData().toString().toStdString());
    if (task()->hasSetting("pretext.target"))
        choose(m_target, spec.pretext.target);
    if (task()->hasSetting("defences.gap_frames"))
        spec.defences.gapFrames = m_gap->value();
    if (m_dataset->currentIndex() > 0)
        spec.datasets = { m_dataset->currentData().toString().toStdString() };
    if (task()->learnsFromLabels()) {
        spec.downstream.labelsPerClass = m_labels->currentData().toInt();
        for (const Source &source : m_sources) {
            if (source.id == m_source->currentData().toLongLong())
                spec.startFrom(source.id, source.spec);
        }
    } else if (m_validation->currentIndex() > 0) {
        spec.validationDatasets = { m_validation->currentData().toString().toStdString() };
    }
    spec.epochs = m_epochs->value();
    spec.batch = m_batch->value();
    spec.learningRate = m_learningRate->value();
    spec.seed = m_seed->text().toULongLong();
    choose(m_device, spec.device);
    choose(m_precision, spec.precision);
    return spec;
}

QVariantMap RunForm::state() const
{
    QVariantMap state;
    for (const QComboBox *box : findChildren<QComboBox *>())
        state[box->objectName()] = box->currentData();
    for (const QSpinBox *box : { m_epochs, m_batch, m_gap })
        state[box->objectName()] = box->value();
    state[m_learningRate->objectName()] = m_learningRate->value();
    state[m_seed->objectName()] = m_seed->text();
    state[m_more->objectName()] = m_more->isChecked();
    return state;
}

void RunForm::setState(const QVariantMap &state)
{
    const auto choose = [&](QComboBox *box) {
        const auto kept = state.find(box->objectName());
        const int index = kept != state.end() ? box->findData(*kept) : -1;
        if (index >= 0)
            box->setCurrentIndex(index);
    };
    // First those that decide what the others offer.
    for (QComboBox *box : { m_recipe, m_task, m_network, m_trunk })
        choose(box);
    for (QComboBox *box : findChildren<QComboBox *>())
        choose(box);
    for (QSpinBox *box : { m_epochs, m_batch, m_gap })
        box->setValue(state.value(box->objectName(), box->value()).toInt());
    m_learningRate->setValue(state.value(m_learningRate->objectName(), m_learningRate->value()).toDouble());
    const QString seed = state.value(m_seed->objectName()).toString();
    if (!seed.isEmpty())
        m_seed->setText(seed);
    m_more->setChecked(state.value(m_more->objectName()).toBool());
}

void RunForm::setDatasets(const QStringList &names, const QStringList &labelled)
{
    m_datasets = names;
    m_labelled = labelled;
    offerDatasets();
    updateStart();
}

void RunForm::offerDatasets()
{
    const bool recogniser = task()->learnsFromLabels();
    refill(
        m_dataset, recogniser ? tr("All that is labelled") : tr("All datasets"), recogniser ? m_labelled : m_datasets);
    refill(m_validation, tr("A fifth of the music"), m_datasets);
}

void RunForm::setSources(const std::vector<Run> &runs)
{
    std::vector<Source> sources;
    for (const Run &run : runs) {
        if (run.bestEpoch == 0 || isRecogniser(run))
            continue;
        try {
            sources.push_back({ run.id, runTitle(run), RunSpec::fromJson(run.spec) });
        } catch (const Error &) {
            // Of a version that knows more settings: it stays listed, but nothing can start from it.
        }
    }
    if (sources == m_sources)
        return;
    m_sources = std::move(sources);
    offerSources();
}

void RunForm::offerSources()
{
    const QVariant chosen = m_source->currentData();
    m_source->clear();
    m_source->addItem(tr("Random weights"));
    for (const Source &source : m_sources) {
        if (source.spec.network == network())
            m_source->addItem(source.title, QVariant::fromValue<qlonglong>(source.id));
    }
    m_source->setCurrentIndex(chosen.isValid() ? std::max(0, m_source->findData(chosen)) : 0);
}

void RunForm::setDevices(const QStringList &devices)
{
    m_device->clear();
    for (const QString &device : devices) {
        QString words = device;
        if (device == u"auto")
            words = tr("Automatic");
        else if (device == u"cpu")
            words = tr("Processor");
        else if (device == u"cuda")
            words = tr("Graphics card (CUDA)");
        m_device->addItem(words, device);
    }
}

void RunForm::setProblem(const QString &sentence)
{
    m_failed = !sentence.isEmpty();
    setProblemColour();
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void RunForm::setProblemColour()
{
    QPalette toned;
    if (m_failed)
        toned.setColor(QPalette::WindowText, colours::failure(palette()));
    m_problem->setPalette(toned);
}

void RunForm::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setProblemColour();
}

void RunForm::setQueues(bool queues)
{
    m_start->setText(queues ? tr("Add to the queue") : tr("Start training"));
}

void RunForm::setUnavailable(const QString &reason)
{
    m_unavailable = reason;
    updateStart();
}

void RunForm::updateStart()
{
    QString reason = m_unavailable;
    if (reason.isEmpty() && task()->learnsFromLabels() && m_labelled.isEmpty())
        reason = tr("No music has labels to learn from yet. Import OpenMIC-2018 or a folder with a labels file, or "
                    "render the labelled demo set: all three in the File menu.");
    m_start->setEnabled(reason.isEmpty());
    m_start->setToolTip(reason);
    m_failed = false;
    setProblemColour();
    m_problem->setText(reason);
    m_problem->setVisible(!reason.isEmpty());
}

} // namespace retrograde
