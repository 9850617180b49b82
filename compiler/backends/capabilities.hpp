// SPDX-License-Identifier: MIT
// How it is said that a target asks for what its backend cannot carry: one sentence for the
// backends of expc and for programs that stand in for them.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/ir/plan.hpp"

#include <string>
#include <string_view>

namespace expc::backends {

/// What is left out without asking a backend: a container that `allow_drop` names, which lowering
/// has done because paths are others then.
[[nodiscard]] bool is_dropped_container(const ir::Request& request);

/// Reports E0804 at the line that asks for it. `carrier` is the engine or the program that cannot
/// carry it, `why` what it says about that.
void report_uncarried(const ir::Target& target, const ir::Request& request,
                      const std::string& carrier, std::string_view why, diag::Sink& sink);

} // namespace expc::backends
