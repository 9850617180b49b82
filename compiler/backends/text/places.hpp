// SPDX-License-Identifier: MIT
// The opening of scripts that people call (run.sh, submit.sh): where they stand, the project, the
// folder of runs, and which runs were asked for.
#pragma once

#include "compiler/ir/plan.hpp"

#include <string>
#include <string_view>

namespace expc::backends {

/// Sets `here`, `project` and `run_root` (absolute), and defines `fail MESSAGE [CODE]`.
[[nodiscard]] std::string places(const ir::Plan& plan, const ir::Platform& platform);

/// The same without `run_root`.
[[nodiscard]] std::string project_place(const ir::Plan& plan);

/// What `selected` prints where the variable `selection` is empty.
enum class Unselected { none, all };

/// The functions behind `--runs`: `selected` prints the chosen runs of the variable `selection`.
[[nodiscard]] std::string selection(const ir::Target& target, Unselected unselected);

/// Commands that unset all variables but those that a run keeps without `inherit_env`: a function
/// `clean_environment`; nothing where the environment is inherited.
[[nodiscard]] std::string clean_environment(const ir::Platform& platform);

} // namespace expc::backends
