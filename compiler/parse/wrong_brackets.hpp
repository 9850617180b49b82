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

/// Whether what stands between them is the content of a block, `slurm ( partition = "gpu" }`: the
/// opening bracket is the wrong one.
[[nodiscard]] bool is_block_in_parentheses(std::string_view text, const WrongBracket& wrong);

/// Which bracket of a pair is the typing error.
enum class Mistake : std::uint8_t { closing, opening };

/// The text with partners in the places of the mistakes: every offset stays.
[[nodiscard]] std::string repaired(std::string_view text, std::span<const WrongBracket> wrong,
                                   Mistake mistake);

/// E0120: `open` is closed by `close`, which stands at `place` and is the mistake; without a help.
diag::Builder report_wrong_bracket(char open, SourceRange opened, char close, SourceRange place,
                                   diag::Sink& sink);
/// All of them, each with the fix that makes `repaired`.
void report_wrong_brackets(std::string_view text, SourceId source,
                           std::span<const WrongBracket> wrong, Mistake mistake, diag::Sink& sink);

} // namespace expc::parse
