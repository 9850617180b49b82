// SPDX-License-Identifier: MIT
// Brackets that another one's partner closes, in a text whose brackets are balanced otherwise:
// there the typing error is known, and the text is read as it was meant.
#pragma once

#include "compiler/base/source.hpp"
#include "compiler/diagnostics/diagnostic.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace expc::parse {

/// `[` at `open` is closed by `)` at `close`.
struct WrongBracket {
    std::uint32_t open = 0;
    std::uint32_t close = 0;
};

/// All of them; none where brackets are missing or left over too.
[[nodiscard]] std::vector<WrongBracket> wrong_brackets(std::string_view text);

/// The text with the partners in their places: every offset stays.
[[nodiscard]] std::string repaired(std::string_view text, std::span<const WrongBracket> wrong);

/// E0120: `open` is closed by `close`, which stands at `place`; without a help.
diag::Builder report_wrong_bracket(char open, SourceRange opened, char close, SourceRange place,
                                   diag::Sink& sink);
/// All of them, each with the fix that makes `repaired`.
void report_wrong_brackets(std::string_view text, SourceId source,
                           std::span<const WrongBracket> wrong, diag::Sink& sink);

} // namespace expc::parse
