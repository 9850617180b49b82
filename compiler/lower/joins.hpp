// SPDX-License-Identifier: MIT
// Data flow between experiments of a target: `each(X)`, `all(X)`, `gather(X, by = [...])` (ruling
// 53). A run of X is found by its identity: the reader's columns give X's run.id without looking at
// X's rows.
#pragma once

#include "compiler/algebra/identity.hpp"
#include "compiler/sema/evaluator.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace expc::lower {

struct LoweredExperiment;

/// A reference of an experiment to another one.
struct UpstreamCall {
    sema::ExprRef call;
    std::string experiment;
    std::string join; ///< each | all | gather
    std::vector<std::string> by;
    bool any_outcome = false;
    std::string output; ///< `.ckpt` behind it, or nothing
};

/// All references in `inputs` and `after`, in source order.
[[nodiscard]] std::vector<UpstreamCall> upstream_calls(const sema::Object& experiment);
/// The columns of the reader that decide which runs it waits for.
[[nodiscard]] std::vector<std::string>
join_columns(const std::vector<LoweredExperiment>& experiments, sema::ExprRef call);
/// The experiment of that name, when it is in the target and has a space.
[[nodiscard]] const LoweredExperiment*
find_parent(const std::vector<LoweredExperiment>& experiments, const std::string& name);
/// The columns by which its runs are known.
[[nodiscard]] std::vector<std::string> identity_names(const LoweredExperiment& parent);
/// The id of the parent's run that has these values in its identity columns.
[[nodiscard]] algebra::RunId
partner_id(const LoweredExperiment& parent,
           const std::function<sema::Value(const std::string&)>& value_of);
/// `each` finds its partners among so many runs.
inline constexpr std::uint64_t checked_rows = 1'000'000;
/// The parent's rows by id; made once, for parents of a size that can be listed.
const std::map<algebra::RunId, std::uint64_t>& rows_by_id(const LoweredExperiment& parent);
/// Checks that every reader has partners and fills the plan's dependencies; false after an error.
[[nodiscard]] bool check_joins(sema::Evaluator& evaluator,
                               const std::vector<LoweredExperiment>& experiments,
                               LoweredExperiment& reader);
/// The path (each) or list of paths (all, gather) of an output for the reader's row; nothing after
/// an error.
[[nodiscard]] std::optional<sema::Value>
upstream_value(sema::Evaluator& evaluator, const std::vector<LoweredExperiment>& experiments,
               sema::ExprRef call, const std::string& output, const sema::Row* row);
/// Reports the chain of experiments that wait for each other.
void report_circle(sema::Evaluator& evaluator, const sema::TargetObjects& target);

} // namespace expc::lower
