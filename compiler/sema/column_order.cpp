// SPDX-License-Identifier: MIT
#include "compiler/sema/column_order.hpp"

#include <algorithm>

namespace expc::sema {

ColumnOrder::ColumnOrder(const std::vector<Column>& columns)
    : needs_(columns.size()), users_(columns.size()) {
    std::multimap<std::string_view, std::size_t> by_name;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        by_name.emplace(columns[i].name, i);
        open_.insert(i);
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        for (const FreeName& used : free_names(columns[i].value)) {
            const auto [first, last] = by_name.equal_range(used.name);
            for (auto needed = first; needed != last; ++needed) {
                needs_[i].insert(needed->second);
                users_[needed->second].push_back(i);
            }
        }
        if (needs_[i].empty()) ready_.insert(i);
    }
}

std::optional<std::size_t> ColumnOrder::next() {
    if (ready_.empty()) return std::nullopt;
    const std::size_t column = *ready_.begin();
    settle(column);
    return column;
}

std::vector<std::size_t> ColumnOrder::circle() const {
    std::vector<std::size_t> chain;
    std::size_t current = *open_.begin();
    for (; std::ranges::find(chain, current) == chain.end(); current = *needs_[current].begin())
        chain.push_back(current);
    chain.erase(chain.begin(), std::ranges::find(chain, current));
    return chain;
}

void ColumnOrder::settle(std::size_t column) {
    open_.erase(column);
    ready_.erase(column);
    for (const std::size_t user : users_[column]) {
        needs_[user].erase(column);
        if (needs_[user].empty() && open_.contains(user)) ready_.insert(user);
    }
}

} // namespace expc::sema
