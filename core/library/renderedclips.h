#pragma once

#include "base/progress.h"
#include "base/runcontrol.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace retrograde {

/// A MIDI file and what its package says of it.
struct Tune {
    std::filesystem::path file;
    std::string maker; ///< who to thank; clips of one tune share theirs
    std::string album;
    std::string licence;
    std::string url; ///< where it is from
};

/// A set of labelled clips to render: a value, which decides every sample.
struct RenderSpec {
    std::vector<Tune> tunes;
    /// General MIDI soundfonts: the first plays the clips to train on, the second those to test on. An instrument that
    /// only one of them has is always played by that one.
    std::filesystem::path trainingFont;
    std::filesystem::path testFont;
    int clips = 1200; ///< a twentieth of them, or more, holds each instrument and is labelled so
    double testShare = 0.25; ///< of the clips and of the tunes
    std::uint64_t seed = 2018;
};

/// Writes @p spec's clips below @p folder in the layout of OpenMIC-2018: 10 s of Ogg Vorbis, stereo, 44.1 kHz; one to
/// three of its twenty instruments at once, each playing a stretch of a tune moved into its range; two or three labels
/// for each clip, of instruments that play and of others that do not, all the rest unlabelled; class map, labels,
/// official split and metadata as CSV and JSON; and the file that says that this is rendered. No tune is in both parts
/// of the split. Clips that are there already are kept, so that a cancelled call goes on where it stopped.
/// @returns what was left out and why, one sentence each
/// @throws Error Io, Cancelled; InvalidArgument when the tunes do not do; Unsupported when no font has an instrument
std::vector<std::string> renderClips(const RenderSpec &spec, const std::filesystem::path &folder, int threads,
    const ProgressCallback &progress, const RunControl &control);

} // namespace retrograde
