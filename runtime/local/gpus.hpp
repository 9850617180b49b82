// SPDX-License-Identifier: MIT
// Hands GPUs out to runs: whole ones, or shares of one. Where the GPUs of the machine are not known
// nothing is counted and CUDA_VISIBLE_DEVICES is left alone.
#pragma once

#include "runtime/local/launch.hpp"

#include <set>

namespace expc::local {

/// The GPUs that one run has.
struct GpuLease {
    std::vector<std::size_t> devices;
    std::int64_t share = 0; ///< taken of each, in millionths
    [[nodiscard]] bool empty() const { return devices.empty(); }
};

/// The GPUs of a batch and what is free of each.
class GpuPool {
  public:
    explicit GpuPool(std::optional<std::vector<std::string>> names);

    /// Whether a run that asks for this could ever have it here.
    [[nodiscard]] bool could_serve(const Launch& launch) const;
    /// The GPUs for a run; nothing when it has to wait. Shares go to the GPU with the most room, so
    /// they spread.
    [[nodiscard]] std::optional<GpuLease> take(const Launch& launch);
    void give_back(const GpuLease& lease);
    /// The value of CUDA_VISIBLE_DEVICES; nothing when it is not ours to set.
    [[nodiscard]] std::optional<std::string> visible_devices(const GpuLease& lease) const;
    /// How many runs like this fit at once; nothing when GPUs do not limit it.
    [[nodiscard]] std::optional<std::int64_t> slots(const Launch& launch) const;

  private:
    bool known_ = false;
    std::vector<std::string> names_;
    std::vector<std::int64_t> free_; ///< millionths
};

/// The GPUs that this machine shows: the user's own CUDA_VISIBLE_DEVICES if set, else what
/// `nvidia-smi -L` lists, else none.
[[nodiscard]] std::vector<std::string>
gpus_of_this_machine(const std::vector<std::string>& environment);

/// The GPUs that the processes of these groups were given when they were started.
[[nodiscard]] std::set<std::string> gpus_in_use(const std::vector<std::int64_t>& groups);

} // namespace expc::local
