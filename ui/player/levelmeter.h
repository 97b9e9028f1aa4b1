#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

namespace retrograde {

/// How loud the louder channel is, as a bar from -60 to 0 dB of full scale with a line at the loudest of the last
/// second; red where the sound reached full scale.
class LevelMeter : public QWidget {
    Q_OBJECT

public:
    explicit LevelMeter(QWidget *parent = nullptr);

    /// @p level is the loudest sample of what is heard now, linear. The bar falls slowly, as the eye wants it.
    void setLevel(float level);
    /// What the bar shows, dB of full scale; kLowestDb in silence.
    double shownDb() const { return m_shownDb; }
    static constexpr double kLowestDb = -60;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void fall();

    double m_shownDb = kLowestDb;
    double m_peakDb = kLowestDb;
    bool m_clipped = false;
    QElapsedTimer m_sincePeak;
    QElapsedTimer m_sinceFall;
    QTimer m_timer;
};

} // namespace retrograde
