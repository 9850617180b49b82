// SPDX-License-Identifier: MIT
// submit.sh against a fake sbatch: the calls that it makes, and a fake queue and refusals to make
// it stop.
#pragma once

#include "tests/unit/backends/built_tree.hpp"

#include <cstdint>
#include <optional>

namespace expc::tests {

/// Experiment `sweep` of `runs` runs on Slurm, in as many groups as `group_sizes` has entries.
[[nodiscard]] ir::Plan slurm_plan(const std::vector<std::uint64_t>& group_sizes,
                                  const ir::Slurm& settings,
                                  std::optional<std::int64_t> max_parallel = std::nullopt);

/// One call of the fake sbatch.
struct Call {
    std::vector<std::string> words;

    /// The value of `--name=value`; nothing when the option is not there.
    [[nodiscard]] std::optional<std::string> option(const std::string& name) const;
    /// The words after the job script: FOLDER PROJECT RUN_ROOT EXPERIMENT GROUP OFFSET,
    /// and RUNS where runs share tasks.
    [[nodiscard]] std::vector<std::string> script_arguments() const;
    /// Task indexes of `--array`; 0 for a plain job.
    [[nodiscard]] std::vector<std::uint64_t> tasks() const;
    /// What follows `%` in `--array`.
    [[nodiscard]] std::optional<std::uint64_t> throttle() const;
    /// Ranks in the group.
    [[nodiscard]] std::vector<std::uint64_t> ranks() const;
    [[nodiscard]] std::uint32_t group() const;
};

class FakeSlurm {
  public:
    /// Puts `sbatch` and `squeue` of its own into the project of `tree`. Ids start at 100.
    explicit FakeSlurm(const BuiltTree& tree);

    /// The sbatch refuses from this call on, counted from 0 over all calls of submit.sh.
    void refuse_from(std::size_t call) const;
    /// squeue shows this many tasks.
    void fill_queue(std::size_t tasks) const;
    [[nodiscard]] Outcome submit(const std::vector<std::string>& arguments,
                                 const Environment& more = {}) const;
    /// All calls that were accepted.
    [[nodiscard]] std::vector<Call> calls() const;
    [[nodiscard]] std::string submitted() const;

  private:
    const BuiltTree& tree_;
};

} // namespace expc::tests
