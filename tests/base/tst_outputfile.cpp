#include "base/error.h"
#include "base/outputfile.h"
#include "support/scratchfolder.h"

#include <QTest>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <thread>

using namespace retrograde;
namespace fs = std::filesystem;

namespace {

void write(const fs::path &path, const std::string &content)
{
    std::ofstream(path, std::ios::binary) << content;
}

std::string contentOf(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return { std::istreambuf_iterator<char>(file), {} };
}

int entriesIn(const fs::path &folder)
{
    return static_cast<int>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

ErrorCode refusal(const fs::path &path, std::vector<fs::path> inputs, bool force)
{
    try {
        requireReplaceable(path, inputs, force);
    } catch (const Error &error) {
        return error.code();
    }
    return ErrorCode::Cancelled; // stands for: it is not refused
}

} // namespace

class TestOutputFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linksStayAndTheirTargetsAreWritten()
    {
        const testing::ScratchFolder folder;
        fs::create_directory(folder / "below");
        write(folder / "below" / "target", "old");
        fs::permissions(folder / "below" / "target", fs::perms(0640));
        fs::create_symlink("below/target", folder / "link");
        fs::create_symlink("link", folder / "link to the link");
        writeOutput(folder / "link to the link", "new");
        QVERIFY(fs::is_symlink(folder / "link"));
        QVERIFY(fs::is_symlink(folder / "link to the link"));
        QCOMPARE(contentOf(folder / "below" / "target"), std::string("new"));
        QCOMPARE(fs::status(folder / "below" / "target").permissions(), fs::perms(0640));
        QCOMPARE(entriesIn(folder / "below"), 1);

        fs::create_symlink("below/not there yet", folder / "dangling");
        writeOutput(folder / "dangling", "made");
        QVERIFY(fs::is_symlink(folder / "dangling"));
        QCOMPARE(contentOf(folder / "below" / "not there yet"), std::string("made"));

        fs::create_symlink("b", folder / "a");
        fs::create_symlink("a", folder / "b");
        QVERIFY_EXCEPTION_THROWN(writeOutput(folder / "a", "nowhere"), Error);
    }

    void pipesAndDevicesAreWrittenInto()
    {
        const testing::ScratchFolder folder;
        QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
        std::string received;
        std::thread reader([&] { received = contentOf(folder / "pipe"); });
        const std::string content(1'000'000, 'x');
        writeOutput(folder / "pipe", content);
        reader.join();
        QVERIFY(received == content);
        QVERIFY(fs::is_fifo(folder / "pipe"));

        writeOutput("/dev/null", "into nothing");
        QVERIFY(fs::is_character_file("/dev/null"));
        try {
            writeOutput("/dev/full", "there is no room");
            QFAIL("wrote to a full device");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Io);
            QCOMPARE(error.path(), fs::path("/dev/full"));
        }
        QVERIFY(fs::is_character_file("/dev/full"));
        QVERIFY_EXCEPTION_THROWN(writeOutput(folder.path(), "a folder"), Error);
    }

    void inputsAreNeverReplaced()
    {
        const testing::ScratchFolder folder;
        write(folder / "music.flac", "music");
        fs::create_symlink(folder / "music.flac", folder / "link.flac");
        fs::create_hard_link(folder / "music.flac", folder / "same.flac");
        for (const char *name : { "music.flac", "link.flac", "same.flac" }) {
            QCOMPARE(
                refusal(folder / name, { folder / "other.wav", folder / "music.flac" }, false), ErrorCode::Conflict);
            QCOMPARE(refusal(folder / name, { folder / "music.flac" }, true), ErrorCode::Conflict);
        }
        QVERIFY(!isSameFile(folder / "absent", folder / "absent"));
    }

    void onlyWhatIsOursIsReplacedUnasked()
    {
        const testing::ScratchFolder folder;
        constexpr ErrorCode kAllowed = ErrorCode::Cancelled;
        write(folder / "theirs", "a letter about Retrograde, the song");
        QCOMPARE(refusal(folder / "theirs", {}, false), ErrorCode::Conflict);
        QCOMPARE(refusal(folder / "theirs", {}, true), kAllowed);
        QCOMPARE(refusal(folder / "absent", {}, false), kAllowed);
        QCOMPARE(refusal("/dev/null", {}, false), kAllowed);
        write(folder / "empty", "");
        QCOMPARE(refusal(folder / "empty", {}, false), kAllowed);
        write(folder / "page", "<html>" + std::string(kOutputMark));
        write(folder / "sound", std::string(1'000'000, 'x') + std::string(kOutputMark) + " (libsndfile-1.2.0)");
        write(folder / "weights", R"(12345678{"__metadata__":{"program":"Retrograde 0.1.0"}})");
        write(folder / "table", "path,start_seconds,label,target,probability,loss\r\n");
        for (const char *name : { "page", "sound", "weights", "table" })
            QCOMPARE(refusal(folder / name, {}, false), kAllowed);
    }
};

QTEST_APPLESS_MAIN(TestOutputFile)
#include "tst_outputfile.moc"
