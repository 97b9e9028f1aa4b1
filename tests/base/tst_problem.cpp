#include "base/error.h"
#include "base/problem.h"

#include <QTest>
#include <filesystem>
#include <new>
#include <stdexcept>
#include <system_error>

using namespace retrograde;

namespace {

template<typename Exception> std::string sentenceAbout(const Exception &exception)
{
    return sentenceOf(std::make_exception_ptr(exception));
}

} // namespace

class TestProblem : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whateverIsThrownBecomesOneSentence()
    {
        QCOMPARE(sentenceAbout(Error(ErrorCode::Io, "/a/file", "the disk is full")),
            std::string("/a/file: the disk is full"));
        QCOMPARE(sentenceAbout(std::bad_alloc()), std::string("there is not enough memory for this"));
        QCOMPARE(sentenceAbout(std::filesystem::filesystem_error(
                     "jargon", "/a/folder", std::make_error_code(std::errc::is_a_directory))),
            std::string("/a/folder: Is a directory"));
        QCOMPARE(
            sentenceAbout(std::runtime_error("shapes differ\nException raised from mul at tensor.cpp:12\nframe 0")),
            std::string("an unexpected problem: shapes differ"));
        QCOMPARE(sentenceAbout(std::runtime_error("[json.exception.type_error.302] type must be number")),
            std::string("a record is damaged and cannot be read"));
        QCOMPARE(sentenceAbout(7), std::string("an unexpected problem that says nothing of itself"));
        QVERIFY(sentenceAbout(std::runtime_error(std::string(50'000'000, 'x'))).size() < 1100);
        QVERIFY(sentenceAbout(Error(ErrorCode::Corrupt, "/a/file", std::string(50'000'000, 'x'))).size() < 1100);
        QVERIFY(sentenceAbout(std::runtime_error("a\x1b[31m red")).find('\x1b') == std::string::npos);
    }
};

QTEST_APPLESS_MAIN(TestProblem)
#include "tst_problem.moc"
