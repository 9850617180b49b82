// SPDX-License-Identifier: MIT
// Whether every run that reads from another experiment finds the runs that it reads.
#include "compiler/ir/joins.hpp"
#include "compiler/lower/joins.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/sema/space_entries.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace expc::lower {

namespace {

ir::Dependency::Join join_of(const UpstreamCall& call) {
    if (call.join == "each") return ir::Dependency::Join::each;
    return call.join == "all" ? ir::Dependency::Join::all : ir::Dependency::Join::gather;
}

/// The entries of the reader's space that its parent does not have, as they are written.
std::string own_axes(sema::Evaluator& evaluator, const LoweredExperiment& reader,
                     const std::vector<std::string>& parents) {
    const sema::FieldNode* space = reader.object->field("space");
    const sema::SpaceEntries entries =
        space != nullptr ? sema::entries_of(space->value) : sema::SpaceEntries{};
    std::string text;
    for (std::size_t i = 0; entries.block != nullptr && i < entries.block->entries.size(); ++i) {
        const ast::Entry& entry = entries.block->entries[i];
        const ast::Name* column = sema::column_of(entry);
        if (column == nullptr || std::ranges::find(parents, column->text) != parents.end())
            continue;
        text += ", " + evaluator.checker().source_text(entry.range);
    }
    return text.find('\n') == std::string::npos ? text : ", ...";
}

/// That an experiment, the reader or its parent, lacks a column.
std::optional<diag::Builder> report_lack(sema::Evaluator& evaluator, const UpstreamCall& call,
                                         const LoweredExperiment& experiment,
                                         const std::string& missing) {
    auto report = evaluator.fail(
        diag::Code::E0702, call.call.range(), evaluator.checker().source_text(call.call.range()),
        fmt::format("`{}` has no column `{}`", experiment.object->name, missing));
    std::vector<std::string> columns;
    for (const algebra::Column& column : experiment.space->columns)
        columns.push_back(column.alias);
    const sema::FieldNode* space = experiment.object->field("space");
    if (report && space != nullptr)
        report->label(space->range, fmt::format("columns: {}", fmt::join(columns, ", ")));
    return report;
}

void report_missing_column(sema::Evaluator& evaluator, const UpstreamCall& call,
                           const LoweredExperiment& reader, const std::vector<std::string>& wanted,
                           const std::string& missing) {
    auto report = report_lack(evaluator, call, reader, missing);
    if (!report) return;
    report->here(
        fmt::format("needs every column of `{}`: {}", call.experiment, fmt::join(wanted, ", ")));
    report->help(fmt::format("one run per run of `{0}`: `space = product {{ ...{0}.space{1} }}`",
                             call.experiment, own_axes(evaluator, reader, wanted)));
    std::vector<std::string> shared;
    std::vector<std::string> others;
    for (const std::string& column : wanted)
        (reader.space->find_column(column) ? shared : others).push_back(column);
    if (shared.empty()) return;
    report->help(fmt::format(
        "one run per `{0}`, reading every `{3}` of it: `gather({1}, by = [{0}]){2}` (a list)",
        fmt::join(shared, ", "), call.experiment, call.output, fmt::join(others, "`, `")));
}

void report_lonely(sema::Evaluator& evaluator, const UpstreamCall& call,
                   const LoweredExperiment& reader, std::uint64_t lonely,
                   const std::string& example) {
    auto report = evaluator.fail(diag::Code::E0702, call.call.range(),
                                 evaluator.checker().source_text(call.call.range()),
                                 fmt::format("{} of {} runs have no partner in `{}`", lonely,
                                             reader.space->count, call.experiment));
    if (report) report->note(fmt::format("for example {}", example));
}

/// Every run of the reader needs a run of the parent with its values.
bool check_partners(sema::Evaluator& evaluator, const UpstreamCall& call,
                    const LoweredExperiment& parent, const LoweredExperiment& reader) {
    const std::vector<std::string> wanted = identity_names(parent);
    for (const std::string& name : wanted) {
        if (reader.space->find_column(name)) continue;
        report_missing_column(evaluator, call, reader, wanted, name);
        return false;
    }
    const auto& ids = rows_by_id(parent);
    std::vector<algebra::ColumnIndex> columns;
    for (const std::string& name : wanted)
        columns.push_back(*reader.space->find_column(name));
    std::uint64_t lonely = 0;
    std::string example;
    const auto visit = [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t runs) {
        const auto value_of = [&](const std::string& name) {
            const auto position =
                static_cast<std::size_t>(std::ranges::find(wanted, name) - wanted.begin());
            return reader.space->columns[columns[position]].domain.at(ordinals[position]);
        };
        if (ids.contains(partner_id(parent, value_of))) return true;
        if (lonely == 0) {
            std::vector<std::string> values;
            for (const std::string& name : wanted)
                values.push_back(fmt::format("{} = {}", name, algebra::display(value_of(name))));
            example = fmt::format("{}", fmt::join(values, ", "));
        }
        lonely += runs;
        return true;
    };
    const auto coupled = algebra::for_each_projection(*reader.space, columns, visit);
    if (coupled || lonely == 0) return true;
    report_lonely(evaluator, call, reader, lonely, example);
    return false;
}

/// A text that is the same for equal values: 1 is 1.0.
std::string key_of(const std::vector<Value>& values) {
    std::string key;
    for (const Value& value : values) {
        const auto* whole = value.get_if<std::int64_t>();
        const Value same = whole != nullptr ? Value::of(static_cast<double>(*whole)) : value;
        key += algebra::display(same) + '\n';
    }
    return key;
}

/// Every run of the reader gathers from at least one run of the parent.
bool check_gathered(sema::Evaluator& evaluator, const UpstreamCall& call,
                    const LoweredExperiment& parent, const LoweredExperiment& reader) {
    for (const LoweredExperiment* experiment : {&reader, &parent}) {
        for (const std::string& name : call.by) {
            if (experiment->space->find_column(name)) continue;
            static_cast<void>(report_lack(evaluator, call, *experiment, name));
            return false;
        }
    }
    const auto columns_in = [&](const algebra::Space& space) {
        std::vector<algebra::ColumnIndex> columns;
        for (const std::string& name : call.by)
            columns.push_back(*space.find_column(name));
        return columns;
    };
    using Values = std::vector<Value>;
    using Visit = std::function<void(const Values& values, std::uint64_t runs)>;
    const auto for_each_value = [&](const algebra::Space& space, const Visit& visit) {
        const std::vector<algebra::ColumnIndex> columns = columns_in(space);
        return algebra::for_each_projection(
            space, columns, [&](std::span<const algebra::Ordinal> ordinals, std::uint64_t runs) {
                Values values;
                for (std::size_t i = 0; i < columns.size(); ++i)
                    values.push_back(space.columns[columns[i]].domain.at(ordinals[i]));
                visit(values, runs);
                return true;
            });
    };
    std::set<std::string> offered;
    std::uint64_t lonely = 0;
    std::string example;
    const bool is_too_coupled =
        for_each_value(*parent.space, [&](const Values& values,
                                          std::uint64_t) { offered.insert(key_of(values)); }) ||
        for_each_value(*reader.space, [&](const Values& values, std::uint64_t runs) {
            if (offered.contains(key_of(values))) return;
            for (std::size_t i = 0; lonely == 0 && i < values.size(); ++i)
                example += fmt::format("{}{} = {}", i == 0 ? "" : ", ", call.by[i],
                                       algebra::display(values[i]));
            lonely += runs;
        });
    if (is_too_coupled || lonely == 0) return true;
    report_lonely(evaluator, call, reader, lonely, example);
    return false;
}

/// Parents are found by their ids, of which somebody keeps a list.
bool check_size(sema::Evaluator& evaluator, const UpstreamCall& call,
                const LoweredExperiment& parent) {
    const std::uint64_t most = call.join == "each" ? checked_rows : ir::most_joined_runs;
    const std::uint64_t runs = parent.space->count;
    if (runs <= most) return true;
    evaluator.fail(diag::Code::E0313, call.call.range(),
                   fmt::format("`{}` has {} runs; `{}` finds its partners among up to {}",
                               call.experiment, runs, call.join, most));
    return false;
}

} // namespace

bool check_joins(sema::Evaluator& evaluator, const std::vector<LoweredExperiment>& experiments,
                 LoweredExperiment& reader) {
    for (const UpstreamCall& call : upstream_calls(*reader.object)) {
        const LoweredExperiment* parent = find_parent(experiments, call.experiment);
        if (parent == nullptr || !check_size(evaluator, call, *parent)) return false;
        reader.plan.dependencies.push_back(
            {join_of(call), call.experiment, call.by, call.any_outcome, call.call.range()});
        const bool is_joined =
            call.join == "gather" ? check_gathered(evaluator, call, *parent, reader)
            : call.join == "each" ? check_partners(evaluator, call, *parent, reader)
                                  : true;
        if (!is_joined) return false;
    }
    return true;
}

} // namespace expc::lower
