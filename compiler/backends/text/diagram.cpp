// SPDX-License-Identifier: MIT
#include "compiler/backends/text/diagram.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace expc::backends {
namespace {

using algebra::Component;
using algebra::Edge;
using algebra::Node;

class DiagramBuilder {
  public:
    DiagramBuilder(const Component& component, Forbidden forbidden)
        : component_(component), forbidden_(forbidden) {}

    Diagram build() {
        std::vector<BlockAddress> below;
        for (std::size_t level = component_.levels.size(); level-- > 0;)
            below = add_level(level, below);
        diagram_.root = below.front();
        return std::move(diagram_);
    }

  private:
    /// Adds the nodes of a level; `below` are the addresses of the next level's nodes.
    std::vector<BlockAddress> add_level(std::size_t level, const std::vector<BlockAddress>& below) {
        std::vector<BlockAddress> addresses;
        for (const Node& node : component_.levels[level])
            addresses.push_back(add_node(node, level, below));
        return addresses;
    }

    BlockAddress add_node(const Node& node, std::size_t level,
                          const std::vector<BlockAddress>& below) {
        std::vector<Record> records;
        for (const Edge& edge : node.edges) {
            if (edge.target != Node::none) {
                records.push_back({edge.before, edge.first, count_below(level, edge.target),
                                   below.empty() ? BlockAddress{} : below[edge.target]});
            } else if (forbidden_ == Forbidden::kept) {
                records.push_back({edge.before, edge.first, 0, {}});
            }
        }
        while (records.size() > Diagram::block_limit)
            records = index_of(records);
        return add_block(records);
    }

    [[nodiscard]] std::uint64_t count_below(std::size_t level, std::uint32_t target) const {
        const bool last = level + 1 == component_.levels.size();
        return last ? 1 : component_.levels[level + 1][target].count;
    }

    /// Cuts records into blocks; the result points to them.
    std::vector<Record> index_of(const std::vector<Record>& records) {
        std::vector<Record> index;
        for (std::size_t at = 0; at < records.size(); at += Diagram::block_limit) {
            const std::size_t end = std::min(at + Diagram::block_limit, records.size());
            const std::vector<Record> block(records.begin() + static_cast<std::ptrdiff_t>(at),
                                            records.begin() + static_cast<std::ptrdiff_t>(end));
            index.push_back({block.front().before, block.front().first, 0, add_block(block)});
        }
        return index;
    }

    BlockAddress add_block(const std::vector<Record>& records) {
        const BlockAddress address{diagram_.records.size(), records.size()};
        diagram_.records.insert(diagram_.records.end(), records.begin(), records.end());
        diagram_.blocks.push_back(address);
        return address;
    }

    const Component& component_;
    Forbidden forbidden_;
    Diagram diagram_;
};

std::string words(const Record& record) {
    return fmt::format("{} {} {} {} {}", record.before, record.first, record.count,
                       record.block.start, record.block.length);
}

} // namespace

Diagram make_diagram(const Component& component, Forbidden forbidden) {
    return DiagramBuilder(component, forbidden).build();
}

std::string record_words(const Diagram& diagram, BlockAddress block) {
    std::string text;
    for (std::uint64_t at = block.start; at < block.start + block.length; ++at)
        text.append(text.empty() ? "" : " ").append(words(diagram.records[at]));
    return text;
}

RecordFile record_file(const Diagram& diagram) {
    RecordFile file;
    for (const Record& record : diagram.records)
        file.width = std::max(file.width, words(record).size() + 1);
    for (const Record& record : diagram.records)
        file.content += fmt::format("{:<{}}\n", words(record), file.width - 1);
    return file;
}

} // namespace expc::backends
