// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/display.hpp"
#include "compiler/diagnostics/place.hpp"
#include "compiler/diagnostics/render.hpp"

#include <fmt/format.h>

namespace expc::diag {

std::string render_short(const Sources& sources, std::span<const Diagnostic> diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.primary.range.file) {
            const Place place = place_of(sources, diagnostic.primary.range);
            const std::string path = printable(place.path, true);
            text += fmt::format("{}:{}:{}: ", path, place.begin.line, place.begin.column);
        }
        const std::string_view severity =
            diagnostic.severity == Severity::error ? "error" : "warning";
        text += fmt::format("{}[{}]: {}\n", severity, entry(diagnostic.code).name,
                            printable(diagnostic.title, true));
    }
    return text;
}

} // namespace expc::diag
