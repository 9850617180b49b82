// SPDX-License-Identifier: MIT
// Indexes of runs in ascending order, kept as ranges: a billion neighbours take as much room as
// two.
#pragma once

#include "compiler/ir/selection.hpp"

#include <string>
#include <vector>

namespace expc::driver {

class RunList {
  public:
    /// Adds an index above all that are there.
    void add(std::uint64_t index);
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] bool empty() const { return ranges_.empty(); }
    /// The index at a position below `size`.
    [[nodiscard]] std::uint64_t at(std::uint64_t position) const;
    /// The same as ranges of a selection.
    [[nodiscard]] std::vector<ir::IndexRange> ranges() const;
    /// `0-3,8`: as --runs and submit.sh read it.
    [[nodiscard]] std::string text() const;
    /// The same in several texts of about `bytes` bytes.
    [[nodiscard]] std::vector<std::string> texts(std::size_t bytes) const;

  private:
    struct Range {
        std::uint64_t first;
        std::uint64_t last;
        std::uint64_t position; ///< of `first`
    };
    std::vector<Range> ranges_;
};

} // namespace expc::driver
