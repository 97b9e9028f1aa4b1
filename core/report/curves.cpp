#include "report/curves.h"

#include "base/text.h"
#include "report/escape.h"

#include <algorithm>
#include <cmath>

namespace retrograde {

namespace {

constexpr double kWidth = 560;
constexpr double kHeight = 300;
constexpr double kLeft = 56;
constexpr double kRight = 16;
constexpr double kTop = 34;
constexpr double kBottom = 46;

/// A round distance between axis ticks, so that about @p wanted of them fit into @p range.
double tickDistance(double range, int wanted)
{
    const double rough = range / wanted;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : { 1.0, 2.0, 5.0 }) {
        if (rough <= factor * power)
            return factor * power;
    }
    return 10 * power;
}

std::string pointText(double x, double y)
{
    return decimalText(x, 1) + "," + decimalText(y, 1);
}

class Drawing {
public:
    explicit Drawing(const Chart &chart)
        : m_chart(chart)
    {
        std::size_t longest = 1;
        double highest = std::max(chart.reference, chart.low);
        for (const Curve &curve : chart.curves) {
            longest = std::max(longest, curve.values.size());
            for (const double value : curve.values) {
                if (std::isfinite(value))
                    highest = std::max(highest, value);
            }
        }
        m_epochs = static_cast<double>(longest);
        m_high = chart.high.value_or(chart.low + 1.05 * (highest - chart.low));
        if (!(m_high > chart.low))
            m_high = chart.low + 1;
    }

    std::string draw()
    {
        m_svg = "<svg viewBox=\"0 0 " + decimalText(kWidth, 0) + " " + decimalText(kHeight, 0)
            + "\" role=\"img\" aria-label=\"" + htmlEscaped(m_chart.title) + "\">\n";
        text(kLeft, 20, "title", "start", m_chart.title);
        drawAxes();
        line("reference", xOf(1), yOf(m_chart.reference), kWidth - kRight, yOf(m_chart.reference));
        text(kWidth - kRight, yOf(m_chart.reference) - 5, "label", "end", m_chart.referenceName);
        if (m_chart.marked > 0) {
            line("marked", xOf(m_chart.marked), kTop, xOf(m_chart.marked), kHeight - kBottom);
            text(xOf(m_chart.marked), kTop - 3, "label", "middle", m_chart.markedName);
        }
        for (const Curve &curve : m_chart.curves)
            drawCurve(curve);
        return m_svg + "</svg>\n";
    }

private:
    double xOf(double epoch) const
    {
        const double part = m_epochs > 1 ? (epoch - 1) / (m_epochs - 1) : 0.5;
        return kLeft + part * (kWidth - kLeft - kRight);
    }
    double yOf(double value) const
    {
        const double part = std::clamp((value - m_chart.low) / (m_high - m_chart.low), 0.0, 1.0);
        return kHeight - kBottom - part * (kHeight - kTop - kBottom);
    }

    void line(const char *cssClass, double x1, double y1, double x2, double y2)
    {
        m_svg += "<line class=\"" + std::string(cssClass) + "\" x1=\"" + decimalText(x1, 1) + "\" y1=\""
            + decimalText(y1, 1) + "\" x2=\"" + decimalText(x2, 1) + "\" y2=\"" + decimalText(y2, 1) + "\"/>\n";
    }

    void text(double x, double y, const char *cssClass, const char *anchor, const std::string &content)
    {
        m_svg += "<text class=\"" + std::string(cssClass) + "\" x=\"" + decimalText(x, 1) + "\" y=\""
            + decimalText(y, 1) + "\" text-anchor=\"" + anchor + "\">" + htmlEscaped(content) + "</text>\n";
    }

    void drawAxes()
    {
        const double step = tickDistance(m_high - m_chart.low, 5);
        const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
        const auto first = static_cast<int>(std::ceil(m_chart.low / step - 1e-9));
        const auto last = static_cast<int>(std::floor(m_high / step + 1e-9));
        for (int tick = first; tick <= last; ++tick) {
            const double y = yOf(tick * step);
            line("grid", kLeft, y, kWidth - kRight, y);
            text(kLeft - 6, y + 4, "tick", "end", decimalText(tick * step, decimals));
        }
        const int epochStep = std::max(1, static_cast<int>(std::lround(tickDistance(m_epochs, 8))));
        for (int epoch = 1; epoch <= static_cast<int>(m_epochs);
             epoch += epoch == 1 && epochStep > 1 ? epochStep - 1 : epochStep)
            text(xOf(epoch), kHeight - kBottom + 16, "tick", "middle", std::to_string(epoch));
        text((kLeft + kWidth - kRight) / 2, kHeight - 8, "label", "middle", "epoch");
        m_svg += "<text class=\"label\" transform=\"translate(14," + decimalText((kTop + kHeight - kBottom) / 2, 1)
            + ") rotate(-90)\" text-anchor=\"middle\">" + htmlEscaped(m_chart.verticalLabel) + "</text>\n";
    }

    void drawCurve(const Curve &curve)
    {
        // A value that is no number interrupts the line.
        std::string points;
        const auto flush = [&] {
            if (!points.empty())
                m_svg += "<polyline class=\"curve " + curve.cssClass + "\" points=\"" + points + "\"/>\n";
            points.clear();
        };
        for (std::size_t i = 0; i < curve.values.size(); ++i) {
            if (!std::isfinite(curve.values[i])) {
                flush();
                continue;
            }
            const double x = xOf(static_cast<double>(i + 1));
            const double y = yOf(curve.values[i]);
            points += (points.empty() ? "" : " ") + pointText(x, y);
            m_svg += "<circle class=\"dot " + curve.cssClass + "\" cx=\"" + decimalText(x, 1) + "\" cy=\""
                + decimalText(y, 1) + "\" r=\"2.5\"><title>" + htmlEscaped(curve.name) + ", epoch "
                + std::to_string(i + 1) + ": " + decimalText(curve.values[i], 4) + "</title></circle>\n";
        }
        flush();
    }

    const Chart &m_chart;
    double m_epochs = 1;
    double m_high = 1;
    std::string m_svg;
};

} // namespace

std::string toSvg(const Chart &chart)
{
    return Drawing(chart).draw();
}

} // namespace retrograde
