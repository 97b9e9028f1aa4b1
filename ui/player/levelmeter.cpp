#include "ui/player/levelmeter.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

constexpr int kTickMilliseconds = 33;
constexpr double kFallDbPerSecond = 30;
constexpr qint64 kHoldMilliseconds = 1000;

} // namespace

LevelMeter::LevelMeter(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("levelMeter"));
    setAccessibleName(tr("Level"));
    setToolTip(tr("Level of the louder channel, -60 to 0 dB of full scale"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_sincePeak.start();
    m_sinceFall.start();
    m_timer.setInterval(kTickMilliseconds);
    connect(&m_timer, &QTimer::timeout, this, &LevelMeter::fall);
}

QSize LevelMeter::sizeHint() const
{
    return { 72, 10 };
}

void LevelMeter::setLevel(float level)
{
    const double db = level > 0 ? std::max(kLowestDb, 20 * std::log10(static_cast<double>(level))) : kLowestDb;
    m_shownDb = std::max(m_shownDb, db);
    if (db >= m_peakDb) {
        m_peakDb = db;
        m_sincePeak.restart();
        m_clipped = level >= 1;
    }
    if (!m_timer.isActive() && m_shownDb > kLowestDb) {
        m_sinceFall.restart();
        m_timer.start();
    }
    update();
}

void LevelMeter::fall()
{
    const double fallen = kFallDbPerSecond * static_cast<double>(m_sinceFall.restart()) / 1000;
    m_shownDb = std::max(kLowestDb, m_shownDb - fallen);
    if (m_sincePeak.elapsed() > kHoldMilliseconds) {
        m_peakDb = m_shownDb;
        m_clipped = false;
    }
    if (m_peakDb <= kLowestDb)
        m_timer.stop();
    update();
}

void LevelMeter::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const auto x = [&](double db) { return area.left() + (db - kLowestDb) / -kLowestDb * area.width(); };
    painter.fillRect(area, palette().base());
    painter.fillRect(QRectF(area.left(), area.top(), x(m_shownDb) - area.left(), area.height()),
        m_clipped ? QColor(0xd6, 0x45, 0x3c) : palette().color(QPalette::Highlight).lighter(115));
    if (m_peakDb > kLowestDb) {
        painter.setPen(QPen(palette().color(QPalette::Text), 1));
        painter.drawLine(QPointF(x(m_peakDb), area.top()), QPointF(x(m_peakDb), area.bottom()));
    }
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawRect(area);
}

} // namespace retrograde
