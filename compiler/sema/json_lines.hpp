// SPDX-License-Identifier: MIT
// Where in a JSON text a value stands. The library that reads JSON keeps no places, so the text is
// walked again when a message asks.
#pragma once

#include "compiler/sema/data_files.hpp"

namespace expc::sema {

/// The line, from 1, on which the value at a place of a well-formed text begins.
[[nodiscard]] std::size_t line_in_json(std::string_view text, const DocumentPlace& place);

/// The line on which a text stops being JSON.
[[nodiscard]] std::size_t line_of_json_mistake(std::string_view text);

} // namespace expc::sema
