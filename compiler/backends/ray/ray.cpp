// SPDX-License-Identifier: MIT
// The backend of Ray clusters: submit.sh, a driver that keeps runs in flight as Ray tasks, and a
// folder for each experiment.
#include "compiler/backends/backend.hpp"
#include "compiler/backends/ray/driver_plan.hpp"
#include "compiler/backends/text/places.hpp"
#include "compiler/backends/text/secrets.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/submissions.hpp"
#include "compiler/backends/text/task_script.hpp"
#include "compiler/backends/text/template.hpp"

#include <algorithm>
#include <array>

namespace expc::backends::ray {
namespace {

constexpr std::array capabilities = {ir::Capability::gpu_sharing, ir::Capability::gpu_types,
                                     ir::Capability::containers,  ir::Capability::container_setup,
                                     ir::Capability::bind_mounts, ir::Capability::dependencies,
                                     ir::Capability::retries};

std::string ray_submit_script(const ir::Plan& plan, const ir::Target& target) {
    const ir::Platform& platform = target.platform;
    return fill(script_template("ray_submit.sh.in"),
                {{"target_comment", comment_text(target.name)},
                 {"places", places(plan, platform)},
                 {"python", ShellWord::literal(settings_of(target).python).text()},
                 {"require_secrets", require_secrets(platform)},
                 {"store_secrets", store_secrets(platform)}});
}

Artifacts emit(const ir::Plan& plan, const ir::Target& target) {
    Artifacts artifacts;
    artifacts.files = {{"driver.json", driver_plan(target)},
                       {"driver.py", script_file("driver.py"), true},
                       {"guard.py", script_file("guard.py"), true},
                       {"runs.py", script_file("runs.py")},
                       {"submit.sh", ray_submit_script(plan, target), true}};
    for (const ir::Experiment& experiment : target.experiments)
        add_task_folder(target, experiment, {"ray", "", false}, artifacts.files);
    std::ranges::sort(artifacts.files, {}, &Artifact::path);
    return artifacts;
}

void check(const ir::Target& target, diag::Sink& sink) {
    check_groups(target, "Ray", sink);
    if (target.platform.extra_flags.empty()) return;
    sink.report(diag::Code::E0804, target.platform.origin, std::string("ray"),
                std::string("`extra_flags`"))
        .here("a driver joins the cluster by its address: there is no client to give words to");
}

std::vector<std::string> remarks(const ir::Target&) {
    return {};
}

} // namespace
} // namespace expc::backends::ray

namespace expc::backends {

Backend ray_backend() {
    return {"ray",
            "runs as tasks of a Ray cluster, under a driver that waits for them",
            ray::capabilities,
            ray::emit,
            ray::check,
            ray::remarks};
}

} // namespace expc::backends
