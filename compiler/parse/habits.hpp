// SPDX-License-Identifier: MIT
// Words of other languages and what they are called here.
#pragma once

#include <string_view>

namespace expc::parse {

struct ForeignWord {
    std::string_view text;
    std::string_view language;
    std::string_view here;
};

/// A name that stands for a literal elsewhere (`None`), or null.
[[nodiscard]] const ForeignWord* foreign_value(std::string_view word);
/// A word that stands before a `{` of a space elsewhere (`grid`), or null.
[[nodiscard]] const ForeignWord* foreign_block(std::string_view word);
/// An operator of another language that is read as one of ours (`&&`), or null.
[[nodiscard]] const ForeignWord* foreign_operator(std::string_view text);

} // namespace expc::parse
