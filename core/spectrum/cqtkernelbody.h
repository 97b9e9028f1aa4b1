#pragma once

// The loops of CqtKernel, for vectors of kLanes floats. Included once by each cqtkernel_*.cpp, after it has told the
// compiler what instructions it may use and defined kLanes, kPanelVectors and kTileFrames. Everything here is local to
// that file, so that no code for a better processor can be linked into a path that a lesser one takes.

namespace retrograde {
namespace {

using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));
using Pairs = long long __attribute__((vector_size(kLanes * sizeof(float))));
using Lanes = int __attribute__((vector_size(kLanes * sizeof(int))));

// Without this, vectors would cross function calls, for which instruction sets have no common rule.
#define RETROGRADE_INLINE inline __attribute__((always_inline))

RETROGRADE_INLINE Vector load(const float *from)
{
    Vector vector;
    __builtin_memcpy(&vector, from, sizeof vector);
    return vector;
}

RETROGRADE_INLINE void store(float *to, Vector vector)
{
    __builtin_memcpy(to, &vector, sizeof vector);
}

/// first + step * lane, on lanes counted from 0.
RETROGRADE_INLINE constexpr Lanes lanes(int first, int step)
{
    Lanes result {};
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        result[lane] = first + step * static_cast<int>(lane);
    return result;
}

/// a[0], b[0], a[1], b[1] ... from lane @p first on.
RETROGRADE_INLINE constexpr Lanes interleaved(int first)
{
    Lanes result {};
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        result[lane] = first + static_cast<int>(lane / 2 + (lane % 2) * kLanes);
    return result;
}

/// from[0], from[1], from[0], from[1] ...
RETROGRADE_INLINE Vector loadPair(const float *from)
{
    long long pair;
    __builtin_memcpy(&pair, from, sizeof pair);
    return reinterpret_cast<Vector>(Pairs {} + pair);
}

/// halve() for whole vectors of outputs. Even samples meet one tap only; odd samples are sorted out first, so that the
/// other taps find their samples side by side.
void halveWhole(const float *in, float *out, std::size_t count)
{
    constexpr std::size_t kChunk = 1024;
    static_assert(kChunk % kLanes == 0);
    const std::array<float, kHalfBandPairs> taps = halfBandTaps();
    alignas(64) float odd[kChunk + kHalfBandReach + kLanes];
    while (count > 0) {
        const std::size_t chunk = count < kChunk ? count : kChunk;
        const float *const first = in - kHalfBandReach;
        const std::size_t odds = chunk + kHalfBandReach;
        std::size_t j = 0;
        for (; j + kLanes < odds; j += kLanes)
            store(odd + j, __builtin_shuffle(load(first + 2 * j), load(first + 2 * j + kLanes), lanes(0, 2)));
        for (; j < odds; ++j)
            odd[j] = first[2 * j];

        for (j = 0; j < chunk; j += kLanes) {
            const float *const middle = odd + j + kHalfBandPairs;
            Vector sum = 0.5f * __builtin_shuffle(load(in + 2 * j), load(in + 2 * j + kLanes), lanes(0, 2));
            Vector other = taps[0] * (load(middle) + load(middle - 1));
#pragma GCC unroll 12
            for (std::size_t i = 1; i < kHalfBandPairs; i += 2) {
                sum += taps[i] * (load(middle + i) + load(middle - 1 - i));
                if (i + 1 < kHalfBandPairs)
                    other += taps[i + 1] * (load(middle + i + 1) + load(middle - 2 - i));
            }
            store(out + j, sum + other);
        }
        in += 2 * chunk;
        out += chunk;
        count -= chunk;
    }
}

void halve(const float *in, float *out, std::size_t count)
{
    const std::size_t rest = count % kLanes;
    const std::size_t whole = count - rest;
    halveWhole(in, out, whole);
    if (rest == 0)
        return;
    // What is left is done on a copy, filled up with zeros.
    float padded[2 * (kLanes + kHalfBandReach)] = {};
    float outputs[kLanes];
    __builtin_memcpy(padded, in + 2 * whole - kHalfBandReach, (2 * (rest - 1 + kHalfBandReach) + 1) * sizeof(float));
    halveWhole(padded + kHalfBandReach, outputs, kLanes);
    __builtin_memcpy(out + whole, outputs, rest * sizeof(float));
}

/// Eight vectors at a time, so that the comparison costs little beside the copying.
bool copy(const float *in, float *out, std::size_t count, float limit)
{
    constexpr std::size_t kBlock = 8 * kLanes;
    const Lanes limits = reinterpret_cast<Lanes>(Vector {} + limit);
    Lanes above {};
    std::size_t i = 0;
    for (; i + kBlock <= count; i += kBlock)
#pragma GCC unroll 8
        for (std::size_t j = i; j < i + kBlock; j += kLanes) {
            const Vector samples = load(in + j);
            store(out + j, samples);
            above |= (reinterpret_cast<Lanes>(samples) & 0x7fffffff) > limits;
        }
    bool within = true;
    for (std::size_t lane = 0; lane < kLanes; ++lane)
        within = within && above[lane] == 0;
    for (; i < count; ++i) {
        out[i] = in[i];
        within = within && in[i] <= limit && in[i] >= -limit;
    }
    return within;
}

void fold(const float *centre, float *folded, std::size_t taps)
{
    constexpr int kLast = static_cast<int>(kLanes) - 1;
    for (std::size_t m = 0; m < taps; m += kLanes) {
        const Vector after = load(centre + m);
        const Vector mirrored = load(centre - m - kLast);
        const Vector before = __builtin_shuffle(mirrored, lanes(kLast, -1));
        const Vector sum = after + before;
        const Vector difference = after - before;
        store(folded + 2 * m, __builtin_shuffle(sum, difference, interleaved(0)));
        store(folded + 2 * m + kLanes, __builtin_shuffle(sum, difference, interleaved(kLanes / 2)));
    }
}

template<std::size_t Vectors>
void accumulateTile(const float *table, const float *const *folded, std::size_t taps, float *out, std::size_t stride)
{
    Vector sums[kTileFrames][Vectors] = {};
    const float *frames[kTileFrames];
    for (std::size_t frame = 0; frame < kTileFrames; ++frame)
        frames[frame] = folded[frame];
    for (std::size_t m = 0; m < taps; ++m) {
        Vector row[Vectors];
#pragma GCC unroll 8
        for (std::size_t v = 0; v < Vectors; ++v)
            row[v] = load(table + (m * Vectors + v) * kLanes);
#pragma GCC unroll 16
        for (std::size_t frame = 0; frame < kTileFrames; ++frame) {
            const Vector pair = loadPair(frames[frame] + 2 * m);
#pragma GCC unroll 8
            for (std::size_t v = 0; v < Vectors; ++v)
                sums[frame][v] += pair * row[v];
        }
    }
#pragma GCC unroll 16
    for (std::size_t frame = 0; frame < kTileFrames; ++frame)
#pragma GCC unroll 8
        for (std::size_t v = 0; v < Vectors; ++v) {
            float *const place = out + frame * stride + v * kLanes;
            store(place, load(place) + sums[frame][v]);
        }
}

void accumulate(const float *table, std::size_t vectors, const float *const *folded, std::size_t taps, float *out,
    std::size_t stride)
{
    static_assert(kPanelVectors == 2 || kPanelVectors == 3);
    if (vectors == 1)
        accumulateTile<1>(table, folded, taps, out, stride);
    else if (vectors == 2)
        accumulateTile<2>(table, folded, taps, out, stride);
    else if constexpr (kPanelVectors == 3)
        accumulateTile<3>(table, folded, taps, out, stride);
}

void magnitudes(const float *cells, float *out, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        out[i] = __builtin_sqrtf(cells[2 * i] * cells[2 * i] + cells[2 * i + 1] * cells[2 * i + 1]);
}

/// 10 log10(max(1e-10, m^2)) to about 1e-5 dB: the exponent's share, and ln((1 + s) / (1 - s)) = 2 atanh s of the rest.
RETROGRADE_INLINE Vector levelsOf(Vector magnitudes)
{
    constexpr int kRootOfHalf = 0x3f3504f3;
    const Vector squares = magnitudes * magnitudes;
    const Vector floors = Vector {} + kAmin * kAmin;
    const Vector powers = squares > floors ? squares : floors;
    const Lanes bits = reinterpret_cast<Lanes>(powers);
    const Lanes exponents = (bits - kRootOfHalf) >> 23;
    const Vector mantissas = reinterpret_cast<Vector>(bits - (exponents << 23));
    const Vector s = (mantissas - 1.0f) / (mantissas + 1.0f);
    const Vector squared = s * s;
    const Vector series
        = 1.0f + squared * (1.0f / 3 + squared * (1.0f / 5 + squared * (1.0f / 7 + squared * (1.0f / 9))));
    constexpr float kPerOctave = 3.01029995664f;
    constexpr float kPerNeper = 4.34294481903f;
    return kPerOctave * __builtin_convertvector(exponents, Vector) + (2 * kPerNeper) * s * series;
}

void levels(float *values, std::size_t count)
{
    std::size_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
        store(values + i, levelsOf(load(values + i)));
    if (i < count) {
        Vector rest {};
        __builtin_memcpy(&rest, values + i, (count - i) * sizeof(float));
        rest = levelsOf(rest);
        __builtin_memcpy(values + i, &rest, (count - i) * sizeof(float));
    }
}

constexpr CqtKernel kernelOf(const char *name)
{
    return { name, kLanes, kPanelVectors, kTileFrames, copy, halve, fold, accumulate, magnitudes, levels };
}

#undef RETROGRADE_INLINE

} // namespace
} // namespace retrograde
