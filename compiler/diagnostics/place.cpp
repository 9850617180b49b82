// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/place.hpp"

#include <algorithm>

namespace expc::diag {

SourceRange trimmed(const Sources& sources, SourceRange range) {
    const std::string& text = sources[range.file].text;
    const auto size = static_cast<std::uint32_t>(text.size());
    const auto ends_a_line = [&](std::uint32_t at) { return text[at] == '\n' || text[at] == '\r'; };
    range.begin = std::min(range.begin, size);
    range.end = std::clamp(range.end, range.begin, size);
    while (range.end > range.begin && ends_a_line(range.end - 1))
        --range.end;
    const bool is_at_end_of_file = range.begin == size;
    while (is_at_end_of_file && range.begin > 0 && ends_a_line(range.begin - 1))
        --range.begin;
    range.end = std::max(range.begin, std::min(range.end, is_at_end_of_file ? range.begin : size));
    return range;
}

Place place_of(const Sources& sources, SourceRange range) {
    const SourceRange shown = trimmed(sources, range);
    const SourceFile& file = sources[range.file];
    return {file.path, file.locate(shown.begin), file.locate(shown.end)};
}

} // namespace expc::diag
