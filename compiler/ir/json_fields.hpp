// SPDX-License-Identifier: MIT
// What the JSON form of a plan consists of: for each record its fields by name. One list serves
// writing and reading, so the two cannot differ. Source ranges are left out on purpose. Knows
// nothing of a JSON library: `io("name", member)` does the work.
#pragma once

#include "compiler/ir/json_engine_fields.hpp"
#include "compiler/ir/plan.hpp"

namespace expc::ir::form {

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
    io("wrap", command.wrap);
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
    io("later", group.later);
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

void fields(auto& io, Is<SecretSource> auto& source) {
    io("secret", source.secret);
    io("from", source.from);
    io("where", source.where);
    io("key", source.key);
}
void fields(auto& io, Is<ContainerRuntime> auto& runtime) {
    io("name", runtime.name);
    io("extra_args", runtime.extra_args);
}
void fields(auto& io, Is<NewClaim> auto& claim) {
    io("size", claim.size);
    io("access", claim.access);
    io("storage_class", claim.storage_class);
}
void fields(auto& io, Is<MountSource> auto& source) {
    io("mount", source.mount);
    io("kind", source.kind);
    io("path", source.path);
    io("size", source.size);
    io("claim", source.claim);
    io("sub_path", source.sub_path);
    io("server", source.server);
    io("create", source.create);
    io("from", source.from);
    io("exclude", source.exclude);
    io("url", source.url);
    io("commit", source.commit);
    io("sync", source.sync);
    io("include", source.include);
}
void fields(auto& io, Is<RemoteHost> auto& remote) {
    io("host", remote.host);
    io("dir", remote.dir);
    io("exclude", remote.exclude);
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
    io("submit", platform.submit);
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
