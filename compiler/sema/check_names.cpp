// SPDX-License-Identifier: MIT
// Types of names and members: columns, declarations, `self`, `run`, `params`, and the units of
// quantities.
#include "compiler/base/match.hpp"
#include "compiler/sema/builtins.hpp"
#include "compiler/sema/check_fields.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

struct UnitMember {
    TypeKind owner;
    std::string_view name;
    TypeKind result;
};
constexpr std::array unit_members = {
    UnitMember{TypeKind::duration, "milliseconds", TypeKind::integer},
    UnitMember{TypeKind::duration, "seconds", TypeKind::real},
    UnitMember{TypeKind::duration, "minutes", TypeKind::real},
    UnitMember{TypeKind::duration, "hours", TypeKind::real},
    UnitMember{TypeKind::size, "bytes", TypeKind::integer},
    UnitMember{TypeKind::size, "MiB", TypeKind::real},
    UnitMember{TypeKind::size, "GiB", TypeKind::real},
};

/// The names of a chain `self.a.b`, without its first; nothing for other expressions.
std::optional<std::vector<ast::Name>> path_from(ExprRef e, std::string_view root) {
    const ast::Expr& expr = e.get();
    if (const auto* use = std::get_if<ast::NameUse>(&expr.node)) {
        return use->name == root ? std::optional(std::vector<ast::Name>{}) : std::nullopt;
    }
    const auto* member = std::get_if<ast::Member>(&expr.node);
    if (member == nullptr) return std::nullopt;
    auto path = path_from(e.at(member->base), root);
    if (path) path->push_back(member->name);
    return path;
}

/// `inputs.NAME` or `self.inputs.NAME`, which holds a list of paths: it has a `listfile`.
bool is_listed_input(ExprRef e, const Type& type) {
    std::vector<std::string_view> chain = member_chain(e);
    if (!chain.empty() && chain.front() == "self") chain.erase(chain.begin());
    const bool is_list = type.is(TypeKind::list) && (type.element().is(TypeKind::file) ||
                                                     type.element().is(TypeKind::directory));
    return is_list && chain.size() == 2 && chain.front() == "inputs";
}

} // namespace

Type Checker::infer_name(ExprRef e, const ast::NameUse& node, const Scope& scope,
                         const Type* hint) {
    Type type = type_of_name(e, node, scope, hint);
    return scope.knows(node.name) ? required(type) : type;
}

Type Checker::type_of_name(ExprRef e, const ast::NameUse& node, const Scope& scope,
                           const Type* hint) {
    const auto local = std::ranges::find(scope.locals.rbegin(), scope.locals.rend(), node.name,
                                         [](const auto& l) { return l.first; });
    if (local != scope.locals.rend()) return local->second;
    if (scope.columns != nullptr) {
        const auto column = std::ranges::find(
            *scope.columns, node.name, [](const auto& c) -> const std::string& { return c.first; });
        if (column != scope.columns->end()) return column->second;
    }
    const Type special = infer_special(e, node.name, scope);
    if (!special.is(TypeKind::none)) return special;
    if (const auto symbol = scope.module->find(node.name)) {
        if (!symbol->is_module) return type_of_value(e.range(), node.name, *symbol);
        sink_.report(diag::Code::E0214, e.range(), node.name, "a module", "a value");
        return {};
    }
    return unknown_name(e.range(), node.name, scope, hint);
}

/// The type of what a declaration stands for; of a function nothing but a call has one.
Type Checker::type_of_value(SourceRange use, const std::string& name, const Symbol& symbol) {
    const auto* fn = std::get_if<ast::Fn>(&symbol.get().node);
    if (fn == nullptr) return type_of(symbol);
    auto report = sink_.report(diag::Code::E0214, use, name, "a function", "a value");
    report.label(fn->name.range, "declared here");
    const SourceRange end{use.file, use.end, use.end};
    if (fn->parameters.empty()) {
        report.fix(fmt::format("call it: `{}()`", name), {{end, "()"}});
        return {};
    }
    std::vector<std::string_view> parameters;
    for (const ast::Parameter& parameter : fn->parameters)
        parameters.push_back(parameter.name.text);
    report.help(fmt::format("call it: `{}({})`", name, fmt::join(parameters, ", ")));
    return {};
}

/// `none` means: not a special name here.
Type Checker::infer_special(ExprRef e, const std::string& name, const Scope& scope) {
    const Type not_special(TypeKind::none);
    if (name == "old" && scope.old != nullptr) return *scope.old;
    if (name == "params" && scope.has_broken_space) return {};
    if (name == "params" && scope.columns != nullptr) return Type::record(*scope.columns);
    const bool in_rule = scope.place == Place::platform_rule;
    if (name == "resources" && in_rule) return schema_.record("resources");
    if (name == "total" && in_rule) {
        const Type real(TypeKind::real);
        return Type::record({{"runs", Type(TypeKind::integer)},
                             {"cpu_hours", real},
                             {"gpu_hours", real},
                             {"files", Type(TypeKind::integer)}});
    }
    if (name == "attempt" && scope.place == Place::resources) return Type(TypeKind::integer);
    constexpr std::array<std::string_view, 6> specials = {"self",   "run",     "params",
                                                          "inputs", "outputs", "total"};
    if (std::ranges::find(specials, name) == specials.end()) return not_special;
    if (scope.module->names.contains(name)) return {};
    if (name == "self" && scope.self != nullptr) return Type::record({});
    const bool is_half_name =
        (name == "inputs" || name == "outputs") && scope.self != nullptr && sees_run(scope.place);
    if (is_half_name || (name == "run" && sees_run(scope.place))) return Type::record({});
    if (is_fixed_for_all_runs(e.range(), name, scope)) return {};
    sink_.report(diag::Code::E0215, e.range(), name,
                 name == "total" || name == "params"
                     ? "only some places know it (see the reference)"
                     : "only the fields of an experiment know it");
    return {};
}

Type Checker::infer_member(ExprRef e, const ast::Member& node, const Scope& scope) {
    if (const auto path = path_from(e, "self"); path && scope.self != nullptr)
        return infer_self_member(e, *path, scope);
    for (const std::string_view short_name : {"inputs", "outputs"}) {
        auto path = path_from(e, short_name);
        if (!path || scope.self == nullptr || !sees_run(scope.place)) continue;
        path->insert(path->begin(), ast::Name{std::string(short_name), e.range()});
        return infer_self_member(e, *path, scope);
    }
    if (const auto path = path_from(e, "run"); path && path->size() == 1 && sees_run(scope.place))
        return run_member(path->front(), scope);
    const ExprRef base_expression = e.at(node.base);
    if (const auto* base_name = std::get_if<ast::NameUse>(&base_expression.get().node)) {
        const auto symbol = scope.module->find(base_name->name);
        if (symbol && symbol->is_module) {
            const auto found = symbol->module->names.find(node.name.text);
            if (found != symbol->module->names.end() && found->second.module == symbol->module) {
                symbol->module->used[found->second.declaration] = true;
                return type_of_value(e.range(), source_text(e.range()), found->second);
            }
            sink_.report(diag::Code::E0208, node.name.range, symbol->module->path, node.name.text);
            return {};
        }
        const auto* definition =
            symbol ? std::get_if<ast::Definition>(&symbol->get().node) : nullptr;
        if (definition != nullptr && definition->kind == ast::Kind::experiment) {
            const auto other = object(*symbol);
            if (other == nullptr) return {};
            if (node.name.text == "space") {
                auto columns = columns_of(*other);
                return columns ? Type::space(*std::move(columns)) : Type{};
            }
        }
    }
    const Type base = infer(base_expression, scope);
    if (base.is_invalid()) return {};
    return member_of(e, base, node.name, scope);
}

Type Checker::upstream_member(const Type& base, const ast::Name& name, const Scope& scope) {
    const auto symbol = scope.module->find(base.name());
    const auto other = symbol ? object(*symbol) : nullptr;
    if (other == nullptr) return {};
    const FieldNode* outputs = other->field("outputs");
    const FieldNode* output = outputs != nullptr ? outputs->child(name.text) : nullptr;
    if (output == nullptr) {
        std::vector<std::string> known;
        if (outputs != nullptr) {
            for (const FieldNode& child : outputs->children)
                known.push_back(child.name);
        }
        if (is_partly_unread(*other->module, other->root.range)) return {};
        return unknown_member(base.name(), name, known);
    }
    const auto* call = output->value ? std::get_if<ast::Call>(&output->value.get().node) : nullptr;
    const Type element(call != nullptr && call->callee.text == "dir" ? TypeKind::directory
                                                                     : TypeKind::file);
    return base.is_list_of_upstream() ? Type::list(element) : element;
}

Type Checker::member_of(ExprRef e, const Type& base, const ast::Name& name, const Scope& scope) {
    const std::string owner = source_text(e.at(std::get<ast::Member>(e.get().node).base).range());
    if (base.is(TypeKind::record)) {
        const Type* field = base.field(name.text);
        if (field == nullptr) {
            std::vector<std::string> known;
            for (const auto& [known_name, type] : base.fields())
                known.push_back(known_name);
            return unknown_member(owner, name, known);
        }
        return scope.knows(source_text(e.range())) ? required(*field) : *field;
    }
    if (base.is(TypeKind::upstream)) return upstream_member(base, name, scope);
    const ExprRef base_expression = e.at(std::get<ast::Member>(e.get().node).base);
    if (name.text == "listfile" && is_listed_input(base_expression, base))
        return Type(TypeKind::file);
    if (base.is(TypeKind::mount)) {
        if (name.text == "at") return Type(TypeKind::container_path);
        if (name.text == "mode") return Type::literals({"ro", "rw"});
        return unknown_member(owner, name, {"at", "mode"});
    }
    if (base.is(TypeKind::container) || base.is(TypeKind::constructed)) {
        const std::string kind = base.is(TypeKind::container) ? "container" : base.name();
        const Field* field = schema_.find(kind, name.text);
        if (field == nullptr) return unknown_member(owner, name, schema_.field_names(kind));
        return field->presence == Presence::optional ? Type::optional(field->type) : field->type;
    }
    const auto unit = std::ranges::find_if(unit_members, [&](const UnitMember& m) {
        return m.owner == base.kind() && m.name == name.text;
    });
    if (unit != unit_members.end()) return Type(unit->result);
    if (is_absent_operand(e.at(std::get<ast::Member>(e.get().node).base), base, ".")) return {};
    std::vector<std::string> known;
    for (const UnitMember& member : unit_members) {
        if (member.owner == base.kind()) known.emplace_back(member.name);
    }
    if (known.empty()) {
        auto report = sink_.report(diag::Code::E0201, name.range, owner, name.text);
        report.here(fmt::format("{} has no fields", described(base)));
        if (base.is(TypeKind::experiment)) help_with_experiment(report, base_expression, name);
        return {};
    }
    return unknown_member(owner, name, known);
}

/// `train.model`, which is an output of each run, and `train.resources`, which nothing reads.
void Checker::help_with_experiment(diag::Builder& report, ExprRef experiment,
                                   const ast::Name& field) {
    const auto* use = std::get_if<ast::NameUse>(&experiment.get().node);
    const auto symbol = use != nullptr ? experiment.module->find(use->name) : std::nullopt;
    const auto read = symbol ? object(*symbol) : nullptr;
    if (read == nullptr) return;
    const FieldNode* outputs = read->field("outputs");
    if (outputs != nullptr && outputs->child(field.text) != nullptr) {
        const std::string each = fmt::format("each({})", use->name);
        report.suggestion(
            fmt::format("an output of the run with the same columns: `{}.{}`", each, field.text),
            {{experiment.range(), each}});
    } else if (schema_.find("experiment", field.text) != nullptr) {
        report.help(fmt::format("`expc eval FILE {}` shows all of it", use->name));
    }
}

Type Checker::run_member(const ast::Name& name, const Scope& scope) {
    const Type text(TypeKind::text);
    if (!scope.fixed_field.empty()) {
        report_fixed(name.range, scope.fixed_field, "run." + name.text);
        return {};
    }
    if (name.text == "id" || name.text == "name") return text;
    if (name.text == "index") return Type(TypeKind::integer);
    const bool is_rule =
        scope.place == Place::experiment_rule || scope.place == Place::platform_rule;
    constexpr std::array<std::string_view, 4> runtime = {"dir", "node", "job_id", "env"};
    if (!is_rule && std::ranges::find(runtime, name.text) != runtime.end())
        return Type::runtime(text);
    if (is_rule && std::ranges::find(runtime, name.text) != runtime.end()) {
        sink_.report(diag::Code::E0314, name.range, fmt::format("`run.{}`", name.text), "a rule");
        return {};
    }
    return unknown_member("run", name, {"id", "index", "name", "dir", "node", "job_id", "env"});
}

Type Checker::infer_self_member(ExprRef e, const std::vector<ast::Name>& path, const Scope& scope) {
    return FieldChecker(*this, *scope.self).type_of_path(e, path, scope);
}

Type Checker::infer_index(ExprRef e, const ast::Index& node, const Scope& scope) {
    const Type base = infer(e.at(node.base), scope);
    if (base.is_invalid()) return {};
    if (base.is(TypeKind::list)) {
        expect(e.at(node.index), scope, Type(TypeKind::integer), "index");
        return base.element();
    }
    if (base.is(TypeKind::record)) {
        const auto* literal = std::get_if<ast::StringLiteral>(&e.at(node.index).get().node);
        const bool is_plain =
            literal != nullptr && literal->parts.size() == 1 && !literal->parts.front().hole;
        if (!is_plain) {
            sink_.report(diag::Code::E0302, e.at(node.index).range(), "a quoted name",
                         "another expression");
            return {};
        }
        const ast::Name name{literal->parts.front().text, e.at(node.index).range()};
        if (const Type* field = base.field(name.text)) return *field;
        std::vector<std::string> known;
        for (const auto& [known_name, type] : base.fields())
            known.push_back(known_name);
        return unknown_member(source_text(e.at(node.base).range()), name, known);
    }
    if (base.is(TypeKind::map)) {
        expect(e.at(node.index), scope, Type(TypeKind::text), "index");
        return base.element();
    }
    sink_.report(diag::Code::E0315, e.range(), "[...]", with_article(base));
    return {};
}

} // namespace expc::sema
