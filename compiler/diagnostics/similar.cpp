// SPDX-License-Identifier: MIT
#include "compiler/diagnostics/similar.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace expc::diag {
namespace {

/// The time of a comparison grows with the square of the length, and nobody types longer words.
constexpr std::size_t longest_compared = 200;

char folded(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string folded(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char c) { return folded(c); });
    return result;
}

} // namespace

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit) {
    const std::size_t longer = std::max(a.size(), b.size());
    const std::size_t shorter = std::min(a.size(), b.size());
    if (longer - shorter > limit) return limit + 1;
    std::vector<std::size_t> two_before(b.size() + 1);
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> current(b.size() + 1);
    std::iota(before.begin(), before.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({substituted, before[j] + 1, current[j - 1] + 1});
            const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (is_swap) current[j] = std::min(current[j], two_before[j - 2] + 1);
        }
        if (std::ranges::min(current) > limit) return limit + 1;
        std::swap(two_before, before);
        std::swap(before, current);
    }
    return std::min(before[b.size()], limit + 1);
}

std::optional<std::string> most_similar(std::string_view wanted,
                                        std::span<const std::string> candidates) {
    const std::string folded_wanted = folded(wanted);
    for (const std::string& name : candidates) {
        if (name != wanted && folded(name) == folded_wanted) return name;
    }
    if (wanted.size() > longest_compared) return std::nullopt;
    const std::size_t limit = std::max<std::size_t>(1, wanted.size() / 3);
    const std::string* nearest = nullptr;
    std::size_t least = std::min(limit + 1, wanted.size());
    for (const std::string& name : candidates) {
        const std::size_t distance = name == wanted ? least : edit_distance(wanted, name, limit);
        if (distance >= least) continue;
        least = distance;
        nearest = &name;
    }
    if (nearest == nullptr) return std::nullopt;
    return *nearest;
}

} // namespace expc::diag
