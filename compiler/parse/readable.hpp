// SPDX-License-Identifier: MIT
// Whether bytes are text at all: UTF-8 without NUL.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace expc::parse {

/// The first place where a file is not text, and why.
struct Unreadable {
    std::size_t offset = 0;
    std::string reason;
};

/// Checks the whole text; nothing if it can be read.
[[nodiscard]] std::optional<Unreadable> find_unreadable(std::string_view text);

} // namespace expc::parse
