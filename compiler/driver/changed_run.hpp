// SPDX-License-Identifier: MIT
// How a run differs from what it was when it succeeded. The old words are asked of the task.sh that
// started it, which still stands under run_root.
#pragma once

#include "compiler/driver/job_environment.hpp"
#include "runtime/resume/resume.hpp"

#include <string>

namespace expc::driver {

/// `--lr=1 -> --lr=1.0`: the first word that differs, else what differs of the environment, the
/// folder or the container; a sentence when the old ones are not known.
[[nodiscard]] std::string first_difference(const RunPlaces& places, const std::string& target,
                                           const std::string& experiment,
                                           const resume::Wanted& wanted);

/// The comparison of words; nothing when they are equal.
[[nodiscard]] std::optional<std::string>
first_different_word(const std::vector<std::string>& before, const std::vector<std::string>& now);

/// The comparison of canonical forms: `environment X=1 -> X=2`, `mount /data is gone`;
/// nothing when they are equal.
[[nodiscard]] std::optional<std::string>
first_different_string(const std::vector<std::string>& before, const std::vector<std::string>& now);

} // namespace expc::driver
