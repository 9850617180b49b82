// SPDX-License-Identifier: MIT
// Words as a person would type them in a POSIX shell, on one line: `plain`, `'two words'`, and
// `$'line\nbreak'` (POSIX 2024, bash, zsh, ksh) for words with control characters. For reading and
// pasting; scripts have printers of their own.
#pragma once

#include <string>
#include <string_view>

namespace expc::ir {

/// Appends `word` to `out`, quoted where a shell needs it; the empty word is `''`.
void append_quoted(std::string& out, std::string_view word);
[[nodiscard]] std::string quoted(std::string_view word);

} // namespace expc::ir
