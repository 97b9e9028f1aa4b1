#include "base/diskspace.h"
#include "base/error.h"
#include "support/scratchfolder.h"

#include <QTest>
#include <algorithm>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

class TestDiskSpace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void someOfTheDiskIsKept()
    {
        const ScratchFolder folder;
        const fs::space_info space = fs::space(folder.path());
        const auto kept = std::min<std::uintmax_t>(1'000'000'000, space.capacity / 20);
        const auto expected = static_cast<double>(space.available > kept ? space.available - kept : 0);
        // Others write, too.
        QVERIFY(std::abs(static_cast<double>(spareBytes(folder.path())) - expected) < 2e9);
        QVERIFY(std::abs(static_cast<double>(spareBytes(folder / "not/made/yet")) - expected) < 2e9);
    }

    void moreThanThatIsRefusedInWords()
    {
        const ScratchFolder folder;
        if (spareBytes(folder.path()) > 0)
            requireSpare(folder.path(), 1, "crumbs");
        try {
            requireSpare(folder.path(), 94'000'000'000'000'000, "the features of 12 tracks");
            QFAIL("there is no such disk");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Io);
            QCOMPARE(error.path(), folder.path());
            QVERIFY2(error.cause().starts_with("the features of 12 tracks need about 94000000.0 GB, and only "),
                error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestDiskSpace)
#include "tst_diskspace.moc"
