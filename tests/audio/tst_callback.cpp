#include "audio/player.h"
#include "support/signals.h"

#include <QElapsedTimer>
#include <QTest>
#include <atomic>
#include <cstdlib>
#include <dlfcn.h>
#include <mutex>
#include <pthread.h>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>
#include <vector>

// This program's own malloc and pthread_mutex_lock stand before the C library's, for all libraries it loads, and count
// what is done while a callback runs. The sanitizers have to stand there themselves.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RETROGRADE_WATCHES 0
#else
#define RETROGRADE_WATCHES 1
#endif

namespace {

thread_local bool t_inCallback = false;
std::atomic<int> s_allocations { 0 };
std::atomic<int> s_locks { 0 };

void note(std::atomic<int> &counter)
{
    if (t_inCallback)
        counter.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

#if RETROGRADE_WATCHES
extern "C" {

void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *block, std::size_t size);
void __libc_free(void *block);

void *malloc(std::size_t size)
{
    note(s_allocations);
    return __libc_malloc(size);
}

void *calloc(std::size_t count, std::size_t size)
{
    note(s_allocations);
    return __libc_calloc(count, size);
}

void *realloc(void *block, std::size_t size)
{
    note(s_allocations);
    return __libc_realloc(block, size);
}

void free(void *block)
{
    if (block)
        note(s_allocations);
    __libc_free(block);
}

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
    using Lock = int (*)(pthread_mutex_t *);
    static const auto real = reinterpret_cast<Lock>(::dlsym(RTLD_NEXT, "pthread_mutex_lock"));
    note(s_locks);
    return real(mutex);
}

int pthread_cond_signal(pthread_cond_t *condition)
{
    using Signal = int (*)(pthread_cond_t *);
    static const auto real = reinterpret_cast<Signal>(::dlsym(RTLD_NEXT, "pthread_cond_signal"));
    note(s_locks);
    return real(condition);
}

} // extern "C"
#endif

using namespace retrograde;

namespace {

constexpr int kRate = 44100;

/// A device that takes a block every few milliseconds on a thread of its own, which is watched while the player's
/// callback runs.
class WatchedOutput final : public AudioOutput {
public:
    ~WatchedOutput() override { stop(); }

    void start(int, Render render) override
    {
        stop();
        m_thread = std::jthread([render = std::move(render)](const std::stop_token &stopped) {
            std::vector<StereoSample> block(441);
            while (!stopped.stop_requested()) {
                t_inCallback = true;
                render(block, 0.05);
                t_inCallback = false;
                std::this_thread::sleep_for(std::chrono::milliseconds(3));
            }
        });
    }
    void stop() noexcept override { m_thread = {}; }
    bool isRunning() const override { return m_thread.joinable(); }

private:
    std::jthread m_thread;
};

std::unique_ptr<SoundSource> notes(std::uint64_t seed)
{
    return makeBufferSource(std::make_shared<AudioBuffer>(AudioBuffer { testing::struckNotes(3, kRate, seed), kRate }));
}

/// What is written to standard output and standard error while it lives goes into memory, and is counted.
class OutputWatch {
public:
    OutputWatch()
        : m_file(::memfd_create("written", 0))
    {
        for (int fd : { 1, 2 }) {
            m_before.push_back(::dup(fd));
            ::dup2(m_file, fd);
        }
    }
    ~OutputWatch()
    {
        for (int fd : { 1, 2 }) {
            ::dup2(m_before[static_cast<std::size_t>(fd) - 1], fd);
            ::close(m_before[static_cast<std::size_t>(fd) - 1]);
        }
        ::close(m_file);
    }
    long written() const { return ::lseek(m_file, 0, SEEK_END); }

private:
    int m_file;
    std::vector<int> m_before;
};

} // namespace

/// The audio callback must never wait: it neither allocates nor locks nor logs, whatever the player is asked to do.
class TestCallback : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        if (!RETROGRADE_WATCHES)
            QSKIP("the sanitizers stand where this test would listen");
        s_allocations = 0;
        s_locks = 0;
    }

    void theWatchSees()
    {
        t_inCallback = true;
        std::vector<float> *volatile grown = new std::vector<float>(100);
        delete grown;
        t_inCallback = false;
        QVERIFY(s_allocations > 0);
        std::mutex mutex;
        t_inCallback = true;
        mutex.lock();
        t_inCallback = false;
        mutex.unlock();
        QCOMPARE(s_locks.load(), 1);
        const OutputWatch output;
        QVERIFY(::write(2, "x", 1) == 1);
        QCOMPARE(output.written(), 1L);
    }

    void nothingThatWaitsHappensInTheCallback()
    {
        long written = 0;
        bool ended = false;
        {
            const OutputWatch output;
            Player player(std::make_unique<WatchedOutput>());
            const auto listen = [](int milliseconds) { QTest::qSleep(milliseconds); };
            player.setSource(notes(1));
            player.play();
            listen(150);
            player.seek(2 * kRate);
            listen(60);
            player.switchSource(notes(2), kRate);
            listen(60);
            player.setLoop(true, kRate, kRate + 3000);
            listen(150);
            player.setVolume(0.3f);
            listen(30);
            player.pause();
            listen(30);
            player.play();
            listen(30);
            player.setLoop(false);
            player.playStretch(0, 4000);
            QElapsedTimer clock;
            clock.start();
            while (player.state() == Player::State::Playing && clock.elapsed() < 10000)
                listen(10);
            ended = player.state() == Player::State::Stopped;
            for (int i = 0; i < 200; ++i) {
                player.seek(i * 500);
                player.play();
                (void)player.position();
                (void)player.level();
            }
            listen(100);
            player.stop();
            listen(30);
            written = output.written();
        }
        QVERIFY(ended);
        QCOMPARE(s_allocations.load(), 0);
        QCOMPARE(s_locks.load(), 0);
        QCOMPARE(written, 0L);
    }
};

QTEST_GUILESS_MAIN(TestCallback)
#include "tst_callback.moc"
