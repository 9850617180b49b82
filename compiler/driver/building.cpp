// SPDX-License-Identifier: MIT
#include "compiler/driver/building.hpp"

#include "compiler/algebra/identity.hpp"
#include "compiler/backends/backend.hpp"
#include "compiler/driver/surroundings.hpp"

#include <fmt/format.h>

namespace expc::driver {

namespace {

store::Tree tree_of(const EmittedTarget& emitted) {
    store::Tree tree{emitted.target->name, emitted.digest, {}};
    for (const backends::Artifact& file : emitted.artifacts.files)
        tree.files.push_back({file.path, file.content, file.executable});
    return tree;
}

/// Records of runs on another machine: each of its folders of runs has a mirror of its own.
std::string mirror_of(const ir::Platform& platform) {
    constexpr std::size_t digits = 8;
    const std::string place = fmt::format("{}\n{}", platform.submit->dir.value_or(""),
                                          platform.run_root.value_or("runs"));
    return fmt::format("runs/.remote/{}-{}", platform.submit->host,
                       algebra::sha256_hex(place).substr(0, digits));
}

} // namespace

std::optional<std::vector<EmittedTarget>> emit_all(Program& program, const Arguments& arguments,
                                                   Console& console) {
    // What planning had to say has been printed; only news of emission is to follow.
    program.sink().withdraw(0);
    std::vector<EmittedTarget> all;
    for (const ir::Target& target : program.plan().targets) {
        Result<std::optional<EmittedTarget>> emitted =
            arguments.backend ? emit_foreign(program.plan(), target, arguments, program.sink())
                              : emit(program.plan(), target, arguments, program.sink());
        if (!emitted) {
            console.error(emitted.failure().message);
            return std::nullopt;
        }
        if (emitted.value()) all.push_back(std::move(*emitted.value()));
    }
    const bool is_whole = all.size() == program.plan().targets.size();
    if (is_whole && !arguments.backend) backends::check_pairs(program.plan(), program.sink());
    if (program.sink().size() > 0) report(program, arguments, console);
    if (!is_whole || program.sink().has_errors()) return std::nullopt;
    return all;
}

std::optional<store::Published> store_all(const std::vector<EmittedTarget>& targets,
                                          const Arguments& arguments, Console& console) {
    std::vector<store::Tree> trees;
    for (const EmittedTarget& emitted : targets)
        trees.push_back(tree_of(emitted));
    Result<store::Published> published = store::publish(arguments.output, trees);
    if (published) return std::move(published).value();
    console.error(published.failure().message);
    return std::nullopt;
}

RunPlaces run_places(const EmittedTarget& emitted, const Arguments& arguments) {
    const std::string project = real_path(project_root(arguments.file));
    const std::string root = run_root(*emitted.target, project);
    return {project, root, root + "/.expc/" + emitted.digest};
}

std::string run_root(const ir::Target& target, const std::string& project) {
    const ir::Platform& platform = target.platform;
    // Where pods write is no folder of this machine; what is known of them stands in the project.
    const bool elsewhere = std::holds_alternative<ir::Kubernetes>(platform.settings);
    if (platform.submit) return path_from(project, mirror_of(platform));
    return path_from(project, elsewhere ? "runs" : platform.run_root.value_or("runs"));
}

} // namespace expc::driver
