// SPDX-License-Identifier: MIT
#include "runtime/local/room.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::local {

Room::Room(const Batch& batch)
    : cores_(std::max<std::int64_t>(1, batch.cores)), max_parallel_(batch.max_parallel),
      gpu_count_(batch.gpus ? batch.gpus->size() : 0), gpus_(batch.gpus) {}

std::optional<GpuLease> Room::enter(const Launch& launch) {
    if (running_ > 0) {
        if (taken_by_one_ || !fits_machine(launch)) return std::nullopt;
        if (running_ >= max_parallel_.value_or(running_ + 1)) return std::nullopt;
        if (cpus_in_use_ + launch.cpus > cores_) return std::nullopt;
    }
    std::optional<GpuLease> lease = gpus_.take(launch);
    if (!lease && running_ > 0) return std::nullopt;
    taken_by_one_ = !fits_machine(launch);
    ++running_;
    cpus_in_use_ += launch.cpus;
    return lease ? std::move(lease) : GpuLease{};
}

void Room::leave(const Launch& launch, const GpuLease& lease) {
    gpus_.give_back(lease);
    --running_;
    cpus_in_use_ -= launch.cpus;
    taken_by_one_ = false;
}

std::int64_t Room::parallel(const Launch& launch) const {
    std::int64_t most = cores_ / std::max<std::int64_t>(1, launch.cpus);
    most = std::min(most, max_parallel_.value_or(most));
    most = std::min(most, gpus_.slots(launch).value_or(most));
    return std::max<std::int64_t>(1, most);
}

bool Room::fits_machine(const Launch& launch) const {
    return launch.cpus <= cores_ && gpus_.could_serve(launch);
}

std::string Room::excess(const Launch& launch) const {
    if (launch.cpus > cores_)
        return fmt::format(
            "{} CPUs are asked for and this machine gives {}, so such runs run one at a time",
            launch.cpus, cores_);
    if (!gpus_.could_serve(launch))
        return fmt::format(
            "{} {} asked for and this machine shows {}, so such runs run one at a time",
            launch.gpus, launch.gpus == 1 ? "GPU is" : "GPUs are",
            gpu_count_ == 0 ? "none" : fmt::format("{}", gpu_count_));
    return {};
}

} // namespace expc::local
