// SPDX-License-Identifier: MIT
#include "compiler/algebra/digit_values.hpp"

#include "compiler/algebra/classes.hpp"
#include "compiler/algebra/inner_row.hpp"

#include "compiler/base/match.hpp"

#include <boost/container_hash/hash.hpp>

#include <unordered_set>

namespace expc::algebra {

namespace {

using Answer = Uniqueness::Answer;
constexpr std::size_t largest_pairwise_concat = 100;

std::vector<ColumnIndex> in_child(const Space& space, std::span<const ColumnIndex> columns,
                                  std::size_t child) {
    std::vector<ColumnIndex> inner;
    for (const ColumnIndex column : columns) {
        if (const auto* of = std::get_if<OfInner>(&space.columns[column].ordinal)) {
            for (const OfInner::Source& source : of->sources) {
                if (source.child == child) {
                    inner.push_back(source.column);
                }
            }
        }
    }
    return inner;
}

bool is_unique_child(const Space& space, const Digit& digit, std::span<const ColumnIndex> columns,
                     std::size_t child) {
    const std::vector<ColumnIndex> inner = in_child(space, columns, child);
    return check_unique(child_of(digit, child), inner).answer == Answer::unique;
}

/// Some column has no value in common in any two of these branches.
bool are_apart(const Alternatives& concat, const std::vector<std::vector<ColumnIndex>>& columns,
               std::span<const std::size_t> branches) {
    for (std::size_t k = 0; k < columns[0].size(); ++k) {
        std::vector<const Domain*> domains;
        for (const std::size_t branch : branches) {
            domains.push_back(&concat.branches[branch].columns[columns[branch][k]].domain);
        }
        if (are_disjoint(domains)) {
            return true;
        }
    }
    return false;
}

/// Branches are compared two by two only where no single column tells all of them apart.
bool are_all_apart(const Space& space, const Alternatives& concat,
                   std::span<const ColumnIndex> columns) {
    std::vector<std::vector<ColumnIndex>> inner;
    std::vector<std::size_t> all;
    for (std::size_t branch = 0; branch < concat.branches.size(); ++branch) {
        inner.push_back(in_child(space, columns, branch));
        all.push_back(branch);
    }
    if (are_apart(concat, inner, all)) {
        return true;
    }
    bool apart = all.size() <= largest_pairwise_concat;
    for (std::size_t a = 0; a < all.size() && apart; ++a) {
        for (std::size_t b = 0; b < a && apart; ++b) {
            const std::size_t pair[] = {a, b};
            apart = are_apart(concat, inner, pair);
        }
    }
    return apart;
}

bool is_unique_concat(const Space& space, const Digit& digit, const Alternatives& concat,
                      std::span<const ColumnIndex> columns) {
    for (std::size_t branch = 0; branch < concat.branches.size(); ++branch) {
        if (!is_unique_child(space, digit, columns, branch)) {
            return false;
        }
    }
    return are_all_apart(space, concat, columns);
}

bool has_distinct_picks(const Picked& sample) {
    const std::unordered_set<std::uint64_t> picks(sample.picks.begin(), sample.picks.end());
    return picks.size() == sample.picks.size();
}

/// Whether the structure alone shows that `columns`, which read `digit`, tell its values apart.
bool is_told_apart(const Space& space, const Digit& digit, std::span<const ColumnIndex> columns,
                   Labels& labels) {
    for (const ColumnIndex column : columns) {
        if (std::holds_alternative<OfDigit>(space.columns[column].ordinal) &&
            labels.of(column).all_distinct()) {
            return true;
        }
    }
    return match(
        digit.meaning, [](const Plain&) { return false; },
        [&](const Alternatives& concat) { return is_unique_concat(space, digit, concat, columns); },
        [&](const Zipped& zip) {
            bool any = false;
            for (std::size_t member = 0; member < zip.members.size(); ++member) {
                any = any || is_unique_child(space, digit, columns, member);
            }
            return any;
        },
        [&](const Picked& sample) {
            return has_distinct_picks(sample) && is_unique_child(space, digit, columns, 0);
        });
}

/// Compares the values of a digit one by one.
Uniqueness compare_one_by_one(const Space& space, DigitIndex digit,
                              std::span<const ColumnIndex> columns, Labels& labels) {
    const auto classes = classes_of(space, digit, columns, largest_scan);
    if (!classes) {
        return {Answer::unknown};
    }
    const std::uint64_t size = space.digits[digit].size;
    std::unordered_map<std::vector<std::uint64_t>, std::uint64_t,
                       boost::hash<std::vector<std::uint64_t>>>
        seen;
    std::vector<std::uint64_t> tuple(columns.size());
    for (std::size_t run = 0; run < classes->runs.size(); ++run) {
        const std::uint64_t first = classes->runs[run].first;
        const std::uint64_t end =
            run + 1 < classes->runs.size() ? classes->runs[run + 1].first : size;
        if (end - first > 1) {
            return {Answer::repeated, first, first + 1};
        }
        const auto ordinals = classes->of(classes->runs[run].label);
        for (std::size_t k = 0; k < columns.size(); ++k) {
            if (!labels.of(columns[k]).is_known()) {
                return {Answer::unknown};
            }
            tuple[k] = labels.of(columns[k]).label(ordinals[k]);
        }
        if (const auto [at, is_new] = seen.try_emplace(tuple, first); !is_new) {
            return {Answer::repeated, at->second, first};
        }
    }
    return {Answer::unique};
}

} // namespace

Uniqueness compare_values(const Space& space, DigitIndex digit,
                          std::span<const ColumnIndex> columns, Labels& labels) {
    if (space.digits[digit].size < 2 ||
        is_told_apart(space, space.digits[digit], columns, labels)) {
        return {Answer::unique};
    }
    return compare_one_by_one(space, digit, columns, labels);
}

} // namespace expc::algebra
