// SPDX-License-Identifier: MIT
// exp.tmLanguage.json, the TextMate grammar by which editors colour `.exp` files, made from
// grammar/keywords.def and the units of ast/units.hpp. Colouring is by form alone: a contextual
// word is coloured only where its form stands.
#pragma once

#include <string>

namespace expc::parse {

/// The whole JSON text, indented by two, with a final newline.
[[nodiscard]] std::string tmlanguage();

} // namespace expc::parse
