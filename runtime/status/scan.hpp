// SPDX-License-Identifier: MIT
// All records of one experiment of one target, small enough to keep a million of them: what resume
// needs of each, in a table sorted by id. Records that say `running` are kept whole, because only
// they need more questions.
#pragma once

#include "runtime/status/status.hpp"

#include <functional>
#include <string>
#include <vector>

namespace expc::status {

/// What resume needs of one record.
struct Entry {
    Key id;
    Key digest;
    std::uint64_t index = 0;
    State state = State::running;
    bool alive = false; ///< with `running`: its process, or its job, is still there
};

/// Whether a record that says `running` is still true.
using Liveness = std::function<bool(const Record&)>;

/// The records of one experiment.
struct Scan {
    std::vector<Entry> entries; ///< by id
    std::uint64_t unreadable = 0;

    [[nodiscard]] const Entry* find(const Key& id) const;
};

/// Reads all records below `folder`; a folder that is not there has none.
[[nodiscard]] Scan scan(const std::string& folder, const Liveness& alive);
/// One record, whole; nothing when there is none that can be read.
[[nodiscard]] std::optional<Record> read(const std::string& folder, const Key& id);

/// Asks this machine about processes. Records of other machines and of jobs are taken to be alive.
[[nodiscard]] bool alive_here(const Record& record);

} // namespace expc::status
