// SPDX-License-Identifier: MIT
// Turns the places where reading stopped into messages: what was expected, what stands there, and,
// where it is the habit of another language, what it is called here.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "compiler/parse/tree.hpp"

namespace expc::parse {

/// Reports every syntax error of the text and the comments of other languages in it.
void report_syntax_errors(std::string_view text, SourceId source, const ParsedText& parsed,
                          diag::Sink& sink);

} // namespace expc::parse
