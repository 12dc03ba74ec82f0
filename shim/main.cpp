/*
 * vigintid: start and stop. This thread only waits for signals: TERM and INT end the loops once
 * the requests at hand are answered, HUP reads the settings again.
 */
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <malloc.h>
#include <sys/resource.h>

#include "listen.hpp"
#include "log.hpp"
#include "loop.hpp"
#include "options.hpp"

namespace viginti::shim {

namespace {

/* Blocks this large come straight from the kernel and go back to it when freed; without a fixed
 * limit the first large answer would raise it for good. */
constexpr int large_block = 1 << 20;

/* Free memory at the top of the heap beyond this goes back to the kernel. */
constexpr int trim_beyond = 4 << 20;

void set_up_process()
{
    ::mallopt(M_MMAP_THRESHOLD, large_block);
    ::mallopt(M_TRIM_THRESHOLD, trim_beyond);
    std::signal(SIGPIPE, SIG_IGN);
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
    }
}

sigset_t block_signals()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    return set;
}

/* Takes over what may change while running: the log level. */
void reload(int argc, const char *const *argv)
{
    const auto read = read_options(argc, argv, [](const char *name) { return std::getenv(name); });
    if (const Exit *const exit = std::get_if<Exit>(&read)) {
        spdlog::error("settings not taken over: {}", one_line(exit->text.c_str()));
        return;
    }
    set_log_level(std::get<Options>(read).log_level);
    spdlog::log(spdlog::get_level(), "settings read again, log level {}",
                std::get<Options>(read).log_level);
}

/* Runs the loops until they are drained; the exit status. */
int serve(const Options &options, int argc, const char *const *argv)
{
    const sigset_t signals = block_signals();
    Listener listener = open_listener(options.host, options.port, options.threads);
    std::atomic<bool> is_announced{false};
    std::atomic<bool> has_failed{false};
    const auto announce = [&] {
        if (!is_announced.exchange(true))
            spdlog::info("ready on {}", listener.url);
    };
    spdlog::info("vigintid {} listens on {}, database {}", VIGINTI_VERSION, listener.url,
                 describe_database(options.database));

    std::vector<std::unique_ptr<Loop>> loops;
    for (Fd &socket : listener.sockets)
        loops.push_back(std::make_unique<Loop>(options, std::move(socket), announce));
    std::vector<std::thread> threads;
    for (const auto &loop : loops)
        threads.emplace_back([&has_failed, &loop] {
            try {
                loop->run();
            } catch (const std::exception &error) {
                spdlog::critical("an event loop ended: {}", error.what());
                has_failed = true;
                ::kill(::getpid(), SIGTERM);
            }
        });

    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && signal == SIGHUP)
        reload(argc, argv);
    spdlog::info("stopping");
    for (const auto &loop : loops)
        loop->stop();
    for (std::thread &thread : threads)
        thread.join();
    spdlog::info("stopped");
    return has_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* The whole run; the exit status of the process. */
int start(int argc, const char *const *argv)
{
    const auto read = read_options(argc, argv, [](const char *name) { return std::getenv(name); });
    if (const Exit *const exit = std::get_if<Exit>(&read)) {
        std::fprintf(exit->status == 0 ? stdout : stderr, "%s\n", exit->text.c_str());
        return exit->status;
    }
    set_up_process();
    open_log(std::get<Options>(read).log_level);
    try {
        return serve(std::get<Options>(read), argc, argv);
    } catch (const std::exception &error) {
        spdlog::critical("{}", error.what());
        return EXIT_FAILURE;
    }
}

} // namespace

} // namespace viginti::shim

int main(int argc, char **argv)
{
    return viginti::shim::start(argc, argv);
}
