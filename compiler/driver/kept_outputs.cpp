// SPDX-License-Identifier: MIT
#include "compiler/driver/kept_outputs.hpp"

#include "compiler/driver/surroundings.hpp"
#include "compiler/ir/platform.hpp"
#include "runtime/files/files.hpp"

#include <algorithm>

namespace expc::driver {

namespace {

/// No stricter than task.sh is when the run ends, or a run would start again and again.
bool is_there(const std::string& path) {
    return files::kind_behind(path) != files::Kind::nothing;
}

} // namespace

KeptOutputs::KeptOutputs(const ir::Target& target, const ir::Experiment& experiment,
                         const RunPlaces& places)
    : platform_(target.platform), experiment_(experiment), places_(places),
      target_folder_(places.run_root + "/" + target.name),
      runs_here_(target.platform.engine == "local"),
      runs_elsewhere_(std::holds_alternative<ir::Kubernetes>(target.platform.settings) ||
                      target.platform.submit.has_value()) {}

bool KeptOutputs::all_there(const ir::ResolvedRun& run) const {
    const std::string run_folder = path_from(target_folder_, experiment_.name + "/" + run.id.hex());
    if (is_gone(run_folder)) return false;
    if (run.outputs.empty()) return true;
    const std::optional<std::string> workdir = text(run.workdir, run_folder);
    if (!workdir) return true;
    const std::string folder = path_from(places_.project, *workdir);
    return std::ranges::none_of(run.outputs, [&](const ir::ResolvedText& declared) {
        const std::optional<std::string> output = text(declared, run_folder);
        const auto path = output ? outside(path_from(folder, *output)) : std::nullopt;
        return path && is_gone(*path);
    });
}

/// Where on this machine a path stands that a run sees; nothing where only its job could say.
std::optional<std::string> KeptOutputs::outside(const std::string& path) const {
    if (!experiment_.container) return path;
    const ir::Mount* around = nullptr;
    for (const ir::Mount& mount : experiment_.mounts) {
        const bool is_inside = path == mount.at || path.starts_with(mount.at + "/");
        if (is_inside && (around == nullptr || around->at.size() < mount.at.size()))
            around = &mount;
    }
    if (around == nullptr) return path;
    const ir::MountSource* source = ir::source_of(platform_, around->name);
    if (source == nullptr || source->kind != "bind" || !source->path) return std::nullopt;
    return *source->path + path.substr(around->at.size());
}

bool KeptOutputs::is_gone(const std::string& path) const {
    return can_be_seen(path) && !is_there(path);
}

/// Nothing where a part is known to the job alone.
std::optional<std::string> KeptOutputs::text(const ir::ResolvedText& text,
                                             const std::string& run_folder) const {
    std::string filled;
    for (const algebra::TextPart& part : text) {
        if (const auto* literal = std::get_if<std::string>(&part)) {
            filled += *literal;
            continue;
        }
        const ir::RuntimeKind kind = std::get<ir::RuntimePart>(part).kind;
        if (kind == ir::RuntimeKind::run_dir)
            filled += run_folder;
        else if (kind == ir::RuntimeKind::target_dir)
            filled += target_folder_;
        else
            return std::nullopt;
    }
    return filled;
}

/// The records of a cluster's runs are read from run_root, so what stands below it is shared. What
/// pods see is no folder of this machine.
bool KeptOutputs::can_be_seen(const std::string& path) const {
    if (runs_elsewhere_) return false;
    return runs_here_ || path.starts_with(places_.run_root + "/");
}

} // namespace expc::driver
