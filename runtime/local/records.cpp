// SPDX-License-Identifier: MIT
#include "runtime/local/records.hpp"

#include "runtime/status/scan.hpp"

namespace expc::local {
namespace {

/// task.sh knows the time to the second.
constexpr double clock_grain = 1.0;

} // namespace

Result<Done> Records::write(const Slot& slot) {
    const std::string& experiment = slot.launch.experiment;
    auto writer = writers_.find(experiment);
    if (writer == writers_.end())
        writer =
            writers_
                .try_emplace(experiment, status::folder(batch_.run_root, batch_.target, experiment))
                .first;
    return writer->second.write(slot.record);
}

std::optional<status::Record> Records::own_outcome(const Slot& slot) const {
    const auto folder = status::folder(batch_.run_root, batch_.target, slot.launch.experiment);
    auto own = status::read(folder, slot.launch.id);
    const bool is_outcome = own && own->state != status::State::running;
    if (!is_outcome || own->start + clock_grain < slot.record.start) return std::nullopt;
    return own;
}

} // namespace expc::local
