#include "ui/stage/export.h"

#include "audio/soundfile.h"
#include "audio/soundsource.h"
#include "base/error.h"
#include "base/outputfile.h"
#include "base/text.h"
#include "spectrum/npyfile.h"
#include "ui/base/text.h"
#include "ui/spectrogram/qcp.h"

#include <QPdfWriter>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>
#include <string>

namespace retrograde {

namespace {

constexpr int kPointsPerInch = 72;

/// Below each other; each as high, for its share, as on the screen.
void paint(QCPPainter &painter, const std::vector<TimelineView *> &pictures, const QSize &size)
{
    int all = 0;
    for (const TimelineView *view : pictures)
        all += std::max(1, view->height());
    int top = 0;
    int sum = 0;
    for (TimelineView *view : pictures) {
        sum += std::max(1, view->height());
        const int bottom = size.height() * sum / std::max(1, all);
        painter.save();
        painter.translate(0, top);
        view->paintTo(painter, { size.width(), bottom - top });
        painter.restore();
        top = bottom;
    }
}

} // namespace

void exportPicture(const std::vector<TimelineView *> &pictures, const QSize &size, const std::filesystem::path &path)
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
            svg.setTitle(QStringLiteral("Retrograde"));
            QCPPainter painter;
            written = painter.begin(&svg);
            if (written) {
                painter.setMode(QCPPainter::pmVectorized);
                paint(painter, pictures, size);
                written = painter.end();
            }
        } else if (ending == ".pdf") {
            QPdfWriter pdf(name);
            pdf.setResolution(kPointsPerInch);
            pdf.setPageMargins({ 0, 0, 0, 0 });
            pdf.setPageSize(QPageSize(QSizeF(size), QPageSize::Point, {}, QPageSize::ExactMatch));
            pdf.setTitle(QStringLiteral("Retrograde"));
            QCPPainter painter;
            written = painter.begin(&pdf);
            if (written) {
                painter.setMode(QCPPainter::pmVectorized);
                paint(painter, pictures, size);
                written = painter.end();
            }
        } else {
            QImage image(size, QImage::Format_RGB32);
            if (!image.isNull()) {
                image.fill(Qt::white);
                QCPPainter painter;
                painter.begin(&image);
                paint(painter, pictures, size);
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
