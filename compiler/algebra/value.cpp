// SPDX-License-Identifier: MIT
// Values: making them, and the equality of the language.
#include "compiler/algebra/value.hpp"

#include "compiler/algebra/number.hpp"

#include <algorithm>

namespace expc::algebra {

namespace {

bool same_part(const TextPart& left, const TextPart& right) {
    if (left.index() != right.index()) {
        return false;
    }
    if (const auto* text = std::get_if<std::string>(&left)) {
        return *text == std::get<std::string>(right);
    }
    const auto& a = std::get<RuntimePart>(left);
    const auto& b = std::get<RuntimePart>(right);
    const bool same_fallback =
        a.fallback && b.fallback ? *a.fallback == *b.fallback : a.fallback == b.fallback;
    return a.kind == b.kind && a.variable == b.variable && a.width == b.width && same_fallback;
}

bool same_fields(const Record& left, const Record& right) {
    const auto has_equal = [&right](const auto& field) {
        return std::find(right.begin(), right.end(), field) != right.end();
    };
    return left.size() == right.size() && std::all_of(left.begin(), left.end(), has_equal);
}

bool same(None, None) {
    return true;
}
bool same(bool left, bool right) {
    return left == right;
}
bool same(std::int64_t left, std::int64_t right) {
    return left == right;
}
bool same(double left, double right) {
    return left == right;
}
bool same(std::int64_t left, double right) {
    return as_integer(right) == left;
}
bool same(double left, std::int64_t right) {
    return as_integer(left) == right;
}
bool same(Duration left, Duration right) {
    return left == right;
}
bool same(Size left, Size right) {
    return left == right;
}
bool same(const Text& left, const Text& right) {
    return *left.content == *right.content;
}
bool same(const Shared<List>& left, const Shared<List>& right) {
    return *left == *right;
}
bool same(const Shared<Record>& left, const Shared<Record>& right) {
    return same_fields(*left, *right);
}
bool same(const RuntimeText& left, const RuntimeText& right) {
    return std::equal(left.parts->begin(), left.parts->end(), right.parts->begin(),
                      right.parts->end(), same_part);
}

/// Whether `same` knows the two kinds: each with itself, and Int with Float.
template <typename Left, typename Right>
constexpr bool comparable = std::is_same_v<Left, Right> ||
                            (std::is_same_v<Left, std::int64_t> && std::is_same_v<Right, double>) ||
                            (std::is_same_v<Left, double> && std::is_same_v<Right, std::int64_t>);

} // namespace

const std::string* secret_name(const RuntimeText& text) {
    if (text.parts->size() != 1) return nullptr;
    const auto* part = std::get_if<RuntimePart>(&text.parts->front());
    return part != nullptr && part->kind == RuntimeKind::secret ? &part->variable : nullptr;
}

Value Value::text(std::string content) {
    return of(Text{std::make_shared<const std::string>(std::move(content))});
}

Value Value::list(List elements) {
    return of(Shared<List>(std::make_shared<const List>(std::move(elements))));
}

Value Value::record(Record fields) {
    return of(Shared<Record>(std::make_shared<const Record>(std::move(fields))));
}

bool operator==(const Value& left, const Value& right) {
    const auto compare = [](const auto& a, const auto& b) {
        using Left = std::decay_t<decltype(a)>;
        using Right = std::decay_t<decltype(b)>;
        if constexpr (comparable<Left, Right>) {
            return same(a, b);
        } else {
            return false;
        }
    };
    return std::visit(compare, left.storage(), right.storage());
}

} // namespace expc::algebra
