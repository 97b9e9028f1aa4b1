#include "support/datasettrees.h"

#include "base/text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace retrograde::testing {

namespace fs = std::filesystem;

namespace {

constexpr const char *kFmaColumns[] = { "album/comments", "album/date_created", "album/date_released", "album/engineer",
    "album/favorites", "album/id", "album/information", "album/listens", "album/producer", "album/tags", "album/title",
    "album/tracks", "album/type", "artist/active_year_begin", "artist/active_year_end", "artist/associated_labels",
    "artist/bio", "artist/comments", "artist/date_created", "artist/favorites", "artist/id", "artist/latitude",
    "artist/location", "artist/longitude", "artist/members", "artist/name", "artist/related_projects", "artist/tags",
    "artist/website", "artist/wikipedia_page", "set/split", "set/subset", "track/bit_rate", "track/comments",
    "track/composer", "track/date_created", "track/date_recorded", "track/duration", "track/favorites",
    "track/genre_top", "track/genres", "track/genres_all", "track/information", "track/interest", "track/language_code",
    "track/license", "track/listens", "track/lyricist", "track/number", "track/publisher", "track/tags",
    "track/title" };

std::string cellOf(const FmaRow &row, const std::string &column)
{
    if (column == "album/title")
        return row.album;
    if (column == "artist/name")
        return row.artist;
    if (column == "artist/bio")
        return "<p>Born in \"Newark\", NJ.</p>\n\n<p>Plays, and sings.</p>";
    if (column == "set/split")
        return row.split;
    if (column == "set/subset")
        return row.subset;
    if (column == "track/duration")
        return row.duration;
    if (column == "track/genre_top")
        return row.genreTop;
    if (column == "track/genres" || column == "track/genres_all")
        return row.genresAll;
    if (column == "track/license")
        return row.licence;
    if (column == "track/title")
        return row.title;
    if (column.ends_with("/date_created"))
        return "2008-11-26 01:48:12";
    if (column.ends_with("/tags"))
        return "[]";
    if (column.ends_with("/comments") || column.ends_with("/favorites") || column.ends_with("/listens"))
        return "7";
    return {};
}

} // namespace

std::string fmaTracksCsv(const std::vector<FmaRow> &rows, const std::vector<std::string> &without)
{
    std::vector<std::string> columns;
    for (const std::string column : kFmaColumns) {
        if (std::find(without.begin(), without.end(), column) == without.end())
            columns.push_back(column);
    }
    std::string groups;
    std::string fields;
    std::string third = "track_id";
    for (const std::string &column : columns) {
        const std::size_t slash = column.find('/');
        groups += ',' + column.substr(0, slash);
        fields += ',' + column.substr(slash + 1);
        third += ',';
    }
    std::string text = groups + '\n' + fields + '\n' + third + '\n';
    for (const FmaRow &row : rows) {
        text += std::to_string(row.id);
        for (const std::string &column : columns)
            text += ',' + csvField(cellOf(row, column));
        text += '\n';
    }
    return text;
}

std::string fmaGenresCsv()
{
    return "genre_id,#tracks,parent,title,top_level\n2,5271,0,International,2\n10,13845,0,Pop,10\n"
           "21,8389,0,Hip-Hop,21\n38,38154,0,Experimental,38\n76,7268,10,Experimental Pop,10\n"
           "103,4203,17,Singer-Songwriter,17\n";
}

fs::path fmaClip(const fs::path &audio, std::int64_t id)
{
    char name[32];
    std::snprintf(name, sizeof name, "%06lld", static_cast<long long>(id));
    return audio / std::string(name, 3) / (std::string(name) + ".mp3");
}

std::string openMicClassMap()
{
    std::string text = "{\n";
    int number = 0;
    for (const char *name : { "accordion", "banjo", "bass", "cello", "clarinet", "cymbals", "drums", "flute", "guitar",
             "mallet_percussion", "mandolin", "organ", "piano", "saxophone", "synthesizer", "trombone", "trumpet",
             "ukulele", "violin", "voice" }) {
        text += (number > 0 ? ",\n" : "") + ("    \"" + std::string(name) + "\": ") + std::to_string(number);
        ++number;
    }
    return text + "\n}";
}

std::optional<fs::path> genuineData()
{
    const char *folder = std::getenv("RETROGRADE_GENUINE_DATA");
    return folder && *folder ? std::optional(fs::path(folder)) : std::nullopt;
}

std::string mutated(std::string text, RandomStream &random)
{
    static constexpr std::string_view kFavourites = ",;\"\"\r\n\n[]{}:_.-019\0\xFF\xC3";
    const auto place = [&] { return static_cast<std::size_t>(random.below(text.size() + 1)); };
    for (std::uint64_t changes = 1 + random.below(6); changes > 0; --changes) {
        const std::size_t begin = place();
        const std::size_t length = std::min<std::size_t>(random.below(40), text.size() - begin);
        switch (random.below(6)) {
        case 0:
            text.insert(begin, 1, kFavourites[random.below(kFavourites.size())]);
            break;
        case 1:
            text.erase(begin, length);
            break;
        case 2:
            text.insert(place(), text.substr(begin, length));
            break;
        case 3:
            text.resize(begin);
            break;
        case 4:
            text.insert(0, "\xEF\xBB\xBF");
            break;
        default:
            if (begin < text.size())
                text[begin] = static_cast<char>(random.below(256));
        }
    }
    return text;
}

} // namespace retrograde::testing
