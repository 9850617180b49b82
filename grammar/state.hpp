// SPDX-License-Identifier: MIT
// What the grammar must know beside the position: whether newlines are blanks here, whether `in` is
// an operator here, how deep the nesting is, and where the last gap between tokens was. Also the
// scanner of such gaps. Plain C++ without PEGTL.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

namespace expc::grammar {

/// Brackets inside brackets beyond this number are refused before the machine's stack is in danger.
inline constexpr unsigned nesting_limit = 200;

struct Mode {
    bool newlines_are_blank = false; ///< inside `()` and `[]`
    bool in_is_operator = true;      ///< not in the value of `let a = e in e2`
};

/// Blanks, comments and newlines between two tokens, as byte offsets.
struct Gap {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// The state of a parse that the rules read and write; tree builders derive from it.
struct State {
    const char* text_begin = nullptr;
    const char* text_end = nullptr;
    Mode mode;
    unsigned depth = 0;
    Gap last_gap;
    Gap last_lines; ///< remembers the longest gap, so that no comment is read again and again
    std::vector<Gap>
        foreign_comments{}; ///< `/* */` and `\` before a newline: read as blanks, reported later

    [[nodiscard]] std::uint32_t offset(const char* at) const {
        return static_cast<std::uint32_t>(at - text_begin);
    }
    void note_foreign(const char* begin, const char* end) {
        const Gap found{offset(begin), offset(end)};
        if (foreign_comments.empty() || foreign_comments.back().begin < found.begin) {
            foreign_comments.push_back(found);
        }
    }
};

/// The end of the line at `at`: its `\n`, or `end`.
inline const char* line_end(const char* at, const char* end) {
    const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
    return found == nullptr ? end : static_cast<const char*>(found);
}

/// The end of a comment of C that begins at `at`, or of the text.
inline const char* foreign_comment_end(const char* at, const char* end) {
    for (const char* next = at + 2; next + 1 < end; ++next) {
        if (next[0] == '*' && next[1] == '/') return next + 2;
    }
    return end;
}

/// Where a backslash that continues a line, as in bash, ends; `at` itself when it is none.
inline const char* continuation_end(const char* at, const char* end) {
    const char* next = at + 1;
    while (next < end && (*next == ' ' || *next == '\r' || *next == '\t'))
        ++next;
    return next < end && *next == '\n' ? next + 1 : at;
}

/// The end of what looks like a foreign comment or continuation at `at`, or `at`.
inline const char* foreign_gap_end(const char* at, const char* end) {
    if (*at == '/' && at + 1 < end && at[1] == '*') return foreign_comment_end(at, end);
    if (*at == '\\') return continuation_end(at, end);
    return at;
}

/// Skips blanks and comments, and newlines if `lines`.
inline const char* skip_gap(const char* at, State& state, bool lines) {
    const char* const end = state.text_end;
    while (at < end) {
        const bool is_blank = *at == ' ' || *at == '\t' || *at == '\r' || (lines && *at == '\n');
        if (is_blank) {
            ++at;
        } else if (*at == '#') {
            at = line_end(at, end);
        } else {
            const char* const after = foreign_gap_end(at, end);
            if (after == at) return at;
            state.note_foreign(at, after);
            at = after;
        }
    }
    return at;
}

/// Like skip_gap with lines; remembers its last answer.
inline const char* skip_lines(const char* at, State& state) {
    const std::uint32_t begin = state.offset(at);
    const bool is_known = state.last_lines.begin <= begin && begin < state.last_lines.end;
    if (is_known) return state.text_begin + state.last_lines.end;
    const char* const after = skip_gap(at, state, true);
    state.last_lines = {begin, state.offset(after)};
    return after;
}

} // namespace expc::grammar
