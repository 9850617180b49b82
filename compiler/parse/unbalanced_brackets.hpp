// SPDX-License-Identifier: MIT
// A text with one closing bracket too many: either that one is the mistake, or the opening one is
// missing. Which, is known where the text can be read with one of the two mended.
#pragma once

#include "compiler/base/source.hpp"
#include "compiler/diagnostics/diagnostic.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace expc::parse {

/// What would mend a text and lets every offset stay: an opening bracket in the place of a blank or
/// newline, or a blank in the place of a closing bracket.
struct Balance {
    std::uint32_t at = 0;
    char replacement = ' ';
};

/// What may be meant, the likeliest first, between the header of a declaration and the line of the
/// first error in it: a brace behind a word that needs one, such as `product`; a closing bracket
/// less; a bracket behind `=`, `in`, another name or the header. None where the numbers of brackets
/// say something else.
[[nodiscard]] std::vector<Balance> ways_to_balance(std::string_view text,
                                                   std::uint32_t first_error);

[[nodiscard]] std::string balanced(std::string_view text, const Balance& balance);

/// E0117 at the bracket that closes nothing. `is_sure`: no other one could be removed instead.
void report_unbalanced(std::string_view text, SourceId source, const Balance& balance, bool is_sure,
                       diag::Sink& sink);

} // namespace expc::parse
