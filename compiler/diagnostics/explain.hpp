// SPDX-License-Identifier: MIT
// The pages of `expc explain`: explain/CODE.md, inside the program. A page says what the code
// means, why expc refuses the program, and shows a failing and a mended one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expc::diag {

/// The page of a code, upper or lower case, as Markdown; nothing for a code that does not exist.
[[nodiscard]] std::optional<std::string_view> explanation(std::string_view code);

/// The heading of a code's page without the code: what it means, without the user's own names.
[[nodiscard]] std::string_view summary_of(std::string_view code);

/// The texts of the `exp` blocks of a page: the failing program, then the mended one.
[[nodiscard]] std::vector<std::string> programs_of(std::string_view page);

/// The page for a terminal: headings and code stand out when `colour` is set; program text is
/// indented by four.
[[nodiscard]] std::string render_page(std::string_view page, bool colour);

} // namespace expc::diag
