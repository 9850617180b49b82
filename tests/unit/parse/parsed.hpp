// SPDX-License-Identifier: MIT
// Helpers of the parser's tests: text in; file, tree and diagnostics out.
#pragma once

#include "compiler/parse/parse.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace expc::test {

/// A text that was parsed, with everything that it gave.
struct Parsed {
    Sources sources;
    SourceId source;
    diag::Sink sink;
    ast::File file;

    explicit Parsed(std::string text);
    /// `E0102 3:5-3:6` for each diagnostic, sorted by position.
    [[nodiscard]] std::vector<std::string> findings() const;
    /// Codes alone, in the same order.
    [[nodiscard]] std::vector<std::string> codes() const;
    /// The text after all automatic fixes.
    [[nodiscard]] std::string fixed() const;
};

/// The content of a file beside the tests, by a path relative to tests/unit/parse.
[[nodiscard]] std::string read_test_file(const std::string& name);

} // namespace expc::test
