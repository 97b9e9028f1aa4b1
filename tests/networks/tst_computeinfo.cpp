#include "networks/computeinfo.h"

#include "base/error.h"
#include "base/machine.h"
#include "support/workspacefixture.h"

#include <QRegularExpression>
#include <QTest>
#include <QThread>
#include <algorithm>

using namespace retrograde;
using retrograde::testing::errorOf;

class TestComputeInfo : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatThereIsIsNamed()
    {
        const ComputeInfo info = computeInfo();
        const QRegularExpression version("^[0-9]+\\.[0-9]+(\\.[0-9]+)?");
        QVERIFY2(version.match(QString::fromStdString(info.torchVersion)).hasMatch(), info.torchVersion.c_str());
        QVERIFY2(
            info.oneDnn.empty() || version.match(QString::fromStdString(info.oneDnn)).hasMatch(), info.oneDnn.c_str());
        QVERIFY(!info.blas.empty());
        // OpenBLAS by version and kernel, or the advice to install it.
        const QRegularExpression blas("^OpenBLAS [0-9.]+ \\(\\w+\\)$|^MKL$|^BLIS$|install libopenblas0-pthread$");
        QVERIFY2(blas.match(QString::fromStdString(info.blas)).hasMatch(), info.blas.c_str());
        QVERIFY(!info.cpuCapability.empty());
        QVERIFY(info.cores >= 1 && info.cores <= QThread::idealThreadCount());
        QCOMPARE(info.cuda, !info.cudaDevices.empty());
        qInfo("LibTorch %s, %s, oneDNN %s, %s", info.torchVersion.c_str(), info.blas.c_str(), info.oneDnn.c_str(),
            info.cpuCapability.c_str());
    }

    void devices()
    {
        QVERIFY(resolveDevice(ComputeDevice::Cpu) == ComputeDevice::Cpu);
        const bool cuda = computeInfo().cuda;
        QVERIFY(resolveDevice(ComputeDevice::Auto) == (cuda ? ComputeDevice::Cuda : ComputeDevice::Cpu));
        if (!cuda) {
            const Error error = errorOf([] { resolveDevice(ComputeDevice::Cuda); });
            QCOMPARE(error.code(), ErrorCode::Unsupported);
            QVERIFY(error.cause().find("no CUDA device") != std::string::npos);
        }
    }

    void precisions()
    {
        using enum NumberFormat;
        const auto cpu = ComputeDevice::Cpu;
        QVERIFY(resolvePrecision(Float32, cpu, 1) == Float32);
        QVERIFY(resolvePrecision(Auto, ComputeDevice::Cuda, 1) == Float32);
        QVERIFY(resolvePrecision(BFloat16, ComputeDevice::Cuda, 1) == BFloat16);
        const std::vector<std::string> features = machine().features;
        const auto has = [&](const char *feature) { return std::ranges::find(features, feature) != features.end(); };
        const NumberFormat decided = resolvePrecision(Auto, cpu, 1);
        QVERIFY(decided == Float32 || (decided == BFloat16 && has("avx512_bf16")));
        if (has("avx512_bf16"))
            QVERIFY(resolvePrecision(BFloat16, cpu, 1) == BFloat16);
        else
            QCOMPARE(errorOf([&] { resolvePrecision(BFloat16, cpu, 1); }).code(), ErrorCode::Unsupported);
    }
};

QTEST_APPLESS_MAIN(TestComputeInfo)
#include "tst_computeinfo.moc"
