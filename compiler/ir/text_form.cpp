// SPDX-License-Identifier: MIT
// The text form of a plan: for people, goldens and `expc internal plan`.
#include "compiler/base/match.hpp"
#include "compiler/ir/forms.hpp"
#include "compiler/ir/json_names.hpp"
#include "compiler/ir/text_writer.hpp"

namespace expc::ir {
namespace {

std::string runs_form(std::uint64_t count) {
    return fmt::format("{} {}", count, count == 1 ? "run" : "runs");
}

template <typename E>
std::string_view name_of(E value) {
    return form::names<E>[static_cast<std::size_t>(value)];
}

void write_variables(TextWriter& out, std::string_view what, const Space& space,
                     const std::vector<Variable>& variables) {
    for (const Variable& variable : variables) {
        const std::string value = match(
            variable.value, [&](const Text& text) { return text_form(space, text); },
            [&](const Variable::Prepended& prepended) {
                return "prepend " + text_form(space, prepended.text);
            });
        out.line("{} {} = {}{}", what, variable.name, value, condition_form(space, variable.when));
    }
}

void write_words(TextWriter& out, const Space& space, const Words& words) {
    for (const auto& entry : words) {
        match(
            entry,
            [&](const Word& word) {
                out.line("word {}{}", text_form(space, word.text),
                         condition_form(space, word.when));
            },
            [&](const WordTable& table) {
                out.line("words by {}", columns_form(space, table.columns));
                out.indented([&] {
                    for (const auto& row : table.words)
                        out.line("{}", list_form(row));
                });
            });
    }
}

void write_command(TextWriter& out, const Experiment& experiment) {
    const Space& space = experiment.space;
    const auto write_step = [&](std::string_view title, const Words& words) {
        out.line("{}", title);
        out.indented([&] { write_words(out, space, words); });
    };
    match(
        experiment.command, [&](const Argv& argv) { write_step("command", argv.words); },
        [&](const Steps& steps) {
            for (const Words& words : steps.steps)
                write_step("step", words);
        },
        [&](const BashScript& bash) {
            if (!bash.wrap.empty()) write_step("wrap", bash.wrap);
            out.line("bash {}", literal_form(bash.script));
            write_variables(out, "var", space, bash.variables);
        });
}

void write_snippets(TextWriter& out, std::string_view what,
                    const std::vector<ShellSnippet>& snippets) {
    for (const ShellSnippet& snippet : snippets)
        out.line("{} {}", what, literal_form(snippet.script));
}

void write_container(TextWriter& out, const Container& container) {
    const auto image = [](const char* kind, const std::optional<std::string>& text) {
        return text ? fmt::format(" {} {}", kind, literal_form(*text)) : std::string();
    };
    out.line("container {}:{}{}{}", container.name, image("oci", container.oci),
             image("sif", container.sif), image("root", container.root));
}

void write_files(TextWriter& out, const Experiment& experiment) {
    const Space& space = experiment.space;
    if (!experiment.workdir.parts.empty())
        out.line("workdir {}", text_form(space, experiment.workdir));
    for (const Output& output : experiment.outputs) {
        out.line("output {} = {} {}", output.name, name_of(output.kind),
                 text_form(space, output.path));
    }
    for (const ListFile& file : experiment.list_files) {
        out.line("list {}", file.name);
        out.indented([&] { write_words(out, space, file.lines); });
    }
    if (experiment.stdout_path) out.line("stdout {}", text_form(space, *experiment.stdout_path));
    if (experiment.stderr_path) out.line("stderr {}", text_form(space, *experiment.stderr_path));
    if (experiment.container) write_container(out, *experiment.container);
    for (const Mount& mount : experiment.mounts) {
        out.line("mount {} at {}{}", mount.name, literal_form(mount.at),
                 mount.writable ? ", writable" : "");
    }
}

void write_flow(TextWriter& out, const Experiment& experiment) {
    if (experiment.retry) {
        out.line("retry {} attempts on {}", experiment.retry->attempts,
                 names_form(experiment.retry->on));
    }
    for (const Dependency& dependency : experiment.dependencies) {
        const std::string by = dependency.by.empty() ? "" : " by " + names_form(dependency.by);
        out.line("after {} {}{}{}", name_of(dependency.join), dependency.parent, by,
                 dependency.any_outcome ? ", whatever its outcome" : "");
    }
}

void write_experiment(TextWriter& out, const Experiment& experiment) {
    out.line("experiment {}: {}", experiment.name, runs_form(experiment.space.count));
    out.indented([&] {
        if (!experiment.doc.empty()) out.line("doc {}", literal_form(experiment.doc));
        write_space(out, experiment.space);
        out.line("identity {}", columns_form(experiment.space, experiment.identity));
        for (const Group& group : experiment.groups) {
            out.line("group of {}: {}", runs_form(group.space.count),
                     resources_form(group.resources));
            for (const Resources& later : group.later)
                out.line("then {}", resources_form(later));
        }
        write_command(out, experiment);
        write_variables(out, "env", experiment.space, experiment.environment);
        write_files(out, experiment);
        write_snippets(out, "setup", experiment.setup);
        write_snippets(out, "container_setup", experiment.container_setup);
        write_snippets(out, "teardown", experiment.teardown);
        write_flow(out, experiment);
    });
}

/// How runs share jobs, and the nodes that these are for.
void write_shared_jobs(TextWriter& out, const Slurm& slurm) {
    if (const auto& packing = slurm.packing) {
        const std::string most =
            packing->max_at_once ? fmt::format(", {} at once", *packing->max_at_once) : "";
        out.line("packs of {}{}", packing->per_job, most);
    }
    if (const auto& taskfile = slurm.taskfile)
        out.line("taskfile for {} with modules {}", taskfile->helper, list_form(taskfile->modules));
    const NodeShape& node = slurm.node;
    if (node.cpus) out.line("node with {} CPUs", *node.cpus);
    if (node.gpus) out.line("node with {} GPUs", *node.gpus);
    if (node.memory) out.line("node with {}", algebra::display(*node.memory));
}

void write_slurm(TextWriter& out, const Slurm& slurm) {
    const auto write_optional = [&](std::string_view name,
                                    const std::optional<std::string>& value) {
        if (value) out.line("{} {}", name, literal_form(*value));
    };
    const auto write_limit = [&](std::string_view name, const std::optional<std::int64_t>& value) {
        if (value) out.line("{} {}", name, *value);
    };
    write_optional("account", slurm.account);
    write_optional("partition", slurm.partition);
    write_optional("qos", slurm.qos);
    out.line("launcher {}, arrays of {}, scripts of {}", slurm.launcher, slurm.max_array_size,
             algebra::display(slurm.max_script_size));
    write_limit("max_array_tasks", slurm.max_array_tasks);
    write_limit("max_submit", slurm.max_submit);
    for (const auto& [type, spelling] : slurm.gpu_types)
        out.line("gpu_type {} = {}", type, literal_form(spelling));
    out.line("GPUs by {}", slurm.gpu_request);
    write_optional("reservation", slurm.reservation);
    write_optional("nodelist", slurm.nodelist);
    write_optional("exclude", slurm.exclude);
    write_optional("signal", slurm.signal);
    if (slurm.requeue) out.line("requeue {}", *slurm.requeue);
    write_optional("comment", slurm.comment);
    write_optional("constraint", slurm.constraint);
    if (slurm.exclusive) out.line("exclusive");
    if (slurm.mail) out.line("mail {} on {}", slurm.mail->to, names_form(slurm.mail->on));
    write_optional("log_dir", slurm.log_dir);
    write_shared_jobs(out, slurm);
}

/// What is fetched or sent, of a mount whose content is copied.
std::string copied_form(const MountSource& source) {
    std::string form;
    if (source.from) form += ' ' + literal_form(*source.from);
    if (source.url) form += ' ' + literal_form(*source.url);
    if (source.commit) form += " at " + *source.commit;
    if (source.sync) form += " every " + algebra::display(*source.sync);
    if (!source.exclude.empty()) form += " without " + list_form(source.exclude);
    if (!source.include.empty()) form += " only " + list_form(source.include);
    return form;
}

void write_source(TextWriter& out, const MountSource& source) {
    const std::string path = source.path ? ' ' + literal_form(*source.path) : "";
    const std::string size = source.size ? " of " + algebra::display(*source.size) : "";
    const std::string claim = source.claim ? ' ' + literal_form(*source.claim) : "";
    const std::string server = source.server ? ' ' + literal_form(*source.server) : "";
    const std::string below = source.sub_path ? " below " + literal_form(*source.sub_path) : "";
    const std::string made =
        source.create ? fmt::format(", made with {}", algebra::display(source.create->size)) : "";
    out.line("mount {} from {}{}{}{}{}{}{}{}", source.mount, source.kind, claim, server, path,
             below, size, made, copied_form(source));
}

void write_grid_engine(TextWriter& out, const GridEngine& engine) {
    if (engine.queue) out.line("queue {}", literal_form(*engine.queue));
    if (engine.project) out.line("project {}", literal_form(*engine.project));
    out.line("slots by {}, memory by {}, GPUs by {}, arrays of {}",
             literal_form(engine.parallel_environment), literal_form(engine.memory_resource),
             literal_form(engine.gpu_resource), engine.max_aj_tasks);
    if (engine.max_u_jobs) out.line("max_u_jobs {}", *engine.max_u_jobs);
}

void write_ray(TextWriter& out, const Ray& ray) {
    if (ray.address) out.line("address {}", literal_form(*ray.address));
    out.line("python {}", literal_form(ray.python));
    for (const auto& [type, name] : ray.gpu_types)
        out.line("gpu_type {} = {}", type, literal_form(name));
    for (const RayAmount& resource : ray.custom_resources)
        out.line("each run takes {} of {}", algebra::repr(resource.amount),
                 literal_form(resource.name));
}

void write_ray_nodes(TextWriter& out, const RayNodes& nodes) {
    out.line("{}: {} to {} of {}{}", nodes.name, nodes.min, nodes.max,
             literal_form(nodes.machine.value_or("")), nodes.preemptible ? ", preemptible" : "");
}

void write_ray_cluster(TextWriter& out, const RayCluster& cluster) {
    out.line("cluster {} of {}", literal_form(cluster.name), cluster.provider.kind);
    out.indented([&] {
        write_ray_nodes(out, cluster.head);
        for (const RayNodes& nodes : cluster.workers)
            write_ray_nodes(out, nodes);
        if (cluster.docker) out.line("docker {}", literal_form(cluster.docker->image.value_or("")));
    });
}

void write_kubernetes(TextWriter& out, const Kubernetes& engine) {
    if (engine.name_space) out.line("namespace {}", literal_form(*engine.name_space));
    out.line("kind {}, server {}", engine.kind, literal_form(engine.server));
    if (!engine.nodes.empty()) out.line("nodes {}", names_form(engine.nodes));
    for (const NodeLabels& node : engine.node_labels) {
        for (const auto& [label, value] : node.labels)
            out.line("gpu_type {} where {} is {}", literal_form(node.gpu_type), literal_form(label),
                     literal_form(value));
    }
    if (engine.gpu_sharing > 1) out.line("{} pods share a GPU", engine.gpu_sharing);
    if (engine.gpus) out.line("of GPUs {}", fmt::join(*engine.gpus, ", "));
    if (!engine.tolerations.empty()) out.line("tolerations {}", engine.tolerations.size());
    if (engine.service_account)
        out.line("service_account {}", literal_form(*engine.service_account));
    if (!engine.image_pull_secrets.empty())
        out.line("image_pull_secrets {}", names_form(engine.image_pull_secrets));
    if (engine.ttl) out.line("ttl {}", algebra::display(*engine.ttl));
}

void write_platform(TextWriter& out, const Platform& platform) {
    out.line("platform {} ({})", platform.name, platform.engine);
    out.indented([&] {
        match(
            platform.settings,
            [&](const Local& local) {
                if (local.gpus) out.line("gpus {}", fmt::join(*local.gpus, ", "));
            },
            [&](const Slurm& slurm) { write_slurm(out, slurm); },
            [&](const GridEngine& engine) { write_grid_engine(out, engine); },
            [&](const Ray& ray) {
                write_ray(out, ray);
                if (ray.cluster) write_ray_cluster(out, *ray.cluster);
            },
            [&](const Kubernetes& engine) { write_kubernetes(out, engine); });
        if (platform.max_parallel) out.line("max_parallel {}", *platform.max_parallel);
        if (platform.run_root) out.line("run_root {}", literal_form(*platform.run_root));
        write_variables(out, "env", Space{}, platform.environment);
        for (const SecretSource& source : platform.secrets) {
            out.line("secret {} from {} {}", source.secret, name_of(source.from), source.where);
        }
        if (!platform.inherit_env) out.line("inherit_env false");
        if (const auto& runtime = platform.runtime) {
            const std::string args = runtime->extra_args.empty()
                                         ? ""
                                         : fmt::format(" with {}", list_form(runtime->extra_args));
            out.line("runtime {}{}", runtime->name, args);
        }
        for (const MountSource& source : platform.storage)
            write_source(out, source);
        if (!platform.extra_flags.empty())
            out.line("extra_flags {}", list_form(platform.extra_flags));
        if (const auto& remote = platform.submit) {
            const std::string dir = remote->dir ? " in " + literal_form(*remote->dir) : "";
            const std::string without =
                remote->exclude.empty() ? "" : " without " + list_form(remote->exclude);
            out.line("submitted on {}{}{}", remote->host, dir, without);
        }
    });
}

void write_target(TextWriter& out, const Target& target) {
    out.line("target {}: {}", target.name, runs_form(target.totals.runs));
    out.indented([&] {
        if (target.totals.cpu_hours)
            out.line("cpu_hours {}", algebra::repr(*target.totals.cpu_hours));
        if (target.totals.gpu_hours)
            out.line("gpu_hours {}", algebra::repr(*target.totals.gpu_hours));
        for (const Request& request : target.requests) {
            out.line("asks for {}: {}{}", name_of(request.capability), request.subject,
                     request.may_drop ? ", which may be left out" : "");
        }
        write_platform(out, target.platform);
        for (const Experiment& experiment : target.experiments)
            write_experiment(out, experiment);
    });
}

} // namespace

std::string to_text(const Plan& plan) {
    TextWriter out;
    out.line("plan of {}", plan.root_file);
    for (const SourceHash& source : plan.sources)
        out.line("source {} {}", source.path, source.sha256);
    for (const Setting& input : plan.inputs)
        out.line("input {} = {}", input.name, input.value);
    for (const Setting& setting : plan.overrides)
        out.line("override {} = {}", setting.name, setting.value);
    for (const Target& target : plan.targets)
        write_target(out, target);
    return out.take();
}

} // namespace expc::ir
