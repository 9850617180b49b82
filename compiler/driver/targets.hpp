// SPDX-License-Identifier: MIT
// From the TARGETs that the user named to planned targets: compiles FILE to a plan, prints what is
// wrong, and answers a name that does not exist with those that do.
#pragma once

#include "compiler/driver/session.hpp"
#include "compiler/ir/plan.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace expc::driver {

/// The program with a sound plan of exactly the named targets, or the exit code that says why there
/// is none.
[[nodiscard]] std::variant<Program, int> plan_targets(const Arguments& arguments, Console& console);

/// The first of `wanted` that `known` does not hold, as a sentence with a proposal; nothing when
/// all exist.
[[nodiscard]] std::optional<std::string> unknown_target(const std::vector<std::string>& wanted,
                                                        const std::vector<std::string>& known);

/// True when the program has every target that the user named; else a message has been printed.
[[nodiscard]] bool has_named_targets(const Program& program, const Arguments& arguments,
                                     Depth depth, Console& console);

/// What `run` says about a file with several targets: their names, engines and numbers of runs.
[[nodiscard]] std::string target_list(const std::string& file, const ir::Plan& plan);

} // namespace expc::driver
