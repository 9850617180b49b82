// SPDX-License-Identifier: MIT
#include "compiler/ir/lookup.hpp"

namespace expc::ir {

std::vector<std::uint64_t> domain_sizes(const Space& space) {
    std::vector<std::uint64_t> sizes;
    sizes.reserve(space.columns.size());
    for (const algebra::Column& column : space.columns)
        sizes.push_back(column.domain.size());
    return sizes;
}

ColumnTexts::ColumnTexts(const algebra::Domain& domain, Make make)
    : domain_(&domain), make_(std::move(make)) {
    if (const std::uint64_t size = domain.size(); size <= kept_limit) kept_.resize(size);
}

const std::optional<std::string>& ColumnTexts::at(algebra::Ordinal ordinal) {
    Entry& entry = kept_.empty() ? last_ : kept_[ordinal];
    if (kept_.empty() || !entry.made) entry = {true, make_(domain_->at(ordinal))};
    return entry.text;
}

} // namespace expc::ir
