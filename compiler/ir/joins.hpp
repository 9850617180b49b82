// SPDX-License-Identifier: MIT
// Which runs of another experiment a run waits for (ruling 53), without looking at pairs of runs:
// a join gives every run of both sides a key, and equal keys meet. The key is the sum of the tokens
// of the columns that are compared, so under `each` it is the parent's run.id, and under `all`
// nothing is compared and all keys are equal.
#pragma once

#include "compiler/algebra/identity.hpp"
#include "compiler/ir/lookup.hpp"

#include <vector>

namespace expc::ir {

using JoinKey = algebra::RunId;

/// A parent with more runs cannot be waited for as a whole, or by parts of it.
inline constexpr std::uint64_t most_joined_runs = 100'000;

/// The columns of the parent that a join compares.
[[nodiscard]] std::vector<ColumnIndex> joined_columns(const Experiment& parent,
                                                      const Dependency& dependency);

/// The reader's space in which the columns that are compared are named as the parent names them.
struct ReaderView {
    Space space;
    std::vector<ColumnIndex> columns; ///< those that are compared, in the parent's order
};
[[nodiscard]] ReaderView reader_view(const Experiment& reader, const Experiment& parent,
                                     const Dependency& dependency);

/// The experiment of this name; the target has it.
[[nodiscard]] const Experiment& experiment_named(const Target& target, std::string_view name);
/// The dependencies of an experiment, of equal ones the first.
[[nodiscard]] std::vector<const Dependency*> distinct_dependencies(const Experiment& experiment);

/// The keys of one join.
class JoinKeys {
  public:
    JoinKeys(const Experiment& reader, const Experiment& parent, const Dependency& dependency);
    JoinKeys(const JoinKeys&) = delete;
    JoinKeys& operator=(const JoinKeys&) = delete;

    [[nodiscard]] JoinKey of_reader(Ordinals ordinals) { return reader_.id(ordinals); }
    [[nodiscard]] JoinKey of_parent(Ordinals ordinals) { return parent_.id(ordinals); }

  private:
    ReaderView view_;
    algebra::Identifier reader_;
    algebra::Identifier parent_;
};

/// Whether run i of the reader waits for run i of the parent and for no other, for each i; so that
/// an engine may join them by position. False where there are too many to look.
[[nodiscard]] bool joins_by_position(const Experiment& reader, const Experiment& parent,
                                     const Dependency& dependency);

} // namespace expc::ir
