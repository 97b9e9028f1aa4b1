#include "ui/stage/export.h"

#include "audio/soundfile.h"
#include "audio/soundsource.h"
#include "base/error.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "spectrum/npyfile.h"
#include "ui/base/text.h"
#include "ui/spectrogram/qcp.h"

#include <QGuiApplication>
#include <QPalette>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>
#include <string>

namespace retrograde {

namespace {

constexpr int kPointsPerInch = 72;

constexpr int kMargin = 8;

/// The pictures in the colours of paper for as long as this lives.
class OnPaper {
public:
    explicit OnPaper(const std::vector<TimelineView *> &pictures)
        : m_pictures(pictures)
    {
        QPalette paper(Qt::black, QColor(0xf0, 0xf0, 0xf0), Qt::white, Qt::darkGray, Qt::gray, Qt::black, Qt::black,
            Qt::white, Qt::white);
        for (TimelineView *view : m_pictures) {
            m_own.push_back(view->testAttribute(Qt::WA_SetPalette) ? view->palette() : QPalette());
            view->setPalette(paper);
        }
    }
    ~OnPaper()
    {
        for (std::size_t i = 0; i < m_pictures.size(); ++i)
            m_pictures[i]->setPalette(m_own[i]);
    }
    OnPaper(const OnPaper &) = delete;
    OnPaper &operator=(const OnPaper &) = delete;

private:
    const std::vector<TimelineView *> &m_pictures;
    std::vector<QPalette> m_own;
};

/// One line across @p area, shortened where it does not fit.
void write(QPainter &painter, const QRect &area, const QFont &font, const QString &text)
{
    painter.setFont(font);
    painter.setPen(Qt::black);
    painter.drawText(
        area, Qt::AlignLeft | Qt::AlignVCenter, painter.fontMetrics().elidedText(text, Qt::ElideRight, area.width()));
}

/// Below each other; each as high, for its share, as on the screen.
void paint(
    QCPPainter &painter, const std::vector<TimelineView *> &pictures, const PictureTexts &texts, const QSize &size)
{
    const OnPaper paper(pictures);
    painter.fillRect(QRect({ 0, 0 }, size), Qt::white);
    QFont font = QGuiApplication::font();
    const int line = QFontMetrics(font).height() + kMargin;
    const int above = texts.title.isEmpty() ? 0 : line;
    const int below = texts.credit.isEmpty() ? 0 : line;
    const int width = size.width() - 2 * kMargin;
    if (below > 0)
        write(painter, { kMargin, size.height() - below, width, below }, font, texts.credit);
    font.setBold(true);
    if (above > 0)
        write(painter, { kMargin, 0, width, above }, font, texts.title);

    const int room = std::max(1, size.height() - above - below);
    int all = 0;
    for (const TimelineView *view : pictures)
        all += std::max(1, view->height());
    int top = 0;
    int sum = 0;
    for (TimelineView *view : pictures) {
        sum += std::max(1, view->height());
        const int bottom = room * sum / std::max(1, all);
        painter.save();
        painter.translate(0, above + top);
        view->paintTo(painter, { size.width(), bottom - top });
        painter.restore();
        top = bottom;
    }
}

} // namespace

void exportPicture(const std::vector<TimelineView *> &pictures, const PictureTexts &texts, const QSize &size,
    const std::filesystem::path &path)
{
    const std::string ending = toLower(path.extension().string());
    writeOutput(path, [&](const std::filesystem::path &temporary) {
        const QString name = toFileName(temporary);
        bool written = false;
        if (ending == ".svg") {
            QSvgGenerator svg;
            svg.setFileName(name);
            svg.setSize(size);
            svg.setViewBox(QRect({ 0, 0 }, size));
            svg.setResolution(kPointsPerInch);
            svg.setTitle(texts.title);
            svg.setDescription(texts.credit);
            QCPPainter painter;
            written = painter.begin(&svg);
            if (written) {
                painter.setMode(QCPPainter::pmVectorized);
                paint(painter, pictures, texts, size);
                written = painter.end();
            }
        } else if (ending == ".pdf") {
            QPdfWriter pdf(name);
            pdf.setResolution(kPointsPerInch);
            pdf.setPageMargins({ 0, 0, 0, 0 });
            pdf.setPageSize(QPageSize(QSizeF(size), QPageSize::Point, {}, QPageSize::ExactMatch));
            pdf.setTitle(texts.title);
            QCPPainter painter;
            written = painter.begin(&pdf);
            if (written) {
                painter.setMode(QCPPainter::pmVectorized);
                paint(painter, pictures, texts, size);
                written = painter.end();
            }
        } else {
            QImage image(size, QImage::Format_RGB32);
            if (!image.isNull()) {
                image.fill(Qt::white);
                QCPPainter painter;
                painter.begin(&image);
                paint(painter, pictures, texts, size);
                painter.end();
                written = image.save(name, "PNG");
            }
        }
        if (!written)
            throw Error(ErrorCode::Io, path, "could not be written");
    });
}

void exportData(
    const SpectrogramData &data, const Arrangement &arrangement, FrameSpan frames, const std::filesystem::path &path)
{
    frames.begin = std::clamp<std::int64_t>(frames.begin, 0, arrangement.frameCount());
    frames.end = std::clamp<std::int64_t>(frames.end, frames.begin, arrangement.frameCount());
    if (frames.size() == 0)
        throw Error(ErrorCode::InvalidArgument, path, "there is nothing to write to it");
    const auto bins = static_cast<std::size_t>(data.bins());
    const auto level = [&](std::int64_t frame, std::size_t bin) {
        return data.layout().cells.toDb(data.cell(arrangement.sourceFrame(frame), static_cast<int>(bin)));
    };
    if (toLower(path.extension().string()) != ".csv") {
        const auto count = static_cast<std::size_t>(frames.size());
        std::vector<float> values(bins * count); // [bins][frames]
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t bin = 0; bin < bins; ++bin)
                values[bin * count + i] = level(frames.begin + static_cast<std::int64_t>(i), bin);
        }
        writeNpy(path, values, { data.bins(), frames.size() });
        return;
    }
    std::string text = "seconds";
    for (std::size_t bin = 0; bin < bins; ++bin)
        text += ',' + decimalText(data.layout().frequencies.hertzAt(static_cast<double>(bin)), 3);
    text += "\r\n";
    for (std::int64_t frame = frames.begin; frame < frames.end; ++frame) {
        text += decimalText(data.grid().secondsAt(frame), 6);
        for (std::size_t bin = 0; bin < bins; ++bin)
            text += ',' + decimalText(static_cast<double>(level(frame, bin)), 2);
        text += "\r\n";
    }
    writeOutput(path, text);
}

void exportSound(const std::filesystem::path &sound, int sampleRate, std::int64_t sampleCount, const FrameGrid &grid,
    const Arrangement &arrangement, double begin, double end, const std::filesystem::path &path,
    const RunControl &control)
{
    const auto source
        = makeArrangedSource(makeFileSource(sound, sampleRate, sampleCount, [&control] { control.check(); }),
            SoundArrangement(arrangement, grid, sampleRate));
    const auto sampleAt = [&](double seconds) {
        return std::clamp<std::int64_t>(std::llround(seconds * sampleRate), 0, source->sampleCount());
    };
    std::int64_t next = sampleAt(begin);
    const std::int64_t last = sampleAt(end);
    writeSound(path, soundFormatOf(path), sampleRate, [&](std::span<float> out) {
        control.check();
        const auto count
            = static_cast<std::size_t>(std::clamp<std::int64_t>(last - next, 0, static_cast<std::int64_t>(out.size())));
        source->read(next, out.first(count));
        next += static_cast<std::int64_t>(count);
        return count;
    });
}

} // namespace retrograde
