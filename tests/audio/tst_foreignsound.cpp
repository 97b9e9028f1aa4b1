#include "audio/audioreader.h"
#include "base/error.h"
#include "support/mediafiles.h"
#include "support/riff.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 44100;

/// An ID3v2.3 tag with a title, and @p padding bytes of nothing.
std::string id3v2(
    std::size_t padding, const std::string &title = "behind", const std::string &more = {}, bool footer = false)
{
    const auto synchsafe = [](std::size_t size) {
        std::string bytes;
        for (const int shift : { 21, 14, 7, 0 })
            bytes += static_cast<char>(size >> shift & 0x7F);
        return bytes;
    };
    const std::string text = '\0' + title;
    std::string body = "TIT2";
    for (const int shift : { 24, 16, 8, 0 })
        body += static_cast<char>(text.size() >> shift);
    body += std::string(2, '\0') + text + more + std::string(padding, '\0');
    const std::string end = std::string(footer ? "\x04\0\x10" : "\x03\0\0", 3) + synchsafe(body.size());
    return "ID3" + end + body + (footer ? "3DI" + end : "");
}

std::string id3v1(const std::string &title)
{
    std::string tag = "TAG" + title;
    tag.resize(128, '\0');
    return tag;
}

/// An APEv2 tag with one item, without a header.
std::string apeTag()
{
    const std::string item = littleEndian(4, 4) + littleEndian(0, 4) + std::string("Genre\0Folk", 10);
    return item + "APETAGEX" + littleEndian(2000, 4) + littleEndian(item.size() + 32, 4) + littleEndian(1, 4)
        + std::string(12, '\0');
}

std::string lyricsTag()
{
    const std::string body = "LYRICSBEGININD0000200EAL00003new";
    std::string size = std::to_string(body.size());
    size.insert(0, 6 - size.size(), '0');
    return body + size + "LYRICS200";
}

/// What a WAV's format chunk says.
struct WavFormat {
    int kind = 1; ///< 1 integers, 3 floats
    int validBits = 16;
    int width = 2; ///< bytes that a sample takes
    bool extensible = true;
};

std::string formatChunk(const WavFormat &format, int channels)
{
    const auto number = [](int value, int bytes) { return littleEndian(static_cast<std::uint64_t>(value), bytes); };
    std::string chunk = number(format.extensible ? 0xFFFE : format.kind, 2) + number(channels, 2) + number(kRate, 4)
        + number(kRate * channels * format.width, 4) + number(channels * format.width, 2) + number(format.validBits, 2);
    if (format.extensible) {
        chunk += number(22, 2) + number(format.validBits, 2) + number(3, 4) + number(format.kind, 2)
            + std::string("\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71", 14);
    }
    return chunk;
}

/// Two channels of integers of @p validBits bits at the top of @p width bytes.
std::string paddedSamples(const WavFormat &format, std::vector<float> &mono)
{
    const std::vector<float> sound = noise(1, kRate, 0.9);
    const auto limit = static_cast<double>(std::int64_t { 1 } << (format.validBits - 1));
    std::string data;
    double left = 0;
    for (std::size_t i = 0; i < sound.size(); ++i) {
        const auto value = std::llround(sound[i] * (limit - 1));
        const std::int64_t placed = format.width == 1
            ? 128 + (value << (8 - format.validBits))
            : value * (std::int64_t { 1 } << (8 * format.width - format.validBits));
        data += littleEndian(static_cast<std::uint64_t>(placed), format.width);
        if (i % 2 == 0)
            left = static_cast<double>(value) / limit;
        else
            mono.push_back(static_cast<float>((left + static_cast<double>(value) / limit) / 2));
    }
    return data;
}

std::uint32_t oggChecksum(const std::string &page)
{
    std::uint32_t sum = 0;
    for (const char byte : page) {
        sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 24;
        for (int i = 0; i < 8; ++i)
            sum = sum << 1 ^ (sum >> 31 ? 0x04C11DB7u : 0);
    }
    return sum;
}

/// An Ogg file all of whose pages but the first two are dated @p granules later (RFC 3533).
std::string startingAt(std::int64_t granules, std::string ogg)
{
    int pages = 0;
    for (std::size_t at = 0; at + 27 <= ogg.size();) {
        const auto segments = static_cast<unsigned char>(ogg[at + 26]);
        std::size_t size = 27u + segments;
        for (std::size_t i = 0; i < segments; ++i)
            size += static_cast<unsigned char>(ogg[at + 27 + i]);
        std::int64_t granule = 0;
        std::memcpy(&granule, ogg.data() + at + 6, 8);
        if (++pages > 2 && granule >= 0)
            ogg.replace(at + 6, 8, littleEndian(static_cast<std::uint64_t>(granule + granules), 8));
        ogg.replace(at + 22, 4, std::string(4, '\0'));
        ogg.replace(at + 22, 4, littleEndian(oggChecksum(ogg.substr(at, size)), 4));
        at += size;
    }
    return ogg;
}

/// Hertz of a tone, by its zero crossings.
double pitchOf(const AudioBuffer &sound)
{
    int crossings = 0;
    for (std::size_t i = 1; i < sound.samples.size(); ++i)
        crossings += (sound.samples[i] < 0) != (sound.samples[i - 1] < 0);
    return crossings / (2 * sound.seconds());
}

std::optional<Error> errorOf(const std::function<void()> &work)
{
    try {
        work();
    } catch (const Error &error) {
        return error;
    }
    return std::nullopt;
}

/// The most memory that this process had since the last call, in bytes.
std::int64_t peakMemory()
{
    std::int64_t kilobytes = 0;
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:"))
            std::istringstream(line.substr(6)) >> kilobytes;
    }
    std::ofstream("/proc/self/clear_refs") << "5";
    return kilobytes << 10;
}

} // namespace

/// Sound files as other programs write them, within the bounds of their standards and outside.
class TestForeignSound : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

    /// The bytes of two seconds of stereo noise, coded as the ending says.
    std::string encoded(const std::string &ending)
    {
        const std::vector<float> sound = noise(4, kRate);
        encode(sound, kRate, m_folder / ("plain." + ending), {}, 2);
        return readBytes(m_folder / ("plain." + ending));
    }

    fs::path written(const std::string &name, const std::string &bytes)
    {
        writeBytes(m_folder / name, bytes);
        return m_folder / name;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!ffmpegAvailable())
            QSKIP("needs the ffmpeg program");
    }

    void soundIsFoundBehindATagOfAnyLength_data()
    {
        QTest::addColumn<std::string>("ending");
        for (const char *ending : { "flac", "wav", "aac", "mp3", "tta", "ogg" })
            QTest::newRow(ending) << std::string(ending);
    }

    void soundIsFoundBehindATagOfAnyLength()
    {
        QFETCH(std::string, ending);
        const std::string bytes = encoded(ending);
        const std::vector<float> sound = decodeAudio(m_folder / ("plain." + ending)).samples;
        QVERIFY(sound.size() > kRate);
        for (const std::size_t padding : { 100u, 1'060'000u, 3'000'000u }) {
            AudioReader reader(written("tagged." + ending, id3v2(padding) + bytes));
            std::vector<float> heard(sound.size() + 100);
            heard.resize(reader.read(heard));
            QVERIFY(heard == sound);
            QCOMPARE(reader.damagedPackets(), std::int64_t { 0 });
        }
    }

    void samplesAreAsWideAsTheirBlocks_data()
    {
        QTest::addColumn<int>("validBits");
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("extensible");
        for (const auto &[bits, width] : std::vector<std::pair<int, int>> { { 16, 3 }, { 24, 4 }, { 20, 3 }, { 20, 4 },
                 { 12, 2 }, { 8, 2 }, { 16, 4 }, { 16, 2 }, { 24, 3 }, { 32, 4 }, { 7, 1 } }) {
            QTest::addRow("%d bits in %d bytes", bits, width) << bits << width << true;
            // Without the extension, Cool Edit's floats are what 24 bits in 4 bytes are.
            if (!(bits == 24 && width == 4))
                QTest::addRow("%d bits in %d bytes, plain", bits, width) << bits << width << false;
        }
    }

    void samplesAreAsWideAsTheirBlocks()
    {
        QFETCH(int, validBits);
        QFETCH(int, width);
        QFETCH(bool, extensible);
        const WavFormat format { 1, validBits, width, extensible };
        std::vector<float> mono;
        const std::string data = paddedSamples(format, mono);
        const std::string chunks = riffChunk("fmt ", formatChunk(format, 2)) + riffChunk("data", data);
        const AudioBuffer heard = decodeAudio(written("padded.wav", riffChunk("RIFF", "WAVE" + chunks)));
        QCOMPARE(heard.samples.size(), mono.size());
        QVERIFY2(greatestDifference(heard.samples, mono) < 1e-7f,
            qPrintable(QString::number(greatestDifference(heard.samples, mono))));
    }

    void coolEditsFloatsAreFloats()
    {
        std::string data;
        for (int i = 0; i < 1000; ++i) {
            const float value = 0.5f * (1 << 23) * (i % 2 ? 1.0f : -1.0f);
            data.append(reinterpret_cast<const char *>(&value), sizeof value);
        }
        const std::string format = formatChunk({ 1, 24, 4, false }, 1);
        const AudioBuffer heard = decodeAudio(
            written("cool.wav", riffChunk("RIFF", "WAVE" + riffChunk("fmt ", format) + riffChunk("data", data))));
        QCOMPARE(heard.samples.size(), std::size_t { 1000 });
        QVERIFY(std::abs(heard.samples[500] + 0.5f) < 1e-6f);
    }

    void recordingsThatWereNeverFinishedArePlayedToTheirEnd()
    {
        const std::vector<float> sound = roundedTo16Bits(noise(2, kRate));
        std::string data;
        for (const float sample : sound)
            data += littleEndian(static_cast<std::uint64_t>(std::lround(sample * 32768)), 2);
        const std::string format = riffChunk("fmt ", formatChunk({ 1, 16, 2, false }, 1));
        for (const char *kind : { "RF64", "BW64" }) {
            for (const bool described : { false, true }) {
                const std::string bytes = kind + std::string(4, '\xFF') + "WAVE"
                    + riffChunk("ds64", std::string(28, '\0')) + (described ? riffChunk("bext", "by hand") : "")
                    + format + "data" + std::string(4, '\xFF') + data;
                AudioReader reader(written("unfinished.wav", bytes));
                QVERIFY(std::abs(reader.info().statedSeconds - 2) < 0.001);
                std::vector<float> heard(sound.size() + 100);
                heard.resize(reader.read(heard));
                QVERIFY(heard == sound);
                QCOMPARE(reader.damagedPackets(), std::int64_t { 0 });
            }
        }
    }

    void tagsBehindTheSoundAreNoDamage_data()
    {
        QTest::addColumn<std::string>("ending");
        for (const char *ending : { "flac", "mp3", "aac", "wv", "ogg", "wav", "tta" })
            QTest::newRow(ending) << std::string(ending);
    }

    void tagsBehindTheSoundAreNoDamage()
    {
        QFETCH(std::string, ending);
        const std::string bytes = encoded(ending);
        AudioReader plain(m_folder / ("plain." + ending));
        std::vector<float> sound(3 * kRate);
        sound.resize(plain.read(sound));
        const std::map<std::string, std::string> tags {
            { "ID3v1", id3v1("short") },
            { "ID3v2", id3v2(3000) },
            { "large ID3v2", id3v2(1'500'000) },
            { "ID3v2.4", id3v2(3000, "end", {}, true) },
            { "APE", apeTag() },
            { "Lyrics3", lyricsTag() },
            { "all", id3v2(500, "end", {}, true) + apeTag() + lyricsTag() + id3v1("short") },
        };
        for (const auto &[name, tag] : tags) {
            AudioReader reader(written("behind." + ending, bytes + tag));
            std::vector<float> heard(sound.size() + 10000);
            heard.resize(reader.read(heard));
            QVERIFY2(reader.damagedPackets() == 0, name.c_str());
            QVERIFY2(heard == sound,
                qPrintable(QString("%1: %2 samples, not %3").arg(name.c_str()).arg(heard.size()).arg(sound.size())));
            const double stated = reader.info().statedSeconds;
            QVERIFY2(stated < 0 || stated == plain.info().statedSeconds, name.c_str());
        }
        if (ending != "mp3")
            return;
        encode(noise(1, kRate), kRate, m_folder / "bare.mp3", { "-id3v2_version", "0" });
        const std::string bare = readBytes(m_folder / "bare.mp3");
        QCOMPARE(AudioReader(written("behind.mp3", bare + id3v1("short"))).info().title, std::string("short"));
    }

    void aTagAloneIsNoSound()
    {
        for (const std::string &tag : { id3v2(5000), id3v2(5000) + id3v1("x"), id3v1("x"), apeTag() })
            QVERIFY(errorOf([&] { AudioReader reader(written("tag.mp3", tag)); })->code() == ErrorCode::NotAudio);
    }

    void theDefaultStreamIsHeard()
    {
        for (const bool second : { false, true }) {
            const fs::path path = m_folder / "two.mkv";
            encode(sine(440, 3, kRate), kRate, path,
                { "-f", "lavfi", "-i", "sine=1000:d=3:r=44100", "-map", "0", "-map", "1", "-c:a", "flac",
                    "-disposition:a:0", second ? "0" : "default", "-disposition:a:1", second ? "default" : "0" });
            QVERIFY(std::abs(pitchOf(decodeAudio(path)) - (second ? 1000 : 440)) < 2);
        }
    }

    void freeFormatIsNamed()
    {
        // MPEG 1, Layer III, 44.1 kHz, no bit rate: frames of 784 bytes that hold silence.
        std::string frame("\xFF\xFB\x00\xC4", 4);
        frame.resize(784, '\0');
        std::string bytes;
        for (int i = 0; i < 60; ++i)
            bytes += frame;
        for (const std::string &tag : { std::string(), id3v2(100) }) {
            const auto error = errorOf([&] { AudioReader reader(written("free.mp3", tag + bytes)); });
            QVERIFY(error && error->code() == ErrorCode::Unsupported);
            QVERIFY2(error->cause().find("free format") != std::string::npos, error->what());
        }
        // A frame is a kind of MP3 only if others follow it.
        const auto error = errorOf([&] { AudioReader reader(written("free.mp3", frame + std::string(5000, 'x'))); });
        QVERIFY(error && error->code() == ErrorCode::NotAudio);
    }

    void aStreamThatStartsLateIsAsLongAsItIs()
    {
        encode(sine(440, 5, 48000), 48000, m_folder / "early.opus", { "-c:a", "libopus", "-b:a", "32k" });
        const std::string early = readBytes(m_folder / "early.opus");
        const std::vector<float> sound = decodeAudio(m_folder / "early.opus").samples;
        AudioReader reader(written("late.opus", startingAt(3600 * 48000, early)));
        QVERIFY2(
            std::abs(reader.info().statedSeconds - 5) < 0.1, qPrintable(QString::number(reader.info().statedSeconds)));
        std::vector<float> heard(sound.size() + 100);
        heard.resize(reader.read(heard));
        QVERIFY(heard == sound);

        for (const char *name : { "late.mka", "late.ogg", "late.ts", "late.mp4" }) {
            encode(sine(440, 5, kRate), kRate, m_folder / name, { "-output_ts_offset", "3600" });
            const double stated = AudioReader(m_folder / name).info().statedSeconds;
            QVERIFY2(stated < 0 || std::abs(stated - 5) < 0.1, qPrintable(QString("%1: %2").arg(name).arg(stated)));
        }
    }

    void picturesAreNotDecoded()
    {
        // 108 MB of grey that take a few kilobytes.
        encode(silence(0.1, kRate), kRate, m_folder / "large.png",
            { "-f", "lavfi", "-i", "color=gray:size=6000x6000:duration=0.04", "-map", "1:v", "-frames:v", "1",
                "-pix_fmt", "rgb24" });
        const std::string picture = readBytes(m_folder / "large.png");
        std::string frame;
        for (int kind = 3; kind < 6; ++kind) {
            const std::string body = std::string("\0image/png\0", 11) + static_cast<char>(kind) + '\0' + picture;
            frame += "APIC";
            for (const int shift : { 24, 16, 8, 0 })
                frame += static_cast<char>(body.size() >> shift);
            frame += std::string(2, '\0') + body;
        }
        const std::string mp3 = encoded("mp3");
        const std::vector<float> sound = decodeAudio(m_folder / "plain.mp3").samples;
        const fs::path path = written("covers.mp3", id3v2(0, "covers", frame) + mp3);
        // A film: the picture as one frame of video beside the sound.
        encode(sine(440, 1, kRate), kRate, m_folder / "film.mkv",
            { "-f", "lavfi", "-i", "color=gray:size=6000x6000:duration=1:rate=2", "-map", "1:v", "-map", "0:a", "-c:v",
                "png", "-pix_fmt", "rgb24", "-c:a", "flac" });
        peakMemory();
        const std::int64_t before = peakMemory();
        AudioReader covers(path);
        QCOMPARE(covers.info().title, std::string("covers"));
        std::vector<float> heard(sound.size() + 100);
        heard.resize(covers.read(heard));
        QVERIFY(heard == sound);
        AudioReader film(m_folder / "film.mkv");
        heard.resize(2 * kRate);
        QCOMPARE(film.read(heard), std::size_t { kRate });
        const std::int64_t grown = peakMemory() - before;
#ifndef __SANITIZE_ADDRESS__
        QVERIFY2(grown < std::int64_t { 40 } << 20, qPrintable(QString("%1 MB").arg(grown >> 20)));
#endif
    }

    void aHoleIsNotReadThrough()
    {
        for (const char *ending : { "flac", "mp3", "aac", "mka", "ts", "ogg", "wv" }) {
            const std::string bytes = encoded(ending);
            const fs::path path = written("hole", bytes.substr(0, bytes.size() / 2));
            fs::resize_file(path, std::uintmax_t { 200 } << 30);
            const std::int64_t before = (peakMemory(), peakMemory());
            QElapsedTimer clock;
            clock.start();
            std::size_t heard = 0;
            const auto error = errorOf([&] { heard = decodeAudio(path).samples.size(); });
            QVERIFY2(heard > 0 || error->code() == ErrorCode::NotAudio, ending);
            QVERIFY2(clock.elapsed() < 20000, qPrintable(QString("%1: %2 ms").arg(ending).arg(clock.elapsed())));
            const std::int64_t grown = peakMemory() - before;
#ifndef __SANITIZE_ADDRESS__
            QVERIFY2(grown < std::int64_t { 600 } << 20, qPrintable(QString("%1: %2 MB").arg(ending).arg(grown >> 20)));
#endif
        }
    }

    void readingEndsWhereItIsToldTo()
    {
        // Hours of sound, on which each of these would be busy for longer than anybody waits.
        std::string head = riffChunk("RIFF", "WAVE" + riffChunk("fmt ", formatChunk({ 1, 16, 2, false }, 1)));
        head += "data" + std::string(4, '\xFF');
        const fs::path path = written("long.wav", head);
        fs::resize_file(path, std::uintmax_t { 100 } << 30);
        const std::string m4a = encoded("aac"); // which has to be decoded to get anywhere
        std::string much;
        while (much.size() < 40'000'000)
            much += m4a;
        const fs::path slow = written("long.aac", much);
        const std::map<std::string, std::function<void(const std::function<void()> &)>> works {
            { "reading", [&](const auto &check) { decodeAudio(path, 22050, check); } },
            { "seeking",
                [&](const auto &check) {
                    AudioReader reader(slow, 0, check);
                    reader.seek(std::int64_t { 1 } << 40);
                    std::vector<float> out(1);
                    reader.read(out);
                } },
            { "opening", [&](const auto &check) { check(), AudioReader(path, 0, check); } },
        };
        for (const auto &[name, work] : works) {
            QElapsedTimer clock;
            clock.start();
            const auto check = [&] {
                if (clock.elapsed() > (name == "opening" ? -1 : 200))
                    throw Error(ErrorCode::Cancelled, "cancelled");
            };
            const auto error = errorOf([&, &work = work] { work(check); });
            QVERIFY2(error && error->code() == ErrorCode::Cancelled, name.c_str());
            QVERIFY2(clock.elapsed() < 700, qPrintable(QString("%1: %2 ms").arg(name.c_str()).arg(clock.elapsed())));
        }
    }

    void tooManyChannelsAreRefusedInWords()
    {
        const std::string chunks = riffChunk("fmt ", formatChunk({ 1, 16, 2, false }, 300))
            + riffChunk("data", std::string(600 * 100, '\0'));
        const auto error
            = errorOf([&] { AudioReader reader(written("channels.wav", riffChunk("RIFF", "WAVE" + chunks))); });
        QVERIFY(error && error->code() == ErrorCode::Unsupported);
        QVERIFY2(error->cause().find("300 channels") != std::string::npos, error->what());
    }
};

QTEST_GUILESS_MAIN(TestForeignSound)
#include "tst_foreignsound.moc"
