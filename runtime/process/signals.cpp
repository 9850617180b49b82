// SPDX-License-Identifier: MIT
#include "runtime/process/signals.hpp"

#include <ctime>

namespace expc::process {
namespace {

bool is_ignored(int signal) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    return action.sa_handler == SIG_IGN;
}

/// Linux discards a blocked signal whose handling is the default "ignore" only if it is really
/// ignored, so SIGCHLD with its default arrives; one that a parent set to SIG_IGN would make
/// children vanish unreaped.
void receive_ends_of_children() {
    if (is_ignored(SIGCHLD)) ::signal(SIGCHLD, SIG_DFL);
}

} // namespace

sigset_t Signals::handled() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP})
        if (!is_ignored(signal)) sigaddset(&set, signal);
    sigaddset(&set, SIGPIPE);
    return set;
}

Signals::Signals(BrokenPipe broken_pipe) {
    receive_ends_of_children();
    waited_ = handled();
    sigdelset(&waited_, SIGPIPE);
    sigaddset(&waited_, SIGCHLD);
    sigset_t blocked = waited_;
    if (broken_pipe == BrokenPipe::is_an_error) sigaddset(&blocked, SIGPIPE);
    sigprocmask(SIG_BLOCK, &blocked, &before_);
}

Signals::~Signals() {
    sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int Signals::wait(std::chrono::milliseconds patience) const {
    const auto count = patience.count() < 0 ? 0 : patience.count();
    const timespec limit{.tv_sec = static_cast<std::time_t>(count / 1000),
                         .tv_nsec = static_cast<long>(count % 1000) * 1'000'000};
    const int signal = sigtimedwait(&waited_, nullptr, &limit);
    return signal > 0 ? signal : 0;
}

} // namespace expc::process
