#include "learning/computeinfo.h"

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
        QCOMPARE(resolveDevice("cpu"), std::string("cpu"));
        const bool cuda = computeInfo().cuda;
        QCOMPARE(resolveDevice("auto"), std::string(cuda ? "cuda" : "cpu"));
        if (!cuda) {
            const Error error = errorOf([] { resolveDevice("cuda"); });
            QCOMPARE(error.code(), ErrorCode::Unsupported);
            QVERIFY(error.cause().find("no CUDA device") != std::string::npos);
        }
        QCOMPARE(errorOf([] { resolveDevice("tpu"); }).code(), ErrorCode::InvalidArgument);
    }

    void precisions()
    {
        QCOMPARE(resolvePrecision("float32", "cpu", 1), std::string("float32"));
        QCOMPARE(resolvePrecision("auto", "cuda", 1), std::string("float32"));
        QCOMPARE(resolvePrecision("bfloat16", "cuda", 1), std::string("bfloat16"));
        const std::vector<std::string> features = machine().features;
        const auto has = [&](const char *feature) { return std::ranges::find(features, feature) != features.end(); };
        const std::string decided = resolvePrecision("auto", "cpu", 1);
        QVERIFY(decided == "float32" || (decided == "bfloat16" && has("avx512_bf16")));
        if (has("avx512_bf16"))
            QCOMPARE(resolvePrecision("bfloat16", "cpu", 1), std::string("bfloat16"));
        else
            QCOMPARE(errorOf([] { resolvePrecision("bfloat16", "cpu", 1); }).code(), ErrorCode::Unsupported);
        QCOMPARE(errorOf([] { resolvePrecision("float16", "cpu", 1); }).code(), ErrorCode::InvalidArgument);
    }
};

QTEST_APPLESS_MAIN(TestComputeInfo)
#include "tst_computeinfo.moc"
