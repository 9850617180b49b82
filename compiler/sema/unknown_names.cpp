// SPDX-License-Identifier: MIT
// Names, fields and functions that do not exist, and what was most likely meant.
#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/builtins.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/foreign_names.hpp"
#include "compiler/sema/space_entries.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::sema {

bool sees_run(Place place) {
    return place == Place::field || place == Place::experiment_rule ||
           place == Place::platform_rule;
}

namespace {

bool looks_like_variable(std::string_view name) {
    return name.size() > 1 && std::ranges::all_of(name, [](char c) {
               return (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
           });
}

/// Whether a space of the module has a column of that name.
bool is_column_somewhere(const Module& module, std::string_view name) {
    const auto declares = [name](const ast::Entry& entry) {
        const ast::Name* column = column_of(entry);
        return column != nullptr && column->text == name;
    };
    return std::ranges::any_of(module.file.exprs, [&](const ast::Expr& expr) {
        const auto* space = std::get_if<ast::SpaceBlock>(&expr.node);
        return space != nullptr && std::ranges::any_of(space->block.entries, declares);
    });
}

/// `lib.torch` for `torch`, where `use ... as lib` brings in a module that declares it.
std::optional<std::string> name_in_module(const Module& module, const std::string& name) {
    std::optional<std::string> found;
    for (const auto& [alias, symbol] : module.names) {
        if (!symbol.is_module || !symbol.module->names.contains(name)) continue;
        const std::string member = alias + "." + name;
        if (!found || member < *found) found = member;
    }
    return found;
}

/// Names of the language that stand for something in this place.
std::vector<std::string> special_names(const Scope& scope) {
    std::vector<std::string> names;
    if (scope.columns != nullptr) names.emplace_back("params");
    if (scope.self != nullptr) names.emplace_back("self");
    if (sees_run(scope.place)) names.emplace_back("run");
    if (sees_run(scope.place) && scope.self != nullptr) {
        names.emplace_back("inputs");
        names.emplace_back("outputs");
    }
    if (scope.place == Place::platform_rule) names.emplace_back("total");
    return names;
}

/// The line up to a place, without the blanks at its end.
std::string text_before(const Sources& sources, SourceRange place) {
    const std::string_view text(sources[place.file].text);
    std::string_view line = text.substr(0, place.begin);
    line = line.substr(line.rfind('\n') + 1);
    return std::string(line.substr(0, line.find_last_not_of(" \t") + 1));
}

/// The colon behind a name, which stands for `=` by a habit of YAML; nothing for another character.
std::optional<SourceRange> colon_behind(const Sources& sources, SourceRange name) {
    if (!name.file) return std::nullopt;
    const std::string_view text(sources[name.file].text);
    const std::size_t at = text.find_first_not_of(" \t", name.end);
    if (at == std::string_view::npos || text[at] != ':') return std::nullopt;
    const auto begin = static_cast<std::uint32_t>(at);
    return SourceRange{name.file, begin, begin + 1};
}

/// Whether a declared name stands for a value that a text, a field or an operator takes.
bool is_value(const Symbol& symbol) {
    if (symbol.is_module) return false;
    const auto& node = symbol.get().node;
    return std::holds_alternative<ast::Let>(node) || std::holds_alternative<ast::Input>(node) ||
           std::holds_alternative<ast::Secret>(node);
}

/// Whether a value of one piece is wanted, which is no space, list or object.
bool is_plain_value(const Type& type) {
    const Type& wanted = required(type);
    return is_word(wanted) || wanted.is(TypeKind::word) || wanted.is(TypeKind::boolean) ||
           wanted.is(TypeKind::duration) || wanted.is(TypeKind::size) ||
           wanted.is(TypeKind::env_value);
}

bool may_be_text(const Type* wanted) {
    return wanted != nullptr &&
           (is_text_like(required(*wanted)) || required(*wanted).is(TypeKind::env_value));
}

/// Columns and locals first, then declarations by name.
std::vector<std::string> names_in_scope(const Scope& scope, bool only_values) {
    std::vector<std::string> known;
    for (const auto& [local, type] : scope.locals)
        known.push_back(local);
    if (scope.columns != nullptr) {
        for (const auto& [column, type] : *scope.columns)
            known.push_back(column);
    }
    std::vector<std::string> declared;
    for (const auto& [declared_name, symbol] : scope.module->names) {
        if (!only_values || is_value(symbol)) declared.push_back(declared_name);
    }
    std::ranges::sort(declared);
    known.insert(known.end(), declared.begin(), declared.end());
    return known;
}

/// What a shell's variable may have been meant for; `is_hole`: it stands in `${...}`.
void help_with_variable(diag::Builder& report, const std::string& name, bool is_hole,
                        bool is_in_job) {
    std::string lower = name;
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto written = [is_hole](const std::string& expression) {
        return is_hole ? "${" + expression + "}" : expression;
    };
    if (is_hole)
        report.note("`${...}` is evaluated by expc, not by a shell");
    else
        report.help(fmt::format("if it is a text, quote it: `\"{}\"`", name));
    if (is_in_job)
        report.help(fmt::format("if the *job* should read its environment: `{}`",
                                written(fmt::format("run.env(\"{}\")", name))));
    report.help(
        fmt::format("if expc should read it *now*: `input {0}: Str = env(\"{1}\")` and then `{2}`",
                    lower, name, written(lower)));
}

/// What there is, where a reader can take it in; of many names the columns.
void note_names(diag::Builder& report, const std::vector<std::string>& known, const Scope& scope) {
    constexpr std::size_t most = 8;
    if (!known.empty() && known.size() <= most) {
        report.note(fmt::format("in scope: {}", fmt::join(known, ", ")));
    } else if (scope.columns != nullptr && !scope.columns->empty() &&
               scope.columns->size() <= most) {
        std::vector<std::string> columns;
        for (const auto& [column, type] : *scope.columns)
            columns.push_back(column);
        report.note(fmt::format("columns: {}", fmt::join(columns, ", ")));
    }
}

} // namespace

bool Checker::report_bare_constructor(SourceRange range, const std::string& name) {
    const ConstructorRule* rule = find_constructor(name);
    if (rule == nullptr || find_builtin(name) != nullptr) return false;
    const std::string example = example_of(name);
    auto report = sink_.report(diag::Code::E0202, range, name);
    report.here("it has fields, and is written with braces");
    if (example.ends_with("{}"))
        report.fix(fmt::format("write `{}`", example), {{range, example}});
    else
        report.suggestion(fmt::format("write `{}`", example), {{range, example}});
    return true;
}

Type Checker::unknown_member(const std::string& owner, const ast::Name& name,
                             const std::vector<std::string>& known) {
    const auto colon = colon_behind(sources_, name.range);
    auto of_entry = colon ? sink_.reported(diag::Code::E0102, *colon) : std::nullopt;
    auto report =
        of_entry ? *of_entry : sink_.report(diag::Code::E0201, name.range, owner, name.text);
    if (of_entry)
        report.label(name.range, fmt::format("`{}` has no such field", owner));
    else
        report.here("unknown field");
    const std::string instead(field_instead_of(owner, name.text));
    if (std::ranges::find(known, instead) != known.end()) {
        report.suggestion(fmt::format("it is called `{}` here", instead), {{name.range, instead}});
    } else if (const auto similar = diag::most_similar(name.text, known)) {
        report.fix(fmt::format("a field with a similar name exists: `{}`", *similar),
                   {{name.range, *similar}});
    }
    if (!known.empty())
        report.note(fmt::format("fields of `{}`: {}", owner, fmt::join(known, ", ")));
    return {};
}

bool Checker::is_given(std::string_view owner, const std::vector<std::string_view>& given,
                       std::string_view field) const {
    if (std::ranges::find(given, field) != given.end()) return true;
    const std::vector<std::string> wanted = {std::string(field)};
    return std::ranges::any_of(given, [&](std::string_view name) {
        const bool is_unknown = schema_.find(owner, name) == nullptr;
        return is_unknown &&
               (diag::most_similar(name, wanted) || field_instead_of(owner, name) == field);
    });
}

void Checker::require_fields(std::string_view owner, const std::vector<std::string_view>& given,
                             SourceRange place) {
    for (const Field& field : schema_.fields(owner)) {
        if (field.presence == Presence::required && !is_given(owner, given, field.name))
            sink_.report(diag::Code::E0205, place, owner, field.name);
    }
}

/// A column, or `params`, in a field that is the same for all runs.
bool Checker::is_fixed_for_all_runs(SourceRange range, const std::string& name,
                                    const Scope& scope) {
    const TypeFields* columns = scope.hidden_columns;
    const bool is_column = columns != nullptr &&
                           (name == "params" || std::ranges::any_of(*columns, [&](const auto& c) {
                                return c.first == name;
                            }));
    if (is_column) report_fixed(range, scope.fixed_field, name);
    return is_column;
}

void Checker::report_fixed(SourceRange range, std::string_view field, std::string_view name) {
    sink_
        .report(
            diag::Code::E0313, range,
            fmt::format("`{}` is the same for all runs, so it may not depend on `{}`", field, name))
        .note("what may differ from run to run: `resources`, `env`, the command, `workdir` and "
              "outputs");
}

/// Whether a `use` could not be read, and with it what it brings in.
bool Checker::lacks_imports(const Module& module) const {
    return std::ranges::any_of(module.file.skipped, [&](SourceRange skipped) {
        const std::string text = source_text(skipped);
        return text.starts_with("use ") || text.starts_with("import ") || text.starts_with("from ");
    });
}

Type Checker::unknown_name(SourceRange range, const std::string& name, const Scope& scope,
                           const Type* hint) {
    if (scope.module->unreadable.contains(name)) return {};
    if (is_fixed_for_all_runs(range, name, scope)) return {};
    // A field that could not be read may be the one that `old` stands for.
    if (name == "old" && !scope.module->file.skipped.empty()) return {};
    if (scope.hides_columns || lacks_imports(*scope.module)) return {};
    if (scope.has_broken_space && is_column_somewhere(*scope.module, name)) return {};
    const auto [first, is_new] = unknown_names_.try_emplace({scope.module, name}, range);
    if (auto earlier = is_new ? std::nullopt : sink_.reported(diag::Code::E0202, first->second)) {
        earlier->also(range);
        return {};
    }
    if (report_bare_constructor(range, name)) return {};
    const bool is_kept = !sink_.is_full();
    auto report = sink_.report(diag::Code::E0202, range, name);
    if (!is_kept) return {};
    report.here("not a parameter, input or declaration");
    const FieldNode* space = scope.self != nullptr ? scope.self->field("space") : nullptr;
    if (space != nullptr && space->old != nullptr)
        report.label(space->range, fmt::format("`{}` has this space here", scope.self->name));
    const std::string line = text_before(sources_, range);
    if (line.ends_with("//")) {
        report.help("`//` divides; a comment begins with `#`");
        return {};
    }
    if (name == "old") {
        report.note("`old` is what stood in a field before a `with` or an override set it; nothing "
                    "stood in this one");
        return {};
    }
    if (find_builtin(name) != nullptr) {
        report.note(fmt::format("`{}` is a function: call it as `{}(...)`", name, name));
        return {};
    }
    help_with_name(report, range, name, scope, hint);
    return {};
}

/// What was most likely meant: a name of a kind that can stand there, a text without its quotes, a
/// variable of a shell.
void Checker::help_with_name(diag::Builder& report, SourceRange range, const std::string& name,
                             const Scope& scope, const Type* hint) {
    const bool is_resource =
        scope.place == Place::platform_rule && schema_.find("resources", name) != nullptr;
    if (is_resource) {
        const std::string member = "resources." + name;
        report.fix(fmt::format("a field of the run's resources: `{}`", member), {{range, member}});
        return;
    }
    const bool is_own_field =
        scope.self != nullptr && sees_run(scope.place) && scope.self->field(name) != nullptr;
    if (is_own_field) {
        const std::string member = "self." + name;
        if (scope.old != nullptr)
            report.help("what stood in this field is `old`, as in `[...old, \"--smoke\"]`");
        report.suggestion(fmt::format("a field of `{}`: `{}`", scope.self->name, member),
                          {{range, member}});
        return;
    }
    if (const auto member = name_in_module(*scope.module, name)) {
        report.fix(fmt::format("it is one of the module's: `{}`", *member), {{range, *member}});
        return;
    }
    const bool only_values = wants_value_ || (hint != nullptr && is_plain_value(*hint));
    const std::vector<std::string> known = names_in_scope(scope, only_values);
    std::vector<std::string> candidates = known;
    const std::vector<std::string> special = special_names(scope);
    candidates.insert(candidates.end(), special.begin(), special.end());
    const auto similar = diag::most_similar(name, candidates);
    const std::string quoted = fmt::format("\"{}\"", name);
    if (similar && !may_be_text(hint)) {
        report.fix(fmt::format("a similar name is in scope: `{}`", *similar), {{range, *similar}});
        return;
    }
    if (similar)
        report.suggestion(fmt::format("a similar name is in scope: `{}`", *similar),
                          {{range, *similar}});
    if (looks_like_variable(name)) {
        const bool is_hole =
            range.begin >= 2 && source_text({range.file, range.begin - 2, range.begin}) == "${";
        return help_with_variable(report, name, is_hole, sees_run(scope.place));
    }
    if (may_be_text(hint))
        report.suggestion(fmt::format("if it is a text, quote it: `{}`", quoted),
                          {{range, quoted}});
    else if (!similar)
        note_names(report, names_in_scope(scope, false), scope);
}

} // namespace expc::sema
