// SPDX-License-Identifier: MIT
#include "compiler/sema/data_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace expc::sema {

std::string what_is_wanted(const Type& type) {
    return type.is(TypeKind::literals) ? to_string(type) : with_article(type);
}

Result<Value> read_scalar(std::string_view text, const Type& type) {
    const Type inner = required(type);
    if (text.empty() && type.is(TypeKind::optional)) return Value();
    const char* end = text.data() + text.size();
    switch (inner.kind()) {
    case TypeKind::integer: {
        std::int64_t number = 0;
        const auto [rest, error] = std::from_chars(text.data(), end, number);
        if (error == std::errc() && rest == end && !text.empty()) return Value::of(number);
        break;
    }
    case TypeKind::real: {
        double number = 0;
        const auto [rest, error] = std::from_chars(text.data(), end, number);
        if (error == std::errc() && rest == end && std::isfinite(number))
            return Value::of(number == 0.0 ? 0.0 : number);
        break;
    }
    case TypeKind::boolean:
        if (text == "true" || text == "false") return Value::of(text == "true");
        break;
    case TypeKind::literals:
        if (std::ranges::find(inner.names(), text) != inner.names().end())
            return Value::text(std::string(text));
        break;
    case TypeKind::text:
        if (!text.empty()) return Value::text(std::string(text));
        break;
    default: break;
    }
    return Failure{fmt::format("`{}` is not {}", text, what_is_wanted(inner))};
}

} // namespace expc::sema
