// SPDX-License-Identifier: MIT
#include "compiler/driver/kept_outputs.hpp"

#include "compiler/driver/surroundings.hpp"
#include "runtime/files/files.hpp"

namespace expc::driver {

namespace {

/// No stricter than task.sh is when the run ends, or a run would start again and again.
bool is_there(const std::string& path) {
    return files::kind_behind(path) != files::Kind::nothing;
}

} // namespace

KeptOutputs::KeptOutputs(const ir::Target& target, const ir::Experiment& experiment,
                         const RunPlaces& places)
    : experiment_(experiment), places_(places), target_folder_(places.run_root + "/" + target.name),
      runs_here_(target.platform.engine == "local"),
      runs_elsewhere_(std::holds_alternative<ir::Kubernetes>(target.platform.settings) ||
                      target.platform.submit.has_value()) {}

bool KeptOutputs::all_there(const ir::ResolvedRun& run) const {
    if (run.outputs.empty()) return true;
    const std::string run_folder = path_from(target_folder_, experiment_.name + "/" + run.id.hex());
    const std::optional<std::string> workdir = text(run.workdir, run_folder);
    if (!workdir) return true;
    const std::string folder = path_from(places_.project, *workdir);
    for (const ir::ResolvedText& declared : run.outputs) {
        const std::optional<std::string> output = text(declared, run_folder);
        if (!output) continue;
        const std::string path = path_from(folder, *output);
        if (can_be_seen(path) && !is_there(path)) return false;
    }
    return true;
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
