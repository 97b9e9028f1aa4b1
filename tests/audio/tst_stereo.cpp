#include "audio/audioreader.h"
#include "audio/player.h"
#include "audio/speedsource.h"
#include "base/error.h"
#include "base/random.h"
#include "support/fakeoutput.h"
#include "support/mediafiles.h"
#include "support/riff.h"
#include "support/scratchfolder.h"
#include "support/signals.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

using namespace retrograde;
using namespace retrograde::testing;
namespace fs = std::filesystem;

namespace {

constexpr int kRate = 8000;
constexpr std::int64_t kFade = 40; // 5 ms

/// Sound of any number of channels, each by itself.
using Channels = std::vector<std::vector<float>>;

std::vector<float> besideEachOther(const Channels &channels)
{
    std::vector<float> values;
    for (std::size_t i = 0; i < channels.front().size(); ++i) {
        for (const std::vector<float> &channel : channels)
            values.push_back(channel[i]);
    }
    return values;
}

Channels apart(std::span<const float> values, std::size_t count)
{
    Channels channels(count);
    for (std::size_t i = 0; i < values.size(); ++i)
        channels[i % count].push_back(values[i]);
    return channels;
}

Channels apart(const std::vector<StereoSample> &samples)
{
    Channels channels(2);
    for (const StereoSample &sample : samples) {
        channels[0].push_back(sample.left);
        channels[1].push_back(sample.right);
    }
    return channels;
}

std::vector<float> slice(const std::vector<float> &sound, std::int64_t begin, std::int64_t end)
{
    return { sound.begin() + begin, sound.begin() + end };
}

Channels slice(const Channels &channels, std::int64_t begin, std::int64_t end)
{
    Channels part;
    for (const std::vector<float> &channel : channels)
        part.push_back(slice(channel, begin, end));
    return part;
}

std::vector<float> negative(std::vector<float> sound)
{
    for (float &sample : sound)
        sample = -sample;
    return sound;
}

std::vector<float> meanOf(const Channels &channels)
{
    std::vector<float> mean;
    for (std::size_t i = 0; i < channels.front().size(); ++i) {
        double sum = 0;
        for (const std::vector<float> &channel : channels)
            sum += static_cast<double>(channel[i]);
        mean.push_back(static_cast<float>(sum / static_cast<double>(channels.size())));
    }
    return mean;
}

/// All that @p reader has left, its channels apart.
Channels readAll(AudioReader &reader)
{
    const auto width = static_cast<std::size_t>(reader.channels());
    std::vector<float> all;
    std::vector<float> block(1000 * width);
    while (const std::size_t count = reader.read(block))
        all.insert(all.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count * width));
    return apart(all, width);
}

Channels readAll(SoundSource &source, std::int64_t blockSamples = 777)
{
    const auto width = static_cast<std::size_t>(source.channels());
    std::vector<float> all;
    for (std::int64_t first = 0; first < source.sampleCount(); first += blockSamples) {
        std::vector<float> block(
            static_cast<std::size_t>(std::min(blockSamples, source.sampleCount() - first)) * width);
        source.read(first, block);
        all.insert(all.end(), block.begin(), block.end());
    }
    return apart(all, width);
}

Channels decoded(const fs::path &path, ChannelMix mix, int sampleRate = 0)
{
    AudioReader reader(path, sampleRate);
    reader.useMix(mix);
    return readAll(reader);
}

/// The root of the mean square of the middle half.
double strength(const std::vector<float> &sound)
{
    double energy = 0;
    const std::size_t begin = sound.size() / 4;
    const std::size_t end = sound.size() * 3 / 4;
    for (std::size_t i = begin; i < end; ++i)
        energy += static_cast<double>(sound[i]) * static_cast<double>(sound[i]);
    return std::sqrt(energy / static_cast<double>(end - begin));
}

/// The amplitude of the sine of @p hertz in the middle half of @p sound.
double amplitudeAt(const std::vector<float> &sound, double hertz, int sampleRate)
{
    double cosines = 0;
    double sines = 0;
    double window = 0;
    const std::size_t begin = sound.size() / 4;
    const std::size_t end = sound.size() * 3 / 4;
    for (std::size_t i = begin; i < end; ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / sampleRate;
        const double hann
            = 1 - std::cos(2 * std::numbers::pi * static_cast<double>(i - begin) / static_cast<double>(end - begin));
        cosines += hann * static_cast<double>(sound[i]) * std::cos(phase);
        sines += hann * static_cast<double>(sound[i]) * std::sin(phase);
        window += hann;
    }
    return 2 * std::hypot(cosines, sines) / window;
}

Arrangement arrangementOf(const QString &kind, std::int64_t count)
{
    const int order[] = { 2, 3, 1 };
    return kind == "published" ? Arrangement::asPublished({ 0, count })
        : kind == "reversed"   ? Arrangement::reversed({ 0, count })
                               : Arrangement::jigsaw({ 0, count }, order);
}

/// What the device plays next, taken in blocks, each after the player had all the time it needs.
Channels listen(const Player &player, const FakeDevice &device, std::int64_t count)
{
    std::vector<StereoSample> heard;
    while (std::ssize(heard) < count) {
        if (!QTest::qWaitFor([&] { return player.isFilled(); }, 20000))
            return apart({});
        const std::int64_t block = std::min<std::int64_t>(800, count - std::ssize(heard));
        const std::vector<StereoSample> part = device.pullStereo(static_cast<std::size_t>(block));
        if (part.empty())
            break;
        heard.insert(heard.end(), part.begin(), part.end());
    }
    return apart(heard);
}

} // namespace

#define NEED_FFMPEG()                                                                                                  \
    if (!ffmpegAvailable())                                                                                            \
    QSKIP("needs the ffmpeg program")

/// Left is left and right is right, from the file to the device.
class TestStereo : public QObject {
    Q_OBJECT

private:
    ScratchFolder m_folder;

    fs::path write(const char *name, const Channels &channels, int sampleRate = kRate) const
    {
        const fs::path path = m_folder / name;
        writeBytes(path, floatWav(besideEachOther(channels), sampleRate, static_cast<int>(channels.size())));
        return path;
    }
    std::unique_ptr<SoundSource> stereo(const char *name, const Channels &channels, int sampleRate = kRate) const
    {
        return makeFileSource(
            write(name, channels, sampleRate), sampleRate, std::ssize(channels.front()), {}, ChannelMix::stereo());
    }

private Q_SLOTS:
    void twoChannelsAreReadBitByBit_data()
    {
        QTest::addColumn<QString>("ending");
        QTest::addColumn<QString>("format"); // of the samples, as ffmpeg calls them
        QTest::newRow("beside each other") << "wav"
                                           << "flt";
        QTest::newRow("one after the other") << "wv"
                                             << "fltp";
    }

    void twoChannelsAreReadBitByBit()
    {
        NEED_FFMPEG();
        QFETCH(QString, ending);
        QFETCH(QString, format);
        const Channels sound { noise(2, 44100, 1, 1), noise(2, 44100, 1, 2) };
        const fs::path path = m_folder / ("both." + ending.toStdString());
        std::vector<std::string> arguments { "-sample_fmt", format.toStdString() };
        if (ending == "wav")
            arguments = { "-c:a", "pcm_f32le" };
        encode(besideEachOther(sound), 44100, path, arguments, 2);
        AudioReader reader(path);
        QCOMPARE(reader.channels(), 1);
        reader.useMix(ChannelMix::stereo());
        QCOMPARE(reader.channels(), 2);
        QVERIFY(readAll(reader) == sound);
        // And what is analysed is their mean, as before.
        reader.useMix({});
        QCOMPARE(reader.channels(), 1);
        QVERIFY(readAll(reader).front() == meanOf(sound));
        QVERIFY(decodeAudio(path).samples == meanOf(sound));
    }

    void oneChannelStaysOne()
    {
        const std::vector<float> sound = noise(1, kRate);
        const fs::path path = write("one.wav", { sound });
        AudioReader reader(path);
        reader.useMix(ChannelMix::stereo());
        QCOMPARE(reader.channels(), 1);
        QVERIFY(readAll(reader).front() == sound);
        // The player asks for the right channel of whatever it plays.
        const auto source = makeFileSource(path, kRate, std::ssize(sound), {}, ChannelMix::single(2));
        QVERIFY(readAll(*source).front() == sound);
    }

    void seeksAreExactOnBothSides_data()
    {
        QTest::addColumn<int>("rate");
        QTest::newRow("at the file's rate") << 0;
        QTest::newRow("resampled") << 11025;
    }

    void seeksAreExactOnBothSides()
    {
        QFETCH(int, rate);
        const Channels sound { noise(70, kRate, 0.5, 3), noise(70, kRate, 0.5, 4) };
        const fs::path path = write("long.wav", sound);
        const Channels whole = decoded(path, ChannelMix::stereo(), rate);
        // Each side is what its channel is by itself.
        for (std::size_t side : { 0u, 1u }) {
            const Channels alone = decoded(write("alone.wav", { sound[side] }), {}, rate);
            QVERIFY(greatestDifference(whole[side], alone.front()) < 1e-6f);
        }
        AudioReader reader(path, rate);
        reader.useMix(ChannelMix::stereo());
        RandomStream random(5);
        std::vector<float> part(2 * 500);
        for (int i = 0; i < 60; ++i) {
            const auto at = static_cast<std::int64_t>(random.below(whole[0].size() - 500));
            reader.seek(at);
            QCOMPARE(reader.read(part), std::size_t { 500 });
            QCOMPARE(reader.position(), at + 500);
            const Channels read = apart(part, 2);
            for (std::size_t side : { 0u, 1u }) {
                const float difference = greatestDifference(read[side], slice(whole[side], at, at + 500));
                QVERIFY2(difference <= (rate == 0 ? 0.0f : 1e-4f),
                    qPrintable(QString("%1 at %2").arg(static_cast<double>(difference)).arg(at)));
            }
        }
    }

    void aFileIsReadAnywhere()
    {
        const Channels sound { noise(40, kRate, 0.5, 5), noise(40, kRate, 0.5, 6) };
        const auto source = stereo("anywhere.wav", sound);
        QCOMPARE(source->channels(), 2);
        RandomStream random(6);
        const std::int64_t count = std::ssize(sound[0]);
        for (int i = 0; i < 100; ++i) {
            const auto first = static_cast<std::int64_t>(random.below(sound[0].size() + 4000)) - 2000;
            const auto length = static_cast<std::int64_t>(random.below(90000));
            std::vector<float> block(static_cast<std::size_t>(2 * length), 99.0f);
            source->read(first, block);
            for (std::int64_t at = 0; at < length; ++at) {
                const bool inside = first + at >= 0 && first + at < count;
                for (std::size_t side : { 0u, 1u }) {
                    const float expected = inside ? sound[side][static_cast<std::size_t>(first + at)] : 0.0f;
                    QCOMPARE(block[static_cast<std::size_t>(2 * at) + side], expected);
                }
            }
        }
    }

    void moreChannelsAreFoldedDownAsTheStandardSays()
    {
        NEED_FFMPEG();
        Channels surround; // as FFmpeg orders 5.1: left, right, centre, low frequencies, and behind left and right
        for (std::uint64_t seed = 1; seed <= 6; ++seed)
            surround.push_back(noise(1, 48000, 0.9, seed));
        encode(besideEachOther(surround), 48000, m_folder / "surround.wav", { "-c:a", "pcm_f32le" }, 6);
        const Channels heard = decoded(m_folder / "surround.wav", ChannelMix::stereo());
        QCOMPARE(heard.size(), std::size_t { 2 });
        const double softer = 1 / std::sqrt(2.0);
        for (std::size_t side : { 0u, 1u }) {
            for (std::size_t i = 0; i < surround[0].size(); ++i) {
                const double expected
                    = (static_cast<double>(surround[side][i]) + softer * static_cast<double>(surround[2][i])
                          + softer * static_cast<double>(surround[4 + side][i]))
                    / (1 + 2 * softer);
                QVERIFY(std::abs(static_cast<double>(heard[side][i]) - expected) < 1e-6);
            }
        }
        QVERIFY(decoded(m_folder / "surround.wav", {}).front() == meanOf(surround)); // models hear what they heard
    }

    void otherLayoutsAreFoldedDownAsFfmpegDoes_data()
    {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<int>("channels");
        QTest::newRow("2.1") << "2.1" << 3;
        QTest::newRow("4.0") << "4.0" << 4;
        QTest::newRow("quad") << "quad" << 4;
        QTest::newRow("5.0") << "5.0" << 5;
        QTest::newRow("5.1 beside") << "5.1(side)" << 6;
        QTest::newRow("7.1") << "7.1" << 8;
    }

    void otherLayoutsAreFoldedDownAsFfmpegDoes()
    {
        NEED_FFMPEG();
        QFETCH(QString, layout);
        QFETCH(int, channels);
        Channels sound;
        for (int channel = 0; channel < channels; ++channel)
            sound.push_back(roundedTo16Bits(noise(0.2, 48000, 0.9, static_cast<std::uint64_t>(channel + 1))));
        // Of 16 bits, for FFmpeg divides by the largest sum of weights where there is no room above full scale.
        encode(besideEachOther(sound), 48000, m_folder / "many.wav",
            { "-af", "channelmap=channel_layout=" + layout.toStdString(), "-c:a", "pcm_s16le" }, channels);
        encode(besideEachOther(sound), 48000, m_folder / "two.wav",
            { "-af",
                "channelmap=channel_layout=" + layout.toStdString()
                    + ",aresample=out_sample_fmt=s16:out_chlayout=stereo:rematrix_maxval=1",
                "-c:a", "pcm_s16le" },
            channels);
        QCOMPARE(AudioReader(m_folder / "many.wav").info().channels, channels);
        const Channels heard = decoded(m_folder / "many.wav", ChannelMix::stereo());
        const Channels expected = decoded(m_folder / "two.wav", ChannelMix::stereo());
        for (std::size_t side : { 0u, 1u })
            QVERIFY(greatestDifference(heard[side], expected[side]) < 2.0f / 32768);
    }

    void channelsWithoutPlacesAreHeardInTheMiddle()
    {
        Channels sound;
        for (std::uint64_t seed = 1; seed <= 13; ++seed)
            sound.push_back(noise(0.2, kRate, 0.9, seed));
        const Channels heard = decoded(write("thirteen.wav", sound), ChannelMix::stereo());
        QVERIFY(heard == Channels({ meanOf(sound), meanOf(sound) }));
    }

    void aFileThatChangesItsChannelsKeepsTheNumberItBeganWith()
    {
        NEED_FFMPEG();
        const std::vector<float> mono = sine(300, 2, 44100);
        const Channels both { sine(500, 2, 44100), sine(700, 2, 44100) };
        encode(mono, 44100, m_folder / "mono.aac", { "-c:a", "aac" }, 1);
        encode(besideEachOther(both), 44100, m_folder / "both.aac", { "-c:a", "aac" }, 2);
        const std::string one = readBytes(m_folder / "mono.aac");
        const std::string two = readBytes(m_folder / "both.aac");
        writeBytes(m_folder / "fewer.aac", two + one);
        writeBytes(m_folder / "more.aac", one + two);

        const Channels fewer = decoded(m_folder / "fewer.aac", ChannelMix::stereo());
        QCOMPARE(fewer.size(), std::size_t { 2 });
        const std::int64_t count = std::ssize(fewer[0]);
        QVERIFY(count > 3 * 44100);
        const Channels first = slice(fewer, 22050, 66150);
        QVERIFY(amplitudeAt(first[0], 500, 44100) > 0.4 && amplitudeAt(first[0], 700, 44100) < 0.01);
        QVERIFY(amplitudeAt(first[1], 700, 44100) > 0.4 && amplitudeAt(first[1], 500, 44100) < 0.01);
        const Channels last = slice(fewer, count - 66150, count - 22050);
        QVERIFY(last[0] == last[1]);
        QVERIFY(amplitudeAt(last[0], 300, 44100) > 0.4);

        const Channels more = decoded(m_folder / "more.aac", ChannelMix::stereo());
        QCOMPARE(more.size(), std::size_t { 1 });
        QVERIFY(more == decoded(m_folder / "more.aac", {}));
    }

    void speedKeepsTheSides_data()
    {
        QTest::addColumn<double>("speed");
        QTest::addColumn<bool>("keepPitch");
        for (const double speed : { 0.5, 0.75, 1.5, 2.0 }) {
            QTest::addRow("%g, pitch kept", speed) << speed << true;
            QTest::addRow("%g, as a tape", speed) << speed << false;
        }
    }

    void speedKeepsTheSides()
    {
        QFETCH(double, speed);
        QFETCH(bool, keepPitch);
        constexpr int kFileRate = 22050;
        const double pitch = keepPitch ? 1 : speed;
        const auto hear = [&](const Channels &sound) {
            const auto source = makeSpeedSource(stereo("speed.wav", sound, kFileRate), speed, keepPitch);
            return readAll(*source);
        };
        const std::vector<float> low = sine(440, 2, kFileRate);
        const std::vector<float> high = sine(1234, 2, kFileRate);
        const Channels both = hear({ low, high });
        QCOMPARE(both.size(), std::size_t { 2 });
        QCOMPARE(std::ssize(both[0]), static_cast<std::ptrdiff_t>(std::ceil(2 * kFileRate / speed)));
        QVERIFY(amplitudeAt(both[0], 440 * pitch, kFileRate) > 0.45);
        QVERIFY(amplitudeAt(both[1], 1234 * pitch, kFileRate) > 0.45);
        // 60 dB below.
        QVERIFY(amplitudeAt(both[0], 1234 * pitch, kFileRate) < 0.0005);
        QVERIFY(amplitudeAt(both[1], 440 * pitch, kFileRate) < 0.0005);
        const Channels left = hear({ low, silence(2, kFileRate) });
        QVERIFY(strength(left[0]) > 0.3 && strength(left[1]) < 0.0003);
        // What cancels still does (stretched, to 40 dB), and what is the same on both sides stays in the middle.
        const Channels opposite = hear({ low, negative(low) });
        QVERIFY(strength(opposite[0]) > 0.3);
        QVERIFY(strength(meanOf(opposite)) < (keepPitch ? 0.003 : 0.0003));
        const Channels middle = hear({ low, low });
        QVERIFY(strength(meanOf({ middle[0], negative(middle[1]) })) < 0.0003);
        // Mono costs what it did.
        const auto mono = makeSpeedSource(stereo("mono.wav", { low }, kFileRate), speed, keepPitch);
        QCOMPARE(mono->channels(), 1);
    }

    void leftAndRightAreHeardAsPublished_data()
    {
        QTest::addColumn<QString>("kind");
        for (const char *kind : { "published", "reversed", "jigsaw" })
            QTest::newRow(kind) << kind;
    }

    void leftAndRightAreHeardAsPublished()
    {
        QFETCH(QString, kind);
        const Channels sound { sine(200, 2, kRate), sine(333, 2, kRate, 0.7) };
        const std::int64_t count = std::ssize(sound[0]);
        const Arrangement arrangement = arrangementOf(kind, count);
        Channels expected = sound;
        for (std::vector<float> &side : expected) {
            if (kind == "reversed") {
                std::reverse(side.begin(), side.end());
            } else if (kind == "jigsaw") {
                side.resize(static_cast<std::size_t>(count / 3 * 3)); // what is left over is left out
                std::rotate(side.begin(), side.begin() + count / 3, side.end());
            }
        }
        const std::int64_t length = std::ssize(expected[0]);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(makeArrangedSource(stereo("sines.wav", sound), { arrangement, { kRate, 1 }, kRate }));
        QCOMPARE(player.sampleCount(), length);
        player.play();
        const Channels heard = listen(player, device, length + 500);
        QVERIFY(slice(heard, 0, length) == expected);
        QVERIFY(slice(heard, length, length + 500) == Channels(2, std::vector<float>(500)));
        QCOMPARE(player.underruns(), std::int64_t { 0 });
    }

    void seekingStretchesAndLoopsCountSamplesOfBothSides()
    {
        const Channels sound { noise(3, kRate, 0.5, 7), noise(3, kRate, 0.5, 8) };
        const FakeDevice device;
        Player player(device.output());
        player.setSource(stereo("seek.wav", sound));
        player.play();
        QVERIFY(listen(player, device, 2000) == slice(sound, 0, 2000));
        player.seek(12345);
        QCOMPARE(player.position(), std::int64_t { 12345 });
        const Channels after = listen(player, device, 2000);
        QVERIFY(slice(after, kFade, 2000) == slice(sound, 12345 + kFade, 14345));
        player.playStretch(3000, 5000);
        const Channels once = listen(player, device, 2500);
        QVERIFY(slice(once, kFade, 2000) == slice(sound, 3000 + kFade, 5000));
        QVERIFY(slice(once, 2000, 2500) == Channels(2, std::vector<float>(500)));
        QTRY_COMPARE(player.state(), Player::State::Stopped);
        QCOMPARE(player.position(), std::int64_t { 5000 });
        player.setLoop(true, 1000, 2500);
        player.seek(1000);
        player.play();
        const Channels laps = listen(player, device, 3000);
        QVERIFY(slice(laps, 0, 1500) == slice(sound, 1000, 2500));
        QVERIFY(slice(laps, 1500, 3000) == slice(sound, 1000, 2500));
    }

    void channelsThatCancelAreHeard()
    {
        const std::vector<float> sound = noise(1, kRate, 0.5);
        const fs::path path = write("opposite.wav", { sound, negative(sound) });
        QVERIFY(decodeAudio(path).samples == std::vector<float>(sound.size())); // what models hear
        const FakeDevice device;
        Player player(device.output());
        player.setSource(makeFileSource(path, kRate, std::ssize(sound), {}, ChannelMix::stereo()));
        player.play();
        QVERIFY(listen(player, device, 4000) == slice(Channels { sound, negative(sound) }, 0, 4000));
        QVERIFY(player.level() > 0.4f);
        // Mono is the silence that models hear, in the same player, on the same device.
        player.switchSource(makeFileSource(path, kRate, std::ssize(sound)), 4000);
        QCOMPARE(player.state(), Player::State::Playing);
        const Channels mono = listen(player, device, 1000);
        QVERIFY(slice(mono, kFade, 1000) == Channels(2, std::vector<float>(1000 - kFade)));
        // And one channel is heard on both sides.
        player.switchSource(makeFileSource(path, kRate, std::ssize(sound), {}, ChannelMix::single(2)), 5000);
        const Channels right = listen(player, device, 1000);
        const std::vector<float> expected = slice(negative(sound), 5000 + kFade, 6000);
        QVERIFY(slice(right, kFade, 1000) == Channels({ expected, expected }));
    }

    void theLevelIsThatOfTheLouderSide_data()
    {
        QTest::addColumn<float>("left");
        QTest::addColumn<float>("right");
        QTest::newRow("left") << 0.75f << 0.25f;
        QTest::newRow("right") << 0.25f << -0.75f;
    }

    void theLevelIsThatOfTheLouderSide()
    {
        QFETCH(float, left);
        QFETCH(float, right);
        const FakeDevice device;
        Player player(device.output());
        player.setSource(stereo("levels.wav", { std::vector<float>(kRate, left), std::vector<float>(kRate, right) }));
        player.play();
        listen(player, device, kRate / 2);
        QCOMPARE(player.level(), 0.75f);
    }

    void aDeviceOfOneChannelPlaysTheMean()
    {
        const std::vector<StereoSample> samples { { 0.5f, 0.25f }, { -1, 1 }, { 0, -0.75f } };
        std::vector<float> output(7, 9.0f);
        QCOMPARE(putFrames(samples, 1, output.data()), output.data() + 3);
        QCOMPARE(output, (std::vector<float> { 0.375f, 0, -0.375f, 9, 9, 9, 9 }));
        QCOMPARE(putFrames(samples, 2, output.data()), output.data() + 6);
        QCOMPARE(output, (std::vector<float> { 0.5f, 0.25f, -1, 1, 0, -0.75f, 9 }));
    }

    void volumeAndFadesAreTheSameOnBothSides()
    {
        const Channels sound { std::vector<float>(2 * kRate, 0.8f), std::vector<float>(2 * kRate, -0.4f) };
        const FakeDevice device;
        Player player(device.output());
        player.setSource(stereo("steady.wav", sound));
        player.play();
        player.setVolume(0.5f);
        Channels heard = listen(player, device, 1000);
        player.seek(8000);
        const auto more = [&] {
            const Channels next = listen(player, device, 1000);
            for (std::size_t side : { 0u, 1u })
                heard[side].insert(heard[side].end(), next[side].begin(), next[side].end());
        };
        more();
        player.pause();
        more();
        QCOMPARE(heard[0].size(), std::size_t { 3000 });
        QVERIFY(heard[0].back() == 0 && heard[0][1500] == 0.4f);
        for (std::size_t i = 0; i < heard[0].size(); ++i)
            QVERIFY(std::abs(heard[0][i] + 2 * heard[1][i]) < 1e-6f);
    }
};

QTEST_GUILESS_MAIN(TestStereo)
#include "tst_stereo.moc"
