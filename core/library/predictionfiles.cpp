#include "library/predictionfiles.h"

#include "answers/answerfile.h"
#include "base/error.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace retrograde {

namespace {

namespace fs = std::filesystem;

constexpr const char *kUntouched = "published";

struct Row {
    std::int64_t track = 0;
    std::int64_t beginFrame = 0;
    std::string transform;
    double probability = 0; ///< that anything was done
    double loss = 0;
    std::string answer; ///< the order that was named, if one was asked for
};

std::vector<Row> rowsOf(SQLite::Database &database, std::int64_t run, const std::string &side)
{
    SQLite::Statement query(database,
        "SELECT track_id, begin_frame, transform, probability, loss, answer FROM predictions"
        " WHERE run_id = ? AND side = ? ORDER BY id");
    query.bind(1, run);
    query.bind(2, side);
    std::vector<Row> rows;
    while (query.executeStep()) {
        rows.push_back({ query.getColumn(0).getInt64(), query.getColumn(1).getInt64(), query.getColumn(2).getString(),
            query.getColumn(3).getDouble(), query.getColumn(4).getDouble(), query.getColumn(5).getString() });
    }
    return rows;
}

std::size_t numberOf(const std::string &name, const std::vector<std::string> &names)
{
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// The orders of three pieces, as the jigsaw lists them.
const std::vector<std::string> kOrders { kUntouched, "1,3,2", "2,1,3", "2,3,1", "3,1,2", "3,2,1" };

/// What was stored of an answer that named one of the orders: the probability of the untouched, that of the right one,
/// and which was the highest. The rest is shared out among the others. @param row names orders
std::vector<float> probabilitiesOfOrders(const Row &row)
{
    const auto untouched = static_cast<float>(1 - row.probability);
    const auto right = static_cast<float>(std::exp(-row.loss));
    const std::size_t wanted = numberOf(row.transform, kOrders);
    const std::size_t said = numberOf(row.answer, kOrders);
    std::vector<float> probability(kOrders.size(), -1);
    probability[0] = untouched;
    probability[wanted] = wanted == 0 ? untouched : right;
    const float known = wanted == 0 ? untouched : untouched + right;
    const auto unknown = std::count(probability.begin(), probability.end(), -1.0F);
    for (float &one : probability) {
        if (one < 0)
            one = std::clamp((1 - known) / static_cast<float>(unknown), 0.0F, 1.0F);
    }
    float &highest = probability[said];
    for (std::size_t i = 0; i < probability.size(); ++i) {
        if (i != said && probability[i] >= highest)
            highest = std::min(1.0F, std::nextafter(probability[i], 1.0F));
    }
    return probability;
}

bool namesOrders(const Row &row)
{
    return numberOf(row.transform, kOrders) < kOrders.size() && numberOf(row.answer, kOrders) < kOrders.size();
}

/// A damaged row that names no order beside those that do is left out.
AnswerTable tableOf(const std::vector<Row> &rows, const std::string &run)
{
    const bool orders = std::any_of(rows.begin(), rows.end(), namesOrders);
    AnswerTable table;
    table.run = run;
    table.choices = orders ? kOrders : std::vector<std::string> { "0", "1" };
    table.transforms = { kUntouched };
    std::vector<float> &probabilities = table.probability.own();
    for (const Row &row : rows) {
        if (orders && !namesOrders(row))
            continue;
        const std::size_t transform = numberOf(row.transform, table.transforms);
        if (transform == table.transforms.size())
            table.transforms.push_back(row.transform);
        table.track.own().push_back(row.track);
        table.beginFrame.own().push_back(row.beginFrame);
        table.transform.own().push_back(static_cast<std::int64_t>(transform));
        if (orders) {
            const std::vector<float> probability = probabilitiesOfOrders(row);
            probabilities.insert(probabilities.end(), probability.begin(), probability.end());
            table.wanted.own().push_back(static_cast<std::int64_t>(numberOf(row.transform, kOrders)));
        } else {
            const auto transformed = static_cast<float>(row.probability);
            // Below one half it stays there.
            const float kept = row.probability < 0.5 ? std::min(transformed, std::nextafter(0.5F, 0.0F)) : transformed;
            probabilities.insert(probabilities.end(), { static_cast<float>(1 - row.probability), kept });
            table.wanted.own().push_back(row.transform == kUntouched ? 0 : 1);
        }
    }
    return table;
}

} // namespace

void movePredictionsToFiles(SQLite::Database &database, const fs::path &folder)
{
    SQLite::Statement query(
        database, "SELECT DISTINCT p.run_id, p.side, r.identity FROM predictions p JOIN runs r ON r.id = p.run_id");
    while (query.executeStep()) {
        const std::int64_t run = query.getColumn(0).getInt64();
        const std::string side = query.getColumn(1).getString();
        const fs::path checkpoints = folder / "checkpoints" / std::to_string(run);
        const fs::path file = side == "test" ? testAnswers(checkpoints) : validationAnswers(checkpoints);
        std::error_code error;
        if (fs::exists(file, error))
            continue;
        fs::create_directories(checkpoints, error);
        if (error)
            throw Error(ErrorCode::Io, checkpoints, "could not be made: " + error.message());
        writeAnswers(file, tableOf(rowsOf(database, run, side), query.getColumn(2).getString()));
    }
}

} // namespace retrograde
