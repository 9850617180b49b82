// SPDX-License-Identifier: MIT
#include "runtime/process/group.hpp"

#include "runtime/process/table.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace expc::process {
namespace {

Ended ended_from(const siginfo_t& facts) {
    Ended ended;
    if (facts.si_code == CLD_EXITED)
        ended.exit = facts.si_status;
    else
        ended.signal = facts.si_status;
    return ended;
}

} // namespace

std::optional<Ended> look(pid_t child) {
    siginfo_t facts{};
    const int status = waitid(P_PID, static_cast<id_t>(child), &facts, WEXITED | WNOHANG | WNOWAIT);
    if (status != 0 || facts.si_pid != child) return std::nullopt;
    return ended_from(facts);
}

Ended reap(pid_t child) {
    siginfo_t facts{};
    while (waitid(P_PID, static_cast<id_t>(child), &facts, WEXITED) != 0 && errno == EINTR) {
    }
    return ended_from(facts);
}

void reap_strangers(const std::vector<pid_t>& ours) {
    for (;;) {
        siginfo_t facts{};
        if (waitid(P_ALL, 0, &facts, WEXITED | WNOHANG | WNOWAIT) != 0) return;
        if (facts.si_pid == 0 || std::ranges::find(ours, facts.si_pid) != ours.end()) return;
        reap(facts.si_pid);
    }
}

void signal_group(pid_t leader, int signal) {
    ::kill(-leader, signal);
    if (signal != SIGKILL) ::kill(-leader, SIGCONT);
}

bool has_followers(const std::vector<Process>& table, pid_t leader) {
    return std::ranges::any_of(table, [leader](const Process& process) {
        return process.group == leader && process.id != leader && process.alive;
    });
}

void adopt_orphans() {
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

void kill_children() {
    for (;;) {
        bool found = false;
        for (const Process& process : processes()) {
            if (process.parent != ::getpid()) continue;
            found = true;
            ::kill(process.id, SIGKILL);
            reap(process.id);
        }
        if (!found) return;
    }
}

} // namespace expc::process
