// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/elision.hpp"

#include "compiler/diagnostics/display.hpp"

#include <algorithm>
#include <string_view>

namespace expc::diag {
namespace {

struct Limit {
    std::size_t most;
    std::size_t first; ///< what stays in front
    std::size_t last;  ///< and at the end
};
/// Paths and hashes are shorter, and so is all that is worth reading.
constexpr Limit of_words = {400, 120, 40};

/// Appends a text, or its two ends, which are whole characters.
void append_ends(std::string& result, std::string_view text, const Limit& limit) {
    if (text.size() <= limit.most) {
        result += text;
        return;
    }
    std::size_t first = limit.first;
    while (first > 0 && continues_character(text[first]))
        --first;
    std::size_t last = text.size() - limit.last;
    while (last < text.size() && continues_character(text[last]))
        ++last;
    result += text.substr(0, first);
    result += "…";
    result += text.substr(last);
}

} // namespace

std::string elided(std::string text, std::size_t most) {
    if (text.size() <= of_words.most) return text;
    std::string words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        append_ends(words, std::string_view(text).substr(at, end - at), of_words);
        const std::size_t next = std::min(text.find_first_not_of(" \n", end), text.size());
        words += text.substr(end, next - end);
        at = next;
    }
    std::string result;
    append_ends(result, words, {most, most / 2, most / 8});
    return result;
}

} // namespace expc::diag
