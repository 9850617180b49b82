// SPDX-License-Identifier: MIT
#include "compiler/parse/habits.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace expc::parse {

namespace {

constexpr auto foreign_values = std::to_array<ForeignWord>({
    {"None", "Python", "none"},
    {"True", "Python", "true"},
    {"False", "Python", "false"},
    {"null", "JSON", "none"},
    {"nil", "Lua", "none"},
    {"undefined", "JavaScript", "none"},
    {"TRUE", "R", "true"},
    {"FALSE", "R", "false"},
    {"NULL", "R", "none"},
});

constexpr auto foreign_blocks = std::to_array<ForeignWord>({
    {"grid", "a grid search", "product"},
    {"matrix", "GitHub Actions", "product"},
    {"cartesian", "a mathematician", "product"},
    {"chain", "itertools", "concat"},
    {"union", "SQL", "concat"},
});

constexpr auto foreign_operators = std::to_array<ForeignWord>({
    {"&&", "C", "and"},
    {"||", "C", "or"},
    {"===", "JavaScript", "=="},
    {"!==", "JavaScript", "!="},
    {"<>", "SQL", "!="},
    {"is", "Python", "=="},
    {"div", "Pascal", "//"},
    {"mod", "Pascal", "%"},
});

const ForeignWord* find(std::span<const ForeignWord> table, std::string_view word) {
    const auto row = std::ranges::find(table, word, &ForeignWord::text);
    return row == table.end() ? nullptr : &*row;
}

} // namespace

const ForeignWord* foreign_value(std::string_view word) {
    return find(foreign_values, word);
}

const ForeignWord* foreign_block(std::string_view word) {
    return find(foreign_blocks, word);
}

const ForeignWord* foreign_operator(std::string_view text) {
    return find(foreign_operators, text);
}

} // namespace expc::parse
