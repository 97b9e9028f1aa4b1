#include "audio/wavfile.h"
#include "base/random.h"
#include "library/featurecare.h"
#include "library/featureextraction.h"
#include "library/folderimporter.h"
#include "support/mediafiles.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <QTest>
#include <algorithm>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 22050;

/// A workspace of five short tracks with their features.
struct Library {
    ScratchFolder folder;
    fs::path music = folder / "music";
    Workspace workspace { folder / "workspace" };
    RunControl control;

    Library()
    {
        fs::create_directory(music);
        for (int i = 0; i < 5; ++i)
            writeWav(music / ("track " + std::to_string(i) + ".wav"),
                struckNotes(1, kRate, 10 + static_cast<std::uint64_t>(i)), kRate);
        importFolder(workspace, music, {}, {}, control);
        extract();
    }

    FeatureReport extract() { return extractFeatures(workspace, "", CqtParameters(), 2, {}, control); }
    FeatureVerification verify(const ProgressCallback &progress = {})
    {
        return verifyFeatures(workspace, 2, progress, control);
    }
    Track track(int number) const
    {
        return workspace.trackByPath(music / ("track " + std::to_string(number) + ".wav")).value();
    }
    fs::path fileOf(int number) const
    {
        return workspace.features().fileFor(track(number).contentHash, CqtParameters());
    }
};

} // namespace

class TestFeatureCare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsDamagedIsFoundAndComputedAgain()
    {
        Library library;
        QCOMPARE(library.verify().intact, std::int64_t { 5 });
        QVERIFY(library.verify().damaged.empty());

        const std::string first = readBytes(library.fileOf(0));
        const std::string second = readBytes(library.fileOf(1));
        const std::string third = readBytes(library.fileOf(2));
        // A cell that the disk changed, a torn write of the right length, a file cut off, another's file.
        std::string changed = first;
        changed[changed.size() - 7] ^= 1;
        writeBytes(library.fileOf(0), changed);
        std::string torn = second;
        std::fill(torn.begin() + static_cast<std::ptrdiff_t>(torn.size() / 2), torn.end(), '\0');
        writeBytes(library.fileOf(1), torn);
        writeBytes(library.fileOf(2), third.substr(0, 700));
        writeBytes(library.fileOf(3), first);
        // By its header alone the first two are there.
        QCOMPARE(library.extract().computed, std::int64_t { 2 });
        writeBytes(library.fileOf(2), third.substr(0, 700));
        writeBytes(library.fileOf(3), first);

        std::int64_t last = -1;
        const FeatureVerification verification = library.verify([&](const Progress &progress) {
            QCOMPARE(progress.total, std::int64_t { 5 });
            QVERIFY(progress.done >= last);
            last = progress.done;
        });
        QCOMPARE(last, std::int64_t { 5 });
        QCOMPARE(verification.intact, std::int64_t { 1 });
        std::vector<fs::path> damaged { library.fileOf(0), library.fileOf(1), library.fileOf(2), library.fileOf(3) };
        std::sort(damaged.begin(), damaged.end());
        QVERIFY(verification.damaged == damaged);
        QCOMPARE(library.extract().computed, std::int64_t { 4 });
        QVERIFY(readBytes(library.fileOf(0)) == first);
        QVERIFY(readBytes(library.fileOf(1)) == second);
        QVERIFY(readBytes(library.fileOf(2)) == third);
        QCOMPARE(library.verify().intact, std::int64_t { 5 });
    }

    void verifyingCanBeCancelled()
    {
        Library library;
        library.control.stop();
        QCOMPARE(errorOf([&] { library.verify(); }).code(), ErrorCode::Cancelled);
        QCOMPARE(errorOf([&] { collectGarbage(library.workspace, library.control); }).code(), ErrorCode::Cancelled);
        QVERIFY(fs::exists(library.fileOf(0)));
    }

    void onlyGarbageIsCollected()
    {
        Library library;
        const FeatureStore store = library.workspace.features();
        GarbageReport report = collectGarbage(library.workspace, library.control);
        QCOMPARE(report.kept, std::int64_t { 5 });
        QCOMPARE(report.removed, std::int64_t { 0 });

        // A track in other settings too, one whose file is gone, one that is another sound now.
        const CqtPlan fine({ .bins = 96, .binsPerOctave = 24 });
        featuresOf(store, library.track(0), fine, library.control);
        fs::remove(library.track(1).path);
        const fs::path orphan = library.fileOf(2);
        Track changed = library.track(2);
        changed.contentHash = "abcdefabcdefabcdefabcdefabcdefab";
        library.workspace.updateTrack(changed);
        writeBytes(library.fileOf(3), "short");
        const fs::path letter = store.folder() / "letter.txt";
        writeBytes(letter, "Dear mother");
        const auto orphanBytes = static_cast<std::int64_t>(fs::file_size(orphan));

        report = collectGarbage(library.workspace, library.control);
        QCOMPARE(report.kept, std::int64_t { 4 });
        QCOMPARE(report.removed, std::int64_t { 2 });
        QCOMPARE(report.removedBytes, orphanBytes + 5);
        QVERIFY(report.foreign == std::vector<fs::path> { letter });
        QVERIFY(fs::exists(letter));
        QVERIFY(!fs::exists(orphan));
        QVERIFY(store.open(library.track(0).contentHash, fine.parameters()));
        for (const int kept : { 0, 1, 4 })
            QVERIFY(store.open(library.track(kept).contentHash, CqtParameters()));
    }
};

QTEST_APPLESS_MAIN(TestFeatureCare)
#include "tst_featurecare.moc"
