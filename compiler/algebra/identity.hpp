// SPDX-License-Identifier: MIT
// run.id: the additive, order-independent identity of a row (rulings 1, 3, 5 and 64). A token is
// the first 80 bits of SHA-256(name \0 kind \0 text) in two lanes of 40 bits; an id is the sum of
// its columns' tokens, lane by lane, mod 2^40.
#pragma once

#include "compiler/algebra/space.hpp"

namespace expc::algebra {

/// Two lanes of 40 bits.
struct RunId {
    static constexpr std::uint64_t mask = (std::uint64_t{1} << 40U) - 1;
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    RunId& operator+=(RunId other) {
        high = (high + other.high) & mask;
        low = (low + other.low) & mask;
        return *this;
    }
    auto operator<=>(const RunId&) const = default;
    /// 20 lower-case hex digits.
    [[nodiscard]] std::string hex() const;
    /// The same into a buffer of 20 characters.
    void write_hex(char* out) const;
};

/// What a token says of a value: the kind (`n` numbers, durations in ms and sizes in bytes; `s`
/// texts; `b` Bool; `l` lists; `r` records) and one text for all equal values. none has the kind
/// `-`, which no token uses.
struct IdentityText {
    char kind = '-';
    std::string text;
    auto operator<=>(const IdentityText&) const = default;
};
[[nodiscard]] IdentityText identity_text(const Value& value);

/// The token of one (column, value); none contributes nothing.
[[nodiscard]] RunId token(std::string_view column, const Value& value);
/// SHA-256 as 32 bytes.
[[nodiscard]] std::string sha256(std::string_view data);
[[nodiscard]] std::string sha256_hex(std::string_view data);

/// Adds up tokens; tokens of a column are computed once per ordinal and kept for domains of up to
/// 2^16 values.
class Identifier {
  public:
    /// `columns`: those that count.
    Identifier(const Space& space, std::vector<ColumnIndex> columns);
    [[nodiscard]] RunId id(std::span<const Ordinal> ordinals);
    /// The contribution of one column: zero for none and for the column's `was`.
    [[nodiscard]] RunId contribution(ColumnIndex column, Ordinal ordinal);

  private:
    const Space* space_;
    std::vector<ColumnIndex> columns_;
    std::vector<std::vector<RunId>> kept_;
};

/// The columns that count in ids when the experiment does not name any.
[[nodiscard]] std::vector<ColumnIndex> identity_columns(const Space& space);

/// Checks that no two rows of a space of up to 10^6 rows have the same id; gives the indexes of the
/// first pair that do.
[[nodiscard]] std::optional<std::pair<std::uint64_t, std::uint64_t>>
find_id_collision(const Space& space, std::span<const ColumnIndex> columns);

} // namespace expc::algebra
