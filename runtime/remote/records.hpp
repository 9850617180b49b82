// SPDX-License-Identifier: MIT
// What is recorded of runs on another machine, brought to a folder of this one, so that everything
// that reads records can read them there.
#pragma once

#include "runtime/remote/connection.hpp"

namespace expc::remote {

/// Where a target's runs write.
struct Recorded {
    std::string run_root; ///< absolute, there
    std::string target;
};

/// Makes `mirror` hold the records of the target's runs and the staged trees of the run root there,
/// with their lists of submitted jobs. Records that are gone there are removed from the mirror;
/// trees are not. Secrets stay where they are.
[[nodiscard]] Result<Done> fetch_records(const Connection& connection, const Recorded& recorded,
                                         const std::string& mirror);

} // namespace expc::remote
