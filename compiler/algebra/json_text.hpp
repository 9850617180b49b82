// SPDX-License-Identifier: MIT
// Compact JSON of values, in the two spellings that the algebra needs: for programs, and for
// identity.
#pragma once

#include "compiler/algebra/value.hpp"

namespace expc::algebra {

struct JsonStyle {
    bool sort_keys = false;
    bool mathematical_numbers = false; ///< 1.0 as `1`, so that equal values have equal texts
};

/// Durations and sizes are their `display` as a string (in identity texts: milliseconds and bytes),
/// a run-time text is a list of strings, `{"runtime":"run.dir"}` and `{"secret":"name"}`; a text
/// that is a secret and nothing more is that object alone.
[[nodiscard]] std::string json_text(const Value& value, JsonStyle style);
/// A JSON string with its quotes; UTF-8 stays as it is.
[[nodiscard]] std::string json_string(std::string_view text);

} // namespace expc::algebra
