// SPDX-License-Identifier: MIT
#include "compiler/ast/print.hpp"
#include "compiler/ast/units.hpp"
#include "grammar/characters.hpp"
#include "grammar/keywords.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace expc::ast {

namespace {

constexpr auto escapes = std::to_array<std::pair<char, std::string_view>>(
    {{'\n', "\\n"}, {'\t', "\\t"}, {'\r', "\\r"}, {'\\', "\\\\"}, {'"', "\\\""}});

void append_character(std::string& out, char c) {
    const auto row = std::ranges::find(escapes, c, &std::pair<char, std::string_view>::first);
    const auto byte = static_cast<unsigned char>(c);
    if (row != escapes.end()) {
        out += row->second;
    } else if (byte < 0x20 || byte == 0x7F) {
        out += fmt::format("\\u{{{:X}}}", byte);
    } else {
        out += c;
    }
}

} // namespace

std::string print_string(std::string_view text) {
    std::string result = "\"";
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at).starts_with("${")) result += '\\';
        append_character(result, text[at]);
    }
    return result + '"';
}

std::string print_name(std::string_view text) {
    const bool is_word = !text.empty() && grammar::leading_word(text) == text;
    return is_word && !grammar::is_reserved(text) ? std::string(text) : print_string(text);
}

std::string print_float(double value) {
    std::array<char, 64> buffer{};
    char* const begin = buffer.data();
    char* const limit = begin + buffer.size();
    const double magnitude = std::abs(value);
    const bool is_plain = value == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
    const auto format = is_plain ? std::chars_format::fixed : std::chars_format::scientific;
    std::string result(begin, std::to_chars(begin, limit, value, format).ptr);
    if (result.find_first_of(".en") == std::string::npos) result += ".0";
    return result;
}

std::string print_duration(std::int64_t milliseconds) {
    if (milliseconds == 0) return "0s";
    std::string result;
    for (auto unit = units.rbegin(); unit != units.rend(); ++unit) {
        if (unit->dimension != Dimension::duration || milliseconds < unit->factor) continue;
        result += fmt::format("{}{}", milliseconds / unit->factor, unit->text);
        milliseconds %= unit->factor;
    }
    return result;
}

std::string print_size(std::int64_t bytes) {
    const Unit* best = nullptr;
    for (const Unit& unit : units) {
        if (unit.dimension != Dimension::size || bytes % unit.factor != 0) continue;
        if (bytes != 0 || best == nullptr) best = &unit;
    }
    return fmt::format("{}{}", bytes / best->factor, best->text);
}

} // namespace expc::ast
