// SPDX-License-Identifier: MIT
// Floats as text, as Python's repr writes them.
#include "compiler/algebra/number.hpp"

#include "compiler/algebra/value.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace expc::algebra {

namespace {

/// digits d1 d2 ... dn and exponent e of the number 0.d1d2...dn * 10^(e + 1), that is d1.d2...dn *
/// 10^e.
struct Decimal {
    bool negative = false;
    std::string digits;
    int exponent = 0;
};

Decimal shortest_decimal(double number) {
    std::array<char, 40> buffer{};
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                       std::abs(number), std::chars_format::scientific);
    Decimal decimal;
    decimal.negative = std::signbit(number);
    const char* at = buffer.data();
    for (; *at != 'e'; ++at) {
        if (*at != '.') {
            decimal.digits += *at;
        }
    }
    at += at[1] == '+' ? 2 : 1;
    std::from_chars(at, written.ptr, decimal.exponent);
    return decimal;
}

std::string with_exponent(const std::string& digits, int exponent) {
    std::string text = digits.substr(0, 1);
    if (digits.size() > 1) {
        text += '.' + digits.substr(1);
    }
    const std::string magnitude = std::to_string(std::abs(exponent));
    return text + (exponent < 0 ? "e-" : "e+") + (magnitude.size() < 2 ? "0" : "") + magnitude;
}

std::string positional(const std::string& digits, int exponent) {
    if (exponent < 0) {
        return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    }
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) {
        return digits + std::string(whole - digits.size(), '0') + ".0";
    }
    return digits.substr(0, whole) + '.' + digits.substr(whole);
}

} // namespace

std::string repr(double number) {
    const Decimal decimal = shortest_decimal(number);
    const bool scientific = decimal.exponent < -4 || decimal.exponent >= 16;
    std::string text = decimal.negative ? "-" : "";
    text += scientific ? with_exponent(decimal.digits, decimal.exponent)
                       : positional(decimal.digits, decimal.exponent);
    return text;
}

std::optional<std::int64_t> as_integer(double number) {
    constexpr double limit = 9223372036854775808.0; // 2^63: the first one that does not fit
    if (!(number >= -limit && number < limit) || std::trunc(number) != number) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
}

std::string number_text(double number) {
    const auto whole = as_integer(number);
    return whole ? std::to_string(*whole) : repr(number);
}

} // namespace expc::algebra
