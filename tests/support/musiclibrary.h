#pragma once

#include "audio/wavfile.h"
#include "experiment/runspec.h"
#include "library/folderimporter.h"
#include "library/workspace.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

/// Libraries to train on. For tests that link retrograde::experiment.
namespace retrograde::testing {

/// A workspace with tracks of struck notes, imported from WAV files: music whose reversal can be learned in seconds.
class MusicLibrary {
public:
    /// @p tracks tracks of @p seconds by @p artists artists in turn (0 = nobody is known); all in the dataset "Notes".
    MusicLibrary(int tracks, double seconds, int artists)
    {
        std::filesystem::create_directories(music());
        for (int i = 0; i < tracks; ++i)
            writeWav(music() / ("notes" + std::to_string(100 + i) + ".wav"),
                struckNotes(seconds, kSampleRate, static_cast<std::uint64_t>(i + 1)), kSampleRate);
        Workspace opened(workspace());
        ImportOptions options;
        options.datasetName = "Notes";
        importFolder(opened, music(), options, {}, RunControl());
        if (artists == 0)
            return;
        TrackQuery byPath;
        byPath.sortBy = TrackColumn::Path;
        int number = 0;
        for (Track &track : opened.tracks(byPath)) {
            track.artist = "Artist " + std::to_string(number++ % artists);
            opened.updateTrack(track);
        }
    }

    std::filesystem::path workspace() const { return m_folder.path() / "workspace"; }
    std::filesystem::path music() const { return m_folder.path() / "music"; }

    static constexpr int kSampleRate = 22050;

private:
    TemporaryFolder m_folder;
};

/// A run of seconds: clips of 1 s, small batches, one compute thread.
inline RunSpec quickSpec(int epochs = 1)
{
    RunSpec spec;
    spec.clip = ClipLength::parse("1");
    spec.epochs = epochs;
    spec.batch = 8;
    spec.validationShare = 0.3;
    spec.validationMinutes = 0.4;
    spec.threads = 1;
    spec.device = ComputeDevice::Cpu;
    return spec;
}

} // namespace retrograde::testing
