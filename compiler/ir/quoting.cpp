// SPDX-License-Identifier: MIT
#include "compiler/ir/quoting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace expc::ir {
namespace {

/// How much quoting a character asks for; a word is quoted as its worst character asks.
enum class Quoting : std::uint8_t { none, single, dollar };

constexpr std::array<Quoting, 256> quoting_of_characters() {
    std::array<Quoting, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        table[c] = c < 0x20 || c == 0x7F ? Quoting::dollar : Quoting::single;
    }
    for (const char c : std::string_view(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")) {
        table[static_cast<unsigned char>(c)] = Quoting::none;
    }
    return table;
}

constexpr auto quoting_of = quoting_of_characters();

Quoting quoting_needed(std::string_view word) {
    Quoting worst = word.empty() ? Quoting::single : Quoting::none;
    for (const char c : word)
        worst = std::max(worst, quoting_of[static_cast<unsigned char>(c)]);
    return worst;
}

void append_single_quoted(std::string& out, std::string_view word) {
    out += '\'';
    for (const char c : word) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    out += '\'';
}

void append_dollar_quoted(std::string& out, std::string_view word) {
    constexpr std::string_view named = "\n\t\r\\'";
    constexpr std::string_view letters = "ntr\\'";
    out += "$'";
    for (const char c : word) {
        if (const std::size_t at = named.find(c); at != std::string_view::npos) {
            out += '\\';
            out += letters[at];
        } else if (quoting_of[static_cast<unsigned char>(c)] == Quoting::dollar) {
            fmt::format_to(std::back_inserter(out), "\\{:03o}", static_cast<unsigned char>(c));
        } else {
            out += c;
        }
    }
    out += '\'';
}

} // namespace

void append_quoted(std::string& out, std::string_view word) {
    switch (quoting_needed(word)) {
    case Quoting::none: out += word; return;
    case Quoting::single: append_single_quoted(out, word); return;
    case Quoting::dollar: append_dollar_quoted(out, word); return;
    }
}

std::string quoted(std::string_view word) {
    std::string out;
    append_quoted(out, word);
    return out;
}

} // namespace expc::ir
