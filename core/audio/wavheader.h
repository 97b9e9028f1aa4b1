#pragma once

namespace retrograde {

class MediaFile;

/// Has a WAV file's header say what its bytes are, where FFmpeg would read it differently; other files are left alone.
/// A sample is as wide as the block alignment and the number of channels say, with the valid bits at its top
/// (Microsoft: WAVEFORMATEXTENSIBLE): FFmpeg takes the number of valid bits for the width. A file of 64-bit lengths
/// (EBU Tech 3306) whose writer ended before it noted them reaches to its end. @throws Error Io
void mendWavHeader(MediaFile &file);

} // namespace retrograde
