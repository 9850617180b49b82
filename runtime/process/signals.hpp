// SPDX-License-Identifier: MIT
// Signals as values that are waited for, not as interruptions: while a `Signals` lives, the end of
// a child, Ctrl-C, TERM and HUP are blocked and come out of `wait`. A signal that was ignored when
// expc started (nohup, a background job of a script) stays ignored, here and in the programs that
// expc starts.
#pragma once

#include <chrono>
#include <csignal>

namespace expc::process {

/// What a write to a pipe does whose reader has left.
enum class BrokenPipe : bool { ends_expc, is_an_error };

class Signals {
  public:
    explicit Signals(BrokenPipe broken_pipe = BrokenPipe::ends_expc);
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    /// Puts the old mask back; a second Ctrl-C that was not waited for takes effect then.
    ~Signals();

    /// The next signal within `patience`, or 0. Several ends of children may come as one SIGCHLD.
    [[nodiscard]] int wait(std::chrono::milliseconds patience) const;

    /// The signals that new programs must find at their default: those that end expc, and SIGPIPE;
    /// without ignored ones.
    [[nodiscard]] static sigset_t handled();

  private:
    sigset_t waited_{};
    sigset_t before_{};
};

} // namespace expc::process
