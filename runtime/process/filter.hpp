// SPDX-License-Identifier: MIT
// A program between two texts: it reads one, writes the other, and speaks to people on expc's own
// standard error. It is not trusted: what it writes has a limit, Ctrl-C ends it, and nothing that
// it started outlives it in its group.
#pragma once

#include "compiler/base/result.hpp"
#include "runtime/process/group.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace expc::process {

/// Who ended it.
enum class FilterEnd : std::uint8_t { itself, limit, person };

struct Filtered {
    FilterEnd end = FilterEnd::itself;
    Ended ended;
    std::string output; ///< whole only if it ended by itself
};

/// Runs a program without arguments, found as `ProgramFinder` does, in expc's folder and
/// environment. Fails only when it could not be started.
[[nodiscard]] Result<Filtered> filter(const std::string& program, std::string_view input,
                                      std::uint64_t most_output);

/// The file that a call of `program` would start; empty when there is none.
[[nodiscard]] std::string program_file(const std::string& program);

} // namespace expc::process
