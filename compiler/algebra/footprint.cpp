// SPDX-License-Identifier: MIT
#include "compiler/algebra/footprint.hpp"

#include <algorithm>
#include <map>

namespace expc::algebra {

namespace {

/// Weights by base column.
using Sum = std::map<ColumnIndex, std::uint64_t>;

/// Sums of columns; each column is worked out once.
class Sums {
  public:
    explicit Sums(const Space& space) : space_(space) {}

    const Sum& of(ColumnIndex column) {
        if (const auto known = known_.find(column); known != known_.end()) {
            return known->second;
        }
        Sum sum;
        if (const auto* derived = std::get_if<OfColumns>(&space_.columns[column].ordinal)) {
            std::uint64_t weight = 1;
            for (std::size_t k = derived->columns.size(); k-- > 0;) {
                for (const auto& [base, inner_weight] : of(derived->columns[k])) {
                    sum[base] += weight * inner_weight;
                }
                weight *= space_.columns[derived->columns[k]].domain.size();
            }
        } else {
            sum[column] = 1;
        }
        return known_[column] = std::move(sum);
    }

  private:
    const Space& space_;
    std::map<ColumnIndex, Sum> known_;
};

} // namespace

std::optional<DigitIndex> digit_of(const Column& column) {
    if (const auto* direct = std::get_if<OfDigit>(&column.ordinal)) {
        return direct->digit;
    }
    if (const auto* inner = std::get_if<OfInner>(&column.ordinal)) {
        return inner->digit;
    }
    return std::nullopt;
}

Footprint::Footprint(const Space& space, std::span<const ColumnIndex> columns) {
    Sums sums(space);
    std::map<DigitIndex, std::vector<ColumnIndex>> by_digit;
    for (const ColumnIndex column : columns) {
        for (const auto& [base, weight] : sums.of(column)) {
            std::vector<ColumnIndex>& bases = by_digit[*digit_of(space.columns[base])];
            if (std::find(bases.begin(), bases.end(), base) == bases.end()) {
                bases.push_back(base);
            }
        }
    }
    std::map<ColumnIndex, std::size_t> positions;
    for (auto& [digit, bases] : by_digit) {
        for (std::size_t k = 0; k < bases.size(); ++k) {
            positions[bases[k]] = size_ + k;
        }
        const std::size_t width = bases.size();
        digits_.push_back({digit, std::move(bases), size_});
        size_ += width;
    }
    for (const ColumnIndex column : columns) {
        std::vector<Term>& form = forms_.emplace_back();
        for (const auto& [base, weight] : sums.of(column)) {
            form.push_back({positions[base], weight});
        }
    }
}

const Footprint::Touched* Footprint::find(DigitIndex digit) const {
    const auto found = std::find_if(digits_.begin(), digits_.end(),
                                    [digit](const Touched& t) { return t.digit == digit; });
    return found == digits_.end() ? nullptr : &*found;
}

void Footprint::ordinals(std::span<const Ordinal> bases, std::span<Ordinal> out) const {
    for (std::size_t k = 0; k < forms_.size(); ++k) {
        Ordinal ordinal = 0;
        for (const Term& term : forms_[k]) {
            ordinal += term.weight * bases[term.base];
        }
        out[k] = ordinal;
    }
}

} // namespace expc::algebra
