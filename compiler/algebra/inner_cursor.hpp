// SPDX-License-Identifier: MIT
// The part of a cursor that follows a digit with inner spaces. Private to the algebra.
#pragma once

#include "compiler/algebra/space.hpp"

namespace expc::algebra {

/// Follows a digit through the rows of its inner spaces.
class InnerCursor {
  public:
    /// Stands on value 0.
    explicit InnerCursor(const Digit& digit);
    /// Moves to a value of the digit; to the next one in amortised constant time.
    void move(std::uint64_t value);
    /// The ordinal of a column that has `sources` in the children.
    [[nodiscard]] Ordinal read(const std::vector<OfInner::Source>& sources) const {
        const OfInner::Source& source = sources[sources.size() == 1 ? 0 : branch_];
        return source.offset + cursors_[source.child].ordinals()[source.column];
    }

  private:
    void move_in(const Alternatives& concat, std::uint64_t value);

    const Digit& digit_;
    std::vector<Cursor> cursors_; ///< by child
    std::size_t branch_ = 0;      ///< of a concat
    std::uint64_t start_ = 0;     ///< the digit's value for the branch's first row
};

} // namespace expc::algebra
