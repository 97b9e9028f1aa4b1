#include "audio/audioreader.h"
#include "audio/wavfile.h"
#include "base/error.h"
#include "base/random.h"
#include "support/mediafiles.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <numbers>
#include <sys/stat.h>
#include <unistd.h>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

#define NEED_FFMPEG()                                                                                                  \
    do {                                                                                                               \
        if (!ffmpegAvailable())                                                                                        \
            QSKIP("needs the ffmpeg program");                                                                         \
    } while (false)

namespace {

struct Format {
    const char *name; ///< and the file's ending
    std::vector<std::string> arguments;
    int sampleRate;
};

const std::vector<Format> kLossless {
    { "wav", {}, 44100 },
    { "flac", {}, 44100 },
    { "wv", {}, 44100 },
    { "alac.m4a", { "-c:a", "alac" }, 44100 },
    { "aiff", {}, 44100 },
};
const std::vector<Format> kLossy {
    { "mp3", { "-b:a", "160k", "-metadata", "title=A tune", "-metadata", "artist=Somebody" }, 44100 },
    { "ogg", { "-c:a", "libvorbis", "-q:a", "6", "-metadata", "license=CC0" }, 44100 },
    { "m4a", { "-c:a", "aac", "-b:a", "128k" }, 44100 },
    { "opus", { "-c:a", "libopus", "-b:a", "96k" }, 48000 },
};

std::vector<Format> allFormats()
{
    std::vector<Format> formats = kLossless;
    formats.insert(formats.end(), kLossy.begin(), kLossy.end());
    return formats;
}

ErrorCode codeOf(const std::function<void()> &work)
{
    try {
        work();
    } catch (const Error &error) {
        return error.code();
    }
    throw std::runtime_error("no error was thrown");
}

std::vector<float> readAll(AudioReader &reader, std::size_t block = 5000)
{
    std::vector<float> sound;
    std::vector<float> part(block);
    while (const std::size_t count = reader.read(part))
        sound.insert(sound.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(count));
    return sound;
}

std::vector<float> slice(const std::vector<float> &sound, std::size_t begin, std::size_t end)
{
    begin = std::min(begin, sound.size());
    end = std::clamp(end, begin, sound.size());
    return { sound.begin() + static_cast<std::ptrdiff_t>(begin), sound.begin() + static_cast<std::ptrdiff_t>(end) };
}

/// By how many samples @p heard has to be moved to lie on @p reference best.
int lagOf(const std::vector<float> &reference, const std::vector<float> &heard)
{
    constexpr int kFarthest = 2500;
    constexpr std::size_t kWindow = 20000;
    int best = 0;
    double bestRatio = -1000;
    const std::vector<float> middle = slice(reference, kFarthest, kFarthest + kWindow);
    for (int lag = -kFarthest; lag <= kFarthest; ++lag) {
        const auto begin = static_cast<std::size_t>(kFarthest + lag);
        const double ratio = signalToNoise(middle, std::span(heard).subspan(begin, kWindow));
        if (ratio > bestRatio) {
            bestRatio = ratio;
            best = lag;
        }
    }
    return best;
}

void appendNumber(std::string &bytes, std::uint32_t value, int size, bool bigEndian = false)
{
    for (int i = 0; i < size; ++i)
        bytes += static_cast<char>(value >> (8 * (bigEndian ? size - 1 - i : i)));
}

std::string wavHeader(int sampleRate, int bits, std::uint32_t dataSize)
{
    std::string header = "RIFF";
    appendNumber(header, dataSize > 0xFFFFFFFFu - 36 ? 0xFFFFFFFFu : dataSize + 36, 4);
    header += "WAVEfmt ";
    appendNumber(header, 16, 4);
    appendNumber(header, 1, 2);
    appendNumber(header, 1, 2);
    appendNumber(header, static_cast<std::uint32_t>(sampleRate), 4);
    appendNumber(header, static_cast<std::uint32_t>(sampleRate * bits / 8), 4);
    appendNumber(header, static_cast<std::uint32_t>(bits / 8), 2);
    appendNumber(header, static_cast<std::uint32_t>(bits), 2);
    header += "data";
    appendNumber(header, dataSize, 4);
    return header;
}

/// A ProTracker module that strikes one looped sine tone: 64 rows of 6 ticks at 50 Hz, 7.68 s.
std::string protrackerModule()
{
    std::string module = "one tone";
    module.resize(20);
    std::string sample = "sine";
    sample.resize(22);
    appendNumber(sample, 16, 2, true); // length in words
    sample += '\0';
    sample += '\x40'; // full volume
    appendNumber(sample, 0, 2, true); // the loop's start and length in words
    appendNumber(sample, 16, 2, true);
    module += sample;
    for (int i = 1; i < 31; ++i) {
        std::string empty(30, '\0');
        empty[29] = '\1';
        module += empty;
    }
    module += std::string("\x01\x7F", 2) + std::string(128, '\0') + "M.K.";
    std::string pattern(1024, '\0');
    pattern[0] = '\x01'; // period 428, sample 1
    pattern[1] = '\xAC';
    pattern[2] = '\x10';
    module += pattern;
    for (int i = 0; i < 32; ++i)
        module += static_cast<char>(std::lround(100 * std::sin(2 * std::numbers::pi * i / 32)));
    return module;
}

/// Resident memory of this process in bytes.
std::int64_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0;
    file >> size >> resident;
    return resident * ::sysconf(_SC_PAGESIZE);
}

} // namespace

class TestAudioReader : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;
    std::map<std::string, fs::path> m_longFiles; ///< 45 s in each format

    /// Overwrites the middle tenth of a file with noise.
    static std::string withNoise(std::string bytes)
    {
        RandomStream random(11);
        for (std::size_t i = bytes.size() / 2; i < bytes.size() / 2 + bytes.size() / 10; ++i)
            bytes[i] = static_cast<char>(random.below(256));
        return bytes;
    }

    fs::path longFile(const Format &format)
    {
        fs::path &path = m_longFiles[format.name];
        if (path.empty()) {
            path = m_folder / (std::string("long.") + format.name);
            encode(struckNotes(45, format.sampleRate), format.sampleRate, path, format.arguments);
        }
        return path;
    }

private Q_SLOTS:
    void losslessFormatsAreReadExactly()
    {
        NEED_FFMPEG();
        const std::vector<float> sound = roundedTo16Bits(noise(3.3, 44100, 0.9));
        for (const Format &format : kLossless) {
            const fs::path path = m_folder / (std::string("lossless.") + format.name);
            std::vector<std::string> arguments = format.arguments;
            if (std::string(format.name).ends_with("m4a") || std::string(format.name) == "wv")
                arguments.insert(arguments.end(), { "-sample_fmt", "s16p" });
            encode(sound, 44100, path, arguments);
            AudioReader reader(path);
            QCOMPARE(reader.info().sampleRate, 44100);
            QCOMPARE(reader.info().channels, 1);
            QVERIFY2(readAll(reader) == sound, format.name);
            QCOMPARE(reader.position(), static_cast<std::int64_t>(sound.size()));
            QCOMPARE(reader.damagedPackets(), std::int64_t { 0 });
        }
    }

    void sampleFormatsAreScaledToFullScale()
    {
        NEED_FFMPEG();
        const std::vector<float> sound { 0, 0.5f, -0.5f, 0.25f, -1, 0.75f, 0 };
        for (const char *codec :
            { "pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le" }) {
            const fs::path path = m_folder / "format.mov";
            encode(sound, 44100, path, { "-c:a", codec, "-f", std::string(codec) == "pcm_s16be" ? "aiff" : "wav" });
            QVERIFY2(decodeAudio(path).samples == sound, codec);
            QCOMPARE(AudioReader(path).info().codec, std::string(codec));
        }
    }

    void lossyFormatsAreReadInPlace()
    {
        NEED_FFMPEG();
        for (const Format &format : kLossy) {
            const std::vector<float> sound = struckNotes(3, format.sampleRate);
            const fs::path path = m_folder / (std::string("lossy.") + format.name);
            encode(sound, format.sampleRate, path, format.arguments);
            const AudioBuffer heard = decodeAudio(path);
            QCOMPARE(heard.sampleRate, format.sampleRate);
            QVERIFY2(std::abs(static_cast<double>(heard.samples.size()) - static_cast<double>(sound.size())) <= 1024,
                format.name);
            const int lag = lagOf(sound, heard.samples);
            // libopus filters out what lies below hearing, which moves phases a little.
            QVERIFY2(std::abs(lag) <= (std::string(format.name) == "opus" ? 1 : 0),
                qPrintable(QString("%1 lags by %2").arg(format.name).arg(lag)));
            QVERIFY2(signalToNoise(sound, heard.samples) > 20,
                qPrintable(QString("%1: %2 dB").arg(format.name).arg(signalToNoise(sound, heard.samples))));
        }
    }

    void tagsAreRead()
    {
        NEED_FFMPEG();
        const std::vector<float> sound = sine(440, 1, 44100);
        const std::vector<std::string> tags { "-metadata", "title= \xC3\x84tude\n", "-metadata",
            "artist=Some\xFF"
            "body",
            "-metadata", "album=First", "-metadata", "genre=Folk", "-metadata", "copyright=CC-BY" };
        for (const char *name : { "tags.mp3", "tags.ogg", "tags.flac" }) {
            encode(sound, 44100, m_folder / name, tags);
            const AudioInfo info = AudioReader(m_folder / name).info();
            QCOMPARE(info.title, std::string("\xC3\x84tude"));
            QVERIFY2(info.artist.starts_with("Some") && info.artist.ends_with("body"), info.artist.c_str());
            QVERIFY(info.artist.find('\xFF') == std::string::npos); // shown as valid UTF-8
            QCOMPARE(info.album, std::string("First"));
            QCOMPARE(info.genre, std::string("Folk"));
            QCOMPARE(info.licence, std::string("CC-BY"));
            QVERIFY(std::abs(info.statedSeconds - 1) < 0.1);
        }
        writeWav(m_folder / "bare.wav", sound, 44100);
        QCOMPARE(AudioReader(m_folder / "bare.wav").info().title, std::string());
    }

    void channelsAreAveragedWithEqualWeight()
    {
        NEED_FFMPEG();
        for (const int channels : { 2, 6, 8, 13 }) {
            std::vector<float> interleaved;
            std::vector<float> expected;
            RandomStream random(static_cast<std::uint64_t>(channels));
            for (int frame = 0; frame < 5000; ++frame) {
                double sum = 0;
                for (int channel = 0; channel < channels; ++channel) {
                    interleaved.push_back(static_cast<float>(random.uniform(-1, 1)));
                    sum += interleaved.back();
                }
                expected.push_back(static_cast<float>(sum / channels));
            }
            const fs::path path = m_folder / "channels.wav";
            encode(interleaved, 48000, path, { "-c:a", "pcm_f32le" }, channels);
            AudioReader reader(path);
            QCOMPARE(reader.info().channels, channels);
            QVERIFY(readAll(reader) == expected);
        }
    }

    void oneChannelMayBeHeardAlone()
    {
        NEED_FFMPEG();
        const std::vector<float> left = noise(1, 44100, 0.5, 1);
        const std::vector<float> right = noise(1, 44100, 0.5, 2);
        std::vector<float> both;
        for (std::size_t i = 0; i < left.size(); ++i)
            both.insert(both.end(), { left[i], right[i] });
        encode(both, 44100, m_folder / "channels.wav", { "-c:a", "pcm_f32le" }, 2);
        encode(both, 44100, m_folder / "channels.wv", { "-sample_fmt", "fltp" }, 2); // one after the other
        for (const char *name : { "channels.wav", "channels.wv" }) {
            AudioReader reader(m_folder / name);
            readAll(reader);
            reader.useMix(ChannelMix::single(1));
            QCOMPARE(reader.position(), std::int64_t { 0 });
            QVERIFY(readAll(reader) == left);
            reader.seek(500);
            std::vector<float> part(100);
            reader.read(part);
            QVERIFY(part == slice(left, 500, 600));
            reader.useMix(ChannelMix::single(2));
            QVERIFY(readAll(reader) == right);
            reader.useMix({});
            QVERIFY(readAll(reader) == decodeAudio(m_folder / name).samples);
            QCOMPARE(codeOf([&] { reader.useMix(ChannelMix::single(3)); }), ErrorCode::InvalidArgument);
            QCOMPARE(codeOf([&] { reader.useMix(ChannelMix::single(0)); }), ErrorCode::InvalidArgument);
        }
    }

    void resamplingMatchesTheSameSoundMadeAtTheOtherRate_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        for (const auto &[from, to] :
            std::vector<std::pair<int, int>> { { 44100, 22050 }, { 48000, 22050 }, { 8000, 22050 }, { 192000, 22050 },
                { 22050, 44100 }, { 11025, 48000 }, { 32000, 44100 }, { 44100, 44099 }, { 96000, 1000 } })
            QTest::addRow("%d to %d", from, to) << from << to;
    }

    void resamplingMatchesTheSameSoundMadeAtTheOtherRate()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        const double seconds = 2.7183;
        const double top = 0.4 * std::min(from, to);
        writeWav(m_folder / "rate.wav", chirp(20, top, seconds, from), from);
        const AudioBuffer heard = decodeAudio(m_folder / "rate.wav", to);
        const std::vector<float> expected = chirp(20, top, seconds, to);
        const double count = std::round(seconds * from);
        QVERIFY(std::abs(static_cast<double>(heard.samples.size()) - std::ceil(count * to / from)) <= 1);
        // The chirp's abrupt ends ring in the filter. 16-bit rounding leaves 90 dB.
        const auto edge = static_cast<std::size_t>(0.3 * to);
        const double ratio = signalToNoise(
            slice(expected, edge, expected.size() - edge), slice(heard.samples, edge, expected.size() - edge));
        QVERIFY2(ratio > 80, qPrintable(QString("%1 dB").arg(ratio)));
    }

    void readingInAnyBlocksGivesTheSame()
    {
        NEED_FFMPEG();
        const fs::path path = m_folder / "blocks.ogg";
        encode(noise(2, 48000), 48000, path, { "-c:a", "libvorbis" });
        const std::vector<float> whole = decodeAudio(path, 22050).samples;
        for (const std::size_t block : { 1u, 17u, 4096u, 1000000u }) {
            AudioReader reader(path, 22050);
            QVERIFY(readAll(reader, block) == whole);
        }
    }

    void seekingIsExact_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<int>("rate");
        const std::vector<Format> formats = allFormats();
        for (std::size_t i = 0; i < formats.size(); ++i) {
            QTest::addRow("%s at its own rate", formats[i].name) << static_cast<int>(i) << 0;
            QTest::addRow("%s at 22050 Hz", formats[i].name) << static_cast<int>(i) << 22050;
        }
    }

    void seekingIsExact()
    {
        NEED_FFMPEG();
        QFETCH(int, format);
        QFETCH(int, rate);
        const fs::path path = longFile(allFormats()[static_cast<std::size_t>(format)]);
        const std::vector<float> whole = decodeAudio(path, rate).samples;
        const float tolerance = rate ? 1e-5f : 0;
        AudioReader reader(path, rate);
        RandomStream random(5);
        std::vector<std::size_t> targets { 0, whole.size() - 1, 1, whole.size() - 3000, whole.size() / 2 };
        for (int i = 0; i < 6; ++i)
            targets.push_back(random.below(whole.size()));
        for (const std::size_t target : targets) {
            reader.seek(static_cast<std::int64_t>(target));
            QCOMPARE(reader.position(), static_cast<std::int64_t>(target));
            std::vector<float> part(7000);
            part.resize(reader.read(part));
            QVERIFY2(greatestDifference(part, slice(whole, target, target + 7000)) <= tolerance,
                qPrintable(QString("at %1").arg(target)));
            QCOMPARE(reader.position(), static_cast<std::int64_t>(target + part.size()));
        }
        reader.seek(static_cast<std::int64_t>(whole.size()) + 5000000);
        std::vector<float> part(10);
        QCOMPARE(reader.read(part), std::size_t { 0 });
        reader.seek(-7);
        QCOMPARE(reader.read(part), std::size_t { 10 });
        QVERIFY(part == slice(whole, 0, 10));
        QCOMPARE(reader.damagedPackets(), std::int64_t { 0 });
    }

    void aRangeIsAPartOfTheWhole()
    {
        NEED_FFMPEG();
        const fs::path path = longFile(kLossy[0]);
        const std::vector<float> whole = decodeAudio(path, 22050).samples;
        const AudioBuffer part = decodeAudio(path, 22050, 35 * 22050, 5 * 22050);
        QCOMPARE(part.sampleRate, 22050);
        QVERIFY(greatestDifference(part.samples, slice(whole, 35 * 22050, 40 * 22050)) <= 1e-5f);
        const std::int64_t last = static_cast<std::int64_t>(whole.size()) - 100;
        QCOMPARE(decodeAudio(path, 22050, last, 5000).samples.size(), std::size_t { 100 });
        QVERIFY(decodeAudio(path, 22050, last + 100, 5000).samples.empty());
        QCOMPARE(codeOf([&] { decodeAudio(path, 22050, -1, 5); }), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf([&] { AudioReader(path, 10); }), ErrorCode::InvalidArgument);
        QCOMPARE(codeOf([&] { AudioReader(path, -1); }), ErrorCode::InvalidArgument);
    }

    void seekingLeapsWhereItIsExact()
    {
        NEED_FFMPEG();
        for (const Format &format : allFormats()) {
            AudioReader reader(longFile(format));
            QCOMPARE(reader.seeksCheaply(), !std::string(format.name).ends_with("m4a"));
        }
    }

    void seekingIsExactInDamagedFiles()
    {
        NEED_FFMPEG();
        for (const Format &format : allFormats()) {
            const fs::path path = m_folder / (std::string("damaged.") + format.name);
            writeBytes(path, withNoise(readBytes(longFile(format))));
            const std::vector<float> whole = decodeAudio(path, 22050).samples;
            for (const double share : { 0.8, 0.05, 0.9, 0.6 }) {
                AudioReader reader(path, 22050);
                const auto target = static_cast<std::size_t>(share * static_cast<double>(whole.size()));
                reader.seek(static_cast<std::int64_t>(target));
                std::vector<float> part(7000);
                part.resize(reader.read(part));
                QVERIFY2(greatestDifference(part, slice(whole, target, target + 7000)) <= 1e-4f, format.name);
            }
        }
    }

    void trackerModulesAreRendered()
    {
        writeBytes(m_folder / "module.mp3", protrackerModule()); // whatever its name
        AudioReader reader(m_folder / "module.mp3");
        QCOMPARE(reader.info().container, std::string("libopenmpt"));
        QCOMPARE(reader.info().title, std::string("one tone"));
        const int rate = reader.sampleRate();
        const std::vector<float> sound = readAll(reader);
        QVERIFY(std::abs(static_cast<double>(sound.size()) / rate - 7.68) < 0.3);
        // 8287 Hz is the Amiga's rate for this period, a period is 32 samples long: 259 Hz.
        const double hertz = 7093789.2 / (2 * 428) / 32;
        double cosine = 0;
        double sinus = 0;
        double power = 0;
        for (int i = rate; i < 3 * rate; ++i) {
            const double phase = 2 * std::numbers::pi * hertz * i / rate;
            const double value = sound[static_cast<std::size_t>(i)];
            cosine += value * std::cos(phase) / rate;
            sinus += value * std::sin(phase) / rate;
            power += value * value / rate;
        }
        QVERIFY(power > 1e-4);
        QVERIFY2((cosine * cosine + sinus * sinus) / power > 0.9, "not the tone that was written");
    }

    void whatIsNotAudioIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        RandomStream random(7);
        QByteArray noiseBytes;
        for (int i = 0; i < 200000; ++i)
            noiseBytes += static_cast<char>(random.below(256));
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("one byte") << QByteArray("x");
        QTest::newRow("zeros") << QByteArray(100000, '\0');
        QTest::newRow("noise") << noiseBytes;
        QTest::newRow("text") << QByteArray("the quick brown fox jumps over the lazy dog\n").repeated(3000);
        QTest::newRow("HTML") << QByteArray(
            "<!DOCTYPE html><html><head><title>404</title></head><body>no</body></html>");
        QTest::newRow("JSON") << QByteArray("{\"error\": \"rate limit\"}\n");
        QTest::newRow("Git LFS pointer") << QByteArray(
            "version https://git-lfs.github.com/spec/v1\noid "
            "sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n");
        QTest::newRow("tags only") << QByteArray("ID3\x03\0\0\0\0\0\x17"
                                                 "TIT2\0\0\0\x0D\0\0\0some title..",
                                          33)
                + QByteArray("TAG") + QByteArray(125, 'a');
        QTest::newRow("a large tag only") << QByteArray("ID3\x03\0\0\0\x7F\x7F\x7F", 10) + QByteArray(2097151, '\0');
        QTest::newRow("an image") << QByteArray::fromBase64(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==");
        QTest::newRow("a play list") << QByteArray(
            "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\ngood.wav\n#EXT-X-ENDLIST\n");
        QTest::newRow("a concat script") << QByteArray("ffconcat version 1.0\nfile good.wav\n");
        QTest::newRow("a session description")
            << QByteArray("v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n");
        QTest::newRow("a WAV header alone") << QByteArray::fromStdString(wavHeader(44100, 16, 1000));
    }

    void whatIsNotAudioIsRefused()
    {
        QFETCH(QByteArray, content);
        writeWav(m_folder / "good.wav", sine(440, 1, 44100), 44100); // what the play lists name
        for (const char *name : { "odd.mp3", "odd.ogg", "odd.wav", "odd.m3u8", "odd.sdp", "odd" }) {
            const fs::path path = m_folder / name;
            writeBytes(path, content.toStdString());
            try {
                AudioReader reader(path);
                QFAIL(qPrintable(QString("%1 was taken for %2").arg(name).arg(reader.info().container.c_str())));
            } catch (const Error &error) {
                QCOMPARE(error.code(), ErrorCode::NotAudio);
                QCOMPARE(error.path(), path);
                QVERIFY(!error.cause().empty());
            }
            fs::remove(path);
        }
    }

    void pictureAndVideoFilesHoldNoSound()
    {
        NEED_FFMPEG();
        const std::vector<float> picture(static_cast<std::size_t>(64 * 64 * 3) / 4, 0.3f);
        for (const char *name : { "picture.jpg", "video.mp4" }) {
            const fs::path path = m_folder / name;
            encode(sine(440, 1, 8000), 8000, path,
                { "-f", "lavfi", "-i", "testsrc=size=64x64:duration=0.2", "-map", "1:v", "-frames:v", "1" });
            const fs::path renamed = m_folder / "picture.mp3";
            fs::rename(path, renamed);
            QCOMPARE(codeOf([&] { AudioReader reader(renamed); }), ErrorCode::NotAudio);
        }
    }

    void theBeginningOfAFileIsNotEnough()
    {
        NEED_FFMPEG();
        for (const Format &format : kLossy) {
            const fs::path path = m_folder / (std::string("head.") + format.name);
            writeBytes(path, readBytes(longFile(format)).substr(0, 100));
            QCOMPARE(codeOf([&] { AudioReader reader(path); }), ErrorCode::NotAudio);
        }
    }

    void aWrongEndingDoesNotMatter()
    {
        NEED_FFMPEG();
        for (const Format &format : allFormats()) {
            const fs::path path = m_folder / "really-something-else.mp3";
            fs::copy_file(longFile(format), path, fs::copy_options::overwrite_existing);
            QCOMPARE(decodeAudio(path, 0, 0, 1000).samples.size(), std::size_t { 1000 });
        }
    }

    void coverPicturesAreLeftAside()
    {
        NEED_FFMPEG();
        const fs::path path = m_folder / "cover.mp3";
        const std::vector<float> sound = struckNotes(2, 44100);
        // The picture first, by itself: where one command cuts it out of a film and codes the sound as well, newer
        // versions of the program end the sound with the picture, after one packet.
        encode(silence(0.1, 44100), 44100, m_folder / "cover.png",
            { "-f", "lavfi", "-i", "testsrc=size=1200x1200:duration=0.2", "-map", "1:v", "-frames:v", "1", "-c:v",
                "png", "-pix_fmt", "rgb48be", "-compression_level", "0" });
        encode(sound, 44100, path,
            { "-i", (m_folder / "cover.png").string(), "-map", "0:a", "-map", "1:v", "-c:v", "copy", "-id3v2_version",
                "3" });
        QVERIFY(fs::file_size(path) > 2000000); // longer than FFmpeg looks ahead
        QCOMPARE(decodeAudio(path).samples.size(), sound.size());
    }

    void truncatedFilesGiveWhatIsThere()
    {
        NEED_FFMPEG();
        for (const Format &format : allFormats()) {
            if (std::string(format.name).ends_with("m4a"))
                continue; // its index is at the end
            const std::vector<float> whole = decodeAudio(longFile(format)).samples;
            const fs::path path = m_folder / (std::string("half.") + format.name);
            const std::string bytes = readBytes(longFile(format));
            writeBytes(path, bytes.substr(0, bytes.size() / 2));
            const std::vector<float> half = decodeAudio(path).samples;
            QVERIFY2(half.size() > whole.size() / 3 && half.size() < whole.size() * 2 / 3, format.name);
            const std::size_t sure = half.size() - 10000;
            QVERIFY2(slice(half, 0, sure) == slice(whole, 0, sure), format.name);
        }
        const fs::path path = m_folder / "half.m4a";
        const std::string bytes = readBytes(longFile(kLossy[2]));
        writeBytes(path, bytes.substr(0, bytes.size() / 2));
        QCOMPARE(codeOf([&] { AudioReader reader(path); }), ErrorCode::NotAudio);
    }

    void noiseInTheMiddleIsSkippedAndCounted()
    {
        NEED_FFMPEG();
        for (const Format &format : allFormats()) {
            const std::vector<float> whole = decodeAudio(longFile(format)).samples;
            const fs::path path = m_folder / (std::string("noisy.") + format.name);
            writeBytes(path, withNoise(readBytes(longFile(format))));
            AudioReader reader(path);
            const std::vector<float> heard = readAll(reader);
            // FFmpeg does not find back into WavPack.
            const std::size_t least = std::string(format.name) == "wv" ? whole.size() / 3 : whole.size() * 8 / 10;
            QVERIFY2(heard.size() > least && heard.size() < whole.size() * 12 / 10, format.name);
            QVERIFY2(slice(heard, 0, whole.size() / 3) == slice(whole, 0, whole.size() / 3), format.name);
            QVERIFY(std::all_of(heard.begin(), heard.end(), [](float sample) { return std::isfinite(sample); }));
            const std::string name = format.name;
            if (name == "mp3" || name == "m4a" || name == "flac")
                QVERIFY2(reader.damagedPackets() > 0, format.name);
        }
    }

    void samplesThatAreNoNumbersBecomeSilence()
    {
        NEED_FFMPEG();
        std::vector<float> sound = sine(440, 1, 22050);
        std::vector<float> expected = sound;
        const float bad[] = { std::nanf(""), std::numeric_limits<float>::infinity(),
            -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max() };
        for (int i = 0; i < 40; ++i) {
            sound[static_cast<std::size_t>(100 + 37 * i)] = bad[i % 4];
            expected[static_cast<std::size_t>(100 + 37 * i)] = 0;
        }
        encode(sound, 22050, m_folder / "nan.wav", { "-c:a", "pcm_f32le" });
        AudioReader reader(m_folder / "nan.wav");
        QVERIFY(readAll(reader) == expected);
        QCOMPARE(reader.nonFiniteSamples(), std::int64_t { 40 });
        const std::vector<float> resampled = decodeAudio(m_folder / "nan.wav", 44100).samples;
        QVERIFY(std::all_of(resampled.begin(), resampled.end(), [](float sample) { return std::abs(sample) < 1; }));
    }

    void headersThatLieAboutTheLengthAreNotBelieved()
    {
        NEED_FFMPEG();
        const std::vector<float> sound = roundedTo16Bits(noise(1, 44100));
        writeWav(m_folder / "true.wav", sound, 44100);
        const std::string written = readBytes(m_folder / "true.wav");
        const std::string samples = written.substr(written.find("data") + 8, 2 * sound.size());
        for (const std::uint32_t claimed : { 0xFFFFFFFFu, 0x7FFFFFFFu, 2u * 3600 * 44100, 0u }) {
            writeBytes(m_folder / "lie.wav", wavHeader(44100, 16, claimed) + samples);
            QVERIFY2(decodeAudio(m_folder / "lie.wav").samples == sound, qPrintable(QString::number(claimed)));
        }
        // FLAC: 36 bits of sample count in the stream's description.
        encode(sound, 44100, m_folder / "true.flac");
        std::string flac = readBytes(m_folder / "true.flac");
        flac[22] = '\x7F';
        writeBytes(m_folder / "lie.flac", flac);
        AudioReader reader(m_folder / "lie.flac");
        QVERIFY(reader.info().statedSeconds > 3600);
        QVERIFY(readAll(reader) == sound);
        // MP3: the number of frames in the encoder's own first frame.
        encode(sound, 44100, m_folder / "true.mp3");
        std::string mp3 = readBytes(m_folder / "true.mp3");
        const std::size_t info = std::min(mp3.find("Info"), mp3.find("Xing"));
        QVERIFY(info != std::string::npos);
        mp3[info + 9] = '\x40';
        writeBytes(m_folder / "lie.mp3", mp3);
        const auto heard = static_cast<double>(decodeAudio(m_folder / "lie.mp3").samples.size());
        QVERIFY2(std::abs(heard - 44100) < 2500, qPrintable(QString::number(heard)));
    }

    void extremeFormatsAreRead()
    {
        NEED_FFMPEG();
        const double seconds = 1.5;
        encode(sine(1000, seconds, 192000), 192000, m_folder / "high.wav");
        encode(sine(1000, seconds, 8000), 8000, m_folder / "low.wav", { "-c:a", "pcm_u8" });
        encode(sine(1000, seconds, 96000), 96000, m_folder / "six.flac", { "-ac", "6" });
        for (const char *name : { "high.wav", "low.wav", "six.flac" }) {
            const AudioBuffer heard = decodeAudio(m_folder / name, 22050);
            QVERIFY2(std::abs(heard.seconds() - seconds) < 0.001, name);
        }
        QCOMPARE(AudioReader(m_folder / "low.wav").sampleRate(), 8000);
    }

    void veryShortSoundsAreRead()
    {
        NEED_FFMPEG();
        const std::vector<float> sound = sine(440, 0.02, 44100);
        for (const Format &format : allFormats()) {
            if (format.sampleRate != 44100)
                continue;
            const fs::path path = m_folder / (std::string("short.") + format.name);
            encode(sound, 44100, path, format.arguments);
            const std::size_t count = decodeAudio(path).samples.size();
            QVERIFY2(count >= 500 && count <= 882 + 1024, qPrintable(QString("%1: %2").arg(format.name).arg(count)));
        }
        writeWav(m_folder / "one.wav", std::vector<float> { 0.5f }, 44100);
        QCOMPARE(decodeAudio(m_folder / "one.wav").samples, std::vector<float> { 0.5f });
        QCOMPARE(decodeAudio(m_folder / "one.wav", 22050).samples.size(), std::size_t { 1 });
    }

    void silenceIsSound()
    {
        writeWav(m_folder / "silence.wav", silence(1, 44100), 44100);
        QCOMPARE(decodeAudio(m_folder / "silence.wav", 22050).samples, silence(1, 22050));
    }

    void aChangeOfFormatInMidFileIsFollowed()
    {
        NEED_FFMPEG();
        const std::map<std::string, std::vector<std::string>> plain {
            { "aac", {} },
            { "ogg", { "-c:a", "libvorbis" } },
            { "mp3", { "-write_xing", "0", "-id3v2_version", "0" } },
        };
        for (const auto &[name, arguments] : plain) {
            std::vector<std::string> stereo = arguments;
            stereo.insert(stereo.end(), { "-ac", "2" });
            encode(sine(440, 3, 44100), 44100, m_folder / ("one." + name), arguments);
            encode(sine(440, 3, 22050), 22050, m_folder / ("two." + name), stereo);
            const fs::path path = m_folder / ("both." + name);
            writeBytes(path, readBytes(m_folder / ("one." + name)) + readBytes(m_folder / ("two." + name)));
            const AudioBuffer heard = decodeAudio(path);
            QCOMPARE(heard.sampleRate, 44100);
            QVERIFY2(std::abs(heard.seconds() - 6) < 0.2, name.c_str());
            // The tone keeps its pitch: as many zero crossings in either half.
            for (const double from : { 0.5, 4.0 }) {
                int crossings = 0;
                const auto begin = static_cast<std::size_t>(from * 44100);
                for (std::size_t i = begin; i < begin + 44100; ++i)
                    crossings += (heard.samples[i] < 0) != (heard.samples[i + 1] < 0);
                QVERIFY2(std::abs(crossings - 880) <= 2, qPrintable(QString("%1").arg(crossings)));
            }
        }
    }

    void oddNamesAreNames()
    {
        const std::vector<float> sound = roundedTo16Bits(sine(440, 0.1, 8000));
        const fs::path before = fs::current_path();
        fs::current_path(m_folder.path());
        for (const std::string name :
            { "with spaces.wav", "quotes ' and \".wav", "\xF0\x9F\x8E\xB5.wav", "\xFF\xFE.wav", "http:x.wav",
                "concat:a|b.wav", "pipe:0", "file:x.wav", "-i.wav", "%03d.wav", "new\nline.wav", "data:,x" }) {
            writeWav(name, sound, 8000);
            QVERIFY2(decodeAudio(name).samples == sound, name.c_str());
            QVERIFY2(decodeAudio(m_folder / name).samples == sound, name.c_str());
        }
        fs::current_path(before);
    }

    void missingAndUnreadableFilesAreToldApart()
    {
        QCOMPARE(codeOf([&] { AudioReader reader(m_folder / "nowhere.wav"); }), ErrorCode::NotFound);
        fs::create_symlink("nowhere.wav", m_folder / "dangling.wav");
        QCOMPARE(codeOf([&] { AudioReader reader(m_folder / "dangling.wav"); }), ErrorCode::NotFound);
        fs::create_symlink("circle.wav", m_folder / "circle.wav");
        QCOMPARE(codeOf([&] { AudioReader reader(m_folder / "circle.wav"); }), ErrorCode::NotFound);
        fs::create_directory(m_folder / "folder.wav");
        QCOMPARE(codeOf([&] { AudioReader reader(m_folder / "folder.wav"); }), ErrorCode::NotAudio);
        QCOMPARE(::mkfifo((m_folder / "pipe.wav").c_str(), 0600), 0);
        QCOMPARE(codeOf([&] { AudioReader reader(m_folder / "pipe.wav"); }), ErrorCode::NotAudio);
        QCOMPARE(codeOf([&] { AudioReader reader("/dev/zero"); }), ErrorCode::NotAudio);

        writeWav(m_folder / "secret.wav", sine(440, 0.1, 8000), 8000);
        fs::permissions(m_folder / "secret.wav", fs::perms::none);
        const bool root = ::geteuid() == 0; // who may read everything
        if (root)
            QCOMPARE(::seteuid(65534), 0);
        ErrorCode code = ErrorCode::Cancelled;
        try {
            AudioReader reader(m_folder / "secret.wav");
        } catch (const Error &error) {
            code = error.code();
        }
        if (root)
            QCOMPARE(::seteuid(0), 0);
        QCOMPARE(code, ErrorCode::Unreadable);
    }

    void aFileThatIsDeletedMeanwhileIsReadToItsEnd()
    {
        NEED_FFMPEG();
        const fs::path path = m_folder / "deleted.mp3";
        fs::copy_file(longFile(kLossy[0]), path);
        const std::vector<float> whole = decodeAudio(path).samples;
        AudioReader reader(path);
        fs::remove(path);
        QVERIFY(readAll(reader) == whole);
        reader.seek(0);
        QVERIFY(readAll(reader) == whole);
    }

    void tenHoursNeedLittleMemory()
    {
        const std::int64_t count = std::int64_t { 10 } * 3600 * 8000;
        const fs::path path = m_folder / "ten hours.wav";
        writeBytes(path, wavHeader(8000, 8, static_cast<std::uint32_t>(count)));
        fs::resize_file(path, 44 + static_cast<std::uintmax_t>(count)); // a hole: zeros that take no room
        AudioReader reader(path, 4000);
        std::vector<float> block(1 << 20);
        reader.read(block);
        const std::int64_t before = residentBytes();
        std::int64_t heard = static_cast<std::int64_t>(block.size());
        std::int64_t most = before;
        while (const std::size_t given = reader.read(block)) {
            heard += static_cast<std::int64_t>(given);
            most = std::max(most, residentBytes());
            QCOMPARE(block[given / 2], -1.0f); // 8-bit zero, resampled
        }
        QVERIFY(std::abs(heard - count / 2) <= 1);
#ifndef __SANITIZE_ADDRESS__
        QVERIFY2(most - before < 4 << 20, qPrintable(QString("grew by %1 bytes").arg(most - before)));
#endif
        reader.seek(count / 2 - 40000);
        QCOMPARE(reader.read(block), std::size_t { 40000 });
    }

    /// Whatever a file holds, reading it ends, and ends either well or with an Error.
    void mutatedFilesNeverCrash()
    {
        NEED_FFMPEG();
        std::vector<std::string> seeds { protrackerModule() };
        for (const Format &format : allFormats()) {
            const fs::path path = m_folder / (std::string("seed.") + format.name);
            encode(struckNotes(0.4, format.sampleRate), format.sampleRate, path, format.arguments);
            seeds.push_back(readBytes(path));
        }
        const fs::path path = m_folder / "mutated";
        int readable = 0;
        for (std::uint64_t i = 0; i < 400; ++i) {
            RandomStream random(20240607, { i });
            std::string bytes = seeds[random.below(seeds.size())];
            const std::uint64_t kind = random.below(4);
            if (kind == 0)
                bytes.resize(random.below(bytes.size()) + 1);
            if (kind == 1) {
                const std::size_t from = random.below(bytes.size());
                bytes.insert(random.below(bytes.size()), bytes.substr(from, random.below(2000)));
            }
            // The header is where most can go wrong.
            const std::size_t reach = random.coin() ? std::min<std::size_t>(bytes.size(), 200) : bytes.size();
            for (std::uint64_t flips = random.below(30); flips > 0; --flips)
                bytes[random.below(reach)] = static_cast<char>(random.below(256));
            writeBytes(path, bytes);
            QElapsedTimer clock;
            clock.start();
            try {
                AudioReader reader(path, random.coin() ? 22050 : 0);
                std::vector<float> block(100000);
                std::int64_t heard = 0;
                while (const std::size_t count = reader.read(block)) {
                    heard += static_cast<std::int64_t>(count);
                    QVERIFY(std::all_of(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count),
                        [](float sample) { return std::isfinite(sample); }));
                    QVERIFY2(heard < std::int64_t { 4000 } * 192000, "a short file that never ends");
                }
                reader.seek(heard / 2);
                reader.read(block);
                ++readable;
            } catch (const Error &error) {
                QCOMPARE(error.path(), path);
            }
            QVERIFY2(clock.elapsed() < 60000, qPrintable(QString("case %1 took %2 ms").arg(i).arg(clock.elapsed())));
        }
        QVERIFY(readable > 100 && readable < 400);
    }
};

QTEST_GUILESS_MAIN(TestAudioReader)
#include "tst_audioreader.moc"
