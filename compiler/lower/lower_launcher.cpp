// SPDX-License-Identifier: MIT
// How runs become jobs of Slurm, where several of them share one.
#include "compiler/lower/lower_target.hpp"
#include "compiler/lower/record_fields.hpp"

#include <fmt/format.h>

namespace expc::lower {

namespace {

constexpr std::int64_t most_runs_of_a_job = 100'000;

/// `taskfile { helper, modules }`
ir::SlurmTaskfile taskfile_settings(const Value& launcher) {
    const RecordFields fields(launcher);
    ir::SlurmTaskfile taskfile;
    fields.read("helper", taskfile.helper);
    fields.read("modules", taskfile.modules);
    return taskfile;
}

} // namespace

ir::NodeShape node_shape(const Value& node) {
    const RecordFields fields(node);
    ir::NodeShape shape;
    fields.read("cpus", shape.cpus);
    fields.read("gpus", shape.gpus);
    fields.read("memory", shape.memory);
    return shape;
}

bool TargetLowering::lower_launcher(const Value& launcher, ir::Slurm& slurm) {
    slurm.launcher = sema::tag_of(launcher);
    if (slurm.launcher != "taskfile" && slurm.launcher != "packed") return true;
    sema::Environment environment;
    environment.self = target_.platform.get();
    if (const sema::FieldNode* node = target_.platform->field("node"))
        slurm.node = node_shape(evaluator_.evaluate(*node, environment));
    const SourceRange place = target_.platform->field("launcher")->range;
    if (slurm.launcher == "packed") return lower_packing(launcher, place, slurm);
    request(ir::Capability::task_launchers, "`launcher = taskfile`", place);
    if (slurm.signal)
        request(ir::Capability::wide_packs, "`signal` with `launcher = taskfile`",
                target_.platform->field("signal")->range);
    slurm.taskfile = taskfile_settings(launcher);
    return true;
}

/// `packed { per_job, max_at_once }`
bool TargetLowering::lower_packing(const Value& launcher, SourceRange place, ir::Slurm& slurm) {
    const RecordFields fields(launcher);
    ir::SlurmPacking packing;
    fields.read("per_job", packing.per_job);
    fields.read("max_at_once", packing.max_at_once);
    const auto within = [&](std::string_view field, std::int64_t given, std::int64_t most,
                            std::string_view most_name) {
        if (given >= 1 && given <= most) return true;
        const std::string rule =
            given < 1 ? "at least 1" : fmt::format("at most {}{}", most_name, most);
        evaluator_.fail(diag::Code::E0309, place, fmt::format("`{}`", field),
                        fmt::format("{}, not {}", rule, given));
        return false;
    };
    if (!within("per_job", packing.per_job, most_runs_of_a_job, "")) return false;
    if (!within("max_at_once", packing.max_at_once.value_or(1), packing.per_job,
                "`per_job`, which is "))
        return false;
    slurm.packing = packing;
    return true;
}

} // namespace expc::lower
