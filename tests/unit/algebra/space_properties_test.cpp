// SPDX-License-Identifier: MIT
// Every random space is equal to the list of its rows, in every way of looking at it.
#include "compiler/algebra/identity.hpp"
#include "oracle.hpp"
#include "properties.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace expc::algebra::test {

namespace {

/// Counts the forms that occurred in the cases of one property.
class Shares {
  public:
    void add(const Case& one) {
        ++cases_;
        filter_ += one.forms.filter ? 1 : 0;
        conditional_ += one.forms.conditional ? 1 : 0;
        concat_ += one.forms.concat ? 1 : 0;
        rows_ += one.oracle.rows.size();
    }
    /// Prints the shares; false when one of the three forms is in less than 30 % of the cases.
    [[nodiscard]] bool report(std::string_view property) const {
        fmt::print("{}: {} cases, {} rows; with filter {} %, conditional axis {} %, concat {} %\n",
                   property, cases_, rows_, percent(filter_), percent(conditional_),
                   percent(concat_));
        return std::min({percent(filter_), percent(conditional_), percent(concat_)}) >= 30;
    }

  private:
    [[nodiscard]] std::size_t percent(std::size_t part) const {
        return cases_ == 0 ? 0 : 100 * part / cases_;
    }
    std::size_t cases_ = 0;
    std::size_t filter_ = 0;
    std::size_t conditional_ = 0;
    std::size_t concat_ = 0;
    std::size_t rows_ = 0;
};

/// Checks `holds(choices, case)` on random cases and that they were not trivial.
template <typename Property>
void check_spaces(const std::string& name, const Property& holds) {
    Shares shares;
    const bool success = check_many(name, [&](Choices& choices) {
        const Case one = random_case(choices, 2 + choices.below(5));
        shares.add(one);
        holds(choices, one);
    });
    CHECK(success);
    CHECK(shares.report(name));
}

std::vector<Ordinal> ordinals_at(const Space& space, std::uint64_t index) {
    Digits digits;
    std::vector<Ordinal> ordinals;
    decode(space, index, digits);
    ordinals_of(space, digits, ordinals);
    return ordinals;
}

void expect_cursor(const Space& space, std::uint64_t first) {
    Cursor cursor(space, first);
    std::vector<Ordinal> previous;
    for (std::uint64_t index = first; index < space.count; ++index) {
        const std::vector<Ordinal> expected = ordinals_at(space, index);
        const std::vector<Ordinal> seen(cursor.ordinals().begin(), cursor.ordinals().end());
        RC_ASSERT(seen == expected);
        RC_ASSERT(cursor.index() == index);
        const std::set<ColumnIndex> changed(cursor.changed().begin(), cursor.changed().end());
        for (ColumnIndex column = 0; column < expected.size() && index > first; ++column) {
            RC_ASSERT(changed.contains(column) == (previous[column] != expected[column]));
        }
        previous = expected;
        RC_ASSERT(cursor.next() == (index + 1 < space.count));
    }
}

std::vector<ColumnIndex> some_columns(Choices& choices, const Space& space) {
    std::vector<ColumnIndex> columns;
    for (ColumnIndex column = 0; column < space.columns.size(); ++column) {
        if (choices.below(2) == 1) {
            columns.push_back(column);
        }
    }
    return columns;
}

void expect_collisions(const Space& space, const std::vector<ColumnIndex>& columns) {
    Identifier identifier(space, columns);
    std::set<RunId> ids;
    for (std::uint64_t index = 0; index < space.count; ++index) {
        ids.insert(identifier.id(ordinals_at(space, index)));
    }
    const auto pair = find_id_collision(space, columns);
    RC_ASSERT(pair.has_value() == (ids.size() < space.count));
    if (pair) {
        RC_ASSERT(pair->first != pair->second);
        RC_ASSERT(identifier.id(ordinals_at(space, pair->first)) ==
                  identifier.id(ordinals_at(space, pair->second)));
    }
}

} // namespace

TEST_CASE("count and rows of a space equal the expansion") {
    check_spaces("count and rows equal the expansion", [](Choices&, const Case& one) {
        RC_ASSERT(one.space.count == one.oracle.rows.size());
        RC_ASSERT(as_texts(all_rows(one.space)) == as_texts(one.oracle.rows));
    });
}

TEST_CASE("rank is the inverse of decode and knows which rows do not exist") {
    check_spaces("rank inverts decode", [](Choices&, const Case& one) {
        std::uint64_t combinations = 1;
        for (const Digit& digit : one.space.digits) {
            combinations *= digit.size;
        }
        RC_PRE(combinations <= 20'000);
        std::uint64_t next = 0;
        for (std::uint64_t number = 0; number < combinations; ++number) {
            Digits digits(one.space.digits.size());
            std::uint64_t rest = number;
            for (std::size_t digit = digits.size(); digit-- > 0;) {
                digits[digit] = rest % one.space.digits[digit].size;
                rest /= one.space.digits[digit].size;
            }
            if (const auto index = rank(one.space, digits)) {
                Digits decoded;
                decode(one.space, *index, decoded);
                RC_ASSERT(decoded == digits);
                RC_ASSERT(*index == next++);
            }
        }
        RC_ASSERT(next == one.space.count);
    });
}

TEST_CASE("a cursor walks the rows in order and names exactly the columns that change") {
    check_spaces("cursor", [](Choices& choices, const Case& one) {
        expect_cursor(one.space, 0);
        if (one.space.count > 0) {
            const std::uint64_t middle = choices.below(one.space.count);
            expect_cursor(one.space, middle);
            Cursor jumping(one.space, middle);
            for (int jump = 0; jump < 5; ++jump) {
                const std::uint64_t index = choices.below(one.space.count);
                jumping.seek(index);
                const std::vector<Ordinal> seen(jumping.ordinals().begin(),
                                                jumping.ordinals().end());
                RC_ASSERT(seen == ordinals_at(one.space, index));
            }
        }
    });
}

TEST_CASE("digits are in one component each, and components are ordered by first digit") {
    check_spaces("components partition the digits", [](Choices&, const Case& one) {
        std::vector<DigitIndex> all;
        std::vector<DigitIndex> firsts;
        for (const Component& component : one.space.components) {
            RC_ASSERT(std::is_sorted(component.digits.begin(), component.digits.end()));
            all.insert(all.end(), component.digits.begin(), component.digits.end());
            firsts.push_back(component.digits.front());
        }
        RC_ASSERT(std::is_sorted(firsts.begin(), firsts.end()));
        std::sort(all.begin(), all.end());
        for (DigitIndex digit = 0; digit < all.size(); ++digit) {
            RC_ASSERT(all[digit] == digit);
        }
        RC_ASSERT(all.size() == one.space.digits.size());
    });
}

TEST_CASE("projections have the multiplicities and the order of the expansion") {
    check_spaces("projection", [](Choices& choices, const Case& one) {
        const std::vector<ColumnIndex> columns = some_columns(choices, one.space);
        std::vector<std::vector<Ordinal>> order;
        std::map<std::vector<Ordinal>, std::uint64_t> expected;
        for (std::uint64_t index = 0; index < one.space.count; ++index) {
            const std::vector<Ordinal> all = ordinals_at(one.space, index);
            std::vector<Ordinal> part;
            for (const ColumnIndex column : columns) {
                part.push_back(all[column]);
            }
            if (expected[part]++ == 0) {
                order.push_back(part);
            }
        }
        std::vector<std::vector<Ordinal>> seen;
        const auto error = for_each_projection(
            one.space, columns, [&](std::span<const Ordinal> part, std::uint64_t rows) {
                seen.emplace_back(part.begin(), part.end());
                RC_ASSERT(expected[seen.back()] == rows);
                return true;
            });
        RC_ASSERT(!error);
        RC_ASSERT(seen == order);
    });
}

TEST_CASE("equal rows are found where there are any") {
    std::size_t repeated = 0;
    check_spaces("uniqueness", [&](Choices& choices, const Case& one) {
        const std::vector<ColumnIndex> columns = some_columns(choices, one.space);
        std::map<std::string, int> seen;
        for (const Row& row_values : one.oracle.rows) {
            std::string key;
            for (const ColumnIndex column : columns) {
                const IdentityText text = identity_text(row_values[column]);
                key += text.kind + text.text + ";";
            }
            ++seen[key];
        }
        const Uniqueness found = check_unique(one.space, columns);
        const bool unique = seen.size() == one.oracle.rows.size();
        RC_ASSERT(found.answer ==
                  (unique ? Uniqueness::Answer::unique : Uniqueness::Answer::repeated));
        if (!unique) {
            ++repeated;
            RC_ASSERT(found.first != found.second);
            for (const ColumnIndex column : columns) {
                RC_ASSERT(one.oracle.rows[found.first][column] ==
                          one.oracle.rows[found.second][column]);
            }
        }
    });
    CHECK(repeated > 10);
}

TEST_CASE("an id is the sum of the tokens of the columns that count") {
    check_spaces("ids", [](Choices& choices, const Case& one) {
        Identifier identifier(one.space, identity_columns(one.space));
        std::map<RunId, std::uint64_t> seen;
        bool collides = false;
        for (std::uint64_t index = 0; index < one.space.count; ++index) {
            RunId expected;
            for (std::size_t column = 0; column < one.oracle.names.size(); ++column) {
                if (one.oracle.counts_in_id[column]) {
                    expected += token(one.oracle.names[column], one.oracle.rows[index][column]);
                }
            }
            const RunId id = identifier.id(ordinals_at(one.space, index));
            RC_ASSERT(id == expected);
            collides = !seen.emplace(id, index).second || collides;
        }
        RC_ASSERT(find_id_collision(one.space, identity_columns(one.space)).has_value() ==
                  collides);
        expect_collisions(one.space, some_columns(choices, one.space));
    });
}

} // namespace expc::algebra::test
