// SPDX-License-Identifier: MIT
// Locks between processes: a file that one process at a time holds. The system takes the lock back
// when its process ends, however that ends, so a killed expc leaves nothing behind that anybody has
// to remove. The file itself stays, and means nothing without a process.
#pragma once

#include "compiler/base/result.hpp"
#include "runtime/files/descriptor.hpp"

#include <string>

namespace expc::files {

/// What came of asking for a lock.
struct LockAnswer {
    Descriptor held;    ///< the lock, as long as it is open; empty: another process has it
    std::string holder; ///< then: `process 4711 on node7`
};

/// Takes the lock if nobody has it, and writes into the file who has it now.
[[nodiscard]] Result<LockAnswer> ask_for_lock(const std::string& path);
/// Waits until the lock is free, and takes it.
[[nodiscard]] Result<Descriptor> wait_for_lock(const std::string& path);

} // namespace expc::files
