#include "ui/spectrogram/viewmenu.h"

#include "ui/base/textlabel.h"

#include <QActionGroup>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSlider>
#include <QWidgetAction>
#include <cmath>

namespace retrograde {

namespace {

constexpr double kLowestA4 = 400;
constexpr double kHighestA4 = 480;

QString colorMapName(ColorMap map)
{
    switch (map) {
    case ColorMap::Viridis:
        return ViewMenu::tr("Viridis");
    case ColorMap::Magma:
        return ViewMenu::tr("Magma");
    case ColorMap::Cividis:
        return ViewMenu::tr("Cividis");
    case ColorMap::Grey:
        return ViewMenu::tr("Grey");
    case ColorMap::BlueRed:
        return ViewMenu::tr("Blue to red, as on the poster");
    }
    return {};
}

} // namespace

template<typename Change> QAction *ViewMenu::addCheck(const QString &text, const char *name, Change change)
{
    QAction *action = addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, change](bool checked) {
        ClipViewSettings settings = m_settings;
        change(settings, checked);
        choose(settings);
    });
    return action;
}

void ViewMenu::addRow(QWidget *row)
{
    auto *action = new QWidgetAction(this);
    action->setDefaultWidget(row);
    addAction(action);
}

QSlider *ViewMenu::addLevel(const QString &text, const char *name, QLabel **label, double SpectrogramColors::*level)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(24, 2, 16, 2);
    auto *slider = new QSlider(Qt::Horizontal, row);
    slider->setObjectName(QLatin1String(name));
    slider->setAccessibleName(text);
    slider->setRange(static_cast<int>(SpectrogramColors::kLowestDb), static_cast<int>(SpectrogramColors::kHighestDb));
    slider->setSingleStep(1);
    slider->setPageStep(10);
    slider->setMinimumWidth(160);
    *label = new TextLabel(row);
    (*label)->setMinimumWidth((*label)->fontMetrics().horizontalAdvance(tr("%1 dB").arg(QStringLiteral("-120"))));
    (*label)->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    layout->addWidget(new TextLabel(text, row), 1);
    layout->addWidget(slider);
    layout->addWidget(*label);
    addRow(row);
    connect(slider, &QSlider::valueChanged, this, [this, level](int db) {
        ClipViewSettings settings = m_settings;
        settings.colors.*level = db;
        choose(settings);
    });
    return slider;
}

ViewMenu::ViewMenu(QWidget *parent)
    : QMenu(parent)
{
    setObjectName(QStringLiteral("viewMenu"));
    addSection(tr("Pictures"));
    m_constantQ = addCheck(tr("Constant-Q spectrogram"), "viewConstantQ",
        [](ClipViewSettings &settings, bool on) { settings.constantQ = on; });
    m_linear = addCheck(
        tr("Linear spectrogram"), "viewLinear", [](ClipViewSettings &settings, bool on) { settings.linear = on; });
    m_waveform
        = addCheck(tr("Waveform"), "viewWaveform", [](ClipViewSettings &settings, bool on) { settings.waveform = on; });

    addSection(tr("Colours"));
    m_maps = new QActionGroup(this);
    for (const ColorMap map : colorMaps()) {
        QAction *action = addCheck(colorMapName(map), toString(map).data(),
            [map](ClipViewSettings &settings, bool) { settings.colors.map = map; });
        action->setData(static_cast<int>(map));
        m_maps->addAction(action);
    }
    addSection(tr("Levels"));
    m_floor = addLevel(tr("Softest level shown"), "floorSlider", &m_floorLabel, &SpectrogramColors::floorDb);
    m_top = addLevel(tr("Loudest level shown"), "topSlider", &m_topLabel, &SpectrogramColors::topDb);
    auto *references = new QActionGroup(this);
    m_loudest = addCheck(tr("Count from the loudest"), "referenceLoudest",
        [](ClipViewSettings &settings, bool) { settings.colors.reference = LevelReference::Loudest; });
    m_fullScale = addCheck(tr("Count from full scale"), "referenceFullScale",
        [](ClipViewSettings &settings, bool) { settings.colors.reference = LevelReference::FullScale; });
    references->addAction(m_loudest);
    references->addAction(m_fullScale);

    addSection(tr("Axes"));
    m_grid = addCheck(tr("Grid (G)"), "viewGrid", [](ClipViewSettings &settings, bool on) { settings.grid = on; });
    m_frames = addCheck(tr("Time in frames"), "viewFrames", [](ClipViewSettings &settings, bool on) {
        settings.unit = on ? TimelineView::TimeUnit::Frames : TimelineView::TimeUnit::Seconds;
    });
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(24, 2, 16, 8);
    auto *label = new TextLabel(tr("Concert pitch A4:"), row);
    m_a4 = new QDoubleSpinBox(row);
    m_a4->setObjectName(QStringLiteral("concertPitch"));
    m_a4->setAccessibleName(tr("Concert pitch A4"));
    m_a4->setRange(kLowestA4, kHighestA4);
    m_a4->setDecimals(1);
    m_a4->setSuffix(tr(" Hz", "unit after a number"));
    label->setBuddy(m_a4);
    layout->addWidget(label, 1);
    layout->addWidget(m_a4);
    addRow(row);
    connect(m_a4, &QDoubleSpinBox::valueChanged, this, [this](double hertz) {
        ClipViewSettings settings = m_settings;
        settings.concertPitch = hertz;
        choose(settings);
    });
    setSettings({});
}

void ViewMenu::choose(const ClipViewSettings &settings)
{
    setSettings(settings);
    Q_EMIT settingsChosen(m_settings);
}

void ViewMenu::setSettings(const ClipViewSettings &settings)
{
    m_settings = settings;
    m_settings.constantQ = settings.constantQ || (!settings.linear && !settings.waveform);
    m_settings.colors = settings.colors.clamped();
    m_constantQ->setChecked(m_settings.constantQ);
    m_linear->setChecked(m_settings.linear);
    m_waveform->setChecked(m_settings.waveform);
    const QList<QAction *> maps = m_maps->actions();
    for (QAction *action : maps)
        action->setChecked(action->data().toInt() == static_cast<int>(m_settings.colors.map));
    const auto show = [](QSlider *slider, QLabel *label, double db) {
        const QSignalBlocker blocker(slider);
        slider->setValue(static_cast<int>(std::lround(db)));
        label->setText(tr("%1 dB").arg(QLocale().toString(slider->value())));
    };
    show(m_floor, m_floorLabel, m_settings.colors.floorDb);
    show(m_top, m_topLabel, m_settings.colors.topDb);
    m_loudest->setChecked(m_settings.colors.reference == LevelReference::Loudest);
    m_fullScale->setChecked(m_settings.colors.reference == LevelReference::FullScale);
    m_grid->setChecked(m_settings.grid);
    m_frames->setChecked(m_settings.unit == TimelineView::TimeUnit::Frames);
    const QSignalBlocker blocker(m_a4);
    m_a4->setValue(m_settings.concertPitch);
}

} // namespace retrograde
