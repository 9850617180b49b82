// SPDX-License-Identifier: MIT
// How many rows have no value of a conditional axis, as far as the file itself says it: the types
// are checked before any space is built.
#pragma once

#include "compiler/sema/module.hpp"

#include <cstdint>
#include <optional>

namespace expc::sema {

/// The rows of a `product` in which `axis`, one of its entries, is `none`: its guard compares
/// another axis with a literal, and all axes list their values. Nothing where rows can be known
/// only later.
[[nodiscard]] std::optional<std::uint64_t> absent_count(const Module& module,
                                                        const ast::SpaceBlock& product,
                                                        const ast::Axis& axis,
                                                        const Sources& sources);

} // namespace expc::sema
