#include "base/filestamp.h"
#include "support/scratchfolder.h"

#include <QTest>
#include <chrono>
#include <fstream>

using namespace retrograde;

class TestFileStamp : public QObject {
    Q_OBJECT

private:
    testing::ScratchFolder m_folder;

    std::filesystem::path file(const std::string &name, const std::string &content) const
    {
        std::ofstream(m_folder / name) << content;
        return m_folder / name;
    }

private Q_SLOTS:
    void tellsSizeAndTime()
    {
        const std::filesystem::path path = file("a", "12345");
        const FileStamp stamp = FileStamp::of(path);
        QCOMPARE(stamp.size, std::int64_t { 5 });
        using namespace std::chrono;
        const auto now = duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
        QVERIFY(std::abs(now - stamp.time) < std::int64_t { 60 } * 1'000'000'000);
        QVERIFY(stamp == FileStamp::of(path));
    }

    void anyChangeShows()
    {
        const std::filesystem::path path = file("b", "12345");
        const FileStamp before = FileStamp::of(path);
        std::ofstream(path, std::ios::app) << "6";
        QVERIFY(before != FileStamp::of(path));
        const FileStamp longer = FileStamp::of(path);
        std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::seconds(10));
        QCOMPARE(FileStamp::of(path).size, longer.size);
        QCOMPARE(longer.time - FileStamp::of(path).time, std::int64_t { 10 } * 1'000'000'000);
    }

    void linksAreFollowed()
    {
        const std::filesystem::path path = file("c", "123");
        std::filesystem::create_symlink(path, m_folder / "link");
        QVERIFY(FileStamp::of(m_folder / "link") == FileStamp::of(path));
    }

    void whatIsNoFileHasNone()
    {
        QCOMPARE(FileStamp::of(m_folder / "nothing").size, std::int64_t { -1 });
        QCOMPARE(FileStamp::of(m_folder / "").size, std::int64_t { -1 });
    }
};

QTEST_APPLESS_MAIN(TestFileStamp)
#include "tst_filestamp.moc"
