// SPDX-License-Identifier: MIT
// Other targets of the file that write where a target writes (ruling 10), or whose pods are on its
// GPUs: while runs of theirs have not ended, `expc run` starts none.
#pragma once

#include "compiler/driver/arguments.hpp"
#include "compiler/driver/console.hpp"
#include "compiler/ir/plan.hpp"

#include <optional>
#include <string>

namespace expc::driver {

/// Why runs of the target must not start now, with what to do about it. Warns where an engine
/// cannot be asked about the other target's runs.
[[nodiscard]] std::optional<std::string> busy_rival(const ir::Target& target,
                                                    const Arguments& arguments, Console& console);

} // namespace expc::driver
