// SPDX-License-Identifier: MIT
// concat: the rows of its parts, one after the other.
#include "compiler/sema/space_builder.hpp"

#include <fmt/format.h>

#include <map>

namespace expc::sema {

namespace {

/// Reports a column that has one former value in one branch and another in another.
bool has_two_pasts(Evaluator& evaluator, const std::vector<algebra::Space>& branches) {
    std::map<std::string, const algebra::Column*> first;
    for (const algebra::Space& branch : branches) {
        for (const algebra::Column& column : branch.columns) {
            if (!column.was) continue;
            const auto [known, is_new] = first.try_emplace(column.alias, &column);
            const algebra::Column& other = *known->second;
            if (is_new || *other.was == *column.was) continue;
            auto report = evaluator.fail(
                diag::Code::E0313, column.origin,
                fmt::format("`{}` was {} in one part of this `concat` and {} in another",
                            column.alias, algebra::display(*other.was),
                            algebra::display(*column.was)));
            if (report)
                report->label(other.origin, fmt::format("was {}", algebra::display(*other.was)))
                    .help("one column has one former value: write the same `was` in both");
            return true;
        }
    }
    return false;
}

} // namespace

SpaceBuilder::Built SpaceBuilder::build_concat(const SpaceDescription& description) {
    std::vector<algebra::Space> branches;
    IndependentParts mistakes(evaluator_);
    bool is_whole = true;
    for (const SpaceItem& item : description.items) {
        if (item.nested == nullptr) continue;
        mistakes.next();
        auto branch = build(*item.nested);
        is_whole = is_whole && branch;
        if (branch) branches.push_back(std::move(*branch));
    }
    if (!is_whole || has_two_pasts(evaluator_, branches)) return std::nullopt;
    auto space = unwrap(algebra::concat(std::move(branches), description.range), description.range,
                        "this concat");
    if (!space) return std::nullopt;
    space = add_derived(std::move(*space), description);
    return space ? add_filters(std::move(*space), description) : std::nullopt;
}

} // namespace expc::sema
