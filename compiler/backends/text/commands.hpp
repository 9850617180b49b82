// SPDX-License-Identifier: MIT
// The command of an experiment and its canonical form (compiler/ir/README.md) as shell functions.
#pragma once

#include "compiler/backends/text/texts.hpp"

namespace expc::backends {

/// The script of `command = bash {}` stands in this file, byte for byte.
inline constexpr std::string_view bash_script_file = "command.bash";

/// Functions step_0, step_1, ...: each calls `$expc_use` with the words of a step.
[[nodiscard]] std::string step_functions(const ir::Experiment& experiment, Texts& texts);
/// Calls every step with its number as `expc_step N`, up to the first that fails.
[[nodiscard]] std::string step_calls(const ir::Experiment& experiment);
/// Calls every step.
[[nodiscard]] std::string step_words(const ir::Experiment& experiment);
/// Functions list_0, list_1, ...: each hands the lines of a list file to `$expc_use`, some at a
/// time.
[[nodiscard]] std::string list_functions(const ir::Experiment& experiment, Texts& texts);
/// Writes the list files into the run's folder.
[[nodiscard]] std::string list_writes(const ir::Experiment& experiment);
/// Prints the canonical form.
[[nodiscard]] std::string canonical_form(const ir::Experiment& experiment, Texts& texts);

} // namespace expc::backends
