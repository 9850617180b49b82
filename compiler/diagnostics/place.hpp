// SPDX-License-Identifier: MIT
// A range as people count it. Every renderer takes its lines and columns from here, so they cannot
// differ.
#pragma once

#include "compiler/base/source.hpp"

#include <string_view>

namespace expc::diag {

/// Where a range stands; the end is exclusive.
struct Place {
    std::string_view path;
    LineColumn begin;
    LineColumn end;
};

/// The range without line endings at its end; one at the end of the file moves onto the last line
/// with text.
[[nodiscard]] SourceRange trimmed(const Sources& sources, SourceRange range);

/// The place of a range that belongs to a file.
[[nodiscard]] Place place_of(const Sources& sources, SourceRange range);

} // namespace expc::diag
