#include "networks/trainingspeed.h"

#include "base/error.h"
#include "base/foreignfile.h"
#include "base/hash.h"
#include "base/machine.h"
#include "base/paths.h"
#include "networks/computeinfo.h"

#include <chrono>
#include <nlohmann/json.hpp>

namespace retrograde {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kBatch = 8;
constexpr std::uint64_t kLongestRecord = 1 << 16; ///< bytes; two numbers are in it
/// Part of the name under which speeds are kept: changes when steps get faster or slower.
constexpr const char *kWay = "2";
constexpr int kSteps = 3; ///< measured, after one that warms up

double clipsPerSecond(Precision precision)
{
    // The generator's state is the run's business.
    const torch::Tensor clips = torch::linspace(-2, 2, kBatch * 84 * 210).reshape({ kBatch, 1, 84, 210 });
    const torch::Tensor wanted = torch::arange(kBatch) % 2;
    Model model(ModelShape {});
    layOutChannelsLast(*model);
    model->train();
    const auto step = [&] {
        model->zero_grad();
        torch::nn::functional::cross_entropy(model->forward(clips, precision), wanted).backward();
    };
    step();
    // The fastest step: what else runs on the machine only ever slows it down.
    double fastest = 1e9;
    for (int i = 0; i < kSteps; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        step();
        fastest = std::min(fastest, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return kBatch / fastest;
}

} // namespace

TrainingSpeed measureTrainingSpeed(int threads)
{
    const int before = at::get_num_threads();
    at::set_num_threads(threads);
    const TrainingSpeed speed { clipsPerSecond(Precision::Float32), clipsPerSecond(Precision::BFloat16) };
    at::set_num_threads(before);
    return speed;
}

TrainingSpeed knownTrainingSpeed(int threads, const fs::path &folder)
{
    const ComputeInfo compute = computeInfo();
    const std::string key = contentHash(machine().processor + '\n' + compute.torchVersion + '\n' + compute.oneDnn + '\n'
        + compute.cpuCapability + '\n' + std::to_string(threads) + '\n' + kWay);
    const fs::path file = folder / ("training-speed-" + key + ".json");
    {
        json known;
        try {
            known = json::parse(readForeignText(file, kLongestRecord), nullptr, false);
        } catch (const Error &) {
            // It was not measured yet.
        }
        if (known.is_object() && known.contains("float32") && known.contains("bfloat16") && known["float32"].is_number()
            && known["bfloat16"].is_number())
            return { known["float32"], known["bfloat16"] };
    }
    const TrainingSpeed speed = measureTrainingSpeed(threads);
    try {
        fs::create_directories(folder);
        writeAtomically(file, json { { "float32", speed.float32 }, { "bfloat16", speed.bfloat16 } }.dump());
    } catch (const std::exception &) {
        // It is measured again the next time.
    }
    return speed;
}

} // namespace retrograde
