#pragma once

#include "jobs/worker.h"
#include "library/datasetimport.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <cstdint>

namespace retrograde {

/// What an import would be about, counted before anything is decoded.
struct DatasetPreview {
    std::int64_t files = 0; ///< to be imported
    std::int64_t bytes = 0;
    std::int64_t described = 0; ///< entries of the tables, 0 = there are none
    std::int64_t describedThere = 0; ///< those with a file
    std::int64_t labels = 0;
    bool rendered = false;
    QStringList notes;
};

/// Counts on a thread of its own; the newest request wins.
class DatasetCounter : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void request(const DatasetOptions &options);
    void cancel();

Q_SIGNALS:
    void progressed(qint64 files);
    void counted(const retrograde::DatasetPreview &preview);
    void failed(const QString &sentence);

private:
    template<typename Announce> void announce(std::int64_t number, Announce announce);

    std::int64_t m_requests = 0; ///< number of the last one
    LatestJob m_job; ///< last: its job uses the others
};

} // namespace retrograde
