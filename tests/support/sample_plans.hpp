// SPDX-License-Identifier: MIT
// Plans written by hand, so that the plan's forms, backends and the driver can be tested without a
// compiler in front.
#pragma once

#include "compiler/algebra/build.hpp"
#include "compiler/algebra/identity.hpp"
#include "compiler/ir/plan.hpp"

#include <string>
#include <vector>

namespace expc::samples {

/// 18 runs (lr x width x seed) as `mnist@laptop` on local and as `short` on Slurm.
[[nodiscard]] ir::Plan mnist();

/// Target `hostile` on local, 3 experiments whose commands print their words, NUL-ended:
/// `words` (hostile strings, a conditional axis, words, tables, runtime parts, two groups
/// of resources), `stepped` (steps) and `scripted` (a bash script).
[[nodiscard]] ir::Plan hostile();

/// Target `pipeline` on Kubernetes with every field of the plan in use somewhere: dependencies,
/// retries, containers, mounts, a table with values of every kind, a sample of rows.
[[nodiscard]] ir::Plan pipeline();

/// Target `big` on Slurm: an experiment over about 240,000 rows per seed and nine axes with hostile
/// strings, a conditional axis, a zip, a concat, a derived column in the command, a filter on two
/// axes that are not neighbours, and two groups.
[[nodiscard]] ir::Plan big(std::uint64_t seeds = 5000);

/// Strings that break careless quoting: blanks, quotes, `$`, backslashes, newlines, dashes, emoji,
/// the empty word.
[[nodiscard]] std::vector<std::string> hostile_strings();

/// Shorter spellings for tests that make their own spaces.
[[nodiscard]] algebra::Domain texts(const std::vector<std::string>& values);
[[nodiscard]] algebra::Domain floats(const std::vector<double>& values);
[[nodiscard]] algebra::Domain ints(std::int64_t first, std::uint64_t count);
[[nodiscard]] algebra::Space axis(std::string name, algebra::Domain domain);
/// A product that must exist.
[[nodiscard]] algebra::Space product(std::vector<algebra::Space> parts);
[[nodiscard]] algebra::Space expect(algebra::Built built);
/// A word that is always there.
[[nodiscard]] ir::Word word(std::vector<ir::Part> parts);
[[nodiscard]] ir::Words words(const std::vector<std::string>& literals);

} // namespace expc::samples
