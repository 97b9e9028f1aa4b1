#pragma once

// The loops of CqtKernel, for vectors of kLanes floats. Included once by each cqtkernel_*.cpp, after it has told the
// compiler what instructions it may use and defined kLanes, kUnitLanes, kPanelUnits and kTileFrames. Everything here is
// local to that file, so that no code for a better processor can be linked into a path that a lesser one takes.

namespace retrograde {
namespace {

using Vector = float __attribute__((vector_size(kLanes * sizeof(float))));
using Pairs = long long __attribute__((vector_size(kLanes * sizeof(float))));
using Unit = float __attribute__((vector_size(kUnitLanes * sizeof(float))));
using Lanes = int __attribute__((vector_size(kLanes * sizeof(int))));
using UnitLanes = int __attribute__((vector_size(kUnitLanes * sizeof(int))));

constexpr std::size_t kUnitsPerVector = kLanes / kUnitLanes;
static_assert(kUnitsPerVector == 1 || kUnitsPerVector == 2);

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

RETROGRADE_INLINE Unit loadUnit(const float *from)
{
    Unit unit;
    __builtin_memcpy(&unit, from, sizeof unit);
    return unit;
}

/// first + step * lane, on lanes counted from 0.
template<typename Indices> RETROGRADE_INLINE constexpr Indices lanes(int first, int step)
{
    Indices result {};
    for (std::size_t lane = 0; lane < sizeof result / sizeof result[0]; ++lane)
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

RETROGRADE_INLINE Unit firstUnit(Vector vector)
{
    Unit unit;
    __builtin_memcpy(&unit, &vector, sizeof unit);
    return unit;
}

/// halve() for whole vectors of outputs. Even samples meet one tap only; odd samples are sorted out first, so that the
/// other taps find their samples side by side.
void halveWhole(const float *in, float *out, std::size_t count)
{
    constexpr std::size_t kChunk = 1024;
    static_assert(kChunk % kLanes == 0 && kHalfBandPairs % 2 == 0);
    // A unit of outputs sees as many odd samples before its middle as after it. Where a unit is as long as that, the
    // samples after one middle are those before the next, and are kept in registers.
    constexpr bool kKeep = kUnitLanes == kHalfBandPairs;
    const std::array<float, kHalfBandPairs> taps = halfBandTaps();
    alignas(64) float odd[kChunk + kHalfBandReach + kLanes];
    while (count > 0) {
        const std::size_t chunk = count < kChunk ? count : kChunk;
        const float *const first = in - kHalfBandReach;
        const std::size_t odds = chunk + kHalfBandReach;
        std::size_t j = 0;
        for (; j + kLanes < odds; j += kLanes)
            store(odd + j, __builtin_shuffle(load(first + 2 * j), load(first + 2 * j + kLanes), lanes<Lanes>(0, 2)));
        for (; j < odds; ++j)
            odd[j] = first[2 * j];

        Unit before[kHalfBandPairs]; // before[k][lane] = odd[j + k + lane]
#pragma GCC unroll 16
        for (std::size_t k = 0; k < kHalfBandPairs; ++k)
            before[k] = loadUnit(odd + k);
        for (j = 0; j < chunk; j += kUnitLanes) {
            const float *const middle = odd + j + kHalfBandPairs;
            Unit sum = 0.5f
                * __builtin_shuffle(loadUnit(in + 2 * j), loadUnit(in + 2 * j + kUnitLanes), lanes<UnitLanes>(0, 2));
            Unit other {};
            // In an order that needs few registers: what is before the middle makes room for what is after it.
#pragma GCC unroll 8
            for (std::size_t i = 0; i < kHalfBandPairs / 2; ++i) {
                const std::size_t mirrored = kHalfBandPairs - 1 - i;
                const Unit near = loadUnit(middle + i);
                const Unit far = loadUnit(middle + mirrored);
                sum += taps[i] * (near + (kKeep ? before[mirrored] : loadUnit(middle - 1 - i)));
                other += taps[mirrored] * (far + (kKeep ? before[i] : loadUnit(middle - 1 - mirrored)));
                before[i] = near;
                before[mirrored] = far;
            }
            sum += other;
            __builtin_memcpy(out + j, &sum, sizeof sum);
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
        const Vector before = __builtin_shuffle(mirrored, lanes<Lanes>(kLast, -1));
        const Vector sum = after + before;
        const Vector difference = after - before;
        store(folded + 2 * m, __builtin_shuffle(sum, difference, interleaved(0)));
        store(folded + 2 * m + kLanes, __builtin_shuffle(sum, difference, interleaved(kLanes / 2)));
    }
}

/// Whole vectors of two units, and one more unit where their number is odd.
template<std::size_t Units>
void accumulateTile(const float *table, const float *const *folded, std::size_t taps, float *out, std::size_t stride)
{
    constexpr std::size_t kVectors = Units / kUnitsPerVector;
    constexpr bool kRest = Units % kUnitsPerVector > 0;
    constexpr std::size_t kRestAt = kVectors * kLanes;
    Vector sums[kTileFrames][kVectors + 1] = {};
    Unit rests[kTileFrames] = {};
    const float *frames[kTileFrames];
    for (std::size_t frame = 0; frame < kTileFrames; ++frame)
        frames[frame] = folded[frame];
    for (std::size_t m = 0; m < taps; ++m) {
        Vector row[kVectors + 1];
#pragma GCC unroll 8
        for (std::size_t v = 0; v < kVectors; ++v)
            row[v] = load(table + v * kLanes);
        const Unit rest = kRest ? loadUnit(table + kRestAt) : Unit {};
        table += Units * kUnitLanes;
#pragma GCC unroll 16
        for (std::size_t frame = 0; frame < kTileFrames; ++frame) {
            const Vector pair = loadPair(frames[frame] + 2 * m);
#pragma GCC unroll 8
            for (std::size_t v = 0; v < kVectors; ++v)
                sums[frame][v] += pair * row[v];
            if constexpr (kRest)
                rests[frame] += firstUnit(pair) * rest;
        }
    }
#pragma GCC unroll 16
    for (std::size_t frame = 0; frame < kTileFrames; ++frame) {
        float *const place = out + frame * stride;
#pragma GCC unroll 8
        for (std::size_t v = 0; v < kVectors; ++v)
            store(place + v * kLanes, load(place + v * kLanes) + sums[frame][v]);
        if constexpr (kRest) {
            const Unit sum = loadUnit(place + kRestAt) + rests[frame];
            __builtin_memcpy(place + kRestAt, &sum, sizeof sum);
        }
    }
}

using AccumulateTile = void (*)(const float *, const float *const *, std::size_t, float *, std::size_t);

template<std::size_t... Indices>
constexpr std::array<AccumulateTile, sizeof...(Indices)> tilesOf(std::index_sequence<Indices...>)
{
    return { accumulateTile<Indices + 1>... };
}

void accumulate(
    const float *table, std::size_t units, const float *const *folded, std::size_t taps, float *out, std::size_t stride)
{
    static constexpr auto kTiles = tilesOf(std::make_index_sequence<kPanelUnits>());
    kTiles[units - 1](table, folded, taps, out, stride);
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
    return { name, kUnitLanes, kPanelUnits, kTileFrames, copy, halve, fold, accumulate, magnitudes, levels };
}

#undef RETROGRADE_INLINE

} // namespace
} // namespace retrograde
