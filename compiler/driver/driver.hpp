// SPDX-License-Identifier: MIT
// The whole program but for `main`: words in, exit code out.
#pragma once

#include <string>
#include <vector>

namespace expc::driver {

/// Does what `expc WORDS...` says; the exit code (see subcommands.hpp). Exceptions that leave it
/// are bugs of expc.
[[nodiscard]] int drive(std::vector<std::string> words);

/// What is printed for a bug: how to report it, and what was asked for.
[[nodiscard]] std::string bug_report(const std::string& what,
                                     const std::vector<std::string>& words);

} // namespace expc::driver
