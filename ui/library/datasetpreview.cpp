#include "ui/library/datasetpreview.h"

#include "base/error.h"
#include "base/problem.h"
#include "ui/base/corewords.h"
#include "ui/base/errortext.h"
#include "ui/base/text.h"

#include <QMetaObject>
#include <algorithm>

namespace retrograde {

namespace {

DatasetPreview previewOf(const PreparedImport &prepared)
{
    DatasetPreview preview;
    preview.files = static_cast<std::int64_t>(prepared.media.files.size());
    for (const FolderScan::File &file : prepared.media.files)
        preview.bytes += std::max<std::int64_t>(0, file.stamp.size);
    preview.described = prepared.described;
    preview.describedThere = prepared.describedThere;
    preview.labels = prepared.labels;
    preview.rendered = prepared.media.rendered;
    for (const std::string &note : prepared.notes)
        preview.notes << coreText(note);
    return preview;
}

} // namespace

template<typename Announce> void DatasetCounter::announce(std::int64_t number, Announce announce)
{
    QMetaObject::invokeMethod(this, [this, number, announce = std::move(announce)] {
        if (number == m_requests)
            announce();
    });
}

void DatasetCounter::request(const DatasetOptions &options)
{
    const std::int64_t number = ++m_requests;
    m_job.post([this, options, number](const RunControl &control) {
        try {
            const ProgressCallback progress = [this, number](const Progress &now) {
                announce(number, [this, files = now.done] { Q_EMIT progressed(files); });
            };
            const PreparedImport prepared = prepareImport(options, progress, control);
            announce(number, [this, preview = previewOf(prepared)] { Q_EMIT counted(preview); });
        } catch (...) {
            const Error error = errorOf(std::current_exception());
            if (error.code() != ErrorCode::Cancelled)
                announce(number, [this, sentence = describe(error)] { Q_EMIT failed(sentence); });
        }
    });
}

void DatasetCounter::cancel()
{
    ++m_requests;
    m_job.cancel();
}

} // namespace retrograde
