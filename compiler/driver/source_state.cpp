// SPDX-License-Identifier: MIT
#include "compiler/driver/source_state.hpp"

#include "compiler/driver/building.hpp"
#include "compiler/driver/surroundings.hpp"
#include "runtime/provenance/git_state.hpp"
#include "runtime/provenance/record.hpp"

#include <set>

namespace expc::driver {

namespace {

/// The folders of `upload` mounts, each once.
std::vector<provenance::SentFolder> sent_folders(const ir::Target& target,
                                                 const std::string& project) {
    std::vector<provenance::SentFolder> sent;
    for (const ir::MountSource& source : target.platform.storage) {
        if (source.kind == "upload")
            sent.push_back({source.mount, real_path(path_from(project, source.from.value_or("")))});
    }
    return sent;
}

} // namespace

std::string source_lines(const ir::Plan& plan, const Arguments& arguments) {
    const std::string project = real_path(project_root(arguments.file));
    std::vector<std::string> own = {real_path(arguments.output)};
    for (const ir::Target& target : plan.targets)
        own.push_back(run_root(target, project));
    std::string lines;
    if (const auto state = provenance::git_state(project, own))
        lines = fmt::format("source: {}\n", provenance::describe(*state));
    std::set<std::string> told;
    for (const ir::Target& target : plan.targets) {
        for (const auto& folder :
             provenance::with_own_history(project, sent_folders(target, project))) {
            const auto state = provenance::git_state(folder.path, own);
            if (state && told.insert(folder.mount + '\n' + folder.path).second)
                lines +=
                    fmt::format("source of `{}`: {}\n", folder.mount, provenance::describe(*state));
        }
    }
    return lines;
}

Result<Done> keep_source_state(const ir::Target& target, const RunPlaces& places,
                               const Arguments& arguments) {
    return provenance::record(places.project, sent_folders(target, real_path(places.project)),
                              {real_path(arguments.output), places.run_root},
                              places.run_root + "/" + target.name + "/.source");
}

} // namespace expc::driver
