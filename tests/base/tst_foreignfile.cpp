#include "base/error.h"
#include "base/foreignfile.h"
#include "support/scratchfolder.h"

#include <QElapsedTimer>
#include <QTest>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>

using namespace retrograde;
namespace fs = std::filesystem;

namespace {

void write(const fs::path &path, const std::string &content)
{
    std::ofstream(path, std::ios::binary) << content;
}

/// What opening @p path throws.
Error refusal(const fs::path &path, std::uint64_t most = UINT64_MAX)
{
    try {
        const ForeignFile file(path, most);
    } catch (const Error &error) {
        return error;
    }
    return Error(ErrorCode::Io, "it was opened");
}

} // namespace

class TestForeignFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatIsThere()
    {
        const testing::ScratchFolder folder;
        const std::string content = "some bytes\0 and more" + std::string(3'000'000, 'x') + "end";
        write(folder / "file", content);
        QCOMPARE(readForeignText(folder / "file"), content);
        const ForeignFile file(folder / "file");
        QCOMPARE(file.size(), std::uint64_t { content.size() });
        std::array<std::byte, 3> end;
        file.read(content.size() - 3, end);
        QCOMPARE(static_cast<char>(end[1]), 'n');

        fs::create_symlink(folder / "file", folder / "link");
        QCOMPARE(readForeignText(folder / "link"), content);
    }

    void whatNeverEndsOrHoldsIsRefusedAtOnce()
    {
        const testing::ScratchFolder folder;
        QCOMPARE(::mkfifo((folder / "pipe").c_str(), 0600), 0);
        fs::create_symlink("/dev/zero", folder / "zero");
        fs::create_symlink(folder / "pipe", folder / "link to a pipe");
        QElapsedTimer timer;
        timer.start();
        for (const fs::path &path :
            { folder / "pipe", folder / "link to a pipe", folder / "zero", fs::path("/dev/zero"), folder.path() }) {
            const Error error = refusal(path);
            QCOMPARE(error.code(), ErrorCode::Unreadable);
            QCOMPARE(error.path(), path);
            QVERIFY(error.cause().find("not a file") != std::string::npos);
        }
        QVERIFY(timer.elapsed() < 2000);
        QCOMPARE(refusal(folder / "absent").code(), ErrorCode::NotFound);
        QCOMPARE(refusal(folder / "pipe" / "below").code(), ErrorCode::NotFound);
    }

    void whatIsTooLongIsRefusedBeforeItIsRead()
    {
        const testing::ScratchFolder folder;
        write(folder / "large", {});
        fs::resize_file(folder / "large", std::uintmax_t { 1 } << 40); // a hole: takes no space
        const Error error = refusal(folder / "large", 1000);
        QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        QVERIFY(error.cause().find("1099511 MB") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(readForeignText(folder / "large"), Error);
        write(folder / "fits", std::string(1000, 'x'));
        QCOMPARE(ForeignFile(folder / "fits", 1000).size(), std::uint64_t { 1000 });
    }

    void aFileThatIsCutWhileItIsReadIsAnError()
    {
        const testing::ScratchFolder folder;
        write(folder / "file", std::string(100, 'x'));
        const ForeignFile file(folder / "file");
        fs::resize_file(folder / "file", 50);
        std::array<std::byte, 100> bytes;
        QVERIFY_EXCEPTION_THROWN(file.read(0, bytes), Error);
        QCOMPARE(file.readSome(0, bytes), std::size_t { 50 });
    }

    void readingCanBeGivenUp()
    {
        const testing::ScratchFolder folder;
        write(folder / "file", std::string(3 << 20, 'x'));
        int blocks = 0;
        const auto giveUp = [&] {
            if (++blocks == 2)
                throw Error(ErrorCode::Cancelled, "enough");
        };
        std::vector<std::byte> bytes(3 << 20);
        QVERIFY_EXCEPTION_THROWN(ForeignFile(folder / "file").read(0, bytes, giveUp), Error);
        blocks = 0;
        ForeignStream stream(folder / "file");
        stream.setCheck(giveUp);
        QVERIFY_EXCEPTION_THROWN(
            {
                std::string line;
                std::getline(stream, line);
            },
            Error);
    }

    void aStreamHoldsTheSameBytes()
    {
        const testing::ScratchFolder folder;
        std::string content;
        for (int i = 0; i < 50'000; ++i)
            content += std::to_string(i) + '\n';
        write(folder / "file", content);
        ForeignStream stream(folder / "file");
        QCOMPARE(stream.beginning(), std::string("0\n1\n"));
        QCOMPARE(stream.size(), std::uint64_t { content.size() });
        std::string read;
        for (std::string line; std::getline(stream, line);)
            read += line + '\n';
        QVERIFY(read == content);
        QVERIFY(stream.eof());
    }
};

QTEST_APPLESS_MAIN(TestForeignFile)
#include "tst_foreignfile.moc"
