// SPDX-License-Identifier: MIT
// The random numbers of `sample`: a pure function of (seed, column, k), the same on every machine.
#include "compiler/algebra/random.hpp"
#include "compiler/algebra/build.hpp"
#include "compiler/algebra/identity.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace expc::algebra {

namespace {

template <std::size_t Size>
double polynomial(const std::array<double, Size>& coefficients, double x) {
    double sum = 0;
    for (const double coefficient : coefficients) {
        sum = sum * x + coefficient;
    }
    return sum;
}

// Peter Acklam's coefficients: rational approximations for the centre (a / b) and the tails (c /
// d).
constexpr std::array a{-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                       1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
constexpr std::array b{-5.447609879822406e+01, 1.615858368580409e+02,  -1.556989798598866e+02,
                       6.680131188771972e+01,  -1.328068155288572e+01, 1.0};
constexpr std::array c{-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                       -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
constexpr std::array d{7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                       3.754408661907416e+00, 1.0};
constexpr double tail = 0.02425;

double lower_tail(double p) {
    const double q = std::sqrt(-2 * std::log(p));
    return polynomial(c, q) / polynomial(d, q);
}

} // namespace

std::uint64_t draw_bits(std::int64_t seed, std::string_view column, std::uint64_t k) {
    std::string key = std::to_string(seed);
    key += '\0';
    key += column;
    key += '\0';
    key += std::to_string(k);
    const std::string digest = sha256(key);
    std::uint64_t bits = 0;
    for (std::size_t byte = 0; byte < 8; ++byte) {
        bits = bits << 8U | static_cast<unsigned char>(digest[byte]);
    }
    return bits >> 11U;
}

double uniform_draw(std::int64_t seed, std::string_view column, std::uint64_t k) {
    return static_cast<double>(draw_bits(seed, column, k)) * 0x1p-53;
}

std::uint64_t draw_below(std::int64_t seed, std::string_view column, std::uint64_t k,
                         std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(Wide{draw_bits(seed, column, k)} * bound >> 53U);
}

double normal_quantile(double p) {
    // A draw can be exactly 0; the middle of its cell [0, 2^-53) stands for it.
    p = p > 0 ? p : 0x1p-54;
    if (p < tail) {
        return lower_tail(p);
    }
    if (p > 1 - tail) {
        return -lower_tail(1 - p);
    }
    const double q = p - 0.5;
    return polynomial(a, q * q) * q / polynomial(b, q * q);
}

double round_to_12_digits(double number) {
    const std::string text = fmt::format("{:.11e}", number);
    double rounded = 0;
    std::from_chars(text.data(), text.data() + text.size(), rounded);
    return rounded == 0 ? 0.0 : rounded;
}

} // namespace expc::algebra
