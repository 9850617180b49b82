// SPDX-License-Identifier: MIT
// How many runs fit on this machine at once: max(1, min(max_parallel, cores / cpus, GPU slots)),
// also when runs ask for different things. A run that asks for more than the machine has starts
// alone.
#pragma once

#include "runtime/local/gpus.hpp"

namespace expc::local {

class Room {
  public:
    explicit Room(const Batch& batch);

    /// Takes the place of a run, if there is one now.
    [[nodiscard]] std::optional<GpuLease> enter(const Launch& launch);
    void leave(const Launch& launch, const GpuLease& lease);

    /// How many runs like this one may run at once.
    [[nodiscard]] std::int64_t parallel(const Launch& launch) const;
    /// Why a run will be alone on the machine although it asks for more than there is; empty when
    /// it does not.
    [[nodiscard]] std::string excess(const Launch& launch) const;
    [[nodiscard]] const GpuPool& gpus() const { return gpus_; }

  private:
    [[nodiscard]] bool fits_machine(const Launch& launch) const;

    std::int64_t cores_;
    std::optional<std::int64_t> max_parallel_;
    std::size_t gpu_count_;
    GpuPool gpus_;
    std::int64_t running_ = 0;
    std::int64_t cpus_in_use_ = 0;
    bool taken_by_one_ = false;
};

} // namespace expc::local
