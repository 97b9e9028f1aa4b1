#include "base/error.h"
#include "spectrum/npyfile.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <numeric>

using namespace retrograde;

namespace {

struct Array {
    QList<qint64> shape;
    std::vector<float> values;
};

/// Reads the format as NumPy's documentation gives it.
Array parsed(const QByteArray &file)
{
    if (!file.startsWith(QByteArray("\x93NUMPY\x01\x00", 8)))
        qFatal("no magic");
    const int headerSize = static_cast<unsigned char>(file[8]) + 256 * static_cast<unsigned char>(file[9]);
    const QByteArray header = file.mid(10, headerSize);
    if ((10 + headerSize) % 64 != 0 || !header.endsWith('\n'))
        qFatal("not aligned");
    static const QRegularExpression expected(
        R"(^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+,|\d+(?:, \d+)+|)\), \} *\n$)");
    const QRegularExpressionMatch match = expected.match(QString::fromLatin1(header));
    if (!match.hasMatch())
        qFatal("not a dictionary: %s", header.constData());

    Array array;
    for (const QString &extent : match.captured(1).split(',', Qt::SkipEmptyParts))
        if (!extent.trimmed().isEmpty())
            array.shape.append(extent.trimmed().toLongLong());
    const QByteArray data = file.mid(10 + headerSize);
    array.values.resize(static_cast<std::size_t>(data.size()) / sizeof(float));
    if (!array.values.empty())
        std::memcpy(array.values.data(), data.constData(), array.values.size() * sizeof(float));
    return array;
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestNpyFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBack_data()
    {
        QTest::addColumn<QList<qint64>>("shape");
        QTest::addRow("a vector") << QList<qint64> { 5 };
        QTest::addRow("a spectrogram") << QList<qint64> { 84, 431 };
        QTest::addRow("three axes") << QList<qint64> { 2, 3, 7 };
        QTest::addRow("empty") << QList<qint64> { 84, 0 };
        QTest::addRow("a single value") << QList<qint64> {};
        QTest::addRow("many axes") << QList<qint64>(12, 1);
    }

    void comesBack()
    {
        QFETCH(const QList<qint64>, shape);
        const qint64 count = std::accumulate(shape.begin(), shape.end(), qint64 { 1 }, std::multiplies());
        std::vector<float> values(static_cast<std::size_t>(count));
        std::iota(values.begin(), values.end(), -3.25f);
        QTemporaryDir folder;
        const QString path = folder.filePath("array.npy");
        writeNpy(path.toStdString(), values, { shape.begin(), shape.end() });

        const Array array = parsed(contentOf(path));
        QCOMPARE(array.shape, shape);
        QCOMPARE(array.values, values);
    }

    void aShapeThatDoesNotFitIsRefused()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath("array.npy");
        QVERIFY_EXCEPTION_THROWN(writeNpy(path.toStdString(), std::vector<float>(5), { 2, 3 }), Error);
        QVERIFY(!QFile::exists(path));
    }

    void aFolderThatIsNotThereIsNamed()
    {
        try {
            writeNpy("/nowhere/at/all/array.npy", std::vector<float>(1), { 1 });
            QFAIL("written");
        } catch (const Error &error) {
            QCOMPARE(error.code(), ErrorCode::Io);
            QCOMPARE(error.path(), std::filesystem::path("/nowhere/at/all/array.npy"));
        }
    }
};

QTEST_APPLESS_MAIN(TestNpyFile)
#include "tst_npyfile.moc"
