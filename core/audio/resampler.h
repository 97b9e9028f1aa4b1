#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

struct SwrContext;

namespace retrograde {

/// Changes the rate of a stream of one or two channels, beside each other. Its first output sample lies on its first
/// input sample.
class Resampler {
public:
    Resampler(int fromRate, int toRate, int channels = 1);
    ~Resampler();

    int fromRate() const { return m_fromRate; }
    /// Appends to @p out what is ready by now.
    void process(std::span<const float> in, std::vector<float> &out);
    /// Appends the rest; nothing may follow.
    void finish(std::vector<float> &out);

private:
    /// @p count samples of each channel.
    void convert(const float *in, int count, std::vector<float> &out);

    struct FreeContext {
        void operator()(SwrContext *context) const;
    };
    std::unique_ptr<SwrContext, FreeContext> m_context;
    int m_fromRate;
    std::size_t m_channels;
};

} // namespace retrograde
