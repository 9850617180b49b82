// SPDX-License-Identifier: MIT
// Whether the folder and the outputs of a run that succeeded are still there: one look at the disk
// for each. What only a job could say (a variable of its environment, the folder of another
// machine) is not judged, and counts as there.
#pragma once

#include "compiler/driver/job_environment.hpp"
#include "compiler/ir/run.hpp"

#include <optional>
#include <string>

namespace expc::driver {

class KeptOutputs {
  public:
    /// All arguments must outlive this object.
    KeptOutputs(const ir::Target& target, const ir::Experiment& experiment,
                const RunPlaces& places);

    /// False when the run's folder or a declared output is gone.
    [[nodiscard]] bool all_there(const ir::ResolvedRun& run) const;

  private:
    [[nodiscard]] std::optional<std::string> text(const ir::ResolvedText& text,
                                                  const std::string& run_folder) const;
    [[nodiscard]] std::optional<std::string> outside(const std::string& path) const;
    [[nodiscard]] bool is_gone(const std::string& path) const;
    [[nodiscard]] bool can_be_seen(const std::string& path) const;

    const ir::Platform& platform_;
    const ir::Experiment& experiment_;
    const RunPlaces& places_;
    std::string target_folder_;
    bool runs_here_;
    bool runs_elsewhere_;
};

} // namespace expc::driver
