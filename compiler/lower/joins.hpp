// SPDX-License-Identifier: MIT
// Data flow between experiments of a target: `each(X)`, `all(X)`, `gather(X, by = [...])` (ruling
// 53). A run of X is found by its identity: the reader's columns give X's run.id without looking at
// X's rows.
#pragma once

#include "compiler/sema/evaluator.hpp"

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
