// SPDX-License-Identifier: MIT
#include "compiler/backends/text/parents.hpp"

#include "compiler/backends/text/columns.hpp"
#include "compiler/backends/text/shell_word.hpp"
#include "compiler/backends/text/template.hpp"
#include "compiler/ir/joins.hpp"

#include <algorithm>
#include <map>

namespace expc::backends {
namespace {

/// The dependencies whose parents must have succeeded.
std::vector<const ir::Dependency*> asked(const ir::Experiment& experiment) {
    std::vector<const ir::Dependency*> dependencies = ir::distinct_dependencies(experiment);
    std::erase_if(dependencies, [](const ir::Dependency* one) { return one->any_outcome; });
    return dependencies;
}

/// Lines KEY ID of all parents.
std::string parent_ids(const ir::Experiment& reader, const ir::Experiment& parent,
                       const ir::Dependency& dependency) {
    ir::JoinKeys keys(reader, parent, dependency);
    algebra::Identifier identifier(parent.space, parent.identity);
    algebra::Cursor cursor(parent.space, 0);
    std::string lines;
    for (std::uint64_t index = 0; index < parent.space.count; ++index, cursor.next())
        lines += fmt::format("{} {}\n", keys.of_parent(cursor.ordinals()).hex(),
                             identifier.id(cursor.ordinals()).hex());
    return lines;
}

void add_join(Lines& lines, const ir::Experiment& reader, const ir::Experiment& parent,
              const ir::Dependency& dependency, std::size_t number, TaskFolder& folder) {
    const ir::ReaderView view = ir::reader_view(reader, parent, dependency);
    lines.add("expc_high=0 expc_low=0");
    lines.add_all(column_tokens(view.space, view.columns, fmt::format("keys-{}", number), folder));
    const ShellWord name = ShellWord::literal(parent.name);
    if (dependency.join == ir::Dependency::Join::each) {
        lines.add("need_run {} \"$(lanes)\"", name);
        return;
    }
    const std::string file = fmt::format("parents-{}", number);
    folder.add(file, parent_ids(reader, parent, dependency));
    lines.add("need_runs {} {} \"$(lanes)\"", name, file);
}

/// Whether the task at each place of the reader's array waits for the task at that place of the
/// parent's, and for no other. Runs that share a task or a job wait for all of the parent's jobs:
/// one that fails would end those that wait beside it.
bool are_twins(const ir::Experiment& reader, const ir::Experiment& parent,
               const ir::Dependency& dependency, bool shared) {
    const bool simple = !shared && reader.groups.size() == 1 && parent.groups.size() == 1;
    return simple && !dependency.any_outcome && ir::joins_by_position(reader, parent, dependency);
}

} // namespace

bool asks_for_parents(const ir::Experiment& experiment) {
    return !asked(experiment).empty();
}

bool has_stages(const ir::Target& target) {
    return std::ranges::any_of(target.experiments, [](const ir::Experiment& experiment) {
        return !experiment.dependencies.empty();
    });
}

std::string parents(const ir::Target& target, const ir::Experiment& experiment,
                    TaskFolder& folder) {
    const std::vector<const ir::Dependency*> dependencies = asked(experiment);
    if (dependencies.empty()) return "";
    Lines joins;
    for (std::size_t number = 0; number < dependencies.size(); ++number)
        add_join(joins, experiment, ir::experiment_named(target, dependencies[number]->parent),
                 *dependencies[number], number, folder);
    return fill(script_template("parents.sh.in"), {{"joins", joins.text()}});
}

std::string parents_of(const ir::Target& target, const ir::Experiment& experiment, bool shared) {
    std::map<std::string, bool> parents; // true: by position only
    for (const ir::Dependency* dependency : ir::distinct_dependencies(experiment)) {
        const ir::Experiment& parent = ir::experiment_named(target, dependency->parent);
        const auto [known, added] = parents.emplace(parent.name, true);
        known->second = known->second && are_twins(experiment, parent, *dependency, shared);
    }
    std::string all;
    std::string by_position;
    for (const auto& [name, twins] : parents) {
        all.append(all.empty() ? "" : " ").append(name);
        if (twins) by_position.append(" ").append(name);
    }
    return fmt::format("parents='{}' by_position='{}'", all, by_position);
}

bool parents_hash_values(const ir::Target& target, const ir::Experiment& experiment) {
    return std::ranges::any_of(asked(experiment), [&](const ir::Dependency* dependency) {
        const ir::ReaderView view = ir::reader_view(
            experiment, ir::experiment_named(target, dependency->parent), *dependency);
        return hashes_values(view.space, view.columns);
    });
}

} // namespace expc::backends
