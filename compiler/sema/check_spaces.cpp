// SPDX-License-Identifier: MIT
#include "compiler/sema/check_spaces.hpp"
#include "compiler/ast/print.hpp"

#include "compiler/base/match.hpp"
#include "compiler/sema/builtins.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/space_entries.hpp"
#include "compiler/sema/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace expc::sema {

namespace {

/// A column is found by looking at all of them.
constexpr std::size_t most_columns = 2'000;

bool is_known(const TypeFields& columns, const std::string& name) {
    return std::ranges::any_of(columns, [&](const auto& c) { return c.first == name; });
}

} // namespace

std::string_view SpaceChecker::noun() const {
    constexpr std::array<std::string_view, 5> nouns = {"product", "zip", "concat", "sample",
                                                       "cases"};
    return nouns[static_cast<std::size_t>(kind_)];
}

Scope SpaceChecker::inner_scope() const {
    Scope scope = scope_;
    scope.place = Place::space;
    scope.self = nullptr;
    scope.columns = &columns_;
    scope.hides_columns = hides_columns_;
    return scope;
}

/// `sample(n, seed)`, `product(order = "first_fastest")`.
void SpaceChecker::check_block_arguments(ExprRef e, const ast::SpaceBlock& block) {
    const Arguments arguments(e, block.arguments);
    const bool is_sample = kind_ == ast::SpaceKind::sample;
    const bool is_product = kind_ == ast::SpaceKind::product;
    const Callee callee =
        is_sample ? Callee{"sample", {0, 2, 2, "n seed"}, "sample(n = 20, seed = 7) { ... }"}
        : is_product
            ? Callee{"product", {0, 0, 0, "order"}, "product(order = \"first_fastest\") { ... }"}
            : Callee{noun(), {0, 0, 0, ""}, "{ ... } without arguments"};
    if (!check_arguments(checker_.sink(), block.keyword, callee, arguments)) return;
    const Type wanted = is_sample ? int_type : Type::literals({"last_fastest", "first_fastest"});
    for (const ast::Argument& argument : block.arguments)
        checker_.expect(e.at(argument.value), scope_, wanted,
                        argument.name ? std::string_view(argument.name->text) : callee.name);
}

Type SpaceChecker::infer(ExprRef e) {
    const auto& block = std::get<ast::SpaceBlock>(e.get().node);
    kind_ = block.kind;
    check_block_arguments(e, block);
    if (block.block.entries.empty()) {
        checker_.sink().report(diag::Code::E0116, e.range(), fmt::format("{} {{}}", noun()),
                               "a space has at least one column");
        return {};
    }
    for (const ast::Entry& entry : block.block.entries)
        collect(e, entry);
    if (kind_ == ast::SpaceKind::concat) check_concat();
    settle_derived(e);
    if (kind_ == ast::SpaceKind::cases) {
        const Type row = Type::record(columns_);
        for (const Branch& each : branches_)
            static_cast<void>(checker_.fit_numbers(each.value, row, scope_));
        columns_.insert(columns_.begin(), {"case", case_type(block)});
    }
    for (const ast::Entry& entry : block.block.entries)
        check_later(e, entry);
    return hides_columns_ ? Type() : Type::space(columns_);
}

void SpaceChecker::collect(ExprRef e, const ast::Entry& entry) {
    if (refuses_entry(entry)) return;
    match(
        entry.node, [](const ast::Invalid&) {},
        [&](const ast::Axis& axis) { collect_axis(e, axis); },
        [&](const ast::RandomAxis& axis) { collect_random(e, axis); },
        [&](const ast::Spread& spread) { collect_nested(e, spread.value, true); },
        [&](const ast::Nested& nested) { collect_nested(e, nested.space, false); },
        [](const ast::Filter&) {},
        [&](const ast::Assign& assign) {
            if (!names_column(assign)) return refuse_part(entry);
            if (kind_ == ast::SpaceKind::cases) return collect_case(e, assign);
            derived_.push_back(&assign);
        },
        [&](const auto&) {
            checker_.sink().report(diag::Code::E0116, entry.range, ast::print_head(entry),
                                   "a space takes axes, columns, filters and spaces");
        });
}

void SpaceChecker::check_name(const ast::Name& name) {
    constexpr std::array<std::string_view, 7> special = {"self",    "run", "params", "inputs",
                                                         "outputs", "it",  "total"};
    if (std::ranges::find(special, name.text) != special.end()) {
        checker_.sink().report(diag::Code::E0213, name.range, name.text,
                               "the language gives it a meaning in every experiment");
        return;
    }
    warn_if_it_hides(name);
    const auto declared = scope_.module->names.find(name.text);
    if (declared == scope_.module->names.end() || declared->second.is_module) return;
    const ast::Name* other = declared_name(declared->second.get());
    if (other == nullptr) return;
    checker_.sink()
        .report(diag::Code::E0210, name.range, name.text,
                fmt::format("the {} of that name", kind_name(declared->second.get())))
        .here("a column of the same name")
        .label(other->range, "declared here")
        .help("nothing shadows anything: rename one of them");
}

/// A column may have the name of a built-in function; where the file also calls that, a reader may
/// take one for the other.
void SpaceChecker::warn_if_it_hides(const ast::Name& name) {
    if (find_builtin(name.text) == nullptr) return;
    const auto calls_it = [&](const ast::Expr& expression) {
        const auto* call = std::get_if<ast::Call>(&expression.node);
        return call != nullptr && call->callee.text == name.text;
    };
    const auto& expressions = scope_.module->file.exprs;
    const auto call = std::find_if(expressions.begin(), expressions.end(), calls_it);
    if (call == expressions.end()) return;
    checker_.sink()
        .report(diag::Code::W0202, name.range, name.text)
        .label(std::get<ast::Call>(call->node).callee.range, "the function is called here");
}

void SpaceChecker::add_column(const ast::Name& name, Type type, const Inner& via) {
    const ColumnPlace column{name.text, name.range, via.space, via.is_spread};
    const auto before = std::ranges::find(places_, name.text, &ColumnPlace::name);
    if (before != places_.end()) return report_twice(*before, column);
    if (columns_.size() >= most_columns) return report_too_many(name);
    if (!via.space) check_name(name);
    places_.push_back(column);
    columns_.emplace_back(name.text, std::move(type));
}

/// Said once; what else the space would have is unknown then.
void SpaceChecker::report_too_many(const ast::Name& name) {
    if (is_full_) return;
    is_full_ = true;
    hides_columns_ = true;
    checker_.sink().report(diag::Code::E0116, name.range, name.text,
                           fmt::format("a space has at most {} columns", most_columns));
}

/// An axis whose values only a job knows; the message points at the innermost such value.
void SpaceChecker::report_runtime_axis(ExprRef values, const Scope& scope, SourceRange name_range) {
    std::string shown = checker_.source_text(values.range());
    SourceRange place = values.range();
    const auto find_runtime = [&](auto&& self, ExprRef part) -> void {
        if (checker_.infer(part, scope).is(TypeKind::runtime)) {
            shown = checker_.source_text(part.range());
            place = part.range();
        }
        for_each_part(part, [&](ExprRef inner) {
            if (!std::holds_alternative<ast::NameUse>(inner.get().node)) self(self, inner);
        });
    };
    find_runtime(find_runtime, values);
    checker_.sink()
        .report(diag::Code::E0301, place, shown)
        .here("has type Runtime<Str>")
        .label(name_range, "an axis must be known when expc compiles")
        .help("make it an input, `input n: Int = 5`, and set it with `expc build --set n=20`");
}

void SpaceChecker::report_no_list(ExprRef values, const Type& type, const std::string& name) {
    auto report =
        checker_.sink().report(diag::Code::E0517, values.range(), name, with_article(type));
    const std::string text = checker_.operand_text(values, ast::level::sum);
    const auto* binary = std::get_if<ast::Binary>(&values.get().node);
    if (type.is(TypeKind::space))
        report.help(fmt::format("all columns of a space: `...{}`", text));
    else if (binary != nullptr && binary->op == ast::BinaryOp::subtract)
        report.help(fmt::format("a range with both ends: `{}..={}`",
                                checker_.source_text(values.at(binary->left).range()),
                                checker_.source_text(values.at(binary->right).range())));
    else if (type.is(TypeKind::integer))
        report.help(fmt::format(
            "`0..<{0}` is 0, 1, ..., up to {0} (excluded); `[{0}]` is the one value {0}", text));
    else
        report.help(fmt::format("write a list: `{} in [{}]`", name, text));
}

Type SpaceChecker::axis_element(ExprRef values, const std::string& name, SourceRange name_range) {
    for (const FreeName& used : free_names(values)) {
        if (!is_known(columns_, used.name) && std::ranges::none_of(derived_, [&](const auto* d) {
                return d->path.front().text == used.name;
            }))
            continue;
        checker_.sink()
            .report(diag::Code::E0512, used.range, name, used.name)
            .help("use `when` for an axis that exists in some runs only, or `concat` for spaces "
                  "that differ");
        return {};
    }
    Scope constants = scope_;
    constants.columns = nullptr;
    constants.self = nullptr;
    // `run` gets a type here, so that the message can say that its value is known too late.
    constants.place = Place::field;
    const Type type = checker_.infer(values, constants);
    if (type.is_invalid()) return {};
    const bool is_runtime = type.is(TypeKind::runtime) ||
                            (type.is(TypeKind::list) && type.element().is(TypeKind::runtime));
    if (is_runtime) {
        report_runtime_axis(values, constants, name_range);
        return {};
    }
    if (!type.is(TypeKind::list)) {
        report_no_list(values, type, name);
        return {};
    }
    if (required(type.element()).is(TypeKind::secret)) {
        report_secret_axis(values, constants);
        return {};
    }
    return type.element();
}

/// A list with secrets; the message points at the first of them that is written out.
void SpaceChecker::report_secret_axis(ExprRef values, const Scope& scope) {
    ExprRef secret = values;
    if (const auto* list = std::get_if<ast::List>(&values.get().node)) {
        const auto is_secret = [&](const ast::ListElement& element) {
            return required(checker_.infer(values.at(element.value), scope)).is(TypeKind::secret);
        };
        const auto found = std::ranges::find_if(list->elements, is_secret);
        if (found != list->elements.end()) secret = values.at(found->value);
    }
    checker_.sink().report(diag::Code::E0901, secret.range(), checker_.source_text(secret.range()),
                           "a parameter");
}

void SpaceChecker::collect_axis(ExprRef e, const ast::Axis& axis) {
    const ast::Name& name = axis.alias ? *axis.alias : axis.name;
    Type element = axis_element(e.at(axis.values), name.text, name.range);
    if (axis.was) checker_.expect(e.at(axis.was), scope_, element, "was");
    warn_of_list_in_list(name, e.at(axis.values), element);
    if (axis.guard) element = Type::optional(element);
    add_column(name, element);
}

void SpaceChecker::collect_random(ExprRef e, const ast::RandomAxis& axis) {
    const ast::Name& name = axis.alias ? *axis.alias : axis.name;
    const ExprRef distribution = e.at(axis.distribution);
    if (kind_ != ast::SpaceKind::sample) {
        checker_.sink()
            .report(diag::Code::E0506, name.range, noun())
            .here(fmt::format("`{}` is drawn from a distribution", name.text))
            .help(fmt::format("say how many draws and from which seed: `sample(n = 20, seed = 7) "
                              "{{ {} ~ {} ... }}`",
                              name.text, checker_.source_text(distribution.range())));
    }
    const auto* call = std::get_if<ast::Call>(&distribution.get().node);
    const Builtin* builtin = call != nullptr ? find_builtin(call->callee.text) : nullptr;
    const bool is_distribution = builtin != nullptr && builtin->id >= BuiltinId::uniform;
    Scope drawing = scope_;
    drawing.place = Place::draw;
    Type type = checker_.infer(distribution, drawing);
    if (!is_distribution && !type.is_invalid()) {
        checker_.sink()
            .report(diag::Code::E0302, distribution.range(), "a distribution", with_article(type))
            .note("distributions: uniform, loguniform, normal, randint, choice");
        type = {};
    }
    add_column(name, type);
}

void SpaceChecker::collect_nested(ExprRef e, ast::ExprId space, bool is_spread) {
    const ExprRef nested = e.at(space);
    Scope outer = scope_;
    outer.columns = nullptr;
    outer.self = nullptr;
    outer.place = Place::constant;
    const Type type = checker_.infer(nested, outer);
    hides_columns_ = hides_columns_ || !type.is(TypeKind::space);
    if (type.is_invalid()) return;
    if (!type.is(TypeKind::space)) {
        checker_.sink().report(diag::Code::E0302, nested.range(), "a space", with_article(type));
        return;
    }
    if (kind_ == ast::SpaceKind::concat) {
        const auto* block = std::get_if<ast::SpaceBlock>(&nested.get().node);
        branches_.push_back({type, block != nullptr ? block->keyword : nested.range(), nested});
        return;
    }
    for (const auto& [name, column] : type.fields())
        add_column({name, nested.range()}, column, {nested, is_spread});
}

} // namespace expc::sema
