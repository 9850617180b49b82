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

/// The letters that some words begin with: most names are told from all of them by their first.
class FirstLetters {
  public:
    constexpr void add(std::string_view word) { bits_ |= bit(word.front()); }
    [[nodiscard]] constexpr bool contains(char letter) const { return (bits_ & bit(letter)) != 0; }

  private:
    static constexpr std::uint64_t bit(char letter) {
        return letter < 'A' || letter > 'z' ? 0 : std::uint64_t{1} << (letter - 'A');
    }
    std::uint64_t bits_ = 0;
};

inline constexpr FirstLetters reserved_letters = [] {
    FirstLetters letters;
    for (const std::string_view word : reserved_words)
        letters.add(word);
    return letters;
}();

template <WordFamily Family>
inline constexpr FirstLetters family_letters = [] {
    FirstLetters letters;
    for (const Keyword& row : keywords) {
        if (row.family == Family) letters.add(row.text);
    }
    return letters;
}();

/// Whether `word`, which is not empty, can never be a name (ruling 69).
constexpr bool is_reserved(std::string_view word) {
    return reserved_letters.contains(word.front()) &&
           std::ranges::find(reserved_words, word) != std::ranges::end(reserved_words);
}

/// Whether `word`, which is not empty, is in the table with this family.
template <WordFamily Family>
constexpr bool is_keyword(std::string_view word) {
    return family_letters<Family>.contains(word.front()) &&
           std::ranges::any_of(keywords, [&](const Keyword& row) {
               return row.family == Family && row.text == word;
           });
}

} // namespace expc::grammar
