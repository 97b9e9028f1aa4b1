#include "spectrum/realfft.h"

#include "base/error.h"
#include "base/foreignfile.h"
#include "base/hash.h"
#include "base/paths.h"
#include "spectrum/alignedvector.h"

#include <cstdlib>
#include <fftw3.h>
#include <iterator>
#include <mutex>
#include <string>

namespace retrograde {

namespace fs = std::filesystem;

namespace {

/// Seconds that measuring one length may take.
constexpr double kMostSeconds = 1;
/// Of lower-case hexadecimal digits, at the file's beginning: what FFTW's reader is given is what it wrote.
constexpr std::size_t kHashLength = 32;

/// FFTW's planner, and its wisdom, are one for the whole process.
std::mutex &planner()
{
    static std::mutex mutex;
    return mutex;
}

/// Under the planner's lock.
void readWisdom(const fs::path &path)
{
    std::string content;
    try {
        content = readForeignText(path);
    } catch (const Error &) {
        return; // nothing was measured yet
    }
    if (content.size() <= kHashLength)
        return;
    const std::string wisdom = content.substr(kHashLength + 1);
    if (content.substr(0, kHashLength) == contentHash(wisdom))
        fftwf_import_wisdom_from_string(wisdom.c_str());
}

/// Under the planner's lock.
void writeWisdom(const fs::path &path)
{
    const std::unique_ptr<char, decltype(&std::free)> text(fftwf_export_wisdom_to_string(), &std::free);
    if (!text)
        return;
    const std::string wisdom = text.get();
    std::error_code failure;
    fs::create_directories(path.parent_path(), failure);
    try {
        writeAtomically(path, contentHash(wisdom) + "\n" + wisdom);
    } catch (const Error &) {
        // It is measured again next time.
    }
}

fftwf_plan makePlan(int length, const fs::path &wisdomFile)
{
    AlignedVector<float> in(static_cast<std::size_t>(length));
    AlignedVector<float> out(2 * (static_cast<std::size_t>(length) / 2 + 1));
    const auto plan = [&](unsigned flags) {
        return fftwf_plan_dft_r2c_1d(length, in.data(), reinterpret_cast<fftwf_complex *>(out.data()),
            FFTW_MEASURE | FFTW_DESTROY_INPUT | flags);
    };
    const std::lock_guard lock(planner());
    if (const fftwf_plan known = plan(FFTW_WISDOM_ONLY))
        return known;
    readWisdom(wisdomFile);
    if (const fftwf_plan known = plan(FFTW_WISDOM_ONLY))
        return known;
    fftwf_set_timelimit(kMostSeconds);
    const fftwf_plan measured = plan(0);
    if (measured)
        writeWisdom(wisdomFile);
    return measured;
}

} // namespace

struct RealFft::Plan {
    explicit Plan(fftwf_plan made)
        : plan(made)
    {
        if (!plan)
            throw Error(ErrorCode::Unsupported, "FFTW cannot compute a transform of this length");
    }
    ~Plan()
    {
        const std::lock_guard lock(planner());
        fftwf_destroy_plan(plan);
    }
    Plan(const Plan &) = delete;
    Plan &operator=(const Plan &) = delete;

    fftwf_plan plan;
};

RealFft::RealFft(int length, const fs::path &wisdomFile)
    : m_plan(std::make_unique<const Plan>(makePlan(length, wisdomFile)))
{
}

RealFft::~RealFft() = default;

void RealFft::transform(float *in, float *out) const
{
    fftwf_execute_dft_r2c(m_plan->plan, in, reinterpret_cast<fftwf_complex *>(out));
}

} // namespace retrograde
