// SPDX-License-Identifier: MIT
// Types of literals, strings, lists, conditionals and records.
#include "compiler/base/match.hpp"
#include "compiler/sema/check_calls.hpp"
#include "compiler/sema/check_spaces.hpp"
#include "compiler/sema/checker.hpp"
#include "compiler/sema/shell_text.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace expc::sema {

Scope Scope::in(const Module* other) const {
    Scope result = *this;
    result.module = other;
    return result;
}

namespace {

/// Types are compared part by part, by functions that call themselves.
constexpr std::size_t most_type_parts = 1'000'000;
constexpr std::size_t most_type_layers = 1'000;

/// Says for as long as it lives whether a name that is read must be a value.
class ValueWanted {
  public:
    ValueWanted(bool& place, bool value) : place_(place), saved_(std::exchange(place, value)) {}
    ~ValueWanted() { place_ = saved_; }
    ValueWanted(const ValueWanted&) = delete;
    ValueWanted& operator=(const ValueWanted&) = delete;

  private:
    bool& place_;
    bool saved_;
};

/// Whether a list has a text among its elements: its unknown names may be texts too.
bool has_text(ExprRef e, const ast::List& list) {
    return std::ranges::any_of(list.elements, [&](const ast::ListElement& item) {
        return std::holds_alternative<ast::StringLiteral>(e.at(item.value).get().node);
    });
}

/// A path that begins with `~` or `$NAME` is relative because nothing expands it.
void report_relative(diag::Sink& sink, SourceRange place, const std::string& path,
                     const Type& wanted) {
    auto report = sink.report(diag::Code::E0316, place, "absolute", path);
    report.here(fmt::format("{} begins with `/`", with_article(wanted)));
    if (const auto prefix = shell_prefix(path))
        report.note(fmt::format("`{}` stands as it is: {}", prefix->written, shell_reason));
}

} // namespace

Scope Scope::with_local(std::string name, Type type) const {
    Scope result = *this;
    std::erase(result.present, name);
    result.locals.emplace_back(std::move(name), std::move(type));
    return result;
}

Scope Scope::knowing(const std::vector<std::string>& names) const {
    Scope result = *this;
    result.present.insert(result.present.end(), names.begin(), names.end());
    return result;
}

bool Scope::knows(std::string_view written) const {
    return std::ranges::find(present, written) != present.end();
}

Checker::Checker(diag::Sink& sink, const Sources& sources, const Schema& schema)
    : sink_(sink), sources_(sources), schema_(schema) {}

Type Checker::infer(ExprRef expression, const Scope& scope, const Type* hint) {
    if (!expression) return {};
    Type type = scope.module != expression.module
                    ? infer_node(expression, scope.in(expression.module), hint)
                    : infer_node(expression, scope, hint);
    const TypeExtent extent = type.extent();
    if (extent.parts <= most_type_parts && extent.layers <= most_type_layers) return type;
    sink_.report(diag::Code::E0312, expression.range(),
                 extent.layers > most_type_layers
                     ? fmt::format("{} lists and records inside one another", most_type_layers)
                     : fmt::format("{} fields of records", most_type_parts));
    return {};
}

Type Checker::infer_node(ExprRef e, const Scope& scope, const Type* hint) {
    const Type* wanted = hint != nullptr && hint->is(TypeKind::optional) ? &hint->element() : hint;
    return match(
        e.get().node, [](const ast::Invalid&) { return Type(); },
        [](const ast::NoneLiteral&) { return Type(TypeKind::none); },
        [](const ast::BoolLiteral&) { return Type(TypeKind::boolean); },
        [&](const ast::IntLiteral&) {
            const bool is_float = wanted != nullptr && wanted->is(TypeKind::real) && mark_float(e);
            return Type(is_float ? TypeKind::real : TypeKind::integer);
        },
        [](const ast::FloatLiteral&) { return Type(TypeKind::real); },
        [](const ast::DurationLiteral&) { return Type(TypeKind::duration); },
        [](const ast::SizeLiteral&) { return Type(TypeKind::size); },
        [&](const ast::StringLiteral& node) {
            const ValueWanted wants(wants_value_, true);
            return infer_string(e, node, scope, wanted);
        },
        [&](const ast::NameUse& node) { return infer_name(e, node, scope, wanted); },
        [&](const ast::Member& node) {
            const ValueWanted wants(wants_value_, false);
            return infer_member(e, node, scope);
        },
        [&](const ast::Index& node) { return infer_index(e, node, scope); },
        [&](const ast::Call& node) {
            const ValueWanted wants(wants_value_, false);
            return CallChecker(*this, scope).infer(e, node, wanted);
        },
        [&](const ast::Unary& node) { return infer_unary(e, node, scope, wanted); },
        [&](const ast::Binary& node) {
            const ValueWanted wants(wants_value_, true);
            return infer_binary(e, node, scope, wanted);
        },
        [&](const ast::Conditional& node) { return infer_conditional(e, node, scope, wanted); },
        [&](const ast::Match& node) { return infer_match(e, node, scope, wanted); },
        [&](const ast::LetIn& node) {
            check_local(node.name, scope);
            const Type value = infer(e.at(node.value), scope);
            return infer(e.at(node.body), scope.with_local(node.name.text, value), hint);
        },
        [&](const ast::List& node) { return infer_list(e, node, scope, wanted); },
        [&](const ast::Comprehension& node) { return infer_comprehension(e, node, scope, wanted); },
        [&](const ast::Range& node) { return infer_range(e, node, scope); },
        [&](const ast::Record& node) { return infer_record(e, node, scope, wanted); },
        [&](const ast::Constructor& node) {
            return CallChecker(*this, scope).infer_constructor(e, node);
        },
        [&](const ast::SpaceBlock&) { return SpaceChecker(*this, scope).infer(e); },
        [&](const ast::With& node) { return infer_with(e, node, scope); },
        [&](const ast::Without& node) { return infer_without(e, node, scope); },
        [&](const ast::Ascription& node) { return infer_ascription(e, node, scope); });
}

Type Checker::expect(ExprRef expression, const Scope& scope, const Type& expected,
                     const Asker& asker) {
    if (!expression) return {};
    const Type actual = infer(expression, scope, &expected);
    if (fits(actual, expected)) return actual;
    if (expected.is(TypeKind::real) && actual.is(TypeKind::integer) && mark_float(expression))
        return expected;
    mismatch(expression, actual, expected, asker);
    return {};
}

Type Checker::infer_string(ExprRef e, const ast::StringLiteral& literal, const Scope& scope,
                           const Type* hint) {
    // Without a wish, as in a `let`, whoever uses the text says whether a secret may be in it.
    const bool may_be_secret = hint == nullptr || hint->is(TypeKind::env_value);
    bool is_runtime = false;
    bool is_secret = false;
    bool is_broken = false;
    for (const ast::StringPart& part : literal.parts) {
        if (!part.hole) continue;
        const ExprRef hole = e.at(part.hole);
        const Type type = infer(hole, scope);
        is_runtime = is_runtime || type.is(TypeKind::runtime);
        is_secret = is_secret || type.is(TypeKind::secret);
        is_broken = is_broken || type.is_invalid();
        if (is_word(type) || type.is_invalid()) continue;
        if (type.is(TypeKind::secret) && may_be_secret) continue;
        is_broken = true;
        if (type.is(TypeKind::optional) && is_word(type.element())) {
            is_absent_operand(hole, type, "string");
            continue;
        }
        if (type.is(TypeKind::secret)) {
            exposed_secret(hole, "a text", "whoever sees the text sees it");
            continue;
        }
        auto report = sink_.report(diag::Code::E0604, hole.range(), with_article(type));
        report.here("inside `${...}`");
        if (type.is(TypeKind::duration))
            report.help(fmt::format("say the unit: `${{{}.minutes}}`", operand_text(hole)));
        if (type.is(TypeKind::size))
            report.help(fmt::format("say the unit: `${{{}.MiB}}`", operand_text(hole)));
        if (type.is(TypeKind::boolean))
            report.help(fmt::format("choose the text: `${{if {} then \"true\" else \"false\"}}`",
                                    operand_text(hole, ast::level::logical)));
        if (type.is(TypeKind::list))
            report.help(fmt::format("join it: `${{join({}, \",\")}}`", source_text(hole.range())));
    }
    if (is_broken) return {};
    if (is_secret) return Type(TypeKind::secret);
    const bool wants_path =
        hint != nullptr && (hint->is(TypeKind::host_path) || hint->is(TypeKind::platform_path) ||
                            hint->is(TypeKind::container_path) || hint->is(TypeKind::any_path));
    const bool must_be_absolute =
        wants_path && (hint->is(TypeKind::platform_path) || hint->is(TypeKind::container_path));
    const bool starts_with_text = !literal.parts.empty() && !literal.parts.front().hole;
    const bool is_relative =
        must_be_absolute && starts_with_text && !literal.parts.front().text.starts_with('/');
    if (is_relative)
        report_relative(sink_, e.range(), literal.parts.front().text, *hint);
    else if (wants_path || (hint != nullptr && hint->is(TypeKind::env_value)))
        warn_of_shell_text(e);
    if (wants_path) {
        const TypeKind kind = hint->is(TypeKind::any_path) ? TypeKind::host_path : hint->kind();
        return is_runtime ? Type::runtime(Type(kind)) : Type(kind);
    }
    if (is_runtime) return Type::runtime(Type(TypeKind::text));
    const bool is_plain = std::ranges::none_of(
        literal.parts, [](const auto& part) { return static_cast<bool>(part.hole); });
    if (!is_plain) return Type(TypeKind::text);
    return Type::literals({literal.parts.empty() ? "" : literal.parts.front().text});
}

Type Checker::infer_list(ExprRef e, const ast::List& list, const Scope& scope, const Type* hint) {
    const Type* wanted = hint != nullptr && hint->is(TypeKind::list) ? &hint->element() : nullptr;
    const Type text(TypeKind::text);
    const Type* name_hint = wanted == nullptr && has_text(e, list) ? &text : wanted;
    std::optional<Type> element;
    bool has_numbers = false;
    for (const ast::ListElement& item : list.elements) {
        Scope inner = scope;
        if (item.condition) {
            expect(e.at(item.condition), scope, Type(TypeKind::boolean));
            inner = scope.knowing(proved_present(e.at(item.condition), true));
        }
        const bool is_name = std::holds_alternative<ast::NameUse>(e.at(item.value).get().node);
        Type type = infer(e.at(item.value), inner,
                          item.is_splice ? hint
                          : is_name      ? name_hint
                                         : wanted);
        if (item.is_splice && !type.is_invalid()) {
            if (!type.is(TypeKind::list)) {
                sink_.report(diag::Code::E0302, item.range, "a list after `...`",
                             with_article(type));
                return {};
            }
            type = type.element();
        }
        const auto both = element ? unify(*element, type) : std::optional(type);
        const auto numbers = both ? std::nullopt : unify_numbers(*element, type);
        if (both || numbers) {
            element = both ? both : numbers;
            has_numbers = has_numbers || numbers;
        } else if (wanted != nullptr && wanted->is(TypeKind::word) && is_word(type) &&
                   is_word(*element)) {
            element = Type(TypeKind::word);
        } else if (wanted != nullptr &&
                   (wanted->is(TypeKind::word) || wanted->is(TypeKind::anything))) {
            if (wanted->is(TypeKind::word) && !is_word(type)) return Type::list(type);
        } else {
            sink_
                .report(diag::Code::E0302, item.range,
                        fmt::format("{} like the elements before it", with_article(*element)),
                        with_article(type))
                .here("a list holds values of one type");
            return {};
        }
    }
    if (!element) return Type::list(wanted != nullptr ? *wanted : Type());
    const auto fits = [&](const ast::ListElement& item) {
        return item.is_splice || fit_numbers(e.at(item.value), *element, scope);
    };
    if (has_numbers && !std::ranges::all_of(list.elements, fits)) return {};
    return Type::list(*element);
}

Type Checker::infer_comprehension(ExprRef e, const ast::Comprehension& node, const Scope& scope,
                                  const Type* hint) {
    const Type source = infer(e.at(node.source), scope);
    if (source.is_invalid()) return {};
    if (!source.is(TypeKind::list)) {
        sink_.report(diag::Code::E0302, e.at(node.source).range(), "a list after `in`",
                     with_article(source));
        return {};
    }
    check_local(node.name, scope);
    Scope inner = scope.with_local(node.name.text, source.element());
    if (node.condition) {
        expect(e.at(node.condition), inner, Type(TypeKind::boolean));
        inner = inner.knowing(proved_present(e.at(node.condition), true));
    }
    const Type* wanted = hint != nullptr && hint->is(TypeKind::list) ? &hint->element() : nullptr;
    return Type::list(infer(e.at(node.value), inner, wanted));
}

Type Checker::infer_conditional(ExprRef e, const ast::Conditional& node, const Scope& scope,
                                const Type* hint) {
    const ExprRef condition = e.at(node.condition);
    expect(condition, scope, Type(TypeKind::boolean), "if");
    Type yes = infer(e.at(node.then_value), scope.knowing(proved_present(condition, true)), hint);
    Type no = infer(e.at(node.else_value), scope.knowing(proved_present(condition, false)), hint);
    if (yes.is(TypeKind::real) && no.is(TypeKind::integer) && mark_float(e.at(node.else_value)))
        no = yes;
    if (no.is(TypeKind::real) && yes.is(TypeKind::integer) && mark_float(e.at(node.then_value)))
        yes = no;
    if (const auto both = unify(yes, no)) return *both;
    if (hint != nullptr && fits(yes, *hint) && fits(no, *hint)) return *hint;
    sink_
        .report(diag::Code::E0302, e.at(node.else_value).range(),
                fmt::format("{} as after `then`", with_article(yes)), with_article(no))
        .here("both branches have one type")
        .label(e.at(node.then_value).range(), with_article(yes));
    return {};
}

Type Checker::infer_range(ExprRef e, const ast::Range& node, const Scope& scope) {
    bool is_runtime = false;
    for (const ast::ExprId bound : {node.low, node.high}) {
        const Type type = infer(e.at(bound), scope);
        is_runtime = is_runtime || type.is(TypeKind::runtime);
        if (type.is(TypeKind::integer) || type.is_invalid() || type.is(TypeKind::runtime)) continue;
        mismatch(e.at(bound), type, Type(TypeKind::integer), "range");
        return {};
    }
    const Type element(TypeKind::integer);
    return Type::list(is_runtime ? Type::runtime(element) : element);
}

} // namespace expc::sema
