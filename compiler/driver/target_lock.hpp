// SPDX-License-Identifier: MIT
// One `expc run` of a target at a time: between the look at what is recorded and the start of the
// last run nobody else may start any, or runs would start twice.
#pragma once

#include "compiler/driver/job_environment.hpp"
#include "runtime/files/descriptor.hpp"

#include <optional>
#include <string>

namespace expc::driver {

/// Holds the target until the descriptor is closed; the failure says who holds it already.
[[nodiscard]] Result<files::Descriptor> lock_target(const RunPlaces& places,
                                                    const std::string& target);

/// Who holds the target now, `process 4711 on node7`; nothing where nobody does.
[[nodiscard]] std::optional<std::string> holder_of(const RunPlaces& places,
                                                   const std::string& target);

} // namespace expc::driver
