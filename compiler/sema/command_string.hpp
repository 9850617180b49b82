// SPDX-License-Identifier: MIT
// A command that was written as one string, as the list of words that a shell would make of it.
#pragma once

#include "compiler/sema/module.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace expc::sema {

/// `["python3", "train.py", "--lr", lr]` for "python3 train.py --lr ${lr}". Nothing where only a
/// shell could say what the words are (pipes, variables, patterns, unbalanced quotes).
[[nodiscard]] std::optional<std::string> words_of_string(ExprRef literal,
                                                         std::string_view source_text);

} // namespace expc::sema
