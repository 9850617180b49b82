// SPDX-License-Identifier: MIT
// Applies the automatic edits of diagnostics to their source texts, for `expc fix`. Pure: it reads
// and writes no file. A help is applied whole or not at all, and a file with edits that overlap is
// left as it is.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace expc::diag {

/// A file's new text.
struct FixedFile {
    SourceId file;
    std::string text;
    std::size_t edits; ///< how many edits made it, equal ones counted once
};

struct FixOutcome {
    std::vector<FixedFile> changed; ///< by file
    std::vector<SourceId>
        refused; ///< files whose edits overlap, and files that share a help with one of them
};

/// Takes the first automatic help of each diagnostic. Two insertions at one place overlap unless
/// they are equal.
[[nodiscard]] FixOutcome apply_fixes(const Sources& sources,
                                     std::span<const Diagnostic> diagnostics);

} // namespace expc::diag
