// SPDX-License-Identifier: MIT
#include "compiler/lower/joins.hpp"

#include "compiler/ir/joins.hpp"
#include "compiler/ir/run.hpp"
#include "compiler/lower/lower_target.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/space_entries.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace expc::lower {

namespace {

using sema::ExprRef;
using sema::Value;

std::optional<UpstreamCall> as_upstream(ExprRef e) {
    const auto* call = std::get_if<ast::Call>(&e.get().node);
    if (call == nullptr) return std::nullopt;
    const std::string& join = call->callee.text;
    if (join != "each" && join != "all" && join != "gather") return std::nullopt;
    const sema::Arguments arguments(e, call->arguments);
    if (arguments.positional.empty()) return std::nullopt;
    const auto* use = std::get_if<ast::NameUse>(&arguments.positional.front().get().node);
    if (use == nullptr) return std::nullopt;
    UpstreamCall found{e, use->name, join, {}, false, {}};
    const ExprRef by = arguments.find("by", 1);
    if (const auto* list = by ? std::get_if<ast::List>(&by.get().node) : nullptr) {
        for (const ast::ListElement& element : list->elements) {
            const auto* name = std::get_if<ast::NameUse>(&by.at(element.value).get().node);
            if (name != nullptr) found.by.push_back(name->name);
        }
    }
    found.any_outcome = static_cast<bool>(arguments.find("on", 9));
    return found;
}

void collect(ExprRef e, std::vector<UpstreamCall>& calls) {
    const auto* member = std::get_if<ast::Member>(&e.get().node);
    auto call = as_upstream(member != nullptr ? e.at(member->base) : e);
    if (call) {
        if (member != nullptr) call->output = "." + member->name.text;
        calls.push_back(std::move(*call));
        return;
    }
    sema::for_each_part(e, [&](ExprRef part) { collect(part, calls); });
}

void collect(const sema::FieldNode& node, std::vector<UpstreamCall>& calls) {
    if (node.value) collect(node.value, calls);
    for (const ExprRef appended : node.appended)
        collect(appended, calls);
    for (const sema::FieldNode& child : node.children)
        collect(child, calls);
}

/// The rows of the parent that agree with the reader's row in the given columns.
std::vector<std::uint64_t> matching_rows(const LoweredExperiment& parent,
                                         const std::vector<std::string>& by, const sema::Row* row) {
    std::vector<std::uint64_t> rows;
    algebra::Cursor cursor(*parent.space, 0);
    sema::SpaceRow current(*parent.space);
    for (std::uint64_t index = 0; index < parent.space->count; ++index) {
        current.set(cursor.ordinals());
        const bool agrees = std::ranges::all_of(by, [&](const std::string& name) {
            const auto theirs = current.find(name);
            const auto ours = row != nullptr ? row->find(name) : std::nullopt;
            return theirs && ours && *theirs == *ours;
        });
        if (agrees) rows.push_back(index);
        cursor.next();
    }
    return rows;
}

/// A text of the parent's run as its readers see it: the parent's folder has another name for them.
/// Nothing where a part is known to the parent's job alone.
std::optional<Value> seen_by_readers(const ir::ResolvedText& text, const LoweredExperiment& parent,
                                     const ir::ResolvedRun& run) {
    using enum algebra::RuntimeKind;
    std::vector<algebra::TextPart> parts;
    for (const algebra::TextPart& part : text) {
        const auto* runtime = std::get_if<algebra::RuntimePart>(&part);
        if (runtime == nullptr || runtime->kind == target_dir || runtime->kind == variable) {
            parts.push_back(part);
        } else if (runtime->kind == run_dir) {
            parts.emplace_back(algebra::RuntimePart{target_dir, {}, nullptr, 0});
            parts.emplace_back(fmt::format("/{}/{}", parent.plan.name, run.id.hex()));
        } else {
            return std::nullopt;
        }
    }
    return sema::text_of(std::move(parts));
}

/// The path of an output of the parent's run; nothing after an error at the call.
std::optional<Value> path_of(sema::Evaluator& evaluator, const UpstreamCall& call,
                             const LoweredExperiment& parent, std::size_t output,
                             std::uint64_t row) {
    ir::Resolver resolver(parent.plan);
    const ir::ResolvedRun run = resolver.resolve(row);
    auto path = seen_by_readers(run.outputs[output], parent, run);
    if (path) return path;
    const ir::Output& declared = parent.plan.outputs[output];
    auto report = evaluator.fail(diag::Code::E0313, call.call.range(),
                                 fmt::format("only a run of `{}` knows the path of its output `{}`",
                                             call.experiment, declared.name));
    if (report)
        report->label(declared.origin, "holds what its job alone knows")
            .help("use `run.dir` or `run.id` in the path: readers know these");
    return std::nullopt;
}

std::optional<std::size_t> output_index(const LoweredExperiment& parent, const std::string& name) {
    const auto found = std::ranges::find(parent.plan.outputs, name, &ir::Output::name);
    if (found == parent.plan.outputs.end()) return std::nullopt;
    return static_cast<std::size_t>(found - parent.plan.outputs.begin());
}

} // namespace

std::vector<std::string> identity_names(const LoweredExperiment& parent) {
    std::vector<std::string> names;
    for (const algebra::ColumnIndex column : parent.plan.identity)
        names.push_back(parent.space->columns[column].alias);
    return names;
}

const LoweredExperiment* find_parent(const std::vector<LoweredExperiment>& experiments,
                                     const std::string& name) {
    const auto found = std::ranges::find_if(
        experiments, [&](const LoweredExperiment& e) { return e.object->name == name; });
    return found != experiments.end() && found->space != nullptr ? &*found : nullptr;
}

algebra::RunId partner_id(const LoweredExperiment& parent,
                          const std::function<Value(const std::string&)>& value_of) {
    algebra::RunId id;
    for (const algebra::ColumnIndex index : parent.plan.identity) {
        const algebra::Column& column = parent.space->columns[index];
        const Value value = value_of(column.alias);
        if (column.was && value == *column.was) continue;
        id += algebra::token(column.name, value);
    }
    return id;
}

const std::map<algebra::RunId, std::uint64_t>& rows_by_id(const LoweredExperiment& parent) {
    if (!parent.rows_by_id.empty() || parent.space->count > checked_rows) return parent.rows_by_id;
    algebra::Identifier identifier(*parent.space, parent.plan.identity);
    algebra::Cursor cursor(*parent.space, 0);
    for (std::uint64_t i = 0; i < parent.space->count; ++i, cursor.next())
        parent.rows_by_id.emplace(identifier.id(cursor.ordinals()), i);
    return parent.rows_by_id;
}

std::vector<UpstreamCall> upstream_calls(const sema::Object& experiment) {
    std::vector<UpstreamCall> calls;
    for (const std::string_view field : {"inputs", "after"}) {
        if (const sema::FieldNode* node = experiment.field(field)) collect(*node, calls);
    }
    return calls;
}

std::vector<std::string> join_columns(const std::vector<LoweredExperiment>& experiments,
                                      ExprRef e) {
    const auto call = as_upstream(e);
    if (!call || call->join == "all") return {};
    if (call->join == "gather") return call->by;
    const LoweredExperiment* parent = find_parent(experiments, call->experiment);
    return parent != nullptr ? identity_names(*parent) : std::vector<std::string>{};
}

std::optional<Value> upstream_value(sema::Evaluator& evaluator,
                                    const std::vector<LoweredExperiment>& experiments, ExprRef e,
                                    const std::string& output, const sema::Row* row) {
    const auto call = as_upstream(e);
    const LoweredExperiment* parent = call ? find_parent(experiments, call->experiment) : nullptr;
    const auto index = parent != nullptr ? output_index(*parent, output) : std::nullopt;
    if (!index) return std::nullopt;
    if (call->join == "each") {
        const auto value_of = [&](const std::string& name) {
            return row != nullptr ? row->find(name).value_or(Value()) : Value();
        };
        const auto& rows = rows_by_id(*parent);
        const auto found = rows.find(partner_id(*parent, value_of));
        if (found == rows.end()) return Value::text(""); // reported by check_joins
        return path_of(evaluator, *call, *parent, *index, found->second);
    }
    algebra::List paths;
    for (const std::uint64_t i : matching_rows(*parent, call->by, row)) {
        auto path = path_of(evaluator, *call, *parent, *index, i);
        if (!path) return std::nullopt;
        paths.push_back(std::move(*path));
    }
    return Value::list(std::move(paths));
}

void report_circle(sema::Evaluator& evaluator, const sema::TargetObjects& target) {
    const sema::Object* current = target.experiments.front().get();
    std::vector<std::pair<const sema::Object*, UpstreamCall>> chain;
    const auto is_visited = [&](const sema::Object* object) {
        return std::ranges::any_of(chain, [&](const auto& link) { return link.first == object; });
    };
    const auto find = [&](const std::string& name) -> const sema::Object* {
        const auto found = std::ranges::find(
            target.experiments, name, [](const auto& e) -> const std::string& { return e->name; });
        return found != target.experiments.end() ? found->get() : nullptr;
    };
    // Every experiment that is left waits for another one that is left, so following any reference
    // ends in the circle.
    while (current != nullptr && !is_visited(current)) {
        const sema::Object* next = nullptr;
        for (const UpstreamCall& call : upstream_calls(*current)) {
            const sema::Object* parent = find(call.experiment);
            if (parent == nullptr || upstream_calls(*parent).empty()) continue;
            chain.emplace_back(current, call);
            next = parent;
            break;
        }
        if (next == nullptr) {
            const auto other = std::ranges::find_if(target.experiments, [&](const auto& e) {
                return e.get() != current && !upstream_calls(*e).empty() && !is_visited(e.get());
            });
            next = other != target.experiments.end() ? other->get() : nullptr;
            chain.clear();
        }
        current = next;
    }
    // What only leads to the circle is no part of it.
    const auto is_current = [&](const auto& link) { return link.first == current; };
    chain.erase(chain.begin(), std::ranges::find_if(chain, is_current));
    if (chain.empty()) return;
    const auto& [first, call] = chain.front();
    auto report = evaluator.fail(diag::Code::E0703, call.call.range(), first->name);
    if (!report) return;
    report->here(fmt::format("`{}` needs `{}`", first->name, call.experiment));
    for (std::size_t i = 1; i < chain.size(); ++i)
        report->label(
            chain[i].second.call.range(),
            fmt::format("`{}` needs `{}`", chain[i].first->name, chain[i].second.experiment));
}

} // namespace expc::lower
