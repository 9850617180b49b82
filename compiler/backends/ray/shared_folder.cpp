// SPDX-License-Identifier: MIT
#include "compiler/backends/ray/shared_folder.hpp"

#include "compiler/backends/ray/cluster_file.hpp"
#include "compiler/backends/ray/driver_plan.hpp"
#include "compiler/ir/platform.hpp"

#include <fmt/format.h>

namespace expc::backends::ray {
namespace {

/// A folder that a machine has besides its own disk, and whether runs may write there.
struct Folder {
    std::string path;
    bool writable = false;
};

bool has_several_machines(const ir::RayCluster& cluster) {
    return !cluster.provider.workers.empty() || !cluster.workers.empty();
}

/// Mounts that outlive a run, where runs see them.
std::vector<Folder> shared_folders(const ir::Target& target) {
    const bool in_docker = cluster_image(target).has_value();
    std::vector<Folder> folders;
    for (const ir::Experiment& experiment : target.experiments) {
        for (const ir::Mount& mount : experiment.mounts) {
            const ir::MountSource* source = ir::source_of(target.platform, mount.name);
            if (source == nullptr || ir::is_made_by_run(source->kind)) continue;
            const bool is_seen_at_its_place = in_docker || source->kind == "nfs";
            folders.push_back(
                {is_seen_at_its_place ? mount.at : source->path.value_or(""), mount.writable});
        }
    }
    return folders;
}

/// Whether the folder is the path, or stands above it.
bool stands_in(std::string_view path, std::string_view folder) {
    while (folder.size() > 1 && folder.ends_with('/'))
        folder.remove_suffix(1);
    if (folder.empty() || !path.starts_with(folder)) return false;
    return folder == "/" || path.size() == folder.size() || path[folder.size()] == '/';
}

bool is_shared(const ir::Target& target, const std::string& run_root) {
    if (fmt::format("{}/", run_root).find("/../") != std::string::npos) return false;
    const Folder* innermost = nullptr;
    const std::vector<Folder> folders = shared_folders(target);
    for (const Folder& folder : folders) {
        if (!stands_in(run_root, folder.path)) continue;
        const bool is_deeper = innermost == nullptr || folder.path.size() > innermost->path.size();
        const bool is_freer = innermost != nullptr && folder.path == innermost->path &&
                              folder.writable && !innermost->writable;
        if (is_deeper || is_freer) innermost = &folder;
    }
    return innermost != nullptr && innermost->writable;
}

} // namespace

void check_shared_folder(const ir::Target& target, diag::Sink& sink) {
    const std::string run_root = target.platform.run_root.value_or("");
    if (!run_root.starts_with('/') || !has_several_machines(*settings_of(target).cluster) ||
        is_shared(target, run_root))
        return;
    sink.report(diag::Code::E0811, target.platform.origin, target.name, target.platform.engine,
                fmt::format("a shared folder for its `run_root`, `{}`", run_root))
        .here("each machine of its cluster would have a folder of its own there")
        .help("give an experiment a mount with `mode = \"rw\"` at that folder or above it, and "
              "say in `storage` where it comes from: `nfs(\"server:/path\")`, or "
              "`bind(\"/path\")` where the machines share it already");
}

} // namespace expc::backends::ray
