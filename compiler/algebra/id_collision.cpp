// SPDX-License-Identifier: MIT
// Two rows with one id. Ids are sums, so a row's id is that of its leading digits plus that of its
// trailing ones; both are tabulated, and a million ids cost a million additions. Sets of hashes
// find the few rows that may meet, which are compared.
#include "compiler/algebra/identity.hpp"

#include "compiler/algebra/footprint.hpp"
#include "compiler/algebra/layout.hpp"

#include <algorithm>
#include <bitset>
#include <map>
#include <memory>

namespace expc::algebra {

namespace {

constexpr std::uint64_t largest_checked_space = 1'000'000;
constexpr std::uint64_t largest_tail = 1U << 15U;
constexpr std::uint64_t smallest_useful_tail = 16;

/// Digits from `first_digit` on repeat the same `rows` rows below each choice of the earlier
/// digits.
struct Tail {
    DigitIndex first_digit = 0;
    std::uint64_t rows = 1;
};

/// cut[d]: no component and no counted column has digits on both sides of d.
std::vector<bool> possible_cuts(const Space& space, std::span<const ColumnIndex> columns) {
    std::vector<bool> cut(space.digits.size() + 1, true);
    const auto keep_together = [&cut](DigitIndex first, DigitIndex last) {
        for (DigitIndex digit = first + 1; digit <= last; ++digit) {
            cut[digit] = false;
        }
    };
    for (const Component& component : space.components) {
        keep_together(component.digits.front(), component.digits.back());
    }
    for (const ColumnIndex column : columns) {
        const Footprint footprint(space, std::span(&column, 1));
        if (!footprint.digits().empty()) {
            keep_together(footprint.digits().front().digit, footprint.digits().back().digit);
        }
    }
    return cut;
}

Tail largest_possible_tail(const Space& space, std::span<const ColumnIndex> columns) {
    const std::vector<bool> cut = possible_cuts(space, columns);
    const std::vector<Place> places = places_of(space);
    Tail best{static_cast<DigitIndex>(space.digits.size()), 1};
    std::uint64_t rows = 1;
    for (auto digit = static_cast<DigitIndex>(space.digits.size()); digit-- > 0;) {
        if (places[digit].level == 0) {
            rows *= space.components[places[digit].component].count;
        }
        if (cut[digit] && rows <= largest_tail) {
            best = {digit, rows};
        }
    }
    return best;
}

/// The columns that read digits from `first_digit` on, or those that do not.
std::vector<ColumnIndex> columns_behind(const Space& space, std::span<const ColumnIndex> columns,
                                        DigitIndex first_digit, bool behind) {
    std::vector<ColumnIndex> chosen;
    for (const ColumnIndex column : columns) {
        const Footprint footprint(space, std::span(&column, 1));
        const bool is_behind =
            !footprint.digits().empty() && footprint.digits().front().digit >= first_digit;
        if (is_behind == behind) {
            chosen.push_back(column);
        }
    }
    return chosen;
}

/// 64 of an id's 80 bits: the whole lower lane, and below it what fits of the upper one. The lanes
/// stand at the top of two words, where they wrap by themselves when they are added.
struct Lanes {
    static constexpr unsigned spare_bits = 24;
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    Lanes() = default;
    explicit Lanes(RunId id) : low(id.low << spare_bits), high(id.high << spare_bits) {}
};
std::uint64_t key_of_sum(Lanes left, Lanes right) {
    return (left.low + right.low) | (left.high + right.high) >> (64U - Lanes::spare_bits);
}

/// The ids of all rows as keys, in order, as often as asked for. Where the space has a tail, only
/// the sums of heads and tails are kept; else all keys.
class Keys {
  public:
    Keys(const Space& space, std::span<const ColumnIndex> columns) {
        const Tail tail = largest_possible_tail(space, columns);
        if (tail.rows < std::min(smallest_useful_tail, space.count)) {
            list_all(space, columns);
        } else {
            add_sums(space, columns, tail);
        }
    }

    /// Calls visit(key, row) for every row until it returns false.
    template <typename Visit>
    void for_each(const Visit& visit) const {
        std::uint64_t row = 0;
        for (const Lanes head : heads_) {
            for (const Lanes tail : tails_) {
                if (!visit(key_of_sum(head, tail), row++)) {
                    return;
                }
            }
        }
        for (const std::uint64_t key : all_) {
            if (!visit(key, row++)) {
                return;
            }
        }
    }

  private:
    void add_sums(const Space& space, std::span<const ColumnIndex> columns, Tail tail) {
        Identifier behind(space, columns_behind(space, columns, tail.first_digit, true));
        Identifier before(space, columns_behind(space, columns, tail.first_digit, false));
        Cursor rows(space, 0);
        for (std::uint64_t row = 0; row < tail.rows; ++row, rows.next()) {
            tails_.emplace_back(behind.id(rows.ordinals()));
        }
        Cursor head(space, 0);
        for (std::uint64_t first = 0; first < space.count; first += tail.rows) {
            head.seek(first);
            heads_.emplace_back(before.id(head.ordinals()));
        }
    }

    void list_all(const Space& space, std::span<const ColumnIndex> columns) {
        Identifier identifier(space, {columns.begin(), columns.end()});
        std::vector<RunId> parts(space.columns.size());
        std::vector<bool> counted(space.columns.size(), false);
        for (const ColumnIndex column : columns) {
            counted[column] = true;
        }
        RunId sum;
        Cursor cursor(space, 0);
        all_.reserve(space.count);
        do {
            for (const ColumnIndex column : cursor.changed()) {
                if (!counted[column]) {
                    continue;
                }
                const RunId part = identifier.contribution(column, cursor.ordinals()[column]);
                // Unsigned arithmetic wraps, and the lanes' width divides 2^64.
                sum += {part.high - parts[column].high, part.low - parts[column].low};
                parts[column] = part;
            }
            all_.push_back(key_of_sum(Lanes(sum), {}));
        } while (cursor.next());
    }

    std::vector<Lanes> heads_;
    std::vector<Lanes> tails_;
    std::vector<std::uint64_t> all_;
};

/// A set of hashes of 23 bits: 1 MiB, which stays in the cache.
class HashSet {
  public:
    /// Whether the hash was there before.
    bool add(std::uint64_t hash) {
        const bool was_there = (*bits_)[hash];
        bits_->set(hash);
        return was_there;
    }
    [[nodiscard]] bool contains(std::uint64_t hash) const { return (*bits_)[hash]; }

    static std::uint64_t upper_hash(std::uint64_t key) { return key >> (64U - bits); }
    static std::uint64_t lower_hash(std::uint64_t key) { return key % (std::uint64_t{1} << bits); }

  private:
    static constexpr unsigned bits = 23;
    std::unique_ptr<std::bitset<std::size_t{1} << bits>> bits_ =
        std::make_unique<std::bitset<std::size_t{1} << bits>>();
};

/// Keys that may be there twice, among few others: one of two equal keys comes second, to an upper
/// hash that was seen; and whatever equals it has its lower hash.
std::vector<std::uint64_t> suspects_of(const Keys& keys) {
    HashSet seen;
    HashSet late;
    bool is_empty = true;
    keys.for_each([&](std::uint64_t key, std::uint64_t) {
        if (seen.add(HashSet::upper_hash(key))) {
            late.add(HashSet::lower_hash(key));
            is_empty = false;
        }
        return true;
    });
    std::vector<std::uint64_t> suspects;
    if (is_empty) return suspects;
    keys.for_each([&](std::uint64_t key, std::uint64_t) {
        if (late.contains(HashSet::lower_hash(key))) suspects.push_back(key);
        return true;
    });
    return suspects;
}

std::vector<std::uint64_t> all_of(const Keys& keys) {
    std::vector<std::uint64_t> all;
    keys.for_each([&](std::uint64_t key, std::uint64_t) {
        all.push_back(key);
        return true;
    });
    return all;
}

/// Keys that are there more than once, sorted.
std::vector<std::uint64_t> repeated_keys(const Keys& keys, std::uint64_t count) {
    // Fewer keys than this are sorted sooner than two sets are cleared.
    constexpr std::uint64_t few = 1U << 12U;
    std::vector<std::uint64_t> candidates = count < few ? all_of(keys) : suspects_of(keys);
    std::sort(candidates.begin(), candidates.end());
    std::vector<std::uint64_t> repeated;
    for (std::size_t k = 1; k < candidates.size(); ++k) {
        if (candidates[k] == candidates[k - 1]) repeated.push_back(candidates[k]);
    }
    return repeated;
}

RunId id_of_row(const Space& space, Identifier& identifier, std::uint64_t row) {
    Digits digits;
    std::vector<Ordinal> ordinals;
    decode(space, row, digits);
    ordinals_of(space, digits, ordinals);
    return identifier.id(ordinals);
}

/// Compares the rows whose keys are in `repeated` by their whole ids.
std::optional<std::pair<std::uint64_t, std::uint64_t>>
first_pair_of_equal_ids(const Space& space, std::span<const ColumnIndex> columns, const Keys& keys,
                        const std::vector<std::uint64_t>& repeated) {
    Identifier identifier(space, {columns.begin(), columns.end()});
    std::map<RunId, std::uint64_t> rows;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> found;
    keys.for_each([&](std::uint64_t key, std::uint64_t row) {
        if (std::binary_search(repeated.begin(), repeated.end(), key)) {
            const auto [earlier, is_new] = rows.try_emplace(id_of_row(space, identifier, row), row);
            if (!is_new) {
                found = std::pair(earlier->second, row);
            }
        }
        return !found;
    });
    return found;
}

} // namespace

std::optional<std::pair<std::uint64_t, std::uint64_t>>
find_id_collision(const Space& space, std::span<const ColumnIndex> columns) {
    if (space.count < 2 || space.count > largest_checked_space) {
        return std::nullopt;
    }
    const Keys keys(space, columns);
    const std::vector<std::uint64_t> repeated = repeated_keys(keys, space.count);
    if (repeated.empty()) {
        return std::nullopt;
    }
    return first_pair_of_equal_ids(space, columns, keys, repeated);
}

} // namespace expc::algebra
