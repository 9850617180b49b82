// SPDX-License-Identifier: MIT
#include "compiler/backends/ray/cluster_scripts.hpp"

#include "compiler/backends/ray/cluster_file.hpp"
#include "compiler/backends/ray/driver_plan.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/places.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"

#include <fmt/format.h>

namespace expc::backends::ray {
namespace {

std::string quoted(const std::string& text) {
    return ShellWord::literal(text).text();
}

std::string words_of_flags(const std::vector<std::string>& flags) {
    std::string line;
    for (const std::string& flag : flags)
        line.append(line.empty() ? "" : " ").append(quoted(flag));
    return line;
}

/// What must be on the machine that starts the cluster: a line for each path.
std::string needs(const ir::RayCluster& cluster) {
    Lines lines;
    if (cluster.ssh_key)
        lines.add("need {} {}", quoted(*cluster.ssh_key), quoted("`ssh_key` of `cluster`"));
    for (const auto& [there, here] : cluster.file_mounts)
        lines.add("need {} {}", quoted(here), quoted("in `file_mounts` of `cluster`"));
    return lines.text();
}

std::string down_script(const ir::RayCluster& cluster) {
    const std::string& kind = cluster.provider.kind;
    return fill(
        script_template("cluster_down.sh.in"),
        {{"cloud", kind == "local" ? "" : "1"},
         {"gcp", kind == "gcp" ? "1" : ""},
         {"aws", kind == "aws" ? "1" : ""},
         {"project", quoted(cluster.provider.project.value_or(""))},
         {"region", quoted(cluster.provider.region.value_or(""))},
         {"gcp_filter",
          quoted(fmt::format("labels.ray-cluster-name={} AND status=TERMINATED", cluster.name))},
         {"aws_filter", quoted("Name=tag:ray-cluster-name,Values=" + cluster.name)}});
}

/// `docker run --mount` takes its words apart at these.
bool is_split_by_docker(const std::string& path) {
    return path.find_first_of(",\"") != std::string::npos;
}

} // namespace

void add_cluster_files(const ir::Plan& plan, const ir::Target& target,
                       std::vector<Artifact>& files) {
    const ir::Platform& platform = target.platform;
    const std::string opening = places(plan, platform);
    files.push_back({"cluster.yaml", cluster_file(target)});
    files.push_back({"up.sh",
                     fill(script_template("cluster_up.sh.in"),
                          {{"places", opening},
                           {"needs", needs(*settings_of(target).cluster)},
                           {"extra_flags", words_of_flags(platform.extra_flags)}}),
                     true});
    files.push_back({"submit.sh",
                     fill(script_template("cluster_submit.sh.in"),
                          {{"target_comment", comment_text(target.name)},
                           {"places", opening},
                           {"python", quoted(settings_of(target).python)}}),
                     true});
    files.push_back({"attach.sh", script_template("cluster_attach.sh.in"), true});
    files.push_back({"exec.sh", script_template("cluster_exec.sh.in"), true});
    files.push_back({"down.sh", down_script(*settings_of(target).cluster), true});
}

void check_cluster(const ir::Target& target, diag::Sink& sink) {
    const auto refuse = [&](SourceRange place, const std::string& what, std::string why) {
        sink.report(diag::Code::E0804, place, std::string("ray"), what).here(std::move(why));
    };
    for (const ir::SecretSource& secret : target.platform.secrets) {
        if (secret.from == ir::SecretSource::From::environment)
            refuse(secret.origin, fmt::format("the secret `{}`", secret.secret),
                   "it is in the environment of whoever submits, which no started cluster sees; "
                   "a file there serves");
    }
    if (!target.platform.run_root.value_or("").starts_with('/'))
        refuse(target.platform.origin, "a `run_root` that is not absolute",
               "runs are on other machines");
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Mount& mount : experiment.mounts) {
            if (is_split_by_docker(mount.at))
                refuse(mount.origin, fmt::format("mount `{}` at `{}`", mount.name, mount.at),
                       "docker reads commas and quotes in it");
        }
    }
    for (const ir::MountSource& source : target.platform.storage) {
        if (is_split_by_docker(source.path.value_or("")) && source.kind == "bind")
            refuse(source.origin, fmt::format("mount `{}` from `bind`", source.mount),
                   "docker reads commas and quotes in its path");
    }
    const std::string image = cluster_image(target).value_or("");
    for (const ir::Experiment& experiment : target.experiments) {
        if (experiment.container && experiment.container->oci.value_or("") != image)
            refuse(experiment.origin, fmt::format("container `{}`", experiment.container->name),
                   fmt::format("all runs of a started cluster are in one container: `{}`", image));
    }
}

} // namespace expc::backends::ray
