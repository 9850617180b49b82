// SPDX-License-Identifier: MIT
#include "compiler/sema/check_fields.hpp"

#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/space_entries.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

/// `file("~/x")` as the source of a secret: who reads it, reads it in the home folder.
bool is_secret_at_home(ExprRef source, const Type& wanted) {
    const bool may_be_file = wanted.is(TypeKind::one_of) &&
                             std::ranges::find(wanted.names(), "file") != wanted.names().end();
    const auto* call = std::get_if<ast::Call>(&source.get().node);
    if (!may_be_file || call == nullptr || call->callee.text != "file" ||
        call->arguments.size() != 1 || call->arguments.front().name)
        return false;
    const ExprRef path = source.at(call->arguments.front().value);
    const auto* text = std::get_if<ast::StringLiteral>(&path.get().node);
    return text != nullptr && text->parts.size() == 1 && !text->parts.front().hole &&
           text->parts.front().text.starts_with("~/");
}

} // namespace

std::string_view FieldChecker::owner() const {
    return owner_of(object_.kind);
}

Scope FieldChecker::scope_for(std::string_view field) const {
    Scope scope;
    scope.module = object_.module;
    scope.self = self_;
    const bool is_experiment = object_.kind == ast::Kind::experiment;
    const bool are_resources =
        is_experiment ? field == "resources" : object_.kind == ast::Kind::resources;
    scope.place = are_resources ? Place::resources : is_experiment ? Place::field : Place::platform;
    constexpr std::array<std::string_view, 7> same_for_all_runs = {
        "container", "mounts", "setup", "container_setup", "space", "max_runs", "retry"};
    const bool varies =
        is_experiment && std::ranges::find(same_for_all_runs, field) == same_for_all_runs.end();
    if (varies)
        scope.columns = &columns_;
    else if (is_experiment && field != "space") {
        scope.fixed_field = field;
        scope.hidden_columns = &columns_;
    }
    scope.has_broken_space = varies && has_broken_space_;
    scope.hides_columns = varies && has_broken_space_ && hides_columns_;
    if (field == "space") {
        scope.self = nullptr;
        scope.place = Place::constant;
    }
    scope.takes_upstream = is_experiment && (field == "inputs" || field == "after");
    return scope;
}

void FieldChecker::check() {
    self_ = borrowed();
    if (object_.kind == ast::Kind::experiment) {
        std::optional<TypeFields> columns = checker_.columns_of(object_);
        const FieldNode* space = object_.field("space");
        // Axes that stand in no space were told when the object was read.
        const bool lacks_space = space == nullptr && (object_.has_axes || has_unread_space());
        has_broken_space_ = !columns || lacks_space;
        hides_columns_ = has_broken_space_ && (lacks_space || hides_columns(space->value));
        if (columns) columns_ = *std::move(columns);
    }
    const std::string_view engine = object_.root.constructor;
    if (object_.kind == ast::Kind::platform && !is_engine(engine)) return unknown_engine();
    for (const FieldNode& node : object_.root.children) {
        const Field* field = checker_.schema().find(owner(), node.name);
        if (field == nullptr && object_.kind == ast::Kind::platform)
            field = checker_.schema().find(engine, node.name);
        if (field == nullptr) {
            std::vector<std::string> known = checker_.schema().field_names(owner());
            const std::vector<std::string> more =
                engine.empty() ? std::vector<std::string>{} : checker_.schema().field_names(engine);
            known.insert(known.begin(), more.begin(), more.end());
            checker_.unknown_member(engine.empty() ? std::string(owner()) : std::string(engine),
                                    {node.name, node.name_range}, known);
            continue;
        }
        if (object_.kind == ast::Kind::experiment)
            check_experiment_field(node, *field);
        else if (node.name == "env")
            check_environment(node, scope_for(node.name));
        else
            check_field(node, field->type, scope_for(node.name), field->name);
    }
    check_required(object_.root, owner());
    check_rules();
}

/// Whether the experiment has a field `space` that could not be read, as in `space hp`.
bool FieldChecker::has_unread_space() const {
    const SourceRange all = object_.root.range;
    return std::ranges::any_of(object_.module->file.skipped, [&](SourceRange skipped) {
        const bool is_inside =
            skipped.file == all.file && all.begin <= skipped.begin && skipped.begin < all.end;
        return is_inside && checker_.source_text(skipped).starts_with("space");
    });
}

void FieldChecker::check_required(const FieldNode& node, std::string_view owner_name) {
    if (is_partly_unread(*object_.module, node.range)) return;
    std::vector<std::string_view> given;
    given.reserve(node.children.size());
    for (const FieldNode& child : node.children)
        given.push_back(child.name);
    const SourceRange place =
        &node == &object_.root && object_.name_range.file ? object_.name_range : node.range;
    checker_.require_fields(owner_name, given, place);
    if (owner_name == "container" && given.empty())
        checker_.sink()
            .report(diag::Code::E0205, place, object_.name, "oci")
            .help("which image? for example `oci = \"python:3.12\"`, or `sif` or `root`");
    if (owner_name != "experiment" || &node != &object_.root) return;
    const FieldNode* command = node.child("command");
    const FieldNode* steps = node.child("steps");
    if (command != nullptr && steps != nullptr)
        checker_.sink()
            .report(diag::Code::E0302, steps->name_range, "one of `command` and `steps`", "both")
            .here("a run does either its command or its steps")
            .label(command->name_range, "`command` is here")
            .help("make the command one of the steps, or drop one of the two: `unset steps`");
    const bool has_command = checker_.is_given(owner_name, given, "command") ||
                             checker_.is_given(owner_name, given, "steps");
    if (!has_command)
        checker_.sink()
            .report(diag::Code::E0205, object_.name_range, object_.name, "command")
            .help("what should a run do? for example `command = [\"python3\", \"train.py\", "
                  "...flags(params)]`");
}

/// A platform whose engine nobody knows; what stands in its braces depends on it.
void FieldChecker::unknown_engine() {
    const std::string& word = object_.root.constructor;
    const SourceRange place = word.empty() ? object_.name_range : object_.root.name_range;
    auto report = checker_.sink().report(
        diag::Code::E0302, place, "local, slurm, gridengine, kubernetes or ray",
        word.empty() ? "a platform without an engine" : fmt::format("`{}`", word));
    const std::vector<std::string> engines = {"local", "slurm", "gridengine", "kubernetes", "ray"};
    const auto similar = word.empty() ? std::nullopt : diag::most_similar(word, engines);
    if (similar) {
        report.fix(fmt::format("an engine with a similar name exists: `{}`", *similar),
                   {{place, *similar}});
    } else {
        report.help(fmt::format("for example `platform {} = local {{ ... }}`", object_.name));
    }
}

/// A word before the braces of a record that is not the name of that record: `r { cpus = 2 }` for
/// `r with { cpus = 2 }`.
bool FieldChecker::has_foreign_word(const FieldNode& node, std::string_view own) {
    if (node.constructor.empty() || node.constructor == own) return false;
    const auto declared = object_.module->find(node.constructor);
    auto report = checker_.sink().report(diag::Code::E0302, node.range, "a record, `{ ... }`",
                                         fmt::format("`{} {{ ... }}`", node.constructor));
    if (declared) {
        const auto end = node.range.begin + static_cast<std::uint32_t>(node.constructor.size());
        report.fix(fmt::format("write `{} with {{ ... }}`", node.constructor),
                   {{{node.range.file, end, end}, " with"}});
    }
    return true;
}

/// Fields that `check_field` does not see.
bool FieldChecker::is_checked_apart(std::string_view field) {
    constexpr std::array<std::string_view, 9> names = {
        "space", "command", "wrap", "steps", "env", "outputs", "inputs", "after", "identity"};
    return std::ranges::find(names, field) != names.end();
}

void FieldChecker::check_experiment_field(const FieldNode& node, const Field& field) {
    Scope scope = scope_for(field.name);
    const Type words = Type::list(Type(TypeKind::word));
    const bool is_words = field.name == "command" || field.name == "wrap";
    if (!is_words && refuses_append(node, field.type)) return;
    if (node.is_changed && is_known_unwritten(field)) scope.old = &field.type;
    scope = scope_with_old(node, is_words ? words : field.type, scope);
    if (has_foreign_word(node, field.type.is(TypeKind::constructed) ? field.type.name() : ""))
        return;
    if (is_checked_apart(field.name) && refuses_parts_of_values(node, field.type)) return;
    // Its columns were asked for first, and with them all of it was checked.
    if (field.name == "space" && node.value && node.appended.empty()) return;
    // It took in what stands behind it.
    if (node.is_record && is_partly_unread(*object_.module, node.range)) return;
    if (field.name == "command") return check_words(node, scope);
    if (refuses_record(node, field)) return;
    if (field.name == "wrap") return check_wrap(node, scope);
    if (field.name == "steps") return check_steps(node, field.type, scope);
    if (field.name == "env") return check_environment(node, scope);
    if (field.name == "outputs") return check_outputs(node, scope);
    if (field.name == "inputs") return check_upstreams(node, scope);
    if (field.name == "after") return check_after(node, scope);
    if (field.name == "identity") return check_identity(node, scope);
    check_field(node, field.type, scope, field.name);
}

/// Whether a `with` may ask for the value of a field that nobody wrote before: the default of a
/// resource, an empty list.
bool FieldChecker::is_known_unwritten(const Field& field) {
    const bool is_known = field.owner == "resources" || field.type.is(TypeKind::list);
    return field.presence == Presence::has_default && is_known;
}

/// The scope of a field's value: `old` is known where a `with` replaced a value.
Scope FieldChecker::scope_with_old(const FieldNode& node, const Type& type, const Scope& scope) {
    Scope inner = scope;
    if (node.old != nullptr) inner.old = &type;
    return inner;
}

void FieldChecker::check_field(const FieldNode& node, const Type& wanted, const Scope& scope,
                               std::string_view what) {
    if (refuses_append(node, wanted)) return;
    const Scope inner = scope_with_old(node, wanted, scope);
    for (const ExprRef appended : node.appended)
        check_leaf(appended, wanted, inner, {what, node.name_range});
    if (node.value) check_leaf(node.value, wanted, inner, {what, node.name_range});
    if (!node.is_record) return check_overlaid(node, wanted, inner);
    const bool is_variant = wanted.is(TypeKind::one_of);
    if (is_variant) return check_variant(node, wanted, inner, what);
    if (has_foreign_word(node, wanted.is(TypeKind::constructed) ? wanted.name() : "")) return;
    if (wanted.is(TypeKind::map)) {
        for (const FieldNode& child : node.children)
            check_field(child, wanted.element(), inner, child.name);
        return;
    }
    if (wanted.is(TypeKind::constructed)) return check_record(node, wanted.name(), inner);
    if (wanted.is(TypeKind::anything)) return;
    const bool is_made_of_parts = !node.range.file; // `cpus.x = 1`, and nothing else of `cpus`
    if (is_made_of_parts) return refuse_parts(node, required(wanted));
    checker_.sink().report(diag::Code::E0302, node.range, with_article(wanted), "a record");
}

void FieldChecker::check_variant(const FieldNode& node, const Type& wanted, const Scope& scope,
                                 std::string_view what) {
    const bool is_made_of_parts = !node.range.file; // `m.x = bind(...)`, and nothing else of `m`
    if (is_made_of_parts) return refuse_parts(node, wanted);
    const auto& names = wanted.names();
    if (std::ranges::find(names, node.constructor) != names.end())
        return check_record(node, node.constructor, scope);
    auto report = node.constructor.empty()
                      ? checker_.sink().report(diag::Code::E0302, node.range, with_article(wanted),
                                               "a record without a name")
                      : checker_.sink().report(diag::Code::E0302, node.range, with_article(wanted),
                                               fmt::format("`{}`", node.constructor));
    report.here(fmt::format("`{}` takes one of these", what));
    report.help(fmt::format("for example `{} = {} {{ ... }}`", what, names.front()));
}

void FieldChecker::check_record(const FieldNode& node, std::string_view owner_name,
                                const Scope& scope) {
    check_entries(node, owner_name, scope);
    check_required(node, owner_name);
}

void FieldChecker::check_entries(const FieldNode& node, std::string_view owner_name,
                                 const Scope& scope) {
    for (const FieldNode& child : node.children) {
        const Field* field = checker_.schema().find(owner_name, child.name);
        if (field == nullptr && is_partly_unread(*object_.module, node.range)) continue;
        if (field == nullptr) {
            checker_.unknown_member(std::string(owner_name), {child.name, child.name_range},
                                    checker_.schema().field_names(owner_name));
            continue;
        }
        Scope inner = scope;
        if (child.is_changed && is_known_unwritten(*field)) inner.old = &field->type;
        check_field(child, field->type, inner, field->name);
    }
}

void FieldChecker::check_leaf(ExprRef value, const Type& wanted, const Scope& scope,
                              const Asker& asker) {
    if (!value || is_secret_at_home(value, wanted)) return;
    const bool is_schema_record = wanted.is(TypeKind::constructed) && wanted.name() != "bash";
    if (is_schema_record) {
        checker_.expect(value, scope, checker_.schema().record(wanted.name()), asker);
        return;
    }
    const Type actual = checker_.expect(value, scope, wanted, asker);
    const bool is_read_by_shell = asker.name == "run";
    if (required(wanted).is(TypeKind::text) && !is_read_by_shell)
        checker_.warn_of_shell_text(value);
    if (actual.is(TypeKind::runtime) && scope.place == Place::resources) {
        checker_.sink().report(diag::Code::E0314, value.range(),
                               fmt::format("`{}`", checker_.source_text(value.range())),
                               fmt::format("`{}`", asker.name));
    }
}

void FieldChecker::check_upstreams(const FieldNode& node, const Scope& scope) {
    if (node.value && node.children.empty()) {
        const Type type = checker_.infer(node.value, scope);
        if (!type.is_invalid() && !type.is(TypeKind::record))
            checker_.sink()
                .report(diag::Code::E0302, node.range, "a record", with_article(type))
                .help(fmt::format("give it a name: `inputs = {{ input = {} }}`",
                                  checker_.source_text(node.range)));
    }
    for (const FieldNode& child : node.children) {
        const Type type = child.value ? checker_.infer(child.value, scope) : Type::record({});
        const Type inner = type.is(TypeKind::list) ? type.element() : type;
        if (inner.is_invalid() || inner.is(TypeKind::file) || inner.is(TypeKind::directory))
            continue;
        auto report = checker_.sink().report(diag::Code::E0302, child.range,
                                             "an output of other runs", with_article(type));
        if (type.is(TypeKind::upstream))
            report.help(
                fmt::format("say which output: `{}.NAME`", checker_.source_text(child.range)));
    }
}

void check_rule_subject(diag::Sink& sink, const Rule& rule) {
    const std::vector<FreeName> names = free_names(rule.condition);
    const auto total = std::ranges::find(names, "total", &FreeName::name);
    const auto resources = std::ranges::find(names, "resources", &FreeName::name);
    if (total == names.end() || resources == names.end()) return;
    sink.report(diag::Code::E0313, rule.condition.range(),
                "this rule names both `total` and `resources`")
        .label(total->range, "checked once for all runs of a target")
        .label(resources->range, "checked for each run")
        .help("write two rules");
}

void FieldChecker::check_rules() {
    Scope scope = scope_for("require");
    const bool is_experiment = object_.kind == ast::Kind::experiment;
    scope.place = is_experiment ? Place::experiment_rule : Place::platform_rule;
    for (const Rule& rule : object_.rules) {
        if (!is_experiment) check_rule_subject(checker_.sink(), rule);
        Scope inner = scope;
        if (rule.guard) {
            checker_.expect(rule.guard, scope, Type(TypeKind::boolean), "when");
            inner = scope.knowing(checker_.proved_present(rule.guard, true));
        }
        checker_.expect(rule.condition, inner, Type(TypeKind::boolean), "require");
        if (rule.message) checker_.expect(rule.message, inner, Type(TypeKind::text), "require");
    }
}

/// Whether a condition around the expression says that it is not `none`.
bool FieldChecker::is_known_present(ExprRef e, const Scope& scope) const {
    return scope.knows(checker_.source_text(e.range()));
}

} // namespace expc::sema
