// SPDX-License-Identifier: MIT
#include "compiler/driver/source_state.hpp"

#include "compiler/driver/building.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/provenance/git_state.hpp"
#include "runtime/provenance/record.hpp"

namespace expc::driver {

std::string source_line(const ir::Plan& plan, const Arguments& arguments) {
    const std::string project = real_path(project_root(arguments.file));
    std::vector<std::string> own = {real_path(arguments.output)};
    for (const ir::Target& target : plan.targets)
        own.push_back(run_root(target, project));
    const auto state = provenance::git_state(project, own);
    return state ? fmt::format("source: {}\n", provenance::describe(*state)) : "";
}

Result<Done> keep_source_state(const ir::Target& target, const RunPlaces& places,
                               const Arguments& arguments) {
    return provenance::record(places.project, {real_path(arguments.output), places.run_root},
                              places.run_root + "/" + target.name + "/.source");
}

} // namespace expc::driver
