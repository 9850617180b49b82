// SPDX-License-Identifier: MIT
// A backend in another process (`--backend PROGRAM`): the target's plan goes to it as JSON, its
// files come back as JSON. docs/backends.md is the protocol for those who write one.
#pragma once

#include "compiler/driver/arguments.hpp"
#include "compiler/driver/foreign_answer.hpp"
#include "compiler/driver/manifest.hpp"
#include "compiler/ir/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace expc::driver {

/// What the program is asked: `target` alone of the plan, and what helps to build it.
[[nodiscard]] Result<std::string> foreign_question(const ir::Plan& plan, const ir::Target& target,
                                                   const Arguments& arguments);

/// Starts the program and reads its answer; its standard error is expc's.
[[nodiscard]] Result<ForeignAnswer> ask_foreign_backend(const std::string& program,
                                                        const std::string& question,
                                                        const ir::Target& target,
                                                        const std::vector<std::string>& taken);

/// The program as the manifest names it.
[[nodiscard]] Maker maker_of(const std::string& program);

/// The program that made the tree of a folder; nothing where expc made it, or where nothing stands.
[[nodiscard]] std::optional<std::string> foreign_maker(const std::string& folder);

} // namespace expc::driver
