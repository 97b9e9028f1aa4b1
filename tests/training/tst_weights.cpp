#include "training/weights.h"

#include "answers/safetensors.h"
#include "inference/trainedmodel.h"
#include "support/musiclibrary.h"
#include "training/createrun.h"
#include "training/trainer.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <optional>

using namespace retrograde;
using namespace retrograde::testing;

namespace fs = std::filesystem;

namespace {

/// Reads a safetensors file by its published description, with Python's own library.
constexpr const char *kReader = R"py(
import json, struct, sys
with open(sys.argv[1], 'rb') as file:
    length = struct.unpack('<Q', file.read(8))[0]
    header = json.loads(file.read(length))
    data = file.read()
header.pop('__metadata__')
end = 0
for name, entry in sorted(header.items(), key=lambda item: item[1]['data_offsets']):
    begin, stop = entry['data_offsets']
    size = {'F32': 4, 'I64': 8}[entry['dtype']]
    for extent in entry['shape']:
        size *= extent
    assert begin == end and stop - begin == size, name
    end = stop
    first = struct.unpack_from('<f' if entry['dtype'] == 'F32' else '<q', data, begin)[0]
    print(name, 'x'.join(map(str, entry['shape'])), repr(first))
assert end == len(data)
)py";

} // namespace

class TestWeights : public QObject {
    Q_OBJECT

private:
    std::optional<MusicLibrary> m_library;
    Id m_convnet = 0;
    Id m_resnet = 0;

    Id trained(Network network)
    {
        RunSpec spec = quickSpec(1);
        spec.network = network;
        spec.precision = NumberFormat::Float32;
        spec.defences.fusion = Fusion::Channels;
        Id run = 0;
        {
            Workspace workspace(m_library->workspace());
            run = createRun(workspace, spec);
        }
        RunControl control;
        if (trainRun(m_library->workspace(), run, {}, control) != RunStatus::Completed)
            qFatal("%s", Workspace(m_library->workspace()).run(run)->reason.c_str());
        return run;
    }

    fs::path out(const char *name) const { return m_library->music().parent_path() / name; }

private Q_SLOTS:
    void initTestCase()
    {
        m_library.emplace(6, 4.0, 0);
        m_convnet = trained(Network::ConvNet);
        m_resnet = trained(Network::ResNet18);
    }

    void pythonReadsWhatIsExported()
    {
        const QString python = QStandardPaths::findExecutable("python3");
        if (python.isEmpty())
            QSKIP("python3 is not installed");
        const Workspace workspace(m_library->workspace());
        exportWeights(workspace, m_resnet, out("resnet.safetensors"));
        QProcess process;
        process.start(python, { "-c", kReader, QString::fromStdString(out("resnet.safetensors").string()) });
        QVERIFY(process.waitForFinished());
        const QString printed = process.readAllStandardOutput();
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
        // torchvision's state dict has 122 entries.
        QCOMPARE(printed.trimmed().split('\n').size(), 122);
        QVERIFY(printed.contains("\nlayer4.1.bn2.running_var 512 "));
        QVERIFY(printed.contains("\nlayer2.0.downsample.0.weight 128x64x1x1 "));
        QVERIFY(printed.contains("fc.weight 2x512 "));
        const SafetensorsFile file = SafetensorsFile::read(out("resnet.safetensors"));
        const float first = *reinterpret_cast<const float *>(file.tensor("conv1.weight").bytes.data());
        const QString line = printed.mid(printed.indexOf("conv1.weight 64x3x7x7 ")).section('\n', 0, 0);
        QCOMPARE(line.section(' ', 2).toDouble(), static_cast<double>(first));
    }

    void whatWasExportedIsImported()
    {
        Workspace workspace(m_library->workspace());
        exportWeights(workspace, m_convnet, out("convnet.safetensors"));
        const ImportedWeights imported = importWeights(workspace, out("convnet.safetensors"), {});
        QVERIFY(imported.mismatches.empty());
        const Run run = workspace.run(imported.runId).value();
        QVERIFY(run.status == RunStatus::Completed);
        QCOMPARE(run.network, std::string("convnet"));
        const SafetensorsFile original = SafetensorsFile::read(out("convnet.safetensors"));
        const SafetensorsFile taken
            = SafetensorsFile::read(workspace.checkpointFolder(imported.runId) / "best.safetensors");
        for (const auto &[name, view] : original.tensors())
            QVERIFY2(std::ranges::equal(taken.tensor(name).bytes, view.bytes), name.c_str());
        QCOMPARE(taken.metadata("normalisation"), original.metadata("normalisation"));
        // A pretext run may start from it.
        RunSpec spec = quickSpec(1);
        spec.defences.fusion = Fusion::Channels;
        spec.downstream.fromRun = imported.runId;
        spec.precision = NumberFormat::Float32;
        const Id next = createRun(workspace, spec);
        RunControl control;
        QVERIFY(trainRun(m_library->workspace(), next, {}, control) == RunStatus::Completed);
    }

    void anotherHeadIsDrawnByLotAndNamed()
    {
        Workspace workspace(m_library->workspace());
        exportWeights(workspace, m_convnet, out("head.safetensors"));
        const SafetensorsFile file = SafetensorsFile::read(out("head.safetensors"));
        TensorViews tensors = file.tensors();
        tensors.erase("head.bias");
        tensors["head.weight"].shape = { 1, 2048 };
        writeSafetensors(out("head.safetensors"), tensors, {}); // as others write it: without our notes
        RunSpec spec = quickSpec();
        const ImportedWeights imported = importWeights(workspace, out("head.safetensors"), spec);
        QCOMPARE(imported.mismatches,
            (std::vector<std::string> {
                "head.weight is 1 x 2048; wanted is 2 x 1024", "head.bias is missing; wanted is 2" }));
    }

    void weightsFromElsewhereSeeNormalisedMusic()
    {
        Workspace workspace(m_library->workspace());
        exportWeights(workspace, m_convnet, out("elsewhere.safetensors"));
        const SafetensorsFile file = SafetensorsFile::read(out("elsewhere.safetensors"));
        writeSafetensors(out("elsewhere.safetensors"), file.tensors(), {});
        const ImportedWeights imported = importWeights(workspace, out("elsewhere.safetensors"), quickSpec());
        // Nothing has told yet what is loud and what is soft.
        QCOMPARE(errorOf([&] { TrainedModel(workspace, imported.runId); }).code(), ErrorCode::Unsupported);
        RunSpec spec = quickSpec(1);
        spec.precision = NumberFormat::Float32;
        const auto normalisationOf = [&](Id from) {
            spec.downstream.fromRun = from;
            const Id run = createRun(workspace, spec);
            RunControl control;
            if (trainRun(m_library->workspace(), run, {}, control) != RunStatus::Completed)
                qFatal("%s", workspace.run(run)->reason.c_str());
            return TrainedModel(workspace, run).notes().normalisation;
        };
        const Normalisation measured = normalisationOf(0); // of the same music
        QVERIFY(measured.mean < -20 && measured.deviation > 5);
        QVERIFY(normalisationOf(imported.runId) == measured);
    }

    void aNetworkForPicturesIsTakenAsItIs()
    {
        // As torchvision has it: three colours, a thousand classes, no notes.
        Workspace workspace(m_library->workspace());
        exportWeights(workspace, m_resnet, out("pictures.safetensors"));
        const SafetensorsFile file = SafetensorsFile::read(out("pictures.safetensors"));
        TensorViews tensors = file.tensors();
        QCOMPARE(tensors.at("conv1.weight").shape, (std::vector<std::int64_t> { 64, 3, 7, 7 }));
        const std::vector<float> zeros(1000 * 512);
        tensors["fc.weight"] = { TensorType::Float32, { 1000, 512 }, std::as_bytes(std::span(zeros)) };
        tensors["fc.bias"] = { TensorType::Float32, { 1000 }, std::as_bytes(std::span(zeros).first(1000)) };
        writeSafetensors(out("pictures.safetensors"), tensors, {});
        RunSpec spec = RunSpec::preset("sound", Task::Reversal, Network::ResNet18); // a trunk for each piece
        const ImportedWeights imported = importWeights(workspace, out("pictures.safetensors"), spec);
        const SafetensorsFile taken
            = SafetensorsFile::read(workspace.checkpointFolder(imported.runId) / "best.safetensors");
        QCOMPARE(taken.tensor("conv1.weight").shape, (std::vector<std::int64_t> { 64, 1, 7, 7 }));
        const auto *three = reinterpret_cast<const float *>(file.tensor("conv1.weight").bytes.data());
        const auto *one = reinterpret_cast<const float *>(taken.tensor("conv1.weight").bytes.data());
        for (int filter = 0; filter < 64; ++filter) {
            for (int i = 0; i < 49; ++i) {
                const float *of = three + filter * 3 * 49 + i;
                QVERIFY(std::abs(one[filter * 49 + i] - (of[0] + of[49] + of[98])) < 1e-5f);
            }
        }
        QVERIFY(
            std::ranges::equal(taken.tensor("layer1.0.conv1.weight").bytes, tensors["layer1.0.conv1.weight"].bytes));
        // What one of our own runs makes of three pieces is no picture.
        exportWeights(workspace, m_resnet, out("pieces.safetensors"));
        RunSpec late = quickSpec();
        late.network = Network::ResNet18;
        QCOMPARE(
            errorOf([&] { importWeights(workspace, out("pieces.safetensors"), late); }).code(), ErrorCode::Unsupported);
    }

    void foreignFilesAreRefusedByNameAndShape()
    {
        Workspace workspace(m_library->workspace());
        const std::size_t before = workspace.runs().size();
        exportWeights(workspace, m_convnet, out("foreign.safetensors"));
        const SafetensorsFile file = SafetensorsFile::read(out("foreign.safetensors"));
        TensorViews tensors = file.tensors();
        tensors["trunk.stages.0.convolution.weight"].shape = { 16, 25 };
        tensors.erase("trunk.stages.8.norm.bias");
        writeSafetensors(out("foreign.safetensors"), tensors, {});
        const Error unnamed = errorOf([&] { importWeights(workspace, out("foreign.safetensors"), {}); });
        QCOMPARE(unnamed.code(), ErrorCode::InvalidArgument);
        const Error error = errorOf([&] { importWeights(workspace, out("foreign.safetensors"), quickSpec()); });
        QCOMPARE(error.code(), ErrorCode::Unsupported);
        QVERIFY2(error.cause().find("2 tensors do not fit convnet") == 0, error.what());
        QVERIFY(error.cause().find("trunk.stages.0.convolution.weight is 16 x 25; wanted is 16 x 1 x 5 x 5")
            != std::string::npos);
        QVERIFY(error.cause().find("trunk.stages.8.norm.bias is missing; wanted is 1024") != std::string::npos);
        RunSpec resnet = quickSpec();
        resnet.network = Network::ResNet18;
        QCOMPARE(errorOf([&] { importWeights(workspace, out("foreign.safetensors"), resnet); }).code(),
            ErrorCode::Unsupported);
        fs::resize_file(out("foreign.safetensors"), 1000);
        QCOMPARE(errorOf([&] { importWeights(workspace, out("foreign.safetensors"), quickSpec()); }).code(),
            ErrorCode::Corrupt);
        QCOMPARE(workspace.runs().size(), before);
    }

    void runsWithoutAModelHaveNothingToExport()
    {
        Workspace workspace(m_library->workspace());
        const Id queued = createRun(workspace, quickSpec());
        QCOMPARE(errorOf([&] { exportWeights(workspace, queued, out("x")); }).code(), ErrorCode::NotFound);
        QCOMPARE(errorOf([&] { exportWeights(workspace, 9999, out("x")); }).code(), ErrorCode::NotFound);
    }
};

QTEST_APPLESS_MAIN(TestWeights)
#include "tst_weights.moc"
