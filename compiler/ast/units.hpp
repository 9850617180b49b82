// SPDX-License-Identifier: MIT
// The units of durations and sizes: for the parser, the printer and highlighting.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace expc::ast {

enum class Dimension : std::uint8_t { duration, size };

/// A unit that may follow a number; the factor is in milliseconds or bytes.
struct Unit {
    std::string_view text;
    Dimension dimension;
    std::int64_t factor;
};

namespace unit {
inline constexpr std::int64_t second = 1000;
inline constexpr std::int64_t minute = 60 * second;
inline constexpr std::int64_t hour = 60 * minute;
inline constexpr std::int64_t day = 24 * hour;
inline constexpr std::int64_t kilo = 1000;
inline constexpr std::int64_t kibi = 1024;
} // namespace unit

/// Every unit, the smaller ones of a dimension first.
inline constexpr auto units = std::to_array<Unit>({
    {"ms", Dimension::duration, 1},
    {"s", Dimension::duration, unit::second},
    {"m", Dimension::duration, unit::minute},
    {"h", Dimension::duration, unit::hour},
    {"d", Dimension::duration, unit::day},
    {"B", Dimension::size, 1},
    {"KB", Dimension::size, unit::kilo},
    {"KiB", Dimension::size, unit::kibi},
    {"MB", Dimension::size, unit::kilo* unit::kilo},
    {"MiB", Dimension::size, unit::kibi* unit::kibi},
    {"GB", Dimension::size, unit::kilo* unit::kilo* unit::kilo},
    {"GiB", Dimension::size, unit::kibi* unit::kibi* unit::kibi},
    {"TB", Dimension::size, unit::kilo* unit::kilo* unit::kilo* unit::kilo},
    {"TiB", Dimension::size, unit::kibi* unit::kibi* unit::kibi* unit::kibi},
    {"PB", Dimension::size, unit::kilo* unit::kilo* unit::kilo* unit::kilo* unit::kilo},
    {"PiB", Dimension::size, unit::kibi* unit::kibi* unit::kibi* unit::kibi* unit::kibi},
});

} // namespace expc::ast
