// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/sharing.hpp"

#include "compiler/backends/kubernetes/manifests.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::backends::kubernetes {
namespace {

const ir::Kubernetes& settings(const ir::Target& target) {
    return std::get<ir::Kubernetes>(target.platform.settings);
}

/// How many GPUs of each node pods share.
std::uint64_t gpus_of_a_node(const ir::Kubernetes& engine) {
    if (engine.gpus) return engine.gpus->size();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(engine.node.gpus.value_or(0), 0));
}

SourceRange place_of_sharing(const ir::Target& target) {
    return ir::place_of(target.platform, "gpu_sharing");
}

std::uint64_t jobs_with(std::uint64_t runs, std::uint64_t runs_of_a_job) {
    return runs / runs_of_a_job + (runs % runs_of_a_job > 0 ? 1 : 0);
}

std::uint64_t jobs_with(const ir::Target& target, std::uint64_t runs_of_a_job) {
    std::uint64_t jobs = 0;
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups)
            jobs += jobs_with(group.space.count, runs_of_a_job);
    }
    return jobs;
}

/// What the runs of a group ask for must be what a pod gets.
void check_shares(const ir::Target& target, const ir::Experiment& experiment,
                  const ir::Resources& asked, diag::Sink& sink) {
    const auto pods = settings(target).gpu_sharing;
    const auto refuse = [&](std::string_view field, std::string_view asks,
                            std::string_view most) -> diag::Builder {
        diag::Builder report =
            sink.report(diag::Code::E0812, ir::place_of(experiment, field), asks, most);
        report.label(place_of_sharing(target), fmt::format("here {} pods share one GPU", pods));
        return report;
    };
    constexpr double rounding = 1e-9;
    if (asked.gpus == 0)
        sink.report(diag::Code::E0811, ir::place_of(experiment, "resources"), experiment.name,
                    target.platform.engine, "`gpus = 1`, because pods share GPUs there")
            .label(place_of_sharing(target), "`gpu_sharing` is above 1 here")
            .help("give other runs a platform of their own, `with { gpu_sharing = 1 }`");
    else if (asked.gpus != 1)
        refuse("resources.gpus",
               fmt::format("runs of `{}` ask for {} GPUs", experiment.name, asked.gpus),
               "1 for each run where `gpu_sharing` is above 1")
            .help("give such runs a platform of their own, `with { gpu_sharing = 1 }`");
    else if (asked.gpu_share * static_cast<double>(pods) > 1 + rounding)
        refuse("resources.gpu_share",
               fmt::format("runs of `{}` take {} of a GPU", experiment.name,
                           algebra::repr(asked.gpu_share)),
               fmt::format("1/{} where `gpu_sharing` is {}", pods, pods))
            .help("say that these runs do with less: `gpu_share` in `resources`");
}

/// A run that chose its GPU would not be listened to: what it sees was settled with its pod.
void check_chosen_gpus(const ir::Target& target, const std::vector<ir::Variable>& environment,
                       diag::Sink& sink) {
    for (const ir::Variable& variable : environment) {
        if (variable.name != "NVIDIA_VISIBLE_DEVICES") continue;
        sink.report(diag::Code::E0804, variable.origin, target.platform.engine,
                    "`NVIDIA_VISIBLE_DEVICES` of runs whose pods share GPUs")
            .here("it is read before the run begins, and submit.sh gives each Job its GPU")
            .label(place_of_sharing(target),
                   fmt::format("here {} pods share one GPU", settings(target).gpu_sharing))
            .help("leave it out: a pod sees its GPU alone");
    }
}

/// What the pods of one node ask for together, as Job after Job is pinned to its GPUs.
class NodeLoad {
  public:
    NodeLoad(const ir::Target& target, diag::Sink& sink)
        : target_(target), node_(settings(target).node), sink_(sink), most_(pods_at_once(target)),
          gpus_(gpus_of_a_node(settings(target))) {}

    /// False, with a message, when the pods of this Job no longer fit.
    bool add(const ir::Experiment& experiment, const ir::Resources& asked, std::uint64_t runs) {
        if (jobs_++ % gpus_ == 0) pods_ = cpus_ = memory_ = 0;
        const auto more = static_cast<std::int64_t>(std::min(runs, most_));
        pods_ += more;
        cpus_ += more * asked.cpus;
        memory_ += more * (asked.memory ? asked.memory->bytes : 0);
        if (node_.cpus && cpus_ > *node_.cpus)
            return refuse(experiment, "cpus", fmt::format("{} CPUs", cpus_),
                          fmt::format("{}", *node_.cpus));
        if (node_.memory && memory_ > node_.memory->bytes)
            return refuse(experiment, "memory",
                          fmt::format("{} of memory", algebra::display(ir::Size{memory_})),
                          algebra::display(*node_.memory));
        return true;
    }

  private:
    bool refuse(const ir::Experiment& experiment, std::string_view field, std::string_view asked,
                std::string_view most) {
        sink_
            .report(
                diag::Code::E0812, ir::place_of(experiment, fmt::format("resources.{}", field)),
                fmt::format("{} pods of `{}` on one node ask for {}", pods_, target_.name, asked),
                fmt::format("{} there", most))
            .here("with pods of this experiment it is too much")
            .label(place_of_sharing(target_),
                   fmt::format("here {} pods share one GPU", settings(target_).gpu_sharing))
            .help("ask for less in `resources`, or let fewer pods share a GPU: `gpu_sharing`");
        return false;
    }

    const ir::Target& target_;
    const ir::NodeShape& node_;
    diag::Sink& sink_;
    std::uint64_t most_; ///< pods of one Job
    std::uint64_t gpus_; ///< of one node
    std::uint64_t jobs_ = 0;
    std::int64_t pods_ = 0;
    std::int64_t cpus_ = 0;
    std::int64_t memory_ = 0;
};

/// Pods that wait for room on their node would leave GPUs idle that the platform promises.
void check_nodes(const ir::Target& target, diag::Sink& sink) {
    NodeLoad load(target, sink);
    const std::uint64_t most = runs_per_job(target);
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Group& group : experiment.groups) {
            for (std::uint64_t first = 0; first < group.space.count; first += most) {
                const std::uint64_t runs = std::min(most, group.space.count - first);
                if (!load.add(experiment, group.resources, runs)) return;
            }
        }
    }
}

} // namespace

bool shares_gpus(const ir::Target& target) {
    return settings(target).gpu_sharing > 1;
}

bool makes_replica_sets(const ir::Target& target) {
    return settings(target).kind == "ReplicaSet";
}

std::uint64_t gpus_to_share(const ir::Target& target) {
    return settings(target).nodes.size() * gpus_of_a_node(settings(target));
}

SharedGpu shared_gpu(const ir::Target& target, std::uint64_t job) {
    const ir::Kubernetes& engine = settings(target);
    const std::uint64_t gpus = gpus_of_a_node(engine);
    const std::uint64_t number = job % gpus;
    return {engine.nodes[job / gpus],
            engine.gpus ? (*engine.gpus)[number] : static_cast<std::int64_t>(number)};
}

std::vector<SharedGpu> gpus_in_use(const ir::Target& target) {
    std::vector<SharedGpu> gpus;
    const std::uint64_t jobs = jobs_with(target, runs_per_job(target));
    while (gpus.size() < jobs)
        gpus.push_back(shared_gpu(target, gpus.size()));
    return gpus;
}

std::uint64_t runs_per_job(const ir::Target& target) {
    if (!shares_gpus(target)) return most_completions;
    std::uint64_t enough = most_completions;
    std::uint64_t too_few = 0;
    while (enough - too_few > 1) {
        const std::uint64_t middle = too_few + (enough - too_few) / 2;
        (jobs_with(target, middle) <= gpus_to_share(target) ? enough : too_few) = middle;
    }
    return enough;
}

std::string choose_gpu(const ir::Target& target) {
    if (!shares_gpus(target)) return "";
    std::string names;
    for (const std::string& node : settings(target).nodes)
        names.append(" ").append(ShellWord::literal(node).text());
    const std::uint64_t gpus = gpus_of_a_node(settings(target));
    Lines lines;
    lines.add("gpu=$((first_gpu + first / chunk))");
    lines.add("node=$(printf '%s\\n'{} | sed -n \"$((gpu / {} + 1))p\")", names, gpus);
    lines.add("gpu=$((gpu % {}))", gpus);
    if (settings(target).gpus)
        lines.add("gpu=$(printf '%s\\n' {} | sed -n \"$((gpu + 1))p\")",
                  fmt::join(*settings(target).gpus, " "));
    lines.add("[ \"$at_once\" -le {0} ] || at_once={0}", settings(target).gpu_sharing);
    return lines.text();
}

std::uint64_t first_gpu(const ir::Target& target, std::string_view experiment, std::size_t group) {
    std::uint64_t first = 0;
    for (const ir::Experiment& earlier : target.experiments) {
        const bool is_last = earlier.name == experiment;
        const std::size_t groups = is_last ? group : earlier.groups.size();
        for (std::size_t number = 0; number < groups; ++number)
            first += jobs_with(earlier.groups[number].space.count, runs_per_job(target));
        if (is_last) break;
    }
    return first;
}

void check_replica_sets(const ir::Target& target, diag::Sink& sink) {
    if (!makes_replica_sets(target)) return;
    const auto refuse = [&](SourceRange place, std::string_view what) {
        sink.report(diag::Code::E0804, place, target.platform.engine, what)
            .here("asked for here")
            .label(ir::place_of(target.platform, "kind"), "`kind = \"ReplicaSet\"` is here")
            .help("`kind = \"Job\"` does it, and its pods end when their runs do");
    };
    if (settings(target).ttl)
        refuse(ir::place_of(target.platform, "ttl"),
               "`ttl`, because pods of a ReplicaSet never end");
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Dependency& dependency : experiment.dependencies)
            refuse(dependency.origin,
                   fmt::format("runs that wait for `{}` in a ReplicaSet", dependency.parent));
        for (const std::string& event : experiment.retry.value_or(ir::Retry{}).on) {
            if (event == "preempted" || event == "node_failure")
                refuse(experiment.retry->origin,
                       fmt::format("`retry` after `{}` in a ReplicaSet", event));
        }
    }
}

void check_sharing(const ir::Target& target, diag::Sink& sink) {
    if (!shares_gpus(target)) return;
    const ir::Platform& platform = target.platform;
    const std::uint64_t gpus = gpus_to_share(target);
    if (gpus == 0) {
        sink.report(diag::Code::E0811, place_of_sharing(target), platform.name, platform.engine,
                    "`nodes` and `node = { gpus = ... }`, the GPUs that pods share")
            .here("`gpu_sharing` is above 1");
        return;
    }
    std::vector<std::string> nodes = settings(target).nodes;
    std::ranges::sort(nodes);
    if (std::ranges::adjacent_find(nodes) != nodes.end())
        sink.report(diag::Code::E0309, ir::place_of(platform, "nodes"), "`nodes`",
                    "names that differ, where pods share GPUs");
    check_chosen_gpus(target, platform.environment, sink);
    for (const ir::Experiment& experiment : target.experiments) {
        check_chosen_gpus(target, experiment.environment, sink);
        for (const ir::Group& group : experiment.groups)
            check_shares(target, experiment, group.resources, sink);
    }
    const std::uint64_t jobs = jobs_with(target, runs_per_job(target));
    if (jobs <= gpus) {
        check_nodes(target, sink);
        return;
    }
    sink.report(diag::Code::E0812, target.origin,
                fmt::format("`{}` would be {} Jobs", target.name, jobs),
                fmt::format("{}, one for each GPU that pods share", gpus))
        .here("a Job for each experiment and group of resources, or more")
        .label(ir::place_of(platform, "nodes"), "`nodes` and `node.gpus` are here")
        .help("make targets of fewer experiments, and run one after the other");
}

} // namespace expc::backends::kubernetes
