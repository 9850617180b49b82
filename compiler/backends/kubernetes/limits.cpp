// SPDX-License-Identifier: MIT
#include "compiler/backends/kubernetes/limits.hpp"

#include "compiler/backends/kubernetes/claims.hpp"
#include "compiler/backends/kubernetes/kubectl_flags.hpp"
#include "compiler/backends/kubernetes/manifests.hpp"
#include "compiler/backends/kubernetes/names.hpp"
#include "compiler/backends/kubernetes/sharing.hpp"
#include "compiler/backends/kubernetes/values.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/base/grouped.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace expc::backends::kubernetes {
namespace {

constexpr std::size_t config_map_bytes = 1'048'576;
constexpr std::uint64_t most_jobs = 1'000;

class Limits {
  public:
    Limits(const ir::Target& target, diag::Sink& sink)
        : target_(target), platform_(target.platform),
          engine_(std::get<ir::Kubernetes>(platform_.settings)), sink_(sink) {}

    void check_run_root() {
        if (!platform_.run_root) {
            lacks(target_.origin, target_.name, "a `run_root`")
                .help("name a folder in a mount that runs may write: `run_root = "
                      "\"/results/runs\"`");
        } else if (keeper(target_) == nullptr) {
            lacks(target_.origin, target_.name,
                  fmt::format("a mount for its `run_root`, `{}`", *platform_.run_root))
                .label(ir::place_of(platform_, "run_root"), "named here")
                .help("what runs keep has to outlive their pods: give an experiment a mount with "
                      "`mode = \"rw\"` at that folder or above it");
        }
    }

    void check_experiment(const ir::Experiment& experiment) {
        check_view_of_run_root(experiment);
        if (!experiment.container)
            lacks(experiment.origin, experiment.name, "a container")
                .help("declare `container image { oci = \"docker.io/library/python:3.12\" }` and "
                      "say `container = image` here");
        check_mounts(experiment);
        check_gpu_types(experiment);
    }

    void check_size(const ir::Experiment& experiment, const std::vector<Artifact>& files) {
        std::size_t bytes = 0;
        for (const Artifact& file : files)
            bytes += file.path.size() + file.content.size();
        if (bytes <= config_map_bytes) return;
        const Artifact& largest = *std::ranges::max_element(
            files, {}, [](const Artifact& file) { return file.content.size(); });
        sink_
            .report(diag::Code::E0812, place_of_script(experiment, largest.path),
                    fmt::format("the scripts of `{}` take {} bytes", experiment.name, bytes),
                    fmt::format("{} in a ConfigMap", config_map_bytes))
            .here(fmt::format("{} of them are `{}`", largest.content.size(), largest.path))
            .label(platform_.origin, fmt::format("this platform is `{}`", platform_.engine))
            .note("they hold the command and every value of the axes")
            .help("put long values and long scripts into files on a mount, and give runs their "
                  "paths");
    }

    void check_archives() {
        for (const ir::MountSource& source : platform_.storage) {
            if (source.kind != "upload" || !source.size) continue;
            const auto bytes = static_cast<std::size_t>(source.size->bytes) + archive_key.size();
            if (bytes <= config_map_bytes) continue;
            sink_
                .report(diag::Code::E0812, source.origin,
                        fmt::format("the archive of `{}` takes {} bytes", source.mount, bytes),
                        fmt::format("{} in a ConfigMap", config_map_bytes))
                .here("pods read it from one")
                .label(platform_.origin, fmt::format("this platform is `{}`", platform_.engine))
                .help("leave out what runs do not need: `exclude = [\"data/\", \"*.ckpt\"]`")
                .help("or take it from a claim, or from a repository: `git { repo, commit }`");
        }
    }

    void check_jobs() {
        const std::uint64_t jobs = array_count(submissions(target_, runs_per_job(target_)));
        if (jobs > most_jobs) {
            const auto runs_of = [](const ir::Experiment& each) { return each.space.count; };
            const ir::Experiment& largest =
                *std::ranges::max_element(target_.experiments, {}, runs_of);
            sink_
                .report(diag::Code::E0812, ir::place_of(largest, "space"),
                        fmt::format("`{}` would be {} Jobs", target_.name, jobs),
                        fmt::format("{} of one target", most_jobs))
                .here(fmt::format("{} runs, and a Job holds {}", grouped(largest.space.count),
                                  most_completions))
                .label(target_.origin, "in this target")
                .help("draw some of the runs with `sample`");
        }
        if (!platform_.max_parallel || static_cast<std::uint64_t>(*platform_.max_parallel) >= jobs)
            return;
        sink_
            .report(diag::Code::E0812, ir::place_of(platform_, "max_parallel"),
                    fmt::format("`max_parallel` is {}, and `{}` is {} Jobs",
                                *platform_.max_parallel, target_.name, jobs),
                    "as many Jobs as `max_parallel`, which all start at once")
            .help(fewer_jobs(jobs));
    }

  private:
    /// The field that a script is made of, where it is called like one: `setup.sh`.
    static SourceRange place_of_script(const ir::Experiment& experiment, std::string_view path) {
        const std::string_view name = path.substr(path.rfind('/') + 1);
        const std::string field(name.substr(0, name.find('.')));
        return ir::place_of(experiment, experiment.places.contains(field) ? field : "command");
    }

    /// What makes the Jobs of the target fewer than `jobs`.
    [[nodiscard]] std::string fewer_jobs(std::uint64_t jobs) const {
        if (shares_gpus(target_))
            return fmt::format("leave `max_parallel` out, as {} pods share a GPU at most, or name "
                               "fewer `nodes`: runs are spread over all of their GPUs",
                               engine_.gpu_sharing);
        if (std::ranges::any_of(target_.experiments, [](const ir::Experiment& experiment) {
                return experiment.groups.size() > 1;
            }))
            return "round `memory` or `time` up to a few steps, so that more runs ask for the same";
        return fmt::format("say `max_parallel = {}`, or make targets of fewer experiments", jobs);
    }

    diag::Builder lacks(SourceRange place, std::string_view who, std::string_view what) {
        diag::Builder report = sink_.report(diag::Code::E0811, place, who, platform_.engine, what);
        report.label(platform_.origin, fmt::format("this platform is `{}`", platform_.engine));
        return report;
    }

    void check_view_of_run_root(const ir::Experiment& experiment) {
        const ir::Mount* kept = keeper(target_);
        if (kept == nullptr) return;
        const std::vector<ir::Mount> mounts = pod_mounts(target_, experiment);
        const ir::Mount* seen = innermost(mounts, *platform_.run_root);
        if (seen == nullptr || seen->name == kept->name) return;
        lacks(seen->origin, experiment.name,
              fmt::format("its `run_root`, `{}`, which the mount `{}` hides", *platform_.run_root,
                          seen->name));
    }

    void check_mounts(const ir::Experiment& experiment) {
        std::map<std::string_view, std::string_view> seen;
        for (const ir::Mount& mount : experiment.mounts) {
            const auto [found, is_new] = seen.emplace(mount.at, mount.name);
            if (!is_new)
                sink_.report(diag::Code::E0309, mount.origin, fmt::format("`{}.at`", mount.name),
                             fmt::format("a path of its own, not `{}` of mount `{}`", mount.at,
                                         found->second));
            if (mount.at.find(':') != std::string::npos)
                sink_.report(diag::Code::E0309, mount.origin, fmt::format("`{}.at`", mount.name),
                             "a path without `:`, which Kubernetes refuses");
            if (mount.at == scripts_root || mount.at.starts_with(std::string(scripts_root) + '/'))
                sink_.report(diag::Code::E0309, mount.origin, fmt::format("`{}.at`", mount.name),
                             fmt::format("a path outside of `{}`, where pods find their scripts",
                                         scripts_root));
        }
    }

    void check_gpu_types(const ir::Experiment& experiment) {
        for (const ir::Group& group : experiment.groups) {
            const auto& type = group.resources.gpu_type;
            if (group.resources.gpus == 0 || !type) continue;
            if (std::ranges::find(engine_.node_labels, *type, &ir::NodeLabels::gpu_type) !=
                engine_.node_labels.end())
                continue;
            sink_
                .report(diag::Code::E0811, ir::place_of(experiment, "resources.gpu_type"),
                        experiment.name, platform_.engine,
                        fmt::format("the labels of nodes with the GPU `{}`", *type))
                .label(ir::place_of(platform_, "node_labels"),
                       "this platform does not say what marks them")
                .help(
                    fmt::format("for example `node_labels = {{ {} = {{ \"nvidia.com/gpu.product\" "
                                "= \"...\" }} }}`",
                                *type));
            return;
        }
    }

    const ir::Target& target_;
    const ir::Platform& platform_;
    const ir::Kubernetes& engine_;
    diag::Sink& sink_;
};

} // namespace

void check_limits(const ir::Target& target,
                  std::vector<Artifact> (*scripts)(const ir::Target&, const ir::Experiment&),
                  diag::Sink& sink) {
    const std::size_t errors = sink.error_count();
    Limits limits(target, sink);
    limits.check_run_root();
    for (const ir::Experiment& experiment : target.experiments)
        limits.check_experiment(experiment);
    check_values(target, sink);
    check_extra_flags(target, kubectl_options(target), sink);
    check_claims(target, sink);
    check_sharing(target, sink);
    check_replica_sets(target, sink);
    limits.check_archives();
    if (sink.error_count() == errors) limits.check_jobs();
    if (sink.error_count() > errors) return;
    for (const ir::Experiment& experiment : target.experiments)
        limits.check_size(experiment, scripts(target, experiment));
}

} // namespace expc::backends::kubernetes
