// SPDX-License-Identifier: MIT
// Targets: which experiments on which platform, and the declarations that nothing uses.
#include "compiler/ast/print.hpp"
#include "compiler/base/match.hpp"
#include "compiler/sema/check_fields.hpp"
#include "compiler/sema/checker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

/// The expression under any number of `with`s.
ExprRef innermost(ExprRef e) {
    const auto* with = std::get_if<ast::With>(&e.get().node);
    return with != nullptr ? innermost(e.at(with->base)) : e;
}

std::string name_of(ExprRef e) {
    const ExprRef base = innermost(e);
    if (const auto* use = std::get_if<ast::NameUse>(&base.get().node)) return use->name;
    if (const auto* member = std::get_if<ast::Member>(&base.get().node)) return member->name.text;
    return "";
}

} // namespace

std::string Checker::built_name(const Module& module, const ast::Target& target) const {
    if (target.name) return target.name->text;
    return fmt::format("{}@{}", name_of({&module, target.experiments}),
                       name_of({&module, target.platform}));
}

std::shared_ptr<const Object> Checker::read_member(ExprRef e, ast::Kind kind,
                                                   const std::string& target) {
    const ExprRef base = innermost(e);
    const bool is_experiment = kind == ast::Kind::experiment;
    const std::string_view wanted = is_experiment ? "an experiment" : "a platform";
    if (std::holds_alternative<ast::Invalid>(base.get().node)) return nullptr;
    Scope scope;
    scope.module = base.module;
    const Type type = infer(base, scope);
    const TypeKind expected = is_experiment ? TypeKind::experiment : TypeKind::platform;
    if (type.is_invalid()) return nullptr;
    if (!type.is(expected)) {
        sink_.report(diag::Code::E0214, base.range(), source_text(base.range()), with_article(type),
                     wanted);
        return nullptr;
    }
    const auto read = ObjectReader(sink_, overrides, &objects_).read(e, kind);
    if (read == nullptr) {
        // What cannot be read because of another mistake is no mistake of the target.
        if (!sink_.has_errors())
            sink_.report(diag::Code::E0302, e.range(), fmt::format("the name of {}", wanted),
                         "another expression");
        return nullptr;
    }
    return overridden(read, target);
}

std::shared_ptr<const Object> Checker::overridden(const std::shared_ptr<const Object>& read,
                                                  const std::string& target) {
    const bool is_experiment = read->kind == ast::Kind::experiment;
    std::shared_ptr<Object> result;
    for (const Override& override_ : overrides) {
        const bool is_meant =
            override_.object == read->name || (is_experiment && override_.object == target);
        if (!is_meant) continue;
        if (result == nullptr) result = std::make_shared<Object>(*read);
        ObjectReader(sink_, overrides, &objects_)
            .apply(*result, *override_.module, {*override_.entry});
    }
    return result != nullptr ? result : read;
}

/// The experiments that a target names, as they are written; nothing after an error.
std::optional<std::vector<ExprRef>> Checker::members_of(const Module& module,
                                                        const ast::Target& target) {
    const ExprRef experiments{&module, target.experiments};
    if (std::holds_alternative<ast::List>(innermost(experiments).get().node) &&
        std::holds_alternative<ast::With>(experiments.get().node)) {
        sink_.report(diag::Code::E0116, experiments.range(), "with",
                     "it changes one experiment, not a list of them");
        return std::nullopt;
    }
    const auto* list = std::get_if<ast::List>(&experiments.get().node);
    if (list == nullptr) return std::vector<ExprRef>{experiments};
    if (!target.name) {
        sink_
            .report(diag::Code::E0100, experiments.range(),
                    "a name for a target of several experiments", "a list")
            .help("write `target NAME = [...] on PLATFORM`");
        return std::nullopt;
    }
    if (list->elements.empty()) {
        sink_.report(diag::Code::E0302, experiments.range(), "at least one experiment",
                     "an empty list");
        return std::nullopt;
    }
    std::vector<ExprRef> members;
    for (const ast::ListElement& element : list->elements) {
        if (element.is_splice || element.condition) {
            sink_
                .report(diag::Code::E0302, element.range, "an experiment",
                        element.is_splice ? "the elements of a list" : "one with a condition")
                .help("a target always has the same experiments: write one target for each choice");
            return std::nullopt;
        }
        members.push_back(experiments.at(element.value));
    }
    return members;
}

/// Adds an experiment to a target; false after an error.
bool Checker::add_member(ExprRef member, TargetObjects& target) {
    auto experiment = read_member(member, ast::Kind::experiment, target.name);
    if (experiment == nullptr) return false;
    const auto same =
        std::ranges::find(target.experiments, experiment->name,
                          [](const auto& other) -> const std::string& { return other->name; });
    if (same != target.experiments.end()) {
        const auto position = static_cast<std::size_t>(same - target.experiments.begin());
        sink_
            .report(diag::Code::E0302, member.range(), "each experiment once",
                    fmt::format("`{}` again", experiment->name))
            .label(target.uses[position], "it is here already");
        return false;
    }
    target.experiments.push_back(std::move(experiment));
    target.uses.push_back(member.range());
    return true;
}

void Checker::read_target_entry(const Module& module, const ast::Entry& entry,
                                TargetObjects& target) {
    const auto* rule = std::get_if<ast::Require>(&entry.node);
    const auto* field = std::get_if<ast::Assign>(&entry.node);
    const bool is_limit = field != nullptr && !field->appends && field->path.size() == 1 &&
                          field->path.front().text == "max_runs";
    if (rule != nullptr) {
        target.rules.push_back({{&module, rule->condition},
                                {&module, rule->guard},
                                {&module, rule->message},
                                entry.range});
    } else if (is_limit && target.max_runs) {
        sink_.report(diag::Code::E0204, field->path.front().range, "max_runs")
            .here("second value")
            .label(target.max_runs.range(), "first value");
    } else if (is_limit) {
        target.max_runs = {&module, field->value};
    } else if (!std::holds_alternative<ast::Invalid>(entry.node)) {
        sink_.report(diag::Code::E0116, entry.range, ast::print_head(entry),
                     "a target's block takes `require` and `max_runs`");
    }
}

std::optional<TargetObjects> Checker::read_target(const Module& module, const ast::Target& target,
                                                  SourceRange range) {
    TargetObjects result;
    result.name = built_name(module, target);
    result.range = range;
    const ExprRef platform{&module, target.platform};
    result.platform_range = platform.range();
    const auto members = members_of(module, target);
    if (!members) return std::nullopt;
    for (const ExprRef member : *members) {
        if (!add_member(member, result)) return std::nullopt;
    }
    result.platform = read_member(platform, ast::Kind::platform, result.name);
    if (result.platform == nullptr) return std::nullopt;
    if (target.block) {
        for (const ast::Entry& entry : target.block->entries)
            read_target_entry(module, entry, result);
    }
    return result;
}

/// Checks what a target made of a declared object; as it was declared it is checked there.
void Checker::check_member(const std::shared_ptr<const Object>& object) {
    const auto symbol = object->module->find(object->name);
    const auto declared = symbol ? objects_.find(*symbol) : objects_.end();
    if (declared == objects_.end() || declared->second != object) check_object(*object);
}

void Checker::check_target(const Module& module, const ast::Target& target, SourceRange range) {
    const auto objects = read_target(module, target, range);
    if (!objects) return;
    for (const auto& experiment : objects->experiments)
        check_member(experiment);
    check_member(objects->platform);
    Scope scope;
    scope.module = &module;
    scope.place = Place::platform_rule;
    for (const Rule& rule : objects->rules) {
        check_rule_subject(sink_, rule);
        expect(rule.condition, scope, Type(TypeKind::boolean), "require");
        if (rule.message) expect(rule.message, scope, Type(TypeKind::text), "require");
    }
    if (objects->max_runs) expect(objects->max_runs, scope, Type(TypeKind::integer), "max_runs");
    const BuiltTarget built{range, target.name.has_value()};
    const auto [first, is_new] = built_targets_.try_emplace({&module, objects->name}, built);
    const bool is_declared_twice = built.is_named && first->second.is_named;
    if (is_new || is_declared_twice) return;
    sink_
        .report(diag::Code::E0809, target.name ? target.name->range : range,
                name_of({&module, target.experiments}), objects->name)
        .label(first->second.range, "built here too")
        .help("give one of them a name: `target NAME = ...`");
}

void Checker::warn_unused(const Module& module) {
    // A file without targets is there to be used by others: all that it declares may serve them.
    const auto is_target = [](const ast::Declaration& declaration) {
        return std::holds_alternative<ast::Target>(declaration.node);
    };
    const bool is_program = std::ranges::any_of(module.file.declarations, is_target);
    for (std::size_t index = 0; is_program && index < module.file.declarations.size(); ++index) {
        const ast::Declaration& declaration = module.file.declarations[index];
        const auto* definition = std::get_if<ast::Definition>(&declaration.node);
        const bool is_warned = std::holds_alternative<ast::Let>(declaration.node) ||
                               std::holds_alternative<ast::Secret>(declaration.node) ||
                               (definition != nullptr && definition->kind == ast::Kind::mount);
        const ast::Name* name = declared_name(declaration);
        if (is_warned && !module.used[index] && name != nullptr)
            sink_.report(diag::Code::W0201, name->range, kind_name(declaration), name->text);
    }
    for (const auto& [name, range] : module.imported) {
        if (!module.import_used.contains(name))
            sink_.report(diag::Code::W0201, range, "import", name);
    }
}

} // namespace expc::sema
