// SPDX-License-Identifier: MIT
// Which ordinals of a domain have equal values. Private to the algebra.
#pragma once

#include "compiler/algebra/space.hpp"

namespace expc::algebra {

/// Domains above this size are only understood where they are one range.
inline constexpr std::uint64_t largest_compared_domain = 1'000'000;

class ValueClasses {
  public:
    explicit ValueClasses(const Domain& domain);

    /// False when the domain is too large to be looked at; then nothing else may be asked.
    [[nodiscard]] bool is_known() const { return known_; }
    [[nodiscard]] bool all_distinct() const { return distinct_; }
    /// Equal for equal values only.
    [[nodiscard]] std::uint64_t label(Ordinal ordinal) const {
        return labels_.empty() ? ordinal : labels_[ordinal];
    }

  private:
    bool known_ = true;
    bool distinct_ = true;
    std::vector<std::uint32_t> labels_; ///< empty: every ordinal is its own label
};

/// Whether no two of the domains have a value in common. False also means "too large to know".
[[nodiscard]] bool are_disjoint(std::span<const Domain* const> domains);

} // namespace expc::algebra
