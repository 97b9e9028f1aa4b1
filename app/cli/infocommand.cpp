#include "app/cli/context.h"

#include "audio/audiooutput.h"
#include "audio/versions.h"
#include "base/machine.h"
#include "base/text.h"
#include "library/versions.h"
#include "networks/computeinfo.h"
#include "spectrum/cqt.h"
#include "spectrum/versions.h"

#include <cstdio>

namespace retrograde::cli {

namespace {

std::string joined(const std::vector<std::string> &words, const char *none)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? none : text;
}

int info(const Context &context)
{
    const Machine host = machine();
    const ComputeInfo compute = computeInfo();
    std::vector<LibraryVersion> libraries = audioLibraryVersions();
    for (const auto &more : { spectrumLibraryVersions(), libraryLibraryVersions() })
        libraries.insert(libraries.end(), more.begin(), more.end());
    libraries.push_back({ "LibTorch", compute.torchVersion });
    libraries.push_back({ "oneDNN", compute.oneDnn.empty() ? "absent" : compute.oneDnn });
    const std::vector<OutputDevice> outputs = outputDevices();
    const int threads = context.threads > 0 ? context.threads : host.cores;

    if (context.json) {
        nlohmann::ordered_json document;
        document["version"] = retrogradeVersion();
        document["workspace"] = displayPath(context.workspace);
        for (const LibraryVersion &library : libraries)
            document["libraries"][library.name] = library.version;
        document["blas"] = compute.blas;
        document["processor"] = host.processor;
        document["cpu_features"] = host.features;
        document["cpu_capability"] = compute.cpuCapability;
        document["constant_q_kernel"] = cqtKernelName();
        document["cores"] = host.cores;
        document["threads"] = threads;
        document["compute_devices"] = nlohmann::ordered_json::array({ "cpu" });
        for (const std::string &device : compute.cudaDevices)
            document["compute_devices"].push_back("cuda: " + device);
        document["sound_devices"] = nlohmann::ordered_json::array();
        for (const OutputDevice &output : outputs) {
            document["sound_devices"].push_back({ { "name", output.name }, { "default", output.isDefault },
                { "sample_rate", output.defaultSampleRate } });
        }
        printJson(document);
        return kDone;
    }

    const auto line = [](const char *what, const std::string &value) { std::printf("%-18s%s\n", what, value.c_str()); };
    line("Retrograde", retrogradeVersion());
    line("Workspace", displayPath(context.workspace));
    for (const LibraryVersion &library : libraries)
        line(library.name.c_str(), library.version);
    line("BLAS", compute.blas);
    line("Processor", host.processor + " (" + joined(host.features, "no vector extensions known") + ")");
    line("LibTorch uses", compute.cpuCapability);
    line("Constant-Q uses", cqtKernelName());
    line("Threads", std::to_string(threads) + " of " + std::to_string(host.cores) + " cores");
    line("Compute devices", "cpu" + std::string(compute.cuda ? ", cuda: " + joined(compute.cudaDevices, "") : ""));
    std::vector<std::string> names;
    for (const OutputDevice &output : outputs)
        names.push_back(displayText(output.name) + (output.isDefault ? " (default)" : ""));
    line("Sound devices", joined(names, "none; playing is silent"));
    return kDone;
}

} // namespace

void addInfoCommand(CLI::App &app, Context &context)
{
    app.add_subcommand("info", "Show versions, BLAS, processor, threads and devices")->callback([&context] {
        context.command = [&context] { return info(context); };
    });
}

} // namespace retrograde::cli
