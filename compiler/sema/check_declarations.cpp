// SPDX-License-Identifier: MIT
// Types of declarations, and the checks of whole modules and targets.
#include "compiler/ast/print.hpp"
#include "compiler/base/match.hpp"
#include "compiler/diagnostics/similar.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/check_fields.hpp"
#include "compiler/sema/check_spaces.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/repeated_names.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

constexpr std::array definition_types = {TypeKind::space,    TypeKind::record,
                                         TypeKind::mount,    TypeKind::container,
                                         TypeKind::platform, TypeKind::experiment};

struct SimpleType {
    std::string_view name;
    TypeKind kind;
};
constexpr std::array simple_types = {
    SimpleType{"Bool", TypeKind::boolean},
    SimpleType{"Int", TypeKind::integer},
    SimpleType{"Float", TypeKind::real},
    SimpleType{"Str", TypeKind::text},
    SimpleType{"Duration", TypeKind::duration},
    SimpleType{"Size", TypeKind::size},
    SimpleType{"HostPath", TypeKind::host_path},
    SimpleType{"PlatformPath", TypeKind::platform_path},
    SimpleType{"ContainerPath", TypeKind::container_path},
    SimpleType{"File", TypeKind::file},
    SimpleType{"Dir", TypeKind::directory},
    SimpleType{"Secret", TypeKind::secret},
    SimpleType{"Word", TypeKind::word},
    SimpleType{"Bash", TypeKind::constructed},
};

/// A type of one's own with the name of one of the language would never be seen.
void check_type_name(diag::Sink& sink, const ast::Name& name) {
    constexpr std::array<std::string_view, 4> generic = {"List", "Map", "Runtime", "Space"};
    const bool is_taken =
        std::ranges::find(simple_types, name.text, &SimpleType::name) != simple_types.end() ||
        std::ranges::find(generic, name.text) != generic.end();
    if (is_taken)
        sink.report(diag::Code::E0213, name.range, name.text, "it is a type of the language");
}

/// What is changed by `x with { ... }`: x.
ExprRef base_of(ExprRef e) {
    const auto* with = std::get_if<ast::With>(&e.get().node);
    return with != nullptr ? base_of(e.at(with->base)) : e;
}

Scope constant_scope(const Module& module) {
    Scope scope;
    scope.module = &module;
    return scope;
}

} // namespace

bool Checker::is_endless(const Symbol& symbol) {
    const ast::Name* name = declared_name(symbol.get());
    if (std::ranges::find(in_progress_, symbol) != in_progress_.end()) {
        std::vector<std::string> chain;
        for (auto at = std::ranges::find(in_progress_, symbol); at != in_progress_.end(); ++at)
            chain.push_back(declared_name(at->get())->text);
        chain.push_back(name->text);
        const bool is_function = std::holds_alternative<ast::Fn>(symbol.get().node);
        sink_.report(is_function ? diag::Code::E0211 : diag::Code::E0206, name->range, name->text)
            .note(fmt::format("the chain: {}", fmt::join(chain, " -> ")));
        return true;
    }
    if (in_progress_.size() < chain_limit) return false;
    report_long_chain(sink_, name->range);
    return true;
}

Type Checker::type_of(const Symbol& symbol) {
    if (const auto known = types_.find(symbol); known != types_.end()) return known->second;
    Type type;
    if (!is_endless(symbol)) {
        in_progress_.push_back(symbol);
        type = infer_declaration(symbol);
        in_progress_.pop_back();
    }
    types_.insert_or_assign(symbol, type);
    return type;
}

Type Checker::type_of_alias(const Symbol& symbol, const ast::TypeAlias& alias) {
    if (const auto known = aliases_.find(symbol); known != aliases_.end()) return known->second;
    Type type;
    if (!is_endless(symbol)) {
        in_progress_.push_back(symbol);
        type = resolve(*symbol.module, alias.type);
        in_progress_.pop_back();
    }
    aliases_.insert_or_assign(symbol, type);
    return type;
}

Type Checker::infer_declaration(const Symbol& symbol) {
    const Module& module = *symbol.module;
    return match(
        symbol.get().node, [](const ast::Invalid&) { return Type(); },
        [](const ast::Use&) { return Type(); }, [](const ast::Test&) { return Type(); },
        [&](const ast::Target& target) {
            sink_.report(diag::Code::E0214, target.name ? target.name->range : target.keyword,
                         target.name ? target.name->text : "target", "a target", "a value");
            return Type();
        },
        [&](const ast::TypeAlias& alias) {
            sink_.report(diag::Code::E0214, alias.name.range, alias.name.text, "a type", "a value");
            return Type();
        },
        [&](const ast::Input& input) { return check_input(module, input); },
        [](const ast::Secret&) { return Type(TypeKind::secret); },
        [&](const ast::Let& let) {
            if (!let.type) return infer({&module, let.value}, constant_scope(module));
            const Type wanted = resolve(module, let.type);
            expect({&module, let.value}, constant_scope(module), wanted, let.name.text);
            return wanted;
        },
        [&](const ast::Fn& fn) {
            Scope scope = constant_scope(module);
            for (const ast::Parameter& parameter : fn.parameters)
                scope = scope.with_local(parameter.name.text, resolve(module, parameter.type));
            const Type result = resolve(module, fn.result);
            expect({&module, fn.body}, scope, result, fn.name.text);
            return result;
        },
        [&](const ast::Definition& definition) {
            const TypeKind kind = definition_types[static_cast<std::size_t>(definition.kind)];
            if (definition.kind == ast::Kind::resources) return schema_.record("resources");
            if (definition.kind != ast::Kind::space) return Type(kind);
            const Type type = infer({&module, definition.value}, constant_scope(module));
            if (type.is(TypeKind::space) || type.is_invalid()) return type;
            mismatch({&module, definition.value}, type, Type::space({}), "space");
            return Type();
        });
}

Type Checker::resolve_name(const Module& module, const ast::NamedType& named) {
    const auto simple = std::ranges::find(simple_types, named.name.text, &SimpleType::name);
    if (simple != simple_types.end())
        return simple->kind == TypeKind::constructed ? Type::constructed("bash")
                                                     : Type(simple->kind);
    const auto symbol = module.find(named.name.text);
    const auto* alias =
        symbol && !symbol->is_module ? std::get_if<ast::TypeAlias>(&symbol->get().node) : nullptr;
    if (alias != nullptr) return type_of_alias(*symbol, *alias);
    if (module.unreadable.contains(named.name.text)) return Type();
    std::vector<std::string> known;
    for (const SimpleType& type : simple_types)
        known.emplace_back(type.name);
    auto report = sink_.report(diag::Code::E0310, named.name.range, named.name.text);
    if (const auto similar = diag::most_similar(named.name.text, known))
        report.fix(fmt::format("a type with a similar name exists: `{}`", *similar),
                   {{named.name.range, *similar}});
    else
        report.note(
            fmt::format("types: {}, List<T>, Map<Str, T>, Runtime<T>, T?", fmt::join(known, ", ")));
    return Type();
}

Type Checker::resolve_generic(const Module& module, const ast::GenericType& generic,
                              const SourceRange& range) {
    const std::string& name = generic.name.text;
    std::vector<Type> arguments;
    for (const ast::TypeId argument : generic.arguments)
        arguments.push_back(resolve(module, argument));
    if (name == "List" && arguments.size() == 1) return Type::list(arguments[0]);
    if (name == "Runtime" && arguments.size() == 1) return Type::runtime(arguments[0]);
    if (name == "Space" && arguments.size() == 1)
        return Type::space(arguments[0].is(TypeKind::record) ? arguments[0].fields()
                                                             : TypeFields{});
    if (name == "Map" && arguments.size() == 2) return Type::map(arguments[1]);
    sink_.report(diag::Code::E0310, range, source_text(range))
        .note("types with parameters: List<T>, Map<Str, T>, Runtime<T>, Space<{...}>");
    return Type();
}

Type Checker::resolve(const Module& module, ast::TypeId id) {
    if (!id) return {};
    const ast::TypeExpr& node = module.file.types[id];
    return match(
        node.node, [](const ast::Invalid&) { return Type(); },
        [&](const ast::NamedType& named) { return resolve_name(module, named); },
        [&](const ast::GenericType& generic) {
            return resolve_generic(module, generic, node.range);
        },
        [&](const ast::OptionalType& optional) {
            return Type::optional(resolve(module, optional.inner));
        },
        [&](const ast::RecordType& record) {
            TypeFields fields;
            report_repeated_names(sink_, record.fields);
            for (const ast::RecordTypeField& field : record.fields)
                fields.emplace_back(field.name.text, resolve(module, field.type));
            return Type::record(std::move(fields));
        },
        [](const ast::LiteralUnion& literal_union) {
            std::vector<std::string> names;
            for (const ast::Name& value : literal_union.values)
                names.push_back(value.text);
            return Type::literals(std::move(names));
        });
}

/// `platform laptop = "local"`
void Checker::report_no_record(ExprRef value, const Symbol& symbol) {
    const std::string name = plain_text(value).value_or("");
    auto report = sink_.report(diag::Code::E0302, value.range(),
                               fmt::format("the fields of this {}", kind_name(symbol.get())),
                               name.empty() ? "another expression" : "a text");
    if (find_constructor(name) != nullptr)
        report.suggestion(fmt::format("write `{}`", example_of(name)),
                          {{value.range(), example_of(name)}});
}

std::shared_ptr<const Object> Checker::object(const Symbol& symbol) {
    if (const auto known = objects_.find(symbol); known != objects_.end()) return known->second;
    objects_[symbol] = nullptr;
    ObjectReader reader(sink_, overrides, &objects_);
    std::shared_ptr<const Object> read = reader.read(symbol);
    for (const Symbol& member : reader.circle())
        objects_.try_emplace(member, nullptr);
    const auto* definition = std::get_if<ast::Definition>(&symbol.get().node);
    const bool is_invalid =
        std::holds_alternative<ast::Invalid>(symbol.module->file.exprs[definition->value].node);
    const bool is_text = plain_text({symbol.module, definition->value}).has_value();
    if (read == nullptr && is_text) report_no_record({symbol.module, definition->value}, symbol);
    if (read == nullptr && !is_invalid && !sink_.has_errors()) {
        const ExprRef value{symbol.module, definition->value};
        const ExprRef base = base_of(value);
        if (std::holds_alternative<ast::NameUse>(base.get().node))
            infer(base, constant_scope(*symbol.module)); // an unknown name is the mistake
        if (!sink_.has_errors()) report_no_record(value, symbol);
    }
    objects_[symbol] = read;
    return read;
}

bool Checker::check_object(const Object& object) {
    const std::size_t before = sink_.error_count();
    FieldChecker(*this, object).check();
    return sink_.error_count() == before;
}

void Checker::check_module(const Module& module) {
    for (std::uint32_t index = 0; index < module.file.declarations.size(); ++index)
        check_declaration({&module, index, false});
}

void Checker::check_declaration(const Symbol& symbol) {
    const Module& module = *symbol.module;
    match(
        symbol.get().node, [](const ast::Invalid&) {}, [](const ast::Use&) {},
        [&](const ast::Input&) { type_of(symbol); },
        [&](const ast::Secret& secret) { check_secret(module, secret); },
        [&](const ast::Let&) { type_of(symbol); },
        [&](const ast::Fn& fn) { check_function(symbol, fn); },
        [&](const ast::TypeAlias& alias) {
            check_type_name(sink_, alias.name);
            const Type type = type_of_alias(symbol, alias);
            if (alias.rule)
                expect({&module, alias.rule}, constant_scope(module).with_local("it", type),
                       Type(TypeKind::boolean), "where");
        },
        [&](const ast::Definition& definition) {
            if (definition.kind == ast::Kind::space) {
                type_of(symbol);
                return;
            }
            if (const auto read = object(symbol)) check_object(*read);
        },
        [&](const ast::Target& target) { check_target(module, target, symbol.get().range); },
        [&](const ast::Test& test) { check_test(module, test); });
}

namespace {

/// `env("NAME")`, `file("path")`: one literal text, read before anything is evaluated.
void check_quoted_name(diag::Sink& sink, ExprRef e, const ast::Call& call, std::string_view usage) {
    const Arguments arguments(e, call.arguments);
    const Callee callee{call.callee.text, {1, 1, 1, ""}, usage};
    if (!check_arguments(sink, e.range(), callee, arguments)) return;
    const ExprRef name = arguments.positional.front();
    if (const auto text = plain_text(name)) {
        if (call.callee.text == "env") check_read_variable(sink, *text, name.range());
        return;
    }
    auto report =
        sink.report(diag::Code::E0302, name.range(), "a text in quotes", "another expression");
    if (const auto* use = std::get_if<ast::NameUse>(&name.get().node))
        report.fix(fmt::format("write `{}(\"{}\")`", call.callee.text, use->name),
                   {{name.range(), "\"" + use->name + "\""}});
    else
        report.help(fmt::format("write `{}`", usage));
}

/// A rule that calls the value by the input's name; true after an error.
bool names_itself(diag::Sink& sink, const Module& module, const ast::Input& input) {
    for (const FreeName& used : free_names({&module, input.rule})) {
        if (used.name != input.name.text) continue;
        sink.report(diag::Code::E0202, used.range, used.name)
            .here("in its own rule a value is called `it`")
            .fix("write `it`", {{used.range, "it"}});
        return true;
    }
    return false;
}

} // namespace

Type Checker::check_input(const Module& module, const ast::Input& input) {
    const Type type = resolve(module, input.type);
    if (input.rule && !names_itself(sink_, module, input))
        expect({&module, input.rule}, constant_scope(module).with_local("it", type),
               Type(TypeKind::boolean), "where");
    if (!input.default_value) return type;
    const ExprRef value{&module, input.default_value};
    const auto* call = std::get_if<ast::Call>(&value.get().node);
    if (call != nullptr && call->callee.text == "env") {
        check_quoted_name(sink_, value, *call, "env(\"NAME\")");
        if (!is_text_like(type) && !type.is_invalid())
            sink_.report(diag::Code::E0302, value.range(), with_article(type), "a Str")
                .here("variables of the environment are texts");
        return type;
    }
    expect(value, constant_scope(module), type, input.name.text);
    return type;
}

void Checker::check_secret(const Module& module, const ast::Secret& secret) {
    const ExprRef value{&module, secret.value};
    const auto* call = std::get_if<ast::Call>(&value.get().node);
    if (call != nullptr && call->callee.text == "env")
        return check_quoted_name(sink_, value, *call, "env(\"NAME\")");
    if (call != nullptr && call->callee.text == "file")
        return check_quoted_name(sink_, value, *call, "file(\"path\")");
    if (std::holds_alternative<ast::Invalid>(value.get().node)) return;
    sink_
        .report(diag::Code::E0302, value.range(), "`env(\"NAME\")` or `file(\"path\")`",
                "a value in the program")
        .note("a secret that is written in a file is none");
}

void Checker::check_function(const Symbol& symbol, const ast::Fn& fn) {
    report_repeated_names(sink_, fn.parameters);
    for (const ast::Parameter& parameter : fn.parameters) {
        const auto declared = symbol.module->names.find(parameter.name.text);
        const bool is_module = declared != symbol.module->names.end() && declared->second.is_module;
        if (declared == symbol.module->names.end() || is_module) continue;
        const ast::Declaration& other = declared->second.get();
        sink_
            .report(diag::Code::E0210, parameter.name.range, parameter.name.text,
                    fmt::format("the {} of that name", kind_name(other)))
            .here("a parameter of the same name")
            .label(declared_name(other)->range, "declared here")
            .help("nothing shadows anything: rename one of them");
    }
    type_of(symbol);
}

void Checker::check_test(const Module& module, const ast::Test& test) {
    Scope scope = constant_scope(module);
    for (const ast::Entry& entry : test.block.entries) {
        if (const auto* assertion = std::get_if<ast::Assert>(&entry.node)) {
            expect({&module, assertion->condition}, scope, Type(TypeKind::boolean), "assert");
        } else if (const auto* let = std::get_if<ast::LocalLet>(&entry.node)) {
            check_local(let->name, scope);
            scope = scope.with_local(let->name.text, infer({&module, let->value}, scope));
        } else if (!std::holds_alternative<ast::Invalid>(entry.node)) {
            report_no_assertion(module, entry);
        }
    }
}

} // namespace expc::sema
