// SPDX-License-Identifier: MIT
// The decision diagram of a component as blocks of records that a shell searches: the way from a
// quotient to a digit's value, or from a digit's value to the rows before it. A long node becomes a
// small tree of blocks, so that every step of a search looks at `block_limit` records at most.
#pragma once

#include "compiler/algebra/space.hpp"

#include <string>
#include <vector>

namespace expc::backends {

/// Names a block: its first record and its length; the block after the last level is {0, 0}.
struct BlockAddress {
    std::uint64_t start = 0;
    std::uint64_t length = 0;
    bool operator==(const BlockAddress&) const = default;
};

/// A run of digit values. `count` rows follow each of them in this component; 0 with a block: look
/// there instead; 0 without a block: forbidden values.
struct Record {
    std::uint64_t before = 0; ///< rows of all smaller values of the digit
    std::uint64_t first = 0;  ///< the run's first value
    std::uint64_t count = 0;
    BlockAddress block;
    bool operator==(const Record&) const = default;
};

/// Whether records for forbidden values are kept: only the way from values to ranks can meet them.
enum class Forbidden : std::uint8_t { left_out, kept };

struct Diagram {
    static constexpr std::size_t block_limit = 64;

    std::vector<Record> records;
    std::vector<BlockAddress> blocks; ///< in order of start
    BlockAddress root;
    bool operator==(const Diagram&) const = default;
};

/// `component` has levels.
[[nodiscard]] Diagram make_diagram(const algebra::Component& component, Forbidden forbidden);

/// The records as text that a shell splits into words, five numbers a record.
[[nodiscard]] std::string record_words(const Diagram& diagram, BlockAddress block);

/// All records with equal width, for reading by offset; `width` counts bytes.
struct RecordFile {
    std::string content;
    std::size_t width = 0;
};
[[nodiscard]] RecordFile record_file(const Diagram& diagram);

} // namespace expc::backends
