#pragma once

#include "audio/wavfile.h"
#include "library/folderimporter.h"
#include "library/workspace.h"
#include "support/signals.h"
#include "support/workspacefixture.h"

#include <filesystem>
#include <string>
#include <vector>

/// Labelled libraries to train on. For tests that link retrograde::library.
namespace retrograde::testing {

/// Tracks of notes, of noise and of both, labelled with what they hold; "choir" is never there.
class LabelledLibrary {
public:
    /// Tracks of @p seconds.
    explicit LabelledLibrary(double seconds = 3)
    {
        std::filesystem::create_directories(music());
        constexpr int kRate = 22050;
        for (int i = 0; i < 24; ++i) {
            const bool notes = i % 3 != 0;
            const bool hiss = i % 3 != 1;
            std::vector<float> sound = struckNotes(seconds, kRate, static_cast<std::uint64_t>(i + 1));
            const std::vector<float> noisy = noise(seconds, kRate, 0.2, static_cast<std::uint64_t>(i + 1));
            for (std::size_t s = 0; s < sound.size(); ++s)
                sound[s] = (notes ? sound[s] : 0) + (hiss ? noisy[s] : 0);
            writeWav(music() / ("track" + std::to_string(100 + i) + ".wav"), sound, kRate);
        }
        Workspace opened(workspace());
        ImportOptions options;
        options.datasetName = "Labelled";
        importFolder(opened, music(), options, {}, RunControl());
        TrackQuery byPath;
        byPath.sortBy = TrackColumn::Path;
        int i = 0;
        for (Track &track : opened.tracks(byPath)) {
            track.split = i >= 18 ? "test" : "training";
            opened.updateTrack(track);
            std::vector<Label> labels { { track.id, "notes", i % 3 != 0 ? 0.9 : 0.1 } };
            if (i % 4 != 3) // of a quarter nobody knows
                labels.push_back({ track.id, "noise", i % 3 != 1 ? 1.0 : 0.0 });
            opened.setLabels(track.id, labels);
            ++i;
        }
    }

    std::filesystem::path workspace() const { return m_folder.path() / "workspace"; }
    std::filesystem::path music() const { return m_folder.path() / "music"; }

private:
    TemporaryFolder m_folder;
};

} // namespace retrograde::testing
