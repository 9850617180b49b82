// SPDX-License-Identifier: MIT
#include "compiler/sema/check_calls.hpp"

#include "compiler/diagnostics/similar.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace expc::sema {

namespace {

std::string counted(std::size_t n, std::string_view noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

} // namespace

std::optional<std::string> plain_text(ExprRef e) {
    const auto* literal = std::get_if<ast::StringLiteral>(&e.get().node);
    if (literal == nullptr) return std::nullopt;
    std::string text;
    for (const ast::StringPart& part : literal->parts) {
        if (part.hole) return std::nullopt;
        text += part.text;
    }
    return text;
}

Arguments::Arguments(ExprRef call, const std::vector<ast::Argument>& arguments) {
    for (const ast::Argument& argument : arguments) {
        if (argument.name)
            named.emplace_back(*argument.name, call.at(argument.value));
        else
            positional.push_back(call.at(argument.value));
    }
}

ExprRef Arguments::find(std::string_view name, std::size_t position) const {
    const auto found = std::ranges::find(
        named, name, [](const auto& n) -> const std::string& { return n.first.text; });
    if (found != named.end()) return found->second;
    return position < positional.size() ? positional[position] : ExprRef{};
}

namespace {

std::vector<std::string> words_of(std::string_view names) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < names.size();) {
        const std::size_t end = std::min(names.find(' ', begin), names.size());
        words.emplace_back(names.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

/// Arguments by a name that the function does not have, or has already; false after an error.
bool check_names(diag::Sink& sink, const Callee& callee, const Arguments& arguments) {
    const std::vector<std::string> known = words_of(callee.arity.named);
    const auto is_named = [](const std::string& name) {
        return [&name](const auto& other) { return other.first.text == name; };
    };
    for (const auto& [name, value] : arguments.named) {
        const auto found = std::ranges::find(known, name.text);
        if (found == known.end()) {
            const std::string takes =
                known.empty()
                    ? "no named arguments"
                    : fmt::format("the named {} `{}`", known.size() == 1 ? "argument" : "arguments",
                                  fmt::join(known, "`, `"));
            auto report = sink.report(diag::Code::E0304, name.range, callee.name, takes,
                                      fmt::format("`{}` is", name.text));
            std::vector<std::string> free = known;
            std::erase_if(free, [&](const std::string& other) {
                return std::ranges::any_of(arguments.named, is_named(other));
            });
            const auto similar = diag::most_similar(name.text, free);
            if (similar) {
                report.fix(fmt::format("an argument with a similar name exists: `{}`", *similar),
                           {{name.range, *similar}});
            } else {
                report.help(fmt::format("write `{}`", callee.usage));
            }
            return false;
        }
        const auto position = static_cast<std::size_t>(found - known.begin()) +
                              callee.arity.most_positional - known.size();
        const bool is_there = callee.arity.most_positional >= known.size() &&
                              position >= callee.arity.least_positional &&
                              position < arguments.positional.size();
        if (is_there || std::ranges::count_if(arguments.named, is_named(name.text)) > 1) {
            sink.report(diag::Code::E0304, name.range, callee.name,
                        fmt::format("`{}` once", name.text), "2 values are");
            return false;
        }
    }
    return true;
}

} // namespace

bool check_arguments(diag::Sink& sink, SourceRange call, const Callee& callee,
                     const Arguments& arguments) {
    if (!check_names(sink, callee, arguments)) return false;
    const Arity& arity = callee.arity;
    const std::size_t positional = arguments.positional.size();
    const std::size_t given = positional + arguments.named.size();
    const std::size_t most = std::max(arity.most_positional, arity.least);
    if (positional >= arity.least_positional && positional <= arity.most_positional &&
        given >= arity.least)
        return true;
    const std::string wanted = arity.least == most ? counted(arity.least, "argument")
                               : given > arity.least
                                   ? fmt::format("at most {}", counted(most, "argument"))
                                   : fmt::format("at least {}", counted(arity.least, "argument"));
    sink.report(diag::Code::E0304, call, callee.name, wanted,
                counted(given, "argument") + (given == 1 ? " is" : " are"))
        .label(callee.declared, "declared here")
        .help(fmt::format("write `{}`", callee.usage));
    return false;
}

Type CallChecker::infer_ascribed(ExprRef e, const ast::Call& call, const Type& wanted) {
    is_ascribed_ = true;
    return infer(e, call, &wanted);
}

Type CallChecker::infer(ExprRef e, const ast::Call& call, const Type* hint) {
    // One that is never closed took in what stands behind it.
    if (!checker_.source_text(e.range()).ends_with(')')) return {};
    const std::string& name = call.callee.text;
    const Arguments arguments(e, call.arguments);
    if (name == "run.env") return infer_run_env(e, arguments);
    const std::size_t dot = name.find('.');
    auto symbol = scope_.module->find(dot == std::string::npos ? name : name.substr(0, dot));
    if (symbol && symbol->is_module && dot != std::string::npos)
        symbol = symbol->module->find(name.substr(dot + 1));
    if (symbol && !symbol->is_module && std::holds_alternative<ast::Fn>(symbol->get().node))
        return infer_function(e, call, *symbol);

    const bool wants_constructor = hint != nullptr && hint->is(TypeKind::one_of);
    const ConstructorRule* constructor = find_constructor(name);
    if (constructor != nullptr && !constructor->principal.empty() &&
        (wants_constructor || find_builtin(name) == nullptr)) {
        const Field* field = checker_.schema().find(name, constructor->principal);
        const ExprRef argument = arguments.find(constructor->principal, 0);
        if (!argument || call.arguments.size() != 1) {
            checker_.sink().report(diag::Code::E0304, e.range(), name, "one argument",
                                   counted(call.arguments.size(), "argument") +
                                       (call.arguments.size() == 1 ? " is" : " are"));
            return Type::constructed(name);
        }
        checker_.expect(argument, scope_, field->type, name);
        if (const auto variable = name == "env" ? plain_text(argument) : std::nullopt)
            check_read_variable(checker_.sink(), *variable, argument.range());
        return Type::constructed(name);
    }
    if (const Builtin* builtin = find_builtin(name))
        return infer_builtin(e, *builtin, arguments, hint);

    for (const ast::Argument& argument : call.arguments)
        checker_.infer(e.at(argument.value), scope_);
    if (scope_.module->unreadable.contains(name)) return {};
    unknown_function(e, call);
    return {};
}

Type CallChecker::infer_function(ExprRef e, const ast::Call& call, const Symbol& symbol) {
    const auto& fn = std::get<ast::Fn>(symbol.get().node);
    const Arguments arguments(e, call.arguments);
    std::vector<std::string> names;
    for (const ast::Parameter& parameter : fn.parameters)
        names.push_back(parameter.name.text);
    const std::string named = fmt::format("{}", fmt::join(names, " "));
    const std::string usage = fmt::format("{}({})", fn.name.text, fmt::join(names, ", "));
    const Callee callee{fn.name.text, {0, names.size(), names.size(), named}, usage, fn.name.range};
    if (!check_arguments(checker_.sink(), e.range(), callee, arguments))
        return checker_.resolve(*symbol.module, fn.result);
    for (std::size_t i = 0; i < fn.parameters.size(); ++i) {
        const ExprRef argument = arguments.find(fn.parameters[i].name.text, i);
        if (argument)
            checker_.expect(argument, scope_,
                            checker_.resolve(*symbol.module, fn.parameters[i].type),
                            fn.parameters[i].name.text);
    }
    checker_.type_of(symbol);
    return checker_.resolve(*symbol.module, fn.result);
}

Type CallChecker::infer_builtin(ExprRef e, const Builtin& builtin, const Arguments& arguments,
                                const Type* hint) {
    const Callee callee{builtin.name, builtin.arity, builtin.usage};
    if (!check_arguments(checker_.sink(), e.range(), callee, arguments)) return {};
    switch (builtin.id) {
    case BuiltinId::to_int:
    case BuiltinId::to_float:
    case BuiltinId::to_str:
    case BuiltinId::round:
    case BuiltinId::floor:
    case BuiltinId::ceil:
    case BuiltinId::fixed:
    case BuiltinId::pad:
    case BuiltinId::abs:
    case BuiltinId::range:
    case BuiltinId::linspace:
    case BuiltinId::logspace: return infer_numeric(e, builtin, arguments, hint);
    case BuiltinId::min:
    case BuiltinId::max:
    case BuiltinId::sum:
    case BuiltinId::len:
    case BuiltinId::sort:
    case BuiltinId::unique:
    case BuiltinId::reverse:
    case BuiltinId::join: return infer_list_function(e, builtin, arguments);
    case BuiltinId::split:
    case BuiltinId::replace:
    case BuiltinId::lower:
    case BuiltinId::upper:
    case BuiltinId::slug: return infer_text_function(builtin, arguments);
    case BuiltinId::tag:
    case BuiltinId::flags:
    case BuiltinId::hydra: return infer_words(builtin, arguments);
    case BuiltinId::uniform:
    case BuiltinId::loguniform:
    case BuiltinId::normal:
    case BuiltinId::randint:
    case BuiltinId::choice: return infer_distribution(e, builtin, arguments);
    case BuiltinId::each:
    case BuiltinId::all:
    case BuiltinId::gather: return infer_upstream(e, builtin, arguments);
    case BuiltinId::env:
        checker_.sink()
            .report(diag::Code::E0906, e.range(), "`env(...)`")
            .help("in a job: `run.env(\"NAME\")`; at compile time: `input name: Str = "
                  "env(\"NAME\")`");
        return {};
    case BuiltinId::count:
    case BuiltinId::file:
    case BuiltinId::dir:
    case BuiltinId::load_csv:
    case BuiltinId::load_json:
    case BuiltinId::load_yaml:
    case BuiltinId::rows: return infer_source(builtin, arguments.positional.front());
    }
    return {};
}

/// Spaces, paths and data files: functions of one argument that say where something is.
Type CallChecker::infer_source(const Builtin& builtin, ExprRef argument) {
    if (builtin.id == BuiltinId::count) {
        checker_.expect(argument, scope_, Type::space({}), "count");
        return int_type;
    }
    if (builtin.id == BuiltinId::file || builtin.id == BuiltinId::dir) {
        checker_.expect(argument, scope_, Type(TypeKind::any_path), builtin.name);
        return Type(builtin.id == BuiltinId::dir ? TypeKind::directory : TypeKind::file);
    }
    if (builtin.id != BuiltinId::rows) {
        checker_.expect(argument, scope_, Type(TypeKind::host_path), builtin.name);
        if (!is_ascribed_) {
            checker_.sink()
                .report(diag::Code::E0302, argument.range(),
                        fmt::format("`as` and a type after `{}(...)`", builtin.name), "none")
                .help(fmt::format("say what the file holds: `{}`", builtin.usage));
            return {};
        }
        return builtin.id == BuiltinId::load_csv ? Type::list(any_type) : any_type;
    }
    const Type list = checker_.infer(argument, scope_);
    const bool is_table = list.is(TypeKind::list) && list.element().is(TypeKind::record);
    if (is_table) return Type::space(list.element().fields());
    const bool is_empty = list.is(TypeKind::list) && list.element().is_invalid();
    if (!list.is_invalid())
        checker_.sink().report(diag::Code::E0302, argument.range(), "a list of records",
                               is_empty ? "a list without elements" : with_article(list));
    return {};
}

Type CallChecker::infer_words(const Builtin& builtin, const Arguments& arguments) {
    const bool is_tag = builtin.id == BuiltinId::tag;
    if (is_tag) checker_.expect(arguments.positional[0], scope_, text_type, "tag");
    const ExprRef record = arguments.positional[is_tag ? 1 : 0];
    const Type type = checker_.infer(record, scope_);
    for (const auto& [name, value] : arguments.named) {
        if (name.text == "style")
            checker_.expect(value, scope_, Type::literals({"--k=v", "--k v"}), "style");
        else if (name.text == "bools")
            checker_.expect(value, scope_, Type::literals({"switch", "value"}), "bools");
        else if (name.text == "dashes" || name.text == "number")
            checker_.expect(value, scope_, bool_type, name.text);
        else if (name.text == "digits")
            checker_.expect(value, scope_, int_type, name.text);
    }
    if (type.is_invalid()) return is_tag ? text_type : Type::list(Type(TypeKind::word));
    if (!type.is(TypeKind::record)) {
        checker_.mismatch(record, type, Type::record({}), builtin.name);
        return {};
    }
    for (const auto& [name, field] : type.fields())
        check_flag_value(record, name, field, builtin);
    return is_tag ? text_type : Type::list(Type(TypeKind::word));
}

/// Whether Hydra's grammar has a form for all that is in a value: lists and records of words.
bool CallChecker::has_form_in_hydra(const Type& type) {
    const Type inner = required(type);
    if (inner.is(TypeKind::list)) return has_form_in_hydra(inner.element());
    if (inner.is(TypeKind::record))
        return std::ranges::all_of(inner.fields(),
                                   [](const auto& f) { return has_form_in_hydra(f.second); });
    return is_word(inner) || inner.is(TypeKind::boolean) || inner.is(TypeKind::none) ||
           inner.is(TypeKind::anything) || inner.is_invalid();
}

void CallChecker::check_flag_value(ExprRef record, const std::string& name, const Type& type,
                                   const Builtin& builtin) {
    const Type inner = required(type);
    const bool is_simple = is_word(inner) || inner.is(TypeKind::boolean) ||
                           inner.is(TypeKind::none) || inner.is_invalid();
    const bool is_list = inner.is(TypeKind::list) &&
                         (is_word(inner.element()) || inner.element().is(TypeKind::boolean));
    if (is_simple || (builtin.id != BuiltinId::tag && is_list)) return;
    if (builtin.id == BuiltinId::hydra && has_form_in_hydra(inner)) return;
    auto report = checker_.sink().report(diag::Code::E0605, record.range(), builtin.name, name,
                                         to_string(inner));
    if (inner.is(TypeKind::duration))
        report.help(fmt::format("add a column in the unit that the program takes, `{0}_seconds = "
                                "{0}.seconds`, and leave `{0}` out: `params without [{0}]`",
                                name));
    if (inner.is(TypeKind::size))
        report.help(fmt::format("add a column in the unit that the program takes, `{0}_bytes = "
                                "{0}.bytes`, and leave `{0}` out: `params without [{0}]`",
                                name));
}

/// Whether `by` of a `gather` is a list of names; else that is reported.
bool CallChecker::names_columns(ExprRef call, ExprRef by, const std::string& experiment) {
    const auto* list = by ? std::get_if<ast::List>(&by.get().node) : nullptr;
    const auto is_name = [&](const ast::ListElement& element) {
        return !element.is_splice && !element.condition &&
               std::holds_alternative<ast::NameUse>(by.at(element.value).get().node);
    };
    if (list != nullptr && !list->elements.empty() && std::ranges::all_of(list->elements, is_name))
        return true;
    auto report = by ? checker_.sink().report(diag::Code::E0302, by.range(),
                                              "a list of columns, `[lr, seed]`",
                                              list == nullptr          ? "another expression"
                                              : list->elements.empty() ? "an empty one"
                                                                       : "other elements")
                     : checker_.sink().report(diag::Code::E0304, call.range(), "gather",
                                              "the columns to gather by", "none are");
    report.help(
        fmt::format("one list for each value of some columns: `gather({0}, by = [column])`; "
                    "of all runs: `all({0})`",
                    experiment));
    return false;
}

Type CallChecker::infer_upstream(ExprRef e, const Builtin& builtin, const Arguments& arguments) {
    if (arguments.positional.empty()) return {};
    const ExprRef reader = arguments.positional.front();
    const auto* use = std::get_if<ast::NameUse>(&reader.get().node);
    const auto symbol = use != nullptr ? scope_.module->find(use->name) : std::nullopt;
    const auto* definition =
        symbol && !symbol->is_module ? std::get_if<ast::Definition>(&symbol->get().node) : nullptr;
    if (definition == nullptr || definition->kind != ast::Kind::experiment) {
        const Type type = checker_.infer(reader, scope_);
        const auto* member = std::get_if<ast::Member>(&reader.get().node);
        if (type.is(TypeKind::experiment) && member != nullptr)
            checker_.sink()
                .report(diag::Code::E0302, reader.range(), "the name of an experiment",
                        "one of a module's")
                .help(fmt::format("bring it in by its name, `use \"...\" {{ {0} }}`, and write "
                                  "`{1}({0})`",
                                  member->name.text, builtin.name));
        else if (!type.is_invalid())
            checker_.sink().report(diag::Code::E0214, reader.range(),
                                   checker_.source_text(reader.range()), with_article(type),
                                   "an experiment");
        return {};
    }
    if (!scope_.takes_upstream) {
        auto report = checker_.sink().report(diag::Code::E0215, e.range(), builtin.name,
                                             "only `inputs` and `after` of an experiment take it");
        if (scope_.self != nullptr)
            report.help(fmt::format("give it a name there, `inputs = {{ result = {}.NAME }}`, and "
                                    "say `inputs.result` here",
                                    checker_.source_text(e.range())));
        return {};
    }
    if (const ExprRef outcome = arguments.find("on", 9))
        checker_.expect(outcome, scope_, Type::literals({"any"}), "on");
    if (builtin.id == BuiltinId::gather && !names_columns(e, arguments.find("by", 1), use->name))
        return {};
    return Type::upstream(use->name, builtin.id != BuiltinId::each);
}

} // namespace expc::sema
