// SPDX-License-Identifier: MIT
// The steps that `build` and `run` share: all named targets are emitted before any is written; each
// is written at once, or not at all.
#pragma once

#include "compiler/driver/emission.hpp"
#include "compiler/driver/job_environment.hpp"
#include "compiler/driver/session.hpp"
#include "runtime/store/store.hpp"

#include <optional>
#include <vector>

namespace expc::driver {

/// Every target of the plan as files; nothing, with diagnostics printed, when one of them cannot be
/// built.
[[nodiscard]] std::optional<std::vector<EmittedTarget>>
emit_all(Program& program, const Arguments& arguments, Console& console);

/// Writes them below DIR, all at once; nothing, with a message, when the disk refuses.
[[nodiscard]] std::optional<store::Published>
store_all(const std::vector<EmittedTarget>& targets, const Arguments& arguments, Console& console);

/// The absolute folder below which the target's runs write.
[[nodiscard]] std::string run_root(const ir::Target& target, const std::string& project);
/// Where the target's runs stand on this machine, and where its artifacts are staged.
[[nodiscard]] RunPlaces run_places(const EmittedTarget& emitted, const Arguments& arguments);

} // namespace expc::driver
