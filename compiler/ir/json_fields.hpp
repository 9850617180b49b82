// SPDX-License-Identifier: MIT
// What the JSON form of a plan consists of: for each record its fields by name. One list serves
// writing and reading, so the two cannot differ. Source ranges are left out on purpose. Knows
// nothing of a JSON library: `io("name", member)` does the work.
#pragma once

#include "compiler/ir/plan.hpp"

#include <concepts>
#include <type_traits>

namespace expc::ir::form {

/// The type T, const or not: the same list is used on plans that are read and plans that are
/// written.
template <typename R, typename T>
concept Is = std::same_as<std::remove_const_t<R>, T>;

// -----------------------------------------------------------------------------------------------------
// spaces

void fields(auto& io, Is<Duration> auto& duration) {
    io("milliseconds", duration.milliseconds);
}
void fields(auto& io, Is<Size> auto& size) {
    io("bytes", size.bytes);
}
void fields(auto& io, Is<RuntimePart> auto& part) {
    io("part", part.kind);
    io("variable", part.variable);
    io("fallback", part.fallback);
    io("width", part.width);
}
void fields(auto& io, Is<algebra::IntRange> auto& range) {
    io("first", range.first);
    io("step", range.step);
    io("count", range.count);
}
void fields(auto& io, Is<algebra::Domain> auto& domain) {
    io("pieces", domain.pieces);
}
void fields(auto& io, Is<algebra::OfDigit> auto& recipe) {
    io("digit", recipe.digit);
}
void fields(auto& io, Is<algebra::OfInner::Source> auto& source) {
    io("child", source.child);
    io("column", source.column);
    io("offset", source.offset);
}
void fields(auto& io, Is<algebra::OfInner> auto& recipe) {
    io("digit", recipe.digit);
    io("sources", recipe.sources);
}
void fields(auto& io, Is<algebra::OfColumns> auto& recipe) {
    io("columns", recipe.columns);
}
void fields(auto& io, Is<algebra::Column> auto& column) {
    io("name", column.name);
    io("alias", column.alias);
    io("counts_in_id", column.counts_in_id);
    io("was", column.was);
    io("domain", column.domain);
    io("ordinal", column.ordinal);
}
void fields(auto&, Is<algebra::Plain> auto&) {}
void fields(auto& io, Is<algebra::Alternatives> auto& digit) {
    io("branches", digit.branches);
}
void fields(auto& io, Is<algebra::Zipped> auto& digit) {
    io("members", digit.members);
}
void fields(auto& io, Is<algebra::Picked> auto& digit) {
    io("inner", digit.inner);
    io("picks", digit.picks);
}
void fields(auto& io, Is<algebra::Digit> auto& digit) {
    io("label", digit.label);
    io("size", digit.size);
    io("meaning", digit.meaning);
}
void fields(auto& io, Is<algebra::Edge> auto& edge) {
    io("first", edge.first);
    io("target", edge.target);
    io("before", edge.before);
}
void fields(auto& io, Is<algebra::Node> auto& node) {
    io("count", node.count);
    io("edges", node.edges);
}
void fields(auto& io, Is<algebra::Component> auto& component) {
    io("digits", component.digits);
    io("count", component.count);
    io("levels", component.levels);
}
void fields(auto& io, Is<Space> auto& space) {
    io("count", space.count);
    io("digits", space.digits);
    io("components", space.components);
    io("columns", space.columns);
}

// ---------------------------------------------------------------------------------------------------
// commands

void fields(auto& io, Is<ColumnText> auto& text) {
    io("column", text.column);
}
void fields(auto& io, Is<TableText> auto& table) {
    io("columns", table.columns);
    io("texts", table.texts);
}
void fields(auto& io, Is<Text> auto& text) {
    io("parts", text.parts);
}
void fields(auto& io, Is<Condition> auto& condition) {
    io("columns", condition.columns);
    io("holds", condition.holds);
}
void fields(auto& io, Is<Word> auto& word) {
    io("when", word.when);
    io("text", word.text);
}
void fields(auto& io, Is<WordTable> auto& table) {
    io("columns", table.columns);
    io("words", table.words);
}
void fields(auto& io, Is<Variable::FromSecret> auto& value) {
    io("secret", value.secret);
}
void fields(auto& io, Is<Variable::Prepended> auto& value) {
    io("text", value.text);
}
void fields(auto& io, Is<Variable> auto& variable) {
    io("name", variable.name);
    io("when", variable.when);
    io("value", variable.value);
}
void fields(auto& io, Is<Argv> auto& command) {
    io("words", command.words);
}
void fields(auto& io, Is<Steps> auto& command) {
    io("steps", command.steps);
}
void fields(auto& io, Is<BashScript> auto& command) {
    io("script", command.script);
    io("variables", command.variables);
}
void fields(auto& io, Is<ShellSnippet> auto& snippet) {
    io("script", snippet.script);
}

// ------------------------------------------------------------------------------------------------
// experiments

void fields(auto& io, Is<Output> auto& output) {
    io("name", output.name);
    io("kind", output.kind);
    io("path", output.path);
}
void fields(auto& io, Is<Resources> auto& resources) {
    io("cpus", resources.cpus);
    io("gpus", resources.gpus);
    io("gpu_share", resources.gpu_share);
    io("gpu_type", resources.gpu_type);
    io("memory", resources.memory);
    io("time", resources.time);
    io("nodes", resources.nodes);
    io("tasks", resources.tasks);
    io("disk", resources.disk);
}
void fields(auto& io, Is<Group> auto& group) {
    io("resources", group.resources);
    io("space", group.space);
}
void fields(auto& io, Is<ListFile> auto& file) {
    io("name", file.name);
    io("lines", file.lines);
}
void fields(auto& io, Is<Retry> auto& retry) {
    io("attempts", retry.attempts);
    io("on", retry.on);
}
void fields(auto& io, Is<Dependency> auto& dependency) {
    io("join", dependency.join);
    io("parent", dependency.parent);
    io("by", dependency.by);
    io("any_outcome", dependency.any_outcome);
}
void fields(auto& io, Is<Container> auto& container) {
    io("name", container.name);
    io("oci", container.oci);
    io("sif", container.sif);
    io("root", container.root);
}
void fields(auto& io, Is<Mount> auto& mount) {
    io("name", mount.name);
    io("at", mount.at);
    io("writable", mount.writable);
}
void fields(auto& io, Is<Experiment> auto& experiment) {
    io("name", experiment.name);
    io("doc", experiment.doc);
    io("space", experiment.space);
    io("identity", experiment.identity);
    io("groups", experiment.groups);
    io("command", experiment.command);
    io("environment", experiment.environment);
    io("workdir", experiment.workdir);
    io("outputs", experiment.outputs);
    io("list_files", experiment.list_files);
    io("stdout", experiment.stdout_path);
    io("stderr", experiment.stderr_path);
    io("setup", experiment.setup);
    io("container_setup", experiment.container_setup);
    io("teardown", experiment.teardown);
    io("retry", experiment.retry);
    io("dependencies", experiment.dependencies);
    io("container", experiment.container);
    io("mounts", experiment.mounts);
}

// -----------------------------------------------------------------------------------------------------
// platforms and targets

void fields(auto& io, Is<Local> auto& local) {
    io("gpus", local.gpus);
}
void fields(auto& io, Is<SlurmMail> auto& mail) {
    io("to", mail.to);
    io("on", mail.on);
}
void fields(auto& io, Is<SlurmPacking> auto& packing) {
    io("per_job", packing.per_job);
    io("max_at_once", packing.max_at_once);
}
void fields(auto& io, Is<SlurmTaskfile> auto& taskfile) {
    io("helper", taskfile.helper);
    io("modules", taskfile.modules);
}
void fields(auto& io, Is<NodeShape> auto& node) {
    io("cpus", node.cpus);
    io("gpus", node.gpus);
    io("memory", node.memory);
}
void fields(auto& io, Is<Slurm> auto& slurm) {
    io("account", slurm.account);
    io("partition", slurm.partition);
    io("qos", slurm.qos);
    io("launcher", slurm.launcher);
    io("max_array_size", slurm.max_array_size);
    io("max_array_tasks", slurm.max_array_tasks);
    io("max_submit", slurm.max_submit);
    io("max_script_size", slurm.max_script_size);
    io("gpu_types", slurm.gpu_types);
    io("gpu_request", slurm.gpu_request);
    io("reservation", slurm.reservation);
    io("nodelist", slurm.nodelist);
    io("exclude", slurm.exclude);
    io("signal", slurm.signal);
    io("requeue", slurm.requeue);
    io("comment", slurm.comment);
    io("constraint", slurm.constraint);
    io("exclusive", slurm.exclusive);
    io("mail", slurm.mail);
    io("log_dir", slurm.log_dir);
    io("packing", slurm.packing);
    io("taskfile", slurm.taskfile);
    io("node", slurm.node);
}
void fields(auto& io, Is<GridEngine> auto& engine) {
    io("queue", engine.queue);
    io("project", engine.project);
    io("parallel_environment", engine.parallel_environment);
    io("memory_resource", engine.memory_resource);
    io("gpu_resource", engine.gpu_resource);
    io("max_aj_tasks", engine.max_aj_tasks);
    io("max_u_jobs", engine.max_u_jobs);
}
void fields(auto& io, Is<RayProvider> auto& provider) {
    io("kind", provider.kind);
    io("project", provider.project);
    io("region", provider.region);
    io("zone", provider.zone);
    io("head", provider.head);
    io("workers", provider.workers);
}
void fields(auto& io, Is<RayNodes> auto& nodes) {
    io("name", nodes.name);
    io("machine", nodes.machine);
    io("image", nodes.image);
    io("disk", nodes.disk);
    io("gpus", nodes.gpus);
    io("gpu_type", nodes.gpu_type);
    io("cpus", nodes.cpus);
    io("min", nodes.min);
    io("max", nodes.max);
    io("preemptible", nodes.preemptible);
    io("config", nodes.config);
}
void fields(auto& io, Is<RayDocker> auto& docker) {
    io("image", docker.image);
    io("container_name", docker.container_name);
    io("run_options", docker.run_options);
    io("pull_before_run", docker.pull_before_run);
}
void fields(auto& io, Is<RayCluster> auto& cluster) {
    io("name", cluster.name);
    io("provider", cluster.provider);
    io("head", cluster.head);
    io("workers", cluster.workers);
    io("max_workers", cluster.max_workers);
    io("idle_timeout", cluster.idle_timeout);
    io("ssh_user", cluster.ssh_user);
    io("ssh_key", cluster.ssh_key);
    io("docker", cluster.docker);
    io("file_mounts", cluster.file_mounts);
    io("initialization", cluster.initialization);
    io("setup", cluster.setup);
    io("head_setup", cluster.head_setup);
    io("worker_setup", cluster.worker_setup);
    io("head_start", cluster.head_start);
    io("worker_start", cluster.worker_start);
}
void fields(auto& io, Is<RayAmount> auto& amount) {
    io("name", amount.name);
    io("amount", amount.amount);
}
void fields(auto& io, Is<Ray> auto& ray) {
    io("address", ray.address);
    io("python", ray.python);
    io("gpu_types", ray.gpu_types);
    io("custom_resources", ray.custom_resources);
    io("cluster", ray.cluster);
}
void fields(auto& io, Is<OtherEngine> auto& engine) {
    io("name", engine.name);
}
void fields(auto& io, Is<SecretSource> auto& source) {
    io("secret", source.secret);
    io("from", source.from);
    io("where", source.where);
}
void fields(auto& io, Is<ContainerRuntime> auto& runtime) {
    io("name", runtime.name);
    io("extra_args", runtime.extra_args);
}
void fields(auto& io, Is<MountSource> auto& source) {
    io("mount", source.mount);
    io("kind", source.kind);
    io("path", source.path);
    io("size", source.size);
    io("server", source.server);
}
void fields(auto& io, Is<Platform> auto& platform) {
    io("name", platform.name);
    io("engine", platform.engine);
    io("settings", platform.settings);
    io("max_parallel", platform.max_parallel);
    io("run_root", platform.run_root);
    io("environment", platform.environment);
    io("secrets", platform.secrets);
    io("inherit_env", platform.inherit_env);
    io("runtime", platform.runtime);
    io("storage", platform.storage);
    io("extra_flags", platform.extra_flags);
}
void fields(auto& io, Is<Request> auto& request) {
    io("capability", request.capability);
    io("subject", request.subject);
    io("may_drop", request.may_drop);
}
void fields(auto& io, Is<Totals> auto& totals) {
    io("runs", totals.runs);
    io("cpu_hours", totals.cpu_hours);
    io("gpu_hours", totals.gpu_hours);
}
void fields(auto& io, Is<Target> auto& target) {
    io("name", target.name);
    io("platform", target.platform);
    io("totals", target.totals);
    io("requests", target.requests);
    io("experiments", target.experiments);
}
void fields(auto& io, Is<SourceHash> auto& source) {
    io("path", source.path);
    io("sha256", source.sha256);
}
void fields(auto& io, Is<Setting> auto& setting) {
    io("name", setting.name);
    io("value", setting.value);
}
void fields(auto& io, Is<Plan> auto& plan) {
    io("root_file", plan.root_file);
    io("sources", plan.sources);
    io("inputs", plan.inputs);
    io("overrides", plan.overrides);
    io("targets", plan.targets);
}

} // namespace expc::ir::form
