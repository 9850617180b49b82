// SPDX-License-Identifier: MIT
// Starts the run that stands in a slot: folders, logs, environment, program. What keeps a run from
// starting is an outcome like any other, `setup_failed`, with the exit code that a shell has for
// it: 127 for no such program, 126 for one that cannot be executed.
#pragma once

#include "runtime/local/environment.hpp"
#include "runtime/local/slot.hpp"
#include "runtime/process/program.hpp"

namespace expc::local {

class Starter {
  public:
    /// `batch` must outlive this object.
    explicit Starter(const Batch& batch);

    /// Prepares the run and starts its first step. False: it could not, and `slot.record` says why.
    [[nodiscard]] bool start(Slot& slot, const GpuPool& gpus);
    /// Starts the step `slot.step`, with the same promise.
    [[nodiscard]] bool start_step(Slot& slot);
    /// Fills `slot.record` for a run that is not to start.
    void skip(Slot& slot, std::string reason) const;

  private:
    void open_record(Slot& slot) const;
    [[nodiscard]] Result<Done> prepare(Slot& slot) const;

    const Batch& batch_;
    std::string host_;
    std::string job_;
    EnvironmentBlock environment_;
    process::ProgramFinder programs_;
    files::Descriptor nothing_; ///< /dev/null, what runs read
};

} // namespace expc::local
