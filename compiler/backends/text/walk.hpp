// SPDX-License-Identifier: MIT
// The walk of compiler/algebra/space.hpp as shell: from an index to the digits of a row and back.
#pragma once

#include "compiler/backends/text/diagram.hpp"
#include "compiler/backends/text/lines.hpp"
#include "compiler/backends/text/task_folder.hpp"

namespace expc::backends {

/// Names of the shell variables of one space. Number 0 is the experiment's own; inner spaces have
/// further numbers.
class SpaceNames {
  public:
    explicit SpaceNames(unsigned number) : prefix_(number == 0 ? "" : fmt::format("{}_", number)) {}

    [[nodiscard]] std::string digit(std::size_t digit) const {
        return "expc_d" + digit_number(digit);
    }
    /// What tells the variables of digits apart.
    [[nodiscard]] std::string digit_number(std::size_t digit) const {
        return fmt::format("{}{}", prefix_, digit);
    }
    /// The ordinal of a column.
    [[nodiscard]] std::string column(std::size_t column) const {
        return fmt::format("expc_c{}{}", prefix_, column);
    }

  private:
    std::string prefix_;
};

/// The diagrams of a task script, each once, by number: the function block_N gives the records
/// of a block.
class Diagrams {
  public:
    static constexpr std::size_t inline_records = 512;

    /// The number of a diagram.
    std::size_t add(Diagram diagram);
    [[nodiscard]] bool empty() const { return diagrams_.empty(); }
    [[nodiscard]] const Diagram& operator[](std::size_t number) const { return diagrams_[number]; }
    /// The functions; long diagrams become files of the folder.
    void add_functions(Lines& lines, TaskFolder& folder) const;

  private:
    std::vector<Diagram> diagrams_;
};

/// The walk over all digits, for both directions: `$expc_way` is `down` (from the index expc_i to
/// the digits' variables) or `up` (back; it returns 1 from the function for digits that the space
/// forbids).
void add_walk(Lines& lines, const algebra::Space& space, const SpaceNames& names,
              Diagrams& diagrams, Forbidden forbidden);

} // namespace expc::backends
