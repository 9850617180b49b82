// SPDX-License-Identifier: MIT
#include "compiler/sema/evaluate_calls.hpp"

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>

namespace expc::sema {

namespace {

/// Equal values have equal hashes: 1 is 1.0. Lists and records have one and the same.
std::size_t hash_of(const Value& value) {
    if (value.get_if<algebra::Text>() != nullptr) return std::hash<std::string>()(value.as_text());
    if (const auto* whole = value.get_if<std::int64_t>())
        return std::hash<double>()(static_cast<double>(*whole));
    if (const auto* real = value.get_if<double>()) return std::hash<double>()(*real);
    return 0;
}

/// How often `old`, which is not empty, stands in a text.
std::size_t occurrences(const std::string& text, const std::string& old) {
    std::size_t count = 0;
    for (std::size_t at = text.find(old); at != std::string::npos;
         at = text.find(old, at + old.size()))
        ++count;
    return count;
}

std::string mapped(std::string text, int (*map)(int)) {
    for (char& c : text)
        c = static_cast<unsigned char>(c) < 0x80 ? static_cast<char>(map(c)) : c;
    return text;
}

/// Characters of a text, entries of a record, elements of a list.
Value length_of(const Value& value) {
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    if (value.get_if<algebra::Text>() != nullptr)
        return Value::of(std::int64_t{std::ranges::count_if(value.as_text(), begins)});
    if (const auto* record = value.get_if<algebra::Shared<algebra::Record>>())
        return Value::of(static_cast<std::int64_t>((*record)->size()));
    return Value::of(static_cast<std::int64_t>(as_list(value).size()));
}

} // namespace

Value CallEvaluator::argument(const Arguments& arguments, std::string_view name,
                              std::size_t position) {
    const ExprRef found = arguments.find(name, position);
    return found ? evaluator_.evaluate(found, env_) : Value();
}

Value CallEvaluator::known_argument(std::string_view user, const Arguments& arguments,
                                    std::string_view name, std::size_t position) {
    const ExprRef found = arguments.find(name, position);
    Value value = found ? evaluator_.evaluate(found, env_) : Value();
    const bool is_sound = !evaluator_.failed() && evaluator_.is_known(value, found, user);
    return is_sound ? value : Value();
}

Value CallEvaluator::evaluate(ExprRef e, const ast::Call& call) {
    const std::string& name = call.callee.text;
    const Arguments arguments(e, call.arguments);
    if (name == "run.env") return run_env(arguments);
    const std::size_t dot = name.find('.');
    auto symbol = e.module->find(dot == std::string::npos ? name : name.substr(0, dot));
    if (symbol && symbol->is_module && dot != std::string::npos)
        symbol = symbol->module->find(name.substr(dot + 1));
    if (symbol && !symbol->is_module && std::holds_alternative<ast::Fn>(symbol->get().node))
        return call_function(e, call, *symbol);
    const ConstructorRule* constructor = find_constructor(name);
    const Builtin* builtin = find_builtin(name);
    if (constructor != nullptr && !constructor->principal.empty() && builtin == nullptr) {
        return Value::record({{"", Value::text(name)},
                              {std::string(constructor->principal),
                               argument(arguments, constructor->principal, 0)}});
    }
    if (builtin == nullptr) return {};
    return evaluator_.paid(e, call_builtin(e, *builtin, arguments));
}

Value CallEvaluator::call_function(ExprRef e, const ast::Call& call, const Symbol& symbol) {
    const auto& fn = std::get<ast::Fn>(symbol.get().node);
    const Arguments arguments(e, call.arguments);
    Environment inner;
    for (std::size_t i = 0; i < fn.parameters.size(); ++i) {
        Value value = argument(arguments, fn.parameters[i].name.text, i);
        if (evaluator_.failed()) return {};
        evaluator_.check_rule(symbol, fn.parameters[i].type, {}, value, e.range());
        inner.locals.emplace_back(fn.parameters[i].name.text, std::move(value));
    }
    Value result = evaluator_.evaluate(ExprRef{symbol.module, fn.body}, inner);
    evaluator_.check_rule(symbol, fn.result, {}, result, e.range());
    return result;
}

bool CallEvaluator::are_known(const Builtin& builtin, const Arguments& arguments,
                              const std::vector<Value>& values) {
    using enum BuiltinId;
    for (std::size_t i = 0; i < values.size(); ++i) {
        // Names and numbers of runs are texts in lower case already.
        const bool keeps_it = (builtin.id == to_str || builtin.id == lower || builtin.id == slug) &&
                              is_named_by_run(values[i]);
        const bool orders = builtin.id == min || builtin.id == max || builtin.id == sort ||
                            builtin.id == unique || builtin.id == BuiltinId::sum;
        const ExprRef place = arguments.positional[i];
        if (orders && !evaluator_.is_known_throughout(values[i], place, builtin.name)) return false;
        const bool takes_any = builtin.id == file || builtin.id == dir || builtin.id == tag ||
                               builtin.id == flags || builtin.id == hydra || keeps_it;
        if (!takes_any && !evaluator_.is_known(values[i], place, builtin.name)) return false;
    }
    return true;
}

Value CallEvaluator::call_builtin(ExprRef e, const Builtin& builtin, const Arguments& arguments) {
    using enum BuiltinId;
    if (builtin.id == count) return count_of(arguments.positional.front());
    if (builtin.id == BuiltinId::range) return this->range(e, arguments);
    if (builtin.id == linspace || builtin.id == logspace) return spaced(e, builtin.id, arguments);
    std::vector<Value> values;
    for (const ExprRef positional : arguments.positional)
        values.push_back(evaluator_.evaluate(positional, env_));
    if (evaluator_.failed() || values.empty()) return {};
    if (!are_known(builtin, arguments, values)) return {};
    const Value& first = values.front();
    const bool is_kept = first.get_if<algebra::RuntimeText>() != nullptr &&
                         (builtin.id == to_str || builtin.id == lower || builtin.id == slug);
    if (is_kept) return first;
    switch (builtin.id) {
    case to_int:
    case to_float:
    case to_str: return convert(e, builtin.id, first);
    case round:
    case floor:
    case ceil: return round_number(e, builtin.id, as_real(first));
    case fixed:
        return this->fixed(e, as_real(first),
                           as_int(known_argument("fixed", arguments, "digits", 1)));
    case pad:
        return this->pad(e, as_int(first), as_int(known_argument("pad", arguments, "width", 1)));
    case abs:
        if (first.get_if<std::int64_t>() != nullptr) return absolute(e, as_int(first));
        return Value::of(std::abs(as_real(first)));
    case min:
    case max: return extreme(e, builtin.id, values.size() > 1 ? values : as_list(first));
    case BuiltinId::sum: return this->sum(e, as_list(first));
    case len: return length_of(first);
    case sort:
    case unique:
    case reverse: return list_function(e, builtin.id, as_list(first));
    case join:
    case split:
    case replace:
    case lower:
    case upper:
    case BuiltinId::slug: return text_function(e, builtin.id, values);
    case file:
    case dir: return first;
    case tag: return make_tag(first, arguments, true);
    case flags:
    case hydra: return make_words(builtin.id, first, arguments);
    default: return {};
    }
}

Value CallEvaluator::convert(ExprRef e, BuiltinId id, const Value& value) {
    const auto unreadable = [&](std::string_view wanted) {
        evaluator_.fail(diag::Code::E0313, e.range(),
                        fmt::format("{} is not {}", algebra::display(value), wanted));
        return Value();
    };
    if (id == BuiltinId::to_str) {
        if (const bool* flag = value.get_if<bool>()) return Value::text(*flag ? "true" : "false");
        return Value::text(algebra::word_text(value));
    }
    if (value.get_if<algebra::Text>() != nullptr) {
        const std::string& text = value.as_text();
        const char* end = text.data() + text.size();
        if (id == BuiltinId::to_int) {
            std::int64_t number = 0;
            const auto [rest, error] = std::from_chars(text.data(), end, number);
            return error == std::errc() && rest == end && !text.empty() ? Value::of(number)
                                                                        : unreadable("an Int");
        }
        double number = 0;
        const auto [rest, error] = std::from_chars(text.data(), end, number);
        return error == std::errc() && rest == end && std::isfinite(number) ? Value::of(number)
                                                                            : unreadable("a Float");
    }
    if (const bool* flag = value.get_if<bool>())
        return id == BuiltinId::to_int ? Value::of(std::int64_t{*flag ? 1 : 0})
                                       : Value::of(*flag ? 1.0 : 0.0);
    if (id == BuiltinId::to_float) return Value::of(as_real(value));
    if (value.get_if<std::int64_t>() != nullptr) return value;
    return round_number(e, BuiltinId::to_int, as_real(value));
}

Value CallEvaluator::list_function(ExprRef e, BuiltinId id, const algebra::List& values) {
    algebra::List result = values;
    if (id == BuiltinId::sort) std::ranges::stable_sort(result, is_less);
    if (id == BuiltinId::reverse) std::ranges::reverse(result);
    if (id != BuiltinId::unique) return Value::list(std::move(result));
    result.clear();
    std::unordered_map<std::size_t, algebra::List> seen;
    for (const Value& value : values) {
        if (evaluator_.failed()) return {};
        algebra::List& alike = seen[hash_of(value)];
        if (evaluator_.contains(e, alike, value)) continue;
        alike.push_back(value);
        result.push_back(value);
    }
    return Value::list(std::move(result));
}

/// The result is paid before it is made: a letter of a long text may stand for another long text.
Value CallEvaluator::replace_in(ExprRef e, const std::string& text, const std::string& old,
                                const std::string& replacement) {
    if (old.empty()) return Value::text(text);
    if (!evaluator_.spend_on_bytes(e, occurrences(text, old) * replacement.size())) return {};
    return Value::text(boost::replace_all_copy(text, old, replacement));
}

Value CallEvaluator::text_function(ExprRef e, BuiltinId id, const std::vector<Value>& arguments) {
    if (id == BuiltinId::join) {
        std::vector<algebra::TextPart> parts;
        const algebra::List& elements = as_list(arguments[0]);
        const bool is_text = arguments[1].get_if<algebra::Text>() != nullptr;
        const std::size_t separator = is_text ? arguments[1].as_text().size() : 1;
        if (!evaluator_.spend_on_bytes(e, separator * elements.size())) return {};
        for (const Value& element : elements) {
            if (!parts.empty()) append_part(parts, arguments[1]);
            append_part(parts, element);
        }
        return text_of(std::move(parts));
    }
    const std::string& text = arguments.front().as_text();
    if (id == BuiltinId::lower) return Value::text(mapped(text, std::tolower));
    if (id == BuiltinId::upper) return Value::text(mapped(text, std::toupper));
    if (id == BuiltinId::slug) return Value::text(slug(text));
    const std::string& second = arguments[1].as_text();
    if (id == BuiltinId::replace) return replace_in(e, text, second, arguments[2].as_text());
    if (second.empty()) {
        evaluator_.fail(diag::Code::E0313, e.range(),
                        "`split` needs a separator that is not empty");
        return {};
    }
    algebra::List pieces;
    std::size_t begin = 0;
    for (std::size_t at = text.find(second); at != std::string::npos;
         at = text.find(second, begin)) {
        pieces.push_back(Value::text(text.substr(begin, at - begin)));
        begin = at + second.size();
    }
    pieces.push_back(Value::text(text.substr(begin)));
    return Value::list(std::move(pieces));
}

} // namespace expc::sema
