// SPDX-License-Identifier: MIT
// Types of `bash {}` and the other constructors, and of what a job reads from its environment.
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/walk.hpp"

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

Type CallChecker::infer_constructor(ExprRef e, const ast::Constructor& node) {
    const std::string& name = node.name.text;
    if (find_constructor(name) == nullptr) {
        checker_.sink().report(diag::Code::E0212, node.name.range, name);
        return {};
    }
    std::vector<std::string> given;
    for (const ast::Entry& entry : node.block.entries) {
        const auto* assign = std::get_if<ast::Assign>(&entry.node);
        if (assign == nullptr || assign->path.size() != 1) continue;
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
    checker_.require_fields(name, given, node.name.range);
    return Type::constructed(name);
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
