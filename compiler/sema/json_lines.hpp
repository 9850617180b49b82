// SPDX-License-Identifier: MIT
// Where in a JSON text a value stands. The library that reads JSON keeps no places, so the text is
// walked again when a message asks.
#pragma once

#include "compiler/sema/data_files.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace expc::sema {

/// The line, from 1, on which the value at a place of a well-formed text begins.
[[nodiscard]] std::size_t line_in_json(std::string_view text, const DocumentPlace& place);

/// A name that an object has twice.
struct RepeatedName {
    std::size_t line = 1; ///< of the second, from 1
    std::string name;
};
/// The first one of a well-formed text.
[[nodiscard]] std::optional<RepeatedName> repeated_json_name(std::string_view text);

/// Where a text stops being JSON.
struct JsonMistake {
    std::size_t line = 1; ///< from 1
    std::string rest;     ///< of the line, shortened; empty where the text ends too early
};
[[nodiscard]] JsonMistake json_mistake(std::string_view text);

} // namespace expc::sema
