// SPDX-License-Identifier: MIT
#include "compiler/ir/joins.hpp"

#include <algorithm>

namespace expc::ir {
namespace {

bool is_same(const Dependency& left, const Dependency& right) {
    return left.join == right.join && left.parent == right.parent && left.by == right.by &&
           left.any_outcome == right.any_outcome;
}

} // namespace

std::vector<ColumnIndex> joined_columns(const Experiment& parent, const Dependency& dependency) {
    if (dependency.join == Dependency::Join::all) return {};
    if (dependency.join == Dependency::Join::each) return parent.identity;
    std::vector<ColumnIndex> columns;
    for (const std::string& name : dependency.by)
        columns.push_back(parent.space.find_column(name).value());
    return columns;
}

ReaderView reader_view(const Experiment& reader, const Experiment& parent,
                       const Dependency& dependency) {
    ReaderView view{reader.space, {}};
    for (const ColumnIndex index : joined_columns(parent, dependency)) {
        const algebra::Column& theirs = parent.space.columns[index];
        const ColumnIndex own = reader.space.find_column(theirs.alias).value();
        view.space.columns[own].name = theirs.name;
        view.space.columns[own].was = theirs.was;
        view.columns.push_back(own);
    }
    return view;
}

const Experiment& experiment_named(const Target& target, std::string_view name) {
    return *std::ranges::find(target.experiments, name, &Experiment::name);
}

std::vector<const Dependency*> distinct_dependencies(const Experiment& experiment) {
    std::vector<const Dependency*> distinct;
    for (const Dependency& dependency : experiment.dependencies) {
        const bool known = std::ranges::any_of(
            distinct, [&](const Dependency* other) { return is_same(*other, dependency); });
        if (!known) distinct.push_back(&dependency);
    }
    return distinct;
}

JoinKeys::JoinKeys(const Experiment& reader, const Experiment& parent, const Dependency& dependency)
    : view_(reader_view(reader, parent, dependency)), reader_(view_.space, view_.columns),
      parent_(parent.space, joined_columns(parent, dependency)) {}

bool joins_by_position(const Experiment& reader, const Experiment& parent,
                       const Dependency& dependency) {
    const bool fits = dependency.join == Dependency::Join::each &&
                      reader.space.count == parent.space.count &&
                      reader.space.count <= most_joined_runs;
    if (!fits) return false;
    JoinKeys keys(reader, parent, dependency);
    algebra::Cursor ours(reader.space, 0);
    algebra::Cursor theirs(parent.space, 0);
    for (std::uint64_t index = 0; index < parent.space.count; ++index) {
        if (keys.of_reader(ours.ordinals()) != keys.of_parent(theirs.ordinals())) return false;
        ours.next();
        theirs.next();
    }
    return true;
}

} // namespace expc::ir
