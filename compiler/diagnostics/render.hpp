// SPDX-License-Identifier: MIT
// The forms in which diagnostics leave the compiler: text for people, one line each for editors and
// grep, JSON Lines and SARIF for programs. Each form is a pure function of the sources and the
// diagnostics, in a file of its own (render_text.cpp, render_short.cpp, render_json.cpp,
// render_sarif.cpp). Colours, widths and the terminal are decided by the caller.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace expc::diag {

/// How the text form is drawn.
struct TextOptions {
    bool colour = false;   ///< write ANSI colours; the meaning never depends on them
    bool unicode = true;   ///< otherwise every character outside ASCII is written as \u{...}
    std::size_t width = 0; ///< columns of the terminal; longer source lines are cropped; 0: never
    std::string explain_url = {}; ///< makes each code a link to this address followed by the code;
                                  ///< empty: no link
    Counts suppressed = {};       ///< what was counted but not kept, named in the summary
};

/// All diagnostics with their source lines, and a summary as the last line. No diagnostics give an
/// empty text.
[[nodiscard]] std::string render_text(const Sources& sources,
                                      std::span<const Diagnostic> diagnostics,
                                      const TextOptions& options);

/// One diagnostic with its source lines, without an empty line after it.
[[nodiscard]] std::string render_one(const Sources& sources, const Diagnostic& diagnostic,
                                     const TextOptions& options);

/// `2 errors, 1 warning`, and how to learn more, as one line.
[[nodiscard]] std::string render_summary(std::span<const Diagnostic> diagnostics,
                                         const TextOptions& options);

/// `file:line:column: error[E0502]: title`, one line each.
[[nodiscard]] std::string render_short(const Sources& sources,
                                       std::span<const Diagnostic> diagnostics);

/// One JSON object a line: places as byte offsets and as 1-based lines and columns (in code points;
/// ends are exclusive), edits of the helps, and the text form without colours under `rendered`.
[[nodiscard]] std::string render_json(const Sources& sources,
                                      std::span<const Diagnostic> diagnostics);

/// One SARIF 2.1.0 log of one run of expc in the given version.
[[nodiscard]] std::string render_sarif(const Sources& sources,
                                       std::span<const Diagnostic> diagnostics,
                                       std::string_view version);

} // namespace expc::diag
