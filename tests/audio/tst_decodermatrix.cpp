#include "audio/audioreader.h"
#include "support/mediafiles.h"
#include "support/programs.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <sndfile.h>
#include <span>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

/// Who says what the samples are.
enum class Judge {
    Libsndfile,
    FfmpegProgram, ///< for what libsndfile does not read, or decodes by another rule
};

struct Coding {
    const char *ending;
    std::vector<std::string> arguments; ///< of the ffmpeg program
    Judge judge = Judge::FfmpegProgram;
    int mostChannels = 6;
    float tolerance = 1e-7f; ///< of full scale; what lossless codings allow is float's rounding of a mean
    bool mayFollowTag = false; ///< whether its demuxer finds it behind an ID3v2 tag
    int sampleRate = 44100;
};

/// Two decoders of a lossy coding differ in how they round.
constexpr float kLossy = 1e-4f;

std::vector<Coding> codings()
{
    const auto pcm = [](const char *ending, const char *codec, std::vector<std::string> more = {}) {
        more.insert(more.begin(), { "-c:a", codec });
        return Coding { ending, more, Judge::Libsndfile };
    };
    std::vector<Coding> list;
    for (const char *codec :
        { "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_f64le", "pcm_alaw", "pcm_mulaw" }) {
        list.push_back(pcm("wav", codec));
        list.back().mayFollowTag = true;
    }
    for (const char *codec : { "pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be", "pcm_f64be" })
        list.push_back(pcm("aiff", codec));
    for (const char *codec : { "pcm_s8", "pcm_s16be", "pcm_s24be", "pcm_s32be", "pcm_f32be", "pcm_mulaw" })
        list.push_back(pcm("au", codec));
    for (const char *codec : { "pcm_s16le", "pcm_s24be", "pcm_s32le", "pcm_f32le" })
        list.push_back(pcm("caf", codec));
    for (const char *codec : { "pcm_u8", "pcm_s16le", "pcm_s24le" })
        list.push_back(pcm("w64", codec));
    list.push_back({ "w64", { "-c:a", "pcm_f32le" } }); // of which libsndfile takes the floats for integers
    for (const char *codec : { "pcm_s16le", "pcm_s24le" })
        list.push_back(pcm("rf64", codec, { "-rf64", "always", "-f", "wav" }));
    for (const char *depth : { "s16", "s32" }) {
        list.push_back({ "flac", { "-sample_fmt", depth }, Judge::Libsndfile, 6, 1e-7f, true });
        list.push_back({ "oga", { "-c:a", "flac", "-sample_fmt", depth } });
        list.push_back({ "mka", { "-c:a", "flac", "-sample_fmt", depth } });
        list.push_back({ "wv", { "-sample_fmt", std::string(depth) + "p" } });
        list.push_back({ "m4a", { "-c:a", "alac", "-sample_fmt", std::string(depth) + "p" } });
        list.push_back({ "tta", { "-sample_fmt", depth }, Judge::FfmpegProgram, 6, 1e-7f, true });
    }
    list.push_back({ "wv", { "-sample_fmt", "fltp" } });
    list.push_back({ "mov", { "-c:a", "pcm_s24be" } });
    list.push_back({ "mkv", { "-c:a", "pcm_s24le" } });
    list.push_back({ "ogg", { "-c:a", "libvorbis" }, Judge::Libsndfile, 6, kLossy });
    list.push_back({ "opus", { "-c:a", "libopus" }, Judge::FfmpegProgram, 6, kLossy, false, 48000 });
    list.push_back({ "webm", { "-c:a", "libopus" }, Judge::FfmpegProgram, 6, kLossy, false, 48000 });
    list.push_back({ "mp3", { "-c:a", "libmp3lame" }, Judge::FfmpegProgram, 2, kLossy, true });
    list.push_back({ "mp3", { "-c:a", "libmp3lame" }, Judge::FfmpegProgram, 2, kLossy, true, 22050 });
    list.push_back({ "mp2", { "-c:a", "mp2" }, Judge::FfmpegProgram, 2, kLossy });
    for (const char *ending : { "m4a", "aac", "mka", "3gp" })
        list.push_back({ ending, { "-c:a", "aac" }, Judge::FfmpegProgram, 6, kLossy, std::strcmp(ending, "aac") == 0 });
    list.push_back({ "ac3", { "-c:a", "ac3" }, Judge::FfmpegProgram, 6, kLossy, false, 48000 });
    list.push_back({ "wma", { "-c:a", "wmav2" }, Judge::FfmpegProgram, 2, kLossy });
    return list;
}

/// The mean of interleaved channels.
std::vector<float> meanOf(std::span<const float> interleaved, int channels)
{
    std::vector<float> mono;
    for (std::size_t i = 0; i + static_cast<std::size_t>(channels) <= interleaved.size();
         i += static_cast<std::size_t>(channels)) {
        double sum = 0;
        for (int channel = 0; channel < channels; ++channel)
            sum += interleaved[i + static_cast<std::size_t>(channel)];
        mono.push_back(static_cast<float>(sum / channels));
    }
    return mono;
}

std::vector<float> byLibsndfile(const fs::path &path, int channels)
{
    SF_INFO info {};
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE *)> file(sf_open(path.c_str(), SFM_READ, &info), &sf_close);
    if (!file || info.channels != channels)
        throw std::runtime_error("libsndfile does not read " + path.string());
    std::vector<float> interleaved(static_cast<std::size_t>(info.frames * channels));
    interleaved.resize(
        static_cast<std::size_t>(sf_readf_float(file.get(), interleaved.data(), info.frames) * channels));
    return meanOf(interleaved, channels);
}

std::vector<float> byFfmpegProgram(const fs::path &path, int channels)
{
    const fs::path raw = path.parent_path() / "reference.f32";
    if (runProgram({ "ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-i", path.string(), "-map", "0:a:0", "-c:a",
            "pcm_f32le", "-f", "f32le", raw.string() })
        != 0)
        throw std::runtime_error("ffmpeg does not read " + path.string());
    const std::string bytes = readBytes(raw);
    std::vector<float> interleaved(bytes.size() / sizeof(float));
    std::memcpy(interleaved.data(), bytes.data(), interleaved.size() * sizeof(float));
    return meanOf(interleaved, channels);
}

} // namespace

/// Samples as an independent decoder gives them, for every container, coding, depth, number of channels and place of
/// tags.
class TestDecoderMatrix : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

    /// Why what is decoded from @p path is not @p expected; empty when it is.
    static std::string difference(
        const fs::path &path, const Coding &coding, int channels, const std::vector<float> &expected)
    {
        AudioReader reader(path);
        std::vector<float> heard(expected.size() + 10000);
        heard.resize(reader.read(heard));
        if (reader.info().channels != channels || reader.sampleRate() != coding.sampleRate)
            return std::to_string(reader.info().channels) + " channels at " + std::to_string(reader.sampleRate())
                + " Hz";
        if (heard.size() != expected.size())
            return std::to_string(heard.size()) + " samples, not " + std::to_string(expected.size());
        const float greatest = greatestDifference(heard, expected);
        if (!(greatest <= coding.tolerance))
            return "differs by " + std::to_string(greatest);
        return reader.damagedPackets() == 0 ? std::string() : "is said to be damaged";
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!ffmpegAvailable())
            QSKIP("needs the ffmpeg program");
    }

    void samplesAreThoseOfAnotherDecoder_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("channels");
        const std::vector<Coding> all = codings();
        for (std::size_t i = 0; i < all.size(); ++i) {
            std::string what = all[i].ending;
            for (const std::string &argument : all[i].arguments) {
                if (!argument.starts_with('-'))
                    what += ' ' + argument;
            }
            for (const int channels : { 1, 2, 6 }) {
                if (channels <= all[i].mostChannels)
                    QTest::addRow("%s, %d Hz, %d channels", what.c_str(), all[i].sampleRate, channels)
                        << static_cast<int>(i) << channels;
            }
        }
    }

    void samplesAreThoseOfAnotherDecoder()
    {
        QFETCH(int, number);
        QFETCH(int, channels);
        const Coding coding = codings()[static_cast<std::size_t>(number)];
        const std::string ending = '.' + std::string(coding.ending);
        const fs::path plain = m_folder / ("plain" + ending);
        // Each channel something else.
        encode(noise(0.4 * channels, coding.sampleRate, 0.7), coding.sampleRate, plain, coding.arguments, channels);
        const std::vector<float> expected
            = coding.judge == Judge::Libsndfile ? byLibsndfile(plain, channels) : byFfmpegProgram(plain, channels);
        QVERIFY(std::abs(static_cast<double>(expected.size()) / coding.sampleRate - 0.4) < 0.1);
        QVERIFY(*std::max_element(expected.begin(), expected.end()) > 0.2f);
        QCOMPARE(QString::fromStdString(difference(plain, coding, channels, expected)), QString());
        if (channels != 2)
            return;

        // The same in between tags; and by a name that says nothing.
        const std::string bytes = readBytes(plain);
        std::string behind = "TAG";
        behind.resize(128, 'x');
        const fs::path tagged = m_folder / "tagged";
        writeBytes(tagged, bytes + behind);
        QCOMPARE(QString::fromStdString(difference(tagged, coding, channels, expected)), QString());
        if (!coding.mayFollowTag)
            return;
        // ID3v2.3: 100,000 and 1.6 million bytes of padding.
        for (const char *head : { "ID3\3\0\0\0\6\x0D\x20", "ID3\3\0\0\0\x61\x54\0" }) {
            std::string before(head, 10);
            std::size_t size = 0;
            for (std::size_t i = 6; i < 10; ++i)
                size = size << 7 | static_cast<unsigned char>(before[i]);
            before.resize(10 + size, '\0');
            writeBytes(tagged, before + bytes);
            QCOMPARE(QString::fromStdString(difference(tagged, coding, channels, expected)), QString());
        }
    }
};

QTEST_GUILESS_MAIN(TestDecoderMatrix)
#include "tst_decodermatrix.moc"
