// SPDX-License-Identifier: MIT
// Types of the built-in functions on numbers, lists and texts.
#include "compiler/sema/check_calls.hpp"

#include <fmt/format.h>

namespace expc::sema {

Type CallChecker::infer_numeric(ExprRef e, const Builtin& builtin, const Arguments& arguments,
                                const Type* hint) {
    const ExprRef first = arguments.positional.empty() ? arguments.named.front().second
                                                       : arguments.positional.front();
    const auto all_are = [&](const Type& wanted) {
        for (const ExprRef argument : arguments.positional)
            checker_.expect(argument, scope_, wanted, builtin.name);
    };
    switch (builtin.id) {
    case BuiltinId::to_int:
    case BuiltinId::to_float:
    case BuiltinId::to_str: {
        const Type result(builtin.id == BuiltinId::to_int     ? TypeKind::integer
                          : builtin.id == BuiltinId::to_float ? TypeKind::real
                                                              : TypeKind::text);
        const Type type = checker_.infer(first, scope_);
        if (type.is_invalid()) return {};
        if (type.is(TypeKind::runtime)) return Type::runtime(result);
        const bool is_convertible =
            is_number(type) || is_text_like(type) || type.is(TypeKind::boolean);
        if (is_convertible) return result;
        if (checker_.is_absent_operand(first, type, builtin.name)) return {};
        auto report =
            checker_.sink().report(diag::Code::E0315, e.range(), builtin.name, with_article(type));
        if (type.is(TypeKind::duration))
            report.help(fmt::format("say the unit: `{}.seconds`", checker_.operand_text(first)));
        if (type.is(TypeKind::size))
            report.help(fmt::format("say the unit: `{}.bytes`", checker_.operand_text(first)));
        return {};
    }
    case BuiltinId::round:
    case BuiltinId::floor:
    case BuiltinId::ceil: all_are(float_type); return int_type;
    case BuiltinId::fixed:
        checker_.expect(first, scope_, float_type, "fixed");
        checker_.expect(arguments.find("digits", 1), scope_, int_type, "fixed");
        return text_type;
    case BuiltinId::pad: all_are(int_type); return text_type;
    case BuiltinId::abs: {
        const Type type = checker_.infer(first, scope_, hint);
        if (is_number(type) || type.is_invalid()) return type;
        checker_.sink().report(diag::Code::E0315, e.range(), "abs", with_article(type));
        return {};
    }
    case BuiltinId::range:
        all_are(int_type);
        if (const ExprRef step = arguments.find("step", 9))
            checker_.expect(step, scope_, int_type, "step");
        return Type::list(int_type);
    case BuiltinId::linspace:
    case BuiltinId::logspace:
        for (std::size_t i = 0; i < 2 && i < arguments.positional.size(); ++i)
            checker_.expect(arguments.positional[i], scope_, float_type, builtin.name);
        checker_.expect(arguments.find("points", 2), scope_, int_type, "points");
        return Type::list(float_type);
    default: return {};
    }
}

namespace {

bool is_orderable(const Type& type) {
    return is_number(type) || type.is(TypeKind::duration) || type.is(TypeKind::size) ||
           is_text_like(type) || type.is_invalid();
}

bool is_empty_list(ExprRef expression) {
    const auto* list = std::get_if<ast::List>(&expression.get().node);
    return list != nullptr && list->elements.empty();
}

} // namespace

Type CallChecker::infer_list_function(ExprRef e, const Builtin& builtin,
                                      const Arguments& arguments) {
    if (arguments.positional.empty()) return {};
    if (builtin.id == BuiltinId::join) {
        const Type list = checker_.infer(arguments.positional.front(), scope_);
        checker_.expect(arguments.find("separator", 1), scope_, text_type, "join");
        const bool is_list_of_words =
            list.is_invalid() || (list.is(TypeKind::list) && is_word(list.element()));
        if (!is_list_of_words)
            checker_.mismatch(arguments.positional.front(), list, Type::list(Type(TypeKind::word)),
                              "join");
        return text_type;
    }
    const Type first = checker_.infer(arguments.positional.front(), scope_);
    if (first.is_invalid()) return {};
    if (builtin.id == BuiltinId::len) {
        const bool has_length = first.is(TypeKind::list) || is_text_like(first) ||
                                first.is(TypeKind::record) || first.is(TypeKind::map);
        if (!has_length)
            checker_.mismatch(arguments.positional.front(), first, Type::list(any_type), "len");
        return int_type;
    }
    const bool is_variadic = (builtin.id == BuiltinId::min || builtin.id == BuiltinId::max) &&
                             arguments.positional.size() > 1;
    if (is_variadic) {
        Type result = without_known_texts(first);
        for (const ExprRef argument : arguments.positional) {
            const Type type = checker_.infer(argument, scope_, &result);
            if (result.is(TypeKind::integer) && type.is(TypeKind::real) &&
                checker_.mark_float(arguments.positional.front()))
                result = type;
        }
        for (const ExprRef argument : arguments.positional)
            checker_.expect(argument, scope_, result, builtin.name);
        if (is_orderable(result)) return result;
        checker_.sink().report(diag::Code::E0315, e.range(), builtin.name, with_article(result));
        return {};
    }
    if (!first.is(TypeKind::list)) {
        checker_.mismatch(arguments.positional.front(), first, Type::list(any_type), builtin.name);
        return {};
    }
    const bool gives_element = builtin.id == BuiltinId::min || builtin.id == BuiltinId::max ||
                               builtin.id == BuiltinId::sum;
    const Type& element = first.element();
    if (gives_element && is_empty_list(arguments.positional.front())) {
        if (builtin.id == BuiltinId::sum) return int_type;
        checker_.sink().report(diag::Code::E0302, arguments.positional.front().range(),
                               "at least one value", "an empty list");
        return {};
    }
    const bool can_be_added = !is_text_like(element) || builtin.id != BuiltinId::sum;
    const bool needs_order = gives_element || builtin.id == BuiltinId::sort;
    if (needs_order && !(is_orderable(element) && can_be_added)) {
        checker_.sink().report(diag::Code::E0315, e.range(), builtin.name, with_article(first));
        return {};
    }
    return gives_element ? element : first;
}

Type CallChecker::infer_text_function(const Builtin& builtin, const Arguments& arguments) {
    for (const ExprRef argument : arguments.positional)
        checker_.expect(argument, scope_, text_type, builtin.name);
    return builtin.id == BuiltinId::split ? Type::list(text_type) : text_type;
}

Type CallChecker::infer_distribution(ExprRef e, const Builtin& builtin,
                                     const Arguments& arguments) {
    if (scope_.place != Place::draw) {
        checker_.sink()
            .report(diag::Code::E0302, e.range(), "a value", "a distribution")
            .help(fmt::format("draw from it: `sample(n = 20, seed = 7) {{ x ~ {} ... }}`",
                              checker_.source_text(e.range())));
        return {};
    }
    Scope constants = scope_;
    constants.place = Place::constant;
    if (builtin.id == BuiltinId::choice) {
        const Type list = checker_.infer(arguments.positional.front(), constants);
        if (list.is(TypeKind::list)) return list.element();
        if (!list.is_invalid())
            checker_.mismatch(arguments.positional.front(), list, Type::list(any_type), "choice");
        return {};
    }
    const Type wanted = builtin.id == BuiltinId::randint ? int_type : float_type;
    for (const ExprRef argument : arguments.positional)
        checker_.expect(argument, constants, wanted, builtin.name);
    return wanted;
}

} // namespace expc::sema
