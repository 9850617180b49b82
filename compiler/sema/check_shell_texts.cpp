// SPDX-License-Identifier: MIT
// W0601: texts that only a shell would change, where no shell reads them.
#include "compiler/sema/checker.hpp"
#include "compiler/sema/shell_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

namespace {

std::string lower_case(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// Whether `$name` in a text was meant as `${name}`: a column, an input or a record of the run.
bool is_known_value(const Scope& scope, const BareVariable& variable) {
    const std::string& name = variable.name;
    const auto is_it = [&](const auto& column) { return column.first == name; };
    const bool is_record = name == "run" || name == "outputs" || name == "inputs" ||
                           name == "params" || name == "self";
    if (is_record) return !variable.member.empty();
    if (scope.columns != nullptr && std::ranges::any_of(*scope.columns, is_it)) return true;
    const auto symbol = scope.module->find(name);
    return symbol && !symbol->is_module &&
           (std::holds_alternative<ast::Input>(symbol->get().node) ||
            std::holds_alternative<ast::Let>(symbol->get().node));
}

} // namespace

void Checker::warn_of_shell_text(ExprRef word) {
    const auto* literal = std::get_if<ast::StringLiteral>(&word.get().node);
    if (literal == nullptr || literal->parts.empty()) return;
    const std::string written = source_text(word.range());
    const bool is_escaped = written.find("\\$") != std::string::npos; // it is meant
    if (is_escaped) return;
    const ast::StringPart& first = literal->parts.front();
    const auto prefix = first.hole ? std::nullopt : shell_prefix(first.text);
    if (prefix) {
        const std::string rest = prefix->rest + (literal->parts.size() > 1 ? "..." : "");
        return report_shell_text(word, *prefix, rest);
    }
    const bool is_raw = written.starts_with('\'');
    for (const ast::StringPart& part : literal->parts) {
        if (is_raw || part.hole) continue;
        const auto inner = shell_expansion(part.text);
        if (inner) return report_shell_text(word, *inner, "");
        if (part.text.find_first_of(" \t\n") != std::string::npos) return;
    }
}

void Checker::report_shell_text(ExprRef word, const ShellPrefix& found, const std::string& rest) {
    const std::string& variable = found.variable;
    auto report = sink_.report(diag::Code::W0601, word.range(), found.written,
                               variable.empty() ? "expc runs no command for a text" : shell_reason);
    if (variable.empty()) {
        report.help("what a command says in the job is for a script: `bash { run = '''...''' }`; "
                    "what it says now is for an input: `--set NAME=\"$(...)\"`");
        return;
    }
    report.help(fmt::format("what a job finds there: `${{run.env(\"{}\")}}{}`", variable, rest))
        .help(fmt::format("what expc finds here: `input {0}: Str = env(\"{1}\")` and `${{{0}}}{2}`",
                          lower_case(variable), variable, rest));
}

/// `"model_$lr"` and `'model_${lr}'`, where `lr` is a column.
bool Checker::warn_of_bare_variables(ExprRef word, const Scope& scope) {
    const auto* literal = std::get_if<ast::StringLiteral>(&word.get().node);
    const std::string written = source_text(word.range());
    const bool is_raw = written.starts_with('\'');
    if (literal == nullptr) return false;
    for (const ast::StringPart& part : literal->parts) {
        if (part.hole) continue;
        for (const BareVariable& variable : bare_variables(part.text)) {
            if (variable.has_braces != is_raw || !is_known_value(scope, variable)) continue;
            const std::string hole = fmt::format("${{{}{}}}", variable.name, variable.member);
            const std::string shown = is_raw ? hole : "$" + variable.name + variable.member;
            sink_
                .report(diag::Code::W0601, word.range(), shown,
                        is_raw ? "'...' is a raw text, as in bash" : shell_reason)
                .help(is_raw ? fmt::format("in double quotes: `\"...{}...\"`", hole)
                             : fmt::format("a value stands between braces: `{}`", hole));
            return true;
        }
    }
    return false;
}

} // namespace expc::sema
