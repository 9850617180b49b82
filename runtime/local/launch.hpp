// SPDX-License-Identifier: MIT
// What the local supervisor is given: runs as plain data, made one at a time by whoever calls it. A
// `Launch` is used again for the next run, so that its strings keep their memory: at two thousand
// starts a second that is worth having.
#pragma once

#include "compiler/base/result.hpp"
#include "runtime/status/status.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace expc::local {

/// Something that a run must have made when it succeeds.
struct ExpectedOutput {
    std::string path; ///< relative paths count from the run's working folder
    bool is_folder = false;
    std::string name = {}; ///< as the experiment calls it; empty: the path serves
};

/// One run, ready to start.
struct Launch {
    std::string experiment;
    std::uint64_t index = 0;
    status::Key id;
    status::Key digest;
    std::string label; ///< the run's values, for people: `lr=0.1 seed=3`

    /// Usually one argv; several run one after another until one fails.
    std::vector<std::vector<std::string>> steps;
    /// NAME=VALUE of this run; added to the batch's environment, and stronger.
    std::vector<std::string> environment;
    std::string working_folder;       ///< absolute
    std::string run_folder;           ///< absolute; made before the start
    std::string output_log;           ///< empty: out.log in the run's folder
    std::string error_log;            ///< empty: err.log in the run's folder
    std::vector<std::string> folders; ///< further folders to make
    std::vector<ExpectedOutput> outputs;
    std::optional<std::int64_t> timeout_ms; ///< over all steps
    /// Of the second attempt and each one after it; empty: as the first one's.
    std::vector<std::optional<std::int64_t>> later_timeouts_ms;

    std::int64_t cpus = 1;
    std::int64_t gpus = 0;
    double gpu_share = 1.0; ///< of one GPU, when `gpus` is 1

    std::uint64_t attempt = 1;
    std::uint64_t attempts = 1; ///< that it has at most
    /// After these outcomes it has another one.
    std::vector<status::State> tried_again_after;

    /// Why this run cannot start (an unset variable that it reads when it runs); its outcome is
    /// then `setup_failed`.
    std::optional<std::string> refusal;
    /// The program is task.sh, which records its own start and outcome.
    bool records_itself = false;

    /// Empties everything and keeps the memory.
    void clear();
    /// Gives a variable of this run its value, in place of the one that it had.
    void assign(std::string_view name, std::string_view value);
    /// Of the attempt that it is at.
    [[nodiscard]] std::optional<std::int64_t> timeout_of_attempt() const;
    [[nodiscard]] std::string output_path() const;
    [[nodiscard]] std::string error_path() const;
};

/// When the runs of a batch may start, where some wait for others. Each of them gets its turn once.
class Order {
  public:
    struct Turn {
        std::uint64_t position = 0;
        std::string obstacle; ///< why the run cannot start: it is skipped; empty: it may
    };
    virtual ~Order() = default;
    /// The run whose turn it is; nothing while all that are left wait for runs that have not ended.
    virtual std::optional<Turn> next() = 0;
    /// A run that had its turn has ended, or was skipped.
    virtual void ended(std::uint64_t position, status::State state) = 0;
};

/// The runs of a batch. `fill` gets a cleared launch; a failure ends the batch.
struct RunSource {
    std::uint64_t size = 0;
    std::function<Result<Done>(std::uint64_t position, Launch& launch)> fill;
    Order* order = nullptr; ///< null: one position after the other
};

/// What all runs of a batch share.
struct Batch {
    std::string target;
    std::string run_root;                 ///< absolute
    std::vector<std::string> environment; ///< NAME=VALUE, each name once
    std::string tree;                     ///< name of the staged folder of artifacts; may be empty

    std::int64_t cores = 1;                   ///< what the machine gives
    std::optional<std::int64_t> max_parallel; ///< nothing: as many as cores and GPUs allow
    std::optional<std::vector<std::string>>
        gpus; ///< names for CUDA_VISIBLE_DEVICES; nothing: unknown, do not count
    std::int64_t grace_ms = 10'000; ///< between asking a run to end and ending it
};

} // namespace expc::local
