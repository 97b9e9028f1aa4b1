#pragma once

#include "ui/spectrogram/clipview.h"

#include <QMenu>

class QActionGroup;
class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace retrograde {

/// How the pictures of a clip look: which of them, colours and levels, grid, unit of time, concert pitch. Every change
/// takes hold at once.
class ViewMenu : public QMenu {
    Q_OBJECT

public:
    explicit ViewMenu(QWidget *parent = nullptr);

    const ClipViewSettings &settings() const { return m_settings; }
    void setSettings(const ClipViewSettings &settings);

Q_SIGNALS:
    /// The user chose something.
    void settingsChosen(const retrograde::ClipViewSettings &settings);

private:
    template<typename Change> QAction *addCheck(const QString &text, const char *name, Change change);
    QSlider *addLevel(const QString &text, const char *name, QLabel **label, double SpectrogramColors::*level);
    void addRow(QWidget *row);
    void choose(const ClipViewSettings &settings);

    ClipViewSettings m_settings;
    QAction *m_constantQ;
    QAction *m_linear;
    QAction *m_waveform;
    QActionGroup *m_maps;
    QAction *m_loudest;
    QAction *m_fullScale;
    QSlider *m_floor;
    QSlider *m_top;
    QLabel *m_floorLabel = nullptr;
    QLabel *m_topLabel = nullptr;
    QAction *m_grid;
    QAction *m_frames;
    QDoubleSpinBox *m_a4;
};

} // namespace retrograde
