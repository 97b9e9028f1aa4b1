#pragma once

namespace retrograde {

/// What is made of a file's channels.
struct ChannelMix {
    enum class Kind {
        /// One channel: the mean of all with equal weight. It is what models hear and what is analysed and drawn.
        Mean,
        /// As published. One or two channels are left as they are, bit by bit; more are folded down to two with the
        /// weights of libswresample: what lies in the middle or behind goes to its side, or to both, 3 dB softer, the
        /// low-frequency channel is left out (ITU-R BS.775-3, annex 4), and all is divided by the largest sum of
        /// weights, so that nothing exceeds full scale that did not before. From 5.1 left is (L + C/√2 + Ls/√2) / (1 +
        /// √2). Channels whose places a file does not name have those that FFmpeg expects of so many; where there are
        /// none, the mean of all is heard on both sides.
        Stereo,
        /// One of them alone.
        Single,
    };

    Kind kind = Kind::Mean;
    int channel = 1; ///< of Single: 1 = the first

    static constexpr ChannelMix stereo() { return { Kind::Stereo, 1 }; }
    static constexpr ChannelMix single(int channel) { return { Kind::Single, channel }; }

    bool operator==(const ChannelMix &) const = default;
};

} // namespace retrograde
