// SPDX-License-Identifier: MIT
// Words of commands, environments and outputs: what reaches a program.
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/check_fields.hpp"
#include "compiler/sema/command_string.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::sema {

namespace {

std::string upper_case(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

/// The variable that a secret is read from, or its own name in capitals.
std::string variable_of(ExprRef secret, const std::string& name) {
    const auto symbol = secret.module->find(name);
    const auto* declared =
        symbol && !symbol->is_module ? std::get_if<ast::Secret>(&symbol->get().node) : nullptr;
    const ExprRef source =
        declared != nullptr ? ExprRef{symbol->module, declared->value} : ExprRef{};
    const auto* call = source ? std::get_if<ast::Call>(&source.get().node) : nullptr;
    if (call == nullptr || call->callee.text != "env" || call->arguments.size() != 1)
        return upper_case(name);
    return plain_text(source.at(call->arguments.front().value)).value_or(upper_case(name));
}

/// The hole that makes a text a secret; a secret that stands alone is itself.
ExprRef exposed_part(ExprRef text) {
    const auto* literal = std::get_if<ast::StringLiteral>(&text.get().node);
    if (literal == nullptr) return text;
    for (const ast::StringPart& part : literal->parts) {
        const auto* use =
            part.hole ? std::get_if<ast::NameUse>(&text.at(part.hole).get().node) : nullptr;
        const auto symbol = use != nullptr ? text.module->find(use->name) : std::nullopt;
        if (symbol && !symbol->is_module && std::holds_alternative<ast::Secret>(symbol->get().node))
            return text.at(part.hole);
    }
    return text;
}

/// `""`
bool is_text(ExprRef word, std::string_view text) {
    const auto* literal = std::get_if<ast::StringLiteral>(&word.get().node);
    return literal != nullptr && literal->parts.size() == 1 && !literal->parts.front().hole &&
           literal->parts.front().text == text;
}

bool is_empty_text(ExprRef word) {
    const auto* literal = std::get_if<ast::StringLiteral>(&word.get().node);
    return literal != nullptr &&
           std::ranges::all_of(literal->parts, [](const ast::StringPart& part) {
               return !part.hole && part.text.empty();
           });
}

/// `"--momentum"`
bool is_flag(ExprRef word) {
    const auto* literal = std::get_if<ast::StringLiteral>(&word.get().node);
    return literal != nullptr && literal->parts.size() == 1 && !literal->parts.front().hole &&
           literal->parts.front().text.starts_with('-');
}

} // namespace

bool is_variable_name(std::string_view name) {
    const auto is_word_character = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    };
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
           std::ranges::all_of(name, is_word_character);
}

void check_read_variable(diag::Sink& sink, const std::string& name, SourceRange place) {
    if (!is_variable_name(name))
        sink.report(diag::Code::E0606, place, name)
            .note("names of variables match [A-Za-z_][A-Za-z0-9_]*");
}

void check_variable_name(diag::Sink& sink, const std::string& name, SourceRange place) {
    check_read_variable(sink, name, place);
    if (name.starts_with("EXPC_"))
        sink.report(diag::Code::E0609, place, name,
                    "variables that begin with `EXPC_` tell the run about itself");
}

void FieldChecker::check_words(const FieldNode& node, const Scope& scope) {
    for (const ExprRef appended : node.appended)
        check_word_list(appended, scope, "command");
    if (!node.value) {
        if (node.is_record)
            checker_.sink().report(diag::Code::E0302, node.range,
                                   "a list of words or `bash { ... }`", "a record");
        return;
    }
    const auto* constructor = std::get_if<ast::Constructor>(&node.value.get().node);
    if (constructor != nullptr && constructor->name.text == "bash") {
        checker_.infer(node.value, scope);
        return;
    }
    check_word_list(node.value, scope, "command");
}

/// A command that is no list as it stands.
void FieldChecker::check_word_value(ExprRef value, const Scope& scope, std::string_view field) {
    const Type words = Type::list(Type(TypeKind::word));
    const Type type = checker_.infer(value, scope, &words);
    if (!is_text_like(type)) {
        if (!fits(type, words)) checker_.mismatch(value, type, words, field);
        return;
    }
    auto report = checker_.sink().report(diag::Code::E0601, value.range());
    report.here("a Str; expected List<Word>");
    report.note("one string would have to be split and quoted again by every backend; a list "
                "never is.\nFor pipes, loops or `module load`, use `bash { run = '''...''' }`");
    const std::string source = checker_.source_text(value.range());
    const std::string_view text(checker_.sources()[value.range().file].text);
    const std::size_t next = text.find_first_not_of(" \t", value.range().end);
    const bool is_first_of_several = next != std::string::npos && text[next] == ',';
    const auto split = is_first_of_several ? std::nullopt : words_of_string(value, source);
    if (split)
        report.fix(fmt::format("`{}`", *split), {{value.range(), *split}});
    else
        report.help("write each word as an element: `[\"python3\", \"train.py\", ...]`");
}

/// A command has a program; false after an error.
bool FieldChecker::names_program(ExprRef value, const ast::List& list) {
    if (list.elements.empty()) {
        checker_.sink().report(diag::Code::E0302, value.range(), "at least one word",
                               "an empty list");
        return false;
    }
    const ExprRef program = value.at(list.elements.front().value);
    if (!is_empty_text(program)) return true;
    checker_.sink().report(diag::Code::E0302, program.range(), "the name of a program",
                           "an empty text");
    return false;
}

void FieldChecker::check_steps(const FieldNode& node, const Type& wanted, const Scope& scope) {
    std::vector<ExprRef> lists = node.appended;
    if (node.value) lists.insert(lists.begin(), node.value);
    for (const ExprRef steps : lists) {
        const auto* list = std::get_if<ast::List>(&steps.get().node);
        if (list == nullptr) {
            check_leaf(steps, wanted, scope, {"steps", node.name_range});
            continue;
        }
        if (list->elements.empty() && lists.size() == 1)
            checker_.sink().report(diag::Code::E0302, steps.range(), "at least one step",
                                   "an empty list");
        for (const ast::ListElement& step : list->elements) {
            const Scope inner = word_scope(steps, step, scope);
            if (step.is_splice)
                check_leaf(steps.at(step.value), wanted, inner, {"steps", node.name_range});
            else
                check_word_list(steps.at(step.value), inner, "steps");
        }
    }
}

/// `--lr` without quotes, which is minus minus `lr`.
bool FieldChecker::is_bare_flag(ExprRef word) {
    const std::string text = checker_.source_text(word.range());
    const auto is_operation = [](ExprRef e) {
        return std::holds_alternative<ast::Unary>(e.get().node) ||
               std::holds_alternative<ast::Binary>(e.get().node);
    };
    const std::size_t end = text.find_first_of(" \t\n+*/%");
    if (!text.starts_with("--") || text.size() < 3 || !is_operation(word)) return false;
    auto report = checker_.sink().report(diag::Code::E0116, word.range(), text.substr(0, end),
                                         "the words of a command are strings");
    if (end == std::string::npos)
        report.suggestion(fmt::format("write `\"{}\"`", text),
                          {{word.range(), fmt::format("\"{}\"", text)}});
    return true;
}

/// The scope of a word behind its `if`.
Scope FieldChecker::word_scope(ExprRef list, const ast::ListElement& element, const Scope& scope) {
    if (!element.condition) return scope;
    const ExprRef condition = list.at(element.condition);
    const Type type = checker_.expect(condition, scope, Type(TypeKind::boolean), "if");
    if (type.is(TypeKind::runtime))
        checker_.sink().report(diag::Code::E0314, condition.range(), "this condition",
                               "the words of a command");
    return scope.knowing(checker_.proved_present(condition, true));
}

void FieldChecker::check_splice(ExprRef splice, const Scope& scope, std::string_view field) {
    const Type words = Type::list(Type(TypeKind::word));
    const Type type = checker_.infer(splice, scope, &words);
    if (type.is_invalid() || fits(type, words)) return;
    if (type.is(TypeKind::list))
        checker_.sink().report(diag::Code::E0602, splice.range(), to_string(type.element()));
    else
        checker_.mismatch(splice, type, words, field);
}

void FieldChecker::check_word_list(ExprRef value, const Scope& scope, std::string_view field) {
    if (!value) return;
    const auto* list = std::get_if<ast::List>(&value.get().node);
    if (list == nullptr) return check_word_value(value, scope, field);
    if (field != "wrap" && !names_program(value, *list)) return;
    ExprRef flag; // the word before, if it is one and stands in every run
    bool is_script = false;
    for (const ast::ListElement& element : list->elements) {
        const Scope inner = word_scope(value, element, scope);
        const ExprRef word = value.at(element.value);
        const ExprRef before = flag;
        flag = {};
        if (element.is_splice) {
            check_splice(word, inner, field);
            continue;
        }
        if (!element.condition && has_absent_hole(word, inner)) continue;
        // The shell of `sh -c` expands the word that follows.
        if (!is_script) {
            if (!checker_.warn_of_bare_variables(word, inner)) checker_.warn_of_shell_text(word);
        }
        if (is_bare_flag(word)) continue;
        is_script = is_text(word, "-c");
        const Type hint(TypeKind::word);
        const Type type = checker_.infer(word, inner, &hint);
        const bool is_absent = type.is(TypeKind::optional) && is_word(type.element());
        if (is_absent && before && !element.condition)
            report_absent_behind(before, word, type);
        else
            check_word(word, type, value.at(element.condition));
        if (!element.condition && is_flag(word)) flag = word;
    }
}

void Checker::exposed_secret(ExprRef text, std::string_view place, std::string_view reason) {
    const ExprRef secret = exposed_part(text);
    const std::string written = source_text(secret.range());
    const bool is_name = std::holds_alternative<ast::NameUse>(secret.get().node);
    sink_.report(diag::Code::E0901, secret.range(), written, place)
        .here(std::string(reason))
        .help(fmt::format("pass it in the environment: `env = {{ {} = {} }}`",
                          is_name ? variable_of(secret, written) : "NAME", written));
}

void FieldChecker::check_word(ExprRef word, const Type& type, ExprRef condition) {
    if (is_word(type)) return;
    const std::string text = checker_.operand_text(word);
    const std::string condition_text = checker_.operand_text(word, ast::level::logical);
    if (type.is(TypeKind::secret)) {
        checker_.exposed_secret(word, "a command line",
                                "visible in `ps` and written into generated files");
        return;
    }
    if (type.is(TypeKind::optional) && is_word(type.element())) {
        report_absent(word, word, type, condition);
        return;
    }
    const std::string shown = with_article(type);
    if (!shown.starts_with("a ")) { // `none`, an experiment
        checker_.sink().report(diag::Code::E0302, word.range(), "a word of a command", shown);
        return;
    }
    auto report = checker_.sink().report(diag::Code::E0602, word.range(), to_string(type));
    if (type.is(TypeKind::boolean)) {
        report.here("Bool: would it be True, true, 1, or nothing?");
        const bool is_name = std::holds_alternative<ast::NameUse>(word.get().node);
        report.help(fmt::format("for a switch that is present or not: `\"--{}\" if {}` (and drop "
                                "the word before it)",
                                is_name ? text : "switch", condition_text));
        report.help(
            fmt::format("for a value: `if {} then \"true\" else \"false\"`", condition_text));
    }
    if (type.is(TypeKind::duration)) report.help(fmt::format("say the unit: `{}.seconds`", text));
    if (type.is(TypeKind::size)) report.help(fmt::format("say the unit: `{}.MiB`", text));
    if (type.is(TypeKind::list)) report.help(fmt::format("one word per element: `...{}`", text));
    if (type.is(TypeKind::mount)) report.help(fmt::format("the path of the mount: `{}.at`", text));
}

/// The type of a value that a `with` replaced.
Type FieldChecker::type_before(const FieldNode& node, const Type& wanted, const Scope& scope) {
    if (node.old == nullptr || !node.old->value) return wanted;
    const Type before = type_before(*node.old, wanted, scope);
    return checker_.infer(node.old->value, scope_with_old(*node.old, before, scope), &wanted);
}

void FieldChecker::check_environment(const FieldNode& node, const Scope& scope) {
    if (node.value) check_leaf(node.value, Type::map(Type(TypeKind::env_value)), scope, "env");
    for (const FieldNode& child : node.children) {
        check_variable_name(checker_.sink(), child.name, child.name_range);
        if (!child.appended.empty()) {
            checker_.sink().report(diag::Code::E0116, child.appended.front().range(),
                                   child.name + " +=", "a variable is one text and no list");
            continue;
        }
        const Type wanted(TypeKind::env_value);
        const Type before = type_before(child, wanted, scope);
        const Scope inner = scope_with_old(child, before, scope);
        const Type type = child.value ? checker_.infer(child.value, inner, &wanted) : Type();
        if (child.is_record && !child.value && child.constructor.empty()) {
            checker_.sink().report(diag::Code::E0302, child.range, "a word or a secret",
                                   "a record");
            continue;
        }
        if (fits(type, wanted)) continue;
        auto report = checker_.sink().report(diag::Code::E0302, child.value.range(),
                                             "a word or a secret", with_article(type));
        const std::string text = checker_.operand_text(child.value);
        if (type.is(TypeKind::boolean))
            report.help(fmt::format("choose the text: `if {} then \"1\" else \"0\"`",
                                    checker_.operand_text(child.value, ast::level::logical)));
        if (type.is(TypeKind::duration))
            report.help(fmt::format("say the unit: `{}.seconds`", text));
        if (type.is(TypeKind::size)) report.help(fmt::format("say the unit: `{}.MiB`", text));
    }
}

void FieldChecker::check_outputs(const FieldNode& node, const Scope& scope) {
    if (node.value) {
        checker_.sink().report(diag::Code::E0302, node.value.range(),
                               "a record of outputs, `{ name = file(\"...\") }`",
                               "another expression");
        return;
    }
    for (const FieldNode& child : node.children) {
        const Type before = type_before(child, Type(TypeKind::file), scope);
        const Type type = child.value
                              ? checker_.infer(child.value, scope_with_old(child, before, scope))
                              : Type::record({});
        const bool is_output =
            type.is(TypeKind::file) || type.is(TypeKind::directory) || type.is_invalid();
        if (is_output) continue;
        checker_.sink().report(diag::Code::E0302, child.range, "`file(\"...\")` or `dir(\"...\")`",
                               with_article(type));
    }
}

} // namespace expc::sema
