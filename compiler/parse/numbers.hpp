// SPDX-License-Identifier: MIT
// What the text of a number means: an Int, a Float, or an exact duration or size by the units of
// units.def.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace expc::parse {

struct Integer {
    std::int64_t value;
};
struct Real {
    double value;
};
struct Milliseconds {
    std::int64_t count;
};
struct Bytes {
    std::int64_t count;
};

/// Why a text is no number, with what a message about it needs.
struct TooLarge {};
struct RealTooLarge {};
/// `16G`: the unit may mean `binary` or `decimal`.
struct AmbiguousUnit {
    std::string_view digits;
    std::string_view unit;
    std::string_view binary;
    std::string_view decimal;
};
/// A unit that does not exist; `near` is the one that is meant, if that is clear.
struct UnknownUnit {
    std::string_view unit;
    std::string_view near;
};
/// `1.5B`: a part of the smallest unit.
struct NotWhole {
    std::string_view smallest;
};

using Number = std::variant<Integer, Real, Milliseconds, Bytes, TooLarge, RealTooLarge,
                            AmbiguousUnit, UnknownUnit, NotWhole>;

/// Reads a text that the grammar's `number` has matched.
[[nodiscard]] Number read_number(std::string_view text);

/// A whole number with a blank between groups of three digits: `17 179 869 184`.
[[nodiscard]] std::string with_groups(std::int64_t number);

/// `1_`, `1__0`, `1_.5`: a `_` that stands between no two digits.
[[nodiscard]] bool has_stray_underscore(std::string_view text);

/// `010`: other languages read it as ten or as eight, and `0,001` ends in such digits.
[[nodiscard]] bool has_leading_zero(std::string_view text);

/// `00:30:00` or `1-12:00:00` as a duration, `30m`; empty if the text is none.
[[nodiscard]] std::string duration_of_clock(std::string_view clock);

} // namespace expc::parse
