// SPDX-License-Identifier: MIT
// match(variant, cases...): an exhaustive switch over a closed set of alternatives.
#pragma once

#include <utility>
#include <variant>

namespace expc {

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

/// Calls the case that takes the alternative held by `variant`.
template <typename Variant, typename... Cases>
decltype(auto) match(Variant&& variant, Cases&&... cases) {
    return std::visit(Overloaded{std::forward<Cases>(cases)...}, std::forward<Variant>(variant));
}

} // namespace expc
