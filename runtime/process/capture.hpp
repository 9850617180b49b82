// SPDX-License-Identifier: MIT
// Runs a program to its end and keeps what it says: for short calls of clients such as sbatch,
// squeue and git. Everything is handed over in anonymous files, so neither side can fill a pipe and
// wait for the other.
#pragma once

#include "compiler/base/result.hpp"
#include "runtime/process/group.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::process {

struct Command {
    std::vector<std::string> argv;
    std::optional<std::vector<std::string>> environment; ///< NAME=VALUE; nothing: expc's own
    std::string folder;                                  ///< empty: expc's own
    std::string input;                                   ///< what it reads from stdin
    /// Ctrl-C, TERM and HUP do not end expc meanwhile: they go to the program, which may finish
    /// what must not stop half-way.
    bool passes_signals = false;
};

struct Captured {
    Ended ended;
    std::string output;
    std::string errors;
    std::optional<int> signal = {}; ///< the last one that was passed on

    [[nodiscard]] bool succeeded() const { return ended.exit == 0; }
};

/// Fails only when the program could not be started; look at `ended` for the rest.
[[nodiscard]] Result<Captured> run_and_capture(const Command& command);

/// expc's own environment as NAME=VALUE, in its order.
[[nodiscard]] std::vector<std::string> own_environment();
/// The value of a variable in a list of NAME=VALUE; nothing when it is not there.
[[nodiscard]] std::optional<std::string_view> variable(const std::vector<std::string>& environment,
                                                       std::string_view name);

/// Where programs are looked for: the PATH of an environment, or the usual folders.
[[nodiscard]] std::string_view search_path(const std::vector<std::string>& environment);

} // namespace expc::process
