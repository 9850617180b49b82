// SPDX-License-Identifier: MIT
// The rules (`where`) of inputs and of types, with all parts of a value that a written type
// describes: `List<Port>` has the rule of `Port` for each element.
#include "compiler/base/match.hpp"
#include "compiler/sema/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

namespace {

const ast::TypeAlias* alias_of(const std::optional<Symbol>& symbol) {
    if (!symbol || symbol->is_module) return nullptr;
    return std::get_if<ast::TypeAlias>(&symbol->get().node);
}

/// `[2]` and `lr` are `[2].lr`.
std::string path_of(const std::string& step, const std::string& rest) {
    const bool is_joined = rest.empty() || rest.front() == '[';
    return step + (is_joined ? "" : ".") + rest;
}

} // namespace

bool Evaluator::has_rules(const Module& module, ast::TypeId type) {
    if (!type) return false;
    const std::pair key(&module, type);
    if (const auto known = has_rules_.find(key); known != has_rules_.end()) return known->second;
    const bool has_any = match(
        module.file.types[type].node,
        [&](const ast::NamedType& named) {
            const auto symbol = module.find(named.name.text);
            const auto* alias = alias_of(symbol);
            return alias != nullptr && (alias->rule || has_rules(*symbol->module, alias->type));
        },
        [&](const ast::GenericType& generic) {
            return std::ranges::any_of(generic.arguments, [&](ast::TypeId argument) {
                return has_rules(module, argument);
            });
        },
        [&](const ast::OptionalType& optional) { return has_rules(module, optional.inner); },
        [&](const ast::RecordType& record) {
            return std::ranges::any_of(record.fields, [&](const ast::RecordTypeField& field) {
                return has_rules(module, field.type);
            });
        },
        [](const auto&) { return false; });
    has_rules_.emplace(key, has_any);
    return has_any;
}

std::optional<Evaluator::BrokenRule> Evaluator::broken_by(ExprRef rule, const std::string& subject,
                                                          const Value& value) {
    if (!rule) return std::nullopt;
    Environment environment;
    environment.locals.emplace_back("it", value);
    const Value holds = evaluate(rule, environment);
    const bool* ok = holds.get_if<bool>();
    if (ok == nullptr || *ok) return std::nullopt;
    return BrokenRule{rule, subject, value, ""};
}

std::optional<Evaluator::BrokenRule>
Evaluator::broken_in_list(const Module& module, ast::TypeId element, const algebra::List& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto broken = broken_rule(module, element, list[i]);
        if (broken) broken->path = path_of(fmt::format("[{}]", i), broken->path);
        if (broken || failed_) return broken;
    }
    return std::nullopt;
}

std::optional<Evaluator::BrokenRule> Evaluator::broken_in_field(const Module& module,
                                                                ast::TypeId type,
                                                                const std::string& name,
                                                                const Value& value) {
    auto broken = broken_rule(module, type, value);
    if (broken) broken->path = path_of(name, broken->path);
    return broken;
}

std::optional<Evaluator::BrokenRule> Evaluator::broken_rule(const Module& module, ast::TypeId type,
                                                            const Value& value) {
    using Broken = std::optional<BrokenRule>;
    if (failed_ || !has_rules(module, type)) return std::nullopt;
    const auto* list = value.get_if<algebra::Shared<algebra::List>>();
    const auto* record = value.get_if<algebra::Shared<algebra::Record>>();
    return match(
        module.file.types[type].node,
        [&](const ast::NamedType& named) {
            const auto symbol = module.find(named.name.text);
            const auto* alias = alias_of(symbol);
            if (alias == nullptr) return Broken();
            if (auto broken = broken_rule(*symbol->module, alias->type, value)) return broken;
            return broken_by({symbol->module, alias->rule},
                             fmt::format("type `{}`", alias->name.text), value);
        },
        [&](const ast::GenericType& generic) {
            if (list != nullptr) return broken_in_list(module, generic.arguments.back(), **list);
            if (record == nullptr) return broken_rule(module, generic.arguments.back(), value);
            for (const auto& [name, part] : **record) {
                auto broken = broken_in_field(module, generic.arguments.back(), name, part);
                if (broken || failed_) return broken;
            }
            return Broken();
        },
        [&](const ast::OptionalType& optional) {
            return value.is_none() ? Broken() : broken_rule(module, optional.inner, value);
        },
        [&](const ast::RecordType& written) {
            for (const ast::RecordTypeField& field : written.fields) {
                const Value* part = field_of(value, field.name.text);
                if (part == nullptr) continue;
                auto broken = broken_in_field(module, field.type, field.name.text, *part);
                if (broken || failed_) return broken;
            }
            return Broken();
        },
        [](const auto&) { return Broken(); });
}

void Evaluator::check_rule(const Symbol& owner, ast::TypeId type, ExprRef rule, const Value& value,
                           SourceRange place) {
    if (failed_) return;
    const ast::Name* name = declared_name(owner.get());
    const auto broken =
        rule ? broken_by(rule, fmt::format("`{}`", name->text), value) : std::nullopt;
    if (broken) return report_broken(*broken, place);
    check_type_rules(*owner.module, type, value, place);
}

void Evaluator::check_type_rules(const Module& module, ast::TypeId type, const Value& value,
                                 SourceRange place) {
    if (const auto broken = broken_rule(module, type, value)) report_broken(*broken, place);
}

void Evaluator::report_broken(const BrokenRule& broken, SourceRange place) {
    auto report =
        fail(diag::Code::E0309, place, broken.subject, checker_.source_text(broken.rule.range()));
    if (!report) return;
    const std::string part = broken.path.empty() ? "" : fmt::format("its `{}` ", broken.path);
    report->here(fmt::format("{}is {}", part, algebra::display(broken.part)))
        .label(broken.rule.range(), "the rule");
}

} // namespace expc::sema
