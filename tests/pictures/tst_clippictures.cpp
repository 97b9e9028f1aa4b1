#include "audio/wavfile.h"
#include "base/error.h"
#include "base/hash.h"
#include "pictures/clippictures.h"
#include "pictures/levelstream.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>
#include <stdexcept>
#include <thread>

using namespace retrograde;
using Detail = SpectrogramData::Detail;

namespace {

constexpr int kRate = 22050;

/// Keeps what it is told.
struct Viewer {
    RunControl control;
    std::function<FrameSpan()> looksAt = [] { return FrameSpan {}; };
    std::function<void()> whenTold = [] {};
    std::function<void()> whenFinished = [] {};
    std::vector<ClipPictures> told;
    std::vector<double> shares;
    std::size_t sharesBeforePictures = 0;
    std::size_t picturesBeforeEnd = 0;
    int ends = 0;

    PictureCallbacks callbacks()
    {
        PictureCallbacks callbacks;
        callbacks.progressed = [this](double share) { shares.push_back(share); };
        callbacks.loaded = [this](const ClipPictures &pictures) {
            if (told.empty())
                sharesBeforePictures = shares.size();
            told.push_back(pictures);
            whenTold();
        };
        callbacks.finished = [this] {
            picturesBeforeEnd = told.size();
            ++ends;
            whenFinished();
        };
        callbacks.visible = [this] { return looksAt(); };
        return callbacks;
    }
    const ClipPictures &last() const { return told.back(); }
};

/// What the making ends with; empty when all went well.
std::optional<ErrorCode> failure(PictureMaker &maker, const PictureRequest &wanted, Viewer &viewer)
{
    try {
        maker.make(wanted, viewer.control, viewer.callbacks());
    } catch (const Error &error) {
        return error.code();
    }
    return {};
}

std::vector<Detail> details(const SpectrogramData &data)
{
    std::vector<Detail> known;
    for (std::int64_t chunk = 0; chunk < data.chunkCount(); ++chunk)
        known.push_back(data.detail(chunk));
    return known;
}

bool isAll(const SpectrogramData &data, Detail detail)
{
    const std::vector<Detail> known = details(data);
    return !known.empty() && std::count(known.begin(), known.end(), detail) == std::ssize(known);
}

/// Whether it is, in every cell, what the store would have of @p sound.
bool isStoreOf(const SpectrogramData &data, const std::vector<float> &sound, const CqtParameters &parameters = {})
{
    const auto stored = FeatureStore::inMemory(CqtPlan(parameters), sound);
    if (data.span() != FrameSpan { 0, stored->frames() } || data.bins() != stored->bins())
        return false;
    for (std::int64_t frame = 0; frame < stored->frames(); ++frame) {
        for (int bin = 0; bin < stored->bins(); ++bin) {
            if (data.cell(frame, bin) != stored->frame(frame)[bin])
                return false;
        }
    }
    return data.loudestDb() == stored->maximumDb();
}

} // namespace

class TestClipPictures : public QObject {
    Q_OBJECT

private:
    testing::ScratchFolder m_folder;
    PictureMaker m_maker;

    FeatureStore store() const { return FeatureStore(m_folder / "features"); }
    /// Asks for the constant-Q spectrogram of all of a new file, without a store.
    PictureRequest whole(const std::string &name, const std::vector<float> &sound) const
    {
        PictureRequest wanted;
        wanted.path = m_folder / (name + ".wav");
        writeWav(wanted.path, sound, kRate);
        wanted.contentHash = contentHash(name);
        wanted.span = { 0, wanted.parameters.grid().framesIn(std::ssize(sound)) };
        wanted.whole = true;
        return wanted;
    }
    void keep(const std::string &name, std::span<const float> sound) const
    {
        store().compute(contentHash(name), CqtPlan(CqtParameters {}), [rest = sound](std::span<float> out) mutable {
            const std::size_t count = std::min(out.size(), rest.size());
            std::copy_n(rest.begin(), count, out.begin());
            rest = rest.subspan(count);
            return count;
        });
    }

private Q_SLOTS:
    void aShortFileComesWholeAtOnce()
    {
        const std::vector<float> sound = testing::roundedTo16Bits(testing::struckNotes(6, kRate));
        PictureRequest wanted = whole("short", sound);
        wanted.kinds = { true, true, true };
        wanted.store = store();
        Viewer viewer;
        QVERIFY(!failure(m_maker, wanted, viewer));
        QCOMPARE(viewer.ends, 1);
        QCOMPARE(viewer.picturesBeforeEnd, viewer.told.size());
        // One picture after the other, each whole the first time that it is there.
        QCOMPARE(viewer.told.size(), std::size_t { 3 });
        QVERIFY(isStoreOf(*viewer.told.front().constantQ, sound));
        QCOMPARE(viewer.last().constantQ, viewer.told.front().constantQ);
        QVERIFY(isAll(*viewer.last().linear, Detail::Whole));
        QVERIFY(viewer.last().linear->span() == viewer.last().constantQ->span());
        const WaveformData &waveform = *viewer.last().waveform;
        QVERIFY(waveform.hasDetail(0, std::ssize(sound)));
        QCOMPARE(waveform.end(), std::ssize(sound));
        for (const std::int64_t sample : { 0, 4711, 6 * kRate - 1 })
            QCOMPARE(waveform.peaks(sample, sample + 1).high, sound[static_cast<std::size_t>(sample)]);
        // It is stored for the next time.
        const auto stored = store().open(wanted.contentHash, wanted.parameters);
        QVERIFY(stored);
        QVERIFY(isStoreOf(SpectrogramData(stored), sound));
    }

    void aClipLooksAsWithinItsTrack()
    {
        const std::vector<float> sound = testing::roundedTo16Bits(testing::struckNotes(6, kRate));
        PictureRequest wanted = whole("clip", sound);
        wanted.span = { 100, 150 };
        wanted.whole = false;
        wanted.store = store();
        Viewer viewer;
        QVERIFY(!failure(m_maker, wanted, viewer));
        const SpectrogramData &clip = *viewer.last().constantQ;
        QVERIFY(clip.span().begin < 100 && clip.span().end >= 150);
        // Filters that were cut off where the clip begins and ends would lose up to 6 dB.
        const auto track = FeatureStore::inMemory(CqtPlan(wanted.parameters), sound);
        int compared = 0;
        for (std::int64_t frame = 100; frame < 150; ++frame) {
            for (int bin = 0; bin < track->bins(); ++bin) {
                const float level = track->topDb() + StoredSpectrogram::toDb(track->frame(frame)[bin]);
                if (level < clip.loudestDb() - 40 || level < track->topDb() - 40)
                    continue;
                const float difference = clip.layout().cells.toDb(clip.cell(frame, bin)) - level;
                QVERIFY2(std::abs(difference) < 1, qPrintable(QString("%1 %2").arg(frame).arg(bin)));
                ++compared;
            }
        }
        QVERIFY(compared > 200);
        // A part of a track is nothing to keep.
        QVERIFY(!store().contains(wanted.contentHash, wanted.parameters));
    }

    void aChangedFileIsNotTakenFromTheStore()
    {
        // What is stored is told from what is in the file.
        const std::vector<float> other = testing::sine(440, 4, kRate);
        keep("changed", other);
        PictureRequest wanted = whole("changed", testing::struckNotes(4, kRate));
        wanted.store = store();
        {
            Viewer viewer;
            QVERIFY(!failure(m_maker, wanted, viewer));
            QVERIFY(isStoreOf(*viewer.last().constantQ, other));
        }
        wanted.imported = FileStamp::of(wanted.path);
        {
            Viewer viewer;
            QVERIFY(!failure(m_maker, wanted, viewer));
            QVERIFY(isStoreOf(*viewer.last().constantQ, other));
            QCOMPARE(viewer.ends, 1);
        }
        const std::vector<float> now = testing::roundedTo16Bits(testing::struckNotes(5, kRate, 2));
        wanted.span = whole("changed", now).span;
        {
            Viewer viewer;
            QVERIFY(!failure(m_maker, wanted, viewer));
            QVERIFY(isStoreOf(*viewer.last().constantQ, now));
        }
        QVERIFY(isStoreOf(SpectrogramData(store().open(wanted.contentHash, wanted.parameters)), other));
        // Nor does it get into the store by another's name.
        wanted.contentHash = contentHash("what it was");
        Viewer viewer;
        QVERIFY(!failure(m_maker, wanted, viewer));
        QVERIFY(isStoreOf(*viewer.last().constantQ, now));
        QVERIFY(!store().contains(wanted.contentHash, wanted.parameters));
    }

    void aLongSoundIsToldBitByBit()
    {
        const std::vector<float> sound = testing::roundedTo16Bits(testing::struckNotes(150, kRate));
        PictureRequest wanted = whole("long", sound);
        wanted.kinds = { true, true, true };
        const FrameSpan visible { 6200, 6300 }; // in the last of four chunks
        Viewer viewer;
        viewer.looksAt = [visible] { return visible; };
        viewer.whenFinished = [&viewer] { viewer.control.stop(); };
        QVERIFY(failure(m_maker, wanted, viewer) == ErrorCode::Cancelled);
        QCOMPARE(viewer.ends, 1);
        QCOMPARE(viewer.picturesBeforeEnd, viewer.told.size());

        // The axes.
        const ClipPictures &axes = viewer.told.front();
        QCOMPARE(viewer.sharesBeforePictures, std::size_t { 0 });
        for (const auto &data : { axes.constantQ, axes.linear }) {
            QVERIFY(data->span() == wanted.span);
            QCOMPARE(data->chunkCount(), std::int64_t { 4 });
            QVERIFY(isAll(*data, Detail::Nothing));
        }
        QCOMPARE(axes.waveform->end(), std::int64_t { 0 });

        // A preview of everything is there when what is visible is, and that comes before the first chunk.
        const auto seen = std::find_if(viewer.told.begin(), viewer.told.end(),
            [](const ClipPictures &pictures) { return pictures.constantQ->detail(3) == Detail::Whole; });
        QVERIFY(seen != viewer.told.end());
        for (const auto &data : { seen->constantQ, seen->linear }) {
            const std::vector<Detail> wantedDetails { Detail::Preview, Detail::Preview, Detail::Preview,
                Detail::Whole };
            QVERIFY(details(*data) == wantedDetails);
            std::vector<std::uint8_t> loudest(static_cast<std::size_t>(data->bins()), 0);
            QVERIFY(data->raiseToMaximum(data->chunkSpan(1), loudest));
            QVERIFY(data->layout().cells.toDb(*std::max_element(loudest.begin(), loudest.end())) > -60);
        }
        // The outline, which costs little, comes in its turn.
        QVERIFY(seen->waveform->end() < std::ssize(sound) / 2);

        // All of it.
        QVERIFY(isAll(*viewer.last().constantQ, Detail::Whole));
        QVERIFY(isAll(*viewer.last().linear, Detail::Whole));
        QCOMPARE(viewer.last().waveform->end(), std::ssize(sound));
        QVERIFY(viewer.last().waveform->hasDetail(visible.begin * 512, visible.end * 512));
        const std::int64_t sample = 6250 * 512 + 17;
        QCOMPARE(viewer.last().waveform->peaks(sample, sample + 1).high, sound[static_cast<std::size_t>(sample)]);
        std::vector<float> levels = CqtPlan(wanted.parameters).magnitudes(sound);
        magnitudesToLevels(levels);
        const CellScale scale = viewer.last().constantQ->layout().cells;
        for (const std::int64_t frame : { 0, 2047, 2048, 4096, 6143, 6144, 6250, 6459 }) {
            for (int bin = 0; bin < 84; ++bin) {
                const float level = levels[static_cast<std::size_t>(frame * 84 + bin)];
                const int difference = viewer.last().constantQ->cell(frame, bin) - scale.toCell(level);
                QVERIFY2(std::abs(difference) <= 1, qPrintable(QString("%1 %2").arg(frame).arg(difference)));
            }
        }
    }

    void aLongSoundThatIsStoredEndsByItself()
    {
        std::vector<float> sound = testing::silence(130, kRate);
        const std::vector<float> burst = testing::roundedTo16Bits(testing::sine(440, 1, kRate));
        std::copy(burst.begin(), burst.end(), sound.begin() + 100 * kRate);
        PictureRequest wanted = whole("kept", sound);
        wanted.store = store();
        Viewer viewer;
        QVERIFY(!failure(m_maker, wanted, viewer));
        QCOMPARE(viewer.ends, 1);
        QVERIFY(viewer.told.size() >= 2);
        QVERIFY(isAll(*viewer.told.front().constantQ, Detail::Nothing));
        QVERIFY(isStoreOf(*viewer.last().constantQ, sound));
        QVERIFY(store().contains(wanted.contentHash, wanted.parameters));
        // The next time it is there at once.
        Viewer again;
        QVERIFY(!failure(m_maker, wanted, again));
        QCOMPARE(again.told.size(), std::size_t { 1 });
        QVERIFY(isStoreOf(*again.last().constantQ, sound));
    }

    void ofAVeryLongOneWhatWasLookedAtLastIsKept()
    {
        // So long by what was said of it: what is not there is silent.
        PictureRequest wanted = whole("verylong", testing::sine(440, 30, kRate));
        wanted.span = { 0, 600'000 };
        Viewer viewer;
        std::int64_t chunk = 0;
        viewer.looksAt = [&] {
            if (viewer.ends == 0)
                return FrameSpan {};
            if (chunk == 10) {
                viewer.control.stop();
                return FrameSpan {};
            }
            const std::int64_t begin = chunk++ * SpectrogramData::kChunkFrames;
            return FrameSpan { begin + 10, begin + 20 };
        };
        QVERIFY(failure(m_maker, wanted, viewer) == ErrorCode::Cancelled);
        QCOMPARE(viewer.ends, 1);
        QVERIFY(isAll(*viewer.told[viewer.picturesBeforeEnd - 1].constantQ, Detail::Coarse));
        QCOMPARE(viewer.told.size(), viewer.picturesBeforeEnd + 10);
        std::vector<Detail> kept(293, Detail::Coarse);
        std::fill(kept.begin() + 2, kept.begin() + 10, Detail::Whole);
        QVERIFY(details(*viewer.last().constantQ) == kept);
        // What is coarse is still where it was.
        const SpectrogramData &data = *viewer.last().constantQ;
        const int bin = static_cast<int>(std::lround(data.layout().frequencies.binAt(440)));
        QVERIFY(data.cell(100, bin) > data.cell(100, bin + 12) + 40);
        QCOMPARE(data.cell(1400, bin), std::uint8_t { 0 });
    }

    void theShareGrows()
    {
        PictureRequest wanted = whole("share", testing::silence(130, kRate));
        wanted.kinds = { false, false, true };
        Viewer viewer;
        int looks = 0;
        viewer.looksAt = [&looks] {
            // Longer than between two words of it.
            if (++looks <= 2)
                std::this_thread::sleep_for(std::chrono::milliseconds(70));
            return FrameSpan {};
        };
        viewer.whenFinished = [&viewer] { viewer.control.stop(); };
        QVERIFY(failure(m_maker, wanted, viewer) == ErrorCode::Cancelled);
        QVERIFY(viewer.shares.size() >= 2);
        QVERIFY(viewer.shares.front() > 0 && viewer.shares.front() < 0.5);
        QVERIFY(viewer.shares.back() > viewer.shares.front() && viewer.shares.back() <= 1);
        QVERIFY(std::is_sorted(viewer.shares.begin(), viewer.shares.end()));
    }

    void whoIsStoppedThrows()
    {
        const PictureRequest wanted = whole("stopped", testing::silence(130, kRate));
        Viewer stopped;
        stopped.control.stop();
        QVERIFY(failure(m_maker, wanted, stopped) == ErrorCode::Cancelled);
        QVERIFY(stopped.told.empty());
        QCOMPARE(stopped.ends, 0);

        Viewer leaving;
        leaving.whenTold = [&leaving] { leaving.control.stop(); };
        QVERIFY(failure(m_maker, wanted, leaving) == ErrorCode::Cancelled);
        QCOMPARE(leaving.told.size(), std::size_t { 1 });
        QCOMPARE(leaving.ends, 0);
    }

    void eachRequestHasItsOwnParameters()
    {
        const std::vector<float> sound = testing::roundedTo16Bits(testing::struckNotes(4, kRate));
        PictureRequest wanted = whole("parameters", sound);
        wanted.kinds = { true, true, false };
        for (const int hop : { 512, 1024, 512 }) {
            wanted.parameters.hop = hop;
            wanted.parameters.bins = hop == 512 ? 84 : 48;
            wanted.span = { 0, wanted.parameters.grid().framesIn(std::ssize(sound)) };
            Viewer viewer;
            QVERIFY(!failure(m_maker, wanted, viewer));
            QVERIFY(isStoreOf(*viewer.last().constantQ, sound, wanted.parameters));
            QVERIFY(viewer.last().linear->grid() == wanted.parameters.grid());
            QVERIFY(viewer.last().linear->span() == wanted.span);
        }
    }

    void whatGoesWrongIsThrown()
    {
        const std::vector<float> sound = testing::roundedTo16Bits(testing::struckNotes(2, kRate));
        PictureRequest wanted = whole("wrong", sound);
        Viewer poor;
        poor.whenTold = [] { throw std::bad_alloc(); };
        try {
            m_maker.make(wanted, poor.control, poor.callbacks());
            QFAIL("nothing was thrown");
        } catch (const Error &error) {
            QVERIFY(error.code() == ErrorCode::Unsupported);
            QVERIFY(error.path() == wanted.path);
            QCOMPARE(error.cause(), std::string("there is not enough memory to show it"));
        }
        Viewer odd;
        odd.whenTold = [] { throw std::runtime_error("odd"); };
        QVERIFY_EXCEPTION_THROWN(m_maker.make(wanted, odd.control, odd.callbacks()), std::runtime_error);
        QCOMPARE(odd.ends, 0);
        // The next one is made all the same.
        Viewer viewer;
        QVERIFY(!failure(m_maker, wanted, viewer));
        QVERIFY(isStoreOf(*viewer.last().constantQ, sound));

        // A picture of a sound that cannot be heard is none, though it is stored.
        keep("wrong", sound);
        wanted.store = store();
        std::filesystem::remove(wanted.path);
        Viewer gone;
        QVERIFY(failure(m_maker, wanted, gone) == ErrorCode::NotFound);
        QVERIFY(gone.told.empty());
    }
};

QTEST_GUILESS_MAIN(TestClipPictures)
#include "tst_clippictures.moc"
