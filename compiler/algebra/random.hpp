// SPDX-License-Identifier: MIT
// Whole random numbers for drawing rows. Private to the algebra; build.hpp has the public ones.
#pragma once

#include <cstdint>
#include <string_view>

namespace expc::algebra {

/// The 53 bits behind `uniform_draw`.
[[nodiscard]] std::uint64_t draw_bits(std::int64_t seed, std::string_view column, std::uint64_t k);
/// floor(u * bound) for u = uniform_draw(seed, column, k), computed exactly for bounds of up to 64
/// bits.
[[nodiscard]] std::uint64_t draw_below(std::int64_t seed, std::string_view column, std::uint64_t k,
                                       std::uint64_t bound);

} // namespace expc::algebra
