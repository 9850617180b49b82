// SPDX-License-Identifier: MIT
#include "compiler/parse/numbers.hpp"

#include "compiler/ast/units.hpp"
#include "grammar/characters.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <optional>

namespace expc::parse {

namespace {

using ast::Dimension;
using ast::Unit;
using ast::units;

struct Ambiguous {
    std::string_view text;
    std::string_view binary;
    std::string_view decimal;
};
struct ForeignUnit {
    std::string_view text;
    std::string_view unit;
};

/// Letters that engines read in two ways: Slurm's `--mem=16G` is binary, Kubernetes' `16G` decimal.
constexpr auto ambiguous_units = std::to_array<Ambiguous>({
    {"k", "KiB", "KB"},
    {"K", "KiB", "KB"},
    {"M", "MiB", "MB"},
    {"g", "GiB", "GB"},
    {"G", "GiB", "GB"},
    {"t", "TiB", "TB"},
    {"T", "TiB", "TB"},
    {"P", "PiB", "PB"},
});

/// Spellings of other tools.
constexpr auto foreign_units = std::to_array<ForeignUnit>({
    {"sec", "s"},  {"secs", "s"},   {"second", "s"},  {"seconds", "s"}, {"min", "m"},
    {"mins", "m"}, {"minute", "m"}, {"minutes", "m"}, {"hr", "h"},      {"hrs", "h"},
    {"hour", "h"}, {"hours", "h"},  {"day", "d"},     {"days", "d"},    {"msec", "ms"},
    {"Ki", "KiB"}, {"Mi", "MiB"},   {"Gi", "GiB"},    {"Ti", "TiB"},    {"Pi", "PiB"},
});

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return result;
}

/// The unit that an unknown one means: a spelling of another tool, or another case of ours.
std::string_view near_unit(std::string_view text) {
    const auto foreign = std::ranges::find(foreign_units, text, &ForeignUnit::text);
    if (foreign != foreign_units.end()) return foreign->unit;
    const auto same = std::ranges::find_if(
        units, [&](const Unit& unit) { return lower(unit.text) == lower(text); });
    return same == units.end() ? std::string_view{} : same->text;
}

std::string without_underscores(std::string_view text) {
    std::string result(text);
    std::erase(result, '_');
    return result;
}

/// A decimal number, exactly: digits * 10^-places.
struct Decimal {
    std::int64_t digits = 0;
    std::int64_t scale = 1;
};

std::optional<Decimal> read_decimal(std::string_view text) {
    Decimal result;
    bool is_fraction = false;
    for (const char c : text) {
        is_fraction = is_fraction || c == '.';
        if (!grammar::is_digit(c)) continue;
        if (__builtin_mul_overflow(result.digits, 10, &result.digits)) return {};
        if (__builtin_add_overflow(result.digits, c - '0', &result.digits)) return {};
        if (is_fraction && __builtin_mul_overflow(result.scale, 10, &result.scale)) return {};
    }
    return result;
}

std::string_view smallest_unit(Dimension dimension) {
    return dimension == Dimension::duration ? "milliseconds" : "bytes";
}

Number read_plain(std::string_view text) {
    const std::string digits = without_underscores(text);
    const char* const end = digits.data() + digits.size();
    if (std::ranges::all_of(digits, grammar::is_digit)) {
        std::int64_t value = 0;
        if (std::from_chars(digits.data(), end, value).ec != std::errc{}) return TooLarge{};
        return Integer{value};
    }
    double value = 0;
    if (std::from_chars(digits.data(), end, value).ec != std::errc{}) return RealTooLarge{};
    return Real{value};
}

/// How many characters at the front of `text` are of a kind.
template <typename Predicate>
std::size_t count_front(std::string_view text, Predicate is_of_kind) {
    return static_cast<std::size_t>(std::ranges::find_if_not(text, is_of_kind) - text.begin());
}

/// `is_last`: nothing follows the text, so that another unit in its place makes a quantity.
Number not_a_unit(std::string_view digits, std::string_view text, bool is_last) {
    const auto row = std::ranges::find(ambiguous_units, text, &Ambiguous::text);
    if (row == ambiguous_units.end())
        return UnknownUnit{text, is_last ? near_unit(text) : std::string_view{}};
    return AmbiguousUnit{digits, text, row->binary, row->decimal};
}

/// Adds `digits unit` to the sum; what is wrong with it, if anything.
std::optional<Number> add_quantity(std::int64_t& sum, std::string_view digits, const Unit& unit) {
    const std::optional<Decimal> decimal = read_decimal(digits);
    if (!decimal) return TooLarge{};
    // The fraction is cancelled first: only what the quantity really counts may be too large.
    const std::int64_t common = std::gcd(decimal->digits, decimal->scale);
    const std::int64_t scale = decimal->scale / common;
    if (unit.factor % scale != 0) return NotWhole{smallest_unit(unit.dimension)};
    std::int64_t count = 0;
    if (__builtin_mul_overflow(decimal->digits / common, unit.factor / scale, &count) ||
        __builtin_add_overflow(sum, count, &sum))
        return TooLarge{};
    return {};
}

/// `2h30m`: numbers and units of one dimension in turn.
Number read_quantity(std::string_view text) {
    std::int64_t sum = 0;
    std::optional<Dimension> dimension;
    while (!text.empty()) {
        const auto is_digit_part = [](char c) {
            return grammar::is_digit(c) || c == '_' || c == '.';
        };
        const std::string_view digits = text.substr(0, count_front(text, is_digit_part));
        text.remove_prefix(digits.size());
        const std::string_view letters =
            text.substr(0, count_front(text, [](char c) { return !grammar::is_digit(c); }));
        const auto unit = std::ranges::find(units, letters, &Unit::text);
        const bool fits = unit != units.end() && (!dimension || *dimension == unit->dimension);
        if (!fits) return not_a_unit(digits, letters, letters.size() == text.size());
        if (const auto mistake = add_quantity(sum, digits, *unit)) return *mistake;
        dimension = unit->dimension;
        text.remove_prefix(letters.size());
    }
    if (dimension == Dimension::size) return Bytes{sum};
    return Milliseconds{sum};
}

/// Whether letters other than those of an exponent stand in the text.
bool has_unit(std::string_view text) {
    const auto is_number_part = [](char c) { return grammar::is_digit(c) || c == '_' || c == '.'; };
    const std::size_t letter = count_front(text, is_number_part);
    if (letter == text.size()) return false;
    const std::string_view rest = text.substr(letter + 1);
    const bool is_exponent = (text[letter] == 'e' || text[letter] == 'E') && !rest.empty();
    const auto is_exponent_part = [](char c) {
        return grammar::is_digit(c) || c == '+' || c == '-';
    };
    return !is_exponent || !std::ranges::all_of(rest, is_exponent_part);
}

} // namespace

Number read_number(std::string_view text) {
    return has_unit(text) ? read_quantity(text) : read_plain(text);
}

bool has_leading_zero(std::string_view text) {
    const auto is_digit_part = [](char c) { return grammar::is_digit(c) || c == '_'; };
    return text.size() > 1 && text.front() == '0' && std::ranges::all_of(text, is_digit_part);
}

bool has_stray_underscore(std::string_view text) {
    for (std::size_t at = text.find('_'); at != std::string_view::npos;
         at = text.find('_', at + 1)) {
        const bool is_between = at > 0 && at + 1 < text.size() && grammar::is_digit(text[at - 1]) &&
                                grammar::is_digit(text[at + 1]);
        if (!is_between) return true;
    }
    return false;
}

std::string with_groups(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, " ");
    return digits;
}

std::string duration_of_clock(std::string_view clock) {
    std::string result;
    const std::size_t dash = clock.find('-');
    if (dash != std::string_view::npos) {
        result = std::string(clock.substr(0, dash)) + "d";
        clock.remove_prefix(dash + 1);
    }
    const std::string padded = clock.size() == 7 ? "0" + std::string(clock) : std::string(clock);
    clock = padded;
    const bool is_clock = clock.size() == 8 && clock[2] == ':' && clock[5] == ':' &&
                          std::ranges::count_if(clock, grammar::is_digit) == 6;
    if (!is_clock) return {};
    constexpr std::string_view units = "hms";
    for (std::size_t part = 0; part < units.size(); ++part) {
        std::string_view digits = clock.substr(3 * part, 2);
        digits.remove_prefix(digits.starts_with('0') ? 1 : 0);
        if (digits != "0") result += std::string(digits) + units[part];
    }
    return result.empty() ? "0s" : result;
}

} // namespace expc::parse
