#include "audio/audioreader.h"
#include "audio/wavfile.h"
#include "base/hash.h"
#include "spectrum/featurestore.h"
#include "support/scratchfolder.h"
#include "support/signals.h"
#include "support/throwingnew.h"
#include "ui/stage/clipspan.h"
#include "ui/stage/pictureloader.h"

#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <fstream>

using namespace retrograde;

namespace {

constexpr int kRate = 22050;

} // namespace

class TestPictureLoader : public QObject {
    Q_OBJECT

private:
    testing::ScratchFolder m_folder;
    ClipPictures m_last;
    std::vector<ClipPictures> m_all;
    bool m_finished = false;
    std::vector<Error> m_failures;
    std::unique_ptr<PictureLoader> m_loader;

    Track makeTrack(const std::string &name, const std::vector<float> &sound)
    {
        Track track;
        track.path = m_folder / (name + ".wav");
        track.sampleRate = kRate;
        track.sampleCount = std::ssize(sound);
        track.seconds = static_cast<double>(sound.size()) / kRate;
        track.contentHash = contentHash(name);
        writeWav(track.path, sound, kRate);
        return track;
    }
    PictureRequest whole(const Track &track, const PictureKinds &kinds) const
    {
        PictureRequest request = requestFor(track);
        request.span = { 0, framesOf(track, request.parameters.grid()) };
        request.whole = true;
        request.kinds = kinds;
        request.store = FeatureStore(m_folder / "features");
        return request;
    }
    /// Loud bursts in silence, one in every ten seconds: long, and soon made.
    static std::vector<float> bursts(double seconds)
    {
        std::vector<float> sound(static_cast<std::size_t>(seconds * kRate), 0.0f);
        const std::vector<float> burst = testing::sine(440, 0.5, kRate, 0.5);
        for (std::size_t at = 5 * kRate; at + burst.size() < sound.size(); at += 10 * kRate)
            std::copy(burst.begin(), burst.end(), sound.begin() + static_cast<std::ptrdiff_t>(at));
        return sound;
    }

private Q_SLOTS:
    void init()
    {
        m_last = {};
        m_all.clear();
        m_failures.clear();
        m_finished = false;
        m_loader = std::make_unique<PictureLoader>();
        connect(m_loader.get(), &PictureLoader::loaded, this, [this](const ClipPictures &pictures) {
            m_last = pictures;
            m_all.push_back(pictures);
        });
        connect(m_loader.get(), &PictureLoader::finished, this, [this] { m_finished = true; });
        connect(
            m_loader.get(), &PictureLoader::failed, this, [this](const Error &error) { m_failures.push_back(error); });
    }
    void cleanup() { m_loader.reset(); }

    void whateverIsThrownIsToldAndTheNextOneIsLoaded_data()
    {
        QTest::addColumn<int>("thrown");
        const std::vector<testing::Thrown> all = testing::whateverIsThrown();
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::addRow("%s", all[i].name) << static_cast<int>(i);
    }
    void whateverIsThrownIsToldAndTheNextOneIsLoaded()
    {
        QFETCH(int, thrown);
        const testing::Thrown what = testing::whateverIsThrown()[static_cast<std::size_t>(thrown)];
        const Track track = makeTrack("thrown", testing::struckNotes(2, kRate));
        PictureRequest wanted = whole(track, { true, true, true });
        wanted.store.reset();
        {
            // A second of sound is asked for at once.
            const testing::ThrowingNew throwing(30'000, SIZE_MAX, what.raise);
            m_loader->request(wanted);
            QTRY_COMPARE(m_failures.size(), std::size_t { 1 });
            QVERIFY(throwing.hasThrown());
        }
        const QString sentence = QString::fromUtf8(m_failures[0].what());
        QVERIFY2(sentence.contains(QString::fromStdString(what.sentence)), qPrintable(sentence));
        QVERIFY(!m_finished);
        m_loader->request(wanted);
        QTRY_VERIFY(m_finished);
        QVERIFY(m_last.constantQ && m_last.linear && m_last.waveform);
        QCOMPARE(m_failures.size(), std::size_t { 1 });
    }

    void aTrackIsAskedForAsItWasImported()
    {
        Track track = makeTrack("imported", testing::silence(1, kRate));
        const PictureRequest unknown = requestFor(track);
        QVERIFY(unknown.path == track.path);
        QCOMPARE(unknown.contentHash, track.contentHash);
        QVERIFY(!unknown.imported);
        track.fileSize = 44'144;
        track.fileTime = 1'700'000'000'000'000'000;
        QVERIFY((requestFor(track).imported == FileStamp { track.fileSize, track.fileTime }));
    }

    void shortClipsComeWhole()
    {
        const std::vector<float> sound = testing::struckNotes(6, kRate);
        const Track track = makeTrack("short", sound);
        m_loader->request(whole(track, { true, true, true }));
        QTRY_VERIFY(m_finished);
        QVERIFY(m_failures.empty());
        // What the store would give, and did store.
        const CqtPlan plan { CqtParameters {} };
        const std::vector<float> decoded = decodeAudio(track.path, kRate).samples;
        const auto stored = FeatureStore::inMemory(plan, decoded);
        QCOMPARE(m_last.constantQ->span().size(), stored->frames());
        for (std::int64_t frame = 0; frame < stored->frames(); frame += 13) {
            for (int bin = 0; bin < stored->bins(); ++bin)
                QCOMPARE(m_last.constantQ->cell(frame, bin), stored->frame(frame)[bin]);
        }
        QVERIFY(FeatureStore(m_folder / "features").contains(track.contentHash, CqtParameters {}));
        // Both spectrograms have the same frames.
        QCOMPARE(m_last.linear->span().size(), m_last.constantQ->span().size());
        QVERIFY(
            m_last.waveform->peaks(0, std::ssize(decoded)).high == *std::max_element(decoded.begin(), decoded.end()));
        QVERIFY(m_last.waveform->hasDetail(0, std::ssize(decoded)));
        // The second time it comes from the store.
        m_finished = false;
        m_loader->request(whole(track, {}));
        QTRY_VERIFY(m_finished);
        QCOMPARE(m_last.constantQ->loudestDb(), stored->maximumDb());
    }

    void fullScaleIsZeroDecibelsInTheLinearPicture()
    {
        // 1,000 Hz between bins: within 1.5 dB, which is what a Hann window loses there.
        const Track track = makeTrack("tone", testing::sine(1000, 4, kRate, 0.999));
        m_loader->request(whole(track, { true, true, false }));
        QTRY_VERIFY(m_finished);
        const FrequencyScale scale = m_last.linear->layout().frequencies;
        const int bin = static_cast<int>(std::lround(scale.binAt(1000)));
        const float level = m_last.linear->layout().cells.toDb(m_last.linear->cell(80, bin));
        QVERIFY2(level > -1.6f && level < 0.3f, qPrintable(QString::number(static_cast<double>(level))));
        QVERIFY(m_last.linear->layout().cells.toDb(m_last.linear->cell(80, bin + 40)) < -60);
    }

    void longSoundsComeAtOnceAndAreRefined()
    {
        const Track track = makeTrack("long", bursts(400));
        m_loader->request(whole(track, { true, true, true }));
        QTRY_VERIFY(!m_all.empty());
        // The axes come before anything is computed.
        QVERIFY(m_all.front().constantQ);
        QVERIFY(m_all.front().constantQ->detail(3) == SpectrogramData::Detail::Nothing);
        QTRY_VERIFY_WITH_TIMEOUT(m_finished, 60000);
        for (std::int64_t chunk = 0; chunk < m_last.constantQ->chunkCount(); ++chunk)
            QVERIFY(m_last.constantQ->detail(chunk) == SpectrogramData::Detail::Whole);
        QCOMPARE(m_last.linear->span().size(), m_last.constantQ->span().size());
        for (std::int64_t chunk = 0; chunk < m_last.linear->chunkCount(); ++chunk)
            QVERIFY(m_last.linear->detail(chunk) == SpectrogramData::Detail::Whole);
        // Each burst is where it belongs, in every picture.
        const FrameGrid grid;
        for (int burst = 0; burst < 39; ++burst) {
            const double seconds = 5.25 + 10 * burst;
            const std::int64_t frame = grid.frameAt(seconds);
            const auto level = [&](const SpectrogramData &data, std::int64_t at) {
                const int bin = static_cast<int>(std::lround(data.layout().frequencies.binAt(440)));
                return data.layout().cells.toDb(data.cell(at, bin)) - data.loudestDb();
            };
            for (const auto &data : { m_last.constantQ, m_last.linear }) {
                QVERIFY(level(*data, frame) > -6);
                QVERIFY(level(*data, frame + grid.frameAt(5)) < -70);
            }
            const auto sample = static_cast<std::int64_t>(seconds * kRate);
            QVERIFY(m_last.waveform->peaks(sample, sample + 2000).high > 0.45f);
            QVERIFY(m_last.waveform->peaks(sample + 2 * kRate, sample + 4 * kRate).high < 0.01f);
        }
        QVERIFY(FeatureStore(m_folder / "features").contains(track.contentHash, CqtParameters {}));
    }

    void whatIsLookedAtIsExactWhateverTheOrder()
    {
        // Without a store, and looked at while it is being made: the same cells as from the beginning on.
        const std::vector<float> sound = testing::struckNotes(200, kRate);
        const Track track = makeTrack("looked", sound);
        PictureRequest request = whole(track, { true, false, true });
        request.store.reset();
        m_loader->request(request);
        m_loader->setVisible({ 6200, 6300 });
        QTRY_VERIFY(m_last.waveform && m_last.waveform->hasDetail(6200 * 512, 6300 * 512));
        QTRY_VERIFY_WITH_TIMEOUT(m_finished, 60000);
        const CqtPlan plan { CqtParameters {} };
        std::vector<float> levels = plan.magnitudes(decodeAudio(track.path, kRate).samples);
        magnitudesToLevels(levels);
        const CellScale scale = m_last.constantQ->layout().cells;
        for (const std::int64_t frame : { 0, 2047, 2048, 4096, 6200, 6299, 8000 }) {
            for (int bin = 0; bin < 84; ++bin) {
                const float level = levels[static_cast<std::size_t>(frame * 84 + bin)];
                const int difference = m_last.constantQ->cell(frame, bin) - scale.toCell(level);
                QVERIFY2(std::abs(difference) <= 1, qPrintable(QString("%1 %2").arg(frame).arg(difference)));
            }
        }
        const std::int64_t sample = 6250 * 512 + 17;
        QCOMPARE(
            m_last.waveform->peaks(sample, sample + 1).high, decodeAudio(track.path, kRate, sample, 1).samples.front());
    }

    void newestWinsAndFilesThatGoAreTold()
    {
        const Track slow = makeTrack("slow", bursts(300));
        const Track fast = makeTrack("fast", testing::struckNotes(3, kRate));
        for (int i = 0; i < 5; ++i)
            m_loader->request(whole(slow, { true, false, false }));
        m_loader->request(whole(fast, {}));
        QTRY_VERIFY(m_finished);
        QCOMPARE(m_last.constantQ->span().size(), framesOf(fast, FrameGrid {}));
        for (const ClipPictures &pictures : m_all)
            QCOMPARE(pictures.constantQ->span().size(), framesOf(fast, FrameGrid {}));

        std::filesystem::remove(fast.path);
        m_finished = false;
        m_loader->request(whole(fast, {}));
        QTRY_COMPARE(m_failures.size(), std::size_t { 1 });
        QVERIFY(m_failures.front().code() == ErrorCode::NotFound);
    }

    void aFileThatBecameShorterIsShownAsFarAsItGoes()
    {
        const Track track = makeTrack("shrunk", bursts(150));
        writeWav(track.path, bursts(140), kRate);
        PictureRequest request = whole(track, { true, true, true });
        request.store.reset();
        m_loader->request(request);
        QTRY_VERIFY_WITH_TIMEOUT(m_finished, 60000);
        QVERIFY(m_failures.empty());
        QCOMPARE(m_last.constantQ->span().size(), framesOf(track, FrameGrid {}));
        const int bin = static_cast<int>(std::lround(m_last.constantQ->layout().frequencies.binAt(440)));
        QVERIFY(m_last.constantQ->cell(FrameGrid {}.frameAt(125.25), bin) > 100);
        QCOMPARE(m_last.constantQ->cell(FrameGrid {}.frameAt(145.25), bin), std::uint8_t { 0 });
    }
};

QTEST_GUILESS_MAIN(TestPictureLoader)
#include "tst_pictureloader.moc"
