// SPDX-License-Identifier: MIT
// Types of `bash {}` and the other constructors, and of what a job reads from its environment.
#include "compiler/ast/print.hpp"
#include "compiler/diagnostics/elision.hpp"
#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/builtins.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/foreign_names.hpp"
#include "compiler/sema/repeated_fields.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

namespace expc::sema {

namespace {

/// The names in `vars = { NAME = value }`.
void check_variable_names(diag::Sink& sink, ExprRef vars) {
    const auto* record = std::get_if<ast::Record>(&vars.get().node);
    if (record == nullptr) return;
    for (const ast::Entry& entry : record->block.entries) {
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        if (assign != nullptr && assign->path.size() == 1)
            check_variable_name(sink, assign->path.front().text, assign->path.front().range);
    }
}

} // namespace

/// `prodct { ... }`, `Slurm { ... }`
void CallChecker::unknown_constructor(const ast::Constructor& node) {
    const SourceRange place = node.name.range;
    auto report = checker_.sink().report(diag::Code::E0212, place, node.name.text);
    report.here("nothing of this name stands before `{`");
    std::vector<std::string> known{"product", "zip", "concat", "sample", "cases"};
    for (const std::string_view constructor : constructor_names())
        known.emplace_back(constructor);
    if (const auto similar = diag::most_similar(node.name.text, known))
        report.fix(fmt::format("a similar name is `{}`", *similar), {{place, *similar}});
    else if (scope_.module->find(node.name.text))
        report.help(fmt::format("to change a copy of it: `{} with {{ ... }}`", node.name.text));
}

/// `bash("module load gcc")`, `getenv("HOME")`, `lenght(xs)`
void CallChecker::unknown_function(ExprRef e, const ast::Call& call) {
    const std::string& name = call.callee.text;
    auto report = checker_.sink().report(diag::Code::E0212, call.callee.range, name);
    if (find_constructor(name) != nullptr) {
        report.here("it is written with braces");
        const auto fields = checker_.schema().fields(name);
        const auto required = std::ranges::find(fields, Presence::required, &Field::presence);
        const bool has_one =
            call.arguments.size() == 1 && required != fields.end() && !call.arguments.front().name;
        std::string example = checker_.example_of(name);
        if (has_one)
            example.replace(example.find("..."), 3,
                            checker_.source_text(e.at(call.arguments.front().value).range()));
        report.suggestion(fmt::format("write `{}`", example), {{e.range(), example}});
        return;
    }
    std::vector<std::string> known;
    for (const Builtin& builtin : all_builtins())
        known.emplace_back(builtin.name);
    for (const auto& [declared, other] : scope_.module->names)
        known.push_back(declared);
    const std::string_view instead = instead_of_function(name);
    const auto similar = diag::most_similar(name, known);
    if (!instead.empty())
        report.help((instead.starts_with('`') ? "here it is " : "") + std::string(instead));
    else if (similar)
        report.fix(fmt::format("a function with a similar name exists: `{}`", *similar),
                   {{call.callee.range, *similar}});
}

Type CallChecker::infer_constructor(ExprRef e, const ast::Constructor& node) {
    const std::string& name = node.name.text;
    if (find_constructor(name) == nullptr) {
        unknown_constructor(node);
        return {};
    }
    report_repeated_fields(checker_.sink(), *e.module, node.block.entries);
    bool is_unread = false;
    std::vector<std::string_view> given;
    for (const ast::Entry& entry : node.block.entries) {
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        is_unread = is_unread || std::holds_alternative<ast::Invalid>(entry.node);
        if (assign == nullptr || assign->path.size() != 1 || assign->appends) {
            refuse_entry(e, name, entry);
            continue;
        }
        const ast::Name& field_name = assign->path.front();
        given.push_back(field_name.text);
        const Field* field = checker_.schema().find(name, field_name.text);
        if (field == nullptr) {
            checker_.unknown_member(name, field_name, checker_.schema().field_names(name));
            continue;
        }
        const Type& wanted = field->type;
        const bool is_schema_record = wanted.is(TypeKind::constructed) && wanted.name() != "bash";
        if (!is_schema_record && !wanted.is(TypeKind::anything))
            checker_.expect(e.at(assign->value), scope_, wanted, field->name);
        if (name != "bash") continue;
        if (field->name == "vars") check_variable_names(checker_.sink(), e.at(assign->value));
        if (field->name == "run") check_script(e.at(assign->value));
    }
    if (!is_unread) checker_.require_fields(name, given, node.name.range);
    return Type::constructed(name);
}

/// `vars.A = 1`, `vars += { ... }`
void CallChecker::refuse_part(ExprRef e, const std::string& owner, const ast::Entry& entry,
                              const ast::Assign& assign) {
    const ast::Name& field = assign.path.front();
    if (checker_.schema().find(owner, field.text) == nullptr) {
        checker_.unknown_member(owner, field, checker_.schema().field_names(owner));
        return;
    }
    const std::string value = checker_.source_text(e.at(assign.value).range());
    const std::string whole =
        assign.path.size() > 1 ? fmt::format("{{ {} = {} }}", assign.path[1].text, value) : value;
    checker_.sink()
        .report(diag::Code::E0116, entry.range, ast::print_head(entry),
                fmt::format("the fields of `{}` are set whole", owner))
        .help(fmt::format("write `{} = {}`", field.text, whole));
}

/// An entry of braces that hold fields, which is no `field = value`.
void CallChecker::refuse_entry(ExprRef e, const std::string& owner, const ast::Entry& entry) {
    constexpr std::size_t most_shown = 40;
    if (std::holds_alternative<ast::Invalid>(entry.node)) return;
    if (const auto* assign = std::get_if<ast::Assign>(&entry.node))
        return refuse_part(e, owner, entry, *assign);
    const auto* nested = std::get_if<ast::Nested>(&entry.node);
    const auto* word = nested != nullptr
                           ? std::get_if<ast::Constructor>(&e.at(nested->space).get().node)
                           : nullptr;
    const std::string head = word != nullptr ? word->name.text + " {"
                             : nested != nullptr
                                 ? diag::elided(checker_.source_text(entry.range), most_shown)
                                 : ast::print_head(entry);
    auto report = checker_.sink().report(diag::Code::E0116, entry.range, head,
                                         fmt::format("`{}` takes `field = value` only", owner));
    if (word != nullptr) {
        const SourceRange name = word->name.range;
        report.fix(fmt::format("`{} = {{ ... }}`", word->name.text),
                   {{{name.file, name.end, name.end}, " ="}});
        return;
    }
    report.help(
        fmt::format("its fields: `{}`", fmt::join(checker_.schema().field_names(owner), "`, `")));
}

/// A script is the same for all runs, byte for byte.
void CallChecker::check_script(ExprRef script) {
    if (scope_.columns == nullptr) return;
    for (const FreeName& used : free_names(script)) {
        const auto is_it = [&](const auto& column) { return column.first == used.name; };
        if (std::ranges::none_of(*scope_.columns, is_it)) continue;
        std::string variable = used.name;
        std::ranges::transform(variable, variable.begin(),
                               [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        checker_.sink()
            .report(diag::Code::E0313, used.range,
                    "a script is one text for all runs; values enter through `vars`")
            .here("differs from run to run")
            .help(fmt::format("say `vars = {{ {0} = {1} }}` beside it, and `${0}` in the script",
                              variable, used.name));
        return;
    }
}

Type CallChecker::infer_run_env(ExprRef e, const Arguments& arguments) {
    const Callee callee{
        "run.env", {0, 2, 0, "name default"}, "run.env(\"NAME\", default = \"...\")"};
    if (!check_arguments(checker_.sink(), e.range(), callee, arguments)) return {};
    const ExprRef name = arguments.find("name", 0);
    if (!name) {
        checker_.sink().report(diag::Code::E0304, e.range(), "run.env", "the name of a variable",
                               "no argument is");
        return {};
    }
    checker_.expect(name, scope_, text_type, "run.env");
    if (const auto variable = plain_text(name))
        check_read_variable(checker_.sink(), *variable, name.range());
    const ExprRef fallback = arguments.find("default", 1);
    if (fallback) checker_.expect(fallback, scope_, text_type, "default");
    if (scope_.place == Place::experiment_rule || scope_.place == Place::platform_rule) {
        checker_.sink().report(diag::Code::E0314, name.range(), "`run.env`", "a rule");
        return {};
    }
    return Type::runtime(text_type);
}

} // namespace expc::sema
