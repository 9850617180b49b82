// SPDX-License-Identifier: MIT
// sample: n different rows, drawn one after the other, so that a larger n extends a smaller one.
#include "compiler/algebra/identity.hpp"
#include "compiler/algebra/make.hpp"
#include "compiler/algebra/random.hpp"

#include <algorithm>
#include <unordered_set>

namespace expc::algebra {

namespace {

constexpr std::uint64_t patience = 100'000;

/// Number of different rows; nothing where a column is continuous or the number does not fit in 64
/// bits.
std::optional<std::uint64_t> possible_rows(const Space& finite,
                                           const std::vector<RandomSpec>& random) {
    std::optional<std::uint64_t> rows = finite.count;
    for (const RandomSpec& spec : random) {
        rows = rows && spec.support ? checked_product(*rows, *spec.support) : std::nullopt;
    }
    return rows;
}

/// Draws until there are n rows, or until there is no hope: all possible rows were seen, or too
/// many draws in a row gave nothing new.
class Sampler {
  public:
    Sampler(std::int64_t seed, const Space& finite, const std::vector<RandomSpec>& random,
            const std::function<bool(std::span<const Ordinal>, std::span<const Value>)>& accept)
        : seed_(seed), finite_(finite), random_(random), accept_(accept),
          possible_(possible_rows(finite, random)), drawn_(random.size()) {}

    bool draw(std::uint64_t n) {
        if (possible_ && *possible_ < n) {
            return false;
        }
        const std::uint64_t scaled = possible_ ? std::min(*possible_, candidate_limit) * 40 : 0;
        const std::uint64_t limit = std::min(patience + scaled, candidate_limit);
        std::uint64_t useless = 0;
        for (std::uint64_t k = 0; picks_.size() < n; ++k) {
            useless = draw_row(k) ? 0 : useless + 1;
            const bool seen_all = possible_ && seen_.size() >= *possible_ && picks_.size() < n;
            if (seen_all || useless > limit) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] std::uint64_t possible() const {
        return possible_ && seen_.empty() ? *possible_ : picks_.size();
    }
    [[nodiscard]] std::vector<std::uint64_t>& picks() { return picks_; }
    [[nodiscard]] std::vector<Value>& drawn(std::size_t column) { return drawn_[column]; }

  private:
    /// Whether draw k gave a row that was not seen before and is accepted.
    bool draw_row(std::uint64_t k) {
        const std::uint64_t row = finite_.count == 1 ? 0 : draw_below(seed_, "", k, finite_.count);
        std::vector<Value> values;
        std::string key = std::to_string(row);
        for (const RandomSpec& spec : random_) {
            values.push_back(spec.draw(uniform_draw(seed_, spec.name, k)));
            const IdentityText text = identity_text(values.back());
            key += '\0';
            key += text.kind;
            key += text.text;
        }
        if (!seen_.insert(std::move(key)).second || !is_accepted(row, values)) {
            return false;
        }
        picks_.push_back(row);
        for (std::size_t column = 0; column < values.size(); ++column) {
            drawn_[column].push_back(std::move(values[column]));
        }
        return true;
    }

    bool is_accepted(std::uint64_t row, const std::vector<Value>& values) {
        if (!accept_) {
            return true;
        }
        decode(finite_, row, digits_);
        ordinals_of(finite_, digits_, ordinals_);
        return accept_(ordinals_, values);
    }

    std::int64_t seed_;
    const Space& finite_;
    const std::vector<RandomSpec>& random_;
    const std::function<bool(std::span<const Ordinal>, std::span<const Value>)>& accept_;
    std::optional<std::uint64_t> possible_;
    std::unordered_set<std::string> seen_;
    std::vector<std::uint64_t> picks_;
    std::vector<std::vector<Value>> drawn_; ///< by random column
    Digits digits_;
    std::vector<Ordinal> ordinals_;
};

} // namespace

Built sampled(std::uint64_t n, std::int64_t seed, Space finite, std::vector<RandomSpec> random,
              const std::function<bool(std::span<const Ordinal>, std::span<const Value>)>& accept,
              SourceRange origin) {
    Sampler sampler(seed, finite, random, accept);
    if (!sampler.draw(n)) {
        return {TooFewRows{sampler.possible()}};
    }
    Space sample;
    sample.count = n;
    for (ColumnIndex column = 0; column < finite.columns.size(); ++column) {
        sample.columns.push_back(surfaced(finite.columns[column], OfInner{0, {{0, column, 0}}}));
    }
    for (std::size_t k = 0; k < random.size(); ++k) {
        RandomSpec& spec = random[k];
        AxisSpec as_axis{std::move(spec.name), std::move(spec.alias), {}, spec.origin, {}};
        as_axis.domain.pieces.emplace_back(std::move(sampler.drawn(k)));
        sample.columns.push_back(column_of(std::move(as_axis), 0));
    }
    Digit digit = plain_digit(n, origin, label_of(sample.columns));
    if (!finite.columns.empty()) {
        std::vector<std::uint64_t> picks = std::move(sampler.picks());
        std::vector<Space> inner;
        inner.push_back(std::move(finite));
        digit.meaning = Picked{std::move(inner), std::move(picks)};
    }
    add_uncoupled(sample, std::move(digit));
    return sample;
}

} // namespace expc::algebra
