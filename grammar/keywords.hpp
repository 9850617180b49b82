// SPDX-License-Identifier: MIT
// keywords.def as a table, for whoever needs to know a word's meaning: the grammar, messages,
// highlighting.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace expc::grammar {

enum class Standing : std::uint8_t { reserved, contextual };

/// What a word is for; editors colour by it.
enum class WordFamily : std::uint8_t {
    literal,       ///< `true`
    word_operator, ///< `and`
    control,       ///< `if`, `where`, `with`
    declaration,   ///< begins a declaration: `experiment`
    clause,        ///< begins or joins a part of one: `require`, `on`
    space_form,    ///< `product`
    variable,      ///< always in scope somewhere: `self`
    constructor,   ///< tags a record: `slurm`
    function,      ///< built in: `flags`
    type_name,     ///< `Int`
};

struct Keyword {
    std::string_view text;
    Standing standing;
    WordFamily family;
};

/// Every row of keywords.def, in its order.
inline constexpr auto keywords = std::to_array<Keyword>({
#define KEYWORD(word, standing, family) {#word, Standing::standing, WordFamily::family},
#include "grammar/keywords.def"
#undef KEYWORD
});

/// The reserved words alone: every name of a file is compared with them.
inline constexpr auto reserved_words = [] {
    constexpr auto count = std::ranges::count(keywords, Standing::reserved, &Keyword::standing);
    std::array<std::string_view, static_cast<std::size_t>(count)> words;
    auto next = words.begin();
    for (const Keyword& row : keywords) {
        if (row.standing == Standing::reserved) *next++ = row.text;
    }
    return words;
}();

/// Whether `word`, which is not empty, can never be a name (ruling 69).
constexpr bool is_reserved(std::string_view word) {
    return std::ranges::any_of(reserved_words, [&](std::string_view reserved) {
        return reserved.front() == word.front() && reserved == word;
    });
}

/// Whether `word`, which is not empty, is in the table with this family.
constexpr bool is_keyword(std::string_view word, WordFamily family) {
    return std::ranges::any_of(keywords, [&](const Keyword& row) {
        return row.family == family && row.text.front() == word.front() && row.text == word;
    });
}

} // namespace expc::grammar
