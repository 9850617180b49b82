// SPDX-License-Identifier: MIT
#include "compiler/lower/shown_run.hpp"

#include <fmt/ranges.h>

#include <vector>

namespace expc::lower {

std::string run_shown(const algebra::Space& space, std::uint64_t index) {
    std::vector<std::string> values;
    const std::vector<algebra::Value> row = algebra::row(space, index);
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (!row[i].is_none())
            values.push_back(
                fmt::format("{}={}", space.columns[i].alias, algebra::display(row[i])));
    }
    return fmt::format("run {} ({})", index, fmt::join(values, ", "));
}

} // namespace expc::lower
